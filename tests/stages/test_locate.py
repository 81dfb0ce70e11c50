"""Where the plan is: tab, headings, columns, sections, our own columns."""

from dataclasses import replace
from datetime import date

import pytest
from reading import WORDS, fields, snapshot, tab, understand

from syncer.domain.findings import Severity
from syncer.domain.layout import DateOrder, Owned, Section
from syncer.errors import SourceError
from syncer.stages.locate import locate

PLAIN = """
Milestone | Owner | Due        | Status
Kick-off  | Anna  | 2026-03-02 | Done
Beta      | Ben   | 2026-04-01 | In progress
"""

APOLLO = """
Apollo: the plan         |       |            |
Last updated: 2 March    |       |            |
                         |       |            |
Milestone                | Owner | Due        | Status      | Budget
Phase 1: Design          |       |            |
Kick-off                 | Anna  | 2026-03-02 | Done        | 100
Concept approved         | Ben   | 2026-03-20 |             | 200
                         |       |            |
Phase 2: Build           |       |            |
Prototype                | Ben   | 2026-04-01 | In progress | 300
Milestone                | Owner | Due        | Status      | Budget
Beta                     | Ben   | 2026-05-01 |             | 400
Total                    |       |            |             | 1000
                         |       |            |
Notes: dates by the steering board
Legend | green |  | Done
"""


def test_a_plain_table_is_found():
    layout = understand(PLAIN).layout
    assert (layout.header_row, layout.first_row, layout.last_row) == (1, 2, 3)
    assert fields(layout) == {"title": "A", "owners": "B", "due": "C", "status": "D"}
    assert layout.date_order is DateOrder.ISO


def test_a_plan_as_people_keep_it_is_found():
    read = understand(APOLLO)
    assert (read.layout.header_row, read.layout.last_row) == (4, 12)
    assert read.layout.sections == (Section(5, "Phase 1: Design"), Section(9, "Phase 2: Build"))
    assert read.layout.skipped == {5, 8, 9, 11}
    assert read.titles() == ["Kick-off", "Concept approved", "Prototype", "Beta"]
    assert read.findings == ()


def test_the_tab_that_looks_most_like_a_plan_is_taken():
    team = tab("Name | Role | Mail\nAnna | Lead | a@x.org", name="Team")
    risks = tab("Risk | Owner | Score\nNo parts | Anna | 15", name="Risks")
    plan, old = tab(PLAIN), tab(APOLLO, name="Old", hidden=True)
    ours = tab(APOLLO, name="Summary", ours=True)
    layout, _ = locate(snapshot(team, risks, plan, old, ours), WORDS)
    assert layout.tab == "Plan"


def test_a_hidden_tab_is_taken_where_no_other_holds_a_plan_or_where_it_is_named():
    team, old = tab("Name | Role\nAnna | Lead", name="Team"), tab(APOLLO, name="Old", hidden=True)
    assert locate(snapshot(team, old), WORDS)[0].tab == "Old"
    assert locate(snapshot(tab(PLAIN), old), WORDS, "Old")[0].tab == "Old"


def test_a_tab_that_is_not_there_is_an_error_with_the_nearest_name():
    with pytest.raises(SourceError, match=r"plan\.xlsx has no tab 'Paln'") as caught:
        locate(snapshot(tab(PLAIN)), WORDS, "Paln")
    assert caught.value.hint == "did you mean 'Plan'?"
    with pytest.raises(SourceError, match="has no tab 'Summary'") as caught:
        locate(snapshot(tab(PLAIN), tab(PLAIN, name="Summary", ours=True)), WORDS, "Summary")
    assert caught.value.hint == "its tabs are 'Plan'; name the one that is meant as its `tab`"


@pytest.mark.parametrize("text", ["", "a", "Dear all,\nsee below.\n\nBye", "1 | 2\n3 | 4"])
def test_where_nothing_is_like_a_plan_that_is_an_error(text):
    with pytest.raises(SourceError, match="holds anything like a plan") as caught:
        locate(snapshot(tab(text)), WORDS)
    assert "Title" in caught.value.hint
    assert "Due" in caught.value.hint


