"""A starter plan for a team that has none: headings, help, drop-downs and rows to overwrite."""

from collections.abc import Callable
from datetime import date
from typing import Final, NamedTuple

from syncer.domain.days import WorkCalendar
from syncer.domain.page import Look, Page, PageCell
from syncer.domain.sheet import Value


class _Column(NamedTuple):
    heading: str
    width: int
    help: str
    choices: tuple[str, ...] = ()


COLUMNS: Final = (
    _Column("Ref", 7, "A short name of your own, used in Depends on. Never use one twice."),
    _Column("Phase", 16, "The part of the project; rows of one phase stand together."),
    _Column("Title", 44, "What is true once it is reached, in words that can be checked."),
    _Column(
        "Type", 13, "Milestone: a day. Task: work with a start and an end. Deliverable: its output.",
        ("Milestone", "Task", "Deliverable"),
    ),
    _Column("Owner", 18, "The one person who answers for it."),
    _Column("Start", 12, "When the work begins; blank for a milestone."),
    _Column("Due", 12, "The day promised now. Change it when the promise changes."),
    _Column("Baseline", 12, "The day first agreed. Leave it alone: slips are counted from it."),
    _Column("Done on", 12, "The day it was reached; blank until then."),
    _Column("% complete", 11, "0 to 100 for tasks; a milestone is reached or not."),
    _Column(
        "Status", 14, "What you say of it; what is computed stands in a column of its own.",
        ("Not started", "In progress", "Done", "Blocked", "At risk", "On hold", "Cancelled"),
    ),
    _Column(
        "Priority", 10, "MoSCoW: what the project cannot do without is a Must.",
        ("Must", "Should", "Could", "Won't"),
    ),
    _Column("Depends on", 14, "Refs of rows that come first: M1, or T2FS+3d for 3 working days later."),
    _Column("Notes", 40, "Whatever helps."),
)  # fmt: skip

_DATES: Final = ("Start", "Due", "Baseline", "Done on")


def starter_pages(today: date) -> tuple[Page, ...]:
    """The one tab of a starter plan whose example rows lie around *today*."""
    heading = tuple(PageCell(column.heading, Look.HEADING) for column in COLUMNS)
    rows = tuple(_cells(row) for row in _examples(today))
    return (
        Page(
            name="Plan",
            rows=(heading, *rows),
            widths=tuple(column.width for column in COLUMNS),
            frozen_rows=1,
            filtered=1,
            choices={n: c.choices for n, c in enumerate(COLUMNS, 1) if c.choices},
            helps={n: c.help for n, c in enumerate(COLUMNS, 1)},
        ),
    )


def _cells(row: dict[str, Value]) -> tuple[PageCell, ...]:
    unknown = row.keys() - {column.heading for column in COLUMNS}
    assert not unknown, unknown  # noqa: S101 - a slip of ours, in the rows below
    return tuple(
        PageCell(
            row.get(column.heading),
            Look.DATE if column.heading in _DATES else Look.PLAIN,
        )
        for column in COLUMNS
    )


def _examples(today: date) -> list[dict[str, Value]]:
    """A small plan under way: one row done, one begun, the rest ahead."""
    on = _workdays_from(today)
    return [
        {"Ref": "M1", "Phase": "Prepare", "Title": "Budget approved by the board",
         "Type": "Milestone", "Owner": "Your name", "Due": on(-5), "Baseline": on(-5),
         "Done on": on(-5), "Status": "Done", "Priority": "Must"},
        {"Ref": "T1", "Phase": "Prepare", "Title": "Compare three suppliers", "Type": "Task",
         "Owner": "Your name", "Start": on(-4), "Due": on(5), "Baseline": on(5),
         "% complete": 50, "Status": "In progress", "Depends on": "M1"},
        {"Ref": "M2", "Phase": "Prepare", "Title": "Contract signed with the supplier",
         "Type": "Milestone", "Owner": "Your name", "Due": on(10), "Baseline": on(10),
         "Priority": "Must", "Depends on": "T1FS+2d"},
        {"Ref": "T2", "Phase": "Build", "Title": "Build and test the first version",
         "Type": "Task", "Owner": "A colleague", "Start": on(11), "Due": on(35),
         "Baseline": on(35), "Depends on": "M2"},
        {"Ref": "D1", "Phase": "Build", "Title": "Handbook for users, reviewed",
         "Type": "Deliverable", "Owner": "A colleague", "Start": on(25), "Due": on(38),
         "Baseline": on(38), "Priority": "Should"},
        {"Ref": "M3", "Phase": "Launch", "Title": "Opened to all 200 users", "Type": "Milestone",
         "Owner": "Your name", "Due": on(45), "Baseline": on(45), "Priority": "Must",
         "Depends on": "T2FS+3d, D1", "Notes": "Overwrite these rows with your own."},
    ]  # fmt: skip


def _workdays_from(today: date) -> Callable[[int], date]:
    calendar = WorkCalendar()
    return lambda days: calendar.add(today, days)
