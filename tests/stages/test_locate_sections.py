"""Which rows are headings of the rows below them, and which are nothing at all."""

from dataclasses import replace

import pytest
from reading import fields, tab, understand

from syncer.domain.layout import Section


def phases(read):
    return {row.title: row.phase for row in read.rows}


def parents(read):
    """The title of each item's parent."""
    titles = [item.row.title for item in read.plan.items]
    return {
        item.row.title: None if item.parent is None else titles[item.parent]
        for item in read.plan.items
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("DESIGN WORK", "BUILDING"),
        ("ПОДГОТОВКА", "РАБОТЫ"),
        ("Design:", "Build:"),
        ("/Design/", "/Build/"),
        ("--- Design ---", "--- Build ---"),
        ("[Design]", "[Build]"),
        ("▼ Design", "▼ Build"),
        ("A. Design", "B. Build"),
        ("II. Design", "III. Build"),
        ("1) Design", "2) Build"),
    ],
)
def test_names_set_off_from_items_are_sections_though_items_stand_above(one, other):
    read = understand(
        f"""
Title    | Owner | Due
Kick-off | Ann   | 2026-02-01
{one}    |       |
Draft    | Ben   | 2026-03-01
{other}  |       |
Wall     | Ben   | 2026-03-02
"""
    )
    assert [section.title for section in read.layout.sections] == [one, other]
    assert phases(read) == {"Kick-off": None, "Draft": one, "Wall": other}


def test_capitals_say_nothing_where_items_have_them_too():
    read = understand("Title | Due\nDIG | 2026-03-01\nPOUR |\nPAINT | 2026-03-02")
    assert read.layout.sections == ()
    assert read.titles() == ["DIG", "POUR", "PAINT"]


def test_one_stray_gap_does_not_undo_sections():
    read = understand(
        """
Title  | Due
Design |
A      | 2026-03-01
Build  |
B      | 2026-03-02

Test   |
C      | 2026-03-03
Hand over |
D      | 2026-03-04
"""
    )
    assert [section.title for section in read.layout.sections] == [
        "Design", "Build", "Test", "Hand over",
    ]  # fmt: skip


def test_the_name_of_the_whole_plan_stands_above_its_phases():
    read = understand(
        """
Title  | Due
Bridge |
Design |
A      | 2026-03-01
Build  |
B      | 2026-03-02
"""
    )
    assert phases(read) == {"A": "Bridge / Design", "B": "Bridge / Build"}


def test_dashes_and_nought_formulas_in_a_section_do_not_make_it_an_item():
    read = understand(
        "Title | Due | Owner\nDesign | - | –\nA | 2026-03-01 | Ann\nB | 2026-03-02 | Ann"
    )
    assert phases(read) == {"A": "Design", "B": "Design"}


def test_names_merged_over_two_columns_are_sections():
    read = understand(
        "Title | Due\nDesign |\nA | 2026-03-01\nB |\nC | 2026-03-02", merges=["A2:B2"]
    )
    assert read.layout.sections == (Section(2, "Design"),)
    assert read.titles() == ["A", "B", "C"]


def test_a_group_written_beside_its_first_item_holds_for_those_below():
    read = understand(
        """
Area   | Title | Due
Design | A     | 2026-03-01
       | B     | 2026-03-02
       | C     | 2026-03-02
Build  | D     | 2026-03-03
       | E     | 2026-03-04
"""
    )
    assert phases(read) == {"A": "Design", "B": "Design", "C": "Design", "D": "Build", "E": "Build"}
    assert [item.parent for item in read.plan.items] == [None] * 5


def test_groups_within_groups_are_a_path():
    read = understand(
        """
Site  | Trade  | Task | Due
North | Earth  | A    | 2026-03-01
      |        | B    | 2026-03-02
      | Walls  | C    | 2026-03-03
      |        | D    | 2026-03-03
South | Garden | E    | 2026-03-04
      |        | F    | 2026-03-05
"""
    )
    assert phases(read)["B"] == "North / Earth"
    assert phases(read)["D"] == "North / Walls"
    assert phases(read)["F"] == "South / Garden"


def test_names_left_of_blank_titles_are_sections_though_they_have_a_status():
    read = understand(
        """
Phase  | Step  | Task | Status
Design | Ideas |      | Done
       |       | A    | Done
       |       | B    | Done
       | Plans |      | Open
       |       | C    | Open
Build  | Walls |      | Open
       |       | D    | Open
       |       | E    | Open
"""
    )
    assert read.titles() == ["A", "B", "C", "D", "E"]
    assert phases(read)["B"] == "Design / Ideas"
    assert phases(read)["C"] == "Design / Plans"
    assert phases(read)["D"] == "Build / Walls"


