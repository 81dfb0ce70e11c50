"""C25 to C59 and C66, as far as they ask something of a component as a whole."""

import re
from collections import Counter

from feed_rules.breach import Breach
from feed_rules.tree import grow, walk
from feed_rules.values import day, duration, is_utc, moment

HOLDERS = ("VEVENT", "VTODO", "VJOURNAL")
STAMPED = (*HOLDERS, "VFREEBUSY")
_OFTEN = """
    ATTACH ATTENDEE CATEGORIES COMMENT CONTACT EXDATE REQUEST-STATUS RELATED-TO RESOURCES RDATE
    IMAGE CONFERENCE FREEBUSY TZNAME STRUCTURED-DATA STYLED-DESCRIPTION CONCEPT LINK REFID RRULE
"""
OFTEN = frozenset(_OFTEN.split())


def component_breaches(lines, *, now):
    """What each component lacks, has twice, or contradicts itself in."""
    for part in walk(grow(lines)[0]):
        found = []
        if part.name in STAMPED:
            found += [*_identity(part), *_stamps(part, now)]
        if part.name in HOLDERS:
            found += _titles(part)
        if part.name == "VEVENT":
            found += [*_span(part), *_event(part)]
        if part.name == "VTODO" and part.all("DUE") and part.all("DURATION"):
            found.append("C29")
        if part.name == "VALARM":
            found += _alarm(part)
        if part.name == "VTIMEZONE":
            found += _zone(part)
        for rule in sorted(set(found)):
            yield Breach(rule, part.line, f"{part.name} {part.value('UID') or ''}")


def _identity(part):
    uids = [line.value for line in part.all("UID")]
    if len(uids) != 1 or not 0 < len(uids[0].encode()) <= 255:
        yield "C25"
    counts = Counter(line.name for line in part.lines if not line.name.startswith("X-"))
    special = ("UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE")
    if any(n > 1 and name not in OFTEN and name not in special for name, n in counts.items()):
        yield "C43"
    if counts["SEQUENCE"] > 1:
        yield "C51"


def _stamps(part, now):
    stamps = [line.value for line in part.all("DTSTAMP")]
    if len(stamps) != 1 or not is_utc(stamps[0]):
        yield "C27"
    created, modified = part.value("CREATED"), part.value("LAST-MODIFIED")
    known = [moment(text) for text in (*stamps, created, modified) if text and is_utc(text)]
    both = created and modified and is_utc(created) and is_utc(modified)
    if both and moment(created) > moment(modified):
        yield "C66"
    if now is not None and any(stamp > now for stamp in known):
        yield "C66"


def _titles(part):
    titles = [line.value for line in part.all("SUMMARY")]
    if len(titles) != 1 or not titles[0].strip():
        yield "C42"


def _event(part):
    if not part.all("SEQUENCE") or not part.all("LAST-MODIFIED"):
        yield "C52"
    start = part.first("DTSTART")
    if start and day(start.value) and part.value("TRANSP") != "TRANSPARENT":
        yield "C50"
    if part.named("VALARM") and part.mixed:
        yield "C58"


def _span(part):
    starts, ends = part.all("DTSTART"), part.all("DTEND")
    if len(starts) != 1:
        yield "C28"
        return
    lasts = part.all("DURATION")
    if ends and lasts:
        yield "C29"
    if not ends and not lasts:
        yield "C30"
    start = starts[0]
    if lasts and day(start.value) and not re.fullmatch(r"P\d+[DW]", lasts[0].value):
        yield "C33"
    if ends:
        yield from _ends(start, ends[0])


def _ends(start, end):
    kinds = [line.params.get("VALUE", ["DATE-TIME"]) for line in (start, end)]
    if kinds[0] != kinds[1]:
        yield "C31"
        return
    forms = [(line.value.endswith("Z"), line.params.get("TZID")) for line in (start, end)]
    if forms[0] != forms[1]:
        yield "C41"
    if end.value <= start.value:
        yield "C32"


def _alarm(part):
    action, triggers = part.value("ACTION"), part.all("TRIGGER")
    if len(part.all("ACTION")) != 1 or len(triggers) != 1:
        yield "C55"
    needs = {"DISPLAY": ("DESCRIPTION",), "EMAIL": ("DESCRIPTION", "SUMMARY", "ATTENDEE")}
    if any(len(part.all(name)) < 1 for name in needs.get(action, ())):
        yield "C55"
    if bool(part.all("DURATION")) != bool(part.all("REPEAT")):
        yield "C55"
    if action != "DISPLAY":
        yield "C63"
    for trigger in triggers:
        yield from _trigger(trigger)


def _trigger(line):
    if line.params.get("VALUE") == ["DATE-TIME"]:
        if not is_utc(line.value):
            yield "C56"
    elif not re.fullmatch(r"[+-]?P\S*", line.value):
        yield "C56"
    elif duration(line.value) is None:
        yield "C57"


def _zone(part):
    if len(part.all("TZID")) != 1 or not part.parts:
        yield "C39"
    for inner in part.parts:
        needs = ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO")
        if any(len(inner.all(name)) != 1 for name in needs):
            yield "C39"
        start = inner.value("DTSTART") or ""
        if not re.fullmatch(r"\d{8}T\d{6}", start):
            yield "C39"
