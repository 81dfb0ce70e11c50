"""What people do while a cycle runs costs nobody an edit, and leaves no result beside a wrong row."""

from datetime import date, timedelta
from random import Random

import pytest

from tests.connectors.google_sheet.conftest import HEADINGS

OWNED = {
    "ID",
    "Computed status",
    "Health",
    "Forecast",
    "Slip (workdays)",
    "Why",
    "Moves",
    "Checked",
}


def theirs(people):
    """What people wrote: every column that is not ours, whole."""
    rows = people.tab.rows
    columns = max(len(row.cells) for row in rows)
    headings = [people.tab.cell(1, column).value for column in range(1, columns + 1)]
    found = []
    for column, heading in enumerate(headings, start=1):
        if heading not in OWNED:
            values = [people.tab.cell(row, column) for row in range(1, people.last_row() + 1)]
            shown = [(cell.value, cell.formula) for cell in values]
            if any(value not in (None, "") for value, _ in shown):
                found.append((heading, [value or None for value, _ in shown]))
    return found


def results_are_right(people):
    """Each row shows its own forecast and one ID that no other has; other rows show nothing."""
    title, due, key, forecast = (
        people.column(name) for name in ("Milestone", "Due", "ID", "Forecast")
    )
    keys = []
    for row in range(2, people.last_row() + 1):
        cell = people.tab.cell
        if cell(row, title).value:
            keys.append(cell(row, key).value)
            assert cell(row, forecast).value == cell(row, due).value, row
        else:
            shown = [cell(row, people.column(name)).value for name in OWNED]
            assert not any(shown), (row, shown)
    assert all(keys)
    assert len(set(keys)) == len(keys), keys


def acts(people, random):
    """Things that a person does, each named."""
    last = max(3, people.last_row())
    row, other = random.randint(2, last), random.randint(2, last)
    day = date(2026, 4, 1) + timedelta(random.randint(0, 90))
    column = random.randint(1, 13)

    due = people.column("Due")
    letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[due - 1]
    return {
        "edit a date": lambda: people.type(f"{letter}{row}", day),
        "insert a row": lambda: people.insert_rows(row),
        "insert and fill a row": lambda: (
            people.insert_rows(row),
            people.type(f"{letter}{row}", day),
            people.type_text(
                f"{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[people.column('Milestone') - 1]}{row}",
                f"New {random.randint(1, 10**6)}",
            ),
        ),
        "delete a row": lambda: people.delete_rows(row) if last > 5 else None,
        "sort": lambda: people.sort(people.column("Milestone"), ascending=random.random() < 0.5),
        "sort by date": lambda: people.sort(due, ascending=random.random() < 0.5),
        "drag a row": lambda: people.drag_rows(row, 1, other),
        "insert a column": lambda: people.insert_column(
            column, f"Extra {random.randint(1, 10**6)}"
        ),
        "move a column": lambda: people.move_column(random.randint(2, 13), column),
        "nothing": lambda: None,
    }


@pytest.fixture
def filled(people):
    rows = [[f"Milestone {n}", "Ada", date(2026, 4, n), "", ""] for n in range(1, 9)]
    people.fill([HEADINGS, *rows])
    return people


def settle(sync):
    for _ in range(4):
        if sync().outcome == "unchanged":
            return
    raise AssertionError("it never comes to rest")


MOVES = ["insert a row", "insert and fill a row", "delete a row", "sort", "sort by date",
         "drag a row", "insert a column", "move a column",
         "edit a date"]  # fmt: skip


@pytest.mark.parametrize("first", [True, False], ids=["first-sync", "later-sync"])
@pytest.mark.parametrize("case", [(n, call) for n in MOVES for call in (1, 2, 4, 5)], ids=str)
def test_what_people_do_between_two_calls(sync, filled, server, case, first):
    name, call = case
    random = Random(f"1 {name} {call}")
    if not first:
        sync()
        for row in (3, 4, 6):
            filled.type(f"C{row}", date(2026, 7, row))
    done = []

    def act():
        acts(filled, random)[name]()
        done.append(theirs(filled))

    server.faults.clear()
    server.faults.between(call, act)
    sync()
    server.faults.clear()
    after = theirs(filled)
    if done:
        assert after == done[-1]
    settle(sync)
    assert theirs(filled) == after
    results_are_right(filled)
