"""One cell's text or serial number -> a calendar day, or why it is none."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Final, Literal, TypeAlias

from syncer.domain.layout import DateOrder
from syncer.domain.sheet import Value
from syncer.domain.words import folded
from syncer.stages import date_problems as problems
from syncer.stages.calendars import in_our_years, other_calendar
from syncer.stages.clocks import without_clock
from syncer.stages.date_order import MONTH_LEADS, NEAR_YEARS, SEPARATED, YEAR_FIRST, YEARS_LEAD
from syncer.stages.deadlines import about, end_of, week_around, without_until
from syncer.stages.month_names import month_of_short_year, named_day, named_month
from syncer.stages.periods import (
    Impossible,
    Period,
    full_year,
    month,
    months,
    quarter,
    span,
    week,
    week_of,
)
from syncer.stages.readings import Problem, Reading, clean, plain_marks

DayReading: TypeAlias = Reading[date]
Edge: TypeAlias = Literal["start", "end"]

EARLIEST: Final = 1970
LATEST: Final = 2199
LIFETIME: Final = round(50 * 365.25)
"""Days that a plan's dates may lie apart from the middle one of their column."""

# Day 60 of the 1900 epoch is 29 February 1900, which never was; from 61 on the count is right.
_EPOCH: Final = date(1899, 12, 30)
_FIRST_SERIAL: Final = 61
_LAST_SERIAL: Final = 2_958_465  # 9999-12-31

