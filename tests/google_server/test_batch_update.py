"""`spreadsheets.batchUpdate`: atomic, and refused as Google refuses."""

import pytest

from tests.google_server.refusals import refused


def rows(start, end, sheet=0):
    return {"sheetId": sheet, "dimension": "ROWS", "startIndex": start, "endIndex": end}


def box(top, bottom, left, right, sheet=0):
    return {
        "sheetId": sheet,
        "startRowIndex": top,
        "endRowIndex": bottom,
        "startColumnIndex": left,
        "endColumnIndex": right,
    }


@pytest.fixture
def batch(sheets, book):
    return lambda *requests: sheets.batch_update(book.id, {"requests": list(requests)})


def test_a_batch_that_fails_half_way_changes_nothing(batch, book, people):
    people.fill([["a"], ["b"]])
    before = book.tabs[0].values()
    code, message = refused(
        lambda: batch(
            {"deleteDimension": {"range": rows(0, 1)}},
            {"addSheet": {"properties": {"title": "New"}}},
            {"addSheet": {"properties": {"title": "sheet1"}}},
        )
    )
    assert (code, message) == (
        400,
        'Invalid requests[2].addSheet: A sheet with the name "sheet1" already exists. Please enter another name.',
    )
    assert book.tabs[0].values() == before
    assert [tab.title for tab in book.tabs] == ["Sheet1"]


def test_an_insert_at_the_end_of_the_grid_needs_something_to_inherit_from(batch, book):
    _, message = refused(lambda: batch({"insertDimension": {"range": rows(1000, 1001)}}))
    assert message == (
        "Invalid requests[0].insertDimension: range.startIndex must be less than the grid size "
        "(1000) if inheritFromBefore is false."
    )
    batch({"insertDimension": {"range": rows(1000, 1001), "inheritFromBefore": True}})
    assert len(book.tabs[0].rows) == 1001


def test_one_row_that_is_not_frozen_must_stay(batch, book):
    freeze = {"sheetId": 0, "gridProperties": {"frozenRowCount": 1}}
    batch(
        {"updateSheetProperties": {"properties": freeze, "fields": "gridProperties.frozenRowCount"}}
    )
    _, message = refused(lambda: batch({"deleteDimension": {"range": rows(1, 1000)}}))
    assert message.endswith("Sorry, it is not possible to delete all non-frozen rows.")
    _, message = refused(lambda: batch({"deleteDimension": {"range": rows(0, 1000)}}))
    assert message.endswith("You can't delete all the rows on the sheet.")
    batch({"deleteDimension": {"range": rows(2, 1000)}})
    assert len(book.tabs[0].rows) == 2


