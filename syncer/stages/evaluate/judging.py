"""Status and health of every item, and the sentence that says why: SEMANTICS section 5."""

from itertools import chain

from syncer.domain.plan import Health, Stated
from syncer.domain.verdicts import Status
from syncer.stages.evaluate.figures import Case, Sight
from syncer.stages.evaluate.reckoned import Reckoned
from syncer.stages.evaluate.rules import Figures, Judged, Near, Rule, decide, is_overdue
from syncer.stages.evaluate.why import Teller

_HOLDING = frozenset({Status.LATE, Status.ON_HOLD})


def judge(reckoned: Reckoned) -> list[Judged]:
    """Every item after those that hold it, for their trouble is part of its health."""
    bench = _Bench(reckoned, [_CANCELLED] * len(reckoned.facts.rows))
    held = set(reckoned.network.order)
    for i in chain((i for i in range(len(bench.judged)) if i not in held), reckoned.network.order):
        bench.judged[i] = bench.judge(i)
    return bench.judged


_CANCELLED = Judged(Status.CANCELLED, Health.GREY, "cancelled", "Cancelled.")


class _Bench:
    """
    Judges one item at a time.

    Attributes:
        judged: In the order of `Plan.items`; all that holds an item stands there before it.
    """

    def __init__(self, reckoned: Reckoned, judged: list[Judged]) -> None:
        self.judged = judged
        self.facts = reckoned.facts
        self.forecasts = reckoned.forecasts
        self.slips = reckoned.slips
        self.sight = Sight(reckoned)
        self.teller = Teller(reckoned)
        self.cases = self.sight.cases()
        self.known: dict[Case, Judged] = {}

    def judge(self, i: int) -> Judged:
        """What becomes of item *i*; of items that have all in common, the first is judged."""
        near = None
        if i in self.forecasts.holds:
            if self.facts.open[i]:
                near = self.sight.near(i, self.judged)
            if near is not None or self.sight.is_moved(i) or self.slips.inherited[i]:
                return self._judge(i, near)
        case = self.cases[i]
        if case is None:
            return self._judge(i, near)
        known = self.known.get(case)
        if known is None:
            known = self.known[case] = self._judge(i, near)
        return known

    def _judge(self, i: int, near: Near | None) -> Judged:
        """The first that fits, up to `not scheduled`; else by the rules."""
        facts, teller = self.facts, self.teller
        if facts.done[i]:
            return self._look_back(i)
        if not facts.open[i]:
            return _CANCELLED
        if facts.rows[i].status is Stated.ON_HOLD:
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
        holds = self.forecasts.holds.get(i, ())
        own = max(self.facts.due[i], self.forecasts.alone[i])
        if not self.facts.due[i]:
            return None
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
