"""Status and health of every item, and the sentence that says why: SEMANTICS section 5."""

from collections.abc import Iterator
from itertools import chain

from syncer.domain.plan import Health, Stated
from syncer.domain.verdicts import Status
from syncer.stages.evaluate.figures import ALONE, Sight
from syncer.stages.evaluate.reckoned import Reckoned
from syncer.stages.evaluate.rules import Figures, Judged, Near, Rule, decide, is_overdue
from syncer.stages.evaluate.why import Teller

_HELD = Stated.ON_HOLD
_HOLDING = frozenset({Status.LATE, Status.ON_HOLD})


def judge(reckoned: Reckoned) -> list[Judged]:
    """Every item after those that hold it, for their trouble is part of its health."""
    bench = _Bench(reckoned)
    order = reckoned.network.order
    held = set(order)
    for i in chain((i for i in bench.left() if i not in held), order):
        bench.judged[i] = bench.judge(i)
    return bench.judged


_CANCELLED = Judged(Status.CANCELLED, Health.GREY, "cancelled", "Cancelled.")


class _Bench:
    """
    Judges one item at a time.

    Attributes:
        judged: In the order of `Plan.items`; all that holds an item stands there before it.
        alike: By position, the first item that is judged by the same, where nothing holds it;
            ALONE where that is too much to be shared.
        known: By the first of them, what became of such items.
    """

    def __init__(self, reckoned: Reckoned) -> None:
        self.facts = reckoned.facts
        self.forecasts = reckoned.forecasts
        self.slips = reckoned.slips
        self.sight = Sight(reckoned)
        self.teller = Teller(reckoned)
        self.alike = self.sight.alike()
        # Many rows of a large plan share all their days: each such case is judged once.
        holds = self.forecasts.holds
        free = {case: i for i, case in enumerate(self.alike) if case != ALONE and i not in holds}
        self.known = {case: self._judge(i, None) for case, i in free.items()}
        self.judged = [self.known.get(case, _CANCELLED) for case in self.alike]

    def left(self) -> Iterator[int]:
        """The positions of items that are no case of many."""
        return (i for i, case in enumerate(self.alike) if case == ALONE)

    def judge(self, i: int) -> Judged:
        """What becomes of item *i*; where its holds let it be, what became of its case."""
        near = None
        if i in self.forecasts.holds:
            if self.facts.open[i]:
                near = self.sight.near(i, self.judged)
            if near is not None or self.sight.is_moved(i) or self.slips.inherited[i]:
                return self._judge(i, near)
        known = self.known.get(self.alike[i])
        return known or self._judge(i, near)

    def _judge(self, i: int, near: Near | None) -> Judged:
        """The first that fits, up to `not scheduled`; else by the rules."""
        facts, teller = self.facts, self.teller
        if facts.done[i]:
            return self._look_back(i)
        if not facts.open[i]:
            return _CANCELLED
        if facts.rows[i].status is _HELD:
            return Judged(Status.ON_HOLD, Health.GREY, "on-hold", teller.on_hold(i))
        if not facts.given[i]:
            why = teller.not_scheduled(i)
            return Judged(Status.NOT_SCHEDULED, Health.GREY, "not-scheduled", why)
        return self._weigh(i, near)

    def _look_back(self, i: int) -> Judged:
        status = Status.DONE_LATE if (self.slips.slip[i] or 0) > 0 else Status.DONE
        return Judged(status, Health.GREEN, "done", self.teller.done(i))

    def _weigh(self, i: int, near: Near | None) -> Judged:
        """An open, scheduled item by all the rules."""
        figures = self.sight.figures(i, near)
        rule = decide(figures)
        blocker = self._blocker(i)
        status = _status(figures, rule, blocked=blocker is not None)
        why = self.teller.open(i, figures, rule, status, blocker)
        return Judged(status, rule.health, rule.code, why)

    def _blocker(self, i: int) -> int | None:
        """The place of the hold by a late or held predecessor that moves *i* past its due date."""
        holds = self.forecasts.holds.get(i)
        if not holds or not self.facts.due[i]:
            return None
        own = max(self.facts.due[i], self.forecasts.alone[i])
        found = [
            place
            for place, hold in enumerate(holds)
            if hold.link and hold.day > own and self.judged[hold.on].status in _HOLDING
        ]
        items = self.facts.items
        return min(found, key=lambda k: (-holds[k].day, items[holds[k].on].key), default=None)


def _status(figures: Figures, rule: Rule, *, blocked: bool) -> Status:
    """The first that fits, from `late` on."""
    if is_overdue(figures) or 0 < figures.committed < figures.finish:
        return Status.LATE
    if blocked or figures.said is Stated.BLOCKED:
        return Status.BLOCKED
    return Status.ON_TRACK if rule.health is Health.GREEN else Status.AT_RISK
