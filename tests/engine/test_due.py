"""When a plan is due: on its own grid, on the wall's clock, and after failures later and later."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncer.domain.rhythm import At
from syncer.engine import due
from syncer.engine.due import FAR, FIRST, NEAR, Cadence, next_time

LONDON = ZoneInfo("Europe/London")
BERLIN = ZoneInfo("Europe/Berlin")
MORNING = datetime(2026, 3, 4, 9, tzinfo=UTC)
TWO_MINUTES = Cadence(rhythm=timedelta(minutes=2), zone=LONDON)


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def cycles(cadence, seconds, took=0.0, goes_well=lambda _now: True):
    """When cycles begin that are begun as soon as they are due, each of them *took* seconds."""
    turn, now, begins = due.first_turn(cadence, 0.0, MORNING), 0.0, []
    while now <= seconds:
        begins.append(now)
        turn = due.begun(turn, now)
        now += took
        after = due.done if goes_well(now) else due.failed
        turn = after(turn, cadence, now)
        now = max(now, turn.at)
    return begins


def test_a_plan_is_due_at_once_and_then_on_a_grid_that_long_cycles_do_not_move():
    assert cycles(TWO_MINUTES, 600, took=7.5) == [0, 120, 240, 360, 480, 600]


def test_cycles_that_were_missed_are_not_made_up_for():
    assert cycles(TWO_MINUTES, 1000, took=250) == [0, 360, 720]


def test_plans_that_begin_together_find_places_of_their_own():
    seconds = sorted(
        cycles(Cadence(rhythm=timedelta(minutes=2), zone=LONDON, chance=due.chance_of(f"p{n}")), 120)[1]
        for n in range(500)
    )  # fmt: skip
    assert 60 <= seconds[0] < seconds[-1] <= 120
    busiest = max(sum(at <= one < at + 1 for one in seconds) for at in range(60, 120))
    assert busiest < 25  # of 500 over sixty seconds: 8.3 on average


def test_a_failing_plan_is_tried_later_and_later_up_to_a_limit():
    far = Cadence(rhythm=timedelta(seconds=10), zone=LONDON, far=True)
    tries = cycles(far, 4 * 3600, goes_well=lambda _now: False)
    pauses = [later - earlier for earlier, later in pairwise(tries)]
    assert pauses == [FIRST, 60, 120, 240, 480, *[FAR] * (len(pauses) - 5)]


def test_a_plan_on_this_machine_is_never_left_alone_for_long():
    near = Cadence(rhythm=At(8, 0), zone=LONDON)
    tries = cycles(near, 3600, goes_well=lambda _now: False)
    assert max(later - earlier for earlier, later in pairwise(tries)) == NEAR


def test_after_a_failure_the_rhythm_is_the_old_one_again():
    failing = cycles(TWO_MINUTES, 600, goes_well=lambda now: not 100 < now < 200)
    assert failing == [0, 120, 150, 210, 330, 450, 570]


def test_plans_that_fail_together_are_not_tried_together():
    turns = [
        due.failed(due.first_turn(one, 0, MORNING), one, 0)
        for one in (Cadence(rhythm=timedelta(minutes=2), zone=LONDON, chance=n / 9) for n in range(9))
    ]  # fmt: skip
    assert len({turn.at for turn in turns}) == 9


def test_a_hint_makes_it_due_now_but_not_twice_in_one_breath():
    turn = due.done(due.begun(due.first_turn(TWO_MINUTES, 0, MORNING), 0), TWO_MINUTES, 1)
    assert due.hint(turn, 60, apart=10).at == 60
    assert due.hint(turn, 5, apart=10).at == 10


@pytest.mark.parametrize(
    ("at", "after", "then"),
    [
        (At(8, 0), "2026-03-04T07:59:59", "2026-03-04T08:00"),
        (At(8, 0), "2026-03-04T08:00", "2026-03-05T08:00"),
        (At(8, 0, weekday=0), "2026-03-04T09:00", "2026-03-09T08:00"),
        (At(8, 0), "2026-03-28T12:00", "2026-03-29T07:00"),  # summer begins
        (At(8, 0), "2026-10-24T12:00", "2026-10-25T08:00"),  # summer ends
        (At(0, 0), "2026-06-10T22:59", "2026-06-10T23:00"),
    ],
)
def test_a_time_on_the_wall_of_london(at, after, then):
    assert next_time(at, LONDON, moment(after)) == moment(then)


def test_a_time_that_summer_leaves_out_comes_a_day_after_the_last():
    """At 02:00 in Berlin it becomes 03:00 on 29 March 2026."""
    half_past_two = At(2, 30)
    saturday = next_time(half_past_two, BERLIN, moment("2026-03-27T12:00"))
    sunday = next_time(half_past_two, BERLIN, saturday)
    monday = next_time(half_past_two, BERLIN, sunday)
    assert sunday - saturday == timedelta(hours=24)
    assert sunday.astimezone(BERLIN).hour == 3
    assert monday.astimezone(BERLIN).hour == 2


def test_a_time_that_comes_twice_as_summer_ends_is_the_first():
    """At 03:00 in Berlin it becomes 02:00 on 25 October 2026."""
    first = next_time(At(2, 30), BERLIN, moment("2026-10-24T12:00"))
    assert first == moment("2026-10-25T00:30")
    assert next_time(At(2, 30), BERLIN, first) == moment("2026-10-26T01:30")


@given(
    at=st.builds(At, st.integers(0, 23), st.integers(0, 59), st.none() | st.integers(0, 6)),
    after=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/Sao_Paulo", "Asia/Kathmandu",
                          "Australia/Lord_Howe", "Africa/Cairo", "America/Havana"]).map(ZoneInfo),
)  # fmt: skip
def test_it_comes_within_a_day_or_a_week_of_any_moment_in_any_zone(at, after, zone):
    after = after.replace(tzinfo=UTC)
    then = next_time(at, zone, after)
    longest = timedelta(days=1 if at.weekday is None else 7, hours=1)
    assert timedelta() < then - after <= longest
    shown = then.astimezone(zone)
    meant = shown.replace(hour=at.hour, minute=at.minute, fold=0)
    there = meant.astimezone(UTC).astimezone(zone)
    assert shown.replace(fold=0) == meant or there.replace(tzinfo=None) != meant.replace(
        tzinfo=None
    )


class Wall:
    """A plan with a time on the wall, and a clock on it that anybody may set."""

    def __init__(self, rhythm, start="2026-03-04T06:00", zone=LONDON):
        self.cadence = Cadence(rhythm=rhythm, zone=zone)
        self.seconds, self.wall = 0.0, moment(start)
        self.turn = due.first_turn(self.cadence, self.seconds, self.wall)
        self.runs = []
        self.look()

    def look(self):
        self.turn = due.rung(self.turn, self.cadence, self.seconds, self.wall)
        if self.turn.at <= self.seconds:
            self.runs.append(self.wall.isoformat()[5:16])
            self.turn = due.done(due.begun(self.turn, self.seconds), self.cadence, self.seconds)

    def passes(self, hours, step=1 / 60):
        for _ in range(round(hours / step)):
            self.seconds += step * 3600
            self.wall += timedelta(hours=step)
            self.look()

    def is_set(self, hours):
        self.wall += timedelta(hours=hours)
        self.look()


def test_a_daily_plan_is_due_once_a_day():
    wall = Wall(At(8, 0))
    wall.passes(24 * 3)
    assert wall.runs == ["03-04T06:00", "03-04T08:00", "03-05T08:00", "03-06T08:00"]


def test_a_weekly_plan_is_due_once_a_week():
    wall = Wall(At(8, 0, weekday=4))
    wall.passes(24 * 14, step=1)
    assert wall.runs == ["03-04T06:00", "03-06T08:00", "03-13T08:00"]


def test_a_machine_that_slept_over_several_days_is_due_once_on_waking():
    wall = Wall(At(8, 0))
    wall.seconds += 24 * 3600 * 5
    wall.is_set(24 * 5)
    wall.passes(1)
    assert wall.runs == ["03-04T06:00", "03-09T06:00"]


def test_a_clock_that_jumps_an_hour_ahead_over_the_time_has_it_due():
    wall = Wall(At(6, 30))
    wall.is_set(1)
    wall.passes(24)
    assert wall.runs == ["03-04T06:00", "03-04T07:00", "03-05T06:30"]


def test_a_clock_that_is_set_back_a_day_misses_nothing():
    wall = Wall(At(8, 0))
    wall.passes(3)
    wall.is_set(-24)
    wall.passes(24)
    assert wall.runs == ["03-04T06:00", "03-04T08:00", "03-04T08:00"]


def test_a_clock_that_jumps_a_day_ahead_and_back_is_due_for_it_once():
    wall = Wall(At(8, 0))
    wall.is_set(24)
    wall.is_set(-24)
    wall.passes(26)
    assert wall.runs == ["03-04T06:00", "03-05T06:00", "03-04T08:00", "03-05T08:00"]


def test_an_interval_does_not_mind_what_the_clock_on_the_wall_does():
    wall = Wall(timedelta(hours=1), start="2026-03-04T12:00")
    wall.passes(2)
    wall.is_set(-1)
    wall.passes(2)
    wall.is_set(1)
    wall.passes(2)
    assert len(wall.runs) == 1 + 6


def test_shortly_after_midnight_of_its_zone_every_plan_is_due():
    sydney = Wall(timedelta(days=1), start="2026-03-04T06:00", zone=ZoneInfo("Australia/Sydney"))
    sydney.passes(12)
    assert sydney.runs == ["03-04T06:00", "03-04T13:01"]


def test_when_it_comes_next_can_be_said():
    turn = due.begun(due.first_turn(TWO_MINUTES, 0, MORNING), 0)
    assert due.next_moment(due.done(turn, TWO_MINUTES, 5), 5, MORNING) == MORNING + timedelta(
        seconds=115
    )
    weekly = Cadence(rhythm=At(8, 0, weekday=0), zone=LONDON)
    turn = due.done(due.begun(due.first_turn(weekly, 0, MORNING), 0), weekly, 1)
    assert due.next_moment(turn, 1, MORNING) == moment("2026-03-09T08:00")