def test_a_missing_date_column_is_named_with_what_was_found_and_what_would_do():
    read = understand("Milestone | Who | Colour\nBeta | Ann | blue")
    finding = read.said("column-missing")
    assert (finding.severity, finding.field) == (Severity.ERROR, "due")
    assert "“Milestone”, “Who”, “Colour”" in finding.message
    assert "“Due”" in finding.hint
    assert read.titles() == ["Beta"]


def test_a_missing_title_column_is_named_and_no_row_is_read():
    read = understand("Thing | Due | Owner\nBeta | 2026-03-01 | Ann")
    finding = read.said("column-missing")
    assert (finding.severity, finding.field) == (Severity.ERROR, "title")
    assert "“Thing”" in finding.message
    assert read.rows == ()
    assert read.layout.last_row == read.layout.header_row


def test_a_heading_that_stands_twice_is_read_once_and_reported():
    read = understand("Title | Due | Owner | Due\nBeta | 2026-03-01 | Ann | 2026-04-01")
    finding = read.said("heading-twice")
    assert (finding.cell, finding.severity) == ("D1", Severity.WARNING)
    assert "B1" in finding.message
    assert read.row("Beta").due == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("headings", "cells", "found"),
    [
        ("Task|Milestone|Due", "Dig|Yes|2026-03-01", {"title": "A", "type": "B", "due": "C"}),
        ("Task|Milestone|Due", "Dig|Opening|2026-03-01", {"title": "A", "phase": "B", "due": "C"}),
        ("Title|Done|Due", "Dig|2026-03-01|2026-03-01", {"actual": "B"}),
        ("Title|Done|Due", "Dig|x|2026-03-01", {"status": "B"}),
        ("Title|Progress|Due", "Dig|40%|2026-03-01", {"percent": "B"}),
        ("Title|Progress|Due", "Dig|In progress|2026-03-01", {"status": "B"}),
        ("Title|%|Due", "Dig|40|2026-03-01", {"percent": "B"}),
        ("Title|Deadline", "Dig|2026-03-01", {"due": "B"}),
        ("Title|Deadline|Finish", "Dig|2026-03-01|2026-03-01", {"committed": "B", "due": "C"}),
        ("Title|Planned finish|Due", "Dig|2026-03-01|2026-03-01", {"baseline": "B", "due": "C"}),
        ("Title|Planned finish|Actual finish", "Dig|2026-03-01|", {"due": "B", "actual": "C"}),
        ("Title|Target|Due", "Dig|50|2026-03-01", {"target": "B", "due": "C"}),
        ("Title|No|Due", "Dig|1.2|2026-03-01", {"wbs": "B"}),
        ("Title|No|Due", "Dig|12|2026-03-01", {"id": "B"}),
        ("Title|Risk|Due", "Dig|The rock is hard|2026-03-01", {"title": "A", "due": "C"}),
        ("Title|Description|Due", "Dig|Deeply|2026-03-01", {"title": "A", "notes": "B"}),
        ("Task Name|Due date (dd/mm/yyyy)*|Budget [EUR]", "Dig|01/03/2026|5", {"due": "B", "budget": "C"}),
        ("task_name|startDate|END-DATE", "Dig|2026-03-01|2026-03-02", {"start": "B", "due": "C"}),
        ("Vorgangsname|Anfang|Ende|Zuständig", "A|01.03.2026|02.03.2026|B", {"title": "A", "start": "B", "due": "C", "owners": "D"}),
        ("Jalon|Échéance|Responsable", "A|01/03/2026|B", {"title": "A", "due": "B", "owners": "C"}),
        ("Hito|Fecha límite|Estado", "A|01/03/2026|Hecho", {"title": "A", "due": "B", "status": "C"}),
    ],
)  # fmt: skip
def test_headings_are_told_by_their_words_and_doubtful_ones_by_their_cells(headings, cells, found):
    layout = understand(f"{headings}\n{cells}").layout
    assert found.items() <= fields(layout).items()


@pytest.mark.parametrize("shares", [("20", "30", "50"), ("0.2", "0.3", "0.5")])
def test_percentages_that_make_up_a_whole_are_weights_and_no_progress(shares):
    lines = "\n".join(f"T{n} | {share} | 2026-03-01" for n, share in enumerate(shares))
    assert "percent" not in fields(understand(f"Title | % | Due\n{lines}").layout)
    assert "percent" in fields(understand(f"Title | % done | Due\n{lines}").layout)


