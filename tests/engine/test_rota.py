"""Whose turn it is: nobody starves, nobody is at work twice, hints are followed."""

from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from syncer.engine.due import BUSY, Cadence
from syncer.engine.rota import Rota

UTC_ZONE = ZoneInfo("UTC")
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def every(seconds, **more):
    return Cadence(rhythm=timedelta(seconds=seconds), zone=UTC_ZONE, **more)


class Plans:
    """A rota and its clock."""

    def __init__(self, cadences):
        self.now = 0.0
        self.rota = Rota()
        self.rota.settle(cadences, self.now, NOON)

    def take(self, room=99):
        self.rota.look(self.now, NOON + timedelta(seconds=self.now))
        return self.rota.take(self.now, room)


@pytest.fixture
def plans():
    return Plans({name: every(60) for name in "abc"})


def test_no_more_begin_than_there_is_room_for(plans):
    assert plans.take(2) == ("a", "b")
    assert plans.take(2) == ()
    assert plans.take(1) == ()
    assert plans.take(3) == ("c",)


def test_the_one_that_has_waited_longest_comes_first(plans):
    plans.take()
    for name, at in (("c", 1), ("b", 2), ("a", 3)):
        plans.now = at
        plans.rota.done(name, at)
        plans.rota.hint(name, at)
    plans.now = 10
    assert plans.take(1) == ("c",)
    assert plans.take() == ("b", "a")


def test_plans_far_away_leave_a_hand_for_those_on_this_machine():
    plans = Plans({f"far {n}": every(60, far=True) for n in range(9)} | {"near": every(60)})
    assert plans.take(4) == ("far 0", "far 1", "far 2", "near")
    plans.rota.done("near", 0)
    assert plans.take(4) == ()
    plans.rota.failed("far 1", 0)
    assert plans.take(4) == ("far 3",)


def test_one_hand_does_for_all_where_there_is_no_other():
    plans = Plans({"far": every(60, far=True)})
    assert plans.take(1) == ("far",)


def test_a_plan_at_work_is_not_begun_again(plans):
    plans.take()
    plans.now = 1000
    assert plans.take() == ()
    plans.rota.done("a", 1000)
    plans.now = 1020
    assert plans.take() == ("a",)


def test_what_is_heard_of_a_plan_at_work_has_it_come_again(plans):
    plans.take()
    for _ in range(10_000):
        plans.rota.hint("a", 0.5)
    plans.now = 3
    plans.rota.done("a", 3)
    assert plans.take() == ("a",)
    plans.rota.done("a", 3)
    assert plans.take() == ()


def test_what_is_heard_of_a_failing_plan_has_it_tried_at_once(plans):
    plans.take()
    for name in "abc":
        plans.rota.failed(name, 1)
    plans.now = 5
    assert plans.take() == ()
    plans.rota.hint("b", 5)
    assert plans.take() == ("b",)


def test_a_plan_that_fails_leaves_the_others_alone(plans):
    begun = dict.fromkeys("abc", 0)
    for second in range(3600):
        plans.now = second
        for name in plans.take():
            begun[name] += 1
            (plans.rota.failed if name == "b" else plans.rota.done)(name, second)
    assert begun["a"] == begun["c"] == 60
    assert plans.rota.turn("b").failures == begun["b"]


def test_a_plan_that_another_process_holds_is_tried_again_soon_and_has_not_failed(plans):
    plans.take()
    plans.rota.busy("a", 1)
    plans.now = 1 + BUSY
    assert plans.take() == ("a",)
    assert plans.rota.turn("a").failures == 0


def test_of_new_plans_only_those_that_are_new_or_other_are_due_at_once(plans):
    plans.take()
    for name in "ab":
        plans.rota.done(name, 1)
    plans.now = 5
    plans.rota.settle({"a": every(60), "b": every(30), "d": every(60)}, 5, NOON)
    assert plans.take() == ("b", "d")
    plans.rota.done("c", 6)  # it was at work when it was taken out
    plans.rota.hint("c", 6)
    plans.now = 1000
    assert "c" not in plans.take()


def test_a_plan_at_work_that_becomes_another_is_begun_when_it_has_ended(plans):
    plans.take()
    plans.rota.settle({"a": every(30)}, 1, NOON)
    plans.now = 2
    assert plans.take() == ()


def test_no_plan_of_five_hundred_starves_on_four_threads():
    """Cycles of up to a second, a fifth of them failing: all are begun time and again."""
    chance = Random(7)
    plans = Plans({f"p{n}": every(300, chance=n / 500) for n in range(500)})
    last, longest, ends = {}, 0.0, []
    for tick in range(4 * 3600):
        plans.now = tick / 4
        for name, at in [one for one in ends if one[1] <= plans.now]:
            ends.remove((name, at))
            (plans.rota.failed if chance.random() < 0.2 else plans.rota.done)(name, plans.now)
        for name in plans.take(4):
            ends.append((name, plans.now + chance.random()))
            longest = max(longest, plans.now - last.get(name, 0.0))
            last[name] = plans.now
    assert len(last) == 500
    assert max(longest, 3600 - min(last.values())) < 320
