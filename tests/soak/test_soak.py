"""
An hour of the daemon at high speed, off by default: `pytest -m soak -n 0 -s`, SOAK_MINUTES=10.

Five hundred plans, people who edit them, faults of every kind and clocks that jump. Nothing may
grow that does not have to, and no plan may be left behind.
"""

import gc
import io
import logging
import os
import sys
import threading
import time
import tracemalloc
from contextlib import contextmanager

import pytest

from syncer.app.logs import set_up
from tests.sheets import MemorySheet
from tests.soak.measures import grown, growth, sample, slope
from tests.soak.office import Office

MINUTES = float(os.environ.get("SOAK_MINUTES", "60"))
PLANS = int(os.environ.get("SOAK_PLANS", "500"))
SEED = int(os.environ.get("SOAK_SEED", "1"))
BOOKS = 20
TRACED = 0.2
"""The part of the time, at its end, in which each allocation is traced: that is slow."""


@contextmanager
def quietly():
    """With the daemon's own log, into nowhere; pytest would keep each record for its report."""
    root, hooks = logging.getLogger(), (sys.excepthook, threading.excepthook, sys.unraisablehook)
    handlers, level = root.handlers[:], root.level
    set_up("json", who="daemon", stream=Nowhere())
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
        logging.captureWarnings(capture=False)


class Nowhere(io.TextIOBase):
    """A stream that keeps nothing, and counts."""

    lines = 0

    def write(self, text):
        self.lines += text.count("\n")
        return len(text)


@pytest.mark.soak
def test_hundreds_of_plans_for_an_hour(tmp_path):
    with quietly():
        office = Office(tmp_path, plans=PLANS, books=BOOKS, seed=SEED)
        samples, snapshots = lived(office)
    said = told(office, samples, snapshots)
    print("\n" + "\n".join(said))
    assert not office.missed
    assert growth(samples, "threads") == 0
    assert growth(samples, "files") <= 0
    # What is in the state grows with each edit; what is in memory must not.
    assert growth(samples, "memory") < 0.05 * samples[-1].memory, said
    assert growth(samples, "objects") < 0.02 * samples[-1].objects, said
    with quietly():
        office.calm(600)
    assert {pulse.failures for pulse in office.cycles.pulses.values()} == {0}
    assert not [desk.name for desk in office.desks.values() if desk.run().outcome != "unchanged"]
    assert not [desk.name for desk in office.desks.values() if not is_published(office, desk)]
    office.close()


def lived(office):
    """Its life: with samples, and near the end with what is allocated between two moments."""
    began, seconds = time.monotonic(), MINUTES * 60
    samples = [sample(0.0)]
    pause = max(2.0, seconds / 200)
    for part in range(int(seconds * (1 - TRACED) / pause)):
        live(office, began + (part + 1) * pause)
        samples.append(sample((time.monotonic() - began) / 3600))
    tracemalloc.start()
    snapshots = []
    for part in (0.5, 1.0):
        live(office, began + seconds * (1 - TRACED + TRACED * part))
        gc.collect()
        snapshots.append(tracemalloc.take_snapshot())
    tracemalloc.stop()
    return samples, snapshots


def live(office, until):
    """A second at least, and as many as there is time for."""
    office.second()
    while time.monotonic() < until:
        office.second()


def told(office, samples, snapshots):
    """The figures, for people."""
    cycles = sum(desk.cycles for desk in office.desks.values())
    first, last = samples[len(samples) // 2], samples[-1]
    memory = f"{first.memory:.1f} MB at half time, {last.memory:.1f} MB at the end"
    objects = f"objects: {first.objects:,} to {last.objects:,}"
    rest = f"threads: {first.threads} to {last.threads}; files: {first.files} to {last.files}"
    hours = office.time.seconds / 3600
    return [
        f"{len(office.desks)} plans, {MINUTES:g} minutes, {hours:.1f} hours simulated",
        f"{cycles:,} cycles, {office.edits:,} edits, {office.faults:,} faults, {office.jumps} jumps",
        f"missed: {len(office.missed)} {office.missed[:3]}",
        f"memory: {memory}, {slope(samples, 'memory'):+.2f} MB an hour",
        f"{objects}; {rest}",
        *(f"grew {size:.2f} MB at {where}" for size, where in grown(*snapshots)),
    ]


def is_published(office, desk):
    """Whether each title in the sheet of *desk* is in its feed; cancelled, only for a day of grace."""
    if not isinstance(desk.sheet, MemorySheet):
        return True
    feed = (office.folder / f"{desk.name}.ics").read_text("utf-8")
    rows = [row for row in desk.sheet.rows[1:] if row[5] != "Cancelled"]
    return all(row[1] in feed for row in rows if not isinstance(row[3], str))
