"""Many people at once, moving columns and rows through every call: whatever they typed is there."""

from datetime import date, timedelta
from random import Random

import pytest

from syncer.errors import SyncerError
from tests.connectors.google_sheet.test_races import results_are_right
from tests.google.a1 import cell_name
from tests.google.faults import CutAfter, CutBefore, HtmlPage, Refuse, Truncated

FAULTS = (CutAfter(), CutBefore(), Refuse(500), HtmlPage(took_effect=True), Truncated())


class Crowd:
    """Types each of its words once, into a blank cell of a column of its own."""

    def __init__(self, people, random):
        self.people, self.random = people, random
        self.words = []

    def act(self):
        acts = (self.date, self.row, self.sort, self.drag, self.column, self.column, self.move)
        self.random.choice(acts)()

    def a_row(self):
        return self.random.randint(2, max(3, self.people.last_row()))

    def a_column(self):
        return self.random.randint(1, max(len(row.cells) for row in self.people.tab.rows))

    def date(self):
        row, due = self.a_row(), self.people.column("Due")
        if self.people.tab.cell(row, self.people.column("Milestone")).value:
            day = date(2026, 4, 1) + timedelta(self.random.randint(0, 90))
            self.people.type(cell_name(row, due), day)

    def row(self):
        row = self.a_row()
        self.people.insert_rows(row)
        title = f"New {self.random.randint(1, 10**6)}"
        self.people.type_text(cell_name(row, self.people.column("Milestone")), title)
        self.people.type(cell_name(row, self.people.column("Due")), date(2026, 5, 5))

    def sort(self):
        self.people.sort(self.people.column("Milestone"), ascending=self.random.random() < 0.5)

    def drag(self):
        self.people.drag_rows(self.a_row(), 1, self.a_row())

    def column(self):
        place = self.a_column()
        heading = self.random.choice(["", f"Extra {self.random.randint(1, 10**6)}"])
        self.people.insert_column(place, heading)
        for _ in range(2):
            row = self.a_row()
            if self.people.tab.cell(row, place).value is None:
                self.words.append(f"word {len(self.words)}")
                self.people.type_text(cell_name(row, place), self.words[-1])

    def move(self):
        self.people.move_column(self.a_column(), self.a_column())


def shown(people):
    return [cell.value for row in people.tab.rows for cell in row.cells]


def attempt(sync):
    try:
        return sync().outcome
    except SyncerError:
        return "failed"


CASES = [(often, faulty, n) for often in (0.15, 0.4) for faulty in (0, 0.1) for n in range(3)]


def cycles_among(crowd, sync, server, often, faulty, *, count=3):
    """So many cycles, with the crowd and faults at any call; then it comes to rest."""
    random = crowd.random
    for _ in range(count):
        server.faults.clear()
        for call in range(1, 30):
            if random.random() < often:
                server.faults.between(call, crowd.act)
            if random.random() < faulty:
                server.faults.at(call, random.choice(FAULTS))
        attempt(sync)
    server.faults.clear()
    assert "unchanged" in [attempt(sync) for _ in range(6)]


def nothing_is_lost(crowd):
    assert [word for word in crowd.words if shown(crowd.people).count(word) != 1] == []
    results_are_right(crowd.people)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_nothing_that_a_crowd_types_is_lost(sync, filled, server, case):
    often, faulty, _ = case
    crowd = Crowd(filled, Random(str(case)))
    sync()
    cycles_among(crowd, sync, server, often, faulty)
    nothing_is_lost(crowd)


@pytest.mark.parametrize(
    "case", [(0.2, 0, 0), (0.2, 0.12, 1), (0.4, 0, 2), (0.4, 0.12, 3)], ids=str
)
def test_nor_where_a_filter_hides_rows_and_keeps_them_from_being_copied(
    sync, filled, server, open_plan, case
):
    often, faulty, _ = case
    server.unsettled.copy_skips_filtered = True
    for row in (3, 4, 7, 9):
        filled.type_text(f"B{row}", "Grace")
    filled.filter("A1:E11", "B", "Grace")
    crowd, plan = Crowd(filled, Random(str(case))), open_plan()
    cycles_among(crowd, lambda: sync(plan), server, often, faulty, count=5)
    nothing_is_lost(crowd)
