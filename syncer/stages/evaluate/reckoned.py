"""All that is reckoned of a plan before any item is judged."""

from typing import NamedTuple

from syncer.domain.memory import Memory
from syncer.domain.plan import Plan
from syncer.domain.verdicts import Terms
from syncer.stages.evaluate.facts import Facts, gather
from syncer.stages.evaluate.forecast import Forecasts, forecast
from syncer.stages.evaluate.moves import Moved, moved
from syncer.stages.evaluate.network import Network, network
from syncer.stages.evaluate.slack import total_float
from syncer.stages.evaluate.slip import Slips, slips


class Reckoned(NamedTuple):
    """The figures of a whole plan; *moved* and *floats* in the order of `Plan.items`."""

    terms: Terms
    facts: Facts
    network: Network
    forecasts: Forecasts
    slips: Slips
    moved: list[Moved]
    floats: list[int | None]


def reckon(plan: Plan, memory: Memory, terms: Terms) -> Reckoned:
    """Forecast, slip and float of every item."""
    facts = gather(plan, memory, terms)
    holds = network(plan, facts)
    forecasts = forecast(plan, facts, holds)
    return Reckoned(
        terms=terms,
        facts=facts,
        network=holds,
        forecasts=forecasts,
        slips=slips(facts, forecasts, holds),
        moved=moved(plan.items, facts.seen, memory.moves, terms.calendar),
        floats=total_float(plan, facts, forecasts, holds),
    )
