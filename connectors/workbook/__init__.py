"""Spreadsheet files as sources of plans (.xlsx, .xlsm, .ods, .csv, .tsv), and new workbooks."""

from collections.abc import Mapping
from pathlib import Path

from connectors.workbook.csv_file import CsvSource
from connectors.workbook.excel import ExcelSource
from connectors.workbook.open_document import OpenDocumentSource
from syncer.errors import SourceError
from syncer.ports import BookMaker, PlanSource


def open_source(address: str, options: Mapping[str, object]) -> PlanSource:
    """
    The source for the file at *address*, by its ending; nothing is read yet.

    There are no *options* so far.
    """
    del options
    path = Path(address)
    match path.suffix.lower():
        case ".xlsx" | ".xlsm":
            return ExcelSource(path)
        case ".ods":
            return OpenDocumentSource(path)
        case ".csv" | ".tsv":
            return CsvSource(path)
        case ".xls" | ".xlsb" | ".xlt":
            hint = "open it in Excel or LibreOffice and save it as .xlsx"
            raise SourceError(f"{address} is in an old format", hint=hint)
        case _:
            hint = "a plan is an .xlsx, .xlsm, .ods, .csv or .tsv file"
            raise SourceError(f"{address} is not a kind of file that holds plans", hint=hint)


def make_book() -> BookMaker:
    """What makes new workbooks."""
    from connectors.workbook.book import Book  # noqa: PLC0415 - reading needs no xlsxwriter

    return Book()
