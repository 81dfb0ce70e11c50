"""Workbooks to test on, made in code: one as people have them, and odd ones by hand."""

import io
import struct
import zipfile
import zlib
from datetime import datetime

import xlsxwriter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OFFICE_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"

ROWS = 12
HEADINGS = ["Milestone", "Owner", "Due", "Done", "Left"]


def picture():
    """A red square as PNG."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    rows = (b"\0" + b"\xff\0\0" * 8) * 8
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def rich_book(path, macros=None):
    """A plan with all that people put into workbooks; headings in row 3, rows 4 to 15."""
    book = xlsxwriter.Workbook(str(path))
    bold = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
    day = book.add_format({"num_format": "dd.mm.yyyy", "border": 1})
    share = book.add_format({"num_format": "0%", "border": 1})
    band = book.add_format({"bg_color": "#F2F2F2", "border": 1})
    sheet = book.add_worksheet("Plan")
    team = book.add_worksheet("Team & Co")
    hidden = book.add_worksheet("Lists")
    hidden.hide()
    hidden.write_column("A1", ["Ann", "Ben"])
    sheet.merge_range("A1:E1", "Our plan", bold)
    sheet.write_row("A3", HEADINGS, bold)
    for number in range(ROWS):
        row = number + 3
        sheet.write_string(row, 0, f"Milestone {number + 1}", band)
        sheet.write_string(row, 1, ["Ann", "Ben"][number % 2], band)
        sheet.write_datetime(row, 2, datetime(2026, 3, number + 1), day)
        sheet.write_number(row, 3, number / 20, share)
        sheet.write_formula(row, 4, f"=C{row + 1}-46000", band, 82 + number)
    sheet.conditional_format("D4:D15", {"type": "data_bar"})
    sheet.conditional_format(
        "A4:A15", {"type": "cell", "criteria": "==", "value": '"x"', "format": bold}
    )
    sheet.data_validation("B4:B15", {"validate": "list", "source": "=Lists!$A$1:$A$2"})
    sheet.write_comment("A4", "ask Ann")
    sheet.autofilter("A3:E15")
    sheet.set_row(5, None, None, {"hidden": True})
    sheet.set_column("H:H", None, None, {"hidden": True})
    sheet.freeze_panes(3, 1)
    sheet.insert_image("A18", "red.png", {"image_data": io.BytesIO(picture())})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Plan!$D$4:$D$15", "categories": "=Plan!$A$4:$A$15"})
    sheet.insert_chart("C18", chart)
    sheet.write_url("B2", "https://example.org/plan", string="link")
    team.write_rich_string("A1", "Who ", bold, "is who")
    team.add_table(
        "A3:B5", {"data": [["Ann", 1], ["Ben", 2]], "columns": [{"header": "N"}, {"header": "K"}]}
    )
    book.define_name("People", "=Lists!$A$1:$A$2")
    if macros:
        book.add_vba_project(str(macros))
    book.close()
    return path


def rels(*relations, office=OFFICE):
    lines = "".join(
        f'<Relationship Id="{key}" Type="{office}/{kind}" Target="{target}"/>'
        for key, kind, target in relations
    )
    return f'<Relationships xmlns="{RELATIONS}">{lines}</Relationships>'


def raw_book(
    sheet, *, name="Plan", main=MAIN, office=OFFICE, settings="", styles=None, strings=None,
    prefix="", target="worksheets/sheet1.xml", place="xl/worksheets/sheet1.xml", more=None,
    after="",
):  # fmt: skip
    """The octets of a workbook around the XML of one sheet, written by hand."""
    p = f"{prefix}:" if prefix else ""
    declared = f'xmlns:{prefix}="{main}"' if prefix else f'xmlns="{main}"'
    related = [("rId1", "worksheet", target)]
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{BOOK_TYPE}"/>'
            f'<Override PartName="/{place}" ContentType="{SHEET_TYPE}"/></Types>'
        ),
        "_rels/.rels": rels(("rId1", "officeDocument", "xl/workbook.xml"), office=office),
        "xl/workbook.xml": (
            f'<{p}workbook {declared} xmlns:r="{office}">{settings}<{p}sheets>'
            f'<{p}sheet name="{name}" sheetId="1" r:id="rId1"/></{p}sheets>{after}</{p}workbook>'
        ),
        place: sheet,
    }
    if styles is not None:
        parts["xl/styles.xml"] = styles
        related.append(("rId2", "styles", "styles.xml"))
    if strings is not None:
        parts["xl/sharedStrings.xml"] = strings
        related.append(("rId3", "sharedStrings", "sharedStrings.xml"))
    parts["xl/_rels/workbook.xml.rels"] = rels(*related, office=office)
    return zipped(parts | (more or {}))


def zipped(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, octets in parts.items():
            archive.writestr(name, octets)
    return stream.getvalue()


def worksheet(data, *, main=MAIN, before="", after=""):
    return f'<worksheet xmlns="{main}">{before}<sheetData>{data}</sheetData>{after}</worksheet>'


def inline(ref, text):
    return f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'


def parts_of(octets):
    """Each part of a zip, in the order of its directory."""
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def raw_records(octets):
    """Each part's own record in the zip, header and packed octets, as they stand there."""
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
        ends = [*(info.header_offset for info in infos[1:]), archive.start_dir]
        return {
            info.filename: octets[info.header_offset : end]
            for info, end in zip(infos, ends, strict=True)
        }