def test_the_first_word_of_a_field_wins_wherever_its_column_stands():
    one = fields(understand("Name|Task|End|Due\na|b|2026-03-01|2026-03-02").layout)
    other = fields(understand("Due|End|Task|Name\n2026-03-02|2026-03-01|b|a").layout)
    assert (one["title"], one["due"]) == ("B", "D")
    assert (other["title"], other["due"]) == ("C", "A")


def test_headings_over_two_rows_are_joined():
    read = understand(
        """
Plan of the bridge
Task | Planned |            | Owner
     | Start   | Finish     |
Dig  | 2026-03-01 | 2026-03-05 | Ann
""",
        merges=["B2:C2"],
    )
    assert read.layout.header_row == 3
    assert fields(read.layout) == {"title": "A", "start": "B", "due": "C", "owners": "D"}
    assert read.titles() == ["Dig"]


def test_a_band_of_dates_to_the_right_is_nobodys():
    band = " | ".join(f"2026-03-{day:02}" for day in range(1, 20))
    text = f"Task | Start | End | {band}\nDig | 2026-03-01 | 2026-03-05 | x | x | x"
    layout = understand(text).layout
    assert fields(layout) == {"title": "A", "start": "B", "due": "C"}
    assert len(layout.columns) == 22


def test_rows_with_a_name_only_are_sections_where_they_stand_above_the_rest():
    read = understand("Title | Due\nDesign\nA | 2026-03-01\nBuild\nB | 2026-03-02")
    assert read.layout.sections == (Section(2, "Design"), Section(4, "Build"))
    assert [row.phase for row in read.rows] == ["Design", "Build"]


def test_a_row_that_nobody_has_dated_yet_is_no_section():
    read = understand("Title | Due\nA | 2026-03-01\nB |\nC | 2026-03-02\nD |")
    assert read.layout.sections == ()
    assert read.titles() == ["A", "B", "C", "D"]


def test_below_a_gap_a_name_only_is_a_section_and_among_rows_it_is_not():
    read = understand(
        """
Title | Due
A     | 2026-03-01
B     |
      |
Build |
C     | 2026-03-02
"""
    )
    assert read.layout.sections == (Section(5, "Build"),)
    assert read.titles() == ["A", "B", "C"]


def test_where_a_column_of_phases_is_in_use_no_row_is_a_section():
    read = understand("Phase | Title | Due\nX | A |\nX | B | 2026-03-01\nY | C | 2026-03-02")
    assert read.layout.sections == ()
    assert [row.phase for row in read.rows] == ["X", "X", "Y"]


def test_a_name_left_of_the_titles_is_a_section():
    read = understand("Phase | Title | Due\nDesign\n | A | 2026-03-01\nBuild\n | B | 2026-03-02")
    assert read.layout.sections == (Section(2, "Design"), Section(4, "Build"))
    assert [(row.title, row.phase) for row in read.rows] == [("A", "Design"), ("B", "Build")]


def test_a_name_merged_across_the_table_is_a_section_and_dated_it_is_an_item_too():
    read = understand(
        """
Title  | Owner | Cost | Due
Design |       |      | 2026-03-09
A      | Ann   | 1    | 2026-03-01
B      |       |      |
Build  |       |      |
C      | Ann   | 1    | 2026-03-02
""",
        merges=["A2:C2", "A5:C5"],
    )
    assert read.layout.sections == (Section(2, "Design"), Section(5, "Build"))
    assert read.layout.skipped == {5}
    assert [(row.title, row.heading, row.section) for row in read.rows] == [
        ("Design", True, None), ("A", False, 2), ("B", False, 2), ("C", False, 5),
    ]  # fmt: skip
    assert read.item("A").parent == 0
    assert read.item("C").parent is None


