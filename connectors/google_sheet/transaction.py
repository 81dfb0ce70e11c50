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
rows in sight alone. So then the tab is doubled first, the double is rid of its filter, copied from
and taken out again, all in the same batch: nobody ever sees it. Where a filter was put on since the
tab was read, the copy counts only if it agrees with the sheet in the cells left alone.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import uuid4

from connectors.google_sheet.a1 import Range
from connectors.google_sheet.api import MOST_OCTETS
from connectors.google_sheet.cells import Entry, Rows
from connectors.google_sheet.frame import new_id
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
        double: The id of the tab's double without a filter; None where it is not needed.
    """

    sheet: int
    scratch: int
    heading: RowPlan
    plans: Sequence[RowPlan]
    room: Sequence[Request] = ()
    extra: Sequence[Request] = ()
    results: bool = False
    double: int | None = None
    token: str = field(default_factory=lambda: uuid4().hex)

    @property
    def fields(self) -> str:
        """What the answer is to say, within a Spreadsheet."""
        return _FIELDS.format(",effectiveValue" if self.results else "")

    def requests(self) -> list[Request]:
        """Copy, then write."""
        source = self.sheet if self.double is None else self.double
        copies = [
            {
                "copyPaste": {
                    "source": place.grid(source),
                    "destination": place.grid(self.scratch),
                    "pasteType": "PASTE_FORMULA",
                }
            }
            for place in self.copied("")
        ]
        writes = [updating(patch, self.sheet) for patch in patches_of(self.plans)]
        renewed = renewing(self.scratch, self.sheet, self.token)
        doubling, undoubling = self._doubling()
        return [*self.room, *renewed, *doubling, *copies, *undoubling, *writes, *self.extra]

    def _doubling(self) -> tuple[list[Request], list[Request]]:
        if self.double is None:
            return [], []
        about = {"newSheetId": self.double, "newSheetName": self.token}
        return [
            {"duplicateSheet": {"sourceSheetId": self.sheet, **about}},
            {"clearBasicFilter": {"sheetId": self.double}},
        ], [{"deleteSheet": {"sheetId": self.double}}]

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
        if number:
            made = replace(made, room=(), extra=(), token=uuid4().hex)
        yield made if made.double is None else replace(made, double=new_id())


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
