"""A process that ends in the middle of a write leaves word, and the next one settles it."""

from dataclasses import replace
from datetime import date

import pytest

from connectors.google_sheet.cells import Formula
from connectors.google_sheet.frame import TabFrame
from connectors.google_sheet.rows import RowPlan
from connectors.google_sheet.stood import Cells
from connectors.google_sheet.transaction import Transaction
from connectors.google_sheet.verdict import Astray
from connectors.google_sheet.word import Added, Word, found_in, leaving
from tests.connectors.google_sheet.test_cycle import counted
from tests.connectors.google_sheet.test_faults import attempt
from tests.connectors.google_sheet.test_races import results_are_right, settle, theirs
from tests.connectors.google_sheet.test_window import hidden_tab, insert_and_type, letter
from tests.google.faults import CutBefore, Refuse

HIDDEN = TabFrame(
    id=7, name="Before", grid=True, hidden=True, of=5, called=None, height=30_000, width=9
)


@pytest.fixture
def synced(sync, filled, server):
    """A plan at rest with one edit that makes us write row 4, and no faults planned."""
    sync()
    filled.type("C4", date(2026, 7, 5))
    server.faults.clear()
    return filled


def end_after(server, call, fault=None):
    """Nothing gets through from the call after *call* on."""
    for later in range(call + 1, call + 40):
        server.faults.at(later, fault or CutBefore())


def last_sync(sync, server):
    """The last of a process."""
    attempt(sync)
    server.faults.clear()


def settle_anew(sync, open_plan):
    """By another process, which comes to rest."""
    plan = open_plan()
    settle(lambda: sync(plan))


@pytest.mark.parametrize(
    ("fault", "value"),
    [(CutBefore(), "by phone"), (Refuse(400), 7), (Refuse(500), True), (CutBefore(), " x ")],
    ids=str,
)
def test_what_was_hit_is_put_back_by_the_next_process(  # noqa: PLR0917 - two of them a case
    synced, sync, server, open_plan, value, fault
):
    column = synced.column("Health")
    server.faults.between(1, lambda: insert_and_type(synced, value))
    end_after(server, 2, fault)
    last_sync(sync, server)
    assert synced.tab.cell(4, column).value != value
    settle_anew(sync, open_plan)
    assert synced.tab.cell(4, column).value == value
    results_are_right(synced)


def test_a_formula_that_was_hit_is_put_back_as_one(synced, sync, server, open_plan):
    column = synced.column("Health")

    def act():
        insert_and_type(synced)
        synced.set_formula(f"{letter(column)}4", "=D4-C4", 91)

    server.faults.between(1, act)
    end_after(server, 2)
    last_sync(sync, server)
    settle_anew(sync, open_plan)
    assert synced.tab.cell(4, column).formula == "=D4-C4"


@pytest.mark.parametrize("how", ["renamed", "long"])
def test_also_where_the_first_look_takes_several_calls(synced, sync, server, open_plan, how):
    server.faults.between(1, lambda: insert_and_type(synced))
    end_after(server, 2)
    last_sync(sync, server)
    if how == "renamed":
        synced.rename_tab("Second edition")
    else:
        synced.insert_rows(20, 300)
    settle_anew(sync, open_plan)
    assert "by phone" in [cell.value for cell in synced.tab.rows[3].cells]


def test_a_mend_that_hit_a_cell_itself_is_taken_up_too(synced, sync, server, open_plan):
    server.faults.between(1, lambda: insert_and_type(synced, "one"))
    server.faults.between(3, lambda: insert_and_type(synced, "two"))
    end_after(server, 4)
    last_sync(sync, server)
    settle_anew(sync, open_plan)
    shown = [cell.value for cell in synced.tab.rows[3].cells]
    assert (shown.count("one"), shown.count("two")) == (1, 1)
    results_are_right(synced)


def test_headings_beside_another_row_are_taken_out_by_the_next_process(
    sync, filled, server, open_plan
):
    server.faults.between(4, lambda: filled.insert_rows(1))
    end_after(server, 5)
    last_sync(sync, server)
    assert filled.tab.cell(1, 6).value == "ID"
    settle_anew(sync, open_plan)
    assert [cell.value for cell in filled.tab.rows[0].cells if cell.value] == []
    assert filled.tab.cell(2, 6).value == "ID"


