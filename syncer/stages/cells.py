"""One cell's text or number -> share, money, time, person, word or score; or what to mend."""

import re
from collections.abc import Mapping
from datetime import timedelta
from difflib import get_close_matches
from math import ceil, isfinite
from typing import Final, TypeVar

from syncer.domain.findings import Severity
from syncer.domain.sheet import Value
from syncer.domain.words import Words, folded
from syncer.stages.nearness import is_near
from syncer.stages.readings import Problem, Reading, clean, plain_marks, shown

T = TypeVar("T")

HOURS_A_DAY: Final = 8
_TOO_LARGE: Final = 1e15
_LONGEST: Final = 10_000  # working days: 40 years
_EMPTY: Final = frozenset({"", "-"})

_FIGURE: Final = re.compile(r"([+-]?)(\d[\d.,'\s]*)")
# Thousands in threes; in India the last three, and twos before them.
_WHOLE: Final = re.compile(r"\d+|\d{1,3}(?:[.,]\d{3})+|\d{1,2}(?:,\d\d)+,\d{3}")
_SEPARATOR: Final = re.compile(r"[.,]")
_THOUSANDS: Final = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_CURRENCY: Final = re.compile(
    r"\s*(?:R\$|S/\.?|[$€£¥₹₽₺₩₪₫฿₴￥元円圆원]"
    r"|\b(?:[A-Z]{3}|R|RM|Rs|Rp|Fr|kr|zł|Kč|Ft|лв|грн|руб|р)(?![^\W\d])\.?)\s*"  # noqa: RUF001
)
_MAGNITUDE: Final = {
    **dict.fromkeys(("k", "тыс", "tys", "tis"), 1e3),
    **dict.fromkeys(("m", "mn", "mio", "mln", "млн", "mill"), 1e6),
    **dict.fromkeys(("万", "萬", "만"), 1e4),
    **dict.fromkeys(("億", "亿", "억"), 1e8),
}
_SCALED: Final = re.compile(rf"(.*?\d)\s?({'|'.join(_MAGNITUDE)})\.?", re.IGNORECASE)
_SPANS: Final = re.compile(r"([+-]?\d[\d.,]*)\s*([^\W\d](?:[^\d]*[^\d\s,+])?)?")
_PRODUCT: Final = re.compile(r"([1-5])\s*[x*/]\s*([1-5])(?:\s*=\s*\d+)?")
_NUMBERED: Final = re.compile(r"^\d+\s*[-.):]\s*|\s*\([^)]*\)$")
_NO_LETTER: Final = re.compile(r"^[^\w%]+|[^\w%)]+$")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_UNIT: Final = re.compile(r"[\[(]\s*([^\])]+?)\s*[\])]")


def figure(text: str, *, grouped: bool) -> float | None:
    """
    The number that *text* is, in any notation; None where it is none.

    The later of point and comma is the decimal one. A single one before exactly three digits
    is read as a separator of thousands if it is a comma, or if *grouped* says that fractions
    of that length do not occur.
    """
    match = _FIGURE.fullmatch(plain_marks(text.strip()))
    if match is None:
        return None
    digits = re.sub(r"['\s]", "", match[2])
    mark = _decimal_mark(digits, grouped=grouped)
    whole, fraction = digits.rsplit(mark, 1) if mark else (digits, "")
    if not _WHOLE.fullmatch(whole) or not (fraction.isdecimal() or not fraction):
        return None
    value = float(f"{match[1]}{_SEPARATOR.sub('', whole)}.{fraction}")
    return value if abs(value) < _TOO_LARGE else None


def _decimal_mark(digits: str, *, grouped: bool) -> str:
    """The decimal mark of *digits*; empty where it has none."""
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        return max(".,", key=digits.rindex)
    if points + commas != 1:
        return ""
    mark = "." if points else ","
    thousands = _THOUSANDS.fullmatch(digits)
    return "" if thousands and (grouped or mark == ",") else mark


