"""One cell's text or serial number -> a calendar day, or why it is none."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final, Literal, NamedTuple, TypeAlias

from syncer.domain.findings import Severity
from syncer.domain.layout import DateOrder
from syncer.domain.sheet import Value
from syncer.stages.readings import Problem, Reading, clean, plain_marks, shown

DayReading: TypeAlias = Reading[date]
Edge: TypeAlias = Literal["start", "end"]

EARLIEST: Final = 1970
LATEST: Final = 2199
LIFETIME: Final = round(50 * 365.25)
"""Days that a plan's dates may lie apart from the middle one of their column."""

WRITE_SO: Final = "write the day like 2026-12-31"

# Day 60 of the 1900 epoch is 29 February 1900, which never was; from 61 on the count is right.
_EPOCH: Final = date(1899, 12, 30)
_FIRST_SERIAL: Final = 61
_LAST_SERIAL: Final = 2_958_465  # 9999-12-31
_FRIDAY: Final = 5

_SEPARATED: Final = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d\d)\.?")
_YEAR_FIRST: Final = re.compile(r"(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})[.日]?")
_COMPACT: Final = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?")
_CLOCK: Final = re.compile(
    r"(?:\s*,\s*|\s+|t)\d{1,2}[:.]\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?|h|uhr)?"
    r"\s*(?:z|utc|gmt|[+-]\d{2}:?\d{2}|[a-z]+/[a-z_/]+)?"
)
_ORDINAL: Final = r"(\d{1,2})(?:st|nd|rd|th|er|\.|º|ª)?"
_OF: Final = r"(?:of\s|de\s|del\s|d')?"
_NAME: Final = r"([^\W\d_]+)\.?"
_YEAR: Final = r"(\d{4}|'?\d\d)\.?"
_DAY_NAME_YEAR: Final = re.compile(rf"{_ORDINAL}[\s/-]*{_OF}{_NAME}[\s,/-]*{_OF}{_YEAR}")
_NAME_DAY_YEAR: Final = re.compile(rf"{_NAME}[\s/-]*{_ORDINAL}(?:\s*,\s*|[\s/-]+){_YEAR}")
_YEAR_NAME_DAY: Final = re.compile(rf"(\d{{4}})[\s,/-]*{_NAME}[\s/-]*{_ORDINAL}")
_NAME_YEAR: Final = re.compile(rf"{_NAME}[\s,/-]*{_OF}(\d{{4}}|'\d\d)")
_DAY_NAME: Final = re.compile(rf"{_ORDINAL}[\s/-]*{_OF}{_NAME}|{_NAME}[\s/-]*{_ORDINAL}")
_MONTH: Final = re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})|(?P<m2>\d{1,2})[-/.](?P<y2>\d{4})")
_QUARTER: Final = re.compile(
    r"(?:q|quarter|quartal|trimestre|t)\s?(?P<q>[1-4])[\s,./-]*(?P<y>\d{4}|'?\d\d)"
    r"|(?P<y2>\d{4})[\s,./-]*q(?P<q2>[1-4])"
    r"|(?P<q3>[1-4])\.?\s?(?:q|quartal|trimestre)[\s,./-]*(?P<y3>\d{4}|'?\d\d)"
)
_WEEK: Final = re.compile(
    r"(?P<y>\d{4})[\s./-]*(?:w|wk|week|kw|cw)\s?(?P<w>\d{1,2})"
    r"|(?:w|wk|week|kw|cw|sem|semaine|semana)[\s.]*(?P<w2>\d{1,2})[\s,./-]+(?P<y2>\d{4}|'?\d\d)"
)
_BESIDE: Final = re.compile(r"([^\W\d_]+)[.,]*\s+(?=\d|[^\W\d_])|[\s,]*\(([^\W\d_]+)\.?\)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notation:
    """
    How the dates of one column are written.

    Attributes:
        order: Of text like 03/04/2026.
        decided: Some cell can be read in this order only, and none in the other only.
        edge: Which end of a week, month or quarter is meant.
        months: Names of months, folded.
    """

    order: DateOrder = DateOrder.DMY
    decided: bool = False
    edge: Edge = "end"
    months: Mapping[str, int] = field(default_factory=dict)
    weekdays: frozenset[str] = frozenset()
    nothing: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()


class Evidence(NamedTuple):
    """How many distinct texts can be read in one order only, in either, or year first."""

    day_first: int
    month_first: int
    either: int
    year_first: int


def read_day(value: Value, notation: Notation) -> DayReading:
    """The day that a cell holds. A time of day is dropped: a milestone is a date."""
    reading = _day(value, notation)
    return reading if reading.value is None else _plausible(value, reading)


def evidence(values: Iterable[Value]) -> Evidence:
    """What the texts among *values* say about the order of day and month."""
    day_first = month_first = either = year_first = 0
    for value in values:
        if not isinstance(value, str):
            continue
        text = _without_clock(plain_marks(clean(value).casefold()))
        if _YEAR_FIRST.fullmatch(text):
            year_first += 1
        elif match := _SEPARATED.search(text):
            first, second, dotted = int(match[1]), int(match[3]), match[2] == "."
            day_first += dotted or (first > 12 >= second)  # noqa: PLR2004 - months
            month_first += not dotted and second > 12 >= first  # noqa: PLR2004 - months
            either += not dotted and max(first, second) <= 12 and first != second  # noqa: PLR2004
    return Evidence(day_first, month_first, either, year_first)


def order_of(found: Evidence, locale: str | None) -> DateOrder:
    """The order that *found* speaks for, else the *locale*'s, else day first."""
    if found.day_first != found.month_first:
        return DateOrder.DMY if found.day_first > found.month_first else DateOrder.MDY
    if found.year_first and not (found.either or found.day_first):
        return DateOrder.ISO
    us = (locale or "").replace("-", "_").upper().endswith(("_US", "_PH"))
    return DateOrder.MDY if us else DateOrder.DMY


def is_decided(found: Evidence, order: DateOrder) -> bool:
    """Whether *found* proves *order*, and nothing in it speaks against it."""
    pro, contra = found.day_first, found.month_first
    if order is DateOrder.MDY:
        pro, contra = contra, pro
    return pro > 0 and contra == 0


def _day(value: Value, notation: Notation) -> DayReading:
    if value is None:
        return Reading()
    if isinstance(value, datetime):
        return Reading(value.date())
    if isinstance(value, date):
        return Reading(value)
    if isinstance(value, bool | time | timedelta):
        return _unreadable(value)
    if isinstance(value, int | float):
        return _from_serial(value)
    return _from_text(value, notation)


def _from_serial(value: float) -> DayReading:
    """A serial number of the 1900 epoch; the part of a day is dropped."""
    if not (-1 < value <= _LAST_SERIAL + 1):  # also false for nan
        compact = _COMPACT.fullmatch(clean(value))
        return _exact(value, *map(int, compact.groups())) if compact else _unreadable(value)
    serial = int(value)
    if serial < _FIRST_SERIAL - 1:
        # Day 1 is 1900-01-01; day 0 shows as 1900-01-00 and stands for nothing.
        return _placeholder(value) if serial < 2 else Reading(_EPOCH + timedelta(serial + 1))  # noqa: PLR2004
    if serial < _FIRST_SERIAL or serial > _LAST_SERIAL:
        return _unreadable(value)
    return Reading(_EPOCH + timedelta(serial))


def _from_text(value: str, notation: Notation) -> DayReading:
    text = plain_marks(clean(value).casefold())
    if not text or text in notation.nothing:
        return Reading()
    if text in notation.later:
        return Reading(None, _open(value))
    text = _without_weekday(_without_clock(text), notation)
    if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return _exact(value, int(match[1]), int(match[2]), int(match[3]))
    if match := _SEPARATED.fullmatch(text):
        return _separated(value, match, notation)
    if _SERIAL.fullmatch(text):
        return _from_serial(float(text))
    return _named(value, text, notation) or _period(value, text, notation) or _unreadable(value)


def _separated(value: str, match: re.Match[str], notation: Notation) -> DayReading:
    """Read 03/04/2026 by the plan's order; report what can be read in another way as well."""
    first, second, year = int(match[1]), int(match[3]), _full_year(match[4])
    day_first = _possible(year, second, first)
    month_first = _possible(year, first, second) if match[2] != "." else None
    if day_first is None and month_first is None:
        return Reading(None, _impossible(value))
    wanted, other = day_first, month_first
    if notation.order is DateOrder.MDY and match[2] != ".":
        wanted, other = other, wanted
    if wanted is None:
        return Reading(other, _against_the_order(value, other))
    if other is not None and other != wanted and not notation.decided:
        return Reading(wanted, _ambiguous(value, wanted, other))
    return Reading(wanted, _maybe_year_first(value, match, wanted))


def _maybe_year_first(value: str, match: re.Match[str], read: date) -> Problem | None:
    """A doubt where 26-03-15 would more likely be 15 March 2026 than 26 March 2015."""
    first, last = int(match[1]), match[4]
    if len(last) > 2 or not (20 <= first <= 39) or 20 <= int(last) <= 39:  # noqa: PLR2004 - years near ours
        return None
    other = _possible(2000 + first, int(match[3]), int(last))
    return _ambiguous(value, read, other) if other else None


def _named(value: str, text: str, notation: Notation) -> DayReading | None:
    """Dates with a month's name; None where *text* is nothing of the kind."""
    months = notation.months
    if (match := _DAY_NAME_YEAR.fullmatch(text)) and match[2] in months:
        return _exact(value, _full_year(match[3]), months[match[2]], int(match[1]))
    if (match := _NAME_DAY_YEAR.fullmatch(text)) and match[1] in months:
        return _exact(value, _full_year(match[3]), months[match[1]], int(match[2]))
    if (match := _YEAR_NAME_DAY.fullmatch(text)) and match[2] in months:
        return _exact(value, int(match[1]), months[match[2]], int(match[3]))
    if (match := _NAME_YEAR.fullmatch(text)) and match[1] in months:
        month = months[match[1]]
        return _span(value, _full_year(match[2]), month, month, notation.edge)
    if (match := _DAY_NAME.fullmatch(text)) and {match[2], match[3]} & months.keys():
        return Reading(None, _without_year(value))
    return None


def _period(value: str, text: str, notation: Notation) -> DayReading | None:
    """Quarters, months and weeks; None where *text* is nothing of the kind."""
    if match := _QUARTER.fullmatch(text):
        found = match.groupdict()
        quarter = int(found["q"] or found["q2"] or found["q3"])
        year = _full_year(found["y"] or found["y2"] or found["y3"])
        return _span(value, year, 3 * quarter - 2, 3 * quarter, notation.edge)
    if match := _MONTH.fullmatch(text):
        month, year = int(match["m"] or match["m2"]), int(match["y"] or match["y2"])
        return _span(value, year, month, month, notation.edge)
    if match := _WEEK.fullmatch(text):
        year, week = _full_year(match["y"] or match["y2"]), int(match["w"] or match["w2"])
        return _week(value, year, week, notation)
    return None


def _week(value: str, year: int, week: int, notation: Notation) -> DayReading:
    """An ISO week: Monday where it starts, Friday where it ends, the last day people work."""
    try:
        day = date.fromisocalendar(year, week, 1 if notation.edge == "start" else _FRIDAY)
    except ValueError:
        return Reading(None, _impossible(value))
    return Reading(day, None, approximate=True)


def _span(value: str, year: int, first: int, last: int, edge: Edge) -> DayReading:
    """The first or last day of the months *first* to *last*."""
    if not (1 <= first <= 12 and 0 < year < 9999):  # noqa: PLR2004 - what a date can hold
        return Reading(None, _impossible(value))
    if edge == "start":
        return Reading(date(year, first, 1), None, approximate=True)
    after = date(year, last, 28) + timedelta(4)
    return Reading(after - timedelta(after.day), None, approximate=True)


def _plausible(value: Value, reading: DayReading) -> DayReading:
    day = reading.value
    if day is None or EARLIEST <= day.year <= LATEST:
        return reading
    if day.year == 9999 or date(1899, 12, 30) <= day <= date(1900, 1, 1):  # noqa: PLR2004
        return _placeholder(value)
    message = f"{shown(value)} would be the year {day.year}, which no plan can mean"
    return Reading(None, Problem("date-implausible", message, WRITE_SO))


def _exact(value: Value, year: int, month: int, day: int) -> DayReading:
    read = _possible(year, month, day)
    return Reading(read) if read else Reading(None, _impossible(value))


def _possible(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _full_year(text: str) -> int:
    """Two digits as POSIX has them: 69 to 99 is 1969 to 1999, 00 to 68 is 2000 to 2068."""
    digits = text.lstrip("'")
    year = int(digits)
    if len(digits) > 2:  # noqa: PLR2004 - a full year
        return year
    return year + (1900 if year >= 69 else 2000)  # noqa: PLR2004


def _without_clock(text: str) -> str:
    """Without a time of day behind it: 2026-03-01T09:30:00Z is 2026-03-01."""
    if ":" not in text:
        return text
    match = _CLOCK.search(text)
    if match and match.start() and match.end() == len(text):
        return text[: match.start()]
    return text


def _without_weekday(text: str, notation: Notation) -> str:
    """Without a weekday before it or in brackets behind it."""
    match = _BESIDE.match(text)
    if match and match[1] in notation.weekdays:
        return text[match.end() :]
    match = _BESIDE.search(text)
    if match and match[2] in notation.weekdays:
        return text[: match.start()]
    return text


def _unreadable(value: Value) -> DayReading:
    return Reading(None, Problem("date-unreadable", f"{shown(value)} is not a date", WRITE_SO))


def _placeholder(value: Value) -> DayReading:
    message = f"{shown(value)} stands where a date is missing"
    return Reading(None, Problem("date-placeholder", message, f"{WRITE_SO}, or leave it blank"))


def _open(value: Value) -> Problem:
    message = f"{shown(value)} is no date yet"
    hint = f"{WRITE_SO} as soon as it is known, or leave the cell blank"
    return Problem("date-open", message, hint, Severity.WARNING)


def _without_year(value: Value) -> Problem:
    return Problem("date-unreadable", f"{shown(value)} says no year", WRITE_SO)


def _impossible(value: Value) -> Problem:
    return Problem("date-impossible", f"{shown(value)} is not a day of the calendar", WRITE_SO)


def _against_the_order(value: Value, read: date | None) -> Problem:
    message = f"{shown(value)} can only be {_long(read)}, unlike the other dates of this plan"
    return Problem("date-order", message, f"write it as {read}", Severity.WARNING)


def _ambiguous(value: Value, read: date, other: date) -> Problem:
    message = f"{shown(value)} may be {_long(read)} or {_long(other)}; it was read as {_long(read)}"
    return Problem("date-ambiguous", message, f"write {read} or {other}", Severity.WARNING)


def _long(day: date | None) -> str:
    """For a message: 3 April 2026, whatever the machine's language."""
    names = "January February March April May June July August September October November December"
    return f"{day.day} {names.split()[day.month - 1]} {day.year}" if day else ""
