"""The only place that asks what time it is, and that waits."""

from datetime import UTC, date, datetime, time
from time import monotonic
from time import sleep as wait
from zoneinfo import ZoneInfo

__all__ = ["HeldClock", "SystemClock", "monotonic", "wait"]


class SystemClock:
    """The machine's clock, its day taken in the plan's time zone."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def today(self) -> date:
        """The day in the plan's time zone."""
        return datetime.now(self._zone).date()

    def now(self) -> datetime:
        """This moment in UTC, whole seconds."""
        return datetime.now(UTC).replace(microsecond=0)


class HeldClock:
    """A clock that stands still at noon (UTC) of one day: for examples, tests and what-ifs."""

    def __init__(self, day: date) -> None:
        self._day = day

    def today(self) -> date:
        """The day it was stopped on."""
        return self._day

    def now(self) -> datetime:
        """Noon of that day."""
        return datetime.combine(self._day, time(12), UTC)
