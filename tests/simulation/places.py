"""Where a simulated team keeps its table: in memory, in a .csv, in a workbook."""

import csv
import io
from datetime import datetime

import openpyxl
import xlsxwriter

from connectors.workbook import open_source
from tests.sheets import MemorySheet


class InMemory:
    """Over `MemorySheet`: no file, so that thousands of steps take seconds."""

    formulas = False

    def __init__(self, folder, rows):
        self.source = MemorySheet(rows)

    def load(self):
        return [list(row) for row in self.source.rows]

    def save(self, rows):
        self.source.rows = [list(row) for row in rows]

    def octets(self):
        return repr((self.source.rows, self.source.page)).encode()

    def rename_tab(self, name):
        self.source.name = name

    def drop_summary(self):
        self.source.page = None


class InText:
    """A .csv that people save whole."""

    formulas = False

    def __init__(self, folder, rows):
        self.path = folder / "plan.csv"
        self.source = open_source(str(self.path), {})
        self.save(rows)

    def load(self):
        text = self.path.read_bytes().decode("utf-8-sig")
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=";")]

    def save(self, rows):
        text = io.StringIO(newline="")
        shown = [["" if value is None else str(value) for value in row] for row in rows]
        csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(shown)
        self.path.write_bytes(text.getvalue().encode("utf-8-sig"))

    def octets(self):
        return self.path.read_bytes()

    def rename_tab(self, name):
        """A .csv has none."""

    def drop_summary(self):
        """Nor a Summary."""


class InWorkbook:
    """An .xlsx; people's program reads it all and writes it all anew, as Excel does."""

    formulas = True

    def __init__(self, folder, rows):
        self.path = folder / "plan.xlsx"
        self.source = open_source(str(self.path), {})
        self.tab = "Plan"
        self._make(rows)

    def _make(self, rows):
        book = xlsxwriter.Workbook(self.path)
        sheet = book.add_worksheet(self.tab)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for at, row in enumerate(rows):
            for place, value in enumerate(row):
                if hasattr(value, "year"):
                    sheet.write_datetime(at, place, value, day)
                elif isinstance(value, str) and value.startswith("=LEN"):
                    sheet.write_formula(at, place, value)
                elif isinstance(value, str):
                    sheet.write_string(at, place, value)
                elif value is not None:
                    sheet.write(at, place, value)
        book.close()

    def load(self):
        book = openpyxl.load_workbook(self.path)
        try:
            return [[_day(cell.value) for cell in row] for row in book[self.tab].iter_rows()]
        finally:
            book.close()

    def save(self, rows):
        book = openpyxl.load_workbook(self.path)
        sheet = book[self.tab]
        sheet.delete_rows(1, sheet.max_row)
        for at, row in enumerate(rows, 1):
            for place, value in enumerate(row, 1):
                if value is None:
                    continue
                cell = sheet.cell(at, place, value)
                if isinstance(value, str) and not value.startswith("=LEN"):
                    cell.data_type = "s"  # else openpyxl takes =1+1 for a formula
                elif hasattr(value, "year"):
                    cell.number_format = "yyyy-mm-dd"
        book.save(self.path)

    def octets(self):
        return self.path.read_bytes()

    def rename_tab(self, name):
        book = openpyxl.load_workbook(self.path)
        book[self.tab].title = self.tab = name
        book.save(self.path)

    def drop_summary(self):
        """As Excel leaves it: the name of ours that led to the tab leads nowhere."""
        book = openpyxl.load_workbook(self.path)
        if "Summary" in book.sheetnames:
            del book["Summary"]
            for name in book.defined_names.values():
                name.value = "#REF!$A$1"
        book.save(self.path)


def _day(value):
    return value.date() if isinstance(value, datetime) else value
