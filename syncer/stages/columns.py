"""How the cells of one column are to be read: decided once, by its field and all its cells."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, Literal, TypeAlias

from syncer.domain.findings import Severity
from syncer.domain.layout import DateOrder
from syncer.domain.plan import Health, Kind, Priority, Stated
from syncer.domain.sheet import Value
from syncer.domain.words import Words, folded
from syncer.stages import cells
from syncer.stages.content import is_flag, notation
from syncer.stages.date_forms import counted_in
from syncer.stages.date_order import NEAR_YEARS, Evidence, points_of
from syncer.stages.dates import Notation, read_day
from syncer.stages.dependencies import read_links
from syncer.stages.month_names import NAME_AND_NUMBER
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
_FEW: Final = 2
_FULL_YEAR: Final = re.compile(r"(?<!\d)20\d\d(?!\d)")
_ENOUGH: Final = 4
_HINTED: Final = 40
"""Different words in a column up to which an unknown one is held against all we know."""

_HOUR: Final = 1 / cells.HOURS_A_DAY


def reader_for(field: str, heading: str, distinct: Sequence[Value], words: Words) -> Reader:
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
    return lambda value: Reading(clean(value))


def day_reader(form: Notation) -> Reader:
    """The reader of dates that are written as *form* says."""
    return lambda value: read_day(value, form)


def edged(field: str, notation: Notation) -> Notation:
    """For a start the start of a week or a month is meant, else its end."""
    return replace(notation, edge="start" if field == "start" else "end")


def date_notation(
    heading: str,
    distinct: Sequence[Value],
    own: Evidence,
    order: tuple[DateOrder, bool],
    words: Words,
) -> Notation:
    """How the dates of one column are written: told by its *heading* and all its cells."""
    return replace(
        notation(words, order[0], decided=order[1]),
        points=points_of(own),
        counts=counted_in(heading, words),
        month_years=_month_years(distinct, words.months),
    )


def _month_years(
    distinct: Iterable[Value], months: Mapping[str, int]
) -> Literal["", "likely", "sure"]:
    """Whether `Jan-26`, `Mar-26` are months of a year: days would not all be the twenty-sixth."""
    texts = [folded(clean(value)) for value in distinct if isinstance(value, str)]
    found = [
        match for text in texts if (match := NAME_AND_NUMBER.fullmatch(text)) and match[1] in months
    ]
    numbers = {int(match[3]) for match in found}
    joined = all(match[2].strip() for match in found)
    if not numbers or not numbers <= set(NEAR_YEARS) or len(numbers) > (_FEW if joined else 1):
        return ""
    years = [int(year) for text in texts for year in _FULL_YEAR.findall(text)]
    if years and not (
        min(years) - 1 <= 2000 + min(numbers) <= 2000 + max(numbers) <= max(years) + 1
    ):
        return ""
    if len(found) >= _ENOUGH:
        return "sure"
    return "likely" if joined or len(found) > 1 else ""


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
