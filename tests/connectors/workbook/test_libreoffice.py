"""LibreOffice opens what we wrote and sees the same as we and openpyxl do."""

import os
import shutil
import subprocess
from datetime import date, datetime

import pytest

from syncer.domain.changes import OwnCell
from syncer.domain.page import Look
from tests.connectors.workbook.books import rich_book
from tests.connectors.workbook.writing import SUMMARY, change, grid, opened, read, write

DUE = date(2026, 5, 4)
HEADERS = {6: "ID", 7: "Health", 8: "Forecast", 9: "Slip (workdays)", 10: "Why"}
OURS = {
    row: {
        6: f"M-{row:04}",
        7: OwnCell(7, "Amber", Look.AMBER),
        8: OwnCell(8, DUE, Look.DATE),
        9: OwnCell(9, -3, Look.NUMBER),
        10: OwnCell(10, '=HYPERLINK("https://evil","M1") & <b>Ω🚀</b>\nsecond', Look.WRAP),
    }
    for row in range(4, 16)
}


@pytest.fixture(scope="module")
def office():
    program = shutil.which("soffice")
    if program is None:
        reason = "LibreOffice is missing: apt-get install libreoffice-calc"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return program


def converted(office, path, to, folder):
    profile = f"-env:UserInstallation=file://{folder}/profile"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", to, "--outdir", str(folder), str(path)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder / f"{path.stem}.{to}"


def a_day(value):
    return value.date() if isinstance(value, datetime) else value


@pytest.fixture
def plan(tmp_path):
    path = rich_book(tmp_path / "plan.xlsx")
    write(path, change(OURS, headers=HEADERS, page=SUMMARY))
    return path


def test_libreoffice_and_openpyxl_see_what_we_see(plan, office, tmp_path):
    theirs = converted(office, plan, "ods", tmp_path)
    book = opened(plan)
    tabs = [tab.name for tab in read(plan).tabs]
    assert [tab.name for tab in read(theirs).tabs] == tabs == book.sheetnames
    for tab in tabs:
        ours = grid(plan, tab)
        assert grid(theirs, tab) == ours
        formulas = read(plan).tab(tab).formulas
        for (row, column), value in ours.items():
            if (row, column) not in formulas:
                assert a_day(book[tab].cell(row, column).value) == value
    beside = read(theirs).tab("Plan")
    assert beside.formulas == read(plan).tab("Plan").formulas
    assert beside.merges == read(plan).tab("Plan").merges
    assert 6 in beside.hidden_rows
    assert read(theirs).tab("Summary").ours
    assert read(theirs).tab("Summary").of == "Plan"


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_a_book_that_libreoffice_saved_is_written_to_as_well(plan, office, tmp_path):
    folder = tmp_path / "theirs"
    folder.mkdir()
    theirs = converted(office, plan, "xlsx", folder)
    before = grid(theirs)
    assert read(theirs).tab("Summary").ours
    assert read(theirs).tab("Summary").of == "Plan"
    green = {5: {7: OwnCell(7, "Green", Look.GREEN), 10: "shorter"}}
    write(theirs, change(green, page=SUMMARY))
    assert grid(theirs) == before | {(5, 7): "Green", (5, 10): "shorter"}
    assert opened(theirs)["Plan"]["G5"].fill.fgColor.rgb.endswith("CDE8CF")
    octets = theirs.read_bytes()
    write(theirs, change(green, page=SUMMARY))
    assert theirs.read_bytes() == octets
