"""Workbooks that other programs write: lawful, and not as Excel does."""

from datetime import date

import pytest

from syncer.domain.changes import OwnCell
from syncer.domain.page import Look
from tests.connectors.workbook.books import (
    MAIN,
    OFFICE_STRICT,
    STRICT,
    inline,
    parts_of,
    raw_book,
    worksheet,
)
from tests.connectors.workbook.writing import SUMMARY, change, grid, opened, read, write

SHEET = "xl/worksheets/sheet1.xml"
ROWS = (
    f'<row r="1">{inline("A1", "Title")}{inline("B1", "Due")}</row>'
    f'<row r="2">{inline("A2", "Alpha")}<c r="B2"><v>46000</v></c></row>'
)
BEFORE = {(1, 1): "Title", (1, 2): "Due", (2, 1): "Alpha", (2, 2): 46000.0}
OURS = change(
    {2: {3: "M-1", 4: OwnCell(4, "Red", Look.RED)}},
    headers={3: "ID", 4: "Health"},
    header_row=1,
    page=SUMMARY,
)
AFTER = BEFORE | {(1, 3): "ID", (1, 4): "Health", (2, 3): "M-1", (2, 4): "Red"}

IGNORABLE = (
    f'<?xml version="1.0"?><!-- <sheetData> --><worksheet xmlns="{MAIN}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:v" '
    'mc:Ignorable="v"><sheetPr><tabColor rgb="FF00FF00"/></sheetPr><sheetData>'
    + ROWS.replace("<row ", '<row v:own="a" ').replace("<c ", '<c v:own="b" ')
    + "</sheetData></worksheet>"
)


def saved(tmp_path, octets):
    path = tmp_path / "odd.xlsx"
    path.write_bytes(octets)
    return path


def prefixed(xml):
    return xml.replace("</", "\0").replace("<", "<x:").replace("\0", "</x:")


@pytest.mark.parametrize(
    "octets",
    [
        raw_book(worksheet(ROWS)),
        raw_book(worksheet(ROWS, main=STRICT), main=STRICT, office=OFFICE_STRICT),
        raw_book(f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{prefixed(ROWS)}</x:sheetData>'
                 "</x:worksheet>", prefix="x"),
        raw_book(worksheet(ROWS), target="/xl/worksheets/sheet1.xml"),
        raw_book(worksheet(ROWS), target="../xl/tabs/one.xml", place="xl/tabs/one.xml"),
        raw_book("\ufeff" + worksheet(ROWS)),
        raw_book(worksheet(ROWS.replace('"', "'"))),
        raw_book(worksheet(ROWS.replace(' r="', '\n  r = "'))),
        raw_book(worksheet(ROWS.replace("<row ", '<row ht="15" spans="1:2" '))),
        raw_book(worksheet(ROWS.replace(' r="1"', "").replace(' r="2"', ""))),
        raw_book(worksheet("".join(c for c in ROWS.replace(' r="B2"', ""))
                           .replace(' r="A1"', "").replace(' r="B1"', ""))),
        raw_book(worksheet(ROWS.replace("Alpha", "<![CDATA[Alpha]]>").replace("46000", "<![CDATA[46000]]>") + "<!-- <row r='9'/> -->")),
        raw_book(IGNORABLE),
    ],
    ids=["plain", "strict", "prefixed", "absolute", "dots", "bom", "single", "spaces", "spans",
         "rows-unnumbered", "cells-unnumbered", "cdata", "ignorable"],
)  # fmt: skip
def test_it_is_read_written_and_read_again(tmp_path, octets):
    path = saved(tmp_path, octets)
    assert grid(path) == BEFORE
    assert write(path, OURS).rows == {2}
    assert grid(path) == AFTER
    assert read(path).tab("Summary").ours
    octets = path.read_bytes()
    write(path, OURS)
    assert path.read_bytes() == octets


