"""What another due date of one item would do to the forecasts of the others."""

from datetime import date
from typing import NamedTuple

from syncer.domain.memory import Memory
from syncer.domain.plan import Plan
from syncer.domain.verdicts import Evaluation, Terms
from syncer.stages.evaluate.facts import gather
from syncer.stages.evaluate.forecast import forecast
from syncer.stages.evaluate.network import network
from syncer.stages.evaluate.ordinals import ordinals


class Shift(NamedTuple):
    """The forecast of the item at *place* would be *day*: working days later, negative earlier."""

    place: int
    day: date
    days: int


def ripple(
    plan: Plan, memory: Memory, evaluation: Evaluation, terms: Terms, *, place: int, due: date
) -> tuple[Shift, ...]:
    """
    What moves if the item at *place* was due on *due*: all but itself, in order of rows.

    *evaluation* is what became of *plan* as it is.
    """
    before = ordinals([verdict.forecast for verdict in evaluation.verdicts])
    items = list(plan.items)
    items[place] = items[place]._replace(row=items[place].row._replace(due=due))
    changed = Plan(items=tuple(items), loops=plan.loops, next_key=plan.next_key)
    facts = gather(changed, memory, terms)
    after = forecast(changed, facts, network(changed, facts)).finish
    count = terms.calendar.count_at
    return tuple(
        Shift(i, date.fromordinal(new), days)
        for i, (old, new) in enumerate(zip(before, after, strict=True))
        if old != new and old and new and i != place and (days := count(old, new))
    )
