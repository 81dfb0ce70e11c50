"""The only place that asks what time it is, and that waits."""

import time as _time
from datetime import UTC, date, datetime, time
from threading import Event
from typing import Final
from zoneinfo import ZoneInfo

from syncer.errors import UnavailableError

_stopping: Final = Event()


def monotonic() -> float:
    """Seconds on a clock that nobody sets; it goes on while the machine sleeps, where it can."""
    if hasattr(_time, "CLOCK_BOOTTIME"):
        return _time.clock_gettime(_time.CLOCK_BOOTTIME)
    return _time.monotonic()


def wait(seconds: float) -> None:
    """Let *seconds* pass; UnavailableError as soon as the process is to stop."""
    if _stopping.wait(seconds):
        raise UnavailableError("syncer is stopping", hint="the next sync goes on with it")


def stop_waiting() -> None:
    """Let nobody in this process wait any longer: it is to stop."""
    _stopping.set()


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
