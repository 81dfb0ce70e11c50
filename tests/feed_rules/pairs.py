"""Rules between two versions of a feed, and between a feed and what it should show."""

from feed_rules.octets import read
from feed_rules.tree import grow
from feed_rules.values import day, unescaped

WEIGHTY = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "DUE", "STATUS")
BOOKKEEPING = frozenset({"DTSTAMP", "LAST-MODIFIED", "SEQUENCE"})


def pair_violations(before, after):
    """The rules R01 to R05 that the step from *before* to *after* breaks."""
    old, new = _events(before), _events(after)
    broken = {rule for uid in old.keys() & new.keys() for rule in _step(old[uid], new[uid])}
    gone = (old[uid] for uid in old.keys() - new.keys())
    if any(event.value("STATUS") != "CANCELLED" for event in gone):
        broken.add("R05")
    return sorted(broken)


def source_violations(octets, wanted):
    """E01: the living events are exactly *wanted*, by UID the day and the summary."""
    living = {
        uid: (day(event.value("DTSTART")), unescaped(event.value("SUMMARY")))
        for uid, event in _events(octets).items()
        if event.value("STATUS") != "CANCELLED"
    }
    return [] if living == dict(wanted) else ["E01"]


def _events(octets):
    roots, _ = grow(read(octets)[0])
    return {event.value("UID"): event for event in roots[0].named("VEVENT")}


def _step(old, new):
    if _said(old) == _said(new):
        if _all(old) != _all(new):
            yield "R04"
        return
    before, after = (int(event.value("SEQUENCE") or 0) for event in (old, new))
    if any(_values(old, name) != _values(new, name) for name in WEIGHTY) and after <= before:
        yield "R01"
    if after < before:
        yield "R02"
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        if (new.value(name) or "") <= (old.value(name) or ""):
            yield "R03"


def _values(event, name):
    return [line.value for line in event.all(name)]


def _all(event):
    own = [(line.name, sorted(line.params.items()), line.value) for line in event.lines]
    return own, [_all(part) for part in event.parts]


def _said(event):
    lines, parts = _all(event)
    return sorted(line for line in lines if line[0] not in BOOKKEEPING), parts
