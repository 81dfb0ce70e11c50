"""What Sheets guarantees of reading and writing values, one promise a test."""

from datetime import date

import pytest

from tests.google.cells import ErrorValue
from tests.google_server.refusals import refused


def typed():
    """A new one for each call: gspread adds the ranges to the very dict that it is given."""
    return {"valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": "SERIAL_NUMBER"}


RAW = {"valueInputOption": "RAW"}


def test_a_typed_read_tells_what_a_cell_is(sheets, book, people):
    people.fill([["text", 1.5, 7, True, date(2026, 3, 4), "2026-03-04", "007"]])
    found = sheets.values_batch_get(book.id, ["Sheet1!A1:G1"], typed())
    assert found["valueRanges"][0]["values"] == [["text", 1.5, 7, True, 46085, "2026-03-04", "007"]]


def test_a_formatted_read_follows_the_locale(sheets, book, people):
    people.fill([[date(2026, 3, 4), 0.5, True]])
    people.type("D1", "12.5%")
    assert sheets.values_get(book.id, "A1:D1")["values"] == [["3/4/2026", "0.5", "TRUE", "12.50%"]]
    people.set_locale("de_DE")
    assert sheets.values_get(book.id, "A1:D1")["values"] == [
        ["04.03.2026", "0,5", "TRUE", "12,50%"]
    ]


def test_a_date_is_text_where_dates_are_asked_as_text(sheets, book, people):
    people.fill([[date(2026, 3, 4), 3]])
    options = {"valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": "FORMATTED_STRING"}
    assert sheets.values_get(book.id, "A1:B1", options)["values"] == [["3/4/2026", 3]]


def test_formulas_show_their_text_or_their_result(sheets, book, people):
    people.set_formula("A1", "=SUM(B1:B9)", 42)
    people.set_formula("A2", "=B1/0", ErrorValue("DIVIDE_BY_ZERO", "#DIV/0!"))
    assert sheets.values_get(book.id, "A1:A2", typed())["values"] == [[42], ["#DIV/0!"]]
    formulas = sheets.values_get(book.id, "A1:A2", {"valueRenderOption": "FORMULA"})
    assert formulas["values"] == [["=SUM(B1:B9)"], ["=B1/0"]]


def test_trailing_blanks_are_cut_so_rows_are_ragged(sheets, book, people):
    people.fill([["a", "b", "c"], ["d"], [], ["", "e"], ["", "", ""]])
    found = sheets.values_get(book.id, "Sheet1")
    assert found["range"] == "Sheet1!A1:Z1000"
    assert found["values"] == [["a", "b", "c"], ["d"], [], ["", "e"]]


def test_an_empty_range_has_no_values_at_all(sheets, book):
    assert "values" not in sheets.values_get(book.id, "Sheet1!A1:C3")


def test_columns_can_come_first(sheets, book, people):
    people.fill([["a", "b"], ["c"]])
    found = sheets.values_get(book.id, "A1:B2", {"majorDimension": "COLUMNS"})
    assert found["values"] == [["a", "c"], ["b"]]


def test_null_skips_a_cell_and_an_empty_text_empties_it(sheets, book, people):
    people.fill([["keep", "old", "gone"]])
    sheets.values_update(book.id, "A1:C1", RAW, {"values": [[None, "new", ""]]})
    assert book.tabs[0].values() == [["keep", "new"]]


def test_raw_is_never_parsed(sheets, book):
    row = ["=1+1", "2026-03-04", "12", "TRUE", "'x", 3, True]
    sheets.values_update(book.id, "A1:G1", RAW, {"values": [row]})
    assert book.tabs[0].values() == [row]
    assert book.tabs[0].cell(1, 1).formula is None


def test_user_entered_is_parsed_by_the_locale(sheets, book, people):
    people.set_locale("en_GB")
    entered = {"valueInputOption": "USER_ENTERED"}
    row = ["=1+1", "03/04/2026", "1,234.5", "true", "'12", "10%"]
    sheets.values_update(book.id, "A1:F1", entered, {"values": [row]})
    assert book.tabs[0].values() == [[0, 46115, 1234.5, True, "12", 0.1]]  # 3 April


