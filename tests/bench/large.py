"""A large plan as cells, and the two clocks that benchmarks need."""

import gc
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from statistics import median
from time import process_time

from syncer.domain.days import WorkCalendar
from syncer.domain.sheet import Value

TODAY = date(2026, 3, 2)
WEEK = WorkCalendar()
HEADINGS = (
    "ID", "Milestone", "Type", "Phase", "Owner", "Start", "Baseline", "Due", "Done on", "%",
    "Status", "Priority", "Depends on", "Notes",
)  # fmt: skip
OWNERS = [f"{first} {last}" for first in ("Ada", "Ben", "Cleo", "Dan") for last in "ABCDEFGHIJ"]


def large_plan(rows: int) -> list[list[Value]]:
    """A heading row and *rows* rows as a big team has them: a tenth are milestones."""
    chance = random.Random(7)
    return [list(HEADINGS), *(_row(number, chance) for number in range(1, rows + 1))]


def _row(number: int, chance: random.Random) -> list[Value]:
    milestone = number % 10 == 0
    start = WEEK.add(TODAY, chance.randrange(-140, 210))
    due = WEEK.add(start, chance.randrange(2, 30))
    late = WEEK.add(due, chance.choice((0, 0, 0, 0, 2, 6)))
    done = late < TODAY
    linked = number > 20 and chance.random() < 0.2
    return [
        f"T-{number:05}",
        f"{'Release' if milestone else 'Work package'} {number}",
        "Milestone" if milestone else "Task",
        f"Phase {number * 8 // 50_000 + 1}",
        chance.choice(OWNERS),
        "" if milestone else start.isoformat(),
        due.isoformat(),
        late.isoformat(),
        late.isoformat() if done else "",
        "" if milestone else "100" if done else str(chance.randrange(0, 100, 5)),
        "Done" if done else chance.choice(("Not started", "In progress", "")),
        chance.choice(("Must", "Should", "Could", "")),
        f"T-{number - chance.randrange(1, 20):05}FS" if linked else "",
        "" if number % 5 else f"agreed in meeting {number}",
    ]


def medians_of_both(
    times: int, act: Callable[[], object], floor: Callable[[], object]
) -> tuple[float, float]:
    """
    The median of *times* runs of each in seconds of the processor, the garbage collector off.

    The two take turns, so that a busy minute strikes both. Not the shortest of each: on a busy
    machine a run of 50 ms finds a quiet moment, and one of a second does not.
    """
    ours, least = [], []
    with _no_collection():
        for _ in range(times):
            least += [_timed(floor) for _ in range(3)]
            ours.append(_timed(act))
            gc.collect()  # what is left of one run must not weigh on the next
    return median(ours), median(least)


def _timed(act: Callable[[], object]) -> float:
    began = process_time()
    act()
    return process_time() - began


@contextmanager
def _no_collection() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
