"""Several tables on one tab, several tabs, and tabs that are no table at all."""

from dataclasses import replace
from datetime import date

import pytest
from reading import WORDS, fields, snapshot, tab, understand

from syncer.domain.findings import Severity
from syncer.stages.locate import locate


def test_a_second_table_with_columns_of_its_own_is_read_by_them():
    read = understand(
        """
Phase one
Task  | Owner | Due
Dig   | Ann   | 2026-03-01

Phase two
Task  | Start      | End        | Status | Owner
Build | 2026-03-05 | 2026-04-01 | Done   | Ben
Paint | 2026-04-05 | 2026-02-30 | Open   | Ben
"""
    )
    assert [(row.title, row.owners, row.due) for row in read.rows] == [
        ("Dig", ("Ann",), date(2026, 3, 1)),
        ("Build", ("Ben",), date(2026, 4, 1)),
        ("Paint", ("Ben",), None),
    ]
    assert [row.phase for row in read.rows] == ["Phase one", "Phase two", "Phase two"]
    assert ("C8", "date-impossible") in read.codes()
    assert any("row 6" in doubt for doubt in read.layout.doubts)


def test_repeated_headings_with_a_title_above_each_are_sections():
    read = understand(
        """
Design
Task  | Owner | Due
Draft | Ann   | 2026-03-01
Build
Task  | Owner | Due
Wall  | Ben   | 2026-04-01
Roof  | Ben   | 2026-05-01
"""
    )
    assert [(row.title, row.phase) for row in read.rows] == [
        ("Draft", "Design"), ("Wall", "Build"), ("Roof", "Build"),
    ]  # fmt: skip


def test_subitems_under_headings_of_their_own_are_read_and_the_items_go_on_below():
    read = understand(
        """
Launch
Name     | Subitems | Owner | Status | Due date
Alpha    | One      | Ann   | Done   | 2026-03-01
Subitems | Name     | Owner | Status | Due date
         | One      | Ben   | Done   | 2026-02-01
Beta     |          | Ann   | Stuck  | 2026-04-01
"""
    )
    assert [(row.title, row.due) for row in read.rows] == [
        ("Alpha", date(2026, 3, 1)), ("One", date(2026, 2, 1)), ("Beta", date(2026, 4, 1)),
    ]  # fmt: skip


def test_a_table_of_something_else_below_ends_the_plan():
    read = understand(
        """
Task | Owner | Due
Dig  | Ann   | 2026-03-01

Costs
Cost | Budget | Spent
Sand | 5      | 4
"""
    )
    assert read.titles() == ["Dig"]
    assert read.said("another-table").severity is Severity.ADVICE


def test_a_tab_in_use_is_taken_before_one_with_better_headings():
    ideas = tab("Task | Notes | Planned\nTea | for all |\nCake | for some |", name="Ideas")
    plan = tab("No | Activity | Status\n1 | Dig | Done\n2 | Pour | Open\n3 | Paint |", name="Work")
    assert locate(snapshot(ideas, plan), WORDS)[0].tab == "Work"


def test_of_two_plans_the_longer_is_taken_and_the_other_named():
    short = tab("Task | Due\nA | 2026-03-01", name="Old copy")
    longer = tab("Task | Due\nA | 2026-03-01\nB | 2026-03-02\nC | 2026-03-03", name="Plan")
    layout, _ = locate(snapshot(short, longer), WORDS)
    assert layout.tab == "Plan"
    assert layout.doubts == ("Only “Plan” is read, though “Old copy” may hold a plan as well.",)


@pytest.mark.parametrize(
    "text",
    [
        "Month | Week | Mon | Tue | Wed | Thu | Fri\nMay | 19 | 4 | Kick-off | 6 | 7 | Review",
        " | January | February | March | April\nGoal | Draft it | Write it | Test it | Ship it",
        "Plan | 2026-03-02 | 2026-03-09 | 2026-03-16 | 2026-03-23\n | Draft it | | Ship it |",
        "\n".join(f"{'MTWTFSS'[day % 7]} {day} | Work {day} done" for day in range(1, 20)),
    ],
)
def test_a_calendar_is_named_and_no_date_is_invented(text):
    read = understand(text)
    assert read.rows == ()
    assert "is a calendar" in read.said("layout-grid").message
    assert "is a calendar" in read.layout.doubts[0]
    assert fields(read.layout) == {}


