"""Weeks, months, quarters and halves of a year, and spans from one day to another."""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

NAME: Final = r"([^\W\d_][^\d\s.,/()\-:;'+&]*)\.?"
_YEAR: Final = r"(\d{4}|'?\d\d)\.?"
_GAP: Final = r"[\s,./-]*"
_APART: Final = r"(?:[\s,./-]+|(?='))"
_QUARTERS: Final = {
    word: place
    for words in (
        "1 2 3 4", "i ii iii iv", "一 二 三 四", "الأول الثاني الثالث الرابع", "א ב ג ד", "α β γ δ",  # noqa: RUF001
        "first second third fourth", "premier deuxième troisième quatrième",
        "primer segundo tercer cuarto", "primeiro segundo terceiro quarto", "primo secondo terzo quarto",
    )
    for place, word in enumerate(words.split(), start=1)
}  # fmt: skip
"""The number of a quarter as it is written: in figures, letters and words."""

_QUARTER: Final = f"({'|'.join(sorted(_QUARTERS, key=len, reverse=True))})"

_ORDINAL: Final = r"(?:\.|st|nd|rd|th|o|a|e|er|ème|-й|ο|['’΄])?"  # noqa: RUF001 - Greek
_OF: Final = r"(?:(?:of|de|del|năm)\s)?"
_WEEK_WORDS: Final = frozenset({"w", "wk", "week", "kw", "cw", "sem", "semaine", "semana"})
_QUARTER_WORDS: Final = frozenset({"q", "quarter", "quartal", "trimestre", "t", "qtr"})
_HALF: Final = re.compile(rf"(?:h|hy|s)\s?([12]){_GAP}{_YEAR}|([12])\s?h{_GAP}{_YEAR}")
_HALF_BEHIND: Final = re.compile(
    r"(\d{4})[\s年년/-]*(?:hy?\s?([12])|([上下])半年度?|([상하])반기)|([12])\. (?:halbjahr|hj\.?) (\d{4})"
)
_FIRST_HALF: Final = ("1", "上", "상")
_MONTH: Final = re.compile(
    r"(?P<y>\d{4})\s?[-/.年년]\s?(?P<m>\d{1,2})\s?[月월]?|(?P<m2>\d{1,2})[-/.](?P<y2>\d{4})"
)
_WEEK_OF: Final = re.compile(
    r"(\d{1,2})\s?(?:[-/]\s?(?=\d{4})|/\s?)(\d{4}|[23]\d)|(\d{1,2})\.(\d{4})|(\d{4})\s?[-/.]\s?(\d{1,2})"
)
_FRIDAY: Final = 5
_WEEKS: Final = 53


class Period(NamedTuple):
    """The first and the last day; of a week the last is the Friday, the last day people work."""

    start: date
    end: date


class Impossible:
    """What is written like a period, and is none: week 54."""


def week(text: str, words: frozenset[str]) -> Period | Impossible | None:
    """An ISO week with its year: `2026-w23`, `kw 23/2026`, `23. týden 2026`."""
    if match := _weeks(words | _WEEK_WORDS).fullmatch(text):
        return _from_week_to_week(match[3], match[1], match[2])
    before, behind, year_first = _numbered(words | _WEEK_WORDS, r"(\d{1,2})")
    match = before.fullmatch(text)
    if match and not _are_two(text, match):
        return _iso_week(match[2], match[1])
    if match := behind.fullmatch(text):
        return _iso_week(match[2], match[1])
    if match := year_first.fullmatch(text):
        return _iso_week(match[1], match[2] or match[3])
    return None


def _from_week_to_week(year: str, first: str, last: str) -> Period | Impossible:
    begin, end = _iso_week(year, first), _iso_week(year, last)
    if isinstance(begin, Period) and isinstance(end, Period) and begin < end:
        return Period(begin.start, end.end)
    return Impossible()


def _are_two(text: str, match: re.Match[str]) -> bool:
    """Whether what looks like a year is a second week: `kw 30-31`."""
    between = text[match.end(1) : match.start(2)]
    return "-" in between and int(match[1]) < int(match[2].lstrip("'")) <= _WEEKS


def week_of(text: str) -> Period | Impossible | None:
    """An ISO week in figures, where the heading says that weeks are counted: `23/2026`."""
    match = _WEEK_OF.fullmatch(text)
    if match is None:
        return None
    return _iso_week(match[2] or match[4] or match[5], match[1] or match[3] or match[6])


def quarter(text: str, words: frozenset[str]) -> Period | Impossible | None:
    """A quarter or half of a year with its year: `q3 2026`, `2026-q3`, `3. quartal 2026`, `h1 26`."""
    if match := _HALF.fullmatch(text):
        half, year = int(match[1] or match[3]), full_year(match[2] or match[4])
        return months(year, 6 * half - 5, 6 * half)
    if match := _HALF_BEHIND.fullmatch(text):
        written = match[2] or match[3] or match[4] or match[5]
        first = 1 if written in _FIRST_HALF else 7
        return months(int(match[1] or match[6]), first, first + 5)
    before, behind, year_first = _numbered(words | _QUARTER_WORDS, _QUARTER)
    for form, number, year in ((before, 1, 2), (behind, 1, 2), (year_first, 2, 1)):
        if match := form.fullmatch(text):
            place = _QUARTERS[match[number] or match[3]]
            return months(full_year(match[year]), 3 * place - 2, 3 * place)
    return None


def month(text: str) -> Period | Impossible | None:
    """A month in figures with a full year: `2026-06`, `06/2026`, `2026年6月`."""
    match = _MONTH.fullmatch(text)
    if match is None:
        return None
    number = int(match["m"] or match["m2"])
    return months(int(match["y"] or match["y2"]), number, number)


