"""Finds again what was written astray, in a sheet that people go on moving, to take it back."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from connectors.google_sheet.cells import Entry, Formula, Plain, Rows, at, same
from connectors.google_sheet.rows import RowPlan
from connectors.google_sheet.verdict import Astray

_DOUBT: Final = 0.34
"""Of what told a row, how much people may have changed meanwhile."""


class Undo(NamedTuple):
    """
    What takes back what is astray in one row.

    Attributes:
        astrays: Each with where its cells stand now, by their columns then.
    """

    astrays: list[tuple[Astray, dict[int, int]]]
    plan: RowPlan

    def left(self, right: frozenset[int]) -> list[Astray]:
        """What is still astray where only the columns *right* were put back."""
        found = []
        for astray, places in self.astrays:
            was = {c: v for c, v in astray.was.items() if places.get(c) not in right}
            found += [replace(astray, was=was)] if was else []
        return found


def undoing(astrays: Iterable[Astray], now: Rows, header_row: int) -> list[Undo]:
    """
    Where *astrays* stand *now*, and what puts back what stood there; left out where nothing does.

    A row is found by what tells it, most often where it was; a column by its heading. A cell
    that shows something else than was written there has been typed over: it is left alone.
    """
    columns = _Columns(now[header_row - 1] if 0 < header_row <= len(now) else [])
    found: dict[int, Undo] = {}
    for astray in astrays:
        places = columns.places(astray)
        row, found_at = _row_of(astray, now, places, found)
        if found_at:
            undo = found.setdefault(row, Undo([], RowPlan(row=row, cells={}, held={})))
            undo.astrays.append((astray, found_at))
            undo.plan.cells.update({found_at[c]: astray.was[c] for c in found_at})
            undo.plan.held.update(_telling(astray, now, row, places))
            undo.plan.held.update({c: at(now, row, c) for c in found_at.values()})
    return [found[row] for row in sorted(found)]


def _row_of(
    astray: Astray, now: Rows, places: Mapping[int, Sequence[int]], found: Mapping[int, Undo]
) -> tuple[int, dict[int, int]]:
    """The row of *astray*, and where its cells stand in it: the same row, or the one most like it."""
    for doubt in (0, _DOUBT):
        for row in _near(astray.row, len(now)):
            taken = found[row].plan.cells if row in found else {}
            cells = [list(now[row - 1])] if row <= len(now) else []
            if found_at := _places(astray, cells, places, taken, doubt):
                return row, found_at
    return 0, {}


def _near(row: int, height: int) -> Iterator[int]:
    """*row*, then the others from the nearest on."""
    yield row
    row = min(row, height + 1)
    for apart in range(1, height + 1):
        if row - apart >= 1:
            yield row - apart
        if row + apart <= height:
            yield row + apart


class _Columns:
    """The columns by their headings, where only one has it."""

    def __init__(self, headings: Sequence[Plain]) -> None:
        counts = Counter(headings)
        self._headings = headings
        self._named = {t: c for c, t in enumerate(headings, start=1) if t != "" and counts[t] == 1}

    def places(self, astray: Astray) -> dict[int, Sequence[int]]:
        """By each column of *astray*, where it may be now, the likeliest first."""
        return {column: self._of(column, text) for column, text in astray.headings.items()}

    def _of(self, column: int, heading: Entry) -> Sequence[int]:
        if isinstance(heading, Formula):
            return [column]
        if heading in self._named:
            return [self._named[heading]]
        width = max(len(self._headings), column) + 1
        alike = [c for c in range(1, width + 1) if at([list(self._headings)], 1, c) == heading]
        return sorted(alike or [column], key=lambda c: abs(c - column))


def _telling(
    astray: Astray, now: Rows, row: int, places: Mapping[int, Sequence[int]]
) -> dict[int, Plain]:
    """What tells *row* from others; all that stands in it where nothing less does."""
    marks = {places[c][0]: at(now, row, places[c][0]) for c in astray.marks}
    if any(value != "" for value in marks.values()) or row > len(now):
        return marks
    return dict(enumerate(now[row - 1], start=1))


def _places(
    astray: Astray,
    cells: Rows,
    places: Mapping[int, Sequence[int]],
    taken: Mapping[int, Entry],
    doubt: float,
) -> dict[int, int]:
    """Where *astray* stands in a row of *cells*; none if more than *doubt* of its marks differ."""
    marks = {places[c][0]: v for c, v in astray.marks.items() if not isinstance(v, Formula)}
    differ = sum(not same(at(cells, 1, column), value) for column, value in marks.items())
    telling = sum(value != "" for value in marks.values())
    if differ > doubt * telling:
        return {}
    found: dict[int, int] = {}
    for column in astray.was:
        wrong = astray.now[column]
        here = (c for c in places.get(column, (column,)) if c not in taken)
        free = (c for c in here if c not in found.values() and same(at(cells, 1, c), wrong))
        place = next(free, None)
        if place is not None:
            found[column] = place
    return found if telling or len(found) == len(astray.was) else {}
