"""Our own tab in a spreadsheet of people's: made once, found by a hidden mark, rewritten whole."""

from typing import Any, Final

from connectors.google_sheet.cells import Entry, Rows, at, extended, plain, trim
from connectors.google_sheet.frame import SUMMARY_MARK, Frame, TabFrame
from connectors.google_sheet.looks import cell_format
from connectors.google_sheet.rows import RowPlan, patches_of, updating
from syncer.domain.page import Page, PageCell

Request = dict[str, Any]

_PIXELS: Final = 8  # of one character
_MARGIN: Final = 12


def page_rows(page: Page) -> Rows:
    """The values of *page* as reading gives them back."""
    return trim([[plain(cell.value) for cell in row] for row in page.rows])


def page_requests(page: Page, frame: Frame, plan: int, sheet: int) -> list[Request]:
    """Requests that make the tab *sheet* say *page* and nothing else; it is that of *plan*."""
    ours = frame.summary(plan)
    size = _size(page, ours)
    grid = {"rowCount": size[0], "columnCount": size[1], "frozenRowCount": page.frozen_rows}
    rows = [{"values": [_cell(cell, frame) for cell in row]} for row in page.rows]
    return [
        *(_made(page, plan, sheet, grid) if ours is None else _resized(sheet, grid)),
        {
            "updateCells": {
                "range": {"sheetId": sheet},
                "rows": rows,
                "fields": "userEnteredValue,userEnteredFormat",
            }
        },
        *_widths(page, sheet),
    ]


def _size(page: Page, ours: TabFrame | None) -> tuple[int, int]:
    """Never smaller than it is: people may have put a note beside it."""
    height = max(len(page.rows), page.frozen_rows + 1)
    width = max(1, len(page.widths), *map(len, page.rows))
    return (max(height, ours.height), max(width, ours.width)) if ours else (height + 20, width + 2)


def _made(page: Page, plan: int, sheet: int, grid: Request) -> list[Request]:
    mark = {
        "metadataKey": SUMMARY_MARK,
        "metadataValue": str(plan),
        "visibility": "DOCUMENT",
        "location": {"sheetId": sheet},
    }
    properties = {"sheetId": sheet, "title": page.name, "gridProperties": grid}
    return [
        {"addSheet": {"properties": properties}},
        {"createDeveloperMetadata": {"developerMetadata": mark}},
    ]


def adopting(ours: TabFrame, plan: int) -> list[Request]:
    """Requests that make *ours* the Summary of *plan*, where that of its own is gone."""
    if ours.of == plan:
        return []
    lookup = {
        "metadataKey": SUMMARY_MARK,
        "metadataLocation": {"sheetId": ours.id},
        "locationMatchingStrategy": "EXACT_LOCATION",
    }
    return [
        {
            "updateDeveloperMetadata": {
                "dataFilters": [{"developerMetadataLookup": lookup}],
                "developerMetadata": {"metadataValue": str(plan)},
                "fields": "metadataValue",
            }
        }
    ]


def _resized(sheet: int, grid: Request) -> list[Request]:
    fields = ",".join(f"gridProperties.{name}" for name in grid)
    properties = {"sheetId": sheet, "gridProperties": grid}
    return [{"updateSheetProperties": {"properties": properties, "fields": fields}}]


def _cell(cell: PageCell, frame: Frame) -> Request:
    link = _link(cell.link, frame)
    shown = {"userEnteredFormat": cell_format(cell.look, cell.value, link)}
    return {**shown, **extended(plain(cell.value))}


def _link(link: str, frame: Frame) -> str:
    """`Plan!C7` as an address within the spreadsheet."""
    name, _, cell = link.rpartition("!")
    tab = frame.tab(name) if name else None
    return f"#gid={tab.id}&range={cell}" if tab else ""


def _widths(page: Page, sheet: int) -> list[Request]:
    return [
        {
            "updateDimensionProperties": {
                "range": {
                    "sheetId": sheet,
                    "dimension": "COLUMNS",
                    "startIndex": at_column,
                    "endIndex": at_column + 1,
                },
                "properties": {"pixelSize": _PIXELS * width + _MARGIN},
                "fields": "pixelSize",
            }
        }
        for at_column, width in enumerate(page.widths)
        if width
    ]


def value_requests(page: Page, last: Page | None, held: Rows, sheet: int) -> list[Request] | None:
    """
    The values that differ from *held*, where nothing but values does; else None.

    *last* is the page as this process last wrote it.
    """
    if last is None or _shape(last) != _shape(page) or page_rows(last) != held:
        return None
    plans = [
        RowPlan(row=row, cells=_changed(cells, held, row), held={})
        for row, cells in enumerate(page.rows, start=1)
    ]
    return [updating(patch, sheet) for patch in patches_of(plans)]


def _changed(cells: tuple[PageCell, ...], held: Rows, row: int) -> dict[int, Entry]:
    values = ((column, plain(cell.value)) for column, cell in enumerate(cells, start=1))
    return {column: value for column, value in values if value != at(held, row, column)}


def _shape(page: Page) -> object:
    """All of *page* but its values."""
    return (
        page.name,
        page.widths,
        page.frozen_rows,
        [[(cell.look, cell.link, type(cell.value)) for cell in row] for row in page.rows],
    )
