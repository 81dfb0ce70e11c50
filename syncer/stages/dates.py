"""One cell's text or serial number -> a calendar day, or why it is none."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Final, Literal, TypeAlias

from syncer.domain.findings import Severity
from syncer.domain.layout import DateOrder
from syncer.domain.sheet import Value
from syncer.domain.words import folded
from syncer.stages.clocks import without_clock
from syncer.stages.date_order import NEAR_YEARS, SEPARATED, YEAR_FIRST
from syncer.stages.periods import NAME, Impossible, Period, full_year, month, quarter, span, week
from syncer.stages.periods import months as months_of
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

_COMPACT: Final = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?")
_ORDINAL: Final = r"(\d{1,2})(?:st|nd|rd|th|er|e|ème|o|a|-?го|\.)?"  # noqa: RUF001 - Cyrillic
_OF: Final = r"(?:of\s|de\s|del\s|di\s|d')?"
_OF_YEAR: Final = r"\.?(?:\s?(?:г|р|r|m|года|року|roku)\.?)?"  # noqa: RUF001 - Cyrillic
_MARK: Final = r"[\s,/.-]*"
# Two digits behind `jan 26-` or `26 jan-` are the end of a span, behind `26-jan-` they are a year.
_DAY_NAME_YEAR: Final = re.compile(
    rf"(?:d\.\s|den\s|le\s|el\s|il\s|am\s|the\s)?{_ORDINAL}(?:\s*([/-])\s*|\s*){_OF}{NAME}"
    rf"(?:{_MARK}{_OF}(\d{{4}})|(?:\2|[\s,.]*){_OF}('?\d\d)){_OF_YEAR}"
)
_NAME_DAY_YEAR: Final = re.compile(
    rf"{NAME}(?:\s*([/-])\s*|\s*){_ORDINAL}"
    r"(?:(?:\s*,\s*|[\s/-]+)(\d{4})|(?:\s*,\s*|\s+|\2)(?='?\d\d)('?\d\d))\.?"
)
_YEAR_NAME_DAY: Final = re.compile(rf"(\d{{4}}){_MARK}{NAME}[\s/-]*{_ORDINAL}")
_NAME_YEAR: Final = re.compile(rf"{NAME}{_MARK}{_OF}(\d{{4}}|'\d\d)(?:\s?(?:г|р|r)\.?)?")  # noqa: RUF001 - Cyrillic
_YEAR_NAME: Final = re.compile(rf"(\d{{4}}){_MARK}{NAME}")
_DAY_NAME: Final = re.compile(rf"{_ORDINAL}[\s/-]*{_OF}{NAME}|{NAME}[\s/-]*{_ORDINAL}")
_NO_YEAR: Final = re.compile(r"\d{1,2}[./]\d{1,2}\.?|\d{1,2}\s?[月월]\s?\d{1,2}\s?(?:[日号일])?")
# Vietnamese numbers its months: 23 tháng 5 năm 2024.
_THANG: Final = re.compile(
    r"(?:ngày\s)?(?:(\d{1,2})\s)?(?:tháng|thg)\.?\s?(\d{1,2})(?:\s?năm|[,/-])?\s?(\d{4})"
)
_ERA: Final = re.compile(r"(令和|平成|民國|民国)\s?(\d{1,3}|元)\s?年")
_BEFORE_ERA: Final = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}
_IS_WHOLE: Final = re.compile(r"[^-–—]*\b\d{4}")  # noqa: RUF001 - dashes of people's
_WEEKDAY_BEFORE: Final = re.compile(r"([^\W\d_][^\d\s.,()]*)[.,]*\s+(?=\S)")
_WEEKDAY_BEHIND: Final = re.compile(r"(.*[\d日号일.])[\s,]*\(?\s*([^\W\d_][^\d\s().,]*)\.?\s*\)?")
_REMARK: Final = re.compile(r"([^()]*?)\s*\(([^()]+)\)\s*")
_DIGIT: Final = re.compile(r"\d")
_ENDS_IN_YEAR: Final = re.compile(r"^\d{4}|\D\d\d(?:\d\d)?\.?$")
_LONGEST: Final = 60
"""Letters of a date; a text is longer."""

_BUDDHIST: Final = range(2400, 2700)
_PERSIAN: Final = range(1300, 1500)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notation:
    """
    How the dates of one column are written.

    Attributes:
        order: Of text like 03/04/2026.
        decided: Some cell can be read in this order only, and none in the other only.
        edge: Which end of a week, month or quarter is meant.
        months: Names of months, folded.
        weeks, quarters: What stands beside the number of one.
    """

    order: DateOrder = DateOrder.DMY
    decided: bool = False
    edge: Edge = "end"
    months: Mapping[str, int] = field(default_factory=dict)
    weekdays: frozenset[str] = frozenset()
    nothing: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()
    weeks: frozenset[str] = frozenset()
    quarters: frozenset[str] = frozenset()


def read_day(value: Value, notation: Notation) -> DayReading:
    """The day that a cell holds. A time of day is dropped: a milestone is a date."""
    reading = _day(value, notation)
    return reading if reading.value is None else _plausible(value, reading)


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
    text = folded(clean(value))
    if not text or text in notation.nothing or (plain := plain_marks(text)) in notation.nothing:
        return Reading()
    if text in notation.later or plain in notation.later:
        return Reading(None, _open(value))
    found = _single(value, plain, notation) or _from_span(value, text, notation)
    return found or _beside_remark(value, plain, notation) or _unreadable(value)


def _single(value: str, text: str, notation: Notation) -> DayReading | None:
    """One day or one period; None where *text* is neither, with or without a weekday."""
    if len(text) > _LONGEST or not _DIGIT.search(text):
        return None
    text = without_clock(text)
    for form in (text, *_without_weekday(text, notation)):
        if reading := _figures(value, form, notation):
            return reading
        readings = (_numbered(value, form, notation), _named(value, form, notation))
        found = [reading for reading in readings if reading]
        if found:  # Italian sett. is a week as well as September
            return found[0] if len(found) == 1 else _unreadable(value)
        if period := _month(form, notation):
            return _of_period(value, period, notation)
    return None


def _numbered(value: str, text: str, notation: Notation) -> DayReading | None:
    """A week, a quarter or a half of a year."""
    in_weeks, in_quarters = week(text, notation.weeks), quarter(text, notation.quarters)
    if in_weeks and in_quarters:  # Polish kw. is a quarter, German KW a week
        return _unreadable(value)
    if found := in_weeks or in_quarters:
        return _of_period(value, found, notation)
    dated = f"{text} 2000"
    if week(dated, notation.weeks) or quarter(dated, notation.quarters):
        return Reading(None, _without_year(value))
    return None


def _figures(value: str, text: str, notation: Notation) -> DayReading | None:
    if match := _ERA.match(text):
        year = _BEFORE_ERA[match[1]] + (1 if match[2] == "元" else int(match[2]))
        text = f"{year}年{text[match.end() :]}"
    if match := YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return _exact(value, int(match[1]), int(match[2]), int(match[3]))
    if match := SEPARATED.fullmatch(text):
        return _separated(value, match, notation)
    if _SERIAL.fullmatch(text):
        return _from_serial(float(text))
    if _NO_YEAR.fullmatch(text):
        return Reading(None, _without_year(value))
    return None


def _from_span(value: str, text: str, notation: Notation) -> DayReading | None:
    """Of `1 - 5 June 2026` the end, or for a start the start."""
    doubts: list[Problem] = []

    def read(part: str) -> date | None:
        reading = _single(value, plain_marks(part.strip()), notation)
        if reading is None or reading.value is None or reading.approximate:
            return None
        doubts.extend([reading.problem] if reading.problem else [])
        return reading.value

    found = span(text, read)
    if found is None:
        return None
    return Reading(found.start if notation.edge == "start" else found.end, next(iter(doubts), None))


def _beside_remark(value: str, text: str, notation: Notation) -> DayReading | None:
    """A date before or in brackets: `2026-03-03 (tentative)`, `Week 1 (Jan 5-9, 2026)`."""
    match = _REMARK.fullmatch(text)
    if match is None:
        return None
    for part, rest in ((match[1], match[2]), (match[2], match[1])):
        reading = _single(value, part, notation) or _from_span(value, part, notation)
        if reading and reading.value and not reading.problem:
            if not rest:
                return reading
            message = f"of {shown(value)} the date was read, and “{rest}” was not"
            doubt = Problem("date-remark", message, WRITE_SO, Severity.WARNING)
            return reading._replace(problem=doubt)
    return None


def _separated(value: str, match: re.Match[str], notation: Notation) -> DayReading:
    """Read 03/04/2026 by its column's order; report what can be read in another way as well."""
    if notation.order is DateOrder.ISO and notation.decided and len(match[1]) == len(match[4]) == 2:  # noqa: PLR2004 - 26/03/15
        return _exact(value, 2000 + int(match[1]), int(match[3]), int(match[4]))
    first, second, year = int(match[1]), int(match[3]), full_year(match[4])
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
    return Reading(wanted, _maybe_year_first(value, match, wanted, notation))


