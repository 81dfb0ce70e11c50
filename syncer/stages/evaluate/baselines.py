"""Which baselines count for each item, and what they tolerate."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from syncer.domain.days import WorkCalendar
from syncer.domain.memory import Baseline, Seen
from syncer.domain.plan import Item
from syncer.stages.evaluate.ordinals import ordinals

SHARE_TOLERATED = 10  # one working day in so many, SEMANTICS section 5
LEAST_TOLERATED = 2


class Agreed(NamedTuple):
    """A baseline: the day, when it was set, and whether it is judged by alone from then on."""

    day: int
    set_on: int
    alone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreements:
    """
    The baselines of each item; days are ordinals, 0 where there is none.

    Attributes:
        first, current: The day of each item's first and current baseline.
        set_on: When the current one was set; where that is not known, when first seen.
        several: The items with more than one baseline, by position: all of them, oldest first.
    """

    first: list[int]
    current: list[int]
    set_on: list[int]
    several: dict[int, tuple[Agreed, ...]]


def agreements(
    items: Sequence[Item],
    seen: Sequence[Seen | None],
    known: Mapping[str, tuple[Baseline, ...]],
    today: date,
) -> Agreements:
    """
    What is remembered; else the sheet's column; else the first due date ever seen.

    A day in the column that cannot be read at present is remembered as it was last read.
    """
    since = [look.first_seen if look else today for look in seen]
    first = ordinals(
        [
            item.row.baseline or (look and (look.baseline or look.first_due)) or item.row.due
            for item, look in zip(items, seen, strict=True)
        ]
    )
    agreed = Agreements(first=first, current=first.copy(), set_on=ordinals(since), several={})
    if known:
        _take_known(agreed, items, since, known)
    return agreed


def _take_known(
    agreed: Agreements,
    items: Iterable[Item],
    since: Sequence[date],
    known: Mapping[str, tuple[Baseline, ...]],
) -> None:
    """Where memory holds baselines, they are all that counts."""
    for i, item in enumerate(items):
        chain = tuple(_agreed(one, since[i]) for one in known.get(item.key, ()))
        if not chain:
            continue
        if len(chain) > 1:
            agreed.several[i] = chain
        agreed.first[i] = chain[0].day
        agreed.current[i], agreed.set_on[i], _ = chain[-1]


def kept_when_reached(agreed: Agreements, reached: list[int], due: list[int]) -> Agreements:
    """
    *agreed* without the baselines that were set after their item was reached.

    The first always stays: an item that was reached keeps the one it had. Where there is none,
    the day that stands in for the due date (start + duration) is it.
    """
    current, set_on = agreed.current.copy(), agreed.set_on.copy()
    several = dict(agreed.several)
    for i, chain in agreed.several.items():
        if not reached[i]:
            continue
        several[i] = chain[:1] + tuple(one for one in chain[1:] if one.set_on <= reached[i])
        current[i], set_on[i], _ = several[i][-1]
    return replace(
        agreed,
        first=[day or other for day, other in zip(agreed.first, due, strict=True)],
        current=[day or other for day, other in zip(current, due, strict=True)],
        set_on=set_on,
        several=several,
    )


def judged_by(chain: tuple[Agreed, ...]) -> tuple[Agreed, ...]:
    """Those that slip is held against: from the last that was set with a reason and approved."""
    begin = max((place for place, one in enumerate(chain) if one.alone), default=0)
    return chain[begin:]


def tolerance_of(day: int, set_on: int, calendar: WorkCalendar) -> int:
    """The working days a slip may have where nobody said how many: also where it was set late."""
    return max(LEAST_TOLERATED, calendar.count_at(set_on, day) // SHARE_TOLERATED)


def _agreed(baseline: Baseline, first_seen: date) -> Agreed:
    return Agreed(
        baseline.day.toordinal(),
        (baseline.set_on or first_seen).toordinal(),
        bool(baseline.reason.strip() and baseline.approved_by.strip()),
    )
