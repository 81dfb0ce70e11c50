"""Batch requests for tabs, rows and columns: adding, deleting, moving, resizing, their properties."""

import copy

from tests.google.answers import invalid
from tests.google.sheets_cells import field_paths
from tests.google.sheets_get import tab_properties
from tests.google.sheets_lines import append, delete, insert, move
from tests.google.sheets_model import WIDTH, Book, Json, Line, Row, Tab, new_tab
from tests.google.sheets_values import refuse_protected
from tests.google.world import World

_TITLE_LENGTH = 100


def add_sheet(_world: World, book: Book, wanted: Json, _email: str) -> Json:
    new = wanted.get("properties", {})
    ident = new.get("sheetId")
    if ident is None:
        ident = book.new_number()
    elif ident < 0:
        raise invalid("Sheet id must be non-negative.")
    elif any(tab.id == ident for tab in book.tabs):
        raise invalid(f"Sheet with id {ident} already exists.")
    title = new.get("title") or _free_title(book)
    check_title(book, title)
    grid = new.get("gridProperties", {})
    rows, columns = grid.get("rowCount", 1000), grid.get("columnCount", 26)
    book.check_room(rows * columns)
    tab = new_tab(ident, title, rows, columns)
    tab.frozen_rows, tab.frozen_columns = (
        grid.get("frozenRowCount", 0),
        grid.get("frozenColumnCount", 0),
    )
    _keep_one_free(tab)
    tab.hidden = new.get("hidden", False)
    tab.extra = {k: new[k] for k in ("tabColor", "tabColorStyle", "rightToLeft") if k in new}
    book.tabs.insert(new.get("index", len(book.tabs)), tab)
    return {"addSheet": {"properties": tab_properties(tab, book.tabs.index(tab))}}


def _free_title(book: Book) -> str:
    number = len(book.tabs) + 1
    while book.find(f"Sheet{number}"):
        number += 1
    return f"Sheet{number}"


def check_title(book: Book, title: str, but: Tab | None = None) -> None:
    if len(title) > _TITLE_LENGTH:
        raise invalid("The sheet name cannot be greater than 100 characters.")
    if not title:
        raise invalid("The sheet name cannot be empty.")
    held = book.find(title)
    if held is not None and held is not but:
        raise invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')


def delete_sheet(_world: World, book: Book, wanted: Json, _email: str) -> Json:
    tab = book.by_id(wanted.get("sheetId", 0))
    if not any(not other.hidden for other in book.tabs if other is not tab):
        raise invalid("You can't remove all the visible sheets in a document.")
    book.tabs.remove(tab)
    book.named[:] = [one for one in book.named if one["range"].get("sheetId", 0) != tab.id]
    return {}


def duplicate_sheet(_world: World, book: Book, wanted: Json, _email: str) -> Json:
    source = book.by_id(wanted.get("sourceSheetId", 0))
    book.check_room(len(source.rows) * len(source.columns))
    made = source.copied()
    made.id = wanted.get("newSheetId") or book.new_number()
    made.title = wanted.get("newSheetName") or f"Copy of {source.title}"
    check_title(book, made.title)
    made.metadata = []
    for line in (*made.rows, *made.columns):
        line.metadata = []
    for found in made.ranges():
        found["sheetId"] = made.id
    for table in made.tables:
        table |= {"tableId": str(book.new_number()), "name": f"{table['name']}_copy"}
    book.tabs.insert(wanted.get("insertSheetIndex", 0), made)
    return {"duplicateSheet": {"properties": tab_properties(made, book.tabs.index(made))}}


def update_sheet(_world: World, book: Book, wanted: Json, _email: str) -> Json:
    new = wanted.get("properties", {})
    tab = book.by_id(new.get("sheetId", 0))
    for path in field_paths(wanted.get("fields", "")):
        for name in [path[0]] if path else [k for k in new if k != "sheetId"]:
            _set_property(book, tab, name, path[1:], new)
    if all(one.hidden for one in book.tabs):
        raise invalid("You can't hide all the sheets in a document.")
    return {}


