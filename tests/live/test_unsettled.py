"""What no source settles: tried, and printed (-s). The product must not rely on either answer."""

import secrets
import sys

from connectors._google.failures import Ask
from syncer.errors import SyncerError

SAID = {True: "yes", False: "no"}


def told(question, answer):
    """Print what was found out; tests pass whatever it is."""
    sys.stdout.write(f"\n{question} {SAID[answer]}\n")


def test_whether_a_sort_moves_row_metadata(ground):
    ground.type("A1", [["b"], ["a"]])
    place = {"sheetId": ground.tab, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
    mark = {
        "metadataKey": ground.title, "visibility": "DOCUMENT",
        "location": {"dimensionRange": place},
    }  # fmt: skip
    ground.change({"createDeveloperMetadata": {"developerMetadata": mark}})
    area = {"sheetId": ground.tab, "startRowIndex": 0, "endRowIndex": 2}
    order = [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}]
    ground.change({"sortRange": {"range": area, "sortSpecs": order}})
    assert ground.rows() == [["a"], ["b"]]
    asked = {"dataFilters": [{"developerMetadataLookup": {"metadataKey": ground.title}}]}
    found = ground.do(
        ground.sheets().developerMetadata().search(spreadsheetId=ground.book, body=asked)
    )
    (one,) = found["matchedDeveloperMetadata"]
    at = one["developerMetadata"]["location"]["dimensionRange"].get("startIndex", 0)
    assert at in (0, 1)
    told("Does a sort move a row's metadata with its cells?", at == 1)


def test_whether_an_update_brings_a_deleted_event_back(ground):
    ident = secrets.token_hex(16)
    day = {"start": {"date": "2026-04-06"}, "end": {"date": "2026-04-07"}}
    body = {**day, "id": ident, "summary": ground.title}
    place = {"calendarId": ground.calendar, "eventId": ident}
    ground.do(ground.events().insert(calendarId=ground.calendar, body=body))
    ground.do(ground.events().delete(**place))
    again = {**day, "summary": ground.title, "status": "confirmed"}
    ask = Ask("calendar", "write", "bringing an event back", "the calendar")
    try:
        ground.account.call(ask, lambda: ground.events().update(**place, body=again).execute())
    except SyncerError as error:
        sys.stdout.write(f"\n{error}")
    held = ground.do(ground.events().get(**place))
    told("Does an update bring a deleted event back?", held["status"] == "confirmed")


def test_whether_a_copy_takes_filtered_rows_along(ground):
    ground.type("A1", [["Kind"], ["keep"], ["hide"], ["keep"]])
    area = {"sheetId": ground.tab, "startRowIndex": 0, "endRowIndex": 4,
            "startColumnIndex": 0, "endColumnIndex": 1}  # fmt: skip
    hidden = {"0": {"hiddenValues": ["hide"]}}
    ground.change({"setBasicFilter": {"filter": {"range": area, "criteria": hidden}}})
    target = {**area, "startColumnIndex": 2, "endColumnIndex": 3}
    ground.change({"copyPaste": {"source": area, "destination": target}})
    copied = [row[0] if row else "" for row in ground.rows("C1:C4")]
    assert copied[:2] == ["Kind", "keep"]
    told("Does a copy take filtered-out rows along?", "hide" in copied)


def test_a_copy_from_a_double_without_a_filter_takes_every_row_along(ground):
    """The product relies on this one: so it writes into tabs that people filter."""
    ground.type("A1", [["Kind"], ["keep"], ["hide"], ["=1+1"]])
    area = {"startRowIndex": 0, "endRowIndex": 4, "startColumnIndex": 0, "endColumnIndex": 1}
    hidden = {"0": {"hiddenValues": ["hide"]}}
    filtered = {"range": {**area, "sheetId": ground.tab}, "criteria": hidden}
    ground.change({"setBasicFilter": {"filter": filtered}})
    double, copy = (secrets.randbelow(2**30) + 2**20 for _ in range(2))
    name = f"{ground.title} copy"
    source = {
        "sourceSheetId": ground.tab,
        "newSheetId": double,
        "newSheetName": secrets.token_hex(8),
    }
    places = {"source": {**area, "sheetId": double}, "destination": {**area, "sheetId": copy}}
    ground.change(
        {"addSheet": {"properties": {"sheetId": copy, "title": name, "hidden": True}}},
        {"duplicateSheet": source},
        {"clearBasicFilter": {"sheetId": double}},
        {"copyPaste": {**places, "pasteType": "PASTE_FORMULA"}},
        {"deleteSheet": {"sheetId": double}},
    )
    try:
        asked = {"range": f"'{name}'!A1:A4", "valueRenderOption": "FORMULA"}
        found = ground.do(ground.sheets().values().get(spreadsheetId=ground.book, **asked))
        assert found["values"] == [["Kind"], ["keep"], ["hide"], ["=1+1"]]
        assert double not in ground.tabs()
    finally:
        ground.change({"deleteSheet": {"sheetId": copy}})
