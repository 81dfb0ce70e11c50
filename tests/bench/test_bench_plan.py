"""From cells to planned changes, held against decoding the same cells from JSON."""

import tracemalloc
from datetime import UTC, datetime

import orjson
import pytest

from syncer.app.vocabulary import load_words
from syncer.domain.days import WorkCalendar
from syncer.domain.memory import Memory
from syncer.domain.setup import PlanSetup, Publication
from syncer.domain.sheet import Snapshot, Tab, Version
from syncer.engine.decide import decide
from tests.bench.large import TODAY, best_of, large_plan

ROWS = 50_000
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def cells():
    return large_plan(ROWS)


def decided(cells):
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
    return decide(snapshot, Memory(), setup, today=TODAY, now=NOW)


@pytest.mark.bench
def test_a_first_sync_of_a_large_plan_is_decided_in_thirty_decodes(cells, record_property):
    """The first one is the dearest: every owned cell of every row is to be written."""
    octets = orjson.dumps(cells)
    floor = best_of(5, lambda: orjson.loads(octets))
    ours = best_of(3, lambda: decided(cells))
    record_property("ratio", ours / floor)
    print(f"\n{ROWS} rows: {ours:.2f} s, a decode {floor * 1000:.0f} ms, ratio {ours / floor:.1f}")
    assert len(decided(cells).sheet.rows) == ROWS
    assert ours / floor <= 30


@pytest.mark.bench
def test_a_large_plan_is_decided_in_less_than_400_megabytes(cells):
    tracemalloc.start()
    decided(cells)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"\n{ROWS} rows: {peak / 1e6:.0f} MB at most")
    assert peak < 400e6
