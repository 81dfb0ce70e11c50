"""
Batch requests for tables, and what people do inside one.

A table is a range of the grid with a name of its own: what is sorted, inserted or deleted by its
own menus moves the cells inside of that range alone. It grows to the right where people type beside
it; columns put in there over the API stay outside (developers.google.com/workspace/sheets/api/guides/tables;
support.google.com/docs/answer/14239833).
"""

import copy

from tests.google.answers import invalid
from tests.google.cells import BLANK
from tests.google.sheets_cells import field_paths
from tests.google.sheets_lines import append
from tests.google.sheets_model import Area, Book, Json, Tab
from tests.google.world import World


def add_table(_world: World, book: Book, wanted: Json, _email: str) -> Json:
    made = copy.deepcopy(wanted.get("table", {}))
    tab = _checked(book, made)
    made.setdefault("tableId", str(book.new_number()))
    made.setdefault("name", f"Table{len(tab.tables) + 1}")
    tab.tables.append(made)
    return {"addTable": {"table": made}}


def update_table(_world: World, book: Book, wanted: Json, _email: str) -> Json:
    new = wanted.get("table", {})
    _, old = _table(book, new.get("tableId", ""))
    for path in field_paths(wanted.get("fields", "")):
        for name in [path[0]] if path else list(new):
            if name not in ("range", "name"):
                raise invalid(f"This test server does not change {name} of a table.")
            if name == "range":
                _checked(book, {**old, "range": new.get("range")})
            old[name] = copy.deepcopy(new.get(name, ""))
    return {}


def delete_table(_world: World, book: Book, wanted: Json, _email: str) -> Json:
    """The table goes, with its cells."""
    tab, table = _table(book, wanted.get("tableId", ""))
    area = book.grid_area(table["range"])
    for r in range(area.top, area.bottom + 1):
        for c in range(area.left, area.right + 1):
            tab.put(r, c, BLANK)
    tab.tables.remove(table)
    return {}


def _table(book: Book, ident: str) -> tuple[Tab, Json]:
    for tab in book.tabs:
        for table in tab.tables:
            if table["tableId"] == ident:
                return tab, table
    raise invalid(f"No table with id: {ident}")


def _checked(book: Book, table: Json) -> Tab:
    """The tab of *table*, where its range is one and meets no other table."""
    if not table.get("range"):
        raise invalid("The range of a table must be set.")
    area = book.grid_area(table["range"])
    for other in area.tab.tables:
        held = book.grid_area(other["range"])
        apart = (
            held.bottom < area.top
            or area.bottom < held.top
            or held.right < area.left
            or area.right < held.left
        )
        if other["tableId"] != table.get("tableId") and not apart:
            raise invalid("You can't create a table that overlaps another table.")
    return area.tab


def take_row_out(book: Book, table: Json, row: int) -> None:
    """`Delete table row`: the cells below move up, inside of the table; beside it nothing moves."""
    area = book.grid_area(table["range"])
    _lift(area, row)
    table["range"]["endRowIndex"] -= 1


def _lift(area: Area, row: int) -> None:
    for c in range(area.left, area.right + 1):
        for r in range(row, area.bottom):
            area.tab.put(r, c, area.tab.cell(r + 1, c))
        area.tab.put(area.bottom, c, BLANK)


def put_row_in(book: Book, table: Json, row: int) -> None:
    """`Insert table row above`: the cells from there on move down, inside of the table."""
    area = book.grid_area(table["range"])
    append(area.tab, "ROWS", max(0, area.bottom + 1 - len(area.tab.rows)))
    for c in range(area.left, area.right + 1):
        for r in range(area.bottom, row - 1, -1):
            area.tab.put(r + 1, c, area.tab.cell(r, c))
        area.tab.put(row, c, BLANK)
    table["range"]["endRowIndex"] += 1


TABLE_REQUESTS = {
    "addTable": add_table,
    "updateTable": update_table,
    "deleteTable": delete_table,
}
