"""Percent as it counts: SEMANTICS section 1. Cancelled items have none."""

from collections import Counter
from typing import NamedTuple

from syncer.domain.plan import Plan
from syncer.stages.evaluate.facts import Facts, stated_share


def percents(plan: Plan, facts: Facts) -> list[float | None]:
    """A milestone's is the share of the lowest rows under it that are done; a task's is stated."""
    # With no rows under it a milestone is reached or not, whatever percent is stated.
    found = [
        100.0 if done else None if not still_open else stated_share(row) if task else 0.0
        for row, done, still_open, task in zip(
            facts.rows, facts.done, facts.open, facts.task, strict=True
        )
    ]
    for i, total in _totals(plan, facts).items():
        done_or_open = facts.open[i] or facts.done[i]
        rolled = not facts.task[i] or found[i] is None
        if done_or_open and rolled and total.rows:
            found[i] = total.percent()
    return found


class _Total(NamedTuple):
    """
    What lies under an item.

    Attributes:
        rows, done: How many lowest rows, and how many of them are done.
        effort, effort_done: Hours; None where one of the rows has none.
        duration, duration_done: Working days; None where one of the rows has none.
    """

    rows: int = 0
    done: int = 0
    effort: float | None = 0
    effort_done: float = 0
    duration: int | None = 0
    duration_done: int = 0

    def percent(self) -> float:
        """One measure for all: effort if each has it, else duration, else 1 each."""
        if self.effort:
            return 100 * self.effort_done / self.effort
        if self.effort is None and self.duration:
            return 100 * self.duration_done / self.duration
        return 100 * self.done / self.rows

    def plus(self, other: "_Total") -> "_Total":
        """Both together; what one of them does not have, the sum does not have."""
        return _Total(
            self.rows + other.rows,
            self.done + other.done,
            None if self.effort is None or other.effort is None else self.effort + other.effort,
            self.effort_done + other.effort_done,
            None
            if self.duration is None or other.duration is None
            else self.duration + other.duration,
            self.duration_done + other.duration_done,
        )


def _totals(plan: Plan, facts: Facts) -> dict[int, _Total]:
    """By position of each item that has rows under it, what lies there; lowest first."""
    parents = [item.parent for item in plan.items]
    waiting = Counter(parent for parent in parents if parent is not None)
    totals = dict.fromkeys(waiting, _Total())
    ready = [i for i, parent in enumerate(parents) if parent is not None and i not in totals]
    for i in ready:  # grows while it is walked; a circle of parents is never reached
        parent = parents[i]
        if parent is None:
            continue
        totals[parent] = totals[parent].plus(totals[i] if i in totals else _leaf(facts, i))
        waiting[parent] -= 1
        if not waiting[parent]:
            ready.append(parent)
    return {i: totals[i] for i in ready if i in totals}


def _leaf(facts: Facts, i: int) -> _Total:
    """A lowest row; cancelled ones are left out."""
    row, done = facts.rows[i], facts.done[i]
    if not done and not facts.open[i]:
        return _Total()
    duration = row.duration if facts.task[i] else 0
    return _Total(
        1,
        int(done),
        row.effort,
        (row.effort or 0) * done,
        duration,
        (duration or 0) * done,
    )