def test_a_workbook_has_at_most_ten_million_cells(batch, book):
    _, message = refused(
        lambda: batch({"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 400_000}})
    )
    assert message.endswith("above the limit of 10000000 cells.")
    assert len(book.tabs[0].rows) == 1000


def test_update_cells_changes_only_the_fields_named(batch, book, people):
    people.fill([["old", "kept"]])
    people.note("A1", "kept")
    cells = [
        {
            "userEnteredValue": {"numberValue": 46085},
            "userEnteredFormat": {"numberFormat": {"type": "DATE"}},
        }
    ]
    batch(
        {
            "updateCells": {
                "start": {"sheetId": 0},
                "rows": [{"values": cells}],
                "fields": "userEnteredValue,userEnteredFormat.numberFormat",
            }
        }
    )
    cell = book.tabs[0].cell(1, 1)
    assert (cell.value, cell.note, cell.is_date) == (46085, "kept", True)
    assert book.tabs[0].value(1, 2) == "kept"


def test_update_cells_clears_what_the_rows_leave_out_of_its_range(batch, book, people):
    people.fill([["a", "b"], ["c", "d"]])
    values = [{"values": [{"userEnteredValue": {"stringValue": "=x"}}]}]
    batch({"updateCells": {"range": box(0, 2, 0, 2), "rows": values, "fields": "userEnteredValue"}})
    assert book.tabs[0].values() == [["=x"]]
    assert book.tabs[0].cell(1, 1).formula is None


def test_update_cells_beyond_its_range_is_refused(batch):
    values = [{"values": [{}, {}]}]
    _, message = refused(
        lambda: batch({"updateCells": {"range": box(0, 1, 0, 1), "rows": values, "fields": "note"}})
    )
    assert message.endswith("Attempting to write column: 1, beyond the last requested column of: 0")


def test_fields_must_be_named(batch):
    _, message = refused(lambda: batch({"updateCells": {"range": box(0, 1, 0, 1)}}))
    assert "At least one field must be listed in 'fields'" in message


def test_a_tab_is_made_named_moved_and_deleted(batch, book):
    reply = batch({"addSheet": {"properties": {"title": "Summary", "sheetId": 77}}})
    assert reply["replies"][0]["addSheet"]["properties"]["index"] == 1
    rename = {"properties": {"sheetId": 77, "title": "Sum", "index": 0}, "fields": "title,index"}
    batch({"updateSheetProperties": rename})
    assert [tab.title for tab in book.tabs] == ["Sum", "Sheet1"]
    batch({"deleteSheet": {"sheetId": 0}})
    _, message = refused(lambda: batch({"deleteSheet": {"sheetId": 77}}))
    assert message.endswith("You can't remove all the visible sheets in a document.")


def test_protection_without_editors_lets_every_editor_in(batch, book):
    reply = batch({"addProtectedRange": {"protectedRange": {"range": box(0, 1, 0, 1)}}})
    made = reply["replies"][0]["addProtectedRange"]["protectedRange"]
    assert set(made["editors"]["users"]) == set(book.roles)
    warning = {"range": box(0, 1, 1, 2), "warningOnly": True, "description": "computed"}
    made = batch({"addProtectedRange": {"protectedRange": warning}})["replies"][0]
    assert "editors" not in made["addProtectedRange"]["protectedRange"]


def test_colours_filters_names_bands_and_validations_come_back_in_the_spreadsheet(
    sheets, batch, book
):
    rule = {
        "ranges": [box(1, 10, 2, 3)],
        "booleanRule": {
            "condition": {"type": "TEXT_EQ", "values": [{"userEnteredValue": "red"}]},
            "format": {"backgroundColorStyle": {"rgbColor": {"red": 1}}},
        },
    }
    batch(
        {"addConditionalFormatRule": {"rule": rule, "index": 0}},
        {"addNamedRange": {"namedRange": {"name": "plan", "range": box(0, 9, 0, 3)}}},
        {"setBasicFilter": {"filter": {"range": box(0, 9, 0, 3)}}},
        {"addBanding": {"bandedRange": {"range": box(0, 9, 0, 3), "rowProperties": {}}}},
        {"mergeCells": {"range": box(20, 22, 0, 2), "mergeType": "MERGE_ALL"}},
        {
            "setDataValidation": {
                "range": box(1, 9, 0, 1),
                "rule": {"condition": {"type": "BOOLEAN"}, "showCustomUi": True},
            }
        },
        {
            "updateDimensionProperties": {
                "range": rows(3, 5),
                "properties": {"hiddenByUser": True},
                "fields": "hiddenByUser",
            }
        },
    )
    found = sheets.fetch_sheet_metadata(book.id, {"includeGridData": "true"})
    tab = found["sheets"][0]
    assert found["namedRanges"][0]["name"] == "plan"
    assert tab["conditionalFormats"] == [rule]
    assert tab["merges"] == [box(20, 22, 0, 2)]
    assert tab["basicFilter"]["range"] == box(0, 9, 0, 3)
    assert tab["bandedRanges"][0]["bandedRangeId"]
    data = tab["data"][0]
    assert [at for at, row in enumerate(data["rowMetadata"]) if row.get("hiddenByUser")] == [3, 4]
    assert data["rowData"][1]["values"][0]["dataValidation"]["condition"] == {"type": "BOOLEAN"}
    assert sheets.values_get(book.id, "plan")["range"] == "Sheet1!A1:C9"


def test_what_hangs_on_ranges_moves_with_rows_and_columns(batch, book, people):
    people.fill([["a"]] * 10)
    batch(
        {"addNamedRange": {"namedRange": {"name": "plan", "range": box(2, 5, 1, 3)}}},
        {"insertDimension": {"range": rows(0, 2)}},
        {
            "moveDimension": {
                "source": {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 1},
                "destinationIndex": 5,
            }
        },
    )
    assert book.named[0]["range"] == box(4, 7, 0, 2)
    batch({"deleteDimension": {"range": rows(4, 7)}})
    assert book.named == []


def test_sort_keeps_blank_rows_last_and_follows_the_flag_for_metadata(server, batch, book, people):
    people.fill([["b", 2], ["", 9], ["a", 10], ["c", 1]])
    tag = {"metadataKey": "k", "visibility": "DOCUMENT", "location": {"dimensionRange": rows(0, 1)}}
    batch({"createDeveloperMetadata": {"developerMetadata": tag}})
    order = {
        "range": box(0, 4, 0, 26),
        "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}],
    }
    batch({"sortRange": order})
    assert book.tabs[0].values() == [["a", 10], ["b", 2], ["c", 1], [None, 9]]
    assert [bool(row.metadata) for row in book.tabs[0].rows[:4]] == [True, False, False, False]
    server.unsettled.sort_moves_metadata = True
    batch({"sortRange": {**order, "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]}})
    assert [bool(row.metadata) for row in book.tabs[0].rows[:4]] == [False, False, True, False]


def test_metadata_is_found_by_key_and_goes_with_its_row(sheets, batch, book, people):
    people.fill([["h"], ["a"], ["b"]])
    tag = {
        "metadataKey": "id",
        "metadataValue": "M-2",
        "visibility": "PROJECT",
        "location": {"dimensionRange": rows(2, 3)},
    }
    made = batch({"createDeveloperMetadata": {"developerMetadata": tag}})["replies"][0]
    ident = made["createDeveloperMetadata"]["developerMetadata"]["metadataId"]
    people.insert_rows(1)
    people.drag_rows(4, 1, 2)
    people.cut_paste("A2", "A9")
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{book.id}/developerMetadata"
    wanted = {"dataFilters": [{"developerMetadataLookup": {"metadataKey": "id"}}]}
    found = sheets.request("post", f"{url}:search", json=wanted).json()["matchedDeveloperMetadata"]
    place = found[0]["developerMetadata"]["location"]["dimensionRange"]
    assert (place["startIndex"], place["endIndex"]) == (1, 2)
    assert sheets.request("get", f"{url}/{ident}").json()["metadataValue"] == "M-2"
    batch({"deleteDeveloperMetadata": {"dataFilter": wanted["dataFilters"][0]}})
    assert refused(lambda: sheets.request("get", f"{url}/{ident}"))[0] == 404


def table(right, **more):
    return {"name": "Milestones", "range": box(0, 4, 0, right), **more}


def test_a_table_is_told_and_can_be_made_wider(batch, sheets, book):
    made = batch({"addTable": {"table": table(3)}})["replies"][0]["addTable"]["table"]
    wider = {"tableId": made["tableId"], "range": box(0, 4, 0, 5)}
    batch({"updateTable": {"table": wider, "fields": "range"}})
    (tab,) = sheets.fetch_sheet_metadata(book.id)["sheets"]
    assert tab["tables"] == [{**made, "range": box(0, 4, 0, 5)}]


def test_tables_do_not_overlap(batch, book):
    batch({"addTable": {"table": table(3)}})
    other = {"addTable": {"table": {"name": "Others", "range": box(3, 6, 2, 4)}}}
    assert refused(lambda: batch(other))[0] == 400
    assert len(book.tabs[0].tables) == 1


def test_columns_put_in_at_the_edge_of_a_filter_or_a_table_stay_outside(batch, book, people):
    people.filter("A1:C4", "A", "nobody")
    batch({"addTable": {"table": table(3)}})
    columns = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 3, "endIndex": 5}
    batch({"insertDimension": {"range": columns, "inheritFromBefore": False}})
    tab = book.tabs[0]
    assert {tab.tables[0]["range"]["endColumnIndex"], tab.filter["range"]["endColumnIndex"]} == {3}
    columns |= {"startIndex": 2}
    batch({"insertDimension": {"range": columns, "inheritFromBefore": False}})
    assert {tab.tables[0]["range"]["endColumnIndex"], tab.filter["range"]["endColumnIndex"]} == {6}


def test_an_excel_file_in_drive_is_refused(sheets, book):
    book.office = True
    code, message = refused(lambda: sheets.values_get(book.id, "A1"))
    assert (code, message.endswith("must not be an Office file.")) == (400, True)
