"""From cells to planned changes, held against decoding the same cells from JSON."""

import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime

import orjson
import pytest

from syncer.app.vocabulary import load_words
from syncer.domain.days import WorkCalendar
from syncer.domain.memory import Memory
from syncer.domain.setup import PlanSetup, Publication
from syncer.domain.sheet import Snapshot, Tab, Version
from syncer.engine.decide import decide
from tests.bench.large import HEADINGS, TODAY, large_plan, medians_of_both

ROWS = 50_000
NOTHING = Memory()
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def cells():
    return large_plan(ROWS)


def decided(cells, memory=NOTHING):
    setup = PlanSetup(
        name="large",
        title="Large",
        source="large.xlsx",
        tab=None,
        words=load_words("auto", None),
        calendar=WorkCalendar(),
        publications=(Publication(name="ics:large.ics"),),
    )
    tab = Tab(name="Plan", rows=cells)
    snapshot = Snapshot(source="large.xlsx", version=Version("1"), tabs=(tab,))
    return decide(snapshot, memory, setup, today=TODAY, now=NOW)


def synced(cells):
    """The cells as they stand after a first sync, and a hundred due dates moved since."""
    first = decided(cells)
    rows = [list(row) for row in cells]
    for header in first.sheet.headers:
        rows[0].append(header.value)
    for write in first.sheet.rows:
        row = rows[write.row - 1]
        row += [""] * (len(rows[0]) - len(row))
        for cell in write.cells:
            row[cell.column - 1] = str(cell.value)
    for row in rows[1 :: ROWS // 100]:
        row[HEADINGS.index("Due")] = "2026-12-01"
    return rows, replace(first.memory, published=first.published)


def ratio_of(cells, memory, record_property):
    octets = orjson.dumps(cells)
    ours, floor = medians_of_both(
        7, lambda: decided(cells, memory), floor=lambda: orjson.loads(octets)
    )
    record_property("ratio", ours / floor)
    print(f"\n{ROWS} rows: {ours:.2f} s, a decode {floor * 1000:.0f} ms, ratio {ours / floor:.1f}")
    return ours / floor


@pytest.mark.bench
def test_an_edited_plan_is_decided_in_thirty_decodes(cells, record_property):
    """What a cycle costs from the second one on: few cells change, all are read and judged."""
    rows, memory = synced(cells)
    assert 100 <= len(decided(rows, memory).sheet.rows) < 1000
    assert ratio_of(rows, memory, record_property) <= 30


@pytest.mark.bench
def test_a_first_sync_is_decided_in_thirty_decodes(cells, record_property):
    """Dearer, and once in a plan's life: each row gets all of our cells, none of them decoded."""
    assert len(decided(cells).sheet.rows) == ROWS
    assert ratio_of(cells, NOTHING, record_property) <= 30


@pytest.mark.bench
def test_a_large_plan_is_decided_in_less_than_400_megabytes(cells):
    tracemalloc.start()
    decided(cells)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"\n{ROWS} rows: {peak / 1e6:.0f} MB at most")
    assert peak < 400e6
