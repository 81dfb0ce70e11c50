"""What a plan's dates amount to on a day: SEMANTICS sections 1 to 5."""

from collections.abc import Iterable

from syncer.domain.memory import Memory
from syncer.domain.plan import Plan
from syncer.domain.verdicts import Evaluation, Terms, Verdict
from syncer.stages.evaluate.doubts import doubts
from syncer.stages.evaluate.facts import Facts
from syncer.stages.evaluate.judging import judge
from syncer.stages.evaluate.ordinals import NEVER, dates, places
from syncer.stages.evaluate.progress import percents
from syncer.stages.evaluate.reckoned import Reckoned, reckon
from syncer.stages.evaluate.rollup import WEIGHTS, rollup
from syncer.stages.evaluate.rules import Judged
from syncer.stages.named_tuples import made_of

__all__ = ["WEIGHTS", "evaluate"]


def evaluate(plan: Plan, memory: Memory, terms: Terms) -> Evaluation:
    """
    The verdict on every item of *plan*, and the roll-ups.

    *memory* has already observed this plan: an item that it does not know counts as first seen
    today. Nothing is remembered here: the same arguments give the same result.
    """
    reckoned = reckon(plan, memory, terms)
    judged = judge(reckoned)
    rolls = rollup(plan, [one.health for one in judged])
    return Evaluation(
        verdicts=_verdicts(reckoned, judged, percents(plan, reckoned.facts)),
        overall=rolls.overall,
        phases=rolls.phases,
        projects=rolls.projects,
        findings=doubts(plan, reckoned.facts, terms),
    )


def _verdicts(
    reckoned: Reckoned, judged: list[Judged], percent: list[float | None]
) -> tuple[Verdict, ...]:
    """The columns, in the order of Verdict's fields, made into one value a row."""
    facts, forecasts, slips = reckoned.facts, reckoned.forecasts, reckoned.slips
    columns_of_days = facts.due, facts.agreed.current, forecasts.finish, forecasts.unclamped
    day = dates(columns_of_days).__getitem__
    columns: tuple[Iterable[object], ...] = (
        *(zip(*judged, strict=True) if judged else ((), (), (), ())),
        map(day, facts.due),
        map(day, facts.agreed.current),
        map(day, forecasts.finish),
        map(day, forecasts.unclamped),
        slips.slip,
        slips.days,
        slips.original,
        slips.own,
        slips.inherited,
        reckoned.floats,
        [left is not None and left <= 0 for left in reckoned.floats],
        *(zip(*reckoned.moved, strict=True) if reckoned.moved else ((), (), ())),
        percent,
        map(forecasts.buffer_used.get, range(len(facts.rows))),
        slips.root,
        _stale(facts),
    )
    return tuple(made_of(Verdict, zip(*columns, strict=True)))


def _stale(facts: Facts) -> list[int]:
    """By how many working days the day given for an open item has passed."""
    upto, today = places(facts.calendar, (facts.given, (facts.today,))), facts.today
    return [
        upto[today] - upto[given] if still_open and NEVER < given < today else 0
        for given, still_open in zip(facts.given, facts.open, strict=True)
    ]
