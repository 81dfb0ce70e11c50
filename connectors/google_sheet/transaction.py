"""
One atomic write that shows what stood in its cells at that very moment, so that it can be undone.

Sheets has no compare-and-set, but the requests of one `spreadsheets.batchUpdate` are carried out in
order and at one moment. So a write first copies the cells that it is about to change, with those
that tell their rows and columns, to the same places of a hidden tab of ours (the scratch), then
changes them; its answer shows the copy. A write is right where at its moment every cell
held what it was decided on, in the row and under the heading that it was decided for. Wherever
people were quicker, whatever they did, the copy has what they had typed, and it goes back there
(connectors.google_sheet.mend). Where no answer comes, a token tells whether the scratch is of
this write, and reading it settles what became of it. Where the process ends before that, another
one finds word of all this beside the copy (connectors.google_sheet.word).

A copy keeps a formula's text as both stand at the same place. With a filter on, Sheets may copy the
rows in sight alone: the copy counts only if it agrees with the sheet in the cells left alone.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple
from uuid import uuid4

from connectors.google_sheet.a1 import Range
from connectors.google_sheet.api import MOST_OCTETS
from connectors.google_sheet.cells import Entry, Formula, Rows, at, entry_of, same
from connectors.google_sheet.rows import (
    RowPlan,
    bands_of,
    heading_plan,
    patches_of,
    spans_of,
    updating,
)
from connectors.google_sheet.scratch import renewing

Request = dict[str, Any]

_FIELDS: Final = (
    "sheets(properties(sheetId),data(startRow,startColumn,rowData(values(userEnteredValue{}))))"
)
ENTERED: Final = _FIELDS.format("")
"""Of a Spreadsheet, what was entered into its cells."""
_ROOM: Final = 0.9 * MOST_OCTETS
_CELL: Final = 46  # octets around a value, as a CellData
_ROW: Final = 16  # octets around a row
_PACKED: Final = 6  # results and titles shrink to a sixth or an eighth
_BAND: Final = 1_200  # octets of the requests and ranges for rows apart from others


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """
    Attributes:
        sheet, scratch: The ids of the plan's tab and of our hidden one.
        heading: What must stand above the columns.
        plans: Top first.
        room: What must be done first, for our hidden tab to hold the copy.
        extra: What else is done at the same moment.
        results: Formulas are among the cells that tell rows: their results are asked for.
    """

    sheet: int
    scratch: int
    heading: RowPlan
    plans: Sequence[RowPlan]
    room: Sequence[Request] = ()
    extra: Sequence[Request] = ()
    results: bool = False
    token: str = field(default_factory=lambda: uuid4().hex)

    @property
    def fields(self) -> str:
        """What the answer is to say, within a Spreadsheet."""
        return _FIELDS.format(",effectiveValue" if self.results else "")

    def requests(self) -> list[Request]:
        """Copy, then write."""
        copies = [
            {
                "copyPaste": {
                    "source": place.grid(self.sheet),
                    "destination": place.grid(self.scratch),
                    "pasteType": "PASTE_FORMULA",
                }
            }
            for place in self.copied("")
        ]
        writes = [updating(patch, self.sheet) for patch in patches_of(self.plans)]
        renewed = renewing(self.scratch, self.token)
        return [*self.room, *renewed, *copies, *writes, *self.extra]

    def shown(self, sheet: str, scratch: str) -> list[str]:
        """The ranges that the answer is to show; both tabs by their names now."""
        return [str(place) for place in (*self.copied(scratch), *self._left_alone(sheet))]

    def copied(self, tab: str) -> Iterator[Range]:
        """What is copied, at the same places of *tab*."""
        yield from self._above(tab)
        yield from self._beside(tab, self.heading.held)

    def _left_alone(self, tab: str) -> Iterator[Range]:
        """The headings, and the columns that tell rows without being written."""
        yield from self._above(tab)
        yield from self._beside(tab, {c for plan in self.plans for c in plan.marks})

    def _above(self, tab: str) -> Iterator[Range]:
        row = self.heading.row
        return (Range(tab, row, left, row, right) for left, right in spans_of(self.heading.held))

    def _beside(self, tab: str, columns: Iterable[int]) -> Iterator[Range]:
        spans = spans_of(columns)
        for top, bottom in bands_of(self.plans):
            for span in spans:
                yield Range(tab, top, span.left, bottom, span.right)


def transactions(
    plans: Sequence[RowPlan],
    held: Rows,
    header_row: int,
    formulas: frozenset[tuple[int, int]],
    first: Transaction,
) -> Iterator[Transaction]:
    """*first*, and as many more like it as 2 MB each need, with all of *plans* among them."""
    taken = len(json.dumps(first.extra))
    for number, load in enumerate(_loads(plans, taken, shown=2 if formulas else 1)):
        heading = heading_plan(load, held, header_row)
        told = any((plan.row, c) in formulas for plan in (heading, *load) for c in plan.marks)
        made = replace(first, heading=heading, plans=load, results=told)
        yield made if number == 0 else replace(made, room=(), extra=(), token=uuid4().hex)


def _loads(plans: Sequence[RowPlan], taken: int, shown: int) -> Iterator[list[RowPlan]]:
    """*taken* octets are in the body already; a cell's value is *shown* so many times."""
    load: list[RowPlan] = []
    asked, answered = taken, 0
    for plan in plans:
        apart = 0 if load and plan.row == load[-1].row + 1 else _BAND
        asks = apart + _octets(plan.cells) + _left(plan)
        shows = apart // 2 + shown * (_octets(plan.held) + _octets(plan.marks))
        if load and (asked + asks > _ROOM or answered + shows > _ROOM):
            yield load
            load, asked, answered = [], 0, 0
        load.append(plan)
        asked, answered = asked + asks, answered + shows
    if load:
        yield load


