"""A feed as three calendar libraries see it: python's icalendar, ical.js and libical."""

import ctypes
import json
import os
import shutil
import subprocess
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from feed_rules.values import duration, unescaped
from icalendar import Calendar

READERS = Path(__file__).parent / "readers"


class SeenEvent(NamedTuple):
    """One event as a library sees it; alarms in seconds from the first midnight of its day."""

    uid: str
    start: str
    end: str
    summary: str
    description: str
    status: str
    sequence: int
    categories: tuple[str, ...]
    related: tuple[str, ...]
    alarms: tuple[int, ...]


def by_icalendar(octets):
    """The name of the calendar, and its events."""
    calendar = Calendar.from_ical(octets)
    assert not calendar.errors
    return _name(str(calendar["NAME"])), [
        _icalendar_event(part) for part in calendar.walk("VEVENT")
    ]


def _icalendar_event(part):
    assert not part.errors
    related = part.get("RELATED-TO", [])
    alarms = (alarm["TRIGGER"].dt for alarm in part.walk("VALARM"))
    return SeenEvent(
        uid=str(part["UID"]),
        start=_iso(part["DTSTART"].dt),
        end=_iso(part["DTEND"].dt),
        summary=str(part["SUMMARY"]),
        description=str(part.get("DESCRIPTION", "")),
        status=str(part["STATUS"]),
        sequence=int(part["SEQUENCE"]),
        categories=tuple(map(str, part["CATEGORIES"].cats)) if "CATEGORIES" in part else (),
        related=tuple(map(str, related if isinstance(related, list) else [related])),
        alarms=tuple(int(span.total_seconds()) for span in alarms),
    )


def _name(text):
    """Neither icalendar nor ical.js knows that NAME (RFC 7986) is text, and is escaped."""
    return unescaped(text)


def _iso(day):
    assert type(day) is date
    return day.isoformat()


def by_ical_js(octets):
    """The same by ical.js, in node."""
    node = shutil.which("node")
    if node is None or not (READERS / "node_modules" / "ical.js").exists():
        _missing("ical.js", "install node, then run `npm ci` in tests/readers")
    done = subprocess.run(
        [node, READERS / "read_feed.mjs"], input=octets, capture_output=True, check=True
    )
    seen = json.loads(done.stdout)
    return _name(seen["name"]), [_js_event(event) for event in seen["events"]]


def _js_event(event):
    lists = {key: tuple(event[key]) for key in ("categories", "related", "alarms")}
    return SeenEvent(**event | lists)


def by_libical(octets):
    """The same by libical, which GNOME, KDE and Cyrus read with."""
    ical = _libical()
    root = ical.icalparser_parse_string(octets)
    assert root, "libical reads nothing in it"
    try:
        assert not ical.icalcomponent_count_errors(root)
        name = ical.icalcomponent_get_first_property(root, _kind(ical, b"NAME"))
        events = [_libical_event(ical, part) for part in _parts(ical, root, b"VEVENT")]
        return _value(ical, name), events
    finally:
        ical.icalcomponent_free(root)


def _libical_event(ical, part):
    def texts(name):
        return tuple(_value(ical, line) for line in _lines(ical, part, name))

    def one(name):
        return next(iter(texts(name)), "")

    triggers = [
        duration(_value(ical, line))
        for alarm in _parts(ical, part, b"VALARM")
        for line in _lines(ical, alarm, b"TRIGGER")
    ]
    return SeenEvent(
        uid=one(b"UID"),
        start=_dashed(one(b"DTSTART")),
        end=_dashed(one(b"DTEND")),
        summary=one(b"SUMMARY"),
        description=one(b"DESCRIPTION"),
        status=one(b"STATUS"),
        sequence=int(one(b"SEQUENCE")),
        categories=texts(b"CATEGORIES"),
        related=texts(b"RELATED-TO"),
        alarms=tuple(int(span.total_seconds()) for span in triggers),
    )


def _parts(ical, part, name):
    kind = ical.icalcomponent_string_to_kind(name)
    inner = ical.icalcomponent_get_first_component(part, kind)
    while inner:
        yield inner
        inner = ical.icalcomponent_get_next_component(part, kind)


def _lines(ical, part, name):
    kind = _kind(ical, name)
    line = ical.icalcomponent_get_first_property(part, kind)
    while line:
        yield line
        line = ical.icalcomponent_get_next_property(part, kind)


def _kind(ical, name):
    return ical.icalproperty_string_to_kind(name)


def _value(ical, line):
    """Its text as it was meant; libical escapes anew what it shows as a string."""
    value = ical.icalproperty_get_value(line)
    if ical.icalvalue_isa(value) == ical.icalvalue_string_to_kind(b"TEXT"):
        return ical.icalvalue_get_text(value).decode()
    return ical.icalproperty_get_value_as_string(line).decode()


def _dashed(text):
    return f"{text[:4]}-{text[4:6]}-{text[6:]}"


@cache
def _libical():
    try:
        ical = ctypes.CDLL("libical.so.3")
    except OSError:
        _missing("libical", "install it: apt-get install libical3")
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    shapes = {
        "icalparser_parse_string": (pointer, text),
        "icalcomponent_free": (None, pointer),
        "icalcomponent_count_errors": (number, pointer),
        "icalcomponent_string_to_kind": (number, text),
        "icalcomponent_get_first_component": (pointer, pointer, number),
        "icalcomponent_get_next_component": (pointer, pointer, number),
        "icalcomponent_get_first_property": (pointer, pointer, number),
        "icalcomponent_get_next_property": (pointer, pointer, number),
        "icalproperty_string_to_kind": (number, text),
        "icalproperty_get_value": (pointer, pointer),
        "icalproperty_get_value_as_string": (text, pointer),
        "icalvalue_isa": (number, pointer),
        "icalvalue_string_to_kind": (number, text),
        "icalvalue_get_text": (text, pointer),
    }
    for name, (returned, *given) in shapes.items():
        function = getattr(ical, name)
        function.restype, function.argtypes = returned, given
    return ical


def _missing(what, hint):
    """A check that cannot be made: a failure where nobody would see the reason, else a skip."""
    message = f"{what} is not here to read the feed back; {hint}"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)
