"""What a process takes up: memory, objects, threads, open files; and how that grows."""

import gc
import os
import threading
import tracemalloc
from pathlib import Path
from statistics import linear_regression, median
from typing import NamedTuple

PAGE = os.sysconf("SC_PAGE_SIZE")
MB = 2**20


class Sample(NamedTuple):
    """Taken at *hours* of the machine's own time; `memory` in MB."""

    hours: float
    memory: float
    objects: int
    threads: int
    files: int


def sample(hours):
    gc.collect()
    resident = int(Path("/proc/self/statm").read_text().split()[1]) * PAGE
    files = len(list(Path("/proc/self/fd").iterdir()))
    return Sample(hours, resident / MB, len(gc.get_objects()), threading.active_count(), files)


def growth(samples, name):
    """How much more there is at the end of the second half than at its beginning."""
    values = [getattr(one, name) for one in samples[len(samples) // 2 :]]
    few = max(1, len(values) // 5)
    return median(values[-few:]) - median(values[:few])


def slope(samples, name):
    """How much it grows in an hour, by the second half: a straight line through its samples."""
    later = samples[len(samples) // 2 :]
    return linear_regression([s.hours for s in later], [getattr(s, name) for s in later]).slope


def grown(before, after, most=5):
    """Where memory grew between two snapshots, the worst first, in MB with the line of code."""
    kept = [
        one
        for one in after.compare_to(before, "lineno")
        if one.size_diff > 0 and one.traceback[0].filename != tracemalloc.__file__
    ]
    return [(one.size_diff / MB, str(one.traceback[0])) for one in kept[:most]]