def test_a_dated_row_called_like_the_sections_is_one_too():
    read = understand(
        """
Title          | Due
Phase 1: Plan  |
A              | 2026-03-01
Phase 2: Build | 2026-05-01
B              | 2026-04-01
Phase 2 agreed | 2026-05-02
"""
    )
    assert [section.row for section in read.layout.sections] == [2, 4]
    assert read.row("Phase 2: Build").heading
    assert read.row("B").section == 4
    assert not read.row("Phase 2 agreed").heading


def test_roll_ups_in_a_section_do_not_make_it_an_item():
    grid = tab("Title | Due\nDesign | 2026-03-02\nA | 2026-03-01\nB | 2026-03-02")
    read = understand(replace(grid, formulas=frozenset({(2, 2)})))
    assert read.layout.sections == (Section(2, "Design"),)
    assert read.titles() == ["A", "B"]


def test_due_dates_that_are_all_computed_are_dates():
    grid = tab("Title | Due\nA | 2026-03-02\nB | 2026-03-01")
    read = understand(replace(grid, formulas=frozenset({(2, 2), (3, 2)})))
    assert read.titles() == ["A", "B"]


def test_outline_numbers_tell_which_rows_are_sections_and_how_deep():
    read = understand(
        """
WBS   | Title  | Due
1     | Design |
1.1   | Draft  |
1.1.1 | A      | 2026-03-01
2     | Later  |
"""
    )
    assert read.layout.sections == (Section(2, "Design", 1), Section(3, "Draft", 2))
    assert read.row("A").phase == "Design / Draft"
    assert read.titles() == ["A", "Later"]


def test_a_section_ends_where_one_as_far_out_begins():
    read = understand(
        """
Level | Title  | Due
1     | Design |
2     | Draft  |
3     | A      | 2026-03-01
2     | Review |
3     | B      | 2026-03-02
1     | Build  |
2     | C      | 2026-03-03
"""
    )
    assert [row.phase for row in read.rows] == ["Design / Draft", "Design / Review", "Build"]


def test_a_row_that_bears_our_id_was_an_item_and_stays_one():
    text = "Title | Due | ID | Computed status\nA | | M-0001 |\nB | 2026-03-01 | M-0002 |"
    assert understand(text).titles() == ["A", "B"]


def test_totals_are_no_items_but_things_called_so_are():
    read = understand(
        """
Title                | Due        | Budget
A                    | 2026-03-01 | 5
Subtotal             |            | 5
Total survey done    | 2026-03-02 | 5
Total                | 2026-03-02 |
Total of everything: |            | 10
"""
    )
    assert read.titles() == ["A", "Total survey done", "Total"]


def test_numbered_rows_that_nobody_filled_in_are_left_out():
    read = understand(
        "No | Title | Due\n1 | A | 2026-03-01\n2 | |\n3 | |\n4 | B | 2026-03-02\n5 | |"
    )
    assert read.titles() == ["A", "B"]
    assert read.findings == ()


def test_another_table_below_is_left_alone_and_said_so():
    read = understand(
        """
Title | Owner | Due
A     | Ann   | 2026-03-01

Risk  | Impact | Owner | Mitigation | Status
Fire  | 5      | Bob   | Water      | Open
"""
    )
    assert read.titles() == ["A"]
    assert (read.said("another-table").row, read.layout.last_row) == (4, 2)


def test_a_block_of_undated_items_behind_a_gap_belongs_to_the_plan():
    read = understand(
        "Title | Owner | Status | Due\nA | Ann | Open | 2026-03-01\n\nB | Ben | Open |\n\nUpdated by Ann"
    )
    assert read.titles() == ["A", "B"]


def test_a_list_without_headings_is_told_by_what_it_holds_and_never_written_to():
    read = understand("Alpha | 2026-03-01\nBeta | 2026-04-01\nGamma | 2026-05-01")
    assert (read.layout.header_row, read.layout.first_row, read.layout.owned) == (0, 1, ())
    assert read.row("Beta").due == date(2026, 4, 1)
    assert read.said("heading-missing").severity is Severity.WARNING


def test_a_heading_row_that_is_gone_stops_everything():
    with pytest.raises(SourceError, match=r"heading row of 'Plan' in plan\.xlsx is gone") as caught:
        understand("Alpha | 2026-03-01 | M-0001\nBeta | 2026-04-01 | M-0002")
    assert "put the row of headings back" in caught.value.hint


