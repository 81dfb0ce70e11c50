"""Sorting by a filter or a table that was there before us takes the IDs along."""

from datetime import date

import pytest

from tests.connectors.google_sheet.test_cycle import OURS, counted, shown
from tests.connectors.google_sheet.test_races import results_are_right, settle
from tests.google.faults import Refuse

LAST = "E11"


def ids(people):
    """By title, the ID beside it."""
    at, rows = people.column("ID"), [shown(people, row) for row in range(2, 12)]
    return {cells[0]: cells[at - 1] for cells in rows if any(cells)}


def with_filter(people):
    people.filter(f"A1:{LAST}", "B", "Nobody")
    return people.sort_by_filter


def with_table(people):
    people.make_table(f"A1:{LAST}")
    return people.sort_table


@pytest.mark.parametrize("way", [with_filter, with_table])
def test_a_sort_by_it_takes_our_columns_along(sync, filled, server, way):
    sort = way(filled)
    sync()
    before = ids(filled)
    sort("C", ascending=False)
    assert shown(filled, 2)[0] == "Milestone 10"
    assert ids(filled) == before
    settle(sync)
    assert ids(filled) == before
    results_are_right(filled)


@pytest.mark.parametrize("way", [with_filter, with_table])
def test_it_is_done_once_and_costs_nothing_after_that(sync, filled, server, open_plan, way):
    way(filled)
    sync()
    filled.type("C2", date(2026, 6, 1))
    sync()
    filled.type("C2", date(2026, 6, 2))
    _, calls = counted(server, sync)
    assert calls == {("sheets", "read"): 1, ("sheets", "write"): 1}
    filled.type("C2", date(2026, 6, 3))
    _, calls = counted(server, lambda: sync(open_plan()))
    assert calls == {("sheets", "read"): 1, ("sheets", "write"): 1}


def test_what_is_filtered_out_stays_so(sync, filled, server):
    filled.filter(f"A1:{LAST}", "A", "Milestone 3")
    sync()
    kept = filled.tab.filter
    assert kept["range"]["endColumnIndex"] == 5 + len(OURS)
    assert [n for n, row in enumerate(filled.tab.rows, 1) if row.filtered] == [4]


def test_rows_put_into_and_taken_out_of_a_table_move_with_their_ids(sync, filled, server):
    filled.make_table(f"A1:{LAST}")
    sync()
    before = ids(filled)
    filled.delete_table_row(3)
    del before["Milestone 2"]
    assert ids(filled) == before
    filled.insert_table_row(6)
    filled.fill([["Milestone 99", "Ada", date(2026, 5, 9), date(2026, 5, 9), ""]], at="A6")
    settle(sync)
    assert ids(filled) == {**before, "Milestone 99": "M-0011"}
    results_are_right(filled)


def test_a_filter_that_people_put_on_later_is_theirs(sync, filled, server):
    sync()
    filled.filter(f"A1:{LAST}", "B", "Nobody")
    filled.type("C2", date(2026, 6, 1))
    sync()
    assert filled.tab.filter["range"]["endColumnIndex"] == 5


@pytest.mark.parametrize(
    "elsewhere",
    [
        lambda people: people.make_table("A20:B22"),
        lambda people: people.filter("A1:C11", "B", "Nobody"),
        lambda people: people.filter("A1:Z900", "B", "Nobody"),
    ],
    ids=["below", "not of all columns", "wider than the plan"],
)
def test_others_are_left_alone(sync, filled, server, elsewhere):
    elsewhere(filled)
    sync()
    assert server.calls.total(kind="write") == 2


def test_where_google_is_busy_the_next_write_tries_again(sync, filled, server):
    filled.make_table(f"A1:{LAST}")
    server.faults.when(lambda call: call.kind == "write", Refuse(429), nth=3, times=40)
    sync()
    assert filled.tab.tables[0]["range"]["endColumnIndex"] == 5
    server.faults.clear()
    filled.type("C2", date(2026, 6, 1))
    sync()
    assert filled.tab.tables[0]["range"]["endColumnIndex"] == 5 + len(OURS)


def test_where_google_refuses_it_the_results_are_written_all_the_same(sync, filled, server):
    filled.make_table(f"A1:{LAST}")
    server.faults.when(lambda call: call.kind == "write", Refuse(400), nth=3)
    report = sync()
    assert filled.tab.tables[0]["range"]["endColumnIndex"] == 5
    assert (report.outcome, report.failures) == ("changed", ())
    settle(sync)
    results_are_right(filled)