def _number(value: Value) -> float | None:
    """The number of a cell that holds one."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if isfinite(value) and abs(value) < _TOO_LARGE else None


def read_money(value: Value, words: Words) -> Reading[float]:
    """An amount; its currency is dropped."""
    if (number := _number(value)) is not None:
        return Reading(number)
    text = plain_marks(clean(value))
    if _says_nothing(text, words):
        return Reading()
    bare = _CURRENCY.sub("", text)
    if bare.startswith("(") and bare.endswith(")"):  # a negative amount in accounting
        bare = f"-{bare[1:-1]}"
    bare = bare.removesuffix(",-").removesuffix(".-")  # 5.000,-
    match = _SCALED.fullmatch(bare)
    scale = _MAGNITUDE[match[2].lower()] if match else 1
    amount = figure(match[1] if match else bare, grouped=not match)
    if amount is None:
        return _not("number-unreadable", value, "an amount", "write a plain number: 1250.50")
    return Reading(amount * scale)


def read_measure(value: Value, words: Words) -> Reading[float]:
    """A number with or without a unit: `45 %`, `1,200 users`, `€ 50k`."""
    if (number := _number(value)) is not None:
        return Reading(number)
    text = plain_marks(clean(value))
    if _says_nothing(text, words):
        return Reading()
    bare = _CURRENCY.sub("", text)
    match = re.fullmatch(r"([+-]?\d[\d.,'\s]*)(k|m)?(?![\w.,])\s*([^\d]*)", bare)
    amount = figure(match[1], grouped=False) if match else None
    if match is None or amount is None:
        hint = "write the measure's value alone: 45"
        return _not("number-unreadable", value, "a single number", hint)
    return Reading(amount * (_MAGNITUDE[match[2]] if match[2] else 1))


def read_percent(value: Value, words: Words, *, fraction: bool) -> Reading[float]:
    """A share of 0 to 100. *fraction*: a bare number is a part of 1, as in its whole column."""
    number = _number(value)
    if number is None:
        text = plain_marks(clean(value))
        if _says_nothing(text, words):
            return Reading()
        number = figure(text.rstrip("% "), grouped=False)
        fraction = fraction and "%" not in text
        if number is None:
            return _not("percent-unreadable", value, "a percentage", "write 40 or 40 %")
    share = round(number * 100, 6) if fraction else number
    if not (0 <= share <= 100):  # noqa: PLR2004 - percent
        message = f"{share:g} % is not between 0 % and 100 %"
        return Reading(None, Problem("percent-range", message, "write a share from 0 % to 100 %"))
    return Reading(share)


def read_duration(value: Value, words: Words, unit: float = 1) -> Reading[int]:
    """Working days, begun ones counted; *unit* is what a bare number is, in working days."""
    days = _days(value, words, unit)
    if days is None:
        return Reading() if _says_nothing(clean(value), words) else _no_duration(value)
    if not (0 <= days <= _LONGEST):
        return _no_duration(value)
    return Reading(ceil(round(days, 6)))


def read_effort(value: Value, words: Words, unit: float = 1 / HOURS_A_DAY) -> Reading[float]:
    """Hours; *unit* is what a bare number is, in working days."""
    days = _days(value, words, unit)
    if days is None:
        return Reading() if _says_nothing(clean(value), words) else _no_duration(value)
    if not (0 <= days <= _LONGEST * HOURS_A_DAY):
        return _no_duration(value)
    return Reading(round(days * HOURS_A_DAY, 6))


def unit_of(heading: str, words: Words) -> float | None:
    """The unit of time that a heading names (`Effort (days)`), in working days."""
    match = _UNIT.search(heading)
    return words.units.get(folded(match[1])) if match else words.units.get(folded(heading))


def _days(value: Value, words: Words, unit: float) -> float | None:
    if isinstance(value, timedelta):
        return value.total_seconds() / 3600 / HOURS_A_DAY
    if (number := _number(value)) is not None:
        return number * unit
    parts = _SPANS.findall(plain_marks(clean(value)).strip("?~≈ "))
    whole = _SPANS.sub("", plain_marks(clean(value)).strip("?~≈ "))
    if not parts or whole.strip(" ,+"):
        return None
    lengths = [_length(amount, name, words, unit, alone=len(parts) == 1) for amount, name in parts]
    return None if None in lengths else sum(length for length in lengths if length is not None)


def _length(written: str, name: str, words: Words, unit: float, *, alone: bool) -> float | None:
    """One amount with its unit; only where it stands *alone* may the unit be missing."""
    amount = figure(written, grouped=False)
    known = words.units.get(folded(name).rstrip(".")) if name else unit if alone else None
    return None if amount is None or known is None else amount * known


def meaning_of(value: Value, meanings: Mapping[str, T]) -> T | None:
    """What a cell's word means; None where it is not known."""
    text = plain_marks(clean(value))
    return next((meanings[form] for form in _forms(text) if form in meanings), None)


