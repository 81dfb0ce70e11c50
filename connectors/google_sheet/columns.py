"""Columns of ours that a sheet does not have yet: put in at once, with formats, guard and colours."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from connectors.google_sheet.cells import Rows, at
from connectors.google_sheet.frame import COLUMNS_MARK, TabFrame
from connectors.google_sheet.looks import FILLS, colour, number_format
from syncer.domain.changes import OwnCell, SheetChanges
from syncer.domain.layout import Owned
from syncer.domain.page import Look
from syncer.domain.plan import Health

Request = dict[str, Any]

_DAYS: Final = (Owned.FORECAST,)
_NUMBERS: Final = (Owned.SLIP, Owned.MOVES)
_NOTE: Final = "Filled in by the milestone syncer: what is typed here is written over."


def missing(changes: SheetChanges, held: Rows) -> list[OwnCell]:
    """The headings of *changes* that do not stand there yet, left to right."""
    return sorted(
        (
            cell
            for cell in changes.headers
            if at(held, changes.header_row, cell.column) != cell.value
        ),
        key=lambda cell: cell.column,
    )


def adding(
    tab: TabFrame, width: int, headers: Sequence[OwnCell], changes: SheetChanges, name: str
) -> list[Request]:
    """
    Requests that put columns in for *headers*; *name* is what the configuration calls the tab.

    They are inserted, not written over blank ones: what a person types there at the very same
    moment moves to the right, also where the grid ended there until then. Guard and colours come once: the tab remembers that it got them,
    so that a person who takes them off is not fought.
    """
    requests: list[Request] = []
    for run in _runs(headers):
        requests += _room(tab.id, run[0].column, len(run), width)
        width = _wider(width, run)
        requests += _headings(tab.id, changes.header_row, run)
        if tab.called is None:
            requests.append(_guard(tab.id, changes.header_row, run))
    requests += [_format(tab.id, cell, changes) for cell in headers if _kind(cell)]
    if tab.called is None:
        requests += _colours(tab.id, headers, changes)
        requests.append(
            {"createDeveloperMetadata": {"developerMetadata": {
                "metadataKey": COLUMNS_MARK,
                "metadataValue": name,
                "visibility": "DOCUMENT",
                "location": {"sheetId": tab.id},
            }}}
        )  # fmt: skip
    return requests


def width_with(width: int, headers: Sequence[OwnCell]) -> int:
    """How wide a grid of *width* columns is with those for *headers*."""
    for run in _runs(headers):
        width = _wider(width, run)
    return width


def _wider(width: int, run: Sequence[OwnCell]) -> int:
    return max(width, run[0].column) + len(run)


def _runs(headers: Iterable[OwnCell]) -> Iterator[list[OwnCell]]:
    """Neighbours together."""
    run: list[OwnCell] = []
    for cell in headers:
        if run and cell.column != run[-1].column + 1:
            yield run
            run = []
        run.append(cell)
    if run:
        yield run


def _room(sheet: int, column: int, count: int, width: int) -> list[Request]:
    """
    *count* columns at *column*.

    At the grid's end none can be inserted. So it gets one more there first, and keeps it: one that
    was only appended to could have got a column of people's there since it was read.
    """
    about = {"sheetId": sheet, "dimension": "COLUMNS"}
    more = [{"appendDimension": {**about, "length": column - width}}] if column > width else []
    found = {
        **about,
        "startIndex": column - 1,
        "endIndex": column - 1 + count,
    }
    return [*more, {"insertDimension": {"range": found, "inheritFromBefore": False}}]


def _headings(sheet: int, header_row: int, run: Sequence[OwnCell]) -> list[Request]:
    bold = {"textFormat": {"bold": True}, "wrapStrategy": "WRAP"}
    cells = [
        {"userEnteredValue": {"stringValue": str(cell.value)}, "userEnteredFormat": bold}
        for cell in run
    ]
    start = {"sheetId": sheet, "rowIndex": header_row - 1, "columnIndex": run[0].column - 1}
    return [
        {
            "updateCells": {
                "start": start,
                "rows": [{"values": cells}],
                "fields": "userEnteredValue,userEnteredFormat",
            }
        }
    ]


def _below(sheet: int, header_row: int, column: int, count: int = 1) -> dict[str, int]:
    return {
        "sheetId": sheet,
        "startRowIndex": header_row,
        "startColumnIndex": column - 1,
        "endColumnIndex": column - 1 + count,
    }


def _guard(sheet: int, header_row: int, run: Sequence[OwnCell]) -> Request:
    found = {**_below(sheet, header_row, run[0].column, len(run)), "startRowIndex": header_row - 1}
    guard = {"range": found, "description": _NOTE, "warningOnly": True}
    return {"addProtectedRange": {"protectedRange": guard}}


def _kind(cell: OwnCell) -> Look | None:
    """How a column's cells are formatted, by its heading (`Forecast (syncer)` too)."""
    text = str(cell.value)
    if text.startswith(_DAYS):
        return Look.DATE
    return Look.NUMBER if text.startswith(_NUMBERS) else None


def _format(sheet: int, cell: OwnCell, changes: SheetChanges) -> Request:
    look = _kind(cell) or Look.PLAIN
    return {
        "repeatCell": {
            "range": _below(sheet, changes.header_row, cell.column),
            "cell": {"userEnteredFormat": {"numberFormat": number_format(look)}},
            "fields": "userEnteredFormat.numberFormat",
        }
    }


def _colours(sheet: int, headers: Sequence[OwnCell], changes: SheetChanges) -> list[Request]:
    """A rule for each health, in the column that shows it."""
    coloured = {cell.column for row in changes.rows for cell in row.cells if cell.look in FILLS}
    columns = [
        cell.column
        for cell in headers
        if cell.column in coloured or str(cell.value).startswith(Owned.HEALTH)
    ]
    return [
        _rule(_below(sheet, changes.header_row, column), health)
        for column in columns
        for health in Health
    ]


def _rule(found: Mapping[str, int], health: Health) -> Request:
    condition = {"type": "TEXT_EQ", "values": [{"userEnteredValue": health.value.capitalize()}]}
    shown = {"backgroundColor": colour(FILLS[Look(health.value)])}
    rule = {"ranges": [found], "booleanRule": {"condition": condition, "format": shown}}
    return {"addConditionalFormatRule": {"rule": rule, "index": 0}}