def test_a_title_that_is_a_formula_with_another_result_by_now_costs_nobody_their_id(
    filled, sync, open_plan
):
    filled.set_formula("A4", "=F4", "Alpha")
    sync()
    ids = [filled.tab.value(row, filled.column("ID")) for row in range(2, 12)]
    filled.set_formula("A4", "=F4", "Beta")
    settle_anew(sync, open_plan)
    assert [filled.tab.value(row, filled.column("ID")) for row in range(2, 12)] == ids
    assert all(ids)


def test_a_word_that_was_settled_costs_no_call_and_no_cell(synced, sync, server, open_plan):
    server.faults.between(1, lambda: insert_and_type(synced))
    settle(sync)
    server.faults.clear()
    before = theirs(synced)
    report, calls = counted(server, lambda: sync(open_plan()))
    assert (report.outcome, calls) == ("unchanged", {("sheets", "read"): 1})
    assert theirs(synced) == before


def test_what_people_type_later_over_our_results_is_not_taken_for_an_old_debt(
    synced, sync, server, open_plan
):
    settle(sync)
    synced.type("C4", date(2026, 9, 9))
    synced.sort("A", ascending=False)
    before = theirs(synced)
    settle_anew(sync, open_plan)
    assert theirs(synced) == before
    results_are_right(synced)


@pytest.mark.parametrize(
    "forged", ["", "x", "eJw=", "eJyrVspWslIqyczJTi3SUSpLLSrOzM9TslIqLU4tAgCcmQnK"]
)
def test_a_word_that_people_wrote_over_is_none(synced, sync, book, open_plan, forged):
    settle(sync)
    hidden = hidden_tab(book)
    width = max(len(row.cells) for row in hidden.rows)
    synced.on(hidden.title).type(f"{letter(width)}1", forged)
    before = theirs(synced)
    assert sync(open_plan()).outcome == "unchanged"
    assert theirs(synced) == before


def read_back(word, hidden=HIDDEN):
    """*word* as another process finds it."""
    rows = leaving(word, hidden)["updateCells"]["rows"]
    cells = {
        (number, hidden.width): line["values"][0]["userEnteredValue"]["stringValue"]
        for number, line in enumerate(rows, start=1)
    }
    return found_in(Cells(cells, {}), hidden), len(cells)


def astray(was):
    return Astray(
        row=4, was={2: was}, now={2: "Green"}, marks={1: "M-1"}, headings={1: "ID", 2: ""}
    )


def test_a_word_says_all_that_was_written_into_it():
    plan = RowPlan(
        row=4, cells={2: "Green", 3: True, 5: 1}, held={1: "M-1", 2: "", 3: False, 5: 0.5}
    )
    heading = RowPlan(row=2, cells={}, held={1: "ID", 2: "Health"})
    made = Transaction(sheet=5, scratch=HIDDEN.id, heading=heading, plans=[plan])
    word = Word(
        made,
        filtered=True,
        added=Added({6: "Why"}, frozenset({"ID", "Title"})),
        layers=[[astray(Formula("=1+1"))], [astray("é")]],
        mended=[astray(7), astray(False)],
    )
    assert read_back(word) == (word, 1)


@pytest.mark.parametrize(
    ("row", "column"), [(10**12, 2), (0, 2), (-3, 2), (30_001, 2), (4, 10), (4, 10**9), (4, 0)]
)
def test_a_word_that_speaks_of_a_place_beyond_what_we_hold_is_forged(row, column):
    plan = RowPlan(row=row, cells={column: "Green"}, held={1: "M-1", column: ""})
    made = Transaction(
        sheet=5, scratch=7, heading=RowPlan(row=1, cells={}, held={1: "ID"}), plans=[plan]
    )
    owed = Astray(row=row, was={column: "x"}, now={column: "y"}, marks={1: "M"}, headings={})
    assert read_back(Word(made, layers=[], mended=[]))[0] is None
    whole = replace(made, plans=[])
    assert read_back(Word(whole, layers=[[owed]], mended=[]))[0] is None
    assert read_back(Word(whole, layers=[], mended=[owed]))[0] is None


def test_a_long_word_goes_over_several_cells():
    held = [
        RowPlan(row=n, cells={2: f"{n * 7919 % 10007}"}, held={1: f"{n * n}"})
        for n in range(1, 30_001)
    ]
    heading = RowPlan(row=1, cells={}, held={})
    word = Word(
        Transaction(sheet=5, scratch=HIDDEN.id, heading=heading, plans=held), layers=[], mended=[]
    )
    found, cells = read_back(word)
    assert found == word
    assert 1 < cells <= 50
