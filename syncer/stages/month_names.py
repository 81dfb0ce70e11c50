"""Days and months that are written with the name of the month: `23 mai 2024`, `June 2026`."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from syncer.stages.periods import NAME, Impossible, Period, full_year
from syncer.stages.periods import months as months_of

_ORDINAL: Final = r"(\d{1,2})(?:st|nd|rd|th|er|e|ème|o|a|º|ª|-?го|\.)?"  # noqa: RUF001 - Cyrillic
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
_NAMES_YEAR: Final = re.compile(rf"{NAME}\s?[-/]\s?{NAME}{_MARK}{_OF}(\d{{4}})(?:\s?(?:г|р|r)\.?)?")  # noqa: RUF001 - Cyrillic
_SPLIT: Final = re.compile(r"\s*[-–—]\s*")  # noqa: RUF001 - dashes are meant
_YEAR_NAME: Final = re.compile(rf"(\d{{4}}){_MARK}{NAME}")
NAME_AND_NUMBER: Final = re.compile(rf"{NAME}(\s*[-/]?\s*)(\d\d?)")
"""`Jan-26` is a month of 2026, or a day of January."""

# Vietnamese numbers its months: 23 tháng 5 năm 2024.
_THANG: Final = re.compile(
    r"(?:ngày\s)?(?:(\d{1,2})\s)?(?:tháng|thg)\.?\s?(\d{1,2})(?:\s?năm|[,/-])?\s?(\d{4})"
)
_ROMAN: Final = {
    name: number
    for number, name in enumerate(
        ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"], start=1
    )
}
_ROMAN_DAY: Final = re.compile(
    rf"(\d{{1,2}})\.?[\s./-]\s?({'|'.join(sorted(_ROMAN, key=len, reverse=True))})[\s./-]\s?(\d{{4}})"
)
_DIGIT: Final = re.compile(r"\d")
_ENDS_IN_YEAR: Final = re.compile(r"^\d{4}|\D\d\d(?:\d\d)?\.?$")


class NamedDay(NamedTuple):
    """A day as it is written, which the calendar may not have."""

    year: int
    month: int
    day: int


def named_day(text: str, months: Mapping[str, int]) -> NamedDay | None:
    """The day that *text*, folded, is; None where it is nothing of the kind."""
    text = _in_one_word(text, months)
    if (match := _DAY_NAME_YEAR.fullmatch(text)) and (month := _month(match[3], months)):
        return NamedDay(full_year(match[4] or match[5]), month, int(match[1]))
    if (match := _NAME_DAY_YEAR.fullmatch(text)) and match[1] in months:
        return NamedDay(full_year(match[4] or match[5]), months[match[1]], int(match[3]))
    if (match := _YEAR_NAME_DAY.fullmatch(text)) and match[2] in months:
        return NamedDay(int(match[1]), months[match[2]], int(match[3]))
    if match := _ROMAN_DAY.fullmatch(text):
        return NamedDay(int(match[3]), _ROMAN[match[2]], int(match[1]))
    if (match := _THANG.fullmatch(text)) and match[1]:
        return NamedDay(int(match[3]), int(match[2]), int(match[1]))
    return None


def named_month(text: str, months: Mapping[str, int]) -> Period | Impossible | None:
    """The month, or two, with the year that *text* is; None where it is nothing of the kind."""
    text = _in_one_word(text, months)
    if found := _month_of_year(text, months):
        return found
    if (match := _YEAR_NAME.fullmatch(text)) and match[2] in months:
        return months_of(int(match[1]), months[match[2]], months[match[2]])
    if (match := _NAMES_YEAR.fullmatch(text)) and {match[1], match[2]} <= months.keys():
        return months_of(int(match[3]), months[match[1]], months[match[2]])
    if match := _THANG.fullmatch(text):
        return months_of(int(match[3]), int(match[2]), int(match[2]))
    return _from_month_to_month(text, months)


def _from_month_to_month(text: str, months: Mapping[str, int]) -> Period | Impossible | None:
    """`november 2025 - february 2026`, from the first day of the one to the last of the other."""
    parts = _SPLIT.split(text)
    if len(parts) != 2:  # noqa: PLR2004 - from, to
        return None
    first, last = (_month_of_year(part, months) for part in parts)
    if not isinstance(first, Period) or not isinstance(last, Period):
        return None
    return Period(first.start, last.end) if first.start < last.start else Impossible()


def _month_of_year(text: str, months: Mapping[str, int]) -> Period | Impossible | None:
    match = _NAME_YEAR.fullmatch(text)
    number = _month(match[1], months) if match else None
    return months_of(full_year(match[2]), number, number) if match and number else None


def month_of_short_year(text: str, months: Mapping[str, int]) -> Period | Impossible | None:
    """`jan-26` as January 2026; None where *text* is nothing of the kind."""
    match = NAME_AND_NUMBER.fullmatch(text)
    if match is None or match[1] not in months or len(match[3]) == 1:
        return None
    return months_of(full_year(match[3]), months[match[1]], months[match[1]])


def _month(name: str, months: Mapping[str, int]) -> int | None:
    """Its number; Hebrew writes `in April` in one word."""
    return months.get(name) or months.get(name.removeprefix("ב"))


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