def _maybe_year_first(
    value: str, match: re.Match[str], read: date, notation: Notation
) -> Problem | None:
    """A doubt where 26-03-15 may be 15 March 2026 as well as 26 March 2015."""
    first, last = int(match[1]), match[4]
    if notation.decided or len(last) > 2 or first not in NEAR_YEARS:  # noqa: PLR2004 - two digits
        return None
    other = _possible(2000 + first, int(match[3]), int(last))
    return _ambiguous(value, read, other) if other else None


def _named(value: str, text: str, notation: Notation) -> DayReading | None:
    """Dates with a month's name; None where *text* is nothing of the kind."""
    months = notation.months
    text = _in_one_word(text, months)
    if (match := _DAY_NAME_YEAR.fullmatch(text)) and match[3] in months:
        return _exact(value, full_year(match[4] or match[5]), months[match[3]], int(match[1]))
    if (match := _NAME_DAY_YEAR.fullmatch(text)) and match[1] in months:
        return _exact(value, full_year(match[4] or match[5]), months[match[1]], int(match[3]))
    if (match := _YEAR_NAME_DAY.fullmatch(text)) and match[2] in months:
        return _exact(value, int(match[1]), months[match[2]], int(match[3]))
    if (match := _THANG.fullmatch(text)) and match[1]:
        return _exact(value, int(match[3]), int(match[2]), int(match[1]))
    if (match := _DAY_NAME.fullmatch(text)) and {match[2], match[3]} & months.keys():
        return Reading(None, _without_year(value))
    return None


