"""What the cells of a column look like: whether they bear out what its heading says."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, TypeVar

from syncer.domain.layout import DateOrder
from syncer.domain.sheet import Value
from syncer.domain.words import Words, folded
from syncer.stages import cells
from syncer.stages.dates import Notation, read_day
from syncer.stages.readings import clean, is_blank, plain_marks

T = TypeVar("T")
Test = Callable[[Value, Words], bool]

_OUTLINE: Final = re.compile(r"\d+(?:\.\d+)*\.?")
_SAMPLE: Final = 300


def fits(field: str, values: Iterable[Value], words: Words) -> bool:
    """Whether *field* could be what these cells hold; a blank column fits every field."""
    sample = _sample(values)
    if not sample:
        return True
    if field == "wbs":
        texts = [clean(value) for value in sample]
        return any("." in text.rstrip(".") for text in texts) and _most(is_outline, texts)
    if field == "percent" and _are_weights(sample):
        return False
    if field == "id":
        return not fits("wbs", values, words)
    test = _TESTS.get(field)
    return test is None or _most(lambda value: test(value, words), sample)


def is_outline(text: str) -> bool:
    """A number like 2.1.3."""
    return _OUTLINE.fullmatch(text) is not None


def is_date(value: Value, words: Words) -> bool:
    """Something that can be read as a date, serial numbers of late left out."""
    if isinstance(value, int | float):
        return False
    return isinstance(value, date) or read_day(value, notation(words)).value is not None


def notation(words: Words, order: DateOrder = DateOrder.DMY, *, decided: bool = False) -> Notation:
    """How dates are written, as far as *words* say."""
    return Notation(
        order=order,
        decided=decided,
        months=words.months,
        weekdays=words.weekdays,
        nothing=words.nothing,
        later=words.later,
    )


def mostly(test: Test, values: Iterable[Value], words: Words) -> bool:
    """Whether at least two thirds of the cells that are not blank pass *test*; none do not."""
    sample = _sample(values)
    return bool(sample) and _most(lambda value: test(value, words), sample)


def is_text(value: Value, words: Words) -> bool:
    """Words, and neither a flag, a number nor a date."""
    text = plain_marks(clean(value))
    if not isinstance(value, str) or is_flag(value, words) or is_date(value, words):
        return False
    return cells.figure(text.rstrip("% "), grouped=False) is None


def is_flag(value: Value, words: Words) -> bool:
    """Yes or no."""
    word = folded(clean(value))
    return word in words.yes or word in words.no


def is_status(value: Value, words: Words) -> bool:
    """A word for a status, or a flag: done or not."""
    return is_flag(value, words) or _means(value, words.statuses, words)


def _is_number(value: Value, words: Words) -> bool:
    del words
    if isinstance(value, str):
        return cells.figure(value.rstrip("% "), grouped=False) is not None
    return isinstance(value, int | float) and not isinstance(value, bool)


def _are_weights(sample: Sequence[Value]) -> bool:
    """Shares that make up a whole: how much each row weighs, and not how far it is."""
    numbers = [cells.figure(clean(value).rstrip("% "), grouped=False) or 0 for value in sample]
    whole = sum(numbers)
    return len(numbers) > 2 and min(numbers) > 0 and (abs(whole - 100) < 1 or abs(whole - 1) < 0.01)  # noqa: PLR2004


def _is_day(value: Value, words: Words) -> bool:
    """A date, or a serial number of the last decades (1995 to 2100)."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return 34_700 < value < 73_500  # noqa: PLR2004 - serial numbers
    return is_date(value, words)


def _is_kind(value: Value, words: Words) -> bool:
    return is_flag(value, words) or _means(value, words.kinds, words)


def _is_risk(value: Value, words: Words) -> bool:
    return cells.read_risk(value, words).value is not None


def _is_measure(value: Value, words: Words) -> bool:
    return not _is_day(value, words) and cells.read_measure(value, words).value is not None


def _is_span(value: Value, words: Words) -> bool:
    return isinstance(value, timedelta) or cells.read_effort(value, words).value is not None


def _is_level(value: Value, words: Words) -> bool:
    return cells.read_level(value, words).value is not None


def _means(value: Value, meanings: Mapping[str, object], words: Words) -> bool:
    return cells.read_word(value, meanings, words, "").value is not None


def _sample(values: Iterable[Value]) -> Sequence[Value]:
    """Some different cells that are not blank."""
    found: list[Value] = []
    for value in values:
        if not is_blank(value):
            found.append(value)
            if len(found) == _SAMPLE:
                break
    return found


def _most(test: Callable[[T], bool], sample: Sequence[T]) -> bool:
    return 3 * sum(map(test, sample)) >= 2 * len(sample)


_TESTS: Final[Mapping[str, Test]] = {
    **dict.fromkeys(("start", "due", "baseline", "committed", "forecast", "actual"), _is_day),
    "check_in": _is_day,
    "title": is_text,
    "phase": is_text,
    "notes": is_text,
    "contingency": is_text,
    "type": _is_kind,
    "status": is_status,
    "percent": _is_number,
    "duration": _is_span,
    "effort": _is_span,
    "buffer": _is_span,
    "risk": _is_risk,
    "kpi": _is_measure,
    "kpi_start": _is_measure,
    "target": _is_measure,
    "level": _is_level,
    "client_visible": is_flag,
}
