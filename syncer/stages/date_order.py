"""Whether 03/04/2026 is in April or in March: told by all the texts of a column, then of a plan."""

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from syncer.domain.layout import DateOrder
from syncer.domain.sheet import Value
from syncer.stages.clocks import without_clock
from syncer.stages.readings import clean, plain_marks

SEPARATED: Final = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|'?\d\d)\.?")
# Standing by itself: `v2.3.26` is a version, and says nothing.
_ALONE: Final = re.compile(rf"(?<![\w.]){SEPARATED.pattern}(?![\w.])")
YEAR_FIRST: Final = re.compile(
    r"(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})\s?(?:日|일|\.)?"
)
_MONTHS: Final = 12
# Two digits that are the year of a plan of ours: 2020 to 2039.
NEAR_YEARS: Final = range(20, 40)
_LED_BY: Final = range(10, 40)  # the years that short dates of Korea, Japan and China begin with
_YEARS_LEAD: Final = frozenset({"ko", "ja", "zh"})
"""Languages whose short dates begin with the year: 26.3.15."""
_OPEN: Final = frozenset({"", "en", *_YEARS_LEAD})
"""Languages, or none that is known, in which 26.03.15 may begin with either."""
_FEW_YEARS: Final = 3
_VARIED: Final = 4


class Evidence(NamedTuple):
    """
    What the distinct texts of a column say.

    Attributes:
        day_first, month_first, either: How many can be read in one order only, or in both.
        year_first: How many have four digits of a year first.
        short_years_first: All have two digits three times, and the first two are the year.
    """

    day_first: int
    month_first: int
    either: int
    year_first: int
    short_years_first: bool = False


def evidence(values: Iterable[Value], language: str = "") -> Evidence:
    """What the texts among *values*, in a sheet of *language*, say about day and month."""
    day_first = month_first = either = year_first = 0
    short: list[tuple[int, int]] = []
    for value in values:
        if not isinstance(value, str):
            continue
        text = without_clock(plain_marks(clean(value).casefold()))
        if YEAR_FIRST.fullmatch(text):
            year_first += 1
        elif match := _ALONE.search(text):
            first, second, dotted = int(match[1]), int(match[3]), match[2] == "."
            is_short = len(match[1]) == len(match[4]) == 2  # noqa: PLR2004 - two digits
            if is_short:
                short.append((first, int(match[4])))
            # 26/03/27 may begin with its year.
            clear = not (is_short and first in NEAR_YEARS) or (dotted and language not in _OPEN)
            day_first += clear and second <= _MONTHS and (dotted or first > _MONTHS)
            month_first += not dotted and second > _MONTHS >= first
            either += not dotted and max(first, second) <= _MONTHS and first != second
    years_first = len(short) > year_first and _years_lead(short, language)
    if years_first:
        day_first = month_first = either = 0
    return Evidence(day_first, month_first, either, year_first, years_first)


def _years_lead(short: Sequence[tuple[int, int]], language: str) -> bool:
    """Whether the first numbers are a few years of ours, and the last ones days of all kinds."""
    firsts, lasts = {first for first, _ in short}, {last for _, last in short}
    if language in _YEARS_LEAD:
        return firsts <= set(_LED_BY) and not lasts <= set(NEAR_YEARS)
    if not all(first in NEAR_YEARS for first in firsts) or len(firsts) > _FEW_YEARS:
        return False
    return len(lasts) >= _VARIED and len(lasts) > len(firsts) and not lasts <= set(NEAR_YEARS)


def order_of(found: Evidence, locale: str | None) -> DateOrder:
    """The order that *found* speaks for, else the *locale*'s, else day first."""
    if found.short_years_first:
        return DateOrder.ISO
    if found.day_first != found.month_first:
        return DateOrder.DMY if found.day_first > found.month_first else DateOrder.MDY
    if found.year_first and not (found.either or found.day_first):
        return DateOrder.ISO
    us = (locale or "").replace("-", "_").upper().endswith(("_US", "_PH"))
    return DateOrder.MDY if us else DateOrder.DMY


def is_decided(found: Evidence, order: DateOrder) -> bool:
    """Whether *found* proves *order*, and nothing in it speaks against it."""
    if found.short_years_first:
        return order is DateOrder.ISO
    pro, contra = found.day_first, found.month_first
    if order is DateOrder.MDY:
        pro, contra = contra, pro
    return pro > 0 and contra == 0


def order_of_column(own: Evidence, plan: Evidence, order: DateOrder) -> tuple[DateOrder, bool]:
    """
    The order of one column, and whether it is decided: by its own texts, else by the *plan*'s.

    *order* is the plan's, which the sheet's locale settles where no text does.
    """
    if own.short_years_first:
        return DateOrder.ISO, True
    if own.day_first or own.month_first:
        mine = DateOrder.MDY if own.month_first > own.day_first else DateOrder.DMY
        return mine, is_decided(own, mine)
    theirs = DateOrder.DMY if order is DateOrder.ISO else order
    return theirs, is_decided(plan, theirs)
