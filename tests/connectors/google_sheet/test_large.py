"""Sheets of 50,000 rows: no body and no answer over 2 MB, no row put together from two moments."""

from datetime import date, timedelta

import pytest

from syncer.domain.changes import OwnCell, RowWrite, SheetChanges
from syncer.errors import UnavailableError
from tests.google.server import GoogleServer

ROWS = 50_000
HEADINGS = ["ID", "Milestone", "Owner", "Due", "Baseline", "Status", "Notes", "Health", "Why"]
MOST = 2_000_000


@pytest.fixture
def large(server, people):
    server.limits.lift()
    day = date(2026, 1, 1)
    rows = [
        [f"M-{n:05}", f"Milestone {n} of the programme", f"Person {n % 40}",
         day + timedelta(n % 900), day + timedelta(n % 900), "In progress", "", "", ""]
        for n in range(1, ROWS)
    ]  # fmt: skip
    people.fill([HEADINGS, *rows])
    return people


def sizes(server: GoogleServer):
    return [max(call.asked, call.answered) for call in server.calls]


def results(why):
    return SheetChanges(
        tab="Sheet1",
        header_row=1,
        id_column=1,
        rows=tuple(
            RowWrite(n + 1, f"M-{n:05}", "", (OwnCell(8, "Green"), OwnCell(9, f"{why} {n}")))
            for n in range(1, ROWS)
        ),
    )


def test_a_large_sheet_is_read_whole_in_blocks_and_then_in_larger_ones(large, server, plan):
    snapshot = plan.read()
    tab = snapshot.tabs[0]
    assert (len(tab.rows), tab.at(ROWS, 1), tab.at(1, 2)) == (ROWS, "M-49999", "Milestone")
    assert max(sizes(server)) <= MOST
    server.calls.clear()
    plan.read()
    assert max(sizes(server)) <= MOST
    assert len(server.calls) <= 8


def test_all_results_of_a_large_sheet_go_out_in_bodies_of_2_mb(large, server, plan):
    version = plan.read().version
    server.calls.clear()
    written = plan.write(results("On track, and everything it waits for is too;"), version)
    assert len(written.rows) == ROWS - 1
    assert max(sizes(server)) <= MOST
    assert len(server.calls) <= 7
    assert large.tab.cell(ROWS, 9).value.endswith("too; 49999")


def test_k_edits_cost_the_same_as_one(large, server, plan):
    version = plan.read().version
    every = results("Late").rows
    one, many = (
        SheetChanges(tab="Sheet1", header_row=1, id_column=1, rows=every[first::step])
        for first, step in ((0, ROWS), (7, 500))
    )
    version = plan.write(one, version).version  # makes our hidden tab, too
    server.calls.clear()
    assert len(plan.write(many, version).rows) == 100
    assert len(server.calls) == 1


def test_rows_that_move_while_blocks_are_read_are_noticed(large, server, plan):
    plan.read()
    server.faults.clear()
    for call in range(1, 60):
        server.faults.between(call, lambda: large.insert_rows(5))
    with pytest.raises(UnavailableError):
        plan.read()
    server.faults.clear()
    assert len(plan.read().tabs[0].rows) > ROWS