def _in_one_word(text: str, months: Mapping[str, int]) -> str:
    """With a name of one word for a month whose name there has two (Arabic, Vietnamese)."""
    if text.isascii() or " " not in text or not _ENDS_IN_YEAR.search(text):
        return text
    long = [name for name in months if " " in name and name in text and not _DIGIT.search(name)]
    if not long:
        return text
    name = max(long, key=len)
    short = (other for other, number in months.items() if number == months[name])
    return text.replace(name, next((other for other in short if other.isalpha()), name))


def _month(text: str, notation: Notation) -> Period | Impossible | None:
    """A month with its year; None where *text* is nothing of the kind."""
    if (match := _NAME_YEAR.fullmatch(text)) and match[1] in notation.months:
        number = notation.months[match[1]]
        return months_of(full_year(match[2]), number, number)
    if (match := _YEAR_NAME.fullmatch(text)) and match[2] in notation.months:
        number = notation.months[match[2]]
        return months_of(int(match[1]), number, number)
    if match := _THANG.fullmatch(text):
        return months_of(int(match[3]), int(match[2]), int(match[2]))
    return month(text)


def _of_period(value: str, found: Period | Impossible, notation: Notation) -> DayReading:
    """The edge of a period that is asked for; it is the end of what was meant, and not the day."""
    if isinstance(found, Impossible):
        return Reading(None, _impossible(value))
    return Reading(found.start if notation.edge == "start" else found.end, None, approximate=True)


def _plausible(value: Value, reading: DayReading) -> DayReading:
    day = reading.value
    if day is None or EARLIEST <= day.year <= LATEST:
        return reading
    if day.year == 9999 or date(1899, 12, 30) <= day <= date(1900, 1, 1):  # noqa: PLR2004
        return _placeholder(value)
    if other := _other_calendar(day.year):
        message = f"{shown(value)} looks like a year of the {other} calendar"
        return Reading(None, Problem("date-implausible", message, WRITE_SO))
    message = f"{shown(value)} would be the year {day.year}, which no plan can mean"
    return Reading(None, Problem("date-implausible", message, WRITE_SO))


def _other_calendar(year: int) -> str:
    if year in _BUDDHIST:
        return "Buddhist"
    return "Persian or Islamic" if year in _PERSIAN else ""


def _exact(value: Value, year: int, month: int, day: int) -> DayReading:
    read = _possible(year, month, day)
    return Reading(read) if read else Reading(None, _impossible(value))


def _possible(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def _of_two_words(weekdays: frozenset[str]) -> tuple[str, ...]:
    return tuple(day for day in weekdays if " " in day)


def _without_weekday(text: str, notation: Notation) -> Iterator[str]:
    """*text* without a weekday before it, or behind it, in brackets or not."""
    two = " " in text and not text[0].isdecimal()
    if two and (long := list(filter(text.startswith, _of_two_words(notation.weekdays)))):
        yield text[len(max(long, key=len)) :].lstrip(" ,")
    match = _WEEKDAY_BEFORE.match(text)
    if match and match[1] in notation.weekdays:
        rest = text[match.end() :]
        # `Mar 1 - Mar 10` is no 1 March 2010, and `mar 4 mars 2025` a Tuesday.
        if match[1] not in notation.months or _IS_WHOLE.fullmatch(rest):
            yield rest
    match = _WEEKDAY_BEHIND.fullmatch(text)
    # French mar. is Tuesday, and English Mar a month: `16 Mar-20 Mar` is no 16 March 2020.
    if match and match[2] in notation.weekdays and match[2] not in notation.months:
        yield match[1]


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
    message = f"{shown(value)} can only be {_long(read)}, unlike the other dates of its column"
    return Problem("date-order", message, f"write it as {read}", Severity.WARNING)


def _ambiguous(value: Value, read: date, other: date) -> Problem:
    message = f"{shown(value)} may be {_long(read)} or {_long(other)}; it was read as {_long(read)}"
    return Problem("date-ambiguous", message, f"write {read} or {other}", Severity.WARNING)


def _long(day: date | None) -> str:
    """For a message: 3 April 2026, whatever the machine's language."""
    names = "January February March April May June July August September October November December"
    return f"{day.day} {names.split()[day.month - 1]} {day.year}" if day else ""
