"""Results beside their rows: what is written where, and what must stand there for it to be right."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from connectors.google_sheet.a1 import Range
from connectors.google_sheet.cells import Entry, Plain, Rows, at, extended, plain
from syncer.domain.changes import RowWrite, SheetChanges

BRIDGED: Final = 8
"""Untouched rows between two others that cost less than a range of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPlan:
    """
    What one write means for one row.

    Attributes:
        cells: By column, what is to stand there.
        held: By column, what must stand there until it is written: in all of `cells`, and in
            those that tell this row from others.
    """

    row: int
    cells: dict[int, Entry]
    held: dict[int, Plain]

    @property
    def marks(self) -> dict[int, Plain]:
        """What tells the row, also after it was written."""
        return {column: value for column, value in self.held.items() if column not in self.cells}


class Span(NamedTuple):
    """Neighbouring columns; both ends belong to it."""

    left: int
    right: int


def row_plans(changes: SheetChanges, held: Rows) -> list[RowPlan]:
    """The rows of *changes*, top first; *held* is what they were decided on."""
    plans = [_row_plan(write, changes.id_column, held) for write in changes.rows]
    return sorted(plans, key=lambda plan: plan.row)


def _row_plan(write: RowWrite, id_column: int, held: Rows) -> RowPlan:
    cells: dict[int, Entry] = {cell.column: plain(cell.value) for cell in write.cells}
    was = {column: at(held, write.row, column) for column in (id_column, *cells)}
    if id_column in cells or was[id_column] == "":
        was |= _theirs(write, held, cells)
    return RowPlan(row=write.row, cells=cells, held=was)


def _theirs(write: RowWrite, held: Rows, cells: dict[int, Entry]) -> dict[int, Plain]:
    """A row without an ID is known by its title, else by all that people wrote in it."""
    if write.row > len(held):
        return {}
    theirs = {c: v for c, v in enumerate(held[write.row - 1], start=1) if c not in cells}
    title = next((c for c, v in theirs.items() if str(v).strip() == write.title != ""), None)
    return theirs if title is None else {title: theirs[title]}


def heading_plan(plans: Iterable[RowPlan], held: Rows, header_row: int) -> RowPlan:
    """The headings that must stand above all columns of *plans*; nothing is written there."""
    columns = {column for plan in plans for column in plan.held}
    return RowPlan(
        row=header_row, cells={}, held={c: at(held, header_row, c) for c in sorted(columns)}
    )


def spans_of(columns: Iterable[int]) -> list[Span]:
    """*columns* as runs of neighbours, from the left."""
    spans: list[Span] = []
    for column in sorted(set(columns)):
        if spans and column == spans[-1].right + 1:
            spans[-1] = Span(spans[-1].left, column)
        else:
            spans.append(Span(column, column))
    return spans


def bands_of(plans: Sequence[RowPlan]) -> Iterator[tuple[int, int]]:
    """First and last rows of bands that hold all of *plans*, which are ordered by row."""
    top = bottom = plans[0].row
    for plan in plans[1:]:
        if plan.row - bottom > BRIDGED:
            yield top, bottom
            top = plan.row
        bottom = plan.row
    yield top, bottom


class Patch(NamedTuple):
    """A rectangle of new values."""

    range: Range
    rows: list[list[Entry]]


def patches_of(plans: Iterable[RowPlan]) -> list[Patch]:
    """Rectangles of all cells that *plans*, ordered by row, write, and of no other cell."""
    patches: list[Patch] = []
    last: dict[Span, int] = {}
    for plan in plans:
        for span in spans_of(plan.cells):
            values = [plan.cells[column] for column in range(span.left, span.right + 1)]
            number = last.get(span)
            if number is not None and patches[number].range.bottom == plan.row - 1:
                place, rows = patches[number]
                rows.append(values)
                patches[number] = Patch(place._replace(bottom=plan.row), rows)
            else:
                last[span] = len(patches)
                patches.append(
                    Patch(Range("", plan.row, span.left, plan.row, span.right), [values])
                )
    return patches


def updating(patch: Patch, sheet: int) -> dict[str, object]:
    """The request that puts *patch* into the tab with the id *sheet*: values, nothing else."""
    return {
        "updateCells": {
            "range": patch.range.grid(sheet),
            "rows": [{"values": [extended(entry) for entry in row]} for row in patch.rows],
            "fields": "userEnteredValue",
        }
    }
