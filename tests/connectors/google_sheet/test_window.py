"""What people type where we write, at the very moment we write it, is never lost."""

from datetime import date

import pytest

from syncer.errors import SyncerError
from tests.connectors.google_sheet.test_faults import attempt
from tests.connectors.google_sheet.test_races import results_are_right, settle, theirs
from tests.google.faults import CutAfter, CutBefore, HtmlPage, Refuse


@pytest.fixture
def synced(sync, filled, server):
    """A plan at rest with one edit that makes us write row 4, and no faults planned."""
    sync()
    filled.type("C4", date(2026, 7, 5))
    server.faults.clear()
    return filled


def hidden_tab(book):
    return next(tab for tab in book.tabs if tab.hidden)


def insert_and_type(people, value="by phone"):
    """A column of theirs in the middle of ours, with something in the row we write."""
    health = people.column("Health")
    people.insert_column(health, "")
    people.type(f"{letter(health)}4", value)


def letter(column):
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[column - 1]


def test_a_value_in_a_column_inserted_between_ours(synced, sync, server):
    server.faults.between(1, lambda: insert_and_type(synced))
    column = synced.column("Health")
    sync()
    assert synced.tab.cell(4, column).value == "by phone"
    settle(sync)
    assert synced.tab.cell(4, column).value == "by phone"
    results_are_right(synced)


def test_a_formula_there_stays_a_formula(synced, sync, server):
    def act():
        column = synced.column("Health")
        synced.insert_column(column, "Days")
        synced.set_formula(f"{letter(column)}4", "=C4-D4", 91)

    server.faults.between(1, act)
    sync()
    settle(sync)
    assert synced.tab.cell(4, synced.column("Days")).formula == "=C4-D4"
    results_are_right(synced)


@pytest.mark.parametrize("value", [0.45, 7, True, "=1+1", " x "])
def test_what_was_typed_keeps_its_kind(synced, sync, server, value):
    def act():
        column = synced.column("Health")
        synced.insert_column(column, "Theirs")
        synced.fill([[value]], at=f"{letter(column)}4")

    server.faults.between(1, act)
    sync()
    held = synced.tab.cell(4, synced.column("Theirs"))
    assert (held.value, type(held.value)) in {(value, type(value)), (2, int), (0, int)}
    assert held.formula == (value if value == "=1+1" else None)


def test_a_column_cut_and_pasted_over_one_of_ours(synced, sync, server):
    def act():
        synced.type("B4", "Grace")
        synced.cut_paste("B1:B11", f"{letter(synced.column('Why'))}1")

    server.faults.between(1, act)
    sync()
    settle(sync)
    owners = [synced.tab.cell(row, synced.column("Owner")).value for row in range(2, 12)]
    assert owners == ["Ada", "Ada", "Grace", *["Ada"] * 7]
    results_are_right(synced)


def test_a_column_of_theirs_moved_between_ours(synced, sync, server):
    def act():
        synced.type("E4", "half done")
        synced.move_column("E", letter(synced.column("Forecast")))

    server.faults.between(1, act)
    sync()
    settle(sync)
    assert synced.tab.cell(4, synced.column("Status")).value == "half done"
    results_are_right(synced)


def test_an_id_that_a_person_gives_meanwhile_is_told_of_as_if_it_had_been_there(
    synced, sync, server
):
    synced.insert_rows(12)
    synced.type_text("A12", "Late idea")
    synced.type("C12", date(2026, 5, 5))
    key = letter(synced.column("ID"))
    server.faults.between(1, lambda: synced.type_text(f"{key}12", "LATE-1"))
    sync()
    settle(sync)
    assert "LATE-1" in synced.tab.cell(12, synced.column("Checked")).value
    results_are_right(synced)


def test_what_is_typed_while_it_is_put_back(synced, sync, server):
    def again():
        column = synced.column("Health")
        synced.insert_column(column - 1, "")
        synced.type(f"{letter(column - 1)}4", "by mail")

    server.faults.between(1, lambda: insert_and_type(synced))
    server.faults.between(3, again)
    sync()
    before = theirs(synced)
    settle(sync)
    assert theirs(synced) == before
    shown = [cell.value for cell in synced.tab.rows[3].cells]
    assert {"by phone", "by mail"} <= set(shown)
    results_are_right(synced)


@pytest.mark.parametrize("fault", [CutAfter(), HtmlPage(took_effect=True), Refuse(500)], ids=str)
def test_a_write_without_an_answer(synced, sync, server, fault):
    server.faults.between(1, lambda: insert_and_type(synced))
    server.faults.at(2, fault)
    sync()
    server.faults.clear()
    settle(sync)
    assert "by phone" in [cell.value for cell in synced.tab.rows[3].cells]
    results_are_right(synced)


@pytest.mark.parametrize("call", [3, 4, 5, 6])
def test_a_fault_while_it_is_put_back(synced, sync, server, call):
    server.faults.between(1, lambda: insert_and_type(synced))
    for further in range(call, call + 3):
        server.faults.at(further, CutAfter())
    try_all(sync)
    server.faults.clear()
    settle(sync)
    assert "by phone" in [cell.value for cell in synced.tab.rows[3].cells]
    results_are_right(synced)


def try_all(sync):
    try:
        sync()
    except SyncerError:
        return


