"""Working days: counted and added as the worked tables say, and as numpy does."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from plans import SOUTH_AFRICA, day

from syncer.domain.days import FIRST_DAY, LAST_DAY, WorkCalendar, review_day, short_day

COUNTED = [
    ("03-06", "03-08", 0, 2),
    ("03-06", "03-09", 1, 3),
    ("03-08", "03-09", 1, 1),
    ("03-11", "03-09", -2, -2),
    ("03-09", "03-08", -1, -1),
    ("04-02", "04-07", 1, 5),
    ("04-03", "04-07", 1, 4),
    ("03-05", "03-05", 0, 0),
]

ADDED = [
    ("03-06", 1, "03-09"),
    ("03-08", 1, "03-09"),
    ("03-08", 0, "03-08"),
    ("03-08", -1, "03-05"),
    ("03-09", -1, "03-06"),
    ("04-02", 1, "04-07"),
    ("04-07", -1, "04-02"),
]


@pytest.mark.parametrize(("since", "until", "workdays", "days"), COUNTED)
def test_working_days_are_counted_after_the_first_day_up_to_the_last(since, until, workdays, days):
    assert SOUTH_AFRICA.count(day(since), day(until)) == workdays
    assert (day(until) - day(since)).days == days


@pytest.mark.parametrize(("since", "n", "until"), ADDED)
def test_adding_gives_the_nearest_working_day_whose_count_is_n(since, n, until):
    assert SOUTH_AFRICA.add(day(since), n) == day(until)


DAYS = st.dates(date(1990, 1, 1), date(2080, 12, 31))
WEEKS = st.sets(st.integers(0, 6), min_size=1)
HOLIDAYS = st.sets(st.dates(date(2025, 1, 1), date(2027, 12, 31)), max_size=40)
NEAR_HOLIDAYS = st.dates(date(2024, 6, 1), date(2028, 6, 1))

FEW = settings(max_examples=50)  # each makes a calendar of three centuries


def numpy_calendar(weekdays, holidays):
    mask = [weekday in weekdays for weekday in range(7)]
    return np.busdaycalendar(weekmask=mask, holidays=[np.datetime64(d) for d in holidays])


@FEW
@given(since=DAYS | NEAR_HOLIDAYS, until=DAYS | NEAR_HOLIDAYS, weekdays=WEEKS, holidays=HOLIDAYS)
def test_counting_agrees_with_numpy(since, until, weekdays, holidays):
    # numpy counts [a, b); ours is (a, b], one day further on both sides.
    first, last = (np.datetime64(d + timedelta(days=1)) for d in sorted((since, until)))
    counted = np.busday_count(first, last, busdaycal=numpy_calendar(weekdays, holidays))
    sign = 1 if since <= until else -1
    assert WorkCalendar(weekdays, holidays).count(since, until) == sign * counted


@FEW
@given(since=NEAR_HOLIDAYS, n=st.integers(-300, 300), weekdays=WEEKS, holidays=HOLIDAYS)
def test_adding_agrees_with_numpy(since, n, weekdays, holidays):
    assume(n)
    calendar = numpy_calendar(weekdays, holidays)
    added = np.busday_offset(np.datetime64(since), n, roll="backward", busdaycal=calendar)
    assert WorkCalendar(weekdays, holidays).add(since, n) == added.astype(object)


@FEW
@given(since=NEAR_HOLIDAYS, n=st.integers(-300, 300), weekdays=WEEKS, holidays=HOLIDAYS)
def test_counting_undoes_adding(since, n, weekdays, holidays):
    calendar = WorkCalendar(weekdays, holidays)
    until = calendar.add(since, n)
    assert calendar.count(since, until) == n
    assert not n or calendar.is_workday(until)


@FEW
@given(day=DAYS, weekdays=WEEKS, holidays=HOLIDAYS)
def test_a_working_day_is_one_more_than_the_day_before(day, weekdays, holidays):
    calendar = WorkCalendar(weekdays, holidays)
    ordinal = day.toordinal()
    gained = calendar.upto_at(ordinal) - calendar.upto_at(ordinal - 1)
    assert gained == calendar.is_workday(day)


def test_days_beyond_three_centuries_count_as_the_nearest_inside():
    calendar = WorkCalendar()
    assert calendar.count(date(1, 1, 1), FIRST_DAY) == 0
    assert calendar.count(LAST_DAY, date.max) == 0
    assert calendar.add(LAST_DAY, 5) == LAST_DAY
    assert calendar.add(FIRST_DAY, -5) == FIRST_DAY


def test_a_week_without_a_working_day_is_refused():
    with pytest.raises(ValueError, match="without a working day"):
        WorkCalendar(weekdays=())


@pytest.mark.parametrize(
    ("today", "weekday", "weeks", "expected"),
    [
        ("03-04", 0, 1, "03-02"),
        ("03-02", 0, 1, "03-02"),
        ("03-01", 0, 1, "02-23"),
        ("03-04", 2, 1, "03-04"),
        ("03-04", 4, 1, "02-27"),
    ],
)
def test_the_last_review_day(today, weekday, weeks, expected):
    assert review_day(day(today), weekday=weekday, weeks=weeks) == day(expected)


@given(today=DAYS, weekday=st.integers(0, 6), weeks=st.integers(1, 4))
def test_review_days_keep_their_rhythm(today, weekday, weeks):
    last = review_day(today, weekday=weekday, weeks=weeks)
    assert last.weekday() == weekday
    assert 0 <= (today - last).days < 7 * weeks
    before = review_day(last - timedelta(days=1), weekday=weekday, weeks=weeks)
    assert (last - before).days == 7 * weeks


def test_a_day_is_said_with_its_year_only_where_it_differs():
    assert short_day(date(2026, 3, 2), date(2026, 12, 31)) == "2 Mar"
    assert short_day(date(2027, 3, 12), date(2026, 12, 31)) == "12 Mar 2027"
