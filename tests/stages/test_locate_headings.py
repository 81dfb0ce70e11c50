"""The row of headings, wherever it stands and whatever it looks like."""

from datetime import date

import pytest
from reading import fields, understand

from syncer.domain.layout import Owned


def test_rows_of_labels_above_the_table_are_no_headings():
    read = understand(
        """
Bridge over the river
Project manager: | Anna      | Start date: | 2026-01-05
Task owner:      | Ben       | End date:   | 2026-12-18

Task             | Owner     | Start       | End
Dig              | Carl      | 2026-03-01  | 2026-03-05
Pour             | Carl      | 2026-03-06  | 2026-03-09
"""
    )
    assert read.layout.header_row == 5
    assert read.titles() == ["Dig", "Pour"]


def test_a_plan_below_a_longer_list_of_something_else_is_found():
    read = understand(
        """
Risk | Owner | Status | Priority | Impact
Fire | Ben   | Open   | High     | 5

Task | Due
Dig  | 2026-03-01
"""
    )
    assert read.layout.header_row == 4
    assert read.titles() == ["Dig"]


def test_the_first_of_two_plans_is_the_first_even_if_the_second_has_more_columns():
    read = understand(
        """
Milestone | Date
Opening   | 2026-03-01

Task | Owner | Start      | End        | Status | Priority
Dig  | Ben   | 2026-01-05 | 2026-02-01 | Open   | High
"""
    )
    assert read.layout.header_row == 1
    assert read.titles() == ["Opening", "Dig"]


def test_headings_over_three_rows_are_joined():
    read = understand(
        """
     | Schedule   |            |
Task | Planned    |            | Owner
     | Start      | Finish     |
Dig  | 2026-03-01 | 2026-03-05 | Ann
""",
        merges=["B1:C1", "B2:C2"],
    )
    assert read.layout.header_row == 3
    assert fields(read.layout) == {"title": "A", "start": "B", "due": "C", "owners": "D"}
    assert read.titles() == ["Dig"]


@pytest.mark.parametrize(
    "second",
    ["Aufgabe | Verantwortlich | Anfang | Ende", "任务 | 负责人 | 开始日期 | 结束日期"],
)
def test_headings_in_two_languages_are_one_heading(second):
    read = understand(
        f"Task | Owner | Start date | End date\n{second}\nDig | Ann | 2026-03-01 | 2026-03-05"
    )
    assert read.layout.header_row == 2
    assert read.titles() == ["Dig"]
    assert read.row("Dig").due == date(2026, 3, 5)


def test_headings_nobody_knows_are_told_by_standing_above_dates():
    read = understand(
        """
Brodara zzz
Qwerto  | Zuiop      | Asdfg
Zabrane | 2026-03-01 | Lurem
Nimotek | 2026-03-09 | Lurem
Wolpert | 2026-04-02 | Dolor
"""
    )
    assert read.layout.header_row == 2
    assert read.titles() == ["Zabrane", "Nimotek", "Wolpert"]
    assert read.row("Nimotek").due == date(2026, 3, 9)
    assert read.codes() == [("A2", "column-guessed"), ("B2", "column-guessed")]


def test_a_list_without_headings_may_have_states_and_no_dates():
    read = understand("Dig the hole | Done\nPour it | In progress\nPaint it | Not started")
    assert read.layout.header_row == 0
    assert fields(read.layout) == {"title": "A", "status": "B"}
    assert read.layout.owned == ()


def test_a_list_without_headings_whose_titles_are_versions():
    read = understand("1.2.0 | 2026-03-01\n1.3.0 | 2026-04-01\n2.0.0 | 2026-05-01")
    assert read.titles() == ["1.2.0", "1.3.0", "2.0.0"]


def test_a_list_of_titles_and_nothing_else_is_read_with_its_doubts():
    read = understand("Dig | a1 b\nPour | c2 d\nPaint the wall | e3\nOpen | f4 g")
    assert len(read.rows) == 4
    assert read.said("heading-missing")
    assert read.layout.doubts


def test_a_plan_without_any_date_has_its_titles_and_states():
    read = understand("Task | Status\nDig | Done\nPour | Open")
    assert [(row.title, row.due) for row in read.rows] == [("Dig", None), ("Pour", None)]
    assert read.said("column-missing").field == "due"


def test_our_columns_are_found_under_headings_of_two_rows():
    read = understand(
        """
Task | Planned    |            | ID     | Computed status
     | Start      | Finish     |        |
Dig  | 2026-03-01 | 2026-03-05 | M-0001 | on track
""",
        merges=["B1:C1"],
    )
    status = read.layout.own(Owned.STATUS)
    assert status is not None
    assert (status.index, status.exists) == (5, True)
    assert read.row("Dig").key == "M-0001"


def test_units_in_brackets_below_the_headings_are_no_item():
    read = understand("Task | Duration | Due\n | (days) | (dd.mm.yyyy)\nDig | 3 | 01.03.2026")
    assert read.titles() == ["Dig"]
    assert read.layout.skipped == {2}


def test_a_row_with_a_date_is_no_heading_though_one_of_its_words_is():
    read = understand(
        "Our plan\n\nStart | 2026-01-05 | Ann\nFoundations | 2026-02-01 | Ben\nRoof | 2026-03-01 | Ben"
    )
    assert read.layout.header_row == 0
    assert "Start" in read.titles()
