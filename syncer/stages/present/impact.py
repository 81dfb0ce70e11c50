"""What our column `Impact` says: an event was moved in a calendar, and the plan may answer."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from syncer.domain.days import short_day
from syncer.domain.memory import Proposed
from syncer.domain.plan import Plan
from syncer.stages.evaluate.ripple import Shift
from syncer.stages.present.events import uid_of
from syncer.stages.present.story import title
from syncer.stages.present.words import counted

Ripple = Callable[[int, date], Sequence[Shift]]
"""What moves if the item at a place was due on a day."""

_OURS: Final = re.compile(
    r"moved this to .+ in the calendar \(seen .+\); the plan says ", re.DOTALL
)
_MOST: Final = 10
"""So many proposals are followed through the plan, each at the cost of another forecast."""


def is_impact(value: object) -> bool:
    """Whether a cell holds what we wrote there: people have columns of that name too."""
    return isinstance(value, str) and _OURS.search(value) is not None


def impacts(
    plan: Plan, proposed: Sequence[Proposed], instance: str, ripple: Ripple, today: date
) -> Mapping[int, str]:
    """By position, what is said beside each item that has a proposal waiting."""
    waiting = [one for one in proposed if not one.answered]
    if not waiting:
        return {}
    places = {uid_of(item.key, instance): at for at, item in enumerate(plan.items)}
    wishes: defaultdict[int, dict[date, Proposed]] = defaultdict(dict)
    for one in waiting:
        if one.uid in places:
            # The same wish in two calendars is said once.
            wishes[places[one.uid]].setdefault(one.day, one)
    followed = sorted(wishes)[:_MOST]
    return {
        place: " · ".join(
            impact(one, _effect(plan, ripple(place, one.day)) if place in followed else "", today)
            for one in some.values()
        )
        for place, some in wishes.items()
    }


def impact(one: Proposed, effect: str, today: date) -> str:
    """One proposal: what was done, what the plan says, how to accept it and what that does."""
    day, planned, seen = (short_day(day, today) for day in (one.day, one.instead_of, one.seen))
    who = " ".join(one.who.split()) or "Somebody"
    said = (
        f"{who} moved this to {day} in the calendar (seen {seen}); the plan says {planned}. "
        f"To accept, write {day} as its due date."
    )
    return f"{said} {effect}" if effect else said


def _effect(plan: Plan, shifts: Sequence[Shift]) -> str:
    """What else would move, and what of it the farthest."""
    if not shifts:
        return "Nothing else would move."
    late = [shift for shift in shifts if shift.days > 0]
    told = late or shifts
    most = max(told, key=lambda shift: abs(shift.days))
    name = f"“{title(plan.items[most.place])}”"
    by = counted(abs(most.days), "working day")
    way = "later" if late else "earlier"
    if len(told) == 1:
        return f"{name} would move {by} {way}."
    return f"{len(told)} others would move {way}, {name} the most: by {by}."
