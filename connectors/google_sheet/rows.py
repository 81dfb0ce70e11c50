"""Results beside their rows: what is written where, and what the echo proves."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from connectors.google_sheet.a1 import Range
from connectors.google_sheet.api import MOST_OCTETS, Block
from connectors.google_sheet.cells import Plain, Rows, at, plain
from connectors.google_sheet.grid import octets
from syncer.domain.changes import RowWrite, SheetChanges

_BRIDGED: Final = 8  # untouched rows between two others that cost less than a range of their own
_RANGE_COST: Final = 160  # octets around the values of one range, in an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPlan:
    """
    What one write means for one row.

    Attributes:
        cells: By column, what is to stand there.
        proof: By column, what must stand there for the row to be the one that was meant.
    """

    row: int
    key: str
    cells: dict[int, Plain]
    proof: dict[int, Plain]

    def is_proven_by(self, echo: Sequence[Plain], left: int) -> bool:
        """Whether *echo*, the row's cells from column *left* on, is of the row that was meant."""
        shown = [echo]
        return all(at(shown, 1, column - left + 1) == value for column, value in self.proof.items())


def row_plans(changes: SheetChanges, held: Rows) -> list[RowPlan]:
    """The rows of *changes*, each with what proves it; *held* is what they were decided on."""
    return [_row_plan(write, changes.id_column, held) for write in changes.rows]


def _row_plan(write: RowWrite, id_column: int, held: Rows) -> RowPlan:
    cells = {cell.column: plain(cell.value) for cell in write.cells}
    if id_column not in cells:
        proof = {id_column: at(held, write.row, id_column)}
    else:
        # A row that only gets its ID is known by its title, else by all that people wrote in it.
        theirs = (
            {
                column: value
                for column, value in enumerate(held[write.row - 1], start=1)
                if column not in cells
            }
            if write.row <= len(held)
            else {}
        )
        title = next((c for c, v in theirs.items() if str(v).strip() == write.title != ""), None)
        proof = theirs if title is None else {title: theirs[title]}
    return RowPlan(row=write.row, key=write.key, cells=cells, proof=proof)


def blocks_of(plans: Iterable[RowPlan], tab: str) -> list[Block]:
    """
    Ranges from the proof to the last cell written, null in every cell that is not ours.

    Rows that are near each other share a range: it is also written at one moment.
    """
    ordered = sorted(plans, key=lambda plan: plan.row)
    if not ordered:
        return []
    columns = {column for plan in ordered for column in (*plan.cells, *plan.proof)}
    left, right = min(columns), max(columns)
    return [_block(run, tab, left, right) for run in _runs(ordered)]


def _runs(ordered: Sequence[RowPlan]) -> Iterator[list[RowPlan]]:
    run = [ordered[0]]
    size = 0
    for plan in ordered[1:]:
        size += sum(len(str(value)) + 8 for value in plan.cells.values())
        if plan.row - run[-1].row > _BRIDGED or size > MOST_OCTETS // 8:
            yield run
            run, size = [], 0
        run.append(plan)
    yield run


def _block(run: Sequence[RowPlan], tab: str, left: int, right: int) -> Block:
    top, bottom = run[0].row, run[-1].row
    rows: list[list[Plain | None]] = [[] for _ in range(bottom - top + 1)]
    for plan in run:
        rows[plan.row - top] = [plan.cells.get(column) for column in range(left, right + 1)]
    return Block(Range(tab, top, left, bottom, right), rows)


def headings_of(blocks: Sequence[Block], tab: str, header_row: int) -> Block | None:
    """A range that writes nothing, over the headings above *blocks*: its echo proves the columns."""
    places = [block.range for block in blocks if block.range.tab == tab]
    if not places or not header_row:
        return None
    left, right = places[0].left, places[0].right
    nothing: list[Plain | None] = [None] * (right - left + 1)
    return Block(Range(tab, header_row, left, header_row, right), [nothing])


def loads(
    blocks: Iterable[Block], held: Rows, witness: Block | None = None
) -> Iterator[list[Block]]:
    """
    *blocks* in as few calls as 2 MB each allow, with *witness* at both ends of each.

    The answer counts too: it shows whole ranges, also what stands there already as *held* has it.
    """
    ends = [witness] if witness else []
    load: list[Block] = []
    size = 0
    for block in blocks:
        need = max(octets(block.rows), octets(_shown(block, held))) + _RANGE_COST
        if load and size + need > MOST_OCTETS * 0.9:
            yield [*ends, *load, *ends]
            load, size = [], 0
        load.append(block)
        size += need
    if load:
        yield [*ends, *load, *ends]


def _shown(block: Block, held: Rows) -> list[list[Plain]]:
    place = block.range
    rows: list[list[Plain]] = []
    for row, cells in enumerate(block.rows, start=place.top):
        shown = [at(held, row, column) for column in range(place.left, place.right + 1)]
        for column, value in enumerate(cells):
            if value is not None:
                shown[column] = value
        rows.append(shown)
    return rows


def unproven(
    plans: Sequence[RowPlan],
    echo: Sequence[tuple[Range, Rows]],
    tab: str,
    witness: Block | None = None,
    held: Rows | None = None,
) -> list[RowPlan]:
    """
    Those of *plans* that the *echo* does not prove to be written where they were meant.

    None is proven unless the *witness*, wherever it is echoed, still has the headings of *held*.
    """
    if witness is not None and held is not None:
        place = witness.range
        wanted = [at(held, place.top, c) for c in range(place.left, place.right + 1)]
        seen = [
            [at(shown, 1, c) for c in range(1, len(wanted) + 1)]
            for read, shown in echo
            if read == place
        ]
        if not seen or any(one != wanted for one in seen):
            return list(plans)
    shown: dict[int, tuple[int, Sequence[Plain]]] = {}
    for read, rows in echo:
        if read.tab == tab:
            for row in range(read.top, read.bottom + 1):
                down = row - read.top
                shown[row] = (read.left, rows[down] if down < len(rows) else [])
    return [
        plan
        for plan in plans
        if plan.row not in shown or not plan.is_proven_by(shown[plan.row][1], shown[plan.row][0])
    ]
