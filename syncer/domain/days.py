"""Working days: the weekend and the public holidays of one plan."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from itertools import accumulate
from typing import Final

FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)
WEEKDAYS: Final = frozenset(range(5))

_FIRST: Final = FIRST_DAY.toordinal()
_LAST: Final = LAST_DAY.toordinal()
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
"""Not strftime's: what is published must not change with the machine's locale."""


class WorkCalendar:
    """
    Counts and adds working days from 1900 to 2199; nothing is reckoned beyond that.

    Days are given as `datetime.date`; the methods ending in `_at` take and give proleptic
    Gregorian ordinals, for loops over a whole plan. A day outside the range counts as the
    nearest day inside it.

    Attributes:
        weekdays: The days of the week that are worked, Monday 0 to Sunday 6.
        holidays: The days that are not worked although their weekday is.
    """

    __slots__ = ("_counted", "_worked", "holidays", "weekdays")

    def __init__(self, weekdays: Iterable[int] = WEEKDAYS, holidays: Iterable[date] = ()) -> None:
        self.weekdays = frozenset(weekdays)
        self.holidays = frozenset(holidays)
        if not self.weekdays:
            raise ValueError("a week without a working day cannot be planned in")
        self._worked, self._counted = _table(self.weekdays, self.holidays)

    def is_workday(self, day: date) -> bool:
        """Whether *day* is worked."""
        return day.weekday() in self.weekdays and day not in self.holidays

    def count(self, a: date, b: date) -> int:
        """The working days in (a, b]; negative where b is before a."""
        return self.count_at(a.toordinal(), b.toordinal())

    def add(self, day: date, n: int) -> date:
        """The working day nearest *day* whose count from it is *n*; *day* itself for 0."""
        return date.fromordinal(self.add_at(day.toordinal(), n))

    def count_at(self, a: int, b: int) -> int:
        """`count` for ordinals."""
        return self.upto_at(b) - self.upto_at(a)

    def add_at(self, day: int, n: int) -> int:
        """`add` for ordinals: numpy's busday_offset(day, n, roll="backward"), 0 left alone."""
        if not n:
            return day
        place = self.upto_at(day) - 1 + n
        return self._worked[min(max(place, 0), len(self._worked) - 1)]

    def upto_at(self, day: int) -> int:
        """The working days up to and including *day*: `count_at` is the difference of two."""
        if _FIRST <= day <= _LAST:
            return self._counted[day - _FIRST]
        return self._counted[0 if day < _FIRST else -1]


@lru_cache(maxsize=16)  # the table of three centuries takes 20 ms
def _table(weekdays: frozenset[int], holidays: frozenset[date]) -> tuple[list[int], list[int]]:
    """The worked days as ordinals, and for each day how many of them lie up to it."""
    days = range(_FIRST, _LAST + 1)
    off = {day.toordinal() for day in holidays}
    # Ordinal 1 is a Monday, so (ordinal - 1) % 7 is the weekday.
    worked = [day for day in days if (day - 1) % 7 in weekdays and day not in off]
    flags = bytearray(len(days))
    for day in worked:
        flags[day - _FIRST] = 1
    return worked, list(accumulate(flags))


def review_day(today: date, *, weekday: int, weeks: int = 1) -> date:
    """The last review day up to and including *today*, reviews being every *weeks* weeks."""
    # Counted from ordinal 1, a Monday, so that a rhythm of several weeks never drifts.
    since = (today.toordinal() - 1 - weekday) % (7 * weeks)
    return date.fromordinal(today.toordinal() - since)


def short_day(day: date, today: date) -> str:
    """*day* as people say it in a sentence: `2 Mar`, or `2 Mar 2027` in another year than now."""
    named = f"{day.day} {MONTHS[day.month - 1][:3]}"
    return named if day.year == today.year else f"{named} {day.year}"
