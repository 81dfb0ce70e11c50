"""The values of tabs, read so that no answer passes 2 MB and no row is read apart."""

import json
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from connectors.google_sheet.a1 import Range, quoted
from connectors.google_sheet.api import MOST_OCTETS, Sheets
from connectors.google_sheet.cells import Plain, Rows, at, trim
from connectors.google_sheet.frame import TabFrame
from syncer.domain.findings import letter
from syncer.errors import UnavailableError

_AIM: Final = int(0.75 * MOST_OCTETS)
_GUESS: Final = 25.0  # octets of a cell, before a tab was ever read
_FIRST_ROWS: Final = 1_000
_GROWTH: Final = 4
_TRIES: Final = 3


class Grid(NamedTuple):
    """
    The values of one tab.

    Attributes:
        height, width: Of the tab, its blank end included.
        weight: Octets that a row took in the answer, on average.
    """

    rows: Rows
    height: int
    width: int
    weight: float


def read_grids(
    sheets: Sheets, tabs: Sequence[TabFrame], known: Mapping[int, Grid]
) -> dict[int, Grid]:
    """
    By id, the values of *tabs*; *known* says how large they were when they were last read.

    Small tabs come whole and together in one call. A large one comes in blocks of whole rows:
    a row is then never made of two moments, as it would be with blocks of columns.
    """
    found: dict[int, Grid] = {}
    batch: list[TabFrame] = []
    room = float(_AIM)
    for tab in tabs:
        need = _need(tab, known.get(tab.id))
        if need > _AIM:
            found[tab.id] = _in_blocks(sheets, tab, known.get(tab.id))
            continue
        if need > room:
            found |= _whole(sheets, batch)
            batch, room = [], float(_AIM)
        batch.append(tab)
        room -= need
    return found | _whole(sheets, batch)


def _need(tab: TabFrame, known: Grid | None) -> float:
    """Octets that reading *tab* whole will take."""
    if known is not None and known.height >= tab.height // 2:
        return max(known.height, tab.height) * known.weight
    return tab.height * tab.width * _GUESS


def _whole(sheets: Sheets, tabs: Sequence[TabFrame]) -> dict[int, Grid]:
    if not tabs:
        return {}
    by_name = {tab.name: tab for tab in tabs}
    found = {}
    for read, rows in sheets.values([quoted(tab.name) for tab in tabs]):
        if read.tab not in by_name or read.top != 1 or read.left != 1:
            raise _apart()
        found[by_name[read.tab].id] = _grid(read, rows, octets(rows))
    return found


def _grid(read: Range, rows: Rows, weight: int) -> Grid:
    # The mean of all rows, blank ones too, so that weight times height is what an answer takes.
    return Grid(trim(rows), read.bottom, read.right, weight / max(1, read.bottom))


def grid_of(tab: TabFrame, rows: Rows) -> Grid:
    """*tab* as it was read with everything else."""
    return Grid(rows, tab.height, tab.width, octets(rows) / max(1, tab.height))


def octets(rows: Sequence[Sequence[Plain | None]]) -> int:
    """How long *rows* are in JSON, as it is sent; answers are a little shorter."""
    return len(json.dumps(rows))


def _in_blocks(sheets: Sheets, tab: TabFrame, known: Grid | None) -> Grid:
    """A large tab, read again where people moved its rows meanwhile."""
    for _ in range(_TRIES):
        grid = _stacked(sheets, tab, known)
        spine = _spine(grid.rows)
        if spine is None:
            return grid
        place = f"{quoted(tab.name)}!{letter(spine)}:{letter(spine)}"
        [(_, column)] = sheets.values([place])
        if _column(trim(column), 1) == _column(grid.rows, spine):
            return grid
    raise _apart()


def _stacked(sheets: Sheets, tab: TabFrame, known: Grid | None) -> Grid:
    """Blocks of whole rows, each as large as the ones before it let us hope for."""
    rows: Rows = []
    taken, width, bottom, end = 0, tab.width, 0, False
    step = _rows_for(known.weight) if known is not None and known.weight else _FIRST_ROWS
    while not end:
        top, bottom = bottom + 1, bottom + step
        # One row more than the tab had tells whether it grew: answers end where the tab does.
        bottom += bottom == tab.height
        [(read, block)] = sheets.values([f"{quoted(tab.name)}!{top}:{bottom}"])
        if (read.tab, read.top, read.left) != (tab.name, top, 1):
            raise _apart()
        size, end = octets(block), read.bottom < bottom
        taken, width, bottom = taken + size, max(width, read.right), read.bottom
        rows.extend(block)
        rows.extend([] for _ in range(bottom - len(rows)))
        step = min(_GROWTH * step, _rows_for(size / (bottom - top + 1)))
    return Grid(trim(rows), bottom, width, taken / bottom)


def _rows_for(weight: float) -> int:
    """How many rows of *weight* octets go into one answer."""
    return max(1, int(_AIM / max(weight, 1.0)))


def _spine(rows: Rows) -> int | None:
    """The column that tells rows apart best and is short enough to be read at once."""
    width = max(map(len, rows), default=0)
    best: tuple[int, int] | None = None
    for column in range(1, width + 1):
        values = _column(rows, column)
        # An ID outdoes a longer title that tells as many rows apart.
        score = (len(set(map(str, values))), -sum(len(str(value)) for value in values))
        if -score[1] < _AIM // 2 and (best is None or score > best):
            best, chosen = score, column
    return chosen if best is not None else None


def _column(rows: Rows, column: int) -> list[Plain]:
    values = [at([cells], 1, column) for cells in rows]
    while values and values[-1] == "":
        values.pop()
    return values


def _apart() -> UnavailableError:
    return UnavailableError(
        "people moved the sheet's rows while it was read",
        hint="nothing is lost: the next sync tries again",
    )
