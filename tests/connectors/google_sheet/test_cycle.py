"""Whole cycles over a Google Sheet, with every call counted."""

from datetime import date

import pytest

from tests.connectors.google_sheet.conftest import HEADINGS
from tests.google.cells import ErrorValue

OURS = ["ID", "Computed status", "Health", "Forecast", "Slip (workdays)", "Why", "Moves", "Checked"]


def counted(server, act):
    """What *act* returns, and the calls it made by (api, kind)."""
    server.calls.clear()
    result = act()
    assert not [call for call in server.calls if call.status >= 400]
    return result, server.calls.by_kind()


def shown(people, row):
    cells = people.tab.rows[row - 1].cells
    return [cell.value for cell in cells]


def test_a_first_sync_fills_the_columns_and_the_summary(sync, filled, server, book):
    report, calls = counted(server, sync)
    assert (report.outcome, report.failures) == ("changed", ())
    assert shown(filled, 1) == [*HEADINGS, *OURS]
    assert [shown(filled, row)[5] for row in (2, 3, 11)] == ["M-0001", "M-0002", "M-0010"]
    assert [tab.title for tab in book.tabs if not tab.hidden] == ["Sheet1", "Summary"]
    assert calls == {("sheets", "read"): 4, ("sheets", "write"): 2}


def test_a_second_sync_makes_no_write_and_one_call(sync, filled, server):
    sync()
    report, calls = counted(server, sync)
    assert (report.outcome, calls) == ("unchanged", {("sheets", "read"): 1})


def test_a_second_process_makes_one_call_too(sync, filled, server, open_plan):
    sync()
    report, calls = counted(server, lambda: sync(open_plan()))
    assert (report.outcome, calls) == ("unchanged", {("sheets", "read"): 1})


@pytest.mark.parametrize("edits", [1, 7])
def test_edited_dates_cost_one_read_and_one_write_however_many(sync, filled, server, edits):
    sync()
    for row in range(2, 2 + edits):
        filled.type(f"C{row}", date(2026, 5, row))
    report, calls = counted(server, sync)
    assert (report.outcome, report.failures) == ("changed", ())
    assert calls == {("sheets", "read"): 1, ("sheets", "write"): 1}
    assert shown(filled, 2)[8] == 46144
    report, calls = counted(server, sync)
    assert (report.outcome, calls) == ("unchanged", {("sheets", "read"): 1})


def test_what_lasts_is_looked_at_again_now_and_then_by_one_call_a_cycle(sync, filled, server, time):
    sync()
    seen = []
    for _ in range(4):
        time.now += 601
        seen.append(counted(server, sync)[1][("sheets", "read")])
    assert max(seen) == 2
    assert min(seen) >= 1


def test_a_formula_beside_a_row_is_left_alone_and_seen(sync, filled, server):
    filled.set_formula("F1", "=1/0", ErrorValue("DIVIDE_BY_ZERO", "#DIV/0!"))
    sync()
    assert filled.tab.cell(1, 6).formula == "=1/0"


def test_columns_that_people_move_are_followed(sync, filled, server):
    sync()
    filled.move_column("H", "A")
    filled.insert_column("C", "Remark")
    filled.type("D2", date(2026, 6, 1))
    filled.type_text("C2", "by phone")
    report = sync()
    assert report.failures == ()
    assert sync().outcome == "unchanged"
    assert filled.tab.cell(2, 3).value == "by phone"
    assert sorted(map(str, filter(None, shown(filled, 1)))) == sorted([*HEADINGS, *OURS, "Remark"])


def test_a_renamed_tab_is_followed_also_by_a_new_process(sync, filled, server, open_plan):
    sync()
    filled.rename_tab("Plan, second edition")
    filled.type("C2", date(2026, 6, 1))
    assert sync().outcome == "changed"
    assert sync().outcome == "unchanged"
    filled.rename_tab("Third")
    assert sync(open_plan()).failures == ()


def test_colours_and_guard_that_people_take_off_do_not_come_back(sync, filled, server):
    sync()
    tab = filled.tab
    assert (len(tab.conditional), len(tab.protected)) == (4, 1)
    assert tab.protected[0]["warningOnly"]
    filled.remove_colours()
    filled.remove_protection()
    filled.delete_column(filled.column("Why"))
    assert sync().failures == ()
    assert filled.column("Why")
    assert (tab.conditional, tab.protected) == ([], [])


def test_one_call_tells_the_same_as_several(sync, filled, server, open_plan, time):
    """The first look comes by one call, later ones by others; nothing may seem to have changed."""
    sync()
    plan = open_plan()
    filled.set_formula("B3", "=1/0", ErrorValue("DIVIDE_BY_ZERO", "#DIV/0!"))
    filled.set_formula("B4", '="A"&"da"', "Ada")
    filled.type("E5", True)
    filled.type("E6", 0.45)
    filled.format("E6", numberFormat={"type": "PERCENT"})
    filled.filter("A1:E11", "A", "Milestone 7")
    filled.merge("A12:B12")
    server.calls.clear()
    first = plan.read()
    assert len(server.calls) == 1
    time.now += 601
    plan.read()
    time.now += 601
    assert plan.read() == first
    assert len(server.calls) == 5
