"""New workbooks of our own pages: exports and starter plans, by xlsxwriter."""

import io
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from connectors.workbook.cells import shortened
from connectors.workbook.facts import LAST_ROW
from connectors.workbook.looks import DATE_FORMAT, DRESSES, LINK_COLOUR, row_height
from connectors.workbook.octets import create
from connectors.workbook.page_xml import location, table_width
from syncer.domain.page import Look, Page, PageCell
from syncer.domain.sheet import Value

_CREATED: Final = datetime(1980, 1, 1, tzinfo=UTC)
"""The same pages make the same octets: the file bears no clock's time."""
_LONGEST_LIST: Final = 255
_LONGEST_HELP: Final = 255


class Book:
    """Makes workbooks."""

    def make(self, path: Path, pages: tuple[Page, ...]) -> None:
        """Write a workbook with *pages* to *path*, which must not exist."""
        create(path, book_octets(pages))


def book_octets(pages: tuple[Page, ...]) -> bytes:
    """The file: the same pages give the same octets."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"created": _CREATED.replace(tzinfo=None)})
        formats = _Formats(book)
        for page in pages:
            _fill(book.add_worksheet(page.name), page, formats)
    return stream.getvalue()


class _Formats:
    """The formats of one book, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[Look, bool, str], Format] = {}

    def of(self, cell: PageCell) -> Format:
        """The format that *cell* is shown in."""
        key = (cell.look, bool(cell.link), _number_format(cell.value))
        if key not in self._made:
            dress = DRESSES[cell.look]
            colour = LINK_COLOUR if cell.link else dress.colour
            wanted = {
                "bold": dress.bold,
                "font_size": dress.size,
                "font_color": f"#{colour}" if colour else "",
                "bg_color": f"#{dress.fill}" if dress.fill else "",
                "text_wrap": dress.wrap,
                "underline": bool(cell.link),
                "num_format": key[2],
            }
            given = {name: value for name, value in wanted.items() if value}
            self._made[key] = self._book.add_format({"valign": "top", **given})
        return self._made[key]


def _number_format(value: Value) -> str:
    if isinstance(value, datetime):
        return f"{DATE_FORMAT} hh:mm"
    return DATE_FORMAT if isinstance(value, date) else ""


def _fill(sheet: Worksheet, page: Page, formats: _Formats) -> None:
    for row, cells in enumerate(page.rows):
        for column, cell in enumerate(cells):
            _write(sheet, row, column, cell, formats.of(cell))
        height = row_height(page, row + 1)
        if height:
            sheet.set_row(row, height)
    for column, width in enumerate(page.widths):
        sheet.set_column(column, column, width or None)
    if page.frozen_rows:
        sheet.freeze_panes(page.frozen_rows, 0)
    if page.filtered:
        last = max(len(page.rows), page.filtered) - 1
        sheet.autofilter(page.filtered - 1, 0, last, table_width(page) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    _guide(sheet, page)


def _write(sheet: Worksheet, row: int, column: int, cell: PageCell, form: Format) -> None:
    value = cell.value
    match value:
        case None | "":
            sheet.write_blank(row, column, None, form)
        case bool():
            sheet.write_boolean(row, column, value, form)
        case int() | float():
            sheet.write_number(row, column, value, form)
        case str() if cell.link:
            to = f"internal:{location(cell.link)}"
            sheet.write_url(row, column, to, form, shortened(value))
        case str():
            sheet.write_string(row, column, shortened(value), form)
        case _:
            sheet.write_datetime(row, column, value, form)


def _guide(sheet: Worksheet, page: Page) -> None:
    """Drop-downs below the heading, and a line of help that shows at each heading."""
    heading = max(page.filtered, 1) - 1
    for column, words in sorted(page.choices.items()):
        if len(",".join(words)) <= _LONGEST_LIST:
            options = {"validate": "list", "source": list(words)}
            sheet.data_validation(heading + 1, column - 1, LAST_ROW - 1, column - 1, options)
    for column, line in sorted(page.helps.items()):
        help_line = {"validate": "any", "input_message": line[:_LONGEST_HELP]}
        sheet.data_validation(heading, column - 1, heading, column - 1, help_line)
