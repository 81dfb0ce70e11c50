"""Inserting, deleting, moving and sorting the rows and columns of a tab."""

from collections.abc import Callable, Sequence
from typing import Any

from tests.google.cells import BLANK, Cell, ErrorValue
from tests.google.sheets_model import HEIGHT, WIDTH, Book, Json, Line, Row, Tab

_ENDS = {
    "ROWS": ("startRowIndex", "endRowIndex"),
    "COLUMNS": ("startColumnIndex", "endColumnIndex"),
}
# A range's part on the moved axis, [start, end) -> where it is afterwards; None when it is gone.
Shift = Callable[[int, int], tuple[int, int] | None]


def insert(
    book: Book, tab: Tab, dimension: str, start: int, count: int, *, inherit_before: bool = False
) -> None:
    """*count* new rows or columns before index *start* (from 0), with the formats of a neighbour."""
    like = start - 1 if inherit_before else start
    if dimension == "ROWS":
        tab.rows[start:start] = [_new_row(tab, like) for _ in range(count)]
        tab.frozen_rows += count if start < tab.frozen_rows else 0
    else:
        tab.columns[start:start] = [Line(WIDTH) for _ in range(count)]
        for row in tab.rows:
            if len(row.cells) > start:
                shape = row.cells[like] if like < len(row.cells) else BLANK
                row.cells[start:start] = [_only_format(shape)] * count
        tab.frozen_columns += count if start < tab.frozen_columns else 0
    _shift(
        book,
        tab,
        dimension,
        lambda a, b: (a + (count if a >= start else 0), b + (count if b > start else 0)),
    )


def _new_row(tab: Tab, like: int) -> Row:
    shape = tab.rows[like].cells if 0 <= like < len(tab.rows) else []
    cells = [_only_format(cell) for cell in shape]
    while cells and cells[-1] == BLANK:
        cells.pop()
    return Row(HEIGHT, cells=cells)


def _only_format(cell: Cell) -> Cell:
    return (
        Cell(format=cell.format, validation=cell.validation)
        if cell.format or cell.validation
        else BLANK
    )


def append(tab: Tab, dimension: str, count: int) -> None:
    if dimension == "ROWS":
        tab.rows += [Row() for _ in range(count)]
    else:
        tab.columns += [Line(WIDTH) for _ in range(count)]


def delete(book: Book, tab: Tab, dimension: str, start: int, end: int) -> None:
    """The rows or columns [start, end), from 0, with all that hangs on them."""
    if dimension == "ROWS":
        tab.frozen_rows -= max(0, min(end, tab.frozen_rows) - start)
        del tab.rows[start:end]
    else:
        tab.frozen_columns -= max(0, min(end, tab.frozen_columns) - start)
        del tab.columns[start:end]
        for row in tab.rows:
            del row.cells[start:end]

    def shift(a: int, b: int) -> tuple[int, int] | None:
        size = end - start
        first = a if a <= start else max(start, a - size)
        last = b if b <= start else max(start, b - size)
        return (first, last) if first < last else None

    _shift(book, tab, dimension, shift)


def move(  # noqa: PLR0917 - as Sheets' own request has them
    book: Book, tab: Tab, dimension: str, start: int, end: int, before: int
) -> None:
    """Drag [start, end) to before index *before*, counted as it was before the move."""
    size = end - start
    at = before - size if before > end else before
    _moved(tab.lines(dimension), start, end, at)
    if dimension == "COLUMNS":
        for row in tab.rows:
            if len(row.cells) > min(start, at):
                row.cells += [BLANK] * (max(end, at + size) - len(row.cells))
                _moved(row.cells, start, end, at)
                while row.cells and row.cells[-1] == BLANK:
                    row.cells.pop()
    order = list(range(len(tab.lines(dimension))))
    _moved(order, start, end, at)
    place = {old: new for new, old in enumerate(order)}

    def shift(a: int, b: int) -> tuple[int, int]:
        now = sorted(place[i] for i in range(a, min(b, len(order))))
        together = bool(now) and now[-1] - now[0] == len(now) - 1
        return (now[0], now[-1] + 1) if together else (a, b)

    _shift(book, tab, dimension, shift)


def _moved(items: list[Any], start: int, end: int, at: int) -> None:
    taken = items[start:end]
    del items[start:end]
    items[at:at] = taken


def _shift(book: Book, tab: Tab, dimension: str, shift: Shift) -> None:
    """Let everything that hangs on ranges of *tab* go with its cells."""
    gone = [found for found in tab.ranges() if not _shifted(found, dimension, shift)]
    for held in (tab.protected, tab.banded, tab.filter_views, tab.tables):
        held[:] = [one for one in held if not any(one.get("range") is lost for lost in gone)]
    tab.merges[:] = [one for one in tab.merges if not any(one is lost for lost in gone)]
    if tab.filter and any(tab.filter["range"] is lost for lost in gone):
        tab.filter = None
    for rule in tab.conditional:
        rule["ranges"] = [one for one in rule["ranges"] if not any(one is lost for lost in gone)]
    tab.conditional[:] = [rule for rule in tab.conditional if rule["ranges"]]
    book.named[:] = [
        one
        for one in book.named
        if one["range"].get("sheetId", 0) != tab.id or _shifted(one["range"], dimension, shift)
    ]


def _shifted(found: Json, dimension: str, shift: Shift) -> bool:
    """Move *found* in place; False where nothing of it is left."""
    start, end = _ENDS[dimension]
    if start not in found and end not in found:
        return True
    open_end = end not in found
    now = shift(found.get(start, 0), 10**9 if open_end else found[end])
    if now is None:
        return False
    found[start] = now[0]
    if not open_end:
        found[end] = now[1]
    return True


def sort_rows(  # noqa: PLR0917 - the four sides of a rectangle
    tab: Tab,
    top: int,
    bottom: int,
    left: int,
    right: int,
    keys: Sequence[tuple[int, bool]],
    *,
    moves_metadata: bool,
) -> None:
    """
    Sort the cells of a rectangle (from 0, ends exclusive) by *keys*: (column, ascending).

    Blank cells come last either way. The rows stay; only their cells move, and their metadata
    where the sort takes whole rows and *moves_metadata* says so.
    """
    order = list(range(top, bottom))
    for column, ascending in reversed(keys):
        cells = {at: tab.cell(at + 1, column + 1) for at in order}
        full = [at for at in order if not cells[at].is_empty]
        empty = [at for at in order if cells[at].is_empty]
        full.sort(key=lambda at: _sort_key(cells[at]), reverse=not ascending)
        order = full + empty
    taken = [[tab.cell(at + 1, c + 1) for c in range(left, right)] for at in order]
    metadata = [tab.rows[at].metadata for at in order]
    for offset, cells_of in enumerate(taken):
        for c, cell in enumerate(cells_of, start=left):
            tab.put(top + offset + 1, c + 1, cell)
        if (
            moves_metadata
            and left == 0
            and right >= max(map(len, (r.cells for r in tab.rows)), default=0)
        ):
            tab.rows[top + offset].metadata = metadata[offset]


def _sort_key(cell: Cell) -> tuple[int, Any]:
    """Numbers, then text in any case, then truth values, then errors."""
    match cell.value:
        case bool():
            return 2, cell.value
        case int() | float():
            return 0, cell.value
        case ErrorValue():
            return 3, cell.value.text
    return 1, str(cell.value or "").casefold()