def test_a_dated_phase_beside_a_blank_title_is_an_item_and_a_section():
    read = understand(
        """
Phase  | Task | Start      | Due
Design |      | 2026-03-01 | 2026-03-31
       | A    | 2026-03-01 | 2026-03-05
       | B    | 2026-03-06 | 2026-03-31
"""
    )
    assert read.titles() == ["Design", "A", "B"]
    assert read.item("A").parent == 0


def test_where_every_row_has_a_phase_a_blank_title_is_missing():
    read = understand(
        "Phase | Title | Due\nX | A | 2026-03-01\nX | | 2026-03-02\nY | C | 2026-03-03"
    )
    assert read.codes() == [("B3", "title-missing")]


def test_outline_numbers_in_a_column_for_each_level_tell_the_sections():
    read = understand(
        """
    |       |       | Description | Owner
1.0 |       |       | Drone       |
    | 1.1   |       | Body        |
    |       | 1.1.1 | Draw        | Ann
    |       | 1.1.2 | Cut         | Ann
    | 1.2   |       | Engine      |
    |       | 1.2.1 | Choose      | Ben
"""
    )
    assert phases(read) == {
        "Draw": "Drone / Body",
        "Cut": "Drone / Body",
        "Choose": "Drone / Engine",
    }


def test_outline_numbers_glued_to_the_titles_tell_the_sections():
    read = understand(
        """
Title      | Due
1 Design   |
1.1 Draft  | 2026-03-01
1.2 Review |
2 Build    |
2.1 Wall   | 2026-03-05
"""
    )
    assert phases(read) == {
        "1.1 Draft": "1 Design",
        "1.2 Review": "1 Design",
        "2.1 Wall": "2 Build",
    }


def test_dated_parents_of_an_outline_are_items_and_phases():
    read = understand(
        """
WBS | Title  | Due
1   | Bridge | 2026-09-30
1.1 | Design | 2026-03-31
1.1.1 | Draft | 2026-03-01
1.2 | Build  | 2026-09-30
1.2.1 | Wall | 2026-05-01
"""
    )
    assert phases(read)["Draft"] == "Design"
    assert phases(read)["Wall"] == "Build"
    assert read.row("Design").heading
    assert len(read.rows) == 5


def test_titles_that_stand_once_for_several_rows_are_joined_with_what_is_beside_them():
    read = understand(
        """
Task   | Detail | Owner | Due
Coding | Search | Ann   | 2026-03-01
       | Basket | Ben   | 2026-03-02
Review | Search | Ann   | 2026-03-03
       | Basket | Ann   | 2026-03-04
"""
    )
    assert read.titles() == ["Coding", "Coding / Basket", "Review", "Review / Basket"]


def test_a_title_merged_over_its_parts_is_joined_with_each():
    read = understand(
        "Task | Step | Due\nCode | Search | 2026-03-01\n | Basket | 2026-03-02\n | Pay | 2026-03-03",
        merges=["A2:A4"],
    )
    assert read.titles() == ["Code", "Code / Basket", "Code / Pay"]


def test_what_a_template_says_of_itself_is_no_item():
    read = understand(
        """
Task   | Owner | Due
Design |       |
A      | Ann   | 2026-03-01
B      | Ann   | 2026-03-02
Insert new rows ABOVE this one
"""
    )
    assert read.titles() == ["A", "B"]


def test_a_hidden_row_with_a_name_only_is_a_leftover_and_not_the_first_section():
    grid = tab("Task | Due\nKeep this formula |\nDesign |\nA | 2026-03-01\nBuild |\nB | 2026-03-02")
    read = understand(replace(grid, hidden_rows=frozenset({2})))
    assert phases(read) == {"A": "Design", "B": "Build"}


def test_hidden_items_are_read_and_told():
    grid = tab("Task | Due\nA | 2026-03-01\nB | 2026-03-02\nC | 2026-03-03")
    read = understand(replace(grid, hidden_rows=frozenset({3, 4})))
    assert read.titles() == ["A", "B", "C"]
    assert read.layout.doubts == ("2 hidden rows were read like the others.",)


def test_a_rule_of_dashes_below_the_headings_is_no_item():
    read = understand("Task | Due\n---- | :---:\nA | 2026-03-01\nB | 2026-03-02")
    assert read.titles() == ["A", "B"]
    assert read.findings == ()


def test_totals_at_the_foot_end_the_plan():
    read = understand("Task | Due | Budget\nA | 2026-03-01 | 5\nTotal | | 5\nprinted by Ann")
    assert read.titles() == ["A"]


def test_idem_means_the_cell_above():
    read = understand(
        "Task | Owner | Due\nA | Ann | 2026-03-01\nB | idem | 〃\nC | Ben | 2026-03-02"
    )
    assert read.row("B").owners == ("Ann",)
    assert read.row("B").due == read.row("A").due
    assert fields(read.layout)["owners"] == "B"


