"""A column as understood: each distinct cell is read once, and spread over the items."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from syncer.domain.findings import Severity
from syncer.domain.plan import Row
from syncer.domain.sheet import Value
from syncer.stages.readings import Problem, Reading

ROW_FIELD: Final = {"type": "kind", "depends_on": "links"}
_WORDED: Final = frozenset({"status", "type", "priority", "reported_health"})
_FEW: Final = 4


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


def spread(name: str, readings: Sequence[Reading[Any]], column: Coded) -> Typed:
    """Spread the *readings* of the distinct cells over the items."""
    row_field = ROW_FIELD.get(name, name)
    blank = Row._field_defaults.get(row_field, "")
    values = np.empty(len(readings) + 1, dtype=object)
    values[-1] = blank
    for place, reading in enumerate(readings):
        values[place] = blank if reading.value is None else reading.value
    cells = values[column.codes].tolist()
    wrong = [place for place, reading in enumerate(readings) if reading.problem]
    problems = {
        position: problem
        for position in _positions(column, wrong)
        if (problem := readings[column.codes[position]].problem)
    }
    vague = [place for place, reading in enumerate(readings) if reading.approximate]
    whole = _foreign(name, readings, wrong) if name in _WORDED else None
    return Typed(cells, problems, tuple(_positions(column, vague)), whole)


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


def unread(column: Typed) -> list[int]:
    """The positions whose cell is filled and gave nothing, or not all it says."""
    blank = (None, "", ())
    return [
        position
        for position, problem in column.problems.items()
        if column.cells[position] in blank or problem.severity is Severity.ERROR
    ]