def test_the_echo_shows_the_whole_range_and_other_peoples_cells(sheets, book, people):
    people.fill([["M-1", "title", "x"], ["M-2", "other", "y"]])
    body = {
        "valueInputOption": "RAW",
        "includeValuesInResponse": True,
        "responseValueRenderOption": "UNFORMATTED_VALUE",
        "data": [{"range": "Sheet1!A2:D2", "values": [[None, None, None, "late"]]}],
    }
    answer = sheets.values_batch_update(book.id, body)
    updated = answer["responses"][0]
    assert updated["updatedData"]["values"] == [["M-2", "other", "y", "late"]]
    assert (updated["updatedCells"], answer["totalUpdatedCells"]) == (1, 1)


@pytest.mark.parametrize("where", ["Sheet1!A1001", "Sheet1!AA1", "Sheet1!A999:A1001"])
def test_a_write_beyond_the_grid_is_refused(sheets, book, where):
    body = {"values": [["x"]]}
    code, message = refused(lambda: sheets.values_update(book.id, where, RAW, body))
    assert code == 400
    assert "exceeds grid limits. Max rows: 1000, max columns: 26" in message


def test_a_read_is_cut_to_the_grid_unless_it_starts_beyond_it(sheets, book):
    assert sheets.values_get(book.id, "A1:AZ5000")["range"] == "Sheet1!A1:Z1000"
    assert refused(lambda: sheets.values_get(book.id, "A1001:B1002"))[0] == 400


def test_values_may_not_leave_their_range(sheets, book):
    body = {"values": [["a", "b", "c"]]}
    code, message = refused(lambda: sheets.values_update(book.id, "A1:B2", RAW, body))
    assert (code, message) == (
        400,
        "Requested writing within range [Sheet1!A1:B2], but tried writing to column [C]",
    )
    # A single cell is where the values start.
    assert sheets.values_update(book.id, "A1", RAW, body)["updatedRange"] == "Sheet1!A1:C1"


def test_one_bad_range_of_a_batch_writes_nothing(sheets, book):
    body = {
        "valueInputOption": "RAW",
        "data": [{"range": "A1", "values": [["x"]]}, {"range": "Nowhere!A1", "values": [["y"]]}],
    }
    code, message = refused(lambda: sheets.values_batch_update(book.id, body))
    assert (code, message) == (400, "Invalid data[1]: Unable to parse range: Nowhere!A1")
    assert book.tabs[0].values() == []


def test_a_cell_holds_no_more_than_fifty_thousand_characters(sheets, book):
    body = {"values": [["x" * 50_001]]}
    assert "50000 characters" in refused(lambda: sheets.values_update(book.id, "A1", RAW, body))[1]
    sheets.values_update(book.id, "A1", RAW, {"values": [["x" * 50_000]]})


def test_how_values_are_entered_must_be_said(sheets, book):
    code, message = refused(lambda: sheets.values_update(book.id, "A1", {}, {"values": [["x"]]}))
    assert (code, message) == (400, "'valueInputOption' is required but not specified")


def test_append_goes_after_the_last_block_of_adjoining_cells(sheets, book, people):
    people.fill([["ID", "Title"], ["M-1", "a"], [], [None, "left", "over"]])
    answer = sheets.values_append(book.id, "Sheet1", RAW, {"values": [["M-2", "b"]]})
    assert answer["tableRange"] == "Sheet1!B4:C4"
    # The gap made another table, so the columns shifted: never append by guess.
    assert answer["updates"]["updatedRange"] == "Sheet1!B5:C5"


def test_append_grows_a_full_grid(sheets, book, people):
    people.fill([["a"], ["b"]])
    people.trim_rows()
    sheets.values_append(book.id, "Sheet1!A1:A2", RAW, {"values": [["c"]]})
    assert book.tabs[0].values() == [["a"], ["b"], ["c"]]


