"""The evaluated plan for other programs."""

import csv
import io
import json

import openpyxl
import pytest


class TestExport:
    def test_json_is_the_document_of_check(self, team):
        exported = json.loads(team.syncer("export", "apollo"))
        assert exported == team.json("check")["plans"][0]

    def test_csv_disarms_what_a_spreadsheet_would_run(self, team):
        for row, title in enumerate(("=1+1", "+cmd|'/c calc'!A0", " \u200b=x", "'=1+1"), 2):
            team.type_in(f"C{row}", title)
        text = team.syncer("export", "apollo", "--format", "csv")
        titles = [row["Title"] for row in csv.DictReader(io.StringIO(text.lstrip("\ufeff")))]
        assert all(title.startswith("'") for title in titles)
        assert titles[-1] == "'=1+1"

    def test_csv_has_the_days_and_the_verdicts(self, team):
        team.syncer("export", "apollo", "-o", "out.csv")
        with (team.folder / "out.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert rows[1]["Forecast"] == "2026-03-20"
        assert rows[1]["Slip (workdays)"] == "10"
        assert rows[1]["Health"] == "Red"

    def test_ics_is_the_feed_that_a_sync_publishes(self, team):
        team.syncer("export", "apollo", "-o", "out.ics")
        team.syncer("sync")
        assert (team.folder / "out.ics").read_bytes() == team.feed.read_bytes()

    def test_xlsx_is_a_workbook_of_its_own(self, team):
        team.syncer("export", "apollo", "-o", "out.xlsx")
        team.syncer("export", "apollo", "-o", "out.xlsx")
        book = openpyxl.load_workbook(team.folder / "out.xlsx")
        head, *rows = book["Plan"].iter_rows(values_only=True)
        assert len(rows) == 4
        assert rows[1][head.index("Health")] == "Red"
        assert book.sheetnames == ["Summary", "Plan"]

    @pytest.mark.parametrize("path", ["plan.xlsx", "public/../plan.xlsx"])
    def test_it_never_overwrites_the_plan(self, team, path):
        (team.folder / "public").mkdir()
        before = team.workbook.read_bytes()
        team.syncer("export", "apollo", "-o", path, code=2)
        assert team.workbook.read_bytes() == before

    def test_a_folder_that_is_not_there(self, team):
        team.syncer("export", "apollo", "-o", "nowhere/out.csv", code=3)
        assert "nowhere/out.csv cannot be written" in team.err

    @pytest.mark.parametrize(
        ("args", "said"),
        [
            (["--format", "xlsx"], "a workbook needs a file"),
            (["-o", "out.pdf"], "'pdf' is no format"),
        ],
    )
    def test_what_cannot_be_is_said(self, team, args, said):
        team.syncer("export", "apollo", *args, code=2)
        assert said in team.err
