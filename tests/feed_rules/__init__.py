"""
The rules a feed must keep, checked over its octets and written without the renderer.

`violations(octets)` names the rules (C01 to C66) that a feed breaks; `breaches` says where.
`pair_violations(before, after)` names those (R01 to R05) broken between two versions of it,
`source_violations` whether it shows what it should (E01). Numbers and wording: FEEDS.
"""

from feed_rules.breach import Breach
from feed_rules.calendar import calendar_breaches
from feed_rules.components import component_breaches
from feed_rules.octets import octet_breaches, read
from feed_rules.pairs import pair_violations, source_violations
from feed_rules.properties import property_breaches

__all__ = ["Breach", "breaches", "pair_violations", "source_violations", "violations"]


def breaches(octets, *, now=None, resource=False):
    """Every breach; *now* (aware) is what no stamp may lie after, *resource* means CalDAV."""
    found = list(octet_breaches(octets))
    lines, broken = read(octets)
    found += broken
    found += property_breaches(lines)
    found += calendar_breaches(lines, resource=resource)
    found += component_breaches(lines, now=now)
    return found


def violations(octets, *, now=None, resource=False):
    """The rules that *octets* break, each once, in order."""
    return sorted({breach.rule for breach in breaches(octets, now=now, resource=resource)})
