# ruff: noqa: RUF001 - Cyrillic and Greek are meant
"""Which day of the week a word is, in the languages whose short dates leave day and month open."""

import re
from datetime import date
from typing import Final

# How the days begin, Monday first; Czech `so` and Turkish `sa` are other days than German ones.
_BEGIN: Final = (
    ("mon", "mo", "lun", "lu", "seg", "maan", "man", "mån", "pon", "пон", "пн", "δευ", "pazart", "pzt",
     "senin"),
    ("tue", "tu", "die", "di", "mart", "mard", "ter", "din", "tir", "tis", "tii", "wto", "wt", "úte", "út",
     "вто", "вт", "вів", "τρί", "τρι", "sal", "selas"),
    ("wed", "we", "mit", "mi", "mer", "mié", "qua", "woe", "wo", "ons", "kes", "śro", "śr", "stř", "сре",
     "ср", "сер", "τετ", "çar", "rabu"),
    ("thu", "th", "don", "do", "jeu", "jue", "gio", "qui", "tor", "czw", "čtv", "čt", "чет", "чт", "πεμ",
     "πέμ", "perş", "kamis"),
    ("fri", "fr", "ven", "vie", "sex", "vri", "vr", "pią", "pát", "pá", "пят", "пт", "παρ", "cum",
     "fre", "perj", "juma"),
    ("sat", "sam", "sonnab", "sáb", "sab", "zat", "za", "lør", "lör", "lau", "sob", "суб", "сб", "σάβ",
     "σαβ", "cumart", "cmt"),
    ("sun", "su", "son", "dom", "dim", "zon", "zo", "søn", "sön", "nied", "ndz", "ned", "вос", "вс",
     "нед", "нд", "κυρ", "pazar", "paz", "mingg"),
)  # fmt: skip
_WORD: Final = re.compile(r"[^\W\d_]{2,}")


def weekday_in(text: str) -> int | None:
    """The day of the week, 1 is Monday, of the only word in *text*, folded, that is one."""
    words = [word for word in _WORD.findall(text) if word != "feira"]
    days = {day for word in words if (day := _day_of(word))}
    return days.pop() if len(words) == len(days) == 1 else None


def falls_on(day: date | None, weekday: int) -> bool:
    """Whether *day* is that day of the week."""
    return day is not None and day.isoweekday() == weekday


def _day_of(word: str) -> int | None:
    """The day whose name *word* is or begins like; the longest beginning tells."""
    found = [
        (len(begin), number)
        for number, begins in enumerate(_BEGIN, start=1)
        for begin in begins
        if word.startswith(begin) and (len(begin) > 2 or word == begin)  # noqa: PLR2004
    ]
    return max(found)[1] if found else None
