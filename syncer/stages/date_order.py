"""Whether 03/04/2026 is in April or in March: told by a column's texts and heading, then a plan's."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from syncer.domain.layout import DateOrder
from syncer.domain.sheet import Value
from syncer.stages.clocks import without_clock
from syncer.stages.date_forms import order_in
from syncer.stages.periods import full_year
from syncer.stages.readings import clean, plain_marks
from syncer.stages.weekdays import falls_on, weekday_in

SEPARATED: Final = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|'?\d\d)\.?")
# Standing by itself: `v2.3.26` is a version, and says nothing.
_ALONE: Final = re.compile(rf"(?<![\w.]){SEPARATED.pattern}(?![\w.])")
_WITHOUT_YEAR: Final = re.compile(r"(\d{1,2})([/.])(\d{1,2})\.?")
YEAR_FIRST: Final = re.compile(
    r"(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})\s?(?:日|일|\.)?"
)
_MONTHS: Final = 12
# Two digits that are the year of a plan of ours: 2020 to 2039.
NEAR_YEARS: Final = range(20, 40)
_LED_BY: Final = range(10, 40)  # the years that short dates of Korea, Japan and China begin with
YEARS_LEAD: Final = frozenset({"ko", "ja", "zh"})
"""Languages whose short dates begin with the year: 26.3.15."""
MONTH_LEADS: Final = YEARS_LEAD | {"hu"}
"""Languages whose dates without a year begin with the month: 3/15, 03.15."""
_OPEN: Final = frozenset({"", "en", *YEARS_LEAD})
"""Languages, or none that is known, in which 26.03.15 may begin with either."""
_FEW_YEARS: Final = 3
_VARIED: Final = 4


class Evidence(NamedTuple):
    """
    What the distinct texts of a column say.

    Attributes:
        day_first, month_first, either: How many with strokes or hyphens can be read in one order only, or in both.
        year_first: How many have four digits of a year first.
        short_years_first: All have two digits three times, and the first two are the year.
        dotted: How many have points: day first, which says nothing about strokes.
        dotted_days, dotted_months: How many with points can be read in one order only.
    """

    day_first: int = 0
    month_first: int = 0
    either: int = 0
    year_first: int = 0
    short_years_first: bool = False
    dotted: int = 0
    dotted_days: int = 0
    dotted_months: int = 0


class _Written(NamedTuple):
    """One date in figures as it stands in a text; *weekday* is what the text says, 1 is Monday."""

    first: int
    second: int
    year: str
    dotted: bool
    short: bool
    weekday: int | None


def evidence(values: Iterable[Value], language: str = "") -> Evidence:
    """What the texts among *values*, in a sheet of *language*, say about day and month."""
    year_first = 0
    found: list[_Written] = []
    for value in values:
        if isinstance(value, str):
            text = without_clock(plain_marks(clean(value).casefold()))
            if YEAR_FIRST.fullmatch(text):
                year_first += 1
            else:
                found.extend(_written_in(text, bare=language not in MONTH_LEADS))
    if not found:
        return Evidence(year_first=year_first)
    short = [(one.first, int(one.year)) for one in found if one.short]
    if len(short) > year_first and _years_lead(short, language):
        return Evidence(year_first=year_first, short_years_first=True)
    return _counted(found, year_first, language)


def _written_in(text: str, *, bare: bool) -> Iterator[_Written]:
    """The dates in *text* that begin with a day or a month; with *bare* those without a year, too."""
    weekday = None
    for match in _ALONE.finditer(text):
        first, mark, second, year = match.groups()
        if weekday is None and len(text) > len(match[0]):
            weekday = weekday_in(text)
        short = len(first) == len(year) == 2  # noqa: PLR2004 - two digits
        yield _Written(int(first), int(second), year, mark == ".", short, weekday)
    if bare and (pair := _WITHOUT_YEAR.fullmatch(text)):
        yield _Written(int(pair[1]), int(pair[3]), "", pair[2] == ".", short=False, weekday=None)


def _counted(found: Sequence[_Written], year_first: int, language: str) -> Evidence:
    day_first = month_first = either = dotted = dotted_days = dotted_months = 0
    for one in found:
        first, second = one.first, one.second
        # 26/03/27 may begin with its year.
        led = one.short and first in NEAR_YEARS and not (one.dotted and language not in _OPEN)
        if one.dotted:
            dotted += second <= _MONTHS and not led
            dotted_days += second <= _MONTHS < first and not led
            dotted_months += second > _MONTHS >= first
        else:
            day_first += second <= _MONTHS < first and not led
            month_first += second > _MONTHS >= first
            either += max(first, second) <= _MONTHS and first != second
    days, months = _by_weekdays([one for one in found if one.weekday and not one.dotted])
    return Evidence(
        day_first=day_first + days,
        month_first=month_first + months,
        either=either,
        year_first=year_first,
        dotted=dotted,
        dotted_days=dotted_days,
        dotted_months=dotted_months,
    )


def _by_weekdays(found: Iterable[_Written]) -> tuple[int, int]:
    """How many can by their weekday be day first only, month first only; a wrong one voids all."""
    day_first = month_first = 0
    for first, second, year, _, _, weekday in found:
        number = full_year(year)
        is_day_first = falls_on(_day(number, second, first), weekday or 0)
        is_month_first = falls_on(_day(number, first, second), weekday or 0)
        if not (is_day_first or is_month_first):
            return 0, 0
        if max(first, second) <= _MONTHS:
            day_first += is_day_first > is_month_first
            month_first += is_month_first > is_day_first
    return day_first, month_first


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def together(found: Iterable[Evidence]) -> Evidence:
    """What several columns say."""
    said = [*found]
    return Evidence(
        day_first=sum(one.day_first for one in said),
        month_first=sum(one.month_first for one in said),
        either=sum(one.either for one in said),
        year_first=sum(one.year_first for one in said),
        dotted=sum(one.dotted for one in said),
        dotted_days=sum(one.dotted_days for one in said),
        dotted_months=sum(one.dotted_months for one in said),
    )


def _years_lead(short: Sequence[tuple[int, int]], language: str) -> bool:
    """Whether the first numbers are a few years of ours, and the last ones days of all kinds."""
    firsts, lasts = {first for first, _ in short}, {last for _, last in short}
    if language in YEARS_LEAD:
        return firsts <= set(_LED_BY) and not lasts <= set(NEAR_YEARS)
    if not all(first in NEAR_YEARS for first in firsts) or len(firsts) > _FEW_YEARS:
        return False
    return len(lasts) >= _VARIED and len(lasts) > len(firsts) and not lasts <= set(NEAR_YEARS)


def order_of(found: Evidence, locale: str | None, headings: Iterable[str] = ()) -> DateOrder:
    """The order that *found* speaks for, else *headings*, else the *locale*'s, else day first."""
    if found.short_years_first:
        return DateOrder.ISO
    if found.day_first != found.month_first:
        return DateOrder.DMY if found.day_first > found.month_first else DateOrder.MDY
    if found.year_first and not (found.either or found.day_first or found.dotted):
        return DateOrder.ISO
    named = {order_in(heading) for heading in headings} - {None, DateOrder.ISO}
    if len(named) == 1 and not found.day_first:
        return named.pop() or DateOrder.DMY
    if found.dotted and not found.day_first:
        return DateOrder.DMY
    us = (locale or "").replace("-", "_").upper().endswith(("_US", "_PH"))
    return DateOrder.MDY if us else DateOrder.DMY


