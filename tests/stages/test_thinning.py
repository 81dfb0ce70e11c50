"""What of a long past is kept."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncer.domain.events import Event, Revision
from syncer.domain.memory import Baseline, Memory, Move, Seen
from syncer.stages.thinning import DAILY, WEEKLY, forgotten, thinned

TODAY = date(2026, 11, 22)
KEEP = timedelta(days=400)
AGES = st.integers(0, 3000)


def ago(days):
    return TODAY - timedelta(days)


def test_each_of_the_last_ninety_days_stays():
    days = {ago(n) for n in range(91)}
    assert thinned(days, TODAY, KEEP) == days


def test_then_the_last_day_of_each_week_and_of_each_month():
    kept = thinned(map(ago, range(1000)), TODAY, timedelta(days=3000))
    weekly = [day for day in kept if DAILY < TODAY - day <= WEEKLY]
    monthly = [day for day in kept if TODAY - day > WEEKLY]
    # Where one rule ends and the next begins a week or month is cut in two.
    assert sum(day.isoweekday() != 7 and not ends_a_month(day) for day in weekly) <= 1
    assert sum(not ends_a_month(day) for day in monthly) <= 1
    assert (len(weekly), len(monthly)) == (47, 22)


def ends_a_month(day):
    return (day + timedelta(1)).day == 1


def test_a_week_over_the_end_of_a_month_keeps_both_months():
    days = {date(2026, 2, 28), date(2026, 3, 1)}  # a Saturday and its Sunday
    assert thinned(days, TODAY, KEEP) == days


def test_nothing_stays_longer_than_it_is_kept_but_the_newest():
    assert thinned([ago(900), ago(401)], TODAY, KEEP) == {ago(401)}
    assert thinned([ago(401), ago(400)], TODAY, KEEP) == {ago(400)}


@given(st.frozensets(AGES), st.integers(30, 2000))
def test_thinning_twice_is_thinning_once(ages, keep):
    days = frozenset(map(ago, ages))
    once = thinned(days, TODAY, timedelta(keep))
    assert once <= days
    assert thinned(once, TODAY, timedelta(keep)) == once
    assert not days or max(days) in once


@given(st.frozensets(AGES, max_size=60))
def test_thinning_day_by_day_leaves_no_more_than_one_of_a_month(ages):
    """What is thinned again and again as time goes by still has each month's last known day."""
    days = frozenset(map(ago, ages))
    for later in range(0, 800, 7):
        days = thinned(days, TODAY + timedelta(later), timedelta(9000))
    months = [(day.year, day.month) for day in days]
    assert set(months) == {(ago(n).year, ago(n).month) for n in ages}


GONE = Seen("M-0001", "", "Beta", "", 3, None, ago(900), gone=ago(401))
EVENT = Event(uid="M-0001@abc", day=TODAY, summary="Beta")


def test_an_item_long_gone_is_forgotten():
    assert forgotten(memory(GONE), TODAY, KEEP) == {"M-0001"}


@pytest.mark.parametrize("seen", [GONE._replace(gone=ago(400)), GONE._replace(gone=None)])
def test_an_item_not_so_long_gone_is_not(seen):
    assert forgotten(memory(seen), TODAY, KEEP) == frozenset()


@pytest.mark.parametrize(
    "told",
    [
        {"moves": {"M-0001": (Move("M-0001", None, TODAY, TODAY),)}},
        {"baselines": {"M-0001": (Baseline("M-0001", "sheet", TODAY),)}},
        {"published": {"ics:a": {EVENT.uid: Revision(EVENT, 0, None, None)}}},
    ],
    ids=lambda told: next(iter(told)),
)
def test_an_item_of_which_something_is_still_told_is_not(told):
    assert forgotten(memory(GONE, **told), TODAY, KEEP) == frozenset()


def memory(seen, **more):
    return Memory(instance="abc", seen={seen.key: seen}, **more)
