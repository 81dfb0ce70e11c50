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