def is_decided(found: Evidence, order: DateOrder) -> bool:
    """Whether *found* proves *order*, and nothing in it speaks against it."""
    if found.short_years_first:
        return order is DateOrder.ISO
    pro, contra = found.day_first, found.month_first
    if not (pro or contra or found.either):
        pro, contra = found.dotted, found.dotted_months
    if order is DateOrder.MDY:
        pro, contra = contra, pro
    return pro > 0 and contra == 0


def orders_of_columns(
    said: Mapping[str, Evidence], headings: Mapping[str, str], order: DateOrder
) -> dict[str, tuple[DateOrder, bool]]:
    """
    The order of each column of dates, by field, and whether its own texts or heading decide it.

    *order* is the plan's: columns that fit both orders are read by it, and that is a doubt.
    Where some columns are day first and others month first, only headings decide.
    """
    proven = {_majority(own) for own in said.values()} - {None}
    contested = len(proven) > 1
    found = {}
    for field, own in said.items():
        mine, decided = _order_of_column(own, order_in(headings[field]), order)
        named = order_in(headings[field]) is mine
        found[field] = mine, decided and (named or not contested)
    return found


def _order_of_column(
    own: Evidence, headed: DateOrder | None, order: DateOrder
) -> tuple[DateOrder, bool]:
    if own.short_years_first:
        return DateOrder.ISO, True
    if own.day_first or own.month_first:
        mine = _majority(own) or headed or order
        return mine, is_decided(own, mine) and headed in (mine, None)
    if headed is not None and (headed is not DateOrder.ISO or not own.either):
        return headed, True
    alone = order is DateOrder.ISO or (own.dotted and not own.either)
    theirs = DateOrder.DMY if alone else order
    return theirs, is_decided(own, theirs)


def points_of(own: Evidence) -> DateOrder | None:
    """The order of dates with points: None for day first beyond doubt, as nearly everywhere."""
    if not own.dotted_months:
        return None
    return DateOrder.MDY if own.dotted_months > own.dotted_days else DateOrder.DMY


def _majority(own: Evidence) -> DateOrder | None:
    """What most texts of a column can only be; None where there are none, or as many of each."""
    if own.day_first == own.month_first:
        return None
    return DateOrder.DMY if own.day_first > own.month_first else DateOrder.MDY
