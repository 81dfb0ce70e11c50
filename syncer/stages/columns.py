"""How the cells of one column are to be read: decided once, by its field and all its cells."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeAlias

from syncer.domain.findings import Severity
from syncer.domain.plan import Health, Kind, Priority, Stated
from syncer.domain.sheet import Value
from syncer.domain.words import Words, folded
from syncer.stages import cells
from syncer.stages.content import is_flag
from syncer.stages.dates import Notation, read_day
from syncer.stages.dependencies import read_links
from syncer.stages.people import names_alone, read_owners
from syncer.stages.readings import Problem, Reading, clean, clean_all, clean_lines, shown

Reader: TypeAlias = Callable[[Value], Reading[Any]]
WordReader: TypeAlias = Callable[[Value, Words], Reading[Any]]

LINES: Final = frozenset({"notes", "reason", "contingency"})
NAMES: Final = frozenset({"project", "phase"})
TEXTS: Final = frozenset({"title", "id", "parent", "wbs", "key"}) | LINES | NAMES
"""Fields that are read as they stand: no text is wrong there."""

SPANS: Final = frozenset({"duration", "effort", "buffer", "tolerance"})
_DAY: Final = 1.0
_SHARES: Final[Mapping[float, Stated]] = {0: Stated.NOT_STARTED, 100: Stated.DONE}
_HINTED: Final = 40
"""Different words in a column up to which an unknown one is held against all we know."""

_HOUR: Final = 1 / cells.HOURS_A_DAY


def reader_for(
    field: str, heading: str, distinct: Sequence[Value], notation: Notation, words: Words
) -> Reader:
    """The reader of a column's cells; *distinct* are all that stand in it, blanks left out."""
    if field in _PLAIN:
        plain = _PLAIN[field]
        return lambda value: plain(value, words)
    if field in _WORDED:
        worded, hinted = _WORDED[field], len(distinct) <= _HINTED
        return lambda value: worded(value, words, hinted=hinted)
    if field == "owners":
        alone = names_alone(distinct, words.ands)
        return lambda value: Reading(read_owners(value, words, alone))
    if field in SPANS:
        return _span_reader(field, cells.unit_of(heading, words), words)
    form = replace(notation, edge="start" if field == "start" else "end")
    return lambda value: read_day(value, form)


def _span_reader(field: str, unit: float | None, words: Words) -> Reader:
    """The reader of lengths of time; *unit* is what the heading says a bare number is."""
    if field == "effort":
        return lambda value: cells.read_effort(value, words, unit or _HOUR)
    return lambda value: cells.read_duration(value, words, unit or _DAY)


def percent_reader(distinct: Iterable[Value], words: Words, *, shown_as_percent: bool) -> Reader:
    """
    The reader of shares. Bare numbers are parts of 1 where the sheet shows them as percent,
    or where none is above 1: no plan stands at 1 % or below all over.
    """
    numbers = [number for value in distinct if (number := _bare_number(value)) is not None]
    fraction = shown_as_percent or (max(numbers, default=2) <= 1 and min(numbers) >= 0)

    def read(value: Value) -> Reading[float]:
        reading = cells.read_percent(value, words, fraction=fraction)
        number = _bare_number(value)
        if fraction or number is None or not 0 < number < 1:
            return reading
        return reading._replace(problem=_doubtful_unit(value, number))

    return read


def _bare_number(value: Value) -> float | None:
    if isinstance(value, str):
        return None if "%" in value else cells.figure(value, grouped=False)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else None  # type: ignore[arg-type]


def _doubtful_unit(value: Value, number: float) -> Problem:
    message = f"{shown(value)} was read as {number:g} %, as the column's other cells go up to 100"
    hint = f"write {100 * number:g} if {100 * number:g} % is meant"
    return Problem("percent-unit", message, hint, Severity.WARNING)


def texts_of(field: str, values: Sequence[Value], words: Words) -> list[Any]:
    """The cells of a column that is read as it stands; blanks as `Row` has them."""
    if field in LINES and "\n" in "".join(value for value in values if isinstance(value, str)):
        return list(map(clean_lines, values))
    texts = clean_all(values)
    if field == "title":
        return texts
    if field == "key":
        return [text.upper() for text in texts]
    if not words.nothing & set(map(str.casefold, texts)) and "" not in texts:
        return texts
    blanks = {text for text in set(texts) if not text or text.casefold() in words.nothing}
    none = None if field in NAMES else ""
    return [none if text in blanks else text for text in texts]


def _state(value: Value, words: Words, *, hinted: bool) -> Reading[Stated]:
    """A stated status; a tick is done, and a share says how far it is."""
    if (known := cells.meaning_of(value, words.statuses)) is not None:
        return Reading(known)
    if is_flag(value, words):
        return Reading(Stated.DONE if folded(clean(value)) in words.yes else None)
    if isinstance(value, str) and value.rstrip().endswith("%"):
        share = cells.read_percent(value, words, fraction=False).value
        if share is not None:
            return Reading(_SHARES.get(share, Stated.IN_PROGRESS))
    return cells.read_word(value, words.statuses, words, "a status", hinted=hinted)


def _kind(value: Value, words: Words, *, hinted: bool) -> Reading[Kind]:
    """A kind of item; a tick under `Milestone?` is a milestone."""
    if is_flag(value, words):
        return Reading(Kind.MILESTONE if folded(clean(value)) in words.yes else None)
    return cells.read_word(value, words.kinds, words, "a kind of item", hinted=hinted)


def _priority(value: Value, words: Words, *, hinted: bool) -> Reading[Priority]:
    return cells.read_word(value, words.priorities, words, "a priority", hinted=hinted)


def _health(value: Value, words: Words, *, hinted: bool) -> Reading[Health]:
    return cells.read_word(value, words.healths, words, "a health", hinted=hinted)


_WORDED: Final[Mapping[str, Callable[..., Reading[Any]]]] = {
    "status": _state,
    "type": _kind,
    "priority": _priority,
    "reported_health": _health,
}
_PLAIN: Final[Mapping[str, WordReader]] = {
    **dict.fromkeys(("budget", "spent"), cells.read_money),
    **dict.fromkeys(("kpi", "kpi_start", "target"), cells.read_measure),
    "depends_on": read_links,
    "risk": cells.read_risk,
    "level": cells.read_level,
    "client_visible": cells.read_flag,
}
