"""Rows -> Plan: identity, kinds, parents, links, cycles."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Final

from syncer.domain.findings import Finding, Severity
from syncer.domain.memory import Seen
from syncer.domain.plan import Item, Link, Plan, Row
from syncer.domain.words import folded
from syncer.stages.identity import identify
from syncer.stages.kinds import kind_findings, kind_of
from syncer.stages.links import links_of
from syncer.stages.loops import loops_in
from syncer.stages.named_tuples import made_of
from syncer.stages.parents import parents_of
from syncer.stages.references import References

_NAMED: Final = 10
"""How many rows of a cycle are named."""


def assemble(
    rows: Sequence[Row], seen: Mapping[str, Seen], next_key: int
) -> tuple[Plan, tuple[Finding, ...]]:
    """
    The plan that *rows* are, and what does not fit together in it.

    *seen* is what was remembered of each key; *next_key* the number of the next new item.
    """
    keys, next_key, findings = identify(rows, seen, next_key)
    references = References(rows, keys)
    if references.doublets:
        findings += _same_ids(rows)
    parents = parents_of(rows, references, findings)
    links = links_of(rows, references, findings)
    loops = _without_family_loops(rows, parents, findings)
    loops |= _in_loops(rows, parents, links, findings)
    ids = [row.id or key for row, key in zip(rows, keys, strict=True)]
    kinds = [row.kind or kind_of(row) for row in rows]
    items = tuple(made_of(Item, zip(rows, keys, ids, kinds, parents, links, strict=True)))
    findings += chain.from_iterable(kind_findings(row) for row in rows if row.duration is not None)
    findings.sort(key=lambda finding: finding.row)
    return Plan(items=items, loops=frozenset(loops), next_key=next_key), tuple(findings)


def _same_ids(rows: Sequence[Row]) -> list[Finding]:
    """A finding at each row whose own ID another row bears too."""
    places: dict[str, list[Row]] = {}
    for row in rows:
        if row.id:
            places.setdefault(folded(row.id), []).append(row)
    return [_same_id(row, same) for same in places.values() if len(same) > 1 for row in same]


def _same_id(row: Row, same: Sequence[Row]) -> Finding:
    others = [str(other.row) for other in same if other is not row]
    listed = ", ".join(others[:_NAMED]) + (" …" if others[_NAMED:] else "")
    word = "rows" if len(others) > 1 else "row"
    message = f"the ID “{row.id}” stands in {word} {listed} too"
    hint = "give each row an ID of its own; nothing can depend on this one until then"
    return Finding(row.row, "", "id", Severity.ERROR, "duplicate-id", message, hint)


def _without_family_loops(
    rows: Sequence[Row], parents: list[int | None], findings: list[Finding]
) -> set[int]:
    """Take away parents that are their own descendants, so that climbing always ends."""
    loops: set[int] = set()
    if not any(parent is not None for parent in parents):
        return loops
    climbs = [() if parent is None else (parent,) for parent in parents]
    for way, members in loops_in(climbs):
        message = f"the row is part of itself: {_round(rows, way)}"
        hint = "take away the parent of one of them"
        findings.append(_at(rows[way[0]], "parent", "parent-loop", message, hint))
        loops |= members
        for place in members:
            parents[place] = None
    return loops


def _in_loops(
    rows: Sequence[Row],
    parents: Sequence[int | None],
    links: Sequence[Sequence[Link]],
    findings: list[Finding],
) -> set[int]:
    """The items in cycles of dependencies, in which the rows under a row hold it too."""
    waits_for: list[Sequence[int]] = [
        [link.on for link in row_links] if row_links else () for row_links in links
    ]
    below: defaultdict[int, list[int]] = defaultdict(list)
    for place, parent in enumerate(parents):
        if parent is not None:
            below[parent].append(place)
    for parent, places in below.items():
        waits_for[parent] = (*waits_for[parent], *places)
    loops: set[int] = set()
    for way, members in loops_in(waits_for):
        message = f"the row waits for itself: {_round(rows, way)}"
        hint = "take away one of these dependencies; until then none of them holds a row back"
        findings.append(_at(rows[way[0]], "depends_on", "dependency-loop", message, hint))
        loops |= members
    return loops


def _round(rows: Sequence[Row], way: Sequence[int]) -> str:
    """The rows of a cycle in order, back to the first."""
    named = [f"row {rows[place].row} ({rows[place].title})" for place in way[:_NAMED]]
    more = [f"{len(way) - _NAMED} more"] if len(way) > _NAMED else []
    return " → ".join([*named, *more, f"row {rows[way[0]].row}"])


def _at(row: Row, field: str, code: str, message: str, hint: str) -> Finding:
    return Finding(row.row, "", field, Severity.ERROR, code, message, hint)
