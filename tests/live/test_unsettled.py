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
