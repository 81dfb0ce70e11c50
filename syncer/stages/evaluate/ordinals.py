"""Days as ordinals, whole columns at a time."""

from collections.abc import Iterable, Sequence
from datetime import date

from syncer.domain.days import WorkCalendar

NEVER = 0
"""No day: ordinals count from 1."""


def ordinals(days: Sequence[date | None]) -> list[int]:
    """*days* as ordinals; NEVER for None. The same day is the same object, which is quicker."""
    known: dict[date | None, int] = {day: day.toordinal() for day in set(days) if day}
    if not known:
        return [NEVER] * len(days)
    known[None] = NEVER
    return [known[day] for day in days]


def dates(columns: Iterable[Iterable[int]]) -> dict[int, date | None]:
    """The day of each ordinal in *columns*, made once; None for NEVER."""
    distinct = set().union(*columns) - {NEVER}
    known: dict[int, date | None] = {day: date.fromordinal(day) for day in distinct}
    known[NEVER] = None
    return known


def places(calendar: WorkCalendar, columns: Iterable[Iterable[int]]) -> dict[int, int]:
    """
    By day of *columns*, how many working days lie up to it.

    The difference of two is the count from one to the other, as `WorkCalendar.count_at` has it.
    """
    return {day: calendar.upto_at(day) for day in set().union(*columns)}
