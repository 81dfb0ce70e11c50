"""`values.append`: where Sheets takes the last table to be, and what it puts below it."""

from tests.google.sheets_lines import append as append_lines
from tests.google.sheets_lines import insert
from tests.google.sheets_model import Area, Json, Tab
from tests.google.sheets_values import Write, held_book, input_option
from tests.google.world import Request, World


def append(world: World, request: Request) -> Json:
    """
    Rows after the last table in the range.

    A table is a block of adjoining cells, so a gap makes another, and the columns shift with it.
    """
    book, body = held_book(world, request, write=True), request.body
    option = input_option(request.params)
    area = book.area(request.params["range"])
    values, tab = body.get("values", []), area.tab
    table = last_table(tab, area)
    top, left = (table.bottom + 1, table.left) if table else (area.top, area.left)
    if request.params.get("insertDataOption") == "INSERT_ROWS" and top <= len(tab.rows):
        insert(book, tab, "ROWS", top - 1, len(values), inherit_before=True)
    short = top + len(values) - 1 - len(tab.rows)
    if short > 0:
        book.check_room(short * len(tab.columns))
        append_lines(tab, "ROWS", short)
    wide = left + max(map(len, values), default=0) - 1 - len(tab.columns)
    if wide > 0:
        append_lines(tab, "COLUMNS", wide)
    write = Write(
        book,
        Area(tab, top, left, top, left, single=True),
        values,
        body.get("majorDimension", "ROWS"),
    )
    answer: Json = {"spreadsheetId": book.id}
    if table:
        answer["tableRange"] = table.name
    return {**answer, "updates": write.apply(world, option, request.params)}


def last_table(tab: Tab, area: Area) -> Area | None:
    """The lowest block of adjoining filled cells that meets *area*."""
    filled = [
        (r, c)
        for r in range(area.bottom, area.top - 1, -1)
        for c, cell in enumerate(tab.rows[r - 1].cells[area.left - 1 : area.right], start=area.left)
        if not cell.is_empty
    ]
    if not filled:
        return None
    box = Area(tab, filled[0][0], filled[0][1], filled[0][0], filled[0][1])
    while True:
        grown = _grown(tab, box)
        if grown == box:
            return box
        box = grown


def _grown(tab: Tab, box: Area) -> Area:
    """*box* with every filled cell that touches it, corners included."""
    top, left, bottom, right = box.top, box.left, box.bottom, box.right
    for r in range(max(1, top - 1), min(len(tab.rows), bottom + 1) + 1):
        for c in range(max(1, left - 1), min(len(tab.columns), right + 1) + 1):
            if not tab.cell(r, c).is_empty:
                top, bottom, left, right = min(top, r), max(bottom, r), min(left, c), max(right, c)
    return Area(tab, top, left, bottom, right)


SHEETS_APPEND = {"sheets.spreadsheets.values.append": append}