def test_clear_leaves_formats_and_notes(sheets, book, people):
    people.fill([[date(2026, 3, 4)]])
    people.note("A1", "agreed")
    assert sheets.values_clear(book.id, "A1:B2")["clearedRange"] == "Sheet1!A1:B2"
    cell = book.tabs[0].cell(1, 1)
    assert (cell.value, cell.note, cell.number_format) == (None, "agreed", {"type": "DATE"})


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("'My plan'!a:B", "'My plan'!A1:B1000"),
        ("'My plan'!2:3", "'My plan'!A2:Z3"),
        ("'My plan'!B998:C", "'My plan'!B998:C1000"),
        ("'My plan'", "'My plan'!A1:Z1000"),
        ("'My plan'!$B$3", "'My plan'!B3"),
        ("'MY PLAN'!R2C3:R4C5", "'My plan'!C2:E4"),
        ("'My plan'!B3:A2", "'My plan'!A2:B3"),
    ],
)
def test_ranges_are_read_and_named_as_google_does(sheets, book, people, asked, answered):
    people.rename_tab("My plan")
    assert sheets.values_get(book.id, asked)["range"] == answered


@pytest.mark.parametrize(
    "asked", ["My plan!A1", "Nowhere!A1", "Sheet1!A0", "Sheet1!", "'Sheet1!A1", "Sheet1!A1:"]
)
def test_what_is_no_range_is_refused(sheets, book, asked):
    code, message = refused(lambda: sheets.values_get(book.id, asked))
    assert (code, message) == (400, f"Unable to parse range: {asked}")


def test_a_data_filter_that_matches_several_rows_writes_them_all(sheets, book, people):
    people.fill([["h"], ["a"], ["b"], ["c"]])
    requests = [
        {
            "createDeveloperMetadata": {
                "developerMetadata": {
                    "metadataKey": "row",
                    "metadataValue": "same",
                    "visibility": "DOCUMENT",
                    "location": {
                        "dimensionRange": {
                            "sheetId": 0,
                            "dimension": "ROWS",
                            "startIndex": at,
                            "endIndex": at + 1,
                        }
                    },
                }
            }
        }
        for at in (1, 3)
    ]
    sheets.batch_update(book.id, {"requests": requests})
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{book.id}/values:batchUpdateByDataFilter"
    wanted = {"developerMetadataLookup": {"metadataKey": "row", "metadataValue": "same"}}
    body = {"valueInputOption": "RAW", "data": [{"dataFilter": wanted, "values": [[None, "hit"]]}]}
    answer = sheets.request("post", url, json=body).json()
    assert answer["totalUpdatedCells"] == 2
    assert book.tabs[0].values() == [["h"], ["a", "hit"], ["b"], ["c", "hit"]]


def test_answers_by_data_filter_come_in_an_order_of_their_own(sheets, book, people):
    people.fill([["a", "b"]])
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{book.id}/values:batchGetByDataFilter"
    filters = [
        {"a1Range": "A1"},
        {"gridRange": {"sheetId": 0, "startColumnIndex": 1, "endColumnIndex": 2}},
    ]
    found = sheets.request("post", url, json={"dataFilters": filters}).json()["valueRanges"]
    assert [one["valueRange"]["values"] for one in found] == [[["b"]], [["a"]]]
    assert found[0]["dataFilters"] == [{"gridRange": {"startColumnIndex": 1, "endColumnIndex": 2}}]


def test_a_protected_range_stops_others_and_a_warning_nobody(sheets, book, people):
    rule = people.protect("A1:A5")
    code, message = refused(lambda: sheets.values_update(book.id, "A1", RAW, {"values": [["x"]]}))
    assert code == 400
    assert "protected cell" in message
    rule["warningOnly"] = True
    sheets.values_update(book.id, "A1", RAW, {"values": [["x"]]})