_COMPACT: Final = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?")
# In the North 1/9-26 is a day; elsewhere it may be a span.
_NORDIC: Final = re.compile(r"(?:d\.\s?|den\s)?(\d{1,2})/(\d{1,2})\s?-\s?(?:(\d{4})|(\d\d))")
_NORTH: Final = frozenset({"da", "nb", "sv"})
_IS_WHOLE: Final = re.compile(r"[^-–—]*\b\d{4}")  # noqa: RUF001 - dashes of people's
_WEEKDAY_BEFORE: Final = re.compile(r"([^\W\d_][^\d\s.,()]*)[.,]*\s+(?=\S)")
_WEEKDAY_BEHIND: Final = re.compile(r"(.*[\d日号일.])[\s,]*\(?\s*([^\W\d_][^\d\s().,]*)\.?\s*\)?")
_REMARK: Final = re.compile(r"([^()]*?)\s*\(([^()]+)\)\s*")
_DIGIT: Final = re.compile(r"\d")
_FULL_YEAR: Final = re.compile(r"\d{4}")
_PAIR: Final = re.compile(r"(?<![\d./])(\d{1,2})([/.])(\d{1,2})(?:(?!\d)\.?)(?![\d./])")
_MONTH_DAY: Final = re.compile(r"\d{1,2}\s?[月월]")
_MONTH_YEAR: Final = re.compile(r"(\d{1,2})[-/.](\d\d)")
_WEEKS: Final = 53
_FRIDAY: Final = 5
_ANY_YEAR: Final = 2000  # it has every day
_LONGEST: Final = 60
"""Letters of a date; a text is longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notation:
    """
    How the dates of one column are written.

    Attributes:
        order: Of text like 03/04/2026.
        decided: Some cell can be read in this order only, and none in the other only.
        points: Of 03.04.2026; None for day first beyond doubt.
        edge: Which end of a week, month or quarter is meant.
        counts: What the heading says that 6/2026 counts.
        month_years: `Jan-26` is a month of 2026: "sure", or to be told; empty where it may be a day.
        language: The sheet's own.
        months: Names of months, folded.
        weeks, quarters: What stands beside the number of one.
    """

    order: DateOrder = DateOrder.DMY
    decided: bool = False
    points: DateOrder | None = None
    edge: Edge = "end"
    counts: Literal["", "weeks", "months"] = ""
    month_years: Literal["", "sure", "likely"] = ""
    language: str = ""
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
    if isinstance(value, date):
        return Reading(value.date() if isinstance(value, datetime) else value)
    if isinstance(value, bool | time | timedelta):
        return problems.unreadable(value)
    if isinstance(value, int | float):
        if notation.counts and 0 < value <= _WEEKS:
            return _from_text(clean(value), notation)
        return _from_serial(value)
    return _from_text(value, notation)


def _from_serial(value: float) -> DayReading:
    """A serial number of the 1900 epoch; the part of a day is dropped."""
    if not (-1 < value <= _LAST_SERIAL + 1):  # also false for nan
        compact = _COMPACT.fullmatch(clean(value))
        return _exact(value, *map(int, compact.groups())) if compact else problems.unreadable(value)
    serial = int(value)
    if serial < _FIRST_SERIAL - 1:
        # Day 1 is 1900-01-01; day 0 shows as 1900-01-00 and stands for nothing.
        is_none = serial < 2  # noqa: PLR2004
        return problems.placeholder(value) if is_none else Reading(_EPOCH + timedelta(serial + 1))
    if serial < _FIRST_SERIAL or serial > _LAST_SERIAL:
        return problems.unreadable(value)
    return Reading(_EPOCH + timedelta(serial))


def _from_text(value: str, notation: Notation) -> DayReading:
    text = folded(clean(value))
    if not text or text in notation.nothing or (plain := plain_marks(text)) in notation.nothing:
        return Reading()
    if text in notation.later or plain in notation.later:
        return problems.still_open(value)
    found = _whole(value, text, notation) or _beside_remark(value, plain, notation)
    return found or _if_dated(value, notation) or problems.unreadable(value)


def _whole(value: str, text: str, notation: Notation) -> DayReading | None:
    """A day, a period or a span, or a deadline at one."""
    plain = plain_marks(text)
    if found := _single(value, plain, notation) or _from_span(value, text, notation):
        return found
    if day := without_until(plain):
        return _single(value, day, notation)
    return _week_around(value, plain, notation)


def _week_around(value: str, text: str, notation: Notation) -> DayReading | None:
    """`week of 2 March 2026`: from that day to the Friday."""
    day = week_around(text)
    reading = _single(value, day, notation) if day else None
    if reading is None or reading.value is None or reading.approximate:
        return reading
    first = reading.value
    friday = date.fromordinal(first.toordinal() + max(_FRIDAY - first.isoweekday(), 0))
    edge = first if notation.edge == "start" else friday
    return Reading(edge, reading.problem, approximate=True)


def in_year(value: str, year: int, notation: Notation) -> DayReading | None:
    """What a text that says no year would be in *year*; None where it is no date at all."""
    text = without_clock(folded(clean(value)))
    for form in _with_year(text, year, notation.language, counts=notation.counts):
        if found := _whole(value, form, notation) or _beside_remark(value, form, notation):
            return found
    return None


def _if_dated(value: str, notation: Notation) -> DayReading | None:
    """That only a year is missing, where it is so."""
    text = folded(clean(value))
    named = _DIGIT.search(text) or any(word.rstrip(".") in notation.months for word in text.split())
    if not named or len(text) > _LONGEST or _FULL_YEAR.search(text):
        return None
    found = in_year(value, _ANY_YEAR, notation)
    if found is None:
        return None
    return found if found.value is None else problems.without_year(value)


def _with_year(text: str, year: int, language: str, *, counts: str) -> Iterator[str]:
    """
    *text* with a *year* where people write it: `3.4.2026`, `2026年4月3日`, `3 april 2026`.

    *counts*: what a mere number is, as the heading says.
    """
    pairs = [*_PAIR.finditer(text)]
    if pairs:
        last = pairs[-1]
        first, mark, second = last.groups()
        day = f"{first}{mark}{second}{mark}{year}"
        if language in MONTH_LEADS:
            day = f"{year}{mark}{first}{mark}{second}"
        yield f"{text[: last.start()]}{day}{text[last.end() :]}"
    elif _MONTH_DAY.search(text):
        yield f"{year}年{text}"
    else:
        yield f"{text} {year}"
        yield f"{year} {text}"
        if counts:
            yield f"{text}/{year}" if counts == "months" else f"kw {text} {year}"


def _single(value: str, text: str, notation: Notation) -> DayReading | None:
    """One day or one period; None where *text* is neither, with or without a weekday."""
    if len(text) > _LONGEST or not _DIGIT.search(text):
        return None
    text = in_our_years(without_clock(text), notation.language)
    for form in (text, *_without_weekday(text, notation)):
        if reading := _figures(value, form, notation):
            return reading
        readings = (_numbered(value, form, notation), _named(value, form, notation))
        found = [reading for reading in readings if reading]
        if found:  # Italian sett. is a week as well as September
            return found[0] if len(found) == 1 else problems.unreadable(value)
        if reading := _month(value, form, notation):
            return reading
    return None


def _numbered(value: str, text: str, notation: Notation) -> DayReading | None:
    """A week, a quarter or a half of a year."""
    in_weeks, in_quarters = week(text, notation.weeks), quarter(text, notation.quarters)
    if in_weeks and in_quarters:  # Polish kw. is a quarter, German KW a week
        return problems.unreadable(value)
    if found := in_weeks or in_quarters:
        return _of_period(value, found, notation)
    return None


def _figures(value: str, text: str, notation: Notation) -> DayReading | None:
    if notation.counts == "weeks" and (found := week_of(text)):
        return _of_period(value, found, notation)
    if match := YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return _exact(value, int(match[1]), int(match[2]), int(match[3]))
    if match := SEPARATED.fullmatch(text):
        return _separated(value, match, notation)
    if (match := _NORDIC.fullmatch(text)) and (match[3] or notation.language in _NORTH):
        return _exact(value, full_year(match[3] or match[4]), int(match[2]), int(match[1]))
    if _SERIAL.fullmatch(text):
        return _from_serial(float(text))
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
    """A date before or in brackets, or doubted: `Week 1 (Jan 5-9, 2026)`, `ca. 3.3.2026`, `tbc`."""
    parts = [about(text, notation.later)]
    if match := _REMARK.fullmatch(text):
        parts += [(match[1], match[2]), (match[2], match[1])]
    for part, rest in parts:
        reading = _single(value, part, notation) or _from_span(value, part, notation)
        if reading and reading.value and not reading.problem:
            if notation.months.get(rest, reading.value.month) != reading.value.month:
                return None  # `2026.1 (Feb)` is the first release of 2026, and not January
            return reading._replace(problem=problems.remark_left(value, rest)) if rest else reading
    return None


def _separated(value: str, match: re.Match[str], notation: Notation) -> DayReading:
    """Read 03/04/2026 by its column's order; report what can be read in another way as well."""
    if notation.order is DateOrder.ISO and notation.decided and len(match[1]) == len(match[4]) == 2:  # noqa: PLR2004 - 26/03/15
        return _exact(value, 2000 + int(match[1]), int(match[3]), int(match[4]))
    first, second, year = int(match[1]), int(match[3]), full_year(match[4])
    dotted = match[2] == "."
    order, decided = notation.order, notation.decided
    if dotted:
        order, decided = notation.points or DateOrder.DMY, notation.points is None
    wanted = _possible(year, second, first)
    other = _possible(year, first, second) if not dotted or notation.points else None
    if order is DateOrder.MDY:
        wanted, other = other, wanted
    if wanted is None:
        if other is None:
            return problems.impossible(value)
        return Reading(other, problems.against_the_order(value, other))
    if other is not None and other != wanted and not decided:
        return Reading(wanted, problems.ambiguous(value, wanted, other))
    return _maybe_year_first(value, match, wanted, notation)