def _octets(cells: Mapping[int, Entry]) -> int:
    """What *cells* take as CellData of one row."""
    values = list(cells.values())
    blank = values.count("")
    return len(json.dumps(values)) + _CELL * (len(values) - blank) + _ROW


def _left(plan: RowPlan) -> int:
    """What *plan* takes in the word that is left of it, packed (connectors.google_sheet.word)."""
    return len(json.dumps([list(plan.cells.values()), list(plan.held.values())])) // _PACKED


class Cells(NamedTuple):
    """What an answer shows of one tab; a cell that is not there is blank."""

    entered: Mapping[tuple[int, int], Entry]
    results: Mapping[tuple[int, int], Entry]

    def at(self, row: int, column: int) -> Entry:
        """What was entered there."""
        return self.entered.get((row, column), "")

    def result(self, row: int, column: int) -> Entry:
        """What a formula there shows; the formula itself where that is not known."""
        entry = self.at(row, column)
        return self.results.get((row, column), entry) if isinstance(entry, Formula) else entry


def cells_of(answer: Mapping[str, Any], sheet: int) -> Cells:
    """The cells that a Spreadsheet shows of the tab with the id *sheet*."""
    entered: dict[tuple[int, int], Entry] = {}
    results: dict[tuple[int, int], Entry] = {}
    for part in _parts(answer, sheet):
        left = part.get("startColumn", 0) + 1
        for row, line in enumerate(part.get("rowData", ()), start=part.get("startRow", 0) + 1):
            for column, cell in enumerate(line.get("values", ()), start=left):
                # A look asks only for what was entered as a formula; the rest is what it shows.
                if stood := cell.get("userEnteredValue") or cell.get("effectiveValue"):
                    entered[row, column] = entry_of(stood)
                    if "effectiveValue" in cell:
                        results[row, column] = entry_of(cell["effectiveValue"])
    return Cells(entered, results)


def parts_in(answer: Mapping[str, Any]) -> int:
    """How many ranges a Spreadsheet shows."""
    return sum(len(one.get("data", ())) for one in answer.get("sheets", ()))


def _parts(answer: Mapping[str, Any], sheet: int) -> Iterator[Mapping[str, Any]]:
    for one in answer.get("sheets", ()):
        if one.get("properties", {}).get("sheetId", 0) == sheet:
            yield from one.get("data", ())


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
    return all(_agrees(plan, before, after) for plan in (made.heading, *made.plans))


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
