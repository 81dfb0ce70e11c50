"""What the cells of a column look like: whether they bear out what its heading says."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, TypeVar

from syncer.domain.layout import DateOrder
from syncer.domain.sheet import Value
from syncer.domain.words import Words, folded
from syncer.stages import cells
from syncer.stages.date_problems import WITHOUT_YEAR
from syncer.stages.dates import Notation, read_day
from syncer.stages.periods import Period, week_of
from syncer.stages.readings import Reading, clean, is_blank, plain_marks

T = TypeVar("T")
Test = Callable[[Value, Words], bool]

_OUTLINE: Final = re.compile(r"\d+(?:\.\d+)*\.?")
_DECIMAL: Final = re.compile(r"\d+\.\d+|\d+/\d")
_CODE: Final = re.compile(r"(?=\S*\d)[\w.#/-]{1,40}", re.ASCII)
_LINK: Final = re.compile(r"#?[\w.-]*\d(?:(?:FS|SS|FF|SF)?(?:[+-]\d+\w*)?)?")
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+\.\w")
_SAMPLE: Final = 120
_TICKS: Final = "xXyYnN"
_SHORT: Final = 40
_NAMES: Final = 60
_SCALE: Final = 20
_SEVERAL: Final = 4
_FREE: Final = frozenset(
    {"notes", "reason", "contingency", "project", "parent", "target", "tolerance"}
)
"""Fields whose cells can be anything, so that they bear nothing out."""

_WEEKS: Final = 53
_FIRST_DAY: Final = 34_700  # the serial number of a day in 1995
_LAST_DAY: Final = 73_500  # of one in 2101


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
        return _most(_is_short, sample) and not fits("wbs", sample, words)
    test = _TESTS.get(field)
    return test is None or _most(lambda value: test(value, words), sample)


def speak_against(field: str, others: Collection[str], values: Iterable[Value]) -> bool:
    """Whether the cells are rather one of *others*, which the same heading may name as well."""
    if field == "status" and "percent" in others:
        return are_figures(values)
    if field == "title" or (field == "phase" and "title" in others):
        return are_codes(values)
    return False


def bears_out(field: str, values: Iterable[Value], words: Words) -> bool:
    """Whether these cells, not all blank, look like *field*: what an unknown heading needs."""
    sample = _sample(values)
    if not sample or field in _FREE:
        return False
    match field:
        case "title":
            return are_titles(sample, words)
        case "id":
            different = len(set(sample)) == len(sample)
            return different and _most(_is_short, sample) and not mostly(is_date, sample, words)
        case "owners":
            return are_people(sample, words)
        case "phase":
            return _repeats(sample) and fits(field, sample, words)
        case _:
            return fits(field, sample, words)


def are_titles(sample: Sequence[Value], words: Words) -> bool:
    """Mostly different texts, longer than a code."""
    texts = [value for value in sample if is_text(value, words)]
    different = len(set(texts))
    return (
        3 * len(texts) >= 2 * len(sample)
        and 3 * different >= 2 * len(texts)
        and not are_codes(sample)
    )


def are_codes(values: Iterable[Value]) -> bool:
    """Short words with a digit: A-12, M003, 4.2."""
    sample = _sample(values)
    return bool(sample) and _most(lambda value: _CODE.fullmatch(clean(value)) is not None, sample)


def are_people(sample: Sequence[Value], words: Words) -> bool:
    """Mail addresses; or short names without digits, of which many stand again."""
    texts = [clean(value) for value in sample]
    if are_mails(sample):
        return True
    named = [text for text in texts if len(text) <= _NAMES and not any(map(str.isdigit, text))]
    return 3 * len(named) >= 2 * len(texts) and _repeats(texts) and not fits("status", texts, words)


def are_mails(values: Iterable[Value]) -> bool:
    """Mostly mail addresses."""
    sample = _sample(values)
    return bool(sample) and _most(lambda value: "@" in clean(value) and _is_mail(value), sample)


def _is_mail(value: Value) -> bool:
    return _MAIL.search(clean(value)) is not None


def recurs(values: Iterable[Value]) -> bool:
    """Whether cells that are filled hold few texts, each again and again."""
    sample = _sample(values)
    return len(sample) >= _SEVERAL and 2 * len(set(sample)) <= len(sample)


def are_different(values: Iterable[Value]) -> bool:
    """Whether several cells are filled, and hardly any stands twice."""
    sample = _sample(values)
    return len(sample) >= _SEVERAL and 10 * len(set(sample)) >= 9 * len(sample)


def _repeats(sample: Sequence[Value]) -> bool:
    """Whether there are clearly fewer different cells than cells."""
    return 3 * len(set(sample)) <= 2 * len(sample)


def are_figures(values: Iterable[Value]) -> bool:
    """Mostly numbers that are no serials of days."""
    sample = _sample(values)
    return bool(sample) and _most(_is_figure, sample)


def are_shares(values: Iterable[Value]) -> bool:
    """Mostly numbers of 0 to 100 that reach beyond a scale of one to twenty; no weights."""
    sample = _sample(values)
    if not are_figures(sample) or _are_weights(sample):
        return False
    numbers = [cells.figure(clean(value).rstrip("% "), grouped=False) or 0 for value in sample]
    return _SCALE < max(numbers) <= 100 and min(numbers) >= 0  # noqa: PLR2004 - percent


def _is_short(value: Value) -> bool:
    text = clean(value)
    return len(text) <= _SHORT and " " not in text and not isinstance(value, date)


def _is_figure(value: Value) -> bool:
    if isinstance(value, int | float):
        return not _FIRST_DAY < value < _LAST_DAY
    figure = cells.figure(clean(value).rstrip("% "), grouped=False)
    return figure is not None and not _FIRST_DAY < figure < _LAST_DAY


def is_outline(text: str) -> bool:
    """A number like 2.1.3."""
    return _OUTLINE.fullmatch(text) is not None


def is_date(value: Value, words: Words) -> bool:
    """Something that can be read as a date, serial numbers of late left out."""
    if isinstance(value, int | float):
        return False
    return isinstance(value, date) or read_day(value, notation(words)).value is not None


def is_dated(value: Value, words: Words) -> bool:
    """
    A date, a numbered week (24/2026), or what only says no year (`12.3.`, `Mar 4`).

    1.2 may be a number as well.
    """
    if isinstance(value, int | float):
        return False
    reading = Reading(value) if isinstance(value, date) else read_day(value, notation(words))
    if reading.problem and reading.problem.code == WITHOUT_YEAR:
        return not _DECIMAL.fullmatch(clean(value))
    return reading.value is not None or isinstance(week_of(clean(value)), Period)


def are_week_numbers(values: Iterable[Value]) -> bool:
    """Mostly whole numbers of which a year has weeks."""
    texts = list(map(clean, _sample(values)))
    return bool(texts) and _most(lambda text: text.isdecimal() and 0 < int(text) <= _WEEKS, texts)


def notation(words: Words, order: DateOrder = DateOrder.DMY, *, decided: bool = False) -> Notation:
    """How dates are written, as far as *words* say."""
    return Notation(
        order=order,
        decided=decided,
        language=words.language,
        months=words.months,
        weekdays=words.weekdays,
        nothing=words.nothing,
        later=words.later,
        weeks=words.weeks,
        quarters=words.quarters,
    )


def mostly(test: Test, values: Iterable[Value], words: Words) -> bool:
    """Whether at least two thirds of the cells that are not blank pass *test*; none do not."""
    sample = _sample(values)
    return bool(sample) and _most(lambda value: test(value, words), sample)


def is_text(value: Value, words: Words) -> bool:
    """Words, and neither a flag, a number nor a date; A is a name, though some write it for yes."""
    if not isinstance(value, str) or is_date(value, words):
        return False
    text = plain_marks(clean(value))
    if is_flag(value, words) and not (len(text) == 1 and text.isalpha() and text not in _TICKS):
        return False
    return cells.figure(text.rstrip("% "), grouped=False) is None


def is_flag(value: Value, words: Words) -> bool:
    """Yes or no."""
    word = folded(clean(value))
    return word in words.yes or word in words.no


def is_status(value: Value, words: Words) -> bool:
    """A word for a status, or a flag: done or not."""
    return is_flag(value, words) or _means(value, words.statuses)


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
        return _FIRST_DAY < value < _LAST_DAY
    return is_dated(value, words) or _tells_when(value, words)


def _tells_when(value: Value, words: Words) -> bool:
    """`TBD`, or a short text with a month in it: no date, and yet in a column of such."""
    text = folded(clean(value))
    if text in words.later:
        return True
    return len(text) <= _SHORT and any(part.strip(".,") in words.months for part in text.split())


def _is_kind(value: Value, words: Words) -> bool:
    return is_flag(value, words) or _means(value, words.kinds)


def _is_priority(value: Value, words: Words) -> bool:
    return _means(value, words.priorities)


def _is_health(value: Value, words: Words) -> bool:
    return _means(value, words.healths)


def _is_money(value: Value, words: Words) -> bool:
    return not isinstance(value, date) and cells.read_money(value, words).value is not None


def _is_link(value: Value, words: Words) -> bool:
    """A code or a number, or several; never a date."""
    parts = re.split(r"[;,|\s]+", clean(value).strip())
    return not is_date(value, words) and all(_LINK.fullmatch(part) for part in parts if part)


def _is_risk(value: Value, words: Words) -> bool:
    return cells.read_risk(value, words).value is not None


def _is_measure(value: Value, words: Words) -> bool:
    return not _is_day(value, words) and cells.read_measure(value, words).value is not None


def _is_span(value: Value, words: Words) -> bool:
    return isinstance(value, timedelta) or cells.read_effort(value, words).value is not None


def _is_level(value: Value, words: Words) -> bool:
    return cells.read_level(value, words).value is not None


def _means(value: Value, meanings: Mapping[str, object]) -> bool:
    return cells.meaning_of(value, meanings) is not None


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
    "priority": _is_priority,
    "reported_health": _is_health,
    "budget": _is_money,
    "spent": _is_money,
    "depends_on": _is_link,
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
