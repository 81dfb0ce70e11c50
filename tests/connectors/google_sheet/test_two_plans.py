"""Two plans in one spreadsheet: each keeps a Summary and a hidden tab of its own."""

from datetime import date
from random import Random

import pytest

from syncer.errors import ConfigError, SourceError
from tests.connectors.google_sheet.conftest import HEADINGS
from tests.connectors.google_sheet.test_crowd import FAULTS, Crowd, shown
from tests.connectors.google_sheet.test_cycle import counted
from tests.connectors.google_sheet.test_faults import attempt
from tests.connectors.google_sheet.test_races import results_are_right, settle, theirs
from tests.connectors.google_sheet.test_window import insert_and_type
from tests.google.faults import CutBefore

ONE_READ = ("unchanged", {("sheets", "read"): 1})


class Pair:
    """Apollo in `Sheet1` and Borealis in `North`, each as a process of its own opens it."""

    def __init__(self, book, people, open_plan, cycles_of):
        self.book, self.apollo = book, people
        self.borealis = people.add_tab("North")
        day = date(2026, 5, 1)
        self.borealis.fill([HEADINGS, *([f"Camp {n}", "Ben", day, day, ""] for n in range(4))])
        self.open_apollo = lambda **more: open_plan(others=("North",), **more)
        self.open_borealis = lambda **more: open_plan("North", others=("Sheet1",), **more)
        self.sync_apollo = cycles_of(self.open_apollo())
        self.sync_borealis = cycles_of(self.open_borealis(), "North", "Borealis: a/b [2026]")

    def sync(self):
        return self.sync_apollo(), self.sync_borealis()

    def shown(self):
        return [tab.title for tab in self.book.tabs if not tab.hidden]

    def says(self, tab):
        return self.apollo.on(tab).tab.cell(1, 1).value.partition(": where the plan")[0]


@pytest.fixture
def pair(book, filled, open_plan, cycles_of):
    return Pair(book, filled, open_plan, cycles_of)


def test_each_keeps_its_own_summary(pair):
    pair.sync()
    ours = "Summary (Borealis a b 2026)"
    assert pair.shown() == ["Sheet1", "North", "Summary", ours]
    assert (pair.says("Summary"), pair.says(ours)) == ("Apollo", "Borealis: a/b [2026]")


def test_a_second_sync_of_both_writes_nothing_and_neither_reads_for_the_other(pair, server):
    pair.sync()
    assert counted(server, pair.sync_apollo)[1] == {("sheets", "read"): 1}
    assert counted(server, pair.sync_borealis)[1] == {("sheets", "read"): 1}
    for cycle, opened in (
        (pair.sync_apollo, pair.open_apollo),
        (pair.sync_borealis, pair.open_borealis),
    ):
        report, calls = counted(server, lambda cycle=cycle, opened=opened: cycle(opened()))
        assert (report.outcome, calls) == ONE_READ


def test_what_changes_in_one_is_nothing_to_the_other(pair, server):
    pair.sync()
    pair.apollo.type("C4", date(2026, 7, 5))
    assert pair.sync_apollo().outcome == "changed"
    report, calls = counted(server, pair.sync_borealis)
    assert (report.outcome, calls) == ONE_READ


def test_the_summary_of_a_plan_whose_tab_people_replaced_goes_on(pair, open_plan, cycles_of):
    pair.sync()
    pair.borealis.delete_tab()
    again = pair.apollo.add_tab("South")
    again.fill([HEADINGS, ["Camp", "Ben", date(2026, 5, 1), date(2026, 5, 1), ""]])
    settle(cycles_of(open_plan("South", others=("Sheet1",)), "South", "Corona"))
    assert pair.says("Summary (Borealis a b 2026)") == "Corona"
    settle(pair.sync_apollo)
    assert pair.says("Summary") == "Apollo"