def _set_property(book: Book, tab: Tab, name: str, below: tuple[str, ...], new: Json) -> None:
    match name:
        case "title":
            check_title(book, new.get("title", ""), tab)
            tab.title = new["title"]
        case "index":
            book.tabs.remove(tab)
            book.tabs.insert(new.get("index", 0), tab)
        case "hidden":
            tab.hidden = new.get("hidden", False)
        case "gridProperties":
            grid = new.get("gridProperties", {})
            for one in below or tuple(grid):
                _set_grid(book, tab, one, grid)
        case "tabColor" | "tabColorStyle" | "rightToLeft":
            tab.extra.pop(name, None)
            tab.extra |= {name: copy.deepcopy(new[name])} if name in new else {}
        case _:
            raise invalid(f"Field {name} cannot be updated.")


def _set_grid(book: Book, tab: Tab, name: str, grid: Json) -> None:
    number = grid.get(name, 0)
    match name:
        case "rowCount" | "columnCount":
            _resize(book, tab, "ROWS" if name == "rowCount" else "COLUMNS", number)
        case "frozenRowCount":
            tab.frozen_rows = number
            _keep_one_free(tab)
        case "frozenColumnCount":
            tab.frozen_columns = number
            _keep_one_free(tab)
        case _:
            held = tab.extra.setdefault("gridProperties", {})
            held.pop(name, None)
            held |= {name: grid[name]} if name in grid else {}


def _resize(book: Book, tab: Tab, dimension: str, number: int) -> None:
    have = len(tab.lines(dimension))
    if number < 1:
        raise invalid(
            f"A sheet must have at least one {'row' if dimension == 'ROWS' else 'column'}."
        )
    if number > have:
        across = len(tab.columns if dimension == "ROWS" else tab.rows)
        book.check_room((number - have) * across)
        append(tab, dimension, number - have)
    elif number < have:
        _refuse_frozen(tab, dimension, number, have)
        delete(book, tab, dimension, number, have)


def _keep_one_free(tab: Tab) -> None:
    if tab.frozen_rows >= len(tab.rows) or tab.frozen_columns >= len(tab.columns):
        raise invalid("You can't freeze all visible rows or columns on the sheet.")


def _refuse_frozen(tab: Tab, dimension: str, start: int, end: int) -> None:
    """At least one row and column must stay, and one that is not frozen."""
    word = "rows" if dimension == "ROWS" else "columns"
    lines = tab.lines(dimension)
    frozen = tab.frozen_rows if dimension == "ROWS" else tab.frozen_columns
    if start == 0 and end >= len(lines):
        raise invalid(f"You can't delete all the {word} on the sheet.")
    if frozen and start <= frozen and end >= len(lines):
        raise invalid(f"Sorry, it is not possible to delete all non-frozen {word}.")


def _span(book: Book, found: Json) -> tuple[Tab, str, int, int]:
    """A DimensionRange: its tab, dimension and [start, end) from 0."""
    tab = book.by_id(found.get("sheetId", 0))
    dimension = found.get("dimension", "DIMENSION_UNSPECIFIED")
    if dimension == "DIMENSION_UNSPECIFIED":
        raise invalid("Must specify a dimension.")
    start = found.get("startIndex", 0)
    end = found.get("endIndex", len(tab.lines(dimension)))
    if start < 0 or end <= start:
        raise invalid(f"range.endIndex[{end}] must be after range.startIndex[{start}]")
    return tab, dimension, start, end


def append_dimension(_world: World, book: Book, wanted: Json, _email: str) -> Json:
    tab = book.by_id(wanted.get("sheetId", 0))
    dimension, count = wanted.get("dimension", "ROWS"), wanted.get("length", 0)
    if count < 1:
        raise invalid("length must be positive.")
    book.check_room(count * len(tab.columns if dimension == "ROWS" else tab.rows))
    append(tab, dimension, count)
    book.check_size()
    return {}