def test_a_name_alone_in_the_column_of_numbers_is_a_section():
    read = understand(
        """
No         | Title | Owner | Due
I. Prepare |       |       |
1          | Dig   | Ann   | 2026-03-01
II. Works  |       |       |
2          | Pour  | Ben   | 2026-03-02
"""
    )
    assert phases(read) == {"Dig": "I. Prepare", "Pour": "II. Works"}


def test_a_code_without_a_title_is_no_name_of_a_section():
    read = understand("ID | Title | Due\nA-1 | Dig | 2026-03-01\nA-2 | |\nA-3 | Pour | 2026-03-02")
    assert read.layout.sections == ()


NUMBERED = """
Nr. | Title   | Owner | Due
1   | Prepare |       | {0}
1.1 | Ask     | Ann   | 2026-03-02
1.2 | Agree   | Ben   | 2026-03-16
2   | Build   |       | {1}
2.1 | Dig     | Ben   | 2026-03-30
"""


def test_ids_that_are_outline_numbers_tell_sections():
    read = understand(NUMBERED.format("", ""))
    assert phases(read) == {"Ask": "Prepare", "Agree": "Prepare", "Dig": "Build"}
    assert [row.id for row in read.rows] == ["1.1", "1.2", "2.1"]


def test_ids_that_are_outline_numbers_tell_the_parents_of_items():
    read = understand(NUMBERED.format("2026-03-16", "2026-04-01"))
    assert parents(read) == {
        "Prepare": None, "Ask": "Prepare", "Agree": "Prepare", "Build": None, "Dig": "Build",
    }  # fmt: skip


def test_ids_that_are_mere_numbers_tell_nothing():
    read = understand("Nr. | Title | Due\n1 | Dig | \n2 | Pour | 2026-03-01\n3 | Dry | 2026-03-09")
    assert (read.layout.sections, read.titles()) == ((), ["Dig", "Pour", "Dry"])


UNDATED = """
Title  | Owner | Due
Design |       |
Draft  | Ann   | 2026-03-01
Build  |       |
Wall   | Ben   | 2026-03-02
Roof   |       |
"""


def test_rows_that_begin_in_bold_are_sections_and_others_not_yet_dated():
    read = understand(replace(tab(UNDATED), bold_rows=frozenset({1, 2, 4})))
    assert phases(read) == {"Draft": "Design", "Wall": "Build", "Roof": "Build"}


def test_bold_print_says_nothing_where_items_have_it_too():
    read = understand(replace(tab(UNDATED), bold_rows=frozenset({1, 2, 3, 4, 5, 6})))
    assert [section.title for section in read.layout.sections] == ["Design", "Build"]
    assert "Roof" in read.titles()


def test_grouped_rows_stand_below_the_row_above_them():
    plan = "Title | Due\nDesign |\nDraft | 2026-03-01\nBuild |\nWall | 2026-03-02\nRoof |"
    read = understand(replace(tab(plan), depths={3: 1, 5: 1, 6: 1}))
    assert phases(read) == {"Draft": "Design", "Wall": "Build", "Roof": "Build"}


def test_indented_rows_have_the_row_above_as_parent():
    plan = "Title | Due\nBuild | 2026-03-09\nWall | 2026-03-02\nBrick | 2026-03-01"
    read = understand(replace(tab(plan), depths={3: 1, 4: 2}))
    assert parents(read) == {"Build": None, "Wall": "Build", "Brick": "Wall"}


def test_groups_summed_up_below_them_tell_no_levels():
    plan = "Title | Due\nDraft | 2026-03-01\nDesign | 2026-03-01\nWall | 2026-03-02"
    read = understand(replace(tab(plan), depths={2: 1, 4: 1}))
    assert set(parents(read).values()) == {None}


def test_a_name_above_the_headings_begins_what_its_likes_go_on_with():
    read = understand(
        """
Stage one: prepare
Title | Owner | Due
Dig   | Ann   | 2026-03-01
Stage two: build
Wall  | Ben   | 2026-03-02
"""
    )
    assert phases(read) == {"Dig": "Stage one: prepare", "Wall": "Stage two: build"}


def test_groups_behind_blank_rows_reach_over_all_their_rows():
    read = understand(
        """
Phase | Title | Due
Start | Dig   | 2026-03-01
      | Pour  | 2026-03-02

End   | Paint | 2026-03-03
      | Clean | 2026-03-04

Party | Eat   | 2026-03-05
"""
    )
    assert phases(read) == {
        "Dig": "Start", "Pour": "Start", "Paint": "End", "Clean": "End", "Eat": "Party",
    }  # fmt: skip