def test_an_empty_sheet_gets_rows(tmp_path):
    path = saved(tmp_path, raw_book(f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'))
    write(path, change({3: {2: "x"}, 2: {1: "y"}}))
    assert grid(path) == {(2, 1): "y", (3, 2): "x"}


def test_an_empty_row_that_stands_there_is_filled(tmp_path):
    path = saved(tmp_path, raw_book(worksheet('<row r="2" ht="20"/><row r="4"></row>')))
    write(path, change({2: {2: "x", 1: "w"}, 3: {1: "between"}, 4: {1: "y"}}))
    assert grid(path) == {(2, 1): "w", (2, 2): "x", (3, 1): "between", (4, 1): "y"}
    assert b'<row r="2" ht="20">' in parts_of(path.read_bytes())[SHEET]


def test_cells_between_others_keep_the_order(tmp_path):
    data = f'<row r="1">{inline("B1", "b")}{inline("E1", "e")}</row>'
    path = saved(tmp_path, raw_book(worksheet(data)))
    write(path, change({1: {1: "a", 3: "c", 4: "d", 6: "f"}}, header_row=9))
    assert [grid(path)[1, column] for column in range(1, 7)] == list("abcdef")
    xml = parts_of(path.read_bytes())[SHEET]
    assert [xml.index(f'r="{letter}1"'.encode()) for letter in "ABCDEF"] == sorted(
        xml.index(f'r="{letter}1"'.encode()) for letter in "ABCDEF"
    )


def test_widths_divide_a_range_of_columns_and_show_what_was_hidden(tmp_path):
    before = '<cols><col min="1" max="2" width="9"/><col min="3" max="16384" hidden="1"/></cols>'
    path = saved(tmp_path, raw_book(worksheet(ROWS, before=before)))
    assert 3 in read(path).tabs[0].hidden_columns
    write(path, OURS)
    xml = parts_of(path.read_bytes())[SHEET].decode()
    cols = xml[xml.index("<cols>") : xml.index("</cols>")]
    assert [part.split('"')[1::2][:2] for part in cols.split("<col ")[1:]] == [
        ["1", "2"], ["3", "3"], ["4", "4"], ["5", "16384"],
    ]  # fmt: skip
    assert read(path).tabs[0].hidden_columns == set(range(5, 16385))


def test_shared_rich_and_inline_text_errors_flags_and_days(tmp_path):
    strings = (
        f'<sst xmlns="{MAIN}"><si><r><t xml:space="preserve">rich </t></r><r><t>text</t></r>'
        "<rPh><t>not read</t></rPh></si></sst>"
    )
    styles = (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="170" '
        'formatCode="[$-407]d/ mmmm yyyy;@"/></numFmts><cellXfs count="3"><xf numFmtId="0"/>'
        '<xf numFmtId="170"/><xf numFmtId="46"/></cellXfs></styleSheet>'
    )
    data = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="e"><v>#REF!</v></c>'
        '<c r="C1" t="b"><v>1</v></c><c r="D1" s="1"><v>46082</v></c><c r="E1" s="2"><v>1.5</v></c>'
        '<c r="F1" t="e"><f>A9</f><v>#N/A</v></c><c r="G1" t="d"><v>2026-03-01</v></c></row>'
    )
    path = saved(tmp_path, raw_book(worksheet(data), strings=strings, styles=styles))
    found = grid(path)
    assert (found[1, 1], found[1, 2], found[1, 3], found[1, 6]) == (
        "rich text",
        "#REF!",
        True,
        "#N/A",
    )
    assert found[1, 4] == found[1, 7] == date(2026, 3, 1)
    assert found[1, 5].total_seconds() == 36 * 3600


def test_the_workbook_settings_of_others_stay(tmp_path):
    after = '<definedNames><definedName name="A">Plan!$A$1</definedName></definedNames><calcPr calcId="1"/>'
    path = saved(tmp_path, raw_book(worksheet(ROWS), after=after))
    write(path, OURS)
    book = parts_of(path.read_bytes())["xl/workbook.xml"].decode()
    assert '<definedName name="A">Plan!$A$1</definedName>' in book
    assert book.index("<calcPr") > book.index("</definedNames>") > book.index("</sheets>")


def test_openpyxl_reads_the_values_of_a_rewritten_book(tmp_path):
    path = saved(tmp_path, raw_book(worksheet(ROWS)))
    write(path, OURS)
    sheet = opened(path)["Plan"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Title", "Due", "ID", "Health"], ["Alpha", 46000, "M-1", "Red"],
    ]  # fmt: skip
