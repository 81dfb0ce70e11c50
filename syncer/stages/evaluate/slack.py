"""Total float: how many working days an item may still slip (SEMANTICS section 4)."""

from syncer.domain.plan import Link, LinkType, Plan
from syncer.stages.evaluate.facts import Facts
from syncer.stages.evaluate.forecast import Forecasts, waits_a_day
from syncer.stages.evaluate.network import Network
from syncer.stages.evaluate.ordinals import NEVER, places

_UNBOUND = 1 << 60


# Looked up once: on Python 3.11 a look into an enum costs ten times that of a name.
_FROM_START = (LinkType.SS, LinkType.SF)
_TO_FINISH = (LinkType.FF, LinkType.SF)
_FS = LinkType.FS


def total_float(
    plan: Plan, facts: Facts, forecasts: Forecasts, network: Network
) -> list[int | None]:
    """In working days; negative is time to win back; None for what is not open or has no day."""
    back = _Back(facts, forecasts)
    for i in reversed(network.order):
        if facts.open[i]:
            back.bind_holders(i, plan.items[i].links, network.below.get(i, ()))
    return back.floats()


class _Back:
    """
    The pass from the ends of the plan back to its beginnings.

    Its days are numbers of working days up to a day (`WorkCalendar.upto_at`): a lag is then a
    mere difference, and float is counted in nothing else.
    """

    def __init__(self, facts: Facts, forecasts: Forecasts) -> None:
        self.place = places(facts.calendar, (forecasts.finish, facts.start))
        self.facts = facts
        self.forecasts = forecasts
        self.finish = _caps(facts, forecasts)
        self.start = [_UNBOUND] * len(facts.rows)

    def bind_holders(self, i: int, links: tuple[Link, ...], below: tuple[int, ...]) -> None:
        """What holds the open item *i* may be no later than *i* allows; *i* itself is settled."""
        for child in below:
            self.finish[child] = min(self.finish[child], self._latest_finish(i))
        for link in links:
            self._bind(i, link)

    def floats(self) -> list[int | None]:
        """min(LF - EF, LS - ES)."""
        found: list[int | None] = [None] * len(self.finish)
        place, facts = self.place, self.facts
        days = zip(self.forecasts.finish, facts.open, strict=True)
        for i in [i for i, (day, still_open) in enumerate(days) if still_open and day]:
            end = place[self.forecasts.finish[i]]
            if not facts.task[i]:
                found[i] = self._latest_finish(i) - end
                continue
            # As `forecast.begins` and `_latest_start`: calling them for half a plan costs more.
            start, length, last = facts.start[i], facts.length[i], self.finish[i]
            begins = place[start]
            if not (start and facts.begun[i]):
                begins = max(begins, end + 1 - length)
            found[i] = min(last - end, self.start[i] - begins, last - length + 1 - begins)
        return found

    def _latest_start(self, i: int) -> int:
        return min(self.start[i], self.finish[i] - self.facts.length[i] + 1)

    def _latest_finish(self, i: int) -> int:
        """A milestone is its own start, so what bounds the one bounds the other."""
        return self.finish[i] if self.facts.task[i] else min(self.finish[i], self.start[i])

    def _bind(self, i: int, link: Link) -> None:
        facts, on = self.facts, link.on
        if link.type in _TO_FINISH or not facts.task[i]:
            latest = self._latest_finish(i) - link.lag
        elif facts.begun[i]:
            return
        else:
            latest = self._latest_start(i) - link.lag
        if link.type is _FS and waits_a_day(facts, i, on):
            latest -= 1
        bound = self.start if link.type in _FROM_START else self.finish
        bound[on] = min(bound[on], latest)


def _caps(facts: Facts, forecasts: Forecasts) -> list[int]:
    """Each item's own committed day; else the latest forecast of its project, or of the plan."""
    latest: dict[str | None, int] = {None: NEVER}
    projects = [row.project or None for row in facts.rows]
    for project, still_open, day in zip(projects, facts.open, forecasts.finish, strict=True):
        if still_open and day > latest.get(project, NEVER):
            latest[project] = day
    latest[None] = max(latest.values())
    upto = facts.calendar.upto_at
    ends = {project: upto(day) for project, day in latest.items()}
    return [
        upto(day) if day else ends.get(project, 0)
        for project, day in zip(projects, facts.committed, strict=True)
    ]
