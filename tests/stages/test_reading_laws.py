"""Laws of reading: what may not matter does not, and nothing breaks it."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from reading import WORDS, snapshot, tab, understand

from syncer.domain.sheet import Merge, Tab
from syncer.errors import SourceError
from syncer.stages.locate import locate

HEADINGS = ["Ref", "Milestone", "Owner", "Start", "Due", "Status", "% done", "Depends on", "Notes"]
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31)).map(str)
ODD = ["", None, "31/02/2025", "03/04/2026", "TBD", "n/a", 45000, 0.5, True, "x\x00", "Total"]


@st.composite
def plans(draw):
    """Rows of an ordinary plan: references by ID, here and there an odd cell."""
    count = draw(st.integers(2, 8))
    rows = []
    for n in range(count):
        on = draw(st.integers(0, count - 1))
        row = [f"A{n}", f"Item {n}", draw(st.sampled_from(["Ann", "Ben; Cy", ""])), draw(DAYS), draw(DAYS),
               draw(st.sampled_from(["Done", "Open", ""])), draw(st.sampled_from(["40%", ""])),
               f"A{on}FS+2d", draw(st.sampled_from(["a note", ""]))]  # fmt: skip
        if draw(st.booleans()):
            row[draw(st.integers(2, len(row) - 1))] = draw(st.sampled_from(ODD))
        rows.append(row)
    return rows


def read(headings, rows, *more):
    """By title: the row without its number, what it depends on, and its findings by field."""
    source = Tab(name="Plan", rows=[headings, *rows])
    locate(snapshot(source, *more), WORDS)
    found = understand(source)
    titles = [item.row.title for item in found.plan.items]
    numbers = {item.row.row: item.row.title for item in found.plan.items}
    return {
        item.row.title: (
            item.row._replace(row=0),
            item.id,
            item.kind,
            {(titles[link.on], link.type, link.lag) for link in item.links},
            sorted((f.code, f.field) for f in found.findings if numbers.get(f.row) == item.row.title
                   and not f.code.endswith("-loop")),
            place in found.plan.loops,
        )
        for place, item in enumerate(found.plan.items)
    }  # fmt: skip


@given(plans(), st.permutations(range(len(HEADINGS))))
@settings(max_examples=60)
def test_the_order_of_columns_changes_nothing(rows, order):
    moved = [[row[place] for place in order] for row in rows]
    assert read([HEADINGS[place] for place in order], moved) == read(HEADINGS, rows)


@given(plans(), st.data())
@settings(max_examples=60)
def test_the_order_of_rows_changes_nothing_but_their_numbers(rows, data):
    assert read(HEADINGS, data.draw(st.permutations(rows))) == read(HEADINGS, rows)


@given(plans())
@settings(max_examples=30)
def test_other_tabs_change_nothing(rows):
    plan = Tab(name="Plan", rows=[HEADINGS, *rows])
    team, summary = (
        tab("Name | Mail\nAnn | a@x.org", name="Team"),
        replace(plan, name="S", ours=True),
    )
    assert locate(snapshot(team, plan, summary), WORDS) == locate(snapshot(plan), WORDS)


@given(plans(), st.integers(1, 3))
@settings(max_examples=30)
def test_rows_above_and_columns_before_only_move_the_plan(rows, shift):
    above = [["", "Apollo: the plan"]] * shift
    moved = [["", *row] for row in (HEADINGS, *rows)]
    found = understand(Tab(name="Plan", rows=[*above, *moved]))
    plain = understand(Tab(name="Plan", rows=[HEADINGS, *rows]))
    assert found.layout.header_row == 1 + shift
    assert [row._replace(row=row.row - shift) for row in found.rows] == list(plain.rows)


CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 3_000_000), st.floats(), st.text(max_size=12),
    st.dates(), st.datetimes(), st.times(), st.timedeltas(timedelta(0), timedelta(9)),
    st.sampled_from([*HEADINGS, "Title", "Phase 1", "Phase 2: B", "  in", "M-0001", "3FS+2d", "2.1",
                     "Total", "ID", "Computed status", "Forecast (syncer)", "KW 23/2026", "Done"]),
)  # fmt: skip
SPOTS = st.tuples(st.integers(1, 9), st.integers(1, 6))
MERGES = st.tuples(SPOTS, st.integers(0, 2), st.integers(0, 3)).map(
    lambda m: Merge(m[0][0], m[0][1], m[0][0] + m[1], m[0][1] + m[2])
)


@given(
    st.lists(st.lists(CELLS, max_size=6), max_size=9),
    st.booleans(),
    st.lists(MERGES, max_size=3),
    st.frozensets(SPOTS, max_size=4),
    st.frozensets(st.integers(1, 6), max_size=2),
)
@settings(max_examples=150)
def test_no_sheet_breaks_the_reader(rows, headed, merges, formulas, percents):
    if headed:
        rows = [["Milestone", "Due", "Status", "% done", "Depends on", "ID"], *rows]
    source = Tab(name="P", rows=rows, merges=tuple(merges), formulas=formulas, percents=percents)
    try:
        found = understand(source)
    except SourceError:
        return
    numbers = [row.row for row in found.rows]
    assert numbers == sorted(set(numbers))
    assert len({item.key for item in found.plan.items}) == len(numbers)
    assert not set(numbers) & found.layout.skipped
    assert understand(source) == found or any(cell != cell for row in rows for cell in row)  # noqa: PLR0124 - nan
