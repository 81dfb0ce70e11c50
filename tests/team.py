"""A folder as a team has it: a workbook, a configuration, and `syncer` run in it."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

HEADINGS = (
    "Ref", "Phase", "Title", "Type", "Owner", "Start", "Due", "Baseline", "Done on", "Status",
    "Depends on",
)  # fmt: skip
TODAY = date(2026, 3, 2)
SHEET_HEADINGS = ["Milestone", "Owner", "Due", "Baseline"]
CONFIG = """\
[service]
state = "sqlite:///var/state.db"
[plan.apollo]
title = "Apollo"
source = "plan.xlsx"
today = 2026-03-02
[[plan.apollo.publish]]
to = "ics"
path = "public/apollo.ics"
"""
ROWS: tuple[dict[str, Any], ...] = (
    {"Ref": "A1", "Phase": "Design", "Title": "Design approved by the board", "Owner": "Ana",
     "Due": date(2026, 2, 20), "Baseline": date(2026, 2, 13), "Done on": date(2026, 2, 20)},
    {"Ref": "A2", "Phase": "Design", "Title": "Prototype shown to ten users", "Owner": "Ben",
     "Due": date(2026, 3, 20), "Baseline": date(2026, 3, 6), "Depends on": "A1"},
    {"Ref": "B1", "Phase": "Build", "Title": "Write the software", "Type": "Task", "Owner": "Ben",
     "Start": date(2026, 3, 23), "Due": date(2026, 4, 17), "Baseline": date(2026, 4, 17),
     "Depends on": "A2"},
    {"Ref": "B2", "Phase": "Build", "Title": "Beta signed off by the pilot team", "Owner": "Ana",
     "Due": date(2026, 5, 15), "Baseline": date(2026, 5, 15), "Depends on": "B1FS+2d"},
)  # fmt: skip


def sheet_rows(count: int) -> list[list[Any]]:
    """As many milestones as people keep in a Google Sheet, below `SHEET_HEADINGS`."""
    days = [date(2026, 4, n) for n in range(1, count + 1)]
    return [[f"Milestone {day.day}", "Ada", day, day] for day in days]


class Team:
    """The folder. `out` and `err` are what the last command printed."""

    def __init__(self, folder: Path, capture: Any) -> None:
        self.folder = folder
        self.capture = capture
        self.out = self.err = ""
        self.configure()
        self.plan(ROWS)

    @property
    def workbook(self) -> Path:
        return self.folder / "plan.xlsx"

    @property
    def feed(self) -> Path:
        return self.folder / "public" / "apollo.ics"

    def configure(self, text: str = CONFIG) -> None:
        (self.folder / "config.toml").write_text(text, "utf-8")

    def keep(self, name: str, held: object) -> Path:
        """A file that nobody else may read, as keys are kept."""
        path = self.folder / name
        path.write_text(json.dumps(held), "utf-8")
        path.chmod(0o600)
        return path

    def plan(self, rows: Sequence[dict[str, Any]], headings: Sequence[str] = HEADINGS) -> None:
        """Make the workbook anew."""
        book = xlsxwriter.Workbook(self.workbook)
        sheet = book.add_worksheet("Plan")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, headings)
        for at, row in enumerate(rows, 1):
            for place, heading in enumerate(headings):
                value = row.get(heading)
                if isinstance(value, date):
                    sheet.write_datetime(at, place, value, day)
                elif value is not None:
                    sheet.write(at, place, value)
        book.close()

    def type_in(self, cell: str, value: object) -> None:
        """What a person does between two syncs; it is saved in one step, as office programs do."""
        book = openpyxl.load_workbook(self.workbook)
        book["Plan"][cell] = value
        if isinstance(value, str):
            book["Plan"][cell].data_type = "s"  # else openpyxl takes =1+1 for a formula
        beside = self.workbook.with_suffix(".saving")
        book.save(beside)
        beside.replace(self.workbook)

    def cells(self, tab: str = "Plan") -> list[list[Any]]:
        """The values of a tab as another program reads them."""
        book = openpyxl.load_workbook(self.workbook, data_only=True)
        try:
            return [list(row) for row in book[tab].iter_rows(values_only=True)]
        finally:
            book.close()

    def column(self, heading: str) -> list[Any]:
        head, *rows = self.cells()
        return [row[head.index(heading)] for row in rows]

    def syncer(self, *args: str, code: int = 0) -> str:
        """Run a command in this process; it must end with *code*. Return what it printed."""
        from syncer.cli import main

        self.capture.readouterr()
        ended = main(list(args))
        self.out, self.err = self.capture.readouterr()
        assert ended == code, f"{args} ended with {ended}:\n{self.out}\n{self.err}"
        return self.out

    def json(self, *args: str, code: int = 0) -> Any:
        return json.loads(self.syncer(*args, "--json", code=code))
