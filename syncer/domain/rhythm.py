"""How often a plan is synced: every so long, or at a time of the day or of the week."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeAlias

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class At:
    """
    A time on the wall, in a time zone that goes with it.

    Attributes:
        weekday: Monday 0 to Sunday 6; None: every day.
    """

    hour: int
    minute: int
    weekday: int | None = None


Rhythm: TypeAlias = timedelta | At


def period(rhythm: Rhythm) -> timedelta:
    """From one time to the next, as a rule."""
    if isinstance(rhythm, At):
        return _DAY if rhythm.weekday is None else _WEEK
    return rhythm
