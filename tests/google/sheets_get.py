"""`spreadsheets.get` and `spreadsheets.create`: a whole spreadsheet as the API describes it."""

from tests.google.cells import BLANK, Cell, link_of, to_extended
from tests.google.formats import shown
from tests.google.mask import Mask, read_mask
from tests.google.sheets_filters import Placed, filter_areas
from tests.google.sheets_model import Area, Book, Json, Line, Tab, new_tab, open_book
from tests.google.world import Request, World

_DEFAULT_FORMAT: Json = {
    "backgroundColor": {"red": 1, "green": 1, "blue": 1},
    "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
    "verticalAlignment": "BOTTOM",
    "wrapStrategy": "OVERFLOW_CELL",
    "textFormat": {
        "foregroundColor": {},
        "fontFamily": "arial,sans,sans-serif",
        "fontSize": 10,
        "bold": False,
        "italic": False,
        "strikethrough": False,
        "underline": False,
        "foregroundColorStyle": {"rgbColor": {}},
    },
    "backgroundColorStyle": {"rgbColor": {"red": 1, "green": 1, "blue": 1}},
}


def book_json(
    book: Book, *, areas: list[Area] | None = None, data: bool = False, mask: Mask = None
) -> Json:
    """The Spreadsheet resource; *areas* limits its tabs and cells, *mask* spares work on them."""
    answer: Json = {
        "spreadsheetId": book.id,
        "properties": {
            "title": book.title,
            "locale": book.locale,
            "autoRecalc": "ON_CHANGE",
            "timeZone": book.timezone,
            "defaultFormat": _DEFAULT_FORMAT,
        },
        "sheets": _tabs(book, areas, data=data, mask=below(mask, "sheets", "data")),
        "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{book.id}/edit",
    }
    if book.named:
        answer["namedRanges"] = book.named
    if book.metadata:
        answer["developerMetadata"] = [Placed(m, "SPREADSHEET").to_json() for m in book.metadata]
    return answer


def below(mask: Mask, *names: str) -> Mask:
    """What *mask* asks for below *names*; None for all of it."""
    for name in names:
        if mask is None or "*" in mask:
            return None
        mask = mask.get(name, {})
    return mask


def _tabs(book: Book, areas: list[Area] | None, *, data: bool, mask: Mask) -> list[Json]:
    found = []
    for index, tab in enumerate(book.tabs):
        mine = [a for a in areas if a.tab is tab] if areas else [_whole(tab)]
        if not mine:
            continue
        one = {"properties": tab_properties(tab, index), **_hung(book, tab)}
        if data:
            one["data"] = [grid_data(book, area, mask) for area in mine]
        found.append(one)
    return found


def _whole(tab: Tab) -> Area:
    return Area(tab, 1, 1, len(tab.rows), len(tab.columns))


def tab_properties(tab: Tab, index: int) -> Json:
    grid = {"rowCount": len(tab.rows), "columnCount": len(tab.columns)}
    if tab.frozen_rows:
        grid["frozenRowCount"] = tab.frozen_rows
    if tab.frozen_columns:
        grid["frozenColumnCount"] = tab.frozen_columns
    answer: Json = {
        "sheetId": tab.id,
        "title": tab.title,
        "index": index,
        "sheetType": "GRID",
        "gridProperties": {**grid, **tab.extra.get("gridProperties", {})},
    }
    if tab.hidden:
        answer["hidden"] = True
    return {**answer, **{k: v for k, v in tab.extra.items() if k != "gridProperties"}}


def _hung(book: Book, tab: Tab) -> Json:
    """What hangs on the tab; a list with nothing in it is left out."""
    held: Json = {
        "merges": tab.merges,
        "conditionalFormats": tab.conditional,
        "protectedRanges": tab.protected,
        "bandedRanges": tab.banded,
        "basicFilter": tab.filter,
        "filterViews": tab.filter_views,
        "tables": tab.tables,
        "developerMetadata": [Placed(m, "SHEET", tab).to_json() for m in tab.metadata],
    }
    return {name: value for name, value in held.items() if value}


def grid_data(book: Book, area: Area, mask: Mask) -> Json:
    """Cells with their formats, notes and values; rows and columns with what is hidden."""
    tab = area.tab
    answer: Json = {}
    # Proto fields that are 0 are left out.
    if area.top > 1:
        answer["startRow"] = area.top - 1
    if area.left > 1:
        answer["startColumn"] = area.left - 1
    rows = _rows(book, area, below(mask, "rowData", "values")) if _asks(mask, "rowData") else []
    if rows:
        answer["rowData"] = [{"values": cells} if cells else {} for cells in rows]
    if _asks(mask, "rowMetadata"):
        across = enumerate(tab.rows[area.top - 1 : area.bottom], start=area.top - 1)
        answer["rowMetadata"] = [_line(tab, "ROW", at, row) for at, row in across]
    if _asks(mask, "columnMetadata"):
        along = enumerate(tab.columns[area.left - 1 : area.right], start=area.left - 1)
        answer["columnMetadata"] = [_line(tab, "COLUMN", at, column) for at, column in along]
    return answer


