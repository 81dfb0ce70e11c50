"""Each rule catches a feed that breaks it, and nothing is said of one that breaks none."""

from datetime import UTC, date, datetime

import pytest

from feed_rules import pair_violations, source_violations, violations

GOOD = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Milestone Syncer//Milestone Syncer//EN
CALSCALE:GREGORIAN
NAME:Plan
X-WR-CALNAME:Plan
REFRESH-INTERVAL;VALUE=DURATION:PT1H
X-PUBLISHED-TTL:PT1H
BEGIN:VEVENT
UID:a@x
DTSTAMP:20260301T080000Z
CREATED:20260301T080000Z
LAST-MODIFIED:20260301T080000Z
SEQUENCE:0
DTSTART;VALUE=DATE:20260310
DTEND;VALUE=DATE:20260311
SUMMARY:Alpha\\, über
CATEGORIES:Must,Red
PRIORITY:1
STATUS:CONFIRMED
TRANSP:TRANSPARENT
URL:https://example.org/a
RELATED-TO;RELTYPE=DEPENDS-ON:b@x
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:-P7D
DESCRIPTION:Alpha
END:VALARM
END:VEVENT
BEGIN:VEVENT
UID:b@x
DTSTAMP:20260301T080000Z
CREATED:20260301T080000Z
LAST-MODIFIED:20260301T080000Z
SEQUENCE:2
DTSTART;VALUE=DATE:20260312
DTEND;VALUE=DATE:20260313
SUMMARY:Beta
STATUS:CANCELLED
TRANSP:TRANSPARENT
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n").encode()

