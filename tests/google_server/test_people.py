"""The side door: what people do leaves the sheet as it would in a browser."""

from datetime import date

import pytest


@pytest.fixture
def plan(people, book):
    """Three rows under a heading, each with its id as row metadata."""
    from tests.google.sheets_model import Metadata

    people.fill([["ID", "Title", "Due"], ["M-1", "c", 3], ["M-2", "a", 1], ["M-3", "b", 2]])
    for at, row in enumerate(book.tabs[0].rows[1:4], start=1):
        row.metadata.append(Metadata(at, "id", f"M-{at}"))
    return book.tabs[0]


def ids(plan):
    return [plan.value(at, 1) for at in range(2, 5)]


def tags(plan):
    return [row.metadata[0].value if row.metadata else "" for row in plan.rows[1:4]]


def test_rows_take_their_metadata_along_when_dragged_inserted_and_deleted(plan, people):
    people.drag_rows(4, 1, before=2)
    assert (ids(plan), tags(plan)) == (["M-3", "M-1", "M-2"], ["M-3", "M-1", "M-2"])
    people.drag_rows(2, 1, before=5)
    assert (ids(plan), tags(plan)) == (["M-1", "M-2", "M-3"], ["M-1", "M-2", "M-3"])
    people.insert_rows(2)
    assert (ids(plan), tags(plan)) == ([None, "M-1", "M-2"], ["", "M-1", "M-2"])
    people.delete_rows(2, 2)
    assert (ids(plan)[:2], tags(plan)[:2]) == (["M-2", "M-3"], ["M-2", "M-3"])


@pytest.mark.parametrize("moves", [True, False])
def test_a_sort_moves_cells_and_metadata_only_if_told(plan, people, moves):
    people.sort("B", moves_metadata=moves)
    assert ids(plan) == ["M-2", "M-3", "M-1"]
    assert tags(plan) == (ids(plan) if moves else ["M-1", "M-2", "M-3"])
    people.sort("C", ascending=False, moves_metadata=moves)
    assert ids(plan) == ["M-1", "M-3", "M-2"]


def test_a_partial_sort_leaves_the_ids_behind(plan, people):
    people.sort("B", left="B")
    assert plan.values()[1:] == [["M-1", "a", 1], ["M-2", "b", 2], ["M-3", "c", 3]]


def test_cut_and_paste_moves_cells_without_the_metadata(plan, people):
    people.cut_paste("A2:C2", "A6")
    assert (ids(plan)[0], plan.values()[5], tags(plan)[0]) == (None, ["M-1", "c", 3], "M-1")


def test_a_copied_row_brings_its_id_a_second_time_and_no_metadata(plan, people):
    people.copy_row(2, to=3)
    assert ids(plan) == ["M-1", "M-1", "M-2"]
    assert tags(plan) == ["M-1", "", "M-2"]


def test_columns_are_inserted_moved_renamed_and_deleted(plan, people):
    people.insert_column("B", "Owner")
    assert plan.values()[0] == ["ID", "Owner", "Title", "Due"]
    people.move_column("A", "D")
    assert plan.values()[0] == ["Owner", "Title", "ID", "Due"]
    people.rename_column("Title", "Milestone")
    people.delete_column("A")
    assert plan.values()[1] == ["c", "M-1", 3]
    assert people.column("Milestone") == 1


def test_typing_is_read_by_the_locale_unless_the_cell_is_text(people, book):
    tab = book.tabs[0]
    for number, (typed, held) in enumerate(
        [
            ("3/4/2026", 46085),
            ("1,5", "1,5"),
            ("1,500", 1500),
            ("true", True),
            ("'7", "7"),
            ("=1", 0),
            ("31/12/2026", "31/12/2026"),
        ],
        start=1,
    ):
        people.type(f"A{number}", typed)
        assert tab.value(number, 1) == held
    people.set_locale("de_DE")
    people.type("A1", "3.4.2026")
    people.type("A2", "1,5")
    assert (tab.value(1, 1), tab.value(2, 1)) == (46115, 1.5)
    people.format("B1", numberFormat={"type": "TEXT"})
    people.type("B1", "12")
    assert tab.value(1, 2) == "12"


def test_a_day_is_a_number_that_shows_as_a_day(people, book):
    people.type("A1", date(2026, 3, 4))
    assert (book.tabs[0].value(1, 1), book.tabs[0].cell(1, 1).is_date) == (46085, True)


def test_tabs_are_followed_by_their_id(people, book):
    people.rename_tab("Plan")
    other = people.add_tab("Notes", index=0)
    people.type("A1", "here")
    other.type("A1", "there")
    assert (book.tab("Plan").value(1, 1), book.tab("Notes").value(1, 1)) == ("here", "there")
    other.delete_tab()
    assert [tab.title for tab in book.tabs] == ["Plan"]


def test_a_filter_hides_rows(plan, people, sheets, book):
    people.filter("A1:C4", "B", "a")
    people.hide_rows(4)
    data = sheets.fetch_sheet_metadata(book.id, {"includeGridData": "true"})["sheets"][0]["data"][0]
    rows = data["rowMetadata"][:4]
    assert [bool(row.get("hiddenByFilter")) for row in rows] == [False, False, True, False]
    assert [bool(row.get("hiddenByUser")) for row in rows] == [False, False, False, True]


def test_formulas_may_come_to_show_something_else(plan, people, book):
    people.set_formula("D2", "=TODAY()", 46085)
    people.recalculate("=TODAY()", 46086)
    assert (plan.value(2, 4), plan.entered()[1][3]) == (46086, "=TODAY()")


def test_a_sort_by_a_filter_or_a_table_moves_its_own_columns_alone(plan, people):
    people.filter("A1:B4", "A", "nobody")
    people.sort_by_filter("B")
    assert plan.values()[1:] == [["M-2", "a", 3], ["M-3", "b", 1], ["M-1", "c", 2]]
    people.make_table("B1:C4")
    people.sort_table("C")
    assert plan.values()[1:] == [["M-2", "b", 1], ["M-3", "c", 2], ["M-1", "a", 3]]


def test_rows_of_a_table_come_and_go_inside_of_it(plan, people):
    people.make_table("B1:C4")
    people.delete_table_row(2)
    assert plan.values()[1:] == [["M-1", "a", 1], ["M-2", "b", 2], ["M-3"]]
    people.insert_table_row(3)
    assert plan.values()[1:] == [["M-1", "a", 1], ["M-2"], ["M-3", "b", 2]]