@pytest.mark.parametrize("spare", [0, 3])
@pytest.mark.parametrize("call", range(1, 6))
def test_a_column_that_people_add_where_the_grid_ended_moves_to_the_right(
    sync, filled, server, call, spare
):
    tab = filled.tab
    del tab.columns[5 + spare :]
    for row in tab.rows:
        del row.cells[5 + spare :]

    def act():
        if not spare:
            filled.insert_column(6)
        filled.type_text("F1", "Remark")
        filled.type_text("F4", "by phone")

    server.faults.clear()
    server.faults.between(call, act)
    sync()
    settle(sync)
    assert tab.cell(4, filled.column("Remark")).value == "by phone"
    results_are_right(filled)


def test_headings_put_into_another_row_are_taken_back(sync, filled, server):
    server.faults.clear()
    server.faults.between(3, lambda: filled.insert_rows(1))
    sync()
    settle(sync)
    texts = [cell.value for row in filled.tab.rows for cell in row.cells]
    assert [texts.count(name) for name in ("ID", "Forecast", "Why")] == [1, 1, 1]
    results_below(filled, 2)


def results_below(people, header_row):
    heads = [cell.value for cell in people.tab.rows[header_row - 1].cells]
    due, forecast, key = (heads.index(name) + 1 for name in ("Due", "Forecast", "ID"))
    for row in range(header_row + 1, people.last_row() + 1):
        assert people.tab.cell(row, forecast).value == people.tab.cell(row, due).value
        assert people.tab.cell(row, key).value


@pytest.mark.parametrize("skips", [True, False], ids=["in-sight-only", "all-rows"])
def test_a_filter_hides_rows_while_results_are_written(synced, sync, server, skips):
    server.unsettled.copy_skips_filtered = skips
    synced.type_text("B3", "Grace")
    synced.filter("A1:E11", "B", "Grace")
    for row in (3, 4, 5):
        synced.type(f"C{row}", date(2026, 8, row))
    before = theirs(synced)
    assert sync().failures == ()
    assert theirs(synced) == before
    settle(sync)
    results_are_right(synced)


def type_in_hidden_row(people):
    """A column of theirs in the middle of ours, filled in rows that the filter hides."""
    health = people.column("Health")
    people.insert_column(health, "")
    for row in (4, 5):
        people.type(f"{letter(health)}{row}", f"by phone {row}")


@pytest.mark.parametrize("how", ["by the same process", "by the next"])
@pytest.mark.parametrize("skips", [True, False], ids=["in-sight-only", "all-rows"])
def test_a_value_in_a_hidden_row_of_a_column_inserted_meanwhile(  # noqa: PLR0917 - two of them a case
    synced, sync, server, open_plan, skips, how
):
    server.unsettled.copy_skips_filtered = skips
    synced.type_text("B3", "Grace")
    synced.filter("A1:E11", "B", "Grace")
    for row in (3, 4, 5):
        synced.type(f"C{row}", date(2026, 8, row))
    plan, column = open_plan(), synced.column("Health")
    plan.read()  # so that it knows of the filter
    server.faults.clear()
    server.faults.between(1, lambda: type_in_hidden_row(synced))
    if how == "by the next":
        for call in range(4, 40):
            server.faults.at(call, CutBefore())
    attempt(lambda: sync(plan))
    server.faults.clear()
    settle(lambda: sync(open_plan()))
    shown = [synced.tab.cell(row, column).value for row in (4, 5)]
    assert shown == ["by phone 4", "by phone 5"]
    results_are_right(synced)


def test_nobody_sees_the_double_and_the_filter_stays(synced, sync, server, book, open_plan):
    synced.filter("A1:E11", "B", "Ada")
    titles, held = [tab.title for tab in book.tabs], dict(synced.tab.filter)
    server.calls.clear()
    assert sync(open_plan()).failures == ()
    assert [tab.title for tab in book.tabs] == titles
    assert synced.tab.filter == held
    assert server.calls.total("sheets", "write") == 1


def test_where_a_tab_may_not_be_doubled_results_are_written_all_the_same(
    synced, sync, server, open_plan
):
    synced.filter("A1:E11", "B", "Ada")
    server.faults.when(lambda call: call.method.endswith("batchUpdate"), Refuse(400))
    assert sync(open_plan()).failures == ()
    results_are_right(synced)


@pytest.mark.parametrize("skips", [True, False], ids=["in-sight-only", "all-rows"])
def test_a_filter_and_rows_that_move_meanwhile(synced, sync, server, skips):
    server.unsettled.copy_skips_filtered = skips
    synced.type_text("B3", "Grace")
    synced.filter("A1:E11", "B", "Grace")
    for row in (3, 4, 5):
        synced.type(f"C{row}", date(2026, 8, row))
    server.faults.clear()
    server.faults.between(1, lambda: synced.insert_rows(3))
    sync()
    server.faults.clear()
    before = theirs(synced)
    settle(sync)
    assert theirs(synced) == before
    results_are_right(synced)


@pytest.mark.parametrize("act", ["delete", "shrink", "show", "write"])
def test_what_people_do_to_our_hidden_tab_hinders_nothing(synced, sync, book, act):
    people = synced.on(hidden_tab(book).title)
    {
        "delete": people.delete_tab,
        "shrink": lambda: people.delete_rows(2, 900),
        "show": lambda: people.hide_tab(hidden=False),
        "write": lambda: people.fill([["Milestone", "Due"], ["Mine", date(2026, 1, 1)]] * 5),
    }[act]()
    settle(sync)
    results_are_right(synced)
    assert synced.tab.cell(4, synced.column("Forecast")).value == 46208


def test_our_hidden_tab_is_never_read_as_a_plan(synced, sync, plan):
    sync()
    assert [tab.name for tab in plan.read().tabs] == ["Sheet1", "Summary"]
