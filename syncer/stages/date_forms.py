"""What the heading of a column says about how its dates are written: `Due (M/D)`, `TT.MM.JJJJ`."""

import re
from typing import Final, Literal

from syncer.domain.layout import DateOrder
from syncer.domain.words import Words, folded

_LETTER: Final = r"([^\W\d_])"
_WHOLE: Final = re.compile(
    rf"(?<![^\W_]){_LETTER}\1{{0,3}}\s?([-/.])\s?{_LETTER}\3{{0,3}}\s?\2\s?{_LETTER}\4{{0,3}}(?![^\W_])"
)
_PAIR: Final = re.compile(rf"(?<![^\W_]){_LETTER}\1\s?[-/.]\s?{_LETTER}\2(?![^\W_])")
_TERSE_PAIR: Final = re.compile(rf"[(\[]\s*{_LETTER}\s?[-/.]\s?{_LETTER}\s*[)\]]")
_IN_ONE: Final = re.compile(r"(?<![^\W_])(dmy|ddmmyy|ddmmyyyy|mdy|mmddyy|mmddyyyy)(?![^\W_])")
# Where people say `week 23` for a date.
_SPEAK_IN_WEEKS: Final = frozenset({"de", "nl", "da", "no", "nb", "sv", "fi"})
_OF_THE_CALENDAR: Final = frozenset({"kw", "cw"})
_WORD: Final = re.compile(r"[^\W\d_]+")
# Day, month and year as languages begin them: TT.MM.JJJJ, jj/mm/aaaa, gg.aa.yyyy, pp.kk.vvvv.
_LETTERS: Final = (
    "dmy", "dma", "dmj", "dmr", "dmå", "tmj", "jma", "gma", "gay", "pkv", "nhé", "дмг", "дмр",
    "ημε", "hbt", "ntn",
)  # fmt: skip


def order_in(heading: str) -> DateOrder | None:
    """The order of day and month that *heading* names; None where it names none."""
    text = folded(heading)
    if match := _WHOLE.search(text):
        return _order_of(match[1], match[3], match[4])
    if match := _PAIR.search(text) or _TERSE_PAIR.search(text):
        return _order_of(match[1], match[2], "")
    if match := _IN_ONE.search(text):
        return DateOrder.DMY if match[1].startswith("d") else DateOrder.MDY
    return None


def _order_of(first: str, second: str, third: str) -> DateOrder | None:
    """The order of the letters, in any of the languages."""
    for day, month, year in _LETTERS:
        if (first, second) == (day, month) and third in (year, ""):
            return DateOrder.DMY
        if (first, second) == (month, day) and third in (year, ""):
            return DateOrder.MDY
        if (first, second, third) == (year, month, day):
            return DateOrder.ISO
    return None


def may_be_relative(text: str, language: str, weeks: frozenset[str]) -> bool:
    """Whether *text* is a week that may count from the start of a plan, as `Week 3` does."""
    names = {word for word in _WORD.findall(folded(text)) if word in weeks}
    return bool(names - _OF_THE_CALENDAR) and language not in _SPEAK_IN_WEEKS


def names_calendar_weeks(heading: str, words: Words) -> bool:
    """Whether the weeks that *heading* counts are those of the calendar."""
    relative = may_be_relative(heading, words.language, words.weeks)
    return counted_in(heading, words) == "weeks" and not relative


def counted_in(heading: str, words: Words) -> Literal["", "weeks", "months"]:
    """What *heading* says that the numbers below it count: `KW`, `Target week`, `Month`."""
    said = {word for word in _WORD.findall(folded(heading)) if len(word) > 1}
    weeks = bool(said & words.weeks)
    months = any(words.units.get(word) == words.units.get("month", 0) for word in said)
    if weeks is months:
        return ""
    return "weeks" if weeks else "months"
