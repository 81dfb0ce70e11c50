"""`spreadsheets.values`: reading and writing plain values."""

import json
from collections.abc import Sequence
from typing import Any

from tests.google.a1 import Box, letters, range_name
from tests.google.answers import GoogleError, invalid
from tests.google.cells import BLANK, MOST_CHARACTERS, Cell, ErrorValue, raw, typed
from tests.google.formats import shown
from tests.google.sheets_filters import echoed, filter_areas
from tests.google.sheets_model import Area, Book, Json, open_book
from tests.google.world import Request, World

PROTECTED = (
    "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to "
    "remove protection if you need to edit."
)


def rendered(cell: Cell, book: Book, how: str, dates: str) -> Any:
    """What a read shows of *cell*; None where it shows nothing."""
    if how == "FORMULA" and cell.formula is not None:
        return cell.formula
    if how == "FORMATTED_VALUE" or (dates == "FORMATTED_STRING" and cell.is_date):
        return shown(cell, book.locale) or None
    if isinstance(cell.value, ErrorValue):
        return cell.value.text
    return cell.value


def read_block(book: Book, area: Area, options: Json) -> list[list[Any]]:
    """The values of *area*, trailing blanks cut from rows and from the end: rows are ragged."""
    how = options.get("valueRenderOption", "FORMATTED_VALUE")
    dates = options.get("dateTimeRenderOption", "SERIAL_NUMBER")
    rows = area.tab.rows[area.top - 1 : area.bottom]
    table = [
        [rendered(c, book, how, dates) for c in row.cells[area.left - 1 : area.right]]
        for row in rows
    ]
    if options.get("majorDimension") == "COLUMNS":
        width = max(map(len, table), default=0)
        table = [[row[at] if at < len(row) else None for row in table] for at in range(width)]
    return trimmed(table)


def trimmed(table: list[list[Any]]) -> list[list[Any]]:
    for values in table:
        while values and values[-1] in (None, ""):
            values.pop()
    while table and not table[-1]:
        table.pop()
    return [["" if v is None else v for v in values] for values in table]


def value_range(book: Book, area: Area, options: Json) -> Json:
    major = options.get("majorDimension", "ROWS")
    answer: Json = {"range": area.name, "majorDimension": major}
    values = read_block(book, area, options)
    return {**answer, "values": values} if values else answer


def held_book(world: World, request: Request, *, write: bool = False) -> Book:
    return open_book(world.books, request.params["spreadsheetId"], request.email, write=write)


def get(world: World, request: Request) -> Json:
    book = held_book(world, request)
    return value_range(book, book.area(request.params["range"]), request.params)


def batch_get(world: World, request: Request) -> Json:
    book = held_book(world, request)
    areas = [book.area(text) for text in request.params.get("ranges", ())]
    found = []
    for number, area in enumerate(areas, start=1):
        found.append(value_range(book, area, request.params))
        world.faults.after_range(number)
    return {"spreadsheetId": book.id, **({"valueRanges": found} if found else {})}


def batch_get_by_filter(world: World, request: Request) -> Json:
    """Google does not keep the order asked here; each range says which filters it matched."""
    book = held_book(world, request)
    found = [
        {"valueRange": value_range(book, area, request.body), "dataFilters": [echoed(wanted)]}
        for wanted in request.body.get("dataFilters", ())
        for area in filter_areas(book, wanted)
    ]
    return {"spreadsheetId": book.id, **({"valueRanges": found[::-1]} if found else {})}


