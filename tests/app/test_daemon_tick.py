"""The tick goes on whatever the clock on the wall does and whatever becomes of a tick."""

import datetime as dt
from types import SimpleNamespace

import pytest
import schedule

from syncer.app.daemon_tick import Tick


class Clock:
    """The clock that the library looks at."""

    def __init__(self):
        self.now = dt.datetime(2026, 3, 4, 12)

    def passes(self, seconds):
        self.now += dt.timedelta(seconds=seconds)


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()

    class Shown(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return clock.now

    stand_in = SimpleNamespace(datetime=Shown, timedelta=dt.timedelta, time=dt.time)
    monkeypatch.setattr(schedule, "datetime", stand_in)
    return clock


class Ticks:
    def __init__(self):
        self.count = 0
        self.error = None

    def __call__(self):
        self.count += 1
        if self.error:
            raise self.error


def ticked(clock, tick, ticks, seconds):
    before = ticks.count
    for _ in range(seconds * 4):
        clock.passes(0.25)
        tick.run()
    return ticks.count - before


def test_it_comes_once_a_second_however_often_one_looks(clock):
    ticks = Ticks()
    tick = Tick(ticks)
    assert ticked(clock, tick, ticks, 60) == 60


def test_it_says_how_long_one_may_wait(clock):
    tick = Tick(Ticks())
    assert tick.run() == 1.0
    clock.passes(0.75)
    assert tick.run() == 0.25
    clock.passes(9)
    assert tick.run() == 1.0


@pytest.mark.parametrize("hours", [-24, -1, 1, 24])
def test_it_goes_on_at_once_when_somebody_sets_the_clock(clock, hours):
    ticks = Ticks()
    tick = Tick(ticks)
    tick.run()
    clock.passes(hours * 3600)
    assert tick.run() <= 1.0
    assert 59 <= ticked(clock, tick, ticks, 60) <= 61


def test_a_tick_that_fails_is_logged_and_followed_by_the_next(clock, caplog):
    ticks = Ticks()
    tick = Tick(ticks)
    ticks.error = ZeroDivisionError("one of ours")
    assert ticked(clock, tick, ticks, 3) == 3
    assert caplog.text.count("one of ours") == 3
