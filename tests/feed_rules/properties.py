"""C10 and the rules about single properties, wherever they stand."""

import re

from feed_rules.breach import Breach
from feed_rules.tree import grow, walk
from feed_rules.values import (
    day,
    duration,
    is_escaped,
    is_text,
    is_uri,
    is_utc,
    moment,
    split_text,
    tokens,
)

_REGISTERED = """
    BEGIN END CALSCALE METHOD PRODID VERSION ATTACH CATEGORIES CLASS COMMENT DESCRIPTION GEO
    LOCATION PERCENT-COMPLETE PRIORITY RESOURCES STATUS SUMMARY COMPLETED DTEND DUE DTSTART
    DURATION FREEBUSY TRANSP TZID TZNAME TZOFFSETFROM TZOFFSETTO TZURL ATTENDEE CONTACT ORGANIZER
    RECURRENCE-ID RELATED-TO URL UID EXDATE EXRULE RDATE RRULE ACTION REPEAT TRIGGER CREATED
    DTSTAMP LAST-MODIFIED SEQUENCE REQUEST-STATUS XML TZUNTIL TZID-ALIAS-OF BUSYTYPE NAME
    REFRESH-INTERVAL SOURCE COLOR IMAGE CONFERENCE CALENDAR-ADDRESS LOCATION-TYPE
    PARTICIPANT-TYPE RESOURCE-TYPE STRUCTURED-DATA STYLED-DESCRIPTION ACKNOWLEDGED PROXIMITY
    CONCEPT LINK REFID
"""
REGISTERED = frozenset(_REGISTERED.split())
MEANT = frozenset({"X-WR-CALNAME", "X-WR-CALDESC", "X-PUBLISHED-TTL", "X-MICROSOFT-CDO-BUSYSTATUS"})
DATES = frozenset({"DTSTART", "DTEND", "DUE", "RECURRENCE-ID", "EXDATE", "RDATE"})
STAMPS = frozenset({"DTSTAMP", "CREATED", "LAST-MODIFIED", "COMPLETED"})
_TEXTS = """
    SUMMARY DESCRIPTION COMMENT LOCATION CONTACT NAME X-WR-CALNAME X-WR-CALDESC UID RELATED-TO
    PRODID TZNAME
"""
TEXTS = frozenset(_TEXTS.split())
SPANS = frozenset({"DURATION", "REFRESH-INTERVAL", "X-PUBLISHED-TTL"})
URIS = frozenset({"URL", "SOURCE", "TZURL", "CONFERENCE"})
_RELATIONS = """
    PARENT CHILD SIBLING DEPENDS-ON REFID CONCEPT FIRST NEXT FINISHTOSTART FINISHTOFINISH
    STARTTOSTART STARTTOFINISH SNOOZE
"""
RELATIONS = frozenset(_RELATIONS.split())
TEMPORAL = frozenset({"FINISHTOSTART", "FINISHTOFINISH", "STARTTOSTART", "STARTTOFINISH"})
STATES = {
    "VEVENT": {"TENTATIVE", "CONFIRMED", "CANCELLED"},
    "VTODO": {"NEEDS-ACTION", "COMPLETED", "IN-PROCESS", "CANCELLED"},
    "VJOURNAL": {"DRAFT", "FINAL", "CANCELLED"},
}


def property_breaches(lines):
    """Rules that need no more than the line, and the component it stands in."""
    for line in lines:
        if line.name not in REGISTERED and not line.name.startswith("X-"):
            yield Breach("C10", line.number, line.name)
        if line.name.startswith("X-") and line.name not in MEANT:
            yield Breach("C62", line.number, line.name)
        for rule in sorted(set(_broken(line))):
            yield Breach(rule, line.number, f"{line.name}:{line.value[:40]}")
    for part in walk(grow(lines)[0]):
        for line in part.lines:
            for rule in sorted(set(_broken_in(part, line))):
                yield Breach(rule, line.number, f"{line.name}:{line.value[:40]}")


def _broken(line):
    if line.name in TEXTS and not is_text(line.value):
        yield "C44"
    if line.name == "CATEGORIES":
        yield from _categories(line.value)
    if line.name in URIS and not is_uri(line.value):
        yield "C47"
    if line.name in ("ATTENDEE", "ORGANIZER") and not re.fullmatch(
        r"(?i:mailto):[^\s@]+@[^\s@]+|[a-z][a-z0-9+.-]+:\S+", line.value
    ):
        yield "C60"
    if line.name in SPANS and duration(line.value) is None:
        yield "C57"
    if line.name == "SEQUENCE" and not _is_number(line.value, 0, 2**31 - 1):
        yield "C51"
    yield from _numbers(line)
    yield from _times(line)


def _categories(value):
    names = split_text(value)
    if ";" in tokens(value) or not all(name.strip() for name in names):
        yield "C45"
    if any("," in name for name in names) or names != sorted(set(names)):
        yield "C46"
    if not is_escaped(value):
        yield "C44"


def _numbers(line):
    most = {"PRIORITY": 9, "PERCENT-COMPLETE": 100, "REPEAT": 2**31 - 1}.get(line.name)
    if most is not None and not _is_number(line.value, 0, most):
        yield "C59"
    if line.name == "GEO":
        places = re.fullmatch(r"([+-]?\d+(?:\.\d+)?);([+-]?\d+(?:\.\d+)?)", line.value)
        if not places or abs(float(places[1])) > 90 or abs(float(places[2])) > 180:
            yield "C59"


def _times(line):
    if line.name in STAMPS and not is_utc(line.value):
        yield "C53" if line.name in ("CREATED", "LAST-MODIFIED") else "C27"
    if line.name not in DATES:
        return
    is_date = line.params.get("VALUE", ["DATE-TIME"]) == ["DATE"]
    for value in line.value.split(","):
        if bool(re.fullmatch(r"\d{8}", value)) != is_date:
            yield "C34"
        elif (day(value) if is_date else moment(value)) is None:
            yield "C35"
    if "TZID" in line.params and (is_date or line.value.endswith("Z")):
        yield "C37"


def _broken_in(part, line):
    if line.name in DATES and part.name not in ("STANDARD", "DAYLIGHT"):
        floating = re.fullmatch(r"\d{8}T\d{6}", line.value)
        if floating and "TZID" not in line.params:
            yield "C36"
    if line.name == "STATUS" and line.value not in STATES.get(part.name, ()):
        yield "C48"
    if line.name == "TRANSP" and line.value not in ("OPAQUE", "TRANSPARENT"):
        yield "C49"
    if line.name == "CLASS" and not re.fullmatch(
        "PUBLIC|PRIVATE|CONFIDENTIAL|X-[A-Za-z0-9-]+", line.value
    ):
        yield "C49"
    if line.name == "RELATED-TO":
        kind = line.params.get("RELTYPE", ["PARENT"])[0]
        known = kind in RELATIONS or kind.startswith("X-")
        gap = "GAP" in line.params and kind not in TEMPORAL
        if not known or gap or line.value == part.value("UID"):
            yield "C54"


def _is_number(text, least, most):
    return bool(re.fullmatch(r"[+-]?\d{1,12}", text)) and least <= int(text) <= most
