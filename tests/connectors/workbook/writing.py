"""Changes as the product would make them, and a look at what they did."""

import io

import openpyxl

from connectors.workbook import open_source
from syncer.domain.changes import OwnCell, RowWrite, SheetChanges
from syncer.domain.page import Look, Page, PageCell


def change(rows, *, tab="Plan", headers=None, header_row=3, page=None):
    """*rows*: by row the values (or OwnCells) of our cells, by column."""
    return SheetChanges(
        tab=tab,
        header_row=header_row,
        id_column=6,
        headers=tuple(as_cells(headers or {})),
        rows=tuple(RowWrite(row, "", "", as_cells(cells)) for row, cells in rows.items()),
        page=page,
    )


def as_cells(cells):
    return tuple(
        value if isinstance(value, OwnCell) else OwnCell(column, value)
        for column, value in sorted(cells.items())
    )


def write(path, changes):
    """Write to the file as it stands; what the write achieved."""
    source = open_source(str(path), {})
    return source.write(changes, source.version())


def read(path):
    return open_source(str(path), {}).read()


def grid(path, tab="Plan"):
    """The values of a tab by (row, column), blanks left out."""
    return {
        (row, column): value
        for row, cells in enumerate(read(path).tab(tab).rows, 1)
        for column, value in enumerate(cells, 1)
        if value not in {"", None}
    }


def opened(path):
    """The workbook as openpyxl loads it."""
    return openpyxl.load_workbook(io.BytesIO(path.read_bytes()))


SUMMARY = Page(
    name="Summary",
    rows=(
        (PageCell("Where the plan stands", Look.TITLE),),
        (),
        (PageCell("What", Look.HEADING), PageCell("Where", Look.HEADING)),
        (PageCell("late", Look.RED), PageCell("C7", link="Plan!C7")),
        (PageCell("a & b <c>", Look.WRAP), PageCell("=1+1", Look.LABEL, "Plan!A1")),
    ),
    widths=(40, 12),
    frozen_rows=3,
)
