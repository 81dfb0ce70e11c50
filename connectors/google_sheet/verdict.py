"""What became of a write: which rows are right, and what must be taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from connectors.google_sheet.cells import Entry, Formula, Rows, at, same
from connectors.google_sheet.rows import RowPlan
from connectors.google_sheet.stood import Cells
from connectors.google_sheet.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Astray:
    """
    Cells of one row that were written and must not have been.

    Attributes:
        was, now: By column, what stood there, and what was written over it.
        marks: By column, what the row's other known cells hold.
        headings: By column, what stood above.
    """

    row: int
    was: dict[int, Entry]
    now: dict[int, Entry]
    marks: dict[int, Entry]
    headings: dict[int, Entry]


class Verdict(NamedTuple):
    """
    What became of a transaction.

    Attributes:
        right: By row, the columns in which what was written is right.
        astray: What must be taken back.
    """

    right: dict[int, frozenset[int]]
    astray: list[Astray]

    def whole(self, plans: Sequence[RowPlan]) -> bool:
        """Whether all of *plans* stand where they were meant."""
        return all(len(self.right.get(plan.row, ())) == len(plan.cells) for plan in plans)


def agrees(made: Transaction, before: Cells, after: Cells) -> bool:
    """Whether the copy shows the cells that were left alone as they stand in the sheet."""
    return made.double is not None or all(
        _agrees(plan, before, after) for plan in (made.heading, *made.plans)
    )


def _agrees(plan: RowPlan, before: Cells, after: Cells) -> bool:
    return all(before.at(plan.row, c) == after.at(plan.row, c) for c in plan.marks)


def agreeing(made: Transaction, before: Cells, after: Cells) -> Transaction:
    """*made* with those of its rows alone that the copy shows as they stand in the sheet."""
    plans = [
        plan
        for plan in made.plans
        if _agrees(plan, before, after) and any(before.at(plan.row, c) != "" for c in plan.marks)
    ]
    return replace(made, plans=plans)


def judged(made: Transaction, before: Cells, after: Cells | None) -> Verdict:
    """
    What became of *made*, by what stood there right *before* and what did *after*.

    Later, with no *after*, nobody can tell what a formula showed: it speaks against no row.
    """
    above = {c for c in made.heading.held if _stands(made.heading, c, before, after)}
    headings = {c: before.at(made.heading.row, c) for c in made.heading.held}
    right: dict[int, frozenset[int]] = {}
    astray: list[Astray] = []
    for plan in made.plans:
        stood = {c for c in plan.held if c in above and _stands(plan, c, before, after)}
        # Blanks tell a row as a whole, under whatever headings they are.
        blank = {c for c, v in plan.marks.items() if v == "" and before.at(plan.row, c) == ""}
        known = (stood | blank).issuperset(plan.marks)
        right[plan.row] = frozenset(stood.intersection(plan.cells)) if known else frozenset()
        was = {c: before.at(plan.row, c) for c in plan.cells if c not in right[plan.row]}
        astray += _astray(plan, was, headings, {c: before.at(plan.row, c) for c in plan.marks})
    return Verdict(right, astray)


def _stands(plan: RowPlan, column: int, before: Cells, after: Cells | None) -> bool:
    """Whether the cell held what was read there: by value, or as a formula's result."""
    held, stood = plan.held[column], before.at(plan.row, column)
    if isinstance(stood, Formula):
        if column in plan.cells or after is None:
            return True  # its result can no longer be seen; or it stood in a cell of ours
        stood = after.result(plan.row, column)
        if isinstance(stood, str) and stood.startswith("#"):
            return isinstance(held, str) and held.startswith("#")
    return same(stood, held)


def _astray(
    plan: RowPlan, was: dict[int, Entry], headings: dict[int, Entry], marks: dict[int, Entry]
) -> list[Astray]:
    undone = {c: entry for c, entry in was.items() if not same(entry, plan.cells[c])}
    if not undone:
        return []
    now = {c: plan.cells[c] for c in undone}
    above = {c: headings[c] for c in (*undone, *marks)}
    return [Astray(row=plan.row, was=undone, now=now, marks=marks, headings=above)]


def supposed(made: Transaction, after: Cells, held: Rows) -> Verdict:
    """
    The same where the copy cannot be believed: what stood there is taken from *held*, the read.

    What people typed since then in a column that they moved between ours is not in it.
    """
    rows = _Known(made, held)
    above = {c: after.result(made.heading.row, c) for c in made.heading.held}
    right_above = {c for c, text in made.heading.held.items() if same(above[c], text)}
    right: dict[int, frozenset[int]] = {}
    astray: list[Astray] = []
    for plan in made.plans:
        marks = {c: after.result(plan.row, c) for c in plan.marks}
        known = all(same(marks[c], plan.held[c]) and c in right_above for c in marks)
        right[plan.row] = frozenset(right_above.intersection(plan.cells) if known else ())
        was = rows.was(plan, above, marks)
        stray = {c: v for c, v in was.items() if c not in right[plan.row]}
        astray += _astray(plan, stray, above, marks)
    return Verdict(right, astray)


class _Known:
    """The rows that were read, by what tells them."""

    def __init__(self, made: Transaction, held: Rows) -> None:
        self._held = held
        above = held[made.heading.row - 1] if made.heading.row <= len(held) else []
        self._columns: dict[Entry, int] = {t: c for c, t in enumerate(above, 1) if t != ""}
        self._rows: dict[tuple[int, ...], dict[tuple[Entry, ...], list[int]]] = {}

    def was(
        self, plan: RowPlan, above: Mapping[int, Entry], marks: Mapping[int, Entry]
    ) -> dict[int, Entry]:
        """What stood in the cells of *plan* if people only moved rows and columns."""
        told = {self._columns.get(above[c], 0): value for c, value in marks.items()}
        rows = self._by(tuple(told)).get(tuple(told.values()), []) if told else []
        alone = rows[0] if len(rows) == 1 else 0
        row = plan.row if plan.row in rows else alone
        return {c: at(self._held, row, self._columns.get(above[c], 0)) for c in plan.cells}

    def _by(self, columns: tuple[int, ...]) -> dict[tuple[Entry, ...], list[int]]:
        if columns not in self._rows:
            index = self._rows.setdefault(columns, {})
            for row in range(1, len(self._held) + 1):
                key = tuple(at(self._held, row, column) for column in columns)
                index.setdefault(key, []).append(row)
        return self._rows[columns]