def test_what_one_left_half_way_is_settled_by_itself_alone(pair, server):
    pair.sync()
    pair.apollo.type("C4", date(2026, 7, 5))
    pair.borealis.type("C4", date(2026, 7, 5))
    server.faults.clear()
    column = pair.apollo.column("Health")
    server.faults.between(1, lambda: insert_and_type(pair.apollo, "by phone"))
    for call in range(3, 40):
        server.faults.at(call, CutBefore())
    attempt(pair.sync_apollo)
    server.faults.clear()
    assert pair.apollo.tab.cell(4, column).value != "by phone"
    before = theirs(pair.apollo)
    settle(lambda: pair.sync_borealis(pair.open_borealis()))
    assert theirs(pair.apollo) == before
    settle(lambda: pair.sync_apollo(pair.open_apollo()))
    assert pair.apollo.tab.cell(4, column).value == "by phone"
    results_are_right(pair.apollo)
    results_are_right(pair.borealis)


def test_two_plans_that_turn_out_to_name_one_tab_are_named_and_nothing_is_touched(
    pair, open_plan, cycles_of
):
    pair.sync_apollo()
    before = theirs(pair.apollo)
    plan = open_plan("gid=0", others=("Sheet1",))
    with pytest.raises(ConfigError, match="one tab, 'Sheet1': once as 'Sheet1'"):
        cycles_of(plan, "gid=0", "Borealis")()
    assert theirs(pair.apollo) == before
    with pytest.raises(ConfigError, match="one tab, 'Sheet1': once as 'gid=0'"):
        pair.sync_apollo(open_plan(others=("gid=0",)))


def test_a_tab_that_another_plan_names_is_not_followed_any_more(pair, open_plan):
    plan = open_plan(others=("Second edition",))
    pair.sync_apollo(plan)
    pair.apollo.rename_tab("Second edition")
    with pytest.raises(ConfigError, match="one tab, 'Second edition'"):
        pair.sync_apollo(plan)
    with pytest.raises(SourceError, match="no tab 'Sheet1'"):
        pair.sync_apollo(open_plan(others=("Second edition",)))


def test_a_name_that_another_plan_had_before_is_free_again(pair, open_plan, cycles_of):
    pair.sync_apollo()
    pair.apollo.rename_tab("Archive")
    fresh = pair.apollo.add_tab("Sheet1")
    fresh.fill([HEADINGS, ["Camp", "Ben", date(2026, 5, 1), date(2026, 5, 1), ""]])
    settle(cycles_of(open_plan("Sheet1", others=("Archive",)), "Sheet1", "Corona"))
    results_are_right(fresh)
    settle(cycles_of(open_plan("Archive", others=("Sheet1",)), "Archive"))
    results_are_right(pair.apollo)


@pytest.mark.parametrize("case", [(often, n) for often in (0.0, 0.3) for n in range(4)], ids=str)
def test_nothing_that_two_crowds_type_is_lost_whoever_syncs_and_restarts(pair, server, case):
    often, _ = case
    random = Random(str(case))
    crowds = [Crowd(people, random) for people in (pair.apollo, pair.borealis)]
    cycles = (
        lambda: pair.sync_apollo(pair.open_apollo()),
        lambda: pair.sync_borealis(pair.open_borealis()),
    )
    pair.sync()
    for _ in range(4):
        server.faults.clear()
        for call in range(1, 12):
            if random.random() < often:
                server.faults.between(call, random.choice(crowds).act)
            if random.random() < 0.15:
                server.faults.at(call, random.choice(FAULTS))
        attempt(random.choice(cycles))
    server.faults.clear()
    for cycle in (*cycles, *cycles):
        settle(cycle)
    for crowd in crowds:
        assert [word for word in crowd.words if shown(crowd.people).count(word) != 1] == []
        results_are_right(crowd.people)
    assert pair.says("Summary") == "Apollo"
    assert len([tab for tab in pair.book.tabs if tab.hidden]) == 2
