"""How late each item is, and whose doing that is: SEMANTICS section 4."""

from typing import NamedTuple

from syncer.domain.days import WorkCalendar
from syncer.stages.evaluate.facts import Facts
from syncer.stages.evaluate.forecast import Forecasts, Hold
from syncer.stages.evaluate.network import Network
from syncer.stages.evaluate.ordinals import places


class Slips(NamedTuple):
    """
    One list per figure, in the order of `Plan.items`; None where a day is missing.

    Attributes:
        slip, days: Against the current baseline, in working and in calendar days.
        original: Against the first baseline, in working days.
        own, inherited: Working days; they add up to slip.
        root: The position where an inherited delay began.
        setter: By position, the hold that allows the latest day.
    """

    slip: list[int | None]
    days: list[int | None]
    original: list[int | None]
    own: list[int | None]
    inherited: list[int | None]
    root: list[int | None]
    setter: dict[int, Hold]


def slips(facts: Facts, forecasts: Forecasts, network: Network) -> Slips:
    """Forecast (or actual) minus baseline; positive is late."""
    finish, current = forecasts.finish, facts.agreed.current
    slip = _workdays(facts.calendar, current, finish)
    inherited = _inherited(facts, forecasts, slip)
    setter = {i: _setter(facts, forecasts.holds[i]) for i in network.order if forecasts.holds[i]}
    return Slips(
        slip=slip,
        days=[
            day - base if day and base else None for base, day in zip(current, finish, strict=True)
        ],
        original=slip
        if facts.agreed.first == current
        else _workdays(facts.calendar, facts.agreed.first, finish),
        own=[
            None if total is None or part is None else total - part
            for total, part in zip(slip, inherited, strict=True)
        ],
        inherited=inherited,
        root=_roots(
            network,
            setter,
            inherited,
            _late(facts, forecasts, slip, setter),
            _moved(facts, forecasts, slip, inherited),
        ),
        setter=setter,
    )


def _workdays(calendar: WorkCalendar, since: list[int], until: list[int]) -> list[int | None]:
    """The working days from each of *since* to the same of *until*."""
    upto = places(calendar, (since, until))
    return [upto[b] - upto[a] if a and b else None for a, b in zip(since, until, strict=True)]


def _inherited(facts: Facts, forecasts: Forecasts, slip: list[int | None]) -> list[int | None]:
    """From the baseline to the latest day that holds allow, between 0 and max(0, slip)."""
    inherited = [None if total is None else 0 for total in slip]
    for i, limit in forecasts.limit.items():
        total = slip[i]
        if total is not None and limit:
            late = facts.calendar.count_at(facts.agreed.current[i], limit)
            inherited[i] = min(max(late, 0), max(total, 0))
    return inherited


def _setter(facts: Facts, holds: tuple[Hold, ...]) -> Hold:
    """The hold that allows the latest day. Keys decide a tie, so the order of rows does not."""
    if len(holds) == 1:
        return holds[0]
    last = max(hold.day for hold in holds)
    return min(
        (hold for hold in holds if hold.day == last), key=lambda hold: facts.items[hold.on].key
    )


def _roots(
    network: Network,
    setter: dict[int, Hold],
    inherited: list[int | None],
    late: set[int],
    moved: set[int],
) -> list[int | None]:
    """The first late member of the chain that set each item's date; its last one if none is."""
    root: list[int | None] = [None] * len(inherited)
    upstream: dict[int, int] = {}  # of items whose date a chain set: its first late member
    for i in network.order:
        if i not in setter:
            continue
        on = setter[i].on
        begun = upstream.get(on, on if on in late else None)
        if begun is not None and i in moved:
            upstream[i] = begun
        if inherited[i]:
            root[i] = on if begun is None else begun
    return root


def _late(
    facts: Facts, forecasts: Forecasts, slip: list[int | None], setter: dict[int, Hold]
) -> set[int]:
    """Of what sets dates: late against its baseline or, while open, the day promised now."""
    return {
        hold.on
        for hold in setter.values()
        if (slip[hold.on] or 0) > 0
        or (facts.open[hold.on] and 0 < facts.due[hold.on] < forecasts.finish[hold.on])
    }


def _moved(
    facts: Facts, forecasts: Forecasts, slip: list[int | None], inherited: list[int | None]
) -> set[int]:
    """Those whose date is what the holds made it: what they had themselves lies before."""
    return {
        i
        for i in forecasts.holds
        if (
            forecasts.alone[i] < forecasts.unclamped[i] == forecasts.finish[i]
            if facts.open[i]
            else inherited[i] and inherited[i] == slip[i]
        )
    }