def test_a_plan_on_its_side_is_named():
    read = understand(
        """
Milestone | Kick-off   | Beta       | Launch
Due       | 2026-03-01 | 2026-04-01 | 2026-05-01
Owner     | Ann        | Ben        | Cem
"""
    )
    assert read.rows == ()
    assert "turned on its side" in read.said("layout-grid").message


def test_bars_of_weeks_beside_a_list_of_tasks_are_no_calendar():
    read = understand(
        """
Task | Owner | 2026-03-02 | 2026-03-09 | 2026-03-16 | 2026-03-23
Dig  | Ann   | x          | x          |            |
Pour | Ben   |            |            | x          | x
"""
    )
    assert [(row.title, row.due) for row in read.rows] == [("Dig", None), ("Pour", None)]
    assert any("bars" in doubt for doubt in read.layout.doubts)


def test_a_row_of_a_text_file_with_a_cell_too_many_is_a_finding():
    grid = tab(
        "Task | Owner | Due\n"
        + "Dig | Ann | 2026-03-01\n" * 12
        + "Pour, pump | it | Ben | 2026-03-02"
    )
    text_file = replace(snapshot(grid), paged=False)
    _, found = locate(text_file, WORDS)
    assert [(finding.cell, finding.code) for finding in found] == [("D14", "row-shifted")]
    assert locate(snapshot(grid), WORDS)[1] == ()


def test_what_the_reader_of_the_file_was_not_sure_of_is_told_as_well():
    doubtful = replace(snapshot(tab("Task | Due\nA | 2026-03-01")), doubts=("It was read as x.",))
    assert locate(doubtful, WORDS)[0].doubts == ("It was read as x.",)


def test_lost_letters_in_titles_are_told():
    layout = understand("Task | Due\nX?y d?ng | 2026-03-01\nDone? | 2026-03-02").layout
    assert layout.doubts == ("Letters are lost in A2 (“?” inside a word); nobody can tell them.",)


def test_a_legend_beside_the_table_is_no_column_of_it():
    read = understand(
        """
Task | Owner | Due        |  | Status
Dig  | Ann   | 2026-03-01 |  | Done
Pour | Ben   | 2026-03-02 |  | Open
     |       |            |  | Blocked
"""
    )
    assert "status" not in fields(read.layout)
    assert read.titles() == ["Dig", "Pour"]


def test_a_blank_column_inside_a_table_divides_nothing():
    read = understand(
        "Task | Due |  | Status\nDig | 2026-03-01 |  | Done\nPour | 2026-03-02 | | Open"
    )
    assert fields(read.layout)["status"] == "D"


@pytest.mark.parametrize(
    "text",
    [
        "Task | Owner | Due | Task | Owner | Due\nDig | Ann | 2026-03-01 | Paint | Ben | 2026-04-01",
        "Task | Due | | Activity | Deadline\nDig | 2026-03-01 | | Paint | 2026-04-01",
    ],
)
def test_a_second_plan_beside_the_first_is_left_alone_and_said_so(text):
    read = understand(text)
    assert [(row.title, row.due) for row in read.rows] == [("Dig", date(2026, 3, 1))]
    assert read.said("another-table").severity is Severity.WARNING
    assert "heading-twice" not in [code for _, code in read.codes()]


def test_planned_and_actual_dates_side_by_side_are_one_table():
    read = understand("Task | Start | End | | Actual end\nDig | 2026-03-01 | 2026-03-02 | |")
    assert "another-table" not in [code for _, code in read.codes()]


def test_a_board_of_states_is_named_and_nothing_is_read():
    read = understand("To do | Doing | Done\nWrite copy | Draw logo | Pick name\nOrder | |")
    assert read.rows == ()
    assert "is a board" in read.said("layout-grid").message


def test_a_row_that_only_says_when_its_group_begins_and_ends_is_no_item():
    read = understand(
        """
Task  | Start      | Due        | Hours
Dig   | 2026-03-01 | 2026-03-05 | 8
Pour  | 2026-03-04 | 2026-03-09 | 4
      | 2026-03-01 | 2026-03-09 | 12

Paint | 2026-03-10 | 2026-03-12 | 3
"""
    )
    assert (read.titles(), read.findings) == (["Dig", "Pour", "Paint"], ())


def test_a_row_with_a_day_of_its_own_and_no_title_is_told():
    read = understand("Task | Due\nDig | 2026-03-05\n | 2026-03-09")
    assert [code for _, code in read.codes()] == ["title-missing"]
