"""Requests are held against Google's own description, and answers too."""

import json

import pytest
from gspread.exceptions import APIError

from tests.google import clients
from tests.google_server.refusals import refused

BASE = "https://sheets.googleapis.com/v4/spreadsheets"


def test_an_unknown_field_is_named_with_its_place(sheets, book):
    body = {
        "requests": [{"updateSheetProperties": {"properties": {"headerValues": []}, "fields": "*"}}]
    }
    with pytest.raises(APIError) as caught:
        sheets.batch_update(book.id, body)
    error = caught.value.response.json()["error"]
    text = (
        'Invalid JSON payload received. Unknown name "headerValues" at '
        "'requests[0].update_sheet_properties.properties': Cannot find field."
    )
    assert (error["message"], error["status"]) == (text, "INVALID_ARGUMENT")
    violation = error["details"][0]["fieldViolations"][0]
    assert violation == {
        "field": "requests[0].update_sheet_properties.properties",
        "description": text,
    }


@pytest.mark.parametrize(
    "body",
    [
        {"requests": [{"addSheet": {"properties": {"index": "one"}}}]},
        {"requests": [{"addSheet": {"properties": {"hidden": "yes"}}}]},
        {"requests": {"addSheet": {}}},
        {"requests": [{"appendDimension": {"dimension": "LINES", "length": 1}}]},
        {"requests": [{"appendDimension": {"dimension": "ROWS", "length": 2**31}}]},
        {"requests": []},
    ],
)
def test_wrong_types_and_enums_are_refused(sheets, book, body):
    assert refused(lambda: sheets.batch_update(book.id, body))[0] == 400


@pytest.mark.parametrize("payload", ["{", "[]", '{"values": [[NaN]]}', '{"values": [[Infinity]]}'])
def test_what_is_no_json_is_refused(sheets, book, payload):
    def call():
        url = f"{BASE}/{book.id}/values/A1?valueInputOption=RAW"
        return sheets.request(
            "put", url, data=payload, headers={"Content-Type": "application/json"}
        )

    assert refused(call)[0] == 400


@pytest.mark.parametrize("value", [{"a": 1}, ["b"]])
def test_a_cell_takes_no_objects(sheets, book, value):
    code, message = refused(
        lambda: sheets.values_update(
            book.id, "A1", {"valueInputOption": "RAW"}, {"values": [[value]]}
        )
    )
    assert code == 400
    assert message.startswith("Invalid values[0][0]: ")


@pytest.mark.parametrize(
    "query",
    ["nonsense=1", "valueRenderOption=RAW", "valueRenderOption=FORMULA&valueRenderOption=FORMULA"],
)
def test_wrong_query_parameters_are_refused(sheets, book, query):
    assert refused(lambda: sheets.request("get", f"{BASE}/{book.id}/values/A1?{query}"))[0] == 400


def test_calls_that_google_does_not_have_are_a_page(sheets, book):
    code, text = refused(lambda: sheets.request("get", f"{BASE}/{book.id}/cells/A1"))
    assert code == -1  # gspread's sign that there was no JSON
    assert "404" in text


def test_a_fields_mask_is_honoured_and_checked(sheets, book):
    mask = {"fields": "properties(locale,timeZone),sheets.properties(sheetId,title)"}
    found = sheets.request("get", f"{BASE}/{book.id}", params=mask).json()
    assert found == {
        "properties": {"locale": "en_US", "timeZone": "Etc/GMT"},
        "sheets": [{"properties": {"sheetId": 0, "title": "Sheet1"}}],
    }


@pytest.mark.parametrize("wrong", ["properties.nothing", "properties, sheets", "sheets(", "a"])
def test_a_wrong_fields_mask_is_refused(sheets, book, wrong):
    params = {"fields": wrong}
    assert refused(lambda: sheets.request("get", f"{BASE}/{book.id}", params=params))[0] == 400


def test_a_mask_that_asks_for_cells_gets_them(sheets, book, people):
    people.fill([["a", 1], ["=B1*2"]])
    mask = {
        "fields": "sheets.data.rowData.values(userEnteredValue,formattedValue)",
        "ranges": "Sheet1!A1:B2",
    }
    found = sheets.request("get", f"{BASE}/{book.id}", params=mask).json()
    assert found["sheets"][0]["data"][0]["rowData"] == [
        {
            "values": [
                {"userEnteredValue": {"stringValue": "a"}, "formattedValue": "a"},
                {"userEnteredValue": {"numberValue": 1}, "formattedValue": "1"},
            ]
        },
        {"values": [{"userEnteredValue": {"formulaValue": "=B1*2"}, "formattedValue": "0"}]},
    ]


def test_a_spreadsheet_is_made_with_its_tabs(sheets):
    body = {
        "properties": {"title": "New", "locale": "de_DE"},
        "sheets": [
            {"properties": {"title": "One"}},
            {"properties": {"title": "Two", "sheetId": 5}},
        ],
    }
    made = sheets.request("post", BASE, json=body).json()
    assert [one["properties"]["title"] for one in made["sheets"]] == ["One", "Two"]
    assert json.dumps(made["properties"]["locale"]) == '"de_DE"'


def test_strangers_and_readers_are_told_apart_from_what_is_not_there(server, sheets, book, people):
    assert refused(lambda: sheets.values_get("nothing", "A1")) == (
        404,
        "Requested entity was not found.",
    )
    people.revoke("syncer@test-project.iam.gserviceaccount.com")
    assert refused(lambda: sheets.values_get(book.id, "A1")) == (
        403,
        "The caller does not have permission",
    )
    people.share("syncer@test-project.iam.gserviceaccount.com", "reader")
    sheets.values_get(book.id, "A1")
    assert refused(lambda: sheets.values_clear(book.id, "A1"))[0] == 403
    people.delete_book()
    assert refused(lambda: sheets.values_get(book.id, "A1"))[0] == 404


def test_a_question_too_long_for_an_address_comes_as_a_post(server, book, people, transport):
    people.fill([["a"]])
    ranges = [f"Sheet1!A{at}:Z{at}" for at in range(1, 200)]
    values = clients.service_over(transport, "sheets").spreadsheets().values()
    found = values.batchGet(spreadsheetId=book.id, ranges=ranges).execute()
    assert len(found["valueRanges"]) == 199
    assert server.calls[-1].method == "sheets.spreadsheets.values.batchGet"


def test_a_tab_can_carry_a_hidden_mark(sheets, book):
    mark = {
        "metadataKey": "owner",
        "metadataValue": "us",
        "visibility": "PROJECT",
        "location": {"sheetId": 9},
    }
    requests = [
        {"addSheet": {"properties": {"title": "Summary", "sheetId": 9}}},
        {"createDeveloperMetadata": {"developerMetadata": mark}},
    ]
    sheets.batch_update(book.id, {"requests": requests})
    params = {"fields": "sheets(properties.title,developerMetadata(metadataKey,metadataValue))"}
    found = sheets.request("get", f"{BASE}/{book.id}", params=params).json()["sheets"]
    assert found[0] == {"properties": {"title": "Sheet1"}}
    assert found[1]["developerMetadata"] == [{"metadataKey": "owner", "metadataValue": "us"}]