def _asks(mask: Mask, name: str) -> bool:
    return mask is None or "*" in mask or name in mask


def _rows(book: Book, area: Area, mask: Mask) -> list[list[Json]]:
    rows = [
        [cell_json(book, cell, mask) for cell in row.cells[area.left - 1 : area.right]]
        for row in area.tab.rows[area.top - 1 : area.bottom]
    ]
    for cells in rows:
        while cells and not cells[-1]:
            cells.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _line(tab: Tab, kind: str, index: int, line: Line) -> Json:
    answer: Json = {"pixelSize": line.size}
    if line.hidden:
        answer["hiddenByUser"] = True
    if line.filtered:
        answer["hiddenByFilter"] = True
    if line.metadata:
        answer["developerMetadata"] = [Placed(m, kind, tab, index).to_json() for m in line.metadata]
    return answer


def cell_json(book: Book, cell: Cell, mask: Mask) -> Json:
    """A CellData; empty for a cell with nothing in or on it, or nothing that is asked for."""
    if cell == BLANK:
        return {}
    answer: Json = {} if cell.is_empty else _content(book, cell, mask)
    if _asks(mask, "effectiveFormat"):
        answer["effectiveFormat"] = {**_DEFAULT_FORMAT, **cell.format}
    carried: Json = {
        "userEnteredFormat": cell.format,
        "hyperlink": link_of(cell),
        "note": cell.note,
        "dataValidation": cell.validation,
        "textFormatRuns": list(cell.runs),
    }
    answer |= {name: value for name, value in carried.items() if value}
    return answer if mask is None else {k: v for k, v in answer.items() if _asks(mask, k)}


def _content(book: Book, cell: Cell, mask: Mask) -> Json:
    formula = {"formulaValue": cell.formula}
    answer: Json = {
        "userEnteredValue": formula if cell.formula is not None else to_extended(cell.value)
    }
    if _asks(mask, "effectiveValue"):
        answer["effectiveValue"] = to_extended(cell.value)
    if _asks(mask, "formattedValue"):
        answer["formattedValue"] = shown(cell, book.locale)
    return answer


def wants_data(mask: Mask, *, flag: bool) -> bool:
    """A mask overrides includeGridData: cells come where it asks for them."""
    if mask is None:
        return flag
    sheets = mask.get("sheets", mask.get("*", {}))
    return sheets is None or "data" in sheets or "*" in sheets


def get(world: World, request: Request) -> Json:
    book = open_book(world.books, request.params["spreadsheetId"], request.email, write=False)
    areas = [book.area(text) for text in request.params.get("ranges", ())]
    fields = request.params.get("fields")
    mask = read_mask(fields) if fields else None
    data = wants_data(mask, flag=request.params.get("includeGridData", False))
    answer = book_json(book, areas=areas, data=data, mask=mask)
    for sheet in answer.get("sheets", ()):
        if "protectedRanges" in sheet:
            sheet["protectedRanges"] = [
                {**one, "requestingUserCanEdit": _may_edit(book, one, request.email)}
                for one in sheet["protectedRanges"]
            ]
    return answer


def _may_edit(book: Book, protected: Json, email: str) -> bool:
    editors = (*protected.get("editors", {}).get("users", ()), book.owner)
    return protected.get("warningOnly", False) or email in editors


def get_by_filter(world: World, request: Request) -> Json:
    book = open_book(world.books, request.params["spreadsheetId"], request.email, write=False)
    areas = [
        a for wanted in request.body.get("dataFilters", ()) for a in filter_areas(book, wanted)
    ]
    fields = request.params.get("fields")
    mask = read_mask(fields) if fields else None
    data = wants_data(mask, flag=request.body.get("includeGridData", False))
    return book_json(book, areas=areas, data=data, mask=mask)


def create(world: World, request: Request) -> Json:
    """A new spreadsheet of the caller's own."""
    wanted = request.body.get("properties", {})
    book = Book(world.new_id("1Made"), wanted.get("title", "Untitled spreadsheet"), request.email)
    book.locale = wanted.get("locale", book.locale)
    book.timezone = wanted.get("timeZone", book.timezone)
    tabs = [one.get("properties", {}) for one in request.body.get("sheets", ())]
    if tabs:
        book.tabs = [
            new_tab(
                one.get("sheetId", at),
                one.get("title", f"Sheet{at + 1}"),
                one.get("gridProperties", {}).get("rowCount", 1000),
                one.get("gridProperties", {}).get("columnCount", 26),
            )
            for at, one in enumerate(tabs)
        ]
    book.check_size()
    world.books[book.id] = book
    return book_json(book)


SHEETS_GET = {
    "sheets.spreadsheets.get": get,
    "sheets.spreadsheets.getByDataFilter": get_by_filter,
    "sheets.spreadsheets.create": create,
}
