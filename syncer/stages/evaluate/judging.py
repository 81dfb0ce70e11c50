"""Status and health of every item, and the sentence that says why: SEMANTICS section 5."""

from itertools import chain
from typing import NamedTuple

from syncer.domain.plan import Health, Stated
from syncer.domain.verdicts import Status
from syncer.stages.evaluate.figures import Sight
from syncer.stages.evaluate.reckoned import Reckoned
from syncer.stages.evaluate.rules import Figures, Near, Rule, decide, is_overdue
from syncer.stages.evaluate.why import Teller

_HOLDING = frozenset({Status.LATE, Status.ON_HOLD})


class Judged(NamedTuple):
    """One list per meaning, in the order of `Plan.items`."""

    status: list[Status]
    health: list[Health]
    rule: list[str]
    why: list[str]


def judge(reckoned: Reckoned) -> Judged:
    """Every item after those that hold it, for their trouble is part of its health."""
    count, order = len(reckoned.facts.rows), reckoned.network.order
    judged = Judged(
        [Status.ON_TRACK] * count, [Health.GREEN] * count, ["on-track"] * count, [""] * count
    )
    bench = _Bench(reckoned, judged)
    held = set(order)
    for i in chain((i for i in range(count) if i not in held), order):
        bench.judge(i)
    return judged


class _Bench:
    """Judges one item at a time, into the lists of *judged*."""

    def __init__(self, reckoned: Reckoned, judged: Judged) -> None:
        self.facts = reckoned.facts
        self.forecasts = reckoned.forecasts
        self.slips = reckoned.slips
        self.sight = Sight(reckoned)
        self.teller = Teller(reckoned)
        self.judged = judged

    def judge(self, i: int) -> None:
        """Put what becomes of item *i* into the lists."""
        facts, teller = self.facts, self.teller
        if facts.done[i]:
            late = (self.slips.slip[i] or 0) > 0
            status = Status.DONE_LATE if late else Status.DONE
            self._put(i, status, Health.GREEN, "done", teller.done(i))
        elif not facts.open[i]:
            self._put(i, Status.CANCELLED, Health.GREY, "cancelled", "Cancelled.")
        elif facts.rows[i].status is Stated.ON_HOLD:
            self._put(i, Status.ON_HOLD, Health.GREY, "on-hold", teller.on_hold(i))
        elif not facts.given[i]:
            why = teller.not_scheduled(i)
            self._put(i, Status.NOT_SCHEDULED, Health.GREY, "not-scheduled", why)
        else:
            near = self.sight.near(i, self.judged.health, self.judged.status)
            if near is None and self.sight.is_calm(i):
                self.judged.why[i] = teller.calm(i)
            else:
                self._weigh(i, near)

    def _weigh(self, i: int, near: Near | None) -> None:
        """An open, scheduled item that may need a second look."""
        figures = self.sight.figures(i, near)
        rule = decide(figures)
        blocker = self._blocker(i)
        status = _status(figures, rule, blocked=blocker is not None)
        why = self.teller.open(i, figures, rule, status, blocker)
        self._put(i, status, rule.health, rule.code, why)

    def _blocker(self, i: int) -> int | None:
        """The place of the hold by a late or held predecessor that moves *i* past its due date."""
        holds = self.forecasts.holds.get(i, ())
        own = max(self.facts.due[i], self.forecasts.alone[i])
        if not self.facts.due[i]:
            return None
        found = [
            place
            for place, hold in enumerate(holds)
            if hold.link and hold.day > own and self.judged.status[hold.on] in _HOLDING
        ]
        items = self.facts.items
        return min(found, key=lambda k: (-holds[k].day, items[holds[k].on].key), default=None)

    def _put(self, i: int, status: Status, health: Health, rule: str, why: str) -> None:
        self.judged.status[i] = status
        self.judged.health[i] = health
        self.judged.rule[i] = rule
        self.judged.why[i] = why


def _status(figures: Figures, rule: Rule, *, blocked: bool) -> Status:
    """The first that fits, from `late` on."""
    if is_overdue(figures) or 0 < figures.committed < figures.finish:
        return Status.LATE
    if blocked or figures.said is Stated.BLOCKED:
        return Status.BLOCKED
    return Status.ON_TRACK if rule.health is Health.GREEN else Status.AT_RISK
