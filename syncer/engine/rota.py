"""Whose turn it is: all plans of a service, which of them are at work, and who comes next."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from syncer.engine import due
from syncer.engine.due import Cadence, Turn

APART: Final = 0.5
"""Seconds between two cycles of a plan that people save time and again."""


class Rota:
    """
    The turns of all plans; one thread asks it.

    A plan that is at work has no other turn meanwhile. *now* is seconds on a clock that never
    jumps, *wall* the time that people see.
    """

    def __init__(self) -> None:
        self._cadences: dict[str, Cadence] = {}
        self._turns: dict[str, Turn] = {}
        self._apart: dict[str, float] = {}
        self.at_work: dict[str, float] = {}
        """When each plan at work was begun."""

    def turn(self, plan: str) -> Turn:
        """The turn of *plan*."""
        return self._turns[plan]

    def settle(self, cadences: Mapping[str, Cadence], now: float, wall: datetime) -> None:
        """Let these be the plans: a new one is due at once, one with another cadence as well."""
        kept = {plan: turn for plan, turn in self._turns.items() if plan in cadences}
        for plan, cadence in cadences.items():
            if cadence != self._cadences.get(plan):
                # The end of a cycle that is under way, by the old cadence, does not put it off.
                first = due.first_turn(cadence, now, wall)
                kept[plan] = replace(first, hinted=plan in self.at_work)
        self._cadences, self._turns = dict(cadences), kept

    def look(self, now: float, wall: datetime) -> None:
        """See what the clock on the wall says."""
        for plan, turn in self._turns.items():
            if plan not in self.at_work:
                self._turns[plan] = due.rung(turn, self._cadences[plan], now, wall)

    def take(self, now: float, workers: int) -> tuple[str, ...]:
        """
        Begin as many as *workers* are free for, the one that has waited longest first.

        One of them is kept for plans on this machine: where a network is dead, or a quota is
        spent, all that are far away wait, and these need not.
        """
        ready = sorted(
            (turn.at, plan)
            for plan, turn in self._turns.items()
            if turn.at <= now and plan not in self.at_work
        )
        taken = []
        for _, plan in ready:
            far = self._cadences[plan].far
            if len(self.at_work) < workers and not (
                far and self._far(self.at_work) >= max(1, workers - 1)
            ):
                self._turns[plan] = due.begun(self._turns[plan], now)
                self.at_work[plan] = now
                self._apart.pop(plan, None)
                taken.append(plan)
        return tuple(taken)

    def hint(self, plan: str, now: float, apart: float = APART) -> None:
        """Somebody says that *plan* changed; all that say so until it is begun are one."""
        if plan not in self._turns:
            return
        self._apart[plan] = min(apart, self._apart.get(plan, apart))
        self._turns[plan] = due.hint(self._turns[plan], now, apart)

    def done(self, plan: str, now: float) -> None:
        """The cycle of *plan* went well."""
        if self._left(plan):
            self._turns[plan] = due.done(self._turns[plan], self._cadences[plan], now)
            self._again(plan, now)

    def failed(self, plan: str, now: float) -> None:
        """It did not."""
        if self._left(plan):
            self._turns[plan] = due.failed(self._turns[plan], self._cadences[plan], now)
            self._again(plan, now)

    def busy(self, plan: str, now: float) -> None:
        """Another process was at work on it."""
        if self._left(plan):
            self._turns[plan] = due.busy(self._turns[plan], now)

    def next_moment(self, plan: str, now: float, wall: datetime) -> datetime:
        """When *plan* is due, on the wall, as things stand."""
        return due.next_moment(self._turns[plan], now, wall)

    def blocked(self, workers: int, until: float) -> bool:
        """Whether what was begun *until* then, and has not ended, keeps all or all far ones out."""
        old = [plan for plan, begun in self.at_work.items() if begun <= until]
        return len(old) >= workers or self._far(old) >= max(1, workers - 1)

    def _far(self, plans: Iterable[str]) -> int:
        """How many of *plans* are far away; one that is no longer ours may be."""
        known = (self._cadences.get(plan) for plan in plans)
        return sum(1 for cadence in known if cadence is None or cadence.far)

    def _left(self, plan: str) -> bool:
        """Whether the plan, which is at work no longer, is still one of ours."""
        self.at_work.pop(plan, None)
        return plan in self._turns

    def _again(self, plan: str, now: float) -> None:
        """A hint that was heard while it was at work is followed by another cycle."""
        turn = self._turns[plan]
        if turn.hinted:
            self._turns[plan] = due.hint(turn, now, self._apart.get(plan, APART))
