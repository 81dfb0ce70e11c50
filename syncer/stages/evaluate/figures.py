"""The figures of one item that the rules of health look at."""

from collections.abc import Iterator, Sequence
from typing import Final

from syncer.domain.plan import Health, Row
from syncer.domain.verdicts import Status
from syncer.stages.evaluate.baselines import Agreed, judged_by, tolerance_of
from syncer.stages.evaluate.forecast import Hold
from syncer.stages.evaluate.reckoned import Reckoned
from syncer.stages.evaluate.rules import (
    MOVES_TOLERATED,
    NEAR,
    Against,
    Figures,
    Judged,
    Near,
    Pace,
)
from syncer.stages.evaluate.words import quoted

_GREEN = Health.GREEN

ALONE: Final = -1
"""Of an item that is judged by more than others have in common with it."""


class Sight:
    """Brings together what the columns say of one item."""

    def __init__(self, reckoned: Reckoned) -> None:
        self.facts = reckoned.facts
        self.forecasts = reckoned.forecasts
        self.moved = reckoned.moved
        self.terms = reckoned.terms
        self.checks = _checks_in(reckoned.facts.rows)

    def alike(self) -> list[int]:
        """
        By position, the first item that is judged by the same, where nothing holds either.

        Many rows of a large plan share all of it, so that each such case is judged once.
        """
        if self.checks:
            return [ALONE] * len(self.facts.rows)
        facts, forecasts, rows = self.facts, self.forecasts, self.facts.rows
        cases = zip(
            facts.open,
            facts.done,
            facts.due,
            facts.given,
            forecasts.alone,
            forecasts.finish,
            facts.agreed.current,
            facts.agreed.set_on,
            facts.committed,
            [row.status for row in rows],
            [row.tolerance for row in rows],
            strict=True,
        )
        first: dict[tuple[object, ...], int] = {}
        alike = list(map(first.setdefault, cases, range(len(rows))))
        for i in self._odd():
            alike[i] = ALONE
        return alike

    def _odd(self) -> Iterator[int]:
        """The positions of items of which more is to be said than a case holds."""
        facts, today = self.facts, self.terms.today
        rows = enumerate(facts.rows)
        yield from [i for i, row in rows if row.risk is not None or row.target is not None]
        over = enumerate(zip(facts.rows, facts.done, strict=True))
        yield from [
            i
            for i, (row, done) in over
            if done and ((actual := row.actual) is None or actual > today)
        ]
        # How much of the work is left is said in the sentence.
        work = enumerate(zip(facts.open, facts.given, self.forecasts.alone, strict=True))
        yield from [i for i, (still_open, day, alone) in work if still_open and day != alone]
        yield from [i for i, one in enumerate(self.moved) if one.times > MOVES_TOLERATED]
        yield from facts.agreed.several
        yield from self.forecasts.buffer_used

    def is_moved(self, i: int) -> bool:
        """What holds it made its day another one."""
        return self.forecasts.unclamped[i] != self.forecasts.alone[i]

    def figures(self, i: int, near: Near | None) -> Figures:
        """The figures of the open item *i*, which is scheduled."""
        facts, forecasts, row, moved = self.facts, self.forecasts, self.facts.rows[i], self.moved[i]
        given, today = facts.given[i], facts.today
        return Figures(
            today=today,
            due=facts.due[i],
            given=given,
            finish=forecasts.finish[i],
            committed=facts.committed[i],
            stale=facts.calendar.count_at(given, today) if given < today else 0,
            slips=self.against(i),
            said=row.status,
            moves=moved.times,
            gross=moved.gross,
            buffer=row.buffer or 0 if i in forecasts.buffer_used else 0,
            used=forecasts.buffer_used.get(i, 0),
            near=near,
            risk=0 if row.risk is None or row.contingency.strip() else row.risk,
            pace=self._pace(i, row),
            checked=self._missed_check_in(i, row),
            calendar=facts.calendar,
        )

    def against(self, i: int) -> tuple[Against, ...]:
        """The slip against each baseline that the item is judged by, the current one last."""
        agreed, finish = self.facts.agreed, self.forecasts.finish[i]
        if not agreed.current[i]:
            return ()
        chain = agreed.several.get(i)
        if chain is None:
            one = Agreed(agreed.current[i], agreed.set_on[i])
            return (self._one(i, one, finish, current=True),)
        judged = judged_by(chain)
        return tuple(self._one(i, one, finish, current=one is judged[-1]) for one in judged)

    def near(self, i: int, judged: Sequence[Judged]) -> Near | None:
        """Of the open holds that are Amber, Red or on hold, the one nearest to moving *i*."""
        holds = [hold for hold in self.forecasts.holds[i] if judged[hold.on].health is not _GREEN]
        if not holds:
            return None
        facts, until = self.facts, self._moves_from(i)
        nearest: tuple[int, str, Hold, str] | None = None
        for hold in holds:
            trouble = _trouble(judged[hold.on])
            margin = facts.calendar.count_at(hold.day, until)
            if not trouble or margin > NEAR:
                continue
            found = (margin, facts.items[hold.on].key, hold, trouble)
            nearest = found if nearest is None else min(nearest, found, key=lambda one: one[:2])
        if nearest is None:
            return None
        margin, _, hold, trouble = nearest
        moves = self.forecasts.unclamped[i] == hold.day > self.forecasts.alone[i]
        return Near(self.name(hold), trouble, max(margin, 0), moves)

    def _moves_from(self, i: int) -> int:
        """The day past which a hold moves *i*: its forecast, or the end of a buffer around it."""
        facts, finish, due = self.facts, self.forecasts.finish[i], self.facts.due[i]
        if i not in self.forecasts.buffer_used or not due:
            return finish
        begins = facts.calendar.add_at(due, -(facts.rows[i].buffer or 0))
        return due if begins <= finish <= due else finish

    def name(self, hold: Hold) -> str:
        """The holder, as it is said in a sentence."""
        name = quoted(self.facts.items[hold.on])
        return name if hold.link else f"{name} below it"

    def _one(self, i: int, one: Agreed, finish: int, *, current: bool) -> Against:
        calendar, own = self.facts.calendar, self.facts.rows[i].tolerance
        slip = calendar.count_at(one.day, finish) if one.day != finish else 0
        if own is None:
            own = self.terms.tolerance
        if own is None:
            own = tolerance_of(one.day, one.set_on, calendar)
        return Against(one.day, slip, own, current)

    def _pace(self, i: int, row: Row) -> Pace | None:
        """Section 7: how far the KPI came, and the share of its working days that passed."""
        if row.kpi is None or row.target is None or not self.facts.due[i]:
            return None
        begin = row.kpi_start or 0
        if row.target == begin:
            return None
        count, since = self.facts.calendar.count_at, self.facts.start[i]
        since = since or self.facts.agreed.set_on[i]
        whole = count(since, self.facts.due[i])
        gone = count(since, self.facts.today)
        passed = min(max(gone / whole, 0), 1) if whole > 0 else 0
        return Pace((row.kpi - begin) / (row.target - begin), passed)

    def _missed_check_in(self, i: int, row: Row) -> int | None:
        """The last check-in (0: never) where none was made for two review periods."""
        facts, periods = self.facts, 2 * self.terms.review_days
        soon = facts.due[i] and facts.due[i] - facts.today <= periods
        if not self.checks or not (facts.begun[i] or soon):
            return None
        last = row.check_in.toordinal() if row.check_in else 0
        return last if facts.today - last >= periods else None


def _checks_in(rows: list[Row]) -> bool:
    """Whether people use a column of check-ins."""
    if {row.check_in for row in rows} - {None}:
        return True
    return any("check_in" in unread for unread in {row.unread for row in rows})


def _trouble(judged: Judged) -> str:
    if judged.health is Health.GREY:
        return "on hold" if judged.status is Status.ON_HOLD else ""
    return judged.health.value.capitalize()
