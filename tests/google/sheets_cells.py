"""Batch requests that change cells: updateCells, repeatCell, sortRange, copyPaste and their like."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.google.answers import invalid
from tests.google.cells import BLANK, MOST_CHARACTERS, Cell, entered_value
from tests.google.mask import MaskError, paths, read_mask
from tests.google.sheets_lines import append as append_lines
from tests.google.sheets_lines import sort_rows
from tests.google.sheets_model import Area, Book, Json, Tab
from tests.google.sheets_values import refuse_protected
from tests.google.world import World

Paths = Sequence[tuple[str, ...]]
_WRITABLE = ("userEnteredValue", "userEnteredFormat", "note", "dataValidation", "textFormatRuns")


def field_paths(text: str) -> Paths:
    """The fields that a request changes; Sheets wants at least one named."""
    if not text:
        raise invalid(
            "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"
        )
    try:
        return paths(read_mask(text))
    except MaskError:
        raise invalid(f"Invalid field mask: {text}") from None


def changed_cell(old: Cell, new: Json, fields: Paths, computed: Mapping[str, Any]) -> Cell:
    """*old* with *fields* set to what *new* (a CellData) has for them, or cleared."""
    cell = old
    for path in fields:
        for top in [path[0]] if path else _WRITABLE:
            cell = _changed(cell, new, top, path[1:], computed)
    return cell


def _changed(
    cell: Cell, new: Json, top: str, below: tuple[str, ...], computed: Mapping[str, Any]
) -> Cell:
    match top:
        case "userEnteredValue":
            _check_entered(new.get(top))
            return entered_value(new.get(top), cell, computed)
        case "userEnteredFormat":
            return cell._replace(format=_with_path(cell.format, new.get(top, {}), below))
        case "note":
            return cell._replace(note=new.get(top, ""))
        case "dataValidation":
            return cell._replace(validation=new.get(top))
        case "textFormatRuns":
            return cell._replace(runs=tuple(new.get(top, ())))
    raise invalid(f"Invalid field: {top}")


def _check_entered(entered: Json | None) -> None:
    if not entered:
        return
    if len(entered) > 1:
        raise invalid("oneof field 'value' is already set. Cannot set more than one kind of value.")
    formula = entered.get("formulaValue")
    if formula is not None and not formula.startswith("="):
        raise invalid("Formula must begin with '='.")
    if len(entered.get("stringValue", "")) > MOST_CHARACTERS:
        raise invalid(
            "Your input contains more than the maximum of 50000 characters in a single cell."
        )


def _with_path(old: Mapping[str, Any], new: Mapping[str, Any], path: tuple[str, ...]) -> Json:
    """*old* with the value at *path* taken from *new*; gone where *new* has none."""
    if not path:
        return dict(new)
    name = path[0]
    out = dict(old)
    if len(path) == 1:
        out.pop(name, None)
        return {**out, name: new[name]} if name in new else out
    inner = _with_path(old.get(name, {}), new.get(name, {}), path[1:])
    return {**out, name: inner} if inner else {k: v for k, v in out.items() if k != name}


def update_cells(world: World, book: Book, wanted: Json, email: str) -> Json:
    fields = field_paths(wanted.get("fields", ""))
    rows = [row.get("values", []) for row in wanted.get("rows", ())]
    area = _target(book, wanted, rows)
    refuse_protected(book, area, email)
    for r in range(area.top, area.bottom + 1):
        values = rows[r - area.top] if r - area.top < len(rows) else []
        for c in range(area.left, area.right + 1):
            new = values[c - area.left] if c - area.left < len(values) else {}
            area.tab.put(r, c, changed_cell(area.tab.cell(r, c), new, fields, world.computed))
    return {}


def _target(book: Book, wanted: Json, rows: list[list[Json]]) -> Area:
    """Where updateCells writes: a range that may not be left, or a start and as much as is sent."""
    height, width = len(rows), max(map(len, rows), default=0)
    if "range" in wanted:
        area = book.grid_area(wanted["range"])
    else:
        start = wanted.get("start", {})
        tab = book.by_id(start.get("sheetId", 0))
        top, left = start.get("rowIndex", 0) + 1, start.get("columnIndex", 0) + 1
        area = Area(
            tab,
            top,
            left,
            min(top + height - 1, len(tab.rows)),
            min(left + width - 1, len(tab.columns)),
        )
    if area.top + height - 1 > area.bottom:
        raise invalid(
            f"Attempting to write row: {area.bottom}, beyond the last requested row of: {area.bottom - 1}"
        )
    if area.left + width - 1 > area.right:
        raise invalid(
            f"Attempting to write column: {area.right}, beyond the last requested column of: {area.right - 1}"
        )
    return area


def repeat_cell(world: World, book: Book, wanted: Json, email: str) -> Json:
    fields = field_paths(wanted.get("fields", ""))
    area = book.grid_area(wanted.get("range", {}))
    refuse_protected(book, area, email)
    _each(area, lambda cell: changed_cell(cell, wanted.get("cell", {}), fields, world.computed))
    return {}


def _each(area: Area, change: Callable[[Cell], Cell]) -> None:
    for r in range(area.top, area.bottom + 1):
        for c in range(area.left, area.right + 1):
            area.tab.put(r, c, change(area.tab.cell(r, c)))


def append_cells(world: World, book: Book, wanted: Json, _email: str) -> Json:
    """Rows after the last row with anything in it."""
    tab = book.by_id(wanted.get("sheetId", 0))
    fields = field_paths(wanted.get("fields", ""))
    rows = [row.get("values", []) for row in wanted.get("rows", ())]
    last = max(
        (at for at, row in enumerate(tab.rows, start=1) if any(not c.is_empty for c in row.cells)),
        default=0,
    )
    width = max(map(len, rows), default=0)
    if width > len(tab.columns):
        raise invalid(
            f"Attempting to write column: {len(tab.columns)}, beyond the last requested column of: {len(tab.columns) - 1}"
        )
    short = last + len(rows) - len(tab.rows)
    if short > 0:
        book.check_room(short * len(tab.columns))
        append_lines(tab, "ROWS", short)
    for r, values in enumerate(rows, start=last + 1):
        for c, new in enumerate(values, start=1):
            tab.put(r, c, changed_cell(tab.cell(r, c), new, fields, world.computed))
    return {}


def set_validation(_world: World, book: Book, wanted: Json, email: str) -> Json:
    area = book.grid_area(wanted.get("range", {}))
    refuse_protected(book, area, email)
    _each(area, lambda cell: cell._replace(validation=wanted.get("rule")))
    return {}


def sort_range(world: World, book: Book, wanted: Json, email: str) -> Json:
    area = book.grid_area(wanted.get("range", {}))
    refuse_protected(book, area, email)
    keys = [
        (spec.get("dimensionIndex", 0), spec.get("sortOrder") != "DESCENDING")
        for spec in wanted.get("sortSpecs", ())
    ]
    sort_rows(
        area.tab,
        area.top - 1,
        area.bottom,
        area.left - 1,
        area.right,
        keys,
        moves_metadata=world.unsettled.sort_moves_metadata,
    )
    return {}


def taken(area: Area) -> list[list[Cell]]:
    return [
        [area.tab.cell(r, c) for c in range(area.left, area.right + 1)]
        for r in range(area.top, area.bottom + 1)
    ]


def pasted(
    tab: Tab, top: int, left: int, cells: list[list[Cell]], kind: str = "PASTE_NORMAL"
) -> None:
    """Lay *cells* down; they must fit into the grid."""
    if top + len(cells) - 1 > len(tab.rows) or left + max(map(len, cells), default=0) - 1 > len(
        tab.columns
    ):
        raise invalid("The pasted cells go beyond the grid.")
    for r, row in enumerate(cells, start=top):
        for c, cell in enumerate(row, start=left):
            tab.put(r, c, _as_pasted(tab.cell(r, c), cell, kind))


def _as_pasted(old: Cell, new: Cell, kind: str) -> Cell:
    match kind:
        case "PASTE_VALUES":
            return old._replace(value=new.value, formula=None, runs=())
        case "PASTE_FORMULA":
            return old._replace(value=new.value, formula=new.formula, runs=())
        case "PASTE_FORMAT":
            return old._replace(format=new.format)
        case "PASTE_DATA_VALIDATION":
            return old._replace(validation=new.validation)
    return new


def copy_paste(world: World, book: Book, wanted: Json, email: str) -> Json:
    source, target = (
        book.grid_area(wanted.get("source", {})),
        book.grid_area(wanted.get("destination", {})),
    )
    refuse_protected(book, target, email)
    cells = taken(source)
    if world.unsettled.copy_skips_filtered:
        lines = source.tab.rows[source.top - 1 : source.bottom]
        cells = [row for row, line in zip(cells, lines, strict=True) if not line.filtered]
    if not cells:
        return {}
    if wanted.get("pasteOrientation") == "TRANSPOSE":
        cells = [list(column) for column in zip(*cells, strict=True)]
    height, width = len(cells), len(cells[0])
    # A target that is a multiple of the source is filled with copies of it.
    down = max(1, (target.bottom - target.top + 1) // height)
    across = max(1, (target.right - target.left + 1) // width)
    full = [row * across for _ in range(down) for row in cells]
    pasted(target.tab, target.top, target.left, full, wanted.get("pasteType", "PASTE_NORMAL"))
    return {}


def cut_paste(_world: World, book: Book, wanted: Json, email: str) -> Json:
    """Cells move; the rows, and the metadata on them, do not."""
    source, to = book.grid_area(wanted.get("source", {})), wanted.get("destination", {})
    tab = book.by_id(to.get("sheetId", 0))
    refuse_protected(book, source, email)
    cells = taken(source)
    _each(source, lambda _cell: BLANK)
    pasted(
        tab,
        to.get("rowIndex", 0) + 1,
        to.get("columnIndex", 0) + 1,
        cells,
        wanted.get("pasteType", "PASTE_NORMAL"),
    )
    return {}


def merge_cells(_world: World, book: Book, wanted: Json, _email: str) -> Json:
    area = book.grid_area(wanted.get("range", {}))
    for block in _blocks(area, wanted.get("mergeType", "MERGE_ALL")):
        if any(_meets(block, book.grid_area(held)) for held in area.tab.merges):
            raise invalid("You must select all cells in a merged range to merge or unmerge them.")
        for r in range(block.top, block.bottom + 1):
            for c in range(block.left, block.right + 1):
                if (r, c) != (block.top, block.left):
                    area.tab.put(r, c, area.tab.cell(r, c)._replace(value=None, formula=None))
        area.tab.merges.append(block.grid_range())
    return {}


def _blocks(area: Area, kind: str) -> list[Area]:
    tab = area.tab
    if kind == "MERGE_ROWS":
        return [Area(tab, r, area.left, r, area.right) for r in range(area.top, area.bottom + 1)]
    if kind == "MERGE_COLUMNS":
        return [Area(tab, area.top, c, area.bottom, c) for c in range(area.left, area.right + 1)]
    return [area]


def _meets(one: Area, other: Area) -> bool:
    return (
        one.tab is other.tab
        and one.top <= other.bottom
        and other.top <= one.bottom
        and one.left <= other.right
        and other.left <= one.right
    )


def unmerge_cells(_world: World, book: Book, wanted: Json, _email: str) -> Json:
    area = book.grid_area(wanted.get("range", {}))
    area.tab.merges[:] = [
        held for held in area.tab.merges if not _meets(area, book.grid_area(held))
    ]
    return {}


CELL_REQUESTS = {
    "updateCells": update_cells,
    "repeatCell": repeat_cell,
    "appendCells": append_cells,
    "setDataValidation": set_validation,
    "sortRange": sort_range,
    "copyPaste": copy_paste,
    "cutPaste": cut_paste,
    "mergeCells": merge_cells,
    "unmergeCells": unmerge_cells,
}
