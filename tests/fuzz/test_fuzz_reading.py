"""Any sheet whatsoever is read or refused: no exception but ours, in bounded time and memory."""

import math
import tracemalloc
from datetime import date
from time import process_time

import pytest
from fuzz.odd_sheets import odd_tabs
from reading import WORDS, snapshot

from syncer.domain.days import WorkCalendar
from syncer.domain.memory import Memory
from syncer.domain.setup import PlanSetup
from syncer.engine.decide import judge
from syncer.errors import SyncerError
from syncer.stages.present.document import plan_document

FEW = 120
MANY = 10_000
SECONDS = 3.0
"""Of the processor, for a sheet of at most 60 rows and 450 columns: it takes some hundredths."""
MEGABYTES = 64
SETUP = PlanSetup(
    name="p", title="P", source="p.xlsx", tab=None, words=WORDS, calendar=WorkCalendar()
)
TODAY = date(2026, 3, 2)


def read(number):
    """Read, evaluate and render sheet *number*, twice: the second time as a sheet we know."""
    whole = snapshot(*odd_tabs(number))
    try:
        memory = Memory()
        for _ in range(2):
            judged = judge(whole, memory, SETUP, TODAY)
            memory = judged.memory
    except SyncerError:
        return None
    found = judged.read
    assert all(f.message and f.row >= 0 for f in judged.findings)
    assert all(math.isfinite(row.percent or 0) for row in (i.row for i in found.plan.items))
    return plan_document("p", found.layout, found.plan, judged.findings, judged.evaluation)


def hold_out(numbers):
    """Read the sheets with these *numbers*; most are read, else it would say nothing."""
    count = 0
    for number in numbers:
        begun = process_time()
        count += read(number) is not None
        assert process_time() - begun < SECONDS, f"sheet {number} took too long"
    assert 3 * count > 2 * len(numbers)


def test_some_odd_sheets_are_read_or_refused():
    hold_out(range(FEW))


def test_reading_odd_sheets_takes_little_memory():
    read(0)  # what is made once is not counted
    tracemalloc.start()
    try:
        for number in range(1, 20):
            tracemalloc.reset_peak()
            read(number)
            assert tracemalloc.get_traced_memory()[1] < MEGABYTES * 2**20, f"sheet {number}"
    finally:
        tracemalloc.stop()


@pytest.mark.bench
def test_ten_thousand_odd_sheets_are_read_or_refused():
    hold_out(range(FEW, MANY))
