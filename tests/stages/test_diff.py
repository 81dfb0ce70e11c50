"""Wanted cells against the cells that stand there."""

from datetime import date, datetime

import pytest

from syncer.domain.changes import OwnCell, RowWrite
from syncer.domain.layout import DateOrder, Layout, Owned, OwnedColumn
from syncer.domain.page import Look, Page, PageCell
from syncer.domain.plan import Item, Kind, Plan, Row
from syncer.domain.sheet import Snapshot, Tab, Version
from syncer.stages.diff import same_value, sheet_changes, wanted_page

MARCH_6 = date(2026, 3, 6)
COLUMNS = (
    OwnedColumn(Owned.ID, "ID", 2, exists=True),
    OwnedColumn(Owned.FORECAST, "Forecast", 3, exists=True),
    OwnedColumn(Owned.HEALTH, "Health", 4, exists=False),
)
PLAN = Plan(
    items=(
        Item(Row(2, "Alpha"), "M-0001", "M-0001", Kind.MILESTONE),
        Item(Row(3, "Beta"), "M-0002", "M-0002", Kind.MILESTONE),
    )
)
WANTED = {
    Owned.ID: ["M-0001", "M-0002"],
    Owned.FORECAST: [MARCH_6, None],
    Owned.HEALTH: ["Green", "Grey"],
}


def layout(columns=COLUMNS):
    return Layout(
        tab="Plan", header_row=1, first_row=2, last_row=3, columns=(),
        date_order=DateOrder.ISO, owned=columns,
    )  # fmt: skip


def changes(*rows, formulas=frozenset(), columns=COLUMNS, page=None):
    tab = Tab(name="Plan", rows=(("Title", "ID", "Forecast"), *rows), formulas=formulas)
    return sheet_changes(tab, layout(columns), PLAN, WANTED, page)


def test_only_cells_that_differ_are_written():
    standing = tuple(OwnedColumn(c.name, c.header, c.index, exists=True) for c in COLUMNS)
    done = changes(
        ("Alpha", "M-0001", MARCH_6, "Green"),
        ("Beta", "M-0002", MARCH_6, "Grey"),
        columns=standing,
    )
    assert done.rows == (RowWrite(3, "M-0002", "Beta", (OwnCell(3, None, Look.DATE),)),)
    assert (done.headers, done.id_column, done.cells) == ((), 2, 1)


def test_a_column_that_is_new_gets_its_heading_and_all_its_values():
    done = changes(("Alpha", "M-0001", MARCH_6), ("Beta", "M-0002", None))
    assert done.headers == (OwnCell(4, "Health", Look.HEADING),)
    assert [row.cells for row in done.rows] == [
        (OwnCell(4, "Green", Look.GREEN),),
        (OwnCell(4, "Grey", Look.GREY),),
    ]


def test_a_quiet_sheet_plans_nothing():
    standing = tuple(OwnedColumn(c.name, c.header, c.index, exists=True) for c in COLUMNS)
    quiet = changes(
        ("Alpha", "M-0001", datetime(2026, 3, 6), "Green"),
        ("Beta", "M-0002", "", "Grey"),
        columns=standing,
    )
    assert not quiet
    assert quiet.cells == 0


def test_a_formula_in_our_column_is_left_alone():
    done = changes(("Alpha", "M-0001", 7), ("Beta", "M-0002"), formulas=frozenset({(2, 3)}))
    assert [cell.column for cell in done.rows[0].cells] == [4]


@pytest.mark.parametrize(("seen", "wanted"), [
    (None, ""), ("", None), (MARCH_6, MARCH_6), (datetime(2026, 3, 6, 0, 0), MARCH_6),
    (46087.0, MARCH_6), ("2026-03-06", MARCH_6), (3.0, 3), ("3", 3), ("-2", -2), ("a", "a"),
])  # fmt: skip
def test_the_same_value_in_another_dress_is_no_change(seen, wanted):
    assert same_value(seen, wanted)


@pytest.mark.parametrize(("seen", "wanted"), [
    (None, 0), ("", 0), (46088.0, MARCH_6), ("6 March", MARCH_6), (-1.0, MARCH_6),
    (1e300, MARCH_6), ("3.5", 3), (MARCH_6, None), ("b", "a"), (None, MARCH_6), (float("nan"), 1),
])  # fmt: skip
def test_another_value_is_a_change(seen, wanted):
    assert not same_value(seen, wanted)


PAGE = Page(name="Summary", rows=((PageCell("Red"), PageCell(None)), (PageCell(MARCH_6),)))


def book(*rows, ours=True):
    tab = Tab(name="Summary", rows=rows, ours=ours)
    return Snapshot(source="p", version=Version("1"), tabs=(tab,)).summary_of("Plan")


def test_our_page_is_rewritten_only_where_it_says_something_else():
    assert wanted_page(PAGE, book(("Red",), (datetime(2026, 3, 6), None), ())) is None
    assert wanted_page(PAGE, book(("Amber",), (MARCH_6,))) is PAGE
    assert wanted_page(PAGE, book(("Red",))) is PAGE
    assert wanted_page(PAGE, book(("Red",), (MARCH_6,), ("typed by hand",))) is PAGE
    assert wanted_page(PAGE, book(("Red",), (MARCH_6,), ours=False)) is PAGE
