"""The day now expected of each item: SEMANTICS section 3."""

from math import ceil
from typing import NamedTuple

from syncer.domain.plan import Link, LinkType, Plan
from syncer.stages.evaluate.facts import Facts, ends, stated_share
from syncer.stages.evaluate.network import Network
from syncer.stages.evaluate.ordinals import NEVER

# Looked up once: on Python 3.11 a look into an enum costs ten times that of a name.
_FROM_START = (LinkType.SS, LinkType.SF)
_TO_FINISH = (LinkType.FF, LinkType.SF)
_FS = LinkType.FS


class Hold(NamedTuple):
    """
    What one item keeps another from being earlier than.

    Attributes:
        on: The position of the item that holds.
        day: The earliest day (of finishing) that it allows.
        link: By which dependency; None where it holds because it stands under the held item.
    """

    on: int
    day: int
    link: Link | None = None


class Forecasts(NamedTuple):
    """
    Days as ordinals, one list per meaning, in the order of `Plan.items`.

    Attributes:
        alone: What each item would be at if nothing held it (steps 2 and 3).
        unclamped: With what holds it (step 4).
        finish: The forecast, never before today where the item is open (step 5).
        holds: By position, what holds an item; also where it is early enough to move nothing.
        limit: By position, the latest day that any hold allows.
        buffer_used: By position of milestones with a buffer, in working days.
    """

    alone: list[int]
    unclamped: list[int]
    finish: list[int]
    holds: dict[int, tuple[Hold, ...]]
    limit: dict[int, int]
    buffer_used: dict[int, int]


def forecast(plan: Plan, facts: Facts, network: Network) -> Forecasts:
    """Steps 1 to 5, every item after all that hold it."""
    alone = _alone(facts)
    ahead = _Ahead(facts, alone)
    for i in network.order:
        ahead.hold(i, plan.items[i].links, network.below.get(i, ()))
    return ahead.forecasts()


def _alone(facts: Facts) -> list[int]:
    """Steps 1 to 3; NEVER for what is cancelled or has no date of its own."""
    alone = [
        given if still_open else reached
        for given, still_open, reached in zip(facts.given, facts.open, facts.reached, strict=True)
    ]
    for i, row in enumerate(facts.rows):
        if not (NEVER < facts.start[i] < facts.today and facts.open[i] and facts.task[i]):
            continue
        share = stated_share(row)
        # A person's own forecast stands instead of what the work left would say.
        if share is not None and alone[i] and row.forecast is None:
            alone[i] = max(alone[i], _work_left(facts, i, share))
    return alone


def _work_left(facts: Facts, i: int, share: float) -> int:
    """The day the rest is done if begun today, once half of the task's days lie before today."""
    calendar, length = facts.calendar, facts.length[i]
    if 2 * calendar.count_at(facts.start[i] - 1, facts.today - 1) < length:
        return NEVER
    # Rounded first: 43.00000000000001 % of 100 days are 43 days, not 44.
    left = ceil(round(length * (100 - share) / 100, 6))
    return ends(facts.today, left, calendar) if left > 0 else NEVER


class _Ahead:
    """The pass from the items that nothing holds to those that everything leads to."""

    def __init__(self, facts: Facts, alone: list[int]) -> None:
        today = facts.today
        self.facts = facts
        self.alone = alone
        self.unclamped = alone.copy()
        self.finish = [
            today if still_open and NEVER < day < today else day
            for day, still_open in zip(alone, facts.open, strict=True)
        ]
        self.holds: dict[int, tuple[Hold, ...]] = {}
        self.limit: dict[int, int] = {}
        self.buffer_used: dict[int, int] = {}
        for i, row in enumerate(facts.rows):
            if row.buffer and row.buffer > 0 and facts.open[i] and not facts.task[i]:
                self.buffer_used[i] = 0

    def hold(self, i: int, links: tuple[Link, ...], below: tuple[int, ...]) -> None:
        """Step 4 for one item; all that hold it have gone before."""
        holds = [
            Hold(link.on, day, link) for link in links if (day := self._allowed(i, link)) != NEVER
        ]
        holds += [Hold(child, day) for child in below if (day := self.finish[child]) != NEVER]
        self.holds[i] = tuple(holds)
        self.limit[i] = limit = max([hold.day for hold in holds]) if holds else NEVER
        if self.facts.open[i] and limit > self.alone[i]:
            day = max(self.alone[i], self._into_buffer(i, limit))
            self.unclamped[i] = day
            self.finish[i] = max(day, self.facts.today)
        elif limit:
            self._into_buffer(i, limit)

    def forecasts(self) -> Forecasts:
        """What the pass found."""
        return Forecasts(
            alone=self.alone,
            unclamped=self.unclamped,
            finish=self.finish,
            holds=self.holds,
            limit=self.limit,
            buffer_used=self.buffer_used,
        )

    def _allowed(self, i: int, link: Link) -> int:
        """The earliest finish of *i* that its predecessor allows; NEVER where it holds nobody."""
        facts, finish = self.facts, self.finish[link.on]
        if not finish:
            return NEVER
        from_start = link.type in _FROM_START
        day = begins(facts, link.on, finish) if from_start else finish
        if link.type is _FS and waits_a_day(facts, i, link.on):
            day = facts.calendar.add_at(day, 1)
        day = facts.calendar.add_at(day, link.lag)
        if not facts.task[i] or link.type in _TO_FINISH:
            return day
        # What has begun is held by FS and SS no longer; what is done keeps what held it, so that
        # a delay it inherited stays the predecessor's.
        if facts.begun[i] and facts.open[i]:
            return NEVER
        return ends(day, facts.length[i], facts.calendar)

    def _into_buffer(self, i: int, limit: int) -> int:
        """The day that *limit* moves a milestone to: running into its buffer moves nothing."""
        due, buffer = self.facts.due[i], self.facts.rows[i].buffer
        if i not in self.buffer_used or not due or buffer is None:
            return limit
        begins = self.facts.calendar.add_at(due, -buffer)
        run = self.facts.calendar.count_at(begins, limit)
        self.buffer_used[i] = min(max(run, 0), buffer)
        return limit if limit > due else min(limit, begins)


def begins(facts: Facts, i: int, finish: int) -> int:
    """The forecast start: its start once it has begun; else as far before *finish* as it lasts."""
    if not facts.task[i]:
        return finish
    start = facts.start[i]
    if start and facts.done[i]:
        return min(start, finish)
    if start and facts.begun[i]:
        return start
    return max(start, facts.calendar.add_at(finish, 1 - facts.length[i]))


def waits_a_day(facts: Facts, i: int, on: int) -> bool:
    """Under FS a task starts the working day after a task, unless people plan with shared days."""
    if not (facts.task[i] and facts.task[on]):
        return False
    return not facts.start[i] or facts.start[i] != facts.due[on]