def read_word(
    value: Value, meanings: Mapping[str, T], words: Words, what: str, *, hinted: bool = True
) -> Reading[T]:
    """
    What a cell's word means; *what* names such a thing (`a status`).

    *hinted*: an unknown word is held against all known ones, for the nearest.
    """
    found = meaning_of(value, meanings)
    if found is not None or _says_nothing(plain_marks(clean(value)), words):
        return Reading(found)
    near = _nearest(folded(clean(value)), meanings) if hinted else []
    hint = f"did you mean “{near[0]}”?" if near else f"write for instance {_some(meanings)}"
    return _not("word-unknown", value, f"{what} we know", hint, Severity.WARNING)


def _nearest(word: str, meanings: Mapping[str, T]) -> list[str]:
    slips = [known for known in meanings if is_near(word, known)]
    return slips or get_close_matches(word, meanings, 1, 0.75)


def read_flag(value: Value, words: Words) -> Reading[bool]:
    """Yes or no."""
    text = folded(plain_marks(clean(value)))
    if text in words.yes or text in words.no:
        return Reading(text in words.yes)
    if _says_nothing(text, words):
        return Reading()
    return _not("flag-unreadable", value, "yes or no", "write yes or no", Severity.WARNING)


def read_risk(value: Value, words: Words) -> Reading[int]:
    """Likelihood x impact, 1 to 25: `3 x 5`, `15` or a word."""
    text = folded(plain_marks(clean(value)))
    if match := _PRODUCT.fullmatch(text):
        return Reading(int(match[1]) * int(match[2]))
    if text.isdecimal() and 1 <= int(text) <= 25:  # noqa: PLR2004 - 5 x 5
        return Reading(int(text))
    for form in _forms(text):
        if form in words.risks:
            return Reading(words.risks[form])
    if _says_nothing(text, words):
        return Reading()
    hint = "write likelihood x impact, each 1 to 5 (3 x 4), or low, medium, high"
    return _not("risk-unreadable", value, "a risk score", hint, Severity.WARNING)


def read_level(value: Value, words: Words) -> Reading[int]:
    """An outline level, 1 outermost."""
    text = plain_marks(clean(value))
    match = re.fullmatch(r"(?:\w+ )?(\d{1,2})", text)
    if match:
        return Reading(int(match[1]))
    if _says_nothing(text, words):
        return Reading()
    hint = "write 1 for the outermost rows, 2 for those under them"
    return _not("number-unreadable", value, "an outline level", hint, Severity.WARNING)


def _forms(text: str) -> tuple[str, ...]:
    """A word as written; without numbering, brackets, emoji and punctuation; and divided."""
    bare = _NO_LETTER.sub("", _NUMBERED.sub("", text))
    divided = _CAMEL.sub(" ", bare.replace("_", " ").replace("-", " "))
    return folded(text), folded(bare), folded(divided)


def _some(meanings: Mapping[str, T]) -> str:
    """One word for each thing that can be meant."""
    first: dict[object, str] = {}
    for word, meaning in meanings.items():
        first.setdefault(meaning, word)
    return ", ".join(f"“{word}”" for word in first.values())


def _says_nothing(text: str, words: Words) -> bool:
    return text in _EMPTY or (word := folded(text)) in words.nothing or word in words.later


def _not(
    code: str, value: Value, what: str, hint: str, severity: Severity = Severity.ERROR
) -> Reading[T]:
    return Reading(None, Problem(code, f"{shown(value)} is not {what}", hint, severity))


def _no_duration(value: Value) -> Reading[T]:
    hint = "write working days (5), or a number with its unit: 5d, 2w, 16h"
    return _not("duration-unreadable", value, "a length of time", hint)