@pytest.mark.parametrize(
    ("texts", "locale", "order"),
    [
        (["25/03/2026", "04/03/2026"], "en_US", DateOrder.DMY),
        (["03/25/2026", "04/03/2026"], "en_GB", DateOrder.MDY),
        (["03/04/2026"], "en_US", DateOrder.MDY),
        (["03/04/2026"], None, DateOrder.DMY),
    ],
)
def test_the_order_of_dates_is_told_by_all_date_columns(texts, locale, order):
    lines = "\n".join(f"T{n} | {text} | {texts[0]}" for n, text in enumerate(texts))
    assert understand(f"Title | Due | Start\n{lines}", locale=locale).layout.date_order is order


def owned(layout):
    return {own.name: (own.header, own.index, own.exists) for own in layout.owned}


def test_our_columns_get_places_right_of_all_that_is_in_use():
    text = PLAIN.rstrip("\n") + " |  |  | a remark without a heading"
    layout = understand(text).layout
    assert [own.index for own in layout.owned] == list(range(8, 17))
    assert [own.name for own in layout.owned] == list(Owned)
    assert not any(own.exists for own in layout.owned)


def test_before_our_first_sync_a_column_with_our_name_is_peoples():
    text = "Title | Due | ID | Forecast | Health\nA | 2026-03-01 | x1 | 2026-03-05 | Red"
    layout = understand(text).layout
    assert {"id": "C", "forecast": "D", "reported_health": "E"}.items() <= fields(layout).items()
    assert owned(layout)[Owned.FORECAST] == ("Forecast (syncer)", 9, False)
    assert owned(layout)[Owned.ID] == ("ID (syncer)", 6, False)
    assert owned(layout)[Owned.STATUS] == ("Computed status", 7, False)


def test_afterwards_ours_stay_ours_wherever_they_are_moved():
    text = "Health | Title | Forecast (syncer) | Due | Forecast | Computed status\nRed | A | | 2026-03-01 | 2026-03-05 |"
    layout = understand(text).layout
    assert owned(layout)[Owned.HEALTH] == ("Health", 1, True)
    assert owned(layout)[Owned.FORECAST] == ("Forecast (syncer)", 3, True)
    assert owned(layout)[Owned.STATUS] == ("Computed status", 6, True)
    assert owned(layout)[Owned.ID] == ("ID", 7, False)
    assert fields(layout) == {"title": "B", "due": "D", "forecast": "E"}
    assert [column.letter for column in layout.columns] == ["B", "D", "E"]


def test_our_columns_may_bear_the_names_of_the_teams_mapping():
    words = replace(WORDS, owned={Owned.STATUS: "Stand", Owned.HEALTH: "Ampel"})
    grid = tab("Title | Due | Stand | Ampel\nA | 2026-03-01 | |")
    layout, _ = locate(snapshot(grid), words)
    assert owned(layout)[Owned.STATUS] == ("Stand", 3, True)
    assert owned(layout)[Owned.HEALTH] == ("Ampel", 4, True)
    assert owned(layout)[Owned.FORECAST] == ("Forecast", 6, False)


def test_indented_titles_stand_under_the_ones_above():
    grid = tab("Title | Due\nBuild | 2026-05-01\nA | 2026-03-01\nB | 2026-03-02\nTest | 2026-06-01")
    rows = [list(row) for row in grid.rows]
    rows[2][0], rows[3][0] = "    A", "    B"
    read = understand(replace(grid, rows=rows))
    assert [row.level for row in read.rows] == [1, 2, 2, 1]
    assert [item.parent for item in read.plan.items] == [None, 0, 0, None]
    rows[3][0] = " B"
    assert [row.level for row in understand(replace(grid, rows=rows)).rows] == [None] * 4


def test_a_heading_of_dates_only_is_taken_at_its_word():
    """`Deadline` heads two fields, both of them dates: cells that are none get their findings."""
    found = understand(
        """
        Title    | Owner | Deadline
        Kick-off | Anna  | 31/02/2026
        Beta     | Ben   | 2026-04-01
        """
    )
    assert fields(found.layout)["due"] == "C"
    assert found.codes() == [("C2", "date-impossible")]
