"""The file sources keep the promises of every source."""

import csv

import openpyxl
import pytest
import xlsxwriter

from connectors.workbook import open_source
from tests.conformance.plan_source import GRID, PlanSourceContract


class TestExcel(PlanSourceContract):
    @pytest.fixture
    def path(self, tmp_path):
        path = tmp_path / "plan.xlsx"
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet("Plan")
            for row, cells in enumerate(GRID):
                sheet.write_row(row, 0, cells)
        return path

    @pytest.fixture
    def plan(self, path):
        return open_source(str(path), {})

    @pytest.fixture
    def meddle(self, path):
        def change():
            book = openpyxl.load_workbook(path)
            book["Plan"]["C2"] = "Zoe"
            book.save(path)

        return change


class TestCsv(PlanSourceContract):
    @pytest.fixture
    def path(self, tmp_path):
        path = tmp_path / "plan.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(GRID)
        return path

    @pytest.fixture
    def plan(self, path):
        return open_source(str(path), {})

    @pytest.fixture
    def meddle(self, path):
        return lambda: path.write_text(path.read_text("utf-8").replace("Ann", "Zoe"), "utf-8")


class TestTsv(TestCsv):
    @pytest.fixture
    def path(self, tmp_path):
        path = tmp_path / "plan.tsv"
        lines = "\n".join("\t".join(row) for row in GRID)
        path.write_bytes(b"\xff\xfe" + lines.encode("utf-16-le"))
        return path

    @pytest.fixture
    def meddle(self, path):
        return lambda: path.write_bytes(
            path.read_bytes().replace("Ann".encode("utf-16-le"), "Zoe".encode("utf-16-le"))
        )
