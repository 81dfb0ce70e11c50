"""What of a long past is worth keeping: the further back, the less."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from syncer.domain.memory import Memory
from syncer.stages.present.events import uid_of

DAILY: Final = timedelta(days=90)
WEEKLY: Final = timedelta(days=366)


def thinned(days: Iterable[date], today: date, keep: timedelta) -> frozenset[date]:
    """
    Those of *days* that stay: each of the last 90, then the last of each month, for a year of
    each week too.

    The newest stays however old it is; else none stays longer than *keep*.
    """
    known = sorted(days)
    last = {_span(day, today): day for day in known}
    kept = frozenset(day for day in last.values() if today - day <= keep)
    return kept | frozenset(known[-1:])


def _span(day: date, today: date) -> tuple[str, int, int, int]:
    """The days of one span are told apart no more; none reaches over the end of a month."""
    age = today - day
    if age <= DAILY:
        return "day", day.year, day.month, day.day
    if age <= WEEKLY:
        return "week", day.year, day.month, day.isocalendar().week
    return "month", day.year, day.month, 0


def forgotten(memory: Memory, today: date, keep: timedelta) -> frozenset[str]:
    """
    The keys of items that were gone before *keep* began, and of which nothing else is told.

    One with a baseline or a move stays, since its title is what the history calls it by.
    """
    told = {uid for revisions in memory.published.values() for uid in revisions}
    return frozenset(
        key
        for key, seen in memory.seen.items()
        if seen.gone is not None
        and today - seen.gone > keep
        and not memory.baselines.get(key)
        and not memory.moves.get(key)
        and uid_of(key, memory.instance) not in told
    )
