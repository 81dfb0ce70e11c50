"""Files that would harm or confuse: a clear error, nothing touched, nothing blown up."""

import io
import struct
import zipfile

import pytest

from connectors.workbook import package
from syncer.errors import SourceError, SyncerError
from tests.connectors.workbook.books import MAIN, inline, parts_of, raw_book, worksheet, zipped
from tests.connectors.workbook.writing import change, grid, read, write

GOOD = worksheet(f'<row r="1">{inline("A1", "Title")}</row>')
LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
EXTERNAL = '<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def refused(tmp_path, octets, name="plan.xlsx", *, writes=True):
    """What a person is told; neither reading nor writing touches the file."""
    path = tmp_path / name
    path.write_bytes(octets)
    with pytest.raises(SourceError) as caught:
        read(path)
    if writes:
        with pytest.raises(SyncerError):
            write(path, change({1: {2: "ours"}}))
    assert path.read_bytes() == octets
    assert caught.value.hint
    return f"{caught.value} / {caught.value.hint}"


def test_not_a_workbook_at_all(tmp_path):
    assert "no Excel workbook" in refused(tmp_path, b"Title,Due\nAlpha,2026-03-01\n")
    assert "password" in refused(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert "no workbook" in refused(tmp_path, zipped({"plan.xlsx": raw_book(GOOD)}))
    assert "rename it" in refused(tmp_path, raw_book(GOOD), "plan.csv")


@pytest.mark.parametrize("keep", [0.3, 0.7, 0.99])
def test_a_file_that_breaks_off(tmp_path, keep):
    octets = raw_book(GOOD)
    assert "breaks off" in refused(tmp_path, octets[: int(len(octets) * keep)])


def test_damaged_octets(tmp_path):
    octets = bytearray(raw_book(GOOD))
    place = octets.index(b"xl/worksheets/sheet1.xml") + 40
    octets[place] ^= 0xFF
    assert "damaged in its part xl/worksheets/sheet1.xml" in refused(tmp_path, bytes(octets))


def test_a_zip_bomb_by_its_directory(tmp_path):
    bomb = worksheet("<row/>" * 60_000_000)
    message = refused(tmp_path, raw_book(bomb))
    assert "would unpack to" in message
    assert len(bomb) > package.MAX_OPENED


def test_a_zip_bomb_whose_directory_lies(tmp_path):
    octets = bytearray(raw_book(worksheet(" " * 1_000_000)))
    size = struct.pack("<L", 1_000_000 + len(worksheet("")))
    assert octets.count(size) == 2
    lying = bytes(octets).replace(size, struct.pack("<L", 500))
    assert "damaged" in refused(tmp_path, lying)


def test_a_dense_part_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(package.zlib, "decompressobj", None)
    part = worksheet(" " * 30_000_000)
    octets = zipped({"_rels/.rels": part})
    assert "would unpack to 28 MB" in refused(tmp_path, octets)


def test_a_million_entries(tmp_path):
    octets = zipped({f"part{number}": "" for number in range(package.MAX_ENTRIES + 1)})
    assert "10,001 parts" in refused(tmp_path, octets)


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "C:\\x.xml", "xl/../../x.xml"])
def test_names_that_lead_outside(tmp_path, name):
    octets = raw_book(GOOD, more={"evil-name-goes-here": "x"})
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for part, content in parts_of(octets).items():
            archive.writestr(name if part == "evil-name-goes-here" else part, content)
    assert "has a part called" in refused(tmp_path, stream.getvalue())


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_one_name_twice(tmp_path):
    stream = io.BytesIO(raw_book(GOOD))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("XL/workbook.xml", "<workbook/>")
    assert "has a part called" in refused(tmp_path, stream.getvalue())


def test_an_encrypted_part(tmp_path):
    octets = bytearray(raw_book(GOOD))
    place = octets.index(b"PK\x01\x02")
    octets[place + 8] |= 1
    assert "password" in refused(tmp_path, bytes(octets))


def test_parts_that_share_their_octets(tmp_path):
    octets = bytearray(raw_book(GOOD))
    first = octets.index(b"PK\x01\x02")
    octets[first + 20 : first + 24] = struct.pack("<L", 5_000)
    assert "odd way" in refused(tmp_path, bytes(octets))