def months(year: int, first: int, last: int) -> Period | Impossible:
    """From the first day of the month *first* to the last day of the month *last*."""
    if not (1 <= first <= last <= 12 and 0 < year < 9999):  # noqa: PLR2004 - what a date can hold
        return Impossible()
    end = date(year + last // 12, last % 12 + 1, 1)
    return Period(date(year, first, 1), date.fromordinal(end.toordinal() - 1))


def full_year(text: str) -> int:
    """Two digits as POSIX has them: 69 to 99 is 1969 to 1999, 00 to 68 is 2000 to 2068."""
    digits = text.lstrip("'")
    year = int(digits)
    if len(digits) > 2:  # noqa: PLR2004 - a full year
        return year
    return year + (1900 if year >= 69 else 2000)  # noqa: PLR2004


def _iso_week(year: str, number: str) -> Period | Impossible:
    try:
        start = date.fromisocalendar(full_year(year), int(number), 1)
    except ValueError:
        return Impossible()
    return Period(start, date.fromordinal(start.toordinal() + _FRIDAY - 1))


def _any_of(words: frozenset[str]) -> str:
    return "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + r")\.?"


@lru_cache
def _numbered(
    words: frozenset[str], number: str
) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A *number* with one of *words* before it, behind it, and with the year before both."""
    word = _any_of(words)
    behind = rf"{number}{_ORDINAL}\s?{word}{_GAP}{_OF}{_YEAR}"
    return (
        re.compile(rf"{word}\s?{number}['’΄]?{_APART}{_OF}{_YEAR}"),  # noqa: RUF001 - Greek
        re.compile(behind),
        re.compile(rf"(\d{{4}})[\s,./年년-]*[第제]?(?:{word}\s?{number}|{number}\.?\s?{word})"),
    )


@lru_cache
def _weeks(words: frozenset[str]) -> re.Pattern[str]:
    """Several weeks of one year: `kw 10-12 2026`, `week 10 - week 12, 2026`."""
    word = _any_of(words)
    return re.compile(rf"{word}\s?(\d{{1,2}})\s?-\s?(?:{word}\s?)?(\d{{1,2}}){_APART}{_YEAR}")


_SPLIT: Final = re.compile(
    r"\s*[–—~〜～→…]\s*|\s+-+>?\s+|\s*\.{2,3}\s*"  # noqa: RUF001 - dashes and tildes are meant
    r"|\s+(?:to|until|till|through|thru|bis|au|al|hasta|até|tot|til|do|по|до|ile|kadar|ate)\s+"
)
_TIGHT: Final = re.compile(r"(.*?\d(?:st|nd|rd|th|\.)?)\s?-\s?([^\W_].*)")
_FROM: Final = re.compile(
    r"(?:from|between|vom|von|du|de|del|desde(?: el)?|dal|od|ode dne|с|з|van|fra|från)\s+(?=.*\d)"  # noqa: RUF001 - Cyrillic
)
_INTERVAL: Final = re.compile(r"(\d{4}-\d\d-\d\d)\s?/\s?(\d{4}-\d\d-\d\d)")  # ISO 8601
_FIRST_NUMBER: Final = re.compile(r"\d{1,2}")
_YEAR_AND_MARK: Final = re.compile(r"\d{4}\s?[-/.年년]\s?")
_LAST_YEAR: Final = re.compile(r"(\D)(\d{4})\D{0,2}$")

_DAY_ALONE: Final = re.compile(r"\s*(\d{1,2})(?:st|nd|rd|th|er|\.)?\s*")
_JUNE: Final = 6

Read = Callable[[str], date | None]


def span(text: str, read: Read) -> Period | None:
    """
    From a day to a day in one cell, where *read* reads single days.

    What the first leaves out stands in the second: `1 - 5 june 2026`, `june 1 - 5, 2026`,
    `1 june - 5 july 2026`, `1.6. - 5.7.2026`.
    """
    for left, right in _halves(text):
        ends = [right]
        if match := _YEAR_AND_MARK.match(left):
            ends.append(match[0] + right)  # `6/5` behind `2026/6/1`
        elif match := _FIRST_NUMBER.search(left):
            ends.append(left[: match.start()] + right)  # `5, 2026` behind `june 1`
        for written in ends:
            if (end := read(written)) and (start := _start(left, written, end, read)):
                return Period(start, end)
    return None


def _halves(text: str) -> list[tuple[str, str]]:
    if match := _FROM.match(text):
        text = text[match.end() :]
    if match := _INTERVAL.fullmatch(text):
        return [(match[1], match[2])]
    loose = _SPLIT.split(text)
    if len(loose) == 2 and all(loose):  # noqa: PLR2004 - from, to
        return [(loose[0], loose[1])]
    tight = _TIGHT.fullmatch(text) if len(loose) == 1 else None
    return [(tight[1], tight[2])] if tight and not re.match(r"\d{4}-", text) else []


def _start(left: str, right: str, end: date, read: Read) -> date | None:
    """The first day: as it is written, or completed from the second."""
    year = _LAST_YEAR.search(right)
    tries = [left]
    if year:
        tries += [f"{left.rstrip('.,/ ')}{year[1] or ' '}{year[2]}", f"{left} {year[2]}"]
    if day := _DAY_ALONE.fullmatch(left):
        tries.append(_FIRST_NUMBER.sub(day[1], right, count=1))
    for written in tries:
        if start := read(written):
            if start > end and written != left:
                start = _a_year_earlier(start)
            return start if start and start <= end else None
    return None


def _a_year_earlier(day: date) -> date | None:
    """For `20 december - 10 january 2027`; what begins in spring does not end in a new year."""
    try:
        return day.replace(year=day.year - 1) if day.month > _JUNE else None
    except ValueError:
        return None
