import subprocess
import sys
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from syncer.app import clock
from syncer.app.clock import HeldClock, SystemClock


def test_a_held_clock_stands_at_noon():
    held = HeldClock(date(2026, 3, 2))
    assert held.today() == date(2026, 3, 2)
    assert held.now() == datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_the_day_is_that_of_the_plans_time_zone(monkeypatch):
    class Evening(datetime):
        """23:30 in London is the next day in Johannesburg."""

        @classmethod
        def now(cls, tz=None):
            return datetime(2026, 3, 2, 23, 30, 5, 999, tzinfo=UTC).astimezone(tz)

    monkeypatch.setattr(clock, "datetime", Evening)
    assert SystemClock(ZoneInfo("Europe/London")).today() == date(2026, 3, 2)
    assert SystemClock(ZoneInfo("Africa/Johannesburg")).today() == date(2026, 3, 3)
    assert SystemClock(ZoneInfo("UTC")).now() == datetime(2026, 3, 2, 23, 30, 5, tzinfo=UTC)


def test_whoever_waits_gives_up_when_the_process_is_to_stop():
    """In a process of its own: it is for good."""
    code = (
        "from threading import Timer\n"
        "from syncer.app.clock import stop_waiting, wait\n"
        "from syncer.errors import UnavailableError\n"
        "wait(0.01)\n"
        "Timer(0.2, stop_waiting).start()\n"
        "try:\n    wait(3600)\n"
        "except UnavailableError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "syncer is stopping\n", done.stderr


def test_the_clock_that_nobody_sets_goes_on():
    assert clock.monotonic() <= clock.monotonic()
