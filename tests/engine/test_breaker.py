"""A plan out of reach is left in peace for longer and longer, and asked by one try each time."""

from itertools import pairwise

import pytest

from syncer.engine.breaker import FIRST, LONGEST, PATIENCE, Breaker, Outage
from syncer.errors import AccessError, ConflictError, SourceError, UnavailableError


class Plan:
    """A plan that is tried each minute; `error` is what becomes of a try."""

    def __init__(self):
        self.time = 0.0
        self.tries = []
        self.error = None
        self.meanwhile = lambda: None
        self.breaker = Breaker(lambda: self.time)

    def cycle(self):
        self.tries.append(self.time)
        self.meanwhile()
        if self.error:
            raise self.error
        return "done"

    def run(self):
        try:
            return self.breaker.run(self.cycle)
        except (AccessError, ConflictError, SourceError, UnavailableError) as error:
            return error

    def minutes(self, count):
        for _ in range(count):
            self.time += 60
            self.run()


@pytest.fixture
def plan():
    return Plan()


@pytest.fixture
def down(plan):
    plan.error = UnavailableError("Google could not be reached")
    return plan


def test_while_all_is_well_every_cycle_runs(plan):
    plan.minutes(10)
    assert len(plan.tries) == 10
    assert plan.run() == "done"
    assert plan.breaker.outage == Outage()


def test_the_pauses_grow_up_to_an_hour_and_one_try_ends_each(down):
    down.minutes(6 * 60)
    tries = down.tries
    assert [later - earlier for earlier, later in pairwise(tries)] == [
        60, 60, FIRST, 2 * FIRST, 4 * FIRST, 8 * FIRST, *[LONGEST] * 4,
    ]  # fmt: skip


def test_two_failures_are_no_outage(down):
    down.minutes(PATIENCE - 1)
    down.error = None
    down.minutes(5)
    down.error = UnavailableError("again")
    down.minutes(PATIENCE - 1)
    assert len(down.tries) == 2 * (PATIENCE - 1) + 5


def test_one_try_that_goes_well_ends_it(down):
    down.minutes(PATIENCE)
    down.error = None
    down.time += FIRST
    assert down.run() == "done"
    down.minutes(10)
    assert len(down.tries) == PATIENCE + 1 + 10


def test_during_a_pause_people_are_told_since_when_and_how_long(down):
    down.minutes(PATIENCE)
    down.time += 60
    error = down.run()
    assert isinstance(error, UnavailableError)
    assert "3 times in a row" in str(error)
    assert "in 4 minutes" in error.hint
    assert down.breaker.outage == Outage(PATIENCE, 60 * PATIENCE + FIRST)


@pytest.mark.parametrize("kind", [AccessError, ConflictError, SourceError])
def test_an_answer_of_any_kind_is_no_outage(down, kind):
    down.minutes(PATIENCE - 1)
    down.error = kind("an answer")
    down.minutes(20)
    assert len(down.tries) == PATIENCE - 1 + 20


def test_a_crash_does_not_leave_the_plan_in_peace(down):
    down.minutes(PATIENCE)
    down.time += FIRST
    down.error = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        down.run()
    assert down.breaker.outage == Outage()


def test_after_a_pause_only_one_of_those_who_come_tries(down):
    down.minutes(PATIENCE)
    down.time += FIRST
    down.meanwhile = lambda: Plan.run(down) if len(down.tries) < 20 else None
    down.run()
    assert len(down.tries) == PATIENCE + 1


def test_the_pause_begins_when_the_try_has_ended(down):
    def long_try():
        down.time += 90

    down.minutes(PATIENCE - 1)
    down.meanwhile = long_try
    down.run()
    assert down.breaker.outage.until == down.time + FIRST


def test_an_outage_of_one_plan_is_none_of_another(down):
    other = Plan()
    down.minutes(20)
    other.minutes(20)
    assert (len(down.tries), len(other.tries)) == (PATIENCE + 2, 20)
