"""A hidden tab of ours that holds the cells of the last write as they were right before it."""

from dataclasses import replace
from typing import Any, Final

from connectors.google_sheet.frame import SCRATCH_MARK, Frame, TabFrame, new_id

Request = dict[str, Any]

_NAME: Final = "Before the last sync (syncer)"
_SPARE_COLUMNS: Final = 4
_LEAST_ROWS: Final = 50  # of the word that is left there


def fitting(frame: Frame, plan: int, height: int, width: int) -> TabFrame:
    """The scratch for *plan*, made or grown where it does not hold *height* rows of *width*, and a word."""
    held, height, width = frame.scratch(plan), max(height, _LEAST_ROWS), width + 1
    if held is None:
        return TabFrame(
            id=new_id(), name=_free_name(frame), grid=True, hidden=True, of=plan,
            called=None, token="", height=height, width=width + _SPARE_COLUMNS,
        )  # fmt: skip
    if held.height >= height and held.width >= width:
        return held
    return replace(
        held, height=max(held.height, height), width=max(held.width, width + _SPARE_COLUMNS)
    )


def _free_name(frame: Frame) -> str:
    taken = {tab.name.casefold() for tab in (*frame.tabs, *frame.scratches)}
    names = (_NAME, *(f"{_NAME} {number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name.casefold() not in taken)


def making(held: TabFrame | None, wanted: TabFrame) -> list[Request]:
    """Requests that turn what is *held* into the scratch that is *wanted*; none where it is."""
    if held == wanted:
        return []
    grid = {"rowCount": wanted.height, "columnCount": wanted.width}
    if held is not None:
        properties = {"sheetId": wanted.id, "gridProperties": grid}
        fields = "gridProperties.rowCount,gridProperties.columnCount"
        return [{"updateSheetProperties": {"properties": properties, "fields": fields}}]
    about = {
        "sheetId": wanted.id, "title": wanted.name, "hidden": True, "gridProperties": grid,
    }  # fmt: skip
    mark = {
        "metadataKey": SCRATCH_MARK,
        "metadataValue": f"{wanted.of} new",
        "visibility": "DOCUMENT",
        "location": {"sheetId": wanted.id},
    }
    return [
        {"addSheet": {"properties": about}},
        {"createDeveloperMetadata": {"developerMetadata": mark}},
    ]


def renewing(scratch: int, plan: int, token: str) -> list[Request]:
    """Requests that empty the tab *scratch*, and let it tell that it is of *token* for *plan*."""
    mark = {
        "developerMetadataLookup": {
            "metadataKey": SCRATCH_MARK,
            "metadataLocation": {"sheetId": scratch},
            "locationMatchingStrategy": "EXACT_LOCATION",
        }
    }
    return [
        {
            "updateDeveloperMetadata": {
                "dataFilters": [mark],
                "developerMetadata": {"metadataValue": f"{plan} {token}"},
                "fields": "metadataValue",
            }
        },
        {"updateCells": {"range": {"sheetId": scratch}, "fields": "userEnteredValue"}},
    ]
