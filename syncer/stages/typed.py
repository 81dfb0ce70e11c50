"""Columns of cells -> columns of values: each distinct cell is read once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from syncer.domain.findings import Severity
from syncer.domain.layout import Column, Layout
from syncer.domain.plan import Row
from syncer.domain.sheet import Tab, Value
from syncer.domain.words import Words
from syncer.stages.columns import Reader, percent_reader, reader_for
from syncer.stages.content import notation
from syncer.stages.date_order import Evidence, evidence, order_of_column
from syncer.stages.dates import LIFETIME, WRITE_SO
from syncer.stages.headings import DATES
from syncer.stages.readings import Problem, Reading, shown

ROW_FIELD: Final = {"type": "kind", "depends_on": "links"}
_WORDED: Final = frozenset({"status", "type", "priority", "reported_health"})
_FEW: Final = 4
_ONE_DAY: Final = len("2026-12-31")
_SILENT: Final = Evidence(0, 0, 0, 0)


class Coded(NamedTuple):
    """A column as its distinct cells, and for each item the place of its own; -1 is blank."""

    codes: np.ndarray[Any, np.dtype[np.intp]]
    distinct: list[Value]


class Typed(NamedTuple):
    """
    One column as understood.

    Attributes:
        cells: One for each item.
        problems: By position among the items.
        approximate: Positions whose value is the edge of a longer time.
        whole: What is wrong with the column as such.
    """

    cells: list[Any]
    problems: Mapping[int, Problem]
    approximate: tuple[int, ...] = ()
    whole: Problem | None = None


def typed_columns(
    coded: Mapping[str, Coded],
    columns: Mapping[str, Column],
    tab: Tab,
    layout: Layout,
    words: Words,
) -> dict[str, Typed]:
    """The columns of *coded* by field, each read by its own notation."""
    said = {
        name: evidence(column.distinct, words.language)
        for name, column in coded.items()
        if name in DATES
    }
    plan = _together(said.values())
    typed: dict[str, Typed] = {}
    for name, column in coded.items():
        if name == "percent":
            shown_so = columns[name].index in tab.percents
            read = percent_reader(column.distinct, words, shown_as_percent=shown_so)
        else:
            heading = columns[name].header
            own = said.get(name, _SILENT)
            order, decided = order_of_column(own, plan, layout.date_order)
            form = notation(words, order, decided=decided)
            read = reader_for(name, heading, column.distinct, form, words)
        readings = [read(value) for value in column.distinct]
        if name in DATES:
            readings = _within_a_lifetime(readings, column)
        if name == "due" and "start" not in coded:
            begin = reader_for("start", heading, column.distinct, form, words)
            if starts := _starts(column.distinct, readings, begin):
                typed["start"] = _typed("start", starts, column)
        typed[name] = _typed(name, readings, column)
    return typed


def _starts(
    values: Sequence[Value], readings: Sequence[Reading[Any]], begin: Reader
) -> list[Reading[Any]]:
    """Where some cells hold a span (`1 - 5 June 2026`), the days on which those begin."""
    starts = [
        begin(value).value if _may_be_span(value, reading) else None
        for value, reading in zip(values, readings, strict=True)
    ]
    different = [
        start if start != reading.value else None
        for start, reading in zip(starts, readings, strict=True)
    ]
    return [Reading(start) for start in different] if any(different) else []


def _may_be_span(value: Value, reading: Reading[Any]) -> bool:
    """Whether *value* is longer than one day is, and neither a week nor a month."""
    long = isinstance(value, str) and len(value) > _ONE_DAY
    return long and reading.value is not None and not reading.approximate


def _together(said: Iterable[Evidence]) -> Evidence:
    """What all columns of dates say."""
    found = [*said]
    return Evidence(
        day_first=sum(one.day_first for one in found),
        month_first=sum(one.month_first for one in found),
        either=sum(one.either for one in found),
        year_first=sum(one.year_first for one in found),
    )


def _typed(name: str, readings: Sequence[Reading[Any]], column: Coded) -> Typed:
    """Spread the *readings* of the distinct cells over the items."""
    row_field = ROW_FIELD.get(name, name)
    blank = Row._field_defaults.get(row_field, "")
    spread = np.empty(len(readings) + 1, dtype=object)
    spread[-1] = blank
    for place, reading in enumerate(readings):
        spread[place] = blank if reading.value is None else reading.value
    values = spread[column.codes].tolist()
    wrong = [place for place, reading in enumerate(readings) if reading.problem]
    problems = {
        position: problem
        for position in _positions(column, wrong)
        if (problem := readings[column.codes[position]].problem)
    }
    vague = [place for place, reading in enumerate(readings) if reading.approximate]
    whole = _foreign(name, readings, wrong) if name in _WORDED else None
    return Typed(values, problems, tuple(_positions(column, vague)), whole)


def _positions(column: Coded, places: list[int]) -> list[int]:
    """Where the items stand whose cell is one of *places*."""
    if not places:
        return []
    found: list[int] = np.flatnonzero(np.isin(column.codes, places)).tolist()
    return found


def _foreign(name: str, readings: Sequence[Reading[Any]], wrong: Sequence[int]) -> Problem | None:
    """One finding for a column most of whose words we do not know, in place of one a cell."""
    if len(wrong) < _FEW or 2 * len(wrong) <= len(readings):
        return None
    first = readings[wrong[0]].problem
    message = f"most words in this column are not known: {first.message if first else ''}"
    hint = f"list them under their meaning in a mapping of your own ({name})"
    return Problem("words-unknown", message, hint, Severity.WARNING)


def _within_a_lifetime(readings: list[Reading[Any]], column: Coded) -> list[Reading[Any]]:
    """Dates far from the middle one of their column are slips of the pen, and are not read."""
    days = [reading.value.toordinal() if reading.value else 0 for reading in readings]
    known = [day for day in days if day]
    if not known or max(known) - min(known) <= LIFETIME:
        return readings
    ordinals = np.array([*days, 0])[column.codes]
    middle = float(np.median(ordinals[ordinals > 0]))
    return [
        _too_far(reading, value) if day and abs(day - middle) > LIFETIME else reading
        for reading, day, value in zip(readings, days, column.distinct, strict=True)
    ]


def _too_far(reading: Reading[Any], value: Value) -> Reading[Any]:
    year = reading.value.year if reading.value else ""
    message = f"{shown(value)} is the year {year}, far from the column's other dates"
    return Reading(None, Problem("date-implausible", message, WRITE_SO))


def unread(column: Typed) -> list[int]:
    """The positions whose cell is filled and gave nothing, or not all it says."""
    blank = (None, "", ())
    return [
        position
        for position, problem in column.problems.items()
        if column.cells[position] in blank or problem.severity is Severity.ERROR
    ]
