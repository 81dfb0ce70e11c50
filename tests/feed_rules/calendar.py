"""C11 to C24, C26, C61, C64 and C65: the calendar as a whole."""

from collections import Counter

from feed_rules.breach import Breach
from feed_rules.tree import grow
from feed_rules.values import duration, is_uri

OURS = "Milestone Syncer"
ONCE = frozenset(
    {"UID", "LAST-MODIFIED", "REFRESH-INTERVAL", "SOURCE", "COLOR", "METHOD", "CALSCALE", "URL"}
)
_COLORS = """
    aqua black blue brown coral crimson cyan darkblue darkgreen darkred fuchsia gold gray green
    grey indigo khaki lime magenta maroon navy olive orange orchid pink plum purple red salmon
    sienna silver skyblue tan teal tomato turquoise violet wheat white yellow
"""
COLORS = frozenset(_COLORS.split())
HOLDERS = ("VEVENT", "VTODO", "VJOURNAL")


def calendar_breaches(lines, *, resource):
    """Everything that is asked of the VCALENDAR and of its components among themselves."""
    roots, wrong = grow(lines)
    for line, what in wrong:
        yield Breach("C11", line, what)
    if len(roots) != 1 or roots[0].name != "VCALENDAR":
        yield Breach("C11", 0, "not exactly one VCALENDAR")
        return
    root = roots[0]
    for rule, what in (*_heads(root), *_metadata(root), *_members(root)):
        yield Breach(rule, root.line, what)
    if resource:
        yield from _resource(root)


def _heads(root):
    values = {name: [line.value for line in root.all(name)] for name in ("VERSION", "PRODID")}
    if values["VERSION"] != ["2.0"]:
        yield "C12", f"VERSION {values['VERSION']}"
    if len(values["PRODID"]) != 1 or not values["PRODID"][0].strip():
        yield "C13", f"PRODID {values['PRODID']}"
    elif OURS not in values["PRODID"][0]:
        yield "C65", values["PRODID"][0]
    if [line.value for line in root.all("CALSCALE")] not in ([], ["GREGORIAN"]):
        yield "C14", "CALSCALE"
    if root.mixed:
        yield "C16", "a property after a component"
    if not root.parts:
        yield "C17", "no component"
    if root.all("METHOD") and not _is_published(root):
        yield "C15", "METHOD"


def _is_published(root):
    return [line.value for line in root.all("METHOD")] == ["PUBLISH"] and all(
        event.all("ORGANIZER") and not event.all("ATTENDEE") for event in root.named("VEVENT")
    )


def _metadata(root):
    if root.all("UID"):
        yield "C18", "UID on the calendar"
    counts = Counter(line.name for line in root.lines)
    if any(counts[name] > 1 for name in ONCE):
        yield "C19", "a calendar property twice"
    for name in ("NAME", "DESCRIPTION"):
        languages = [tuple(line.params.get("LANGUAGE", ())) for line in root.all(name)]
        if len(languages) != len(set(languages)):
            yield "C19", f"{name} twice in one language"
    refresh = root.first("REFRESH-INTERVAL")
    if refresh and not _is_refresh(refresh):
        yield "C20", refresh.value
    source = root.first("SOURCE")
    if source and not (source.params.get("VALUE") == ["URI"] and is_uri(source.value)):
        yield "C21", source.value
    if any(line.value.lower() not in COLORS for line in root.all("COLOR")):
        yield "C22", root.value("COLOR")
    lifetime = root.value("X-PUBLISHED-TTL")
    if lifetime is None or duration(lifetime) is None or lifetime != root.value("REFRESH-INTERVAL"):
        yield "C23", f"X-PUBLISHED-TTL {lifetime}"
    if not root.value("NAME") or root.value("NAME") != root.value("X-WR-CALNAME"):
        yield "C24", f"NAME {root.value('NAME')}, X-WR-CALNAME {root.value('X-WR-CALNAME')}"


def _is_refresh(line):
    span = duration(line.value)
    return (
        line.params.get("VALUE") == ["DURATION"] and span is not None and span.total_seconds() > 0
    )


def _members(root):
    parts = root.named(*HOLDERS)
    keys = [(part.value("UID"), part.value("RECURRENCE-ID")) for part in parts]
    twice = [key for key, count in Counter(keys).items() if count > 1]
    if twice:
        yield "C26", f"twice: {twice[0]}"
    days = [(part.value("DTSTART") or "", part.value("UID") or "") for part in parts]
    if days != sorted(days) and keys != sorted(keys, key=str):
        yield "C61", "events stand in no order"
    yield from _zones(root)


def _zones(root):
    used = [zone for part in root.parts for zone in _zones_used(part)]
    given = [zone.value("TZID") for zone in root.named("VTIMEZONE")]
    if any(given.count(zone) != 1 for zone in used):
        yield "C38", f"zones {sorted(set(used))} have no VTIMEZONE, or two"
    if set(given) - set(used):
        yield "C40", f"nobody uses {sorted(set(given) - set(used), key=str)}"
    names = [part.name for part in root.parts]
    if "VTIMEZONE" in names[len(given) :]:
        yield "C40", "a VTIMEZONE after another component"


def _zones_used(part):
    if part.name == "VTIMEZONE":
        return []
    own = [line.params["TZID"][0] for line in part.lines if "TZID" in line.params]
    return own + [zone for inner in part.parts for zone in _zones_used(inner)]


def _resource(root):
    parts = root.named(*HOLDERS)
    uids = {part.value("UID") for part in parts}
    names = {part.name for part in parts}
    if len(uids) != 1 or len(names) != 1 or root.all("METHOD"):
        yield Breach("C64", root.line, "not one UID, one type and no METHOD")