def _maybe_year_first(
    value: str, match: re.Match[str], read: date, notation: Notation
) -> DayReading:
    """A doubt where 26-03-15 may be 15 March 2026 as well as 26 March 2015."""
    first, last = int(match[1]), match[4]
    if notation.decided or len(last) > 2 or first not in NEAR_YEARS:  # noqa: PLR2004 - two digits
        return Reading(read)
    other = _possible(2000 + first, int(match[3]), int(last))
    if other and notation.language in YEARS_LEAD:
        read, other = other, read
    return Reading(read, problems.ambiguous(value, read, other) if other else None)


def _named(value: str, text: str, notation: Notation) -> DayReading | None:
    """Dates with a month's name; None where *text* is nothing of the kind."""
    found = named_day(text, notation.months)
    return _exact(value, *found) if found else None


def _month(value: str, text: str, notation: Notation) -> DayReading | None:
    """A month with its year, or its end; None where *text* is nothing of the kind."""
    if found := _month_in(text, notation):
        return _of_period(value, found, notation)
    if notation.month_years and (found := month_of_short_year(text, notation.months)):
        reading = _of_period(value, found, notation)
        if notation.month_years == "sure" or isinstance(found, Impossible):
            return reading
        return reading._replace(problem=problems.month_or_day(value, found.end))
    if rest := end_of(text):
        months_and_more = (
            _month_in(rest, notation),
            month_of_short_year(rest, notation.months),
            week(rest, notation.weeks),
            quarter(rest, notation.quarters),
            months(int(rest), 1, 12) if _FULL_YEAR.fullmatch(rest) else None,
        )
        ending = next(filter(None, months_and_more), None)
        if isinstance(ending, Period):
            return Reading(ending.end, None, approximate=True)
    return None


def _month_in(text: str, notation: Notation) -> Period | Impossible | None:
    if notation.counts == "months" and (match := _MONTH_YEAR.fullmatch(text)):
        return months(full_year(match[2]), int(match[1]), int(match[1]))
    return named_month(text, notation.months) or month(text)


def _of_period(value: str, found: Period | Impossible, notation: Notation) -> DayReading:
    """The edge of a period that is asked for; it is the end of what was meant, and not the day."""
    if isinstance(found, Impossible):
        return problems.impossible(value)
    return Reading(found.start if notation.edge == "start" else found.end, None, approximate=True)


def _plausible(value: Value, reading: DayReading) -> DayReading:
    day = reading.value
    if day is None or EARLIEST <= day.year <= LATEST:
        return reading
    if day.year == 9999 or date(1899, 12, 30) <= day <= date(1900, 1, 1):  # noqa: PLR2004
        return problems.placeholder(value)
    return problems.implausible(value, day.year, other_calendar(day.year))


def _exact(value: Value, year: int, month: int, day: int) -> DayReading:
    read = _possible(year, month, day)
    return Reading(read) if read else problems.impossible(value)


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