class Write:
    """One range of values, checked before anything is written."""

    def __init__(
        self, book: Book, area: Area, values: Sequence[Any], major: str, where: str = ""
    ) -> None:
        if major == "COLUMNS":
            width = max((len(v) for v in values), default=0)
            values = [[v[at] if at < len(v) else None for v in values] for at in range(width)]
        for r, row in enumerate(values):
            for c, value in enumerate(row):
                _check_value(value, f"{where}values[{r}][{c}]")
        self.book = book
        self.area = self._fitting(area, values, where)
        self.values = values

    def _fitting(self, area: Area, values: Sequence[Sequence[Any]], where: str) -> Area:
        """The rectangle written to: a single cell is a starting point, a range a border."""
        height, width = len(values), max(map(len, values), default=0)
        bottom, right = area.top + max(height, 1) - 1, area.left + max(width, 1) - 1
        tab = area.tab
        if area.single:
            if bottom > len(tab.rows) or right > len(tab.columns):
                name = range_name(tab.title, area.top, area.left, bottom, right)
                raise invalid(
                    f"{where and f'Invalid {where[:-1]}: '}Range ({name}) exceeds grid limits. Max rows: {len(tab.rows)}, max columns: {len(tab.columns)}"
                )
            return Area(tab, area.top, area.left, bottom, right)
        if right > area.right or bottom > area.bottom:
            wrong = (
                f"column [{letters(area.right + 1)}]"
                if right > area.right
                else f"row [{area.bottom + 1}]"
            )
            raise invalid(
                f"{where and f'Invalid {where[:-1]}: '}Requested writing within range [{area.name}], but tried writing to {wrong}"
            )
        return area

    def check_protection(self, email: str) -> None:
        refuse_protected(self.book, self.area, email)

    def apply(self, world: World, option: str, options: Json) -> Json:
        """Write; null skips a cell. The answer's UpdateValuesResponse."""
        # People may have changed the grid since the ranges were checked.
        self.book.clip(self.area.tab, self._box(), write=True)
        tab, rows, columns, count = self.area.tab, set(), set(), 0
        for r, row in enumerate(self.values, start=self.area.top):
            for c, value in enumerate(row, start=self.area.left):
                if value is None:
                    continue
                old = tab.cell(r, c)
                if option == "RAW" or not isinstance(value, str):
                    tab.put(r, c, raw(value, old))
                else:
                    tab.put(r, c, typed(value, old, self.book.locale, world.computed))
                rows.add(r)
                columns.add(c)
                count += 1
        return self._answer(len(rows), len(columns), count, options)

    def _box(self) -> Box:
        return Box(self.area.top, self.area.left, self.area.bottom, self.area.right)

    def _answer(self, rows: int, columns: int, count: int, options: Json) -> Json:
        area = self.area
        bottom = min(area.bottom, area.top + max(len(self.values), 1) - 1)
        width = max(map(len, self.values), default=1)
        written = Area(
            area.tab, area.top, area.left, bottom, min(area.right, area.left + max(width, 1) - 1)
        )
        answer: Json = {"spreadsheetId": self.book.id, "updatedRange": written.name}
        if count:
            answer |= {"updatedRows": rows, "updatedColumns": columns, "updatedCells": count}
        if options.get("includeValuesInResponse"):
            shown_as = {
                "valueRenderOption": options.get("responseValueRenderOption", "FORMATTED_VALUE"),
                "dateTimeRenderOption": options.get(
                    "responseDateTimeRenderOption", "SERIAL_NUMBER"
                ),
            }
            answer["updatedData"] = value_range(self.book, area, shown_as)
        return answer


def _check_value(value: Any, place: str) -> None:
    if isinstance(value, str) and len(value) > MOST_CHARACTERS:
        raise invalid(
            "Your input contains more than the maximum of 50000 characters in a single cell."
        )
    if isinstance(value, list | dict):
        kind = "list_value" if isinstance(value, list) else "struct_value"
        raise invalid(f"Invalid {place}: {kind} {json.dumps(value)}")


def refuse_protected(book: Book, area: Area, email: str) -> None:
    """Raise where *area* touches a protected range that *email* may not edit; a warning is none."""
    for held in area.tab.protected:
        if (
            held.get("warningOnly")
            or email == book.owner
            or email in held.get("editors", {}).get("users", ())
        ):
            continue
        guarded = book.grid_area({"sheetId": area.tab.id, **held.get("range", {})})
        if (
            guarded.top <= area.bottom
            and area.top <= guarded.bottom
            and guarded.left <= area.right
            and area.left <= guarded.right
        ):
            raise invalid(PROTECTED)


def input_option(options: Json) -> str:
    option: str = options.get("valueInputOption", "INPUT_VALUE_OPTION_UNSPECIFIED")
    if option == "INPUT_VALUE_OPTION_UNSPECIFIED":
        raise invalid("'valueInputOption' is required but not specified")
    return option


def update(world: World, request: Request) -> Json:
    book, body = held_book(world, request, write=True), request.body
    option = input_option(request.params)
    area = book.area(request.params["range"], write=True)
    if "range" in body and book.area(body["range"], write=True) != area:
        raise invalid(
            f"Requested range [{request.params['range']}] does not match value range [{body['range']}]"
        )
    write = Write(book, area, body.get("values", []), body.get("majorDimension", "ROWS"))
    write.check_protection(request.email)
    return write.apply(world, option, request.params)