@pytest.mark.parametrize("trick", [LAUGHS, EXTERNAL], ids=["laughs", "external"])
@pytest.mark.parametrize(
    "part",
    ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml",
     "xl/_rels/workbook.xml.rels", "_rels/.rels"],
)  # fmt: skip
def test_entities_in_any_part_that_is_read(tmp_path, part, trick):
    strings = f'<sst xmlns="{MAIN}"><si><t>x</t></si></sst>'
    styles = f'<styleSheet xmlns="{MAIN}"><fonts/></styleSheet>'
    parts = parts_of(raw_book(GOOD, strings=strings, styles=styles))
    parts[part] = trick.encode() + parts[part]
    # Writing never opens the shared text: ours stands in the cells.
    message = refused(tmp_path, zipped(parts), writes="sharedStrings" not in part)
    assert "declares XML entities" in message
    assert part in message


def test_entities_in_an_ods(tmp_path):
    octets = zipped({"mimetype": "x", "content.xml": LAUGHS + "<office/>"})
    assert "declares XML entities" in refused(tmp_path, octets, "plan.ods")


@pytest.mark.parametrize(
    "sheet", [GOOD.encode("utf-16"), b'<?xml version="1.0" encoding="iso-8859-1"?>' + GOOD.encode()]
)
def test_a_part_in_another_encoding(tmp_path, sheet):
    assert "not in UTF-8" in refused(tmp_path, raw_book(sheet))


def test_xml_that_is_cut_short(tmp_path):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(raw_book(GOOD[:-20]))
    with pytest.raises(SourceError, match="is broken"):
        write(path, change({1: {2: "x"}}))
    assert "broken" in refused(tmp_path, raw_book(GOOD, settings="<workbookPr>"))


def test_shared_text_that_is_not_there(tmp_path):
    octets = raw_book(worksheet('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'))
    path = tmp_path / "plan.xlsx"
    path.write_bytes(octets)
    with pytest.raises(SourceError, match="cannot be read"):
        read(path)


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("XFD1048576", "row 1,048,576 and column XFD: too far"),
        ("A99999999", "address 'A99999999'"),
        ("ZZZZ1", "address 'ZZZZ1'"),
        ("1A", "address '1A'"),
        ("A0", "address 'A0'"),
    ],
)
def test_a_cell_far_out_does_not_eat_the_memory(tmp_path, cell, told):
    data = f'<row r="1">{inline("A1", "Title")}</row><row r="2">{inline(cell, "x")}</row>'
    path = tmp_path / "plan.xlsx"
    path.write_bytes(raw_book(worksheet(data)))
    with pytest.raises(SourceError) as caught:
        read(path)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    "root", ['sst count="9" xmlns="{}" uniqueCount="{}"', "x:sst uniqueCount = '{1}' xmlns:x='{0}'"]
)
def test_a_vast_number_of_shared_texts_is_only_a_claim(tmp_path, root):
    prefix = "x:" if root.startswith("x:") else ""
    texts = f"<{prefix}si><{prefix}t>Title</{prefix}t></{prefix}si>"
    strings = f"<{root.format(MAIN, 10**12)}>{texts}</{prefix}sst>"
    sheet = worksheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')
    path = tmp_path / "plan.xlsx"
    path.write_bytes(raw_book(sheet, strings=strings))
    assert grid(path) == {(1, 1): "Title"}


@pytest.mark.parametrize(
    "data",
    [
        '<row r="99999999999"><c><v>1</v></c></row>',
        '<row r="1"><c\n r="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><c s="0" r = "XFD1048576"><v>1</v></c></row>',
        "<row r='1'><c r='A1048577'><v>1</v></c></row>",
        '<row r="1"><c r="A1048577"><v>1</v></c></row>',
        '<row r="1"><c r="A1" r="XFD1048576"><v>1</v></c></row>',
        '<!-- <c r="A1"> --><row r="1"><c r="ABC999999"><v>1</v></c></row>',
    ],
)
def test_however_the_address_is_written(tmp_path, data):
    octets = raw_book(worksheet('<row r="1"><c r="A1"><v>1</v></c></row>' + data))
    path = tmp_path / "plan.xlsx"
    path.write_bytes(octets)
    with pytest.raises(SourceError):
        read(path)


def test_blank_cells_far_out_are_no_trouble(tmp_path):
    data = (
        f'<row r="1">{inline("A1", "Title")}</row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    )
    path = tmp_path / "plan.xlsx"
    path.write_bytes(raw_book(worksheet(data)))
    assert grid(path) == {(1, 1): "Title"}


def test_an_ods_that_repeats_a_cell_without_end(tmp_path):
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body>'
        '<office:spreadsheet><table:table table:name="Plan">'
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        'table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
        "</table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    octets = zipped({"mimetype": "x", "content.xml": content, "META-INF/manifest.xml": "<m/>"})
    path = tmp_path / "plan.ods"
    path.write_bytes(octets)
    with pytest.raises(SourceError, match="too far for a plan"):
        read(path)