def insert_dimension(_world: World, book: Book, wanted: Json, _email: str) -> Json:
    tab, dimension, start, end = _span(book, wanted.get("range", {}))
    size, inherit = len(tab.lines(dimension)), wanted.get("inheritFromBefore", False)
    if start > size:
        raise invalid(f"range.startIndex is larger than current grid size ({size})")
    if start == size and not inherit:
        raise invalid(
            f"range.startIndex must be less than the grid size ({size}) if inheritFromBefore is false."
        )
    if start == 0 and inherit:
        raise invalid("Cannot inherit properties from before the first row or column.")
    book.check_room((end - start) * len(tab.columns if dimension == "ROWS" else tab.rows))
    insert(book, tab, dimension, start, end - start, inherit_before=inherit)
    book.check_size()
    return {}


def delete_dimension(_world: World, book: Book, wanted: Json, email: str) -> Json:
    tab, dimension, start, end = _span(book, wanted.get("range", {}))
    if end > len(tab.lines(dimension)):
        raise invalid("range.endIndex is past the grid.")
    _refuse_frozen(tab, dimension, start, end)
    sides = (
        ("startRowIndex", "endRowIndex")
        if dimension == "ROWS"
        else ("startColumnIndex", "endColumnIndex")
    )
    refuse_protected(
        book, book.grid_area({"sheetId": tab.id, sides[0]: start, sides[1]: end}), email
    )
    delete(book, tab, dimension, start, end)
    return {}


def move_dimension(_world: World, book: Book, wanted: Json, _email: str) -> Json:
    tab, dimension, start, end = _span(book, wanted.get("source", {}))
    before = wanted.get("destinationIndex", 0)
    if end > len(tab.lines(dimension)) or not 0 <= before <= len(tab.lines(dimension)):
        raise invalid("destinationIndex is past the grid.")
    if not start <= before <= end:
        move(book, tab, dimension, start, end, before)
    return {}


def update_dimension(_world: World, book: Book, wanted: Json, _email: str) -> Json:
    tab, dimension, start, end = _span(book, wanted.get("range", {}))
    new = wanted.get("properties", {})
    lines = tab.lines(dimension)
    if end > len(lines):
        raise invalid("range.endIndex is past the grid.")
    for path in field_paths(wanted.get("fields", "")):
        for name in [path[0]] if path else ("hiddenByUser", "pixelSize"):
            for line in lines[start:end]:
                if name == "hiddenByUser":
                    line.hidden = new.get(name, False)
                elif name == "pixelSize":
                    line.size = new.get(name, 21 if isinstance(line, Row) else WIDTH)
                else:
                    raise invalid(f"Field {name} cannot be updated.")
    return {}


def auto_resize(_world: World, book: Book, wanted: Json, _email: str) -> Json:
    tab, dimension, start, end = _span(book, wanted.get("dimensions", {}))
    for line in tab.lines(dimension)[start:end]:
        line.size = 21 if isinstance(line, Row) else max(line.size, Line(WIDTH).size)
    return {}


def update_book(_world: World, book: Book, wanted: Json, _email: str) -> Json:
    new = wanted.get("properties", {})
    for path in field_paths(wanted.get("fields", "")):
        for name in [path[0]] if path else list(new):
            match name:
                case "title":
                    book.title = new.get(name, "")
                case "locale":
                    book.locale = new.get(name, "en_US")
                case "timeZone":
                    book.timezone = new.get(name, "Etc/GMT")
                case "autoRecalc":
                    pass
                case _:
                    raise invalid(f"Field {name} cannot be updated.")
    return {}


TAB_REQUESTS = {
    "addSheet": add_sheet,
    "deleteSheet": delete_sheet,
    "duplicateSheet": duplicate_sheet,
    "updateSheetProperties": update_sheet,
    "updateSpreadsheetProperties": update_book,
    "appendDimension": append_dimension,
    "insertDimension": insert_dimension,
    "deleteDimension": delete_dimension,
    "moveDimension": move_dimension,
    "updateDimensionProperties": update_dimension,
    "autoResizeDimensions": auto_resize,
}
