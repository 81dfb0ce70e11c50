"""New workbooks of our own pages."""

from datetime import date

import openpyxl
import pytest

from connectors.workbook import make_book
from syncer.domain.page import Look, Page, PageCell
from syncer.errors import UsageError
from tests.connectors.workbook.writing import grid

PAGE = Page(
    name="It's a plan",
    rows=(
        (PageCell("Plan", Look.TITLE),),
        (
            PageCell("Title", Look.HEADING),
            PageCell("Due", Look.HEADING),
            PageCell("n", Look.HEADING),
        ),
        (PageCell("=1+1"), PageCell(date(2026, 3, 1), Look.DATE), PageCell(-2.5, Look.NUMBER)),
        (PageCell("here", link="It's a plan!A1"), PageCell(None), PageCell(True)),
        (
            PageCell("red", Look.RED),
            PageCell("https://example.org"),
            PageCell("long " * 9, Look.WRAP),
        ),
    ),
    widths=(30, 12),
    frozen_rows=2,
    filtered=2,
    choices={1: ("a", "b")},
    helps={2: "the day it is promised for"},
)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "new.xlsx"
    make_book().make(path, (PAGE, Page(name="Second", rows=())))
    return path


def test_we_read_back_what_it_holds(path):
    found = grid(path, "It's a plan")
    assert found[3, 1] == "=1+1"
    assert found[3, 2] == date(2026, 3, 1)
    assert found[3, 3] == -2.5
    assert (found[4, 1], found[4, 3]) == ("here", True)
    assert found[5, 2] == "https://example.org"


def test_openpyxl_sees_how_it_looks(path):
    book = openpyxl.load_workbook(path)
    sheet = book["It's a plan"]
    assert book.sheetnames == ["It's a plan", "Second"]
    assert sheet["A1"].font.size == 16
    assert sheet["A2"].font.bold
    assert sheet["B3"].number_format == "yyyy-mm-dd"
    assert sheet["A5"].fill.fgColor.rgb.endswith("F6C7C7")
    assert sheet["C5"].alignment.wrap_text
    assert sheet["A4"].hyperlink.location == "'It''s a plan'!A1"
    assert sheet["B5"].hyperlink is None
    assert sheet.freeze_panes == "A3"
    assert sheet.auto_filter.ref == "A2:C5"
    listed, helped = sheet.data_validations.dataValidation
    assert (listed.formula1, str(listed.sqref)) == ('"a,b"', "A3:A1048576")
    assert (helped.prompt, str(helped.sqref)) == ("the day it is promised for", "B2")


def test_the_same_pages_make_the_same_octets(path, tmp_path):
    again = tmp_path / "again.xlsx"
    make_book().make(again, (PAGE, Page(name="Second", rows=())))
    assert again.read_bytes() == path.read_bytes()


def test_it_never_writes_over_a_file(path):
    before = path.read_bytes()
    with pytest.raises(UsageError, match="exists already"):
        make_book().make(path, (PAGE,))
    assert path.read_bytes() == before
