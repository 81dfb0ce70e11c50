"""Years that are not counted as ours are: of an emperor, of a republic, of other calendars."""

import re
from typing import Final

_ERA: Final = re.compile(r"(令和|平成|民國|民国)\s?(\d{1,3}|元)\s?年")
_BEFORE_ERA: Final = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}
_REIWA: Final = re.compile(r"r(\d{1,2})([./年]\d{1,2}[./月]\d{1,2}日?)")
# Taiwan's years have three digits: 115/03/05 is in 2026.
_MINGUO: Final = re.compile(r"(1[0-3]\d)\s?(年.*|[-/.]\s?\d{1,2}\s?[-/.]\s?\d{1,2})")
_SHORTENED: Final = re.compile(r"'([23]\d\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d{1,2}\.?)")
_BEHIND: Final = re.compile(r"(?<=\d{4})\s?(?:г|р|r)\.?$")  # noqa: RUF001 - Cyrillic

_BUDDHIST: Final = range(2400, 2700)
_PERSIAN: Final = range(1300, 1500)


def in_our_years(text: str, language: str) -> str:
    """*text*, folded, with a year of ours, and without the word for one behind it."""
    text = _BEHIND.sub("", text)
    if match := _ERA.match(text):
        year = _BEFORE_ERA[match[1]] + (1 if match[2] == "元" else int(match[2]))
        return f"{year}年{text[match.end() :]}"
    if match := _SHORTENED.fullmatch(text):
        return f"20{match[1]}"
    if match := _MINGUO.fullmatch(text):
        return f"{1911 + int(match[1])}{match[2]}"
    if language == "ja" and (match := _REIWA.fullmatch(text)):
        return f"{2018 + int(match[1])}{match[2]}"
    return text


def other_calendar(year: int) -> str:
    """The calendar that counts such a *year* about now; empty where none does."""
    if year in _BUDDHIST:
        return "Buddhist"
    return "Persian or Islamic" if year in _PERSIAN else ""
