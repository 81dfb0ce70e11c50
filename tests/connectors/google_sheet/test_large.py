"""Sheets of many rows: no body and no answer over 2 MB, no row put together from two moments."""

from datetime import date, timedelta

import pytest

from syncer.domain.changes import OwnCell, RowWrite, SheetChanges
from syncer.errors import UnavailableError
from tests.google.server import GoogleServer

ROWS = 50_000
HEADINGS = ["ID", "Milestone", "Owner", "Due", "Baseline", "Status", "Notes", "Health", "Why"]
MOST = 2_000_000


@pytest.fixture
def laid(server, people):
    """Lays a plan of so many rows."""

    def lay(rows):
        server.limits.lift()
        day = date(2026, 1, 1)
        lines = [
            [f"M-{n:05}", f"Milestone {n} of the programme", f"Person {n % 40}",
             day + timedelta(n % 900), day + timedelta(n % 900), "In progress", "", "", ""]
            for n in range(1, rows)
        ]  # fmt: skip
        people.fill([HEADINGS, *lines])
        return people

    return lay


def sizes(server: GoogleServer):
    return [max(call.asked, call.answered) for call in server.calls]


def results(why, rows=ROWS):
    return SheetChanges(
        tab="Sheet1",
        header_row=1,
        id_column=1,
        rows=tuple(
            RowWrite(n + 1, f"M-{n:05}", "", (OwnCell(8, "Green"), OwnCell(9, f"{why} {n}")))
            for n in range(1, rows)
        ),
    )


def test_a_large_sheet_is_read_in_blocks_then_in_larger_ones_and_answered_in_bodies_of_2_mb(
    laid, server, plan
):
    large = laid(ROWS)
    snapshot = plan.read()
    tab = snapshot.tabs[0]
    assert (len(tab.rows), tab.at(ROWS, 1), tab.at(1, 2)) == (ROWS, "M-49999", "Milestone")
    assert max(sizes(server)) <= MOST
    server.calls.clear()
    version = plan.read().version
    assert max(sizes(server)) <= MOST
    assert len(server.calls) <= 8
    server.calls.clear()
    written = plan.write(results("On track, and everything it waits for is too;"), version)
    assert len(written.rows) == ROWS - 1
    assert max(sizes(server)) <= MOST
    assert len(server.calls) <= 7
    assert large.tab.cell(ROWS, 9).value.endswith("too; 49999")


def test_k_edits_cost_the_same_as_one(laid, server, plan):
    laid(5_000)
    version = plan.read().version
    every = results("Late", 5_000).rows
    one, many = (
        SheetChanges(tab="Sheet1", header_row=1, id_column=1, rows=every[first::step])
        for first, step in ((0, 5_000), (7, 50))
    )
    version = plan.write(one, version).version  # makes our hidden tab, too
    server.calls.clear()
    assert len(plan.write(many, version).rows) == 100
    assert len(server.calls) == 1


def test_rows_that_move_while_blocks_are_read_are_noticed(laid, server, plan):
    large = laid(20_000)
    plan.read()
    server.calls.clear()
    server.faults.clear()
    for call in range(1, 60):
        server.faults.between(call, lambda: large.insert_rows(5))
    with pytest.raises(UnavailableError):
        plan.read()
    assert len(server.calls) > 3
    server.faults.clear()
    assert len(plan.read().tabs[0].rows) > 20_000