def batch_update(world: World, request: Request) -> Json:
    """Ranges are checked first, then written one after the other: no undo, no precondition."""
    book, body = held_book(world, request, write=True), request.body
    option = input_option(body)
    writes = [_entry(book, index, entry) for index, entry in enumerate(body.get("data", ()))]
    for write in writes:
        write.check_protection(request.email)
    answers = []
    for index, write in enumerate(writes):
        if index == request.stop_after:
            raise GoogleError(500, "Internal error encountered.")
        answers.append(write.apply(world, option, body))
        world.faults.after_range(index + 1)
    return _totals(book, answers, writes)


def _entry(book: Book, index: int, entry: Json) -> Write:
    try:
        area = book.area(entry.get("range", ""), write=True)
    except GoogleError as error:
        raise invalid(f"Invalid data[{index}]: {error.message}") from None
    return Write(
        book, area, entry.get("values", []), entry.get("majorDimension", "ROWS"), f"data[{index}]."
    )


def batch_update_by_filter(world: World, request: Request) -> Json:
    """A filter that matches several ranges writes the same values into all of them."""
    book, body = held_book(world, request, write=True), request.body
    option = input_option(body)
    writes, filters = [], []
    for index, entry in enumerate(body.get("data", ())):
        for area in filter_areas(book, entry.get("dataFilter", {})):
            writes.append(
                Write(
                    book,
                    area,
                    entry.get("values", []),
                    entry.get("majorDimension", "ROWS"),
                    f"data[{index}].",
                )
            )
            filters.append(echoed(entry["dataFilter"]))
    answers = []
    for index, write in enumerate(writes):
        if index == request.stop_after:
            raise GoogleError(500, "Internal error encountered.")
        answer = write.apply(world, option, body)
        del answer["spreadsheetId"]
        answers.append({**answer, "dataFilter": filters[index]})
        world.faults.after_range(index + 1)
    return _totals(book, answers, writes)


def _totals(book: Book, answers: list[Json], writes: list[Write]) -> Json:
    total: Json = {"spreadsheetId": book.id}
    for name in ("Rows", "Columns", "Cells"):
        number = sum(answer.get(f"updated{name}", 0) for answer in answers)
        total |= {f"totalUpdated{name}": number} if number else {}
    if answers:
        total |= {
            "totalUpdatedSheets": len({write.area.tab.id for write in writes}),
            "responses": answers,
        }
    return total


def clear_area(book: Book, area: Area, email: str) -> str:
    """Take the values and leave formats and notes; the range's name."""
    refuse_protected(book, area, email)
    for r in range(area.top, area.bottom + 1):
        cells = area.tab.rows[r - 1].cells
        for c in range(area.left, min(area.right, len(cells)) + 1):
            if cells[c - 1] != BLANK:
                cells[c - 1] = cells[c - 1]._replace(value=None, formula=None, runs=())
    return area.name


def clear(world: World, request: Request) -> Json:
    book = held_book(world, request, write=True)
    area = book.area(request.params["range"])
    return {"spreadsheetId": book.id, "clearedRange": clear_area(book, area, request.email)}


def batch_clear(world: World, request: Request) -> Json:
    book = held_book(world, request, write=True)
    areas = [book.area(text) for text in request.body.get("ranges", ())]
    return {
        "spreadsheetId": book.id,
        "clearedRanges": [clear_area(book, a, request.email) for a in areas],
    }


def batch_clear_by_filter(world: World, request: Request) -> Json:
    book = held_book(world, request, write=True)
    areas = [
        a for wanted in request.body.get("dataFilters", ()) for a in filter_areas(book, wanted)
    ]
    return {
        "spreadsheetId": book.id,
        "clearedRanges": [clear_area(book, a, request.email) for a in areas],
    }


_ID = "sheets.spreadsheets.values"
SHEETS_VALUES = {
    f"{_ID}.get": get,
    f"{_ID}.batchGet": batch_get,
    f"{_ID}.batchGetByDataFilter": batch_get_by_filter,
    f"{_ID}.update": update,
    f"{_ID}.batchUpdate": batch_update,
    f"{_ID}.batchUpdateByDataFilter": batch_update_by_filter,
    f"{_ID}.clear": clear,
    f"{_ID}.batchClear": batch_clear,
    f"{_ID}.batchClearByDataFilter": batch_clear_by_filter,
}