ZONE = (
    b"BEGIN:VTIMEZONE\r\nTZID:Z\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
    b"TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)
FIRST = b"BEGIN:VEVENT\r\nUID:a@x\r\n"
START, END = b"DTSTART;VALUE=DATE:20260310", b"DTEND;VALUE=DATE:20260311"
SEQUENCE = b"SEQUENCE:0\r\n"


def swap(old, new):
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def calendar_line(line):
    return swap(b"CALSCALE:GREGORIAN\r\n", b"CALSCALE:GREGORIAN\r\n" + line + b"\r\n")


def event_line(line):
    return swap(SEQUENCE, SEQUENCE + line + b"\r\n")


def times(start, end, zone=b""):
    octets = swap(START, b"DTSTART" + start).replace(END, b"DTEND" + end, 1)
    return octets.replace(FIRST, zone + FIRST)


EMPTY = GOOD[: GOOD.index(FIRST)] + b"END:VCALENDAR\r\n"
SECOND = GOOD[GOOD.index(b"BEGIN:VEVENT\r\nUID:b@x") : -len(b"END:VCALENDAR\r\n")]
ALARM = GOOD[GOOD.index(b"BEGIN:VALARM") : GOOD.index(b"END:VEVENT")]

BROKEN = [
    ("C01", swap("über".encode(), b"\xfcber")),
    ("C02", b"\xef\xbb\xbf" + GOOD),
    ("C03", swap(b"STATUS:CONFIRMED\r\n", b"STATUS:CONFIRMED\n")),
    ("C03", swap(b"SUMMARY:Beta", b"SUMMARY:Be\rta")),
    ("C04", GOOD[:-2]),
    ("C04", GOOD + b"\r\n"),
    ("C05", swap(b"SUMMARY:Beta", b"SUMMARY:" + b"B" * 68)),
    ("C06", swap("ü".encode(), b"\xc3\r\n \xbc")),
    ("C07", swap(SEQUENCE, SEQUENCE + b"\r\n")),
    ("C07", swap(SEQUENCE, SEQUENCE + b"   \r\n")),
    ("C07", b" X\r\n" + GOOD),
    ("C08", swap(b"SUMMARY:Beta", b"SUMMARY:Be\x07ta")),
    ("C08", swap(b"SUMMARY:Beta", b"SUMMARY:Be\x7fta")),
    ("C09", event_line(b"no colon")),
    ("C09", swap(b";RELTYPE=DEPENDS-ON:", b";RELTYPE:")),
    ("C10", event_line(b"COLOUR:red")),
    ("C11", swap(b"END:VALARM\r\n", b"")),
    ("C11", GOOD + GOOD),
    ("C11", swap(FIRST, ALARM + FIRST)),
    ("C12", swap(b"VERSION:2.0", b"VERSION:1.0")),
    ("C12", calendar_line(b"VERSION:2.0")),
    ("C13", swap(b"PRODID:-//Milestone Syncer//Milestone Syncer//EN\r\n", b"")),
    ("C14", swap(b"GREGORIAN", b"JULIAN")),
    ("C15", calendar_line(b"METHOD:PUBLISH")),
    ("C15", calendar_line(b"METHOD:REQUEST")),
    ("C16", swap(b"END:VCALENDAR", b"X-WR-CALDESC:late\r\nEND:VCALENDAR")),
    ("C17", EMPTY),
    ("C18", calendar_line(b"UID:cal@x")),
    ("C19", calendar_line(b"CALSCALE:GREGORIAN")),
    ("C19", calendar_line(b"NAME:Plan")),
    ("C20", swap(b"REFRESH-INTERVAL;VALUE=DURATION:PT1H", b"REFRESH-INTERVAL:PT1H")),
    ("C20", swap(b"DURATION:PT1H", b"DURATION:PT0S")),
    ("C21", calendar_line(b"SOURCE:https://example.org/feed")),
    ("C21", calendar_line(b"SOURCE;VALUE=URI:feed.ics")),
    ("C22", calendar_line(b"COLOR:#ff0000")),
    ("C23", swap(b"X-PUBLISHED-TTL:PT1H", b"X-PUBLISHED-TTL:PT2H")),
    ("C24", swap(b"X-WR-CALNAME:Plan", b"X-WR-CALNAME:Other")),
    ("C25", swap(b"UID:b@x\r\n", b"")),
    ("C25", swap(b"UID:b@x", b"UID:" + b"b" * 256)),
    ("C26", swap(b"UID:b@x", b"UID:a@x")),
    ("C27", swap(b"DTSTAMP:20260301T080000Z\r\n", b"")),
    ("C27", swap(b"DTSTAMP:20260301T080000Z", b"DTSTAMP:20260301T080000")),
    ("C28", swap(START + b"\r\n", b"")),
    ("C29", event_line(b"DURATION:P1D")),
    ("C30", swap(END + b"\r\n", b"")),
    ("C31", swap(END, b"DTEND:20260311T000000Z")),
    ("C32", swap(END, b"DTEND;VALUE=DATE:20260310")),
    ("C33", swap(END, b"DURATION:PT24H")),
    ("C34", swap(START, b"DTSTART:20260310")),
    ("C35", swap(START, b"DTSTART;VALUE=DATE:20260230")),
    ("C36", times(b":20260310T090000", b":20260310T100000")),
    ("C37", times(b";TZID=Z:20260310T090000Z", b";TZID=Z:20260310T100000Z", ZONE)),
    ("C38", times(b";TZID=Z:20260310T090000", b";TZID=Z:20260310T100000")),
    (
        "C39",
        times(
            b";TZID=Z:20260310T090000",
            b";TZID=Z:20260310T100000",
            ZONE.replace(b"TZOFFSETTO:+0000\r\n", b""),
        ),
    ),
    ("C40", swap(FIRST, ZONE + FIRST)),
    ("C41", times(b":20260310T090000Z", b";TZID=Z:20260310T100000", ZONE)),
    ("C42", swap(b"SUMMARY:Beta\r\n", b"")),
    ("C42", swap(b"SUMMARY:Beta", b"SUMMARY: ")),
    ("C43", event_line(b"STATUS:CONFIRMED")),
    ("C44", swap(b"SUMMARY:Beta", b"SUMMARY:Be\\rta")),
    ("C44", swap(b"SUMMARY:Beta", b"SUMMARY:Be, ta")),
    ("C44", swap(b"SUMMARY:Beta", b"SUMMARY:Beta\\")),
    ("C45", swap(b"CATEGORIES:Must,Red", b"CATEGORIES:Must,,Red")),
    ("C45", swap(b"CATEGORIES:Must,Red", b"CATEGORIES:Must;Red")),
    ("C46", swap(b"CATEGORIES:Must,Red", b"CATEGORIES:Must\\,Red")),
    ("C46", swap(b"CATEGORIES:Must,Red", b"CATEGORIES:Red,Must")),
    ("C46", swap(b"CATEGORIES:Must,Red", b"CATEGORIES:Red,Red")),
    ("C47", swap(b"https://example.org/a", b"https://example.org/a\\,b")),
    ("C47", swap(b"https://example.org/a", b"a page")),
    ("C48", swap(b"STATUS:CONFIRMED", b"STATUS:DONE")),
    ("C49", swap(b"TRANSP:TRANSPARENT", b"TRANSP:FREE")),
    ("C49", event_line(b"CLASS:SECRET")),
    ("C50", swap(b"TRANSP:TRANSPARENT\r\n", b"")),
    ("C51", swap(b"SEQUENCE:0", b"SEQUENCE:-1")),
    ("C51", swap(b"SEQUENCE:0", b"SEQUENCE:2147483648")),
    ("C52", swap(b"SEQUENCE:0\r\n", b"")),
    ("C53", swap(b"CREATED:20260301T080000Z", b"CREATED:20260301T080000")),
    ("C54", swap(b"RELATED-TO;RELTYPE=DEPENDS-ON:b@x", b"RELATED-TO;RELTYPE=DEPENDS-ON:a@x")),
    ("C54", swap(b"RELTYPE=DEPENDS-ON", b"RELTYPE=AFTER")),
    ("C54", swap(b"RELTYPE=DEPENDS-ON", b"RELTYPE=DEPENDS-ON;GAP=P1D")),
    ("C55", swap(b"TRIGGER:-P7D\r\n", b"")),
    (
        "C55",
        swap(
            b"ACTION:DISPLAY\r\nTRIGGER:-P7D\r\nDESCRIPTION:Alpha",
            b"ACTION:DISPLAY\r\nTRIGGER:-P7D",
        ),
    ),
    ("C55", swap(b"TRIGGER:-P7D", b"TRIGGER:-P7D\r\nREPEAT:2")),
    ("C56", swap(b"TRIGGER:-P7D", b"TRIGGER:20260301T080000Z")),
    ("C57", swap(b"TRIGGER:-P7D", b"TRIGGER:-P1W2D")),
    ("C57", swap(b"TRIGGER:-P7D", b"TRIGGER:P")),
    ("C57", swap(b"TRIGGER:-P7D", b"TRIGGER:P1DT")),
    ("C58", swap(b"END:VALARM\r\n", b"END:VALARM\r\nCOMMENT:late\r\n")),
    ("C59", swap(b"PRIORITY:1", b"PRIORITY:10")),
    ("C59", event_line(b"GEO:91;0")),
    ("C60", event_line(b"ATTENDEE:Ada")),
    ("C61", GOOD.replace(SECOND, b"").replace(FIRST, SECOND + FIRST)),
    ("C62", event_line(b"X-INJECTED:1")),
    ("C63", swap(b"ACTION:DISPLAY", b"ACTION:AUDIO")),
    ("C65", swap(b"Milestone Syncer//Milestone Syncer", b"ics.py//ics.py")),
    ("C66", swap(b"CREATED:20260301T080000Z", b"CREATED:20260301T080001Z")),
]


def test_a_good_feed_breaks_nothing():
    assert violations(GOOD, now=datetime(2026, 3, 1, 8, tzinfo=UTC)) == []


@pytest.mark.parametrize(("rule", "octets"), BROKEN, ids=lambda value: str(value)[:3])
def test_the_rule_catches_a_feed_that_breaks_it(rule, octets):
    assert rule in violations(octets)


def test_a_stamp_in_the_future_is_caught():
    assert violations(GOOD, now=datetime(2026, 3, 1, 7, tzinfo=UTC)) == ["C66"]


def test_a_resource_has_one_event():
    one = GOOD.replace(SECOND, b"")
    assert violations(one, resource=True) == []
    assert violations(GOOD, resource=True) == ["C64"]


def test_every_rule_has_a_broken_feed():
    tried = {rule for rule, _ in BROKEN} | {"C64"}
    assert tried == {f"C{number:02}" for number in range(1, 67)}


MODIFIED = b"DTSTAMP:20260301T080000Z\r\nCREATED:20260301T080000Z\r\nLAST-MODIFIED:20260301T080000Z"
NEWER = b"DTSTAMP:20260302T080000Z\r\nCREATED:20260301T080000Z\r\nLAST-MODIFIED:20260302T080000Z"
MOVED = swap(START, b"DTSTART;VALUE=DATE:20260309")


@pytest.mark.parametrize(
    ("rules", "after"),
    [
        ([], GOOD),
        ([], GOOD.replace(SECOND, b"")),
        ([], MOVED.replace(MODIFIED, NEWER, 1).replace(b"SEQUENCE:0", b"SEQUENCE:1")),
        (["R01"], MOVED.replace(MODIFIED, NEWER, 1)),
        (["R02"], swap(b"SUMMARY:Beta", b"SUMMARY:B").replace(b"SEQUENCE:2", b"SEQUENCE:1").replace(MODIFIED, NEWER)),
        (["R03"], MOVED.replace(b"SEQUENCE:0", b"SEQUENCE:1")),
        (["R04"], swap(MODIFIED, NEWER)),
        (["R04"], swap(b"PRIORITY:1\r\nSTATUS:CONFIRMED", b"STATUS:CONFIRMED\r\nPRIORITY:1")),
        (["R05"], GOOD[: GOOD.index(FIRST)] + SECOND + b"END:VCALENDAR\r\n"),
    ],
)  # fmt: skip
def test_what_a_step_from_one_version_to_the_next_breaks(rules, after):
    if rules == ["R02"]:  # the other event then changed nothing but its stamps
        rules = ["R02", "R04"]
    assert pair_violations(GOOD, after) == rules


def test_the_feed_is_held_against_its_source():
    alpha = (date(2026, 3, 10), "Alpha, über")
    assert source_violations(GOOD, {"a@x": alpha}) == []
    assert source_violations(GOOD, {}) == ["E01"]
    assert source_violations(GOOD, {"a@x": alpha, "c@x": alpha}) == ["E01"]
    assert source_violations(GOOD, {"a@x": (date(2026, 3, 9), "Alpha, über")}) == ["E01"]
