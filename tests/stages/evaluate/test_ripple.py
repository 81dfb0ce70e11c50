"""What one other due date would do to the rest of the plan."""

from datetime import date

from syncer.stages.evaluate import evaluate
from syncer.stages.evaluate.ripple import Shift, ripple
from tests.plans import day, plan_of, row, terms_on

TODAY = "03-02"


def shifts(*drafts, due, place=0):
    plan, memory = plan_of(*drafts, today=TODAY)
    terms = terms_on(TODAY)
    return ripple(plan, memory, evaluate(plan, memory, terms), terms, place=place, due=day(due))


CHAIN = (
    row("Design", due="03-06"),
    row("Build", due="03-10", after="Design"),
    row("Launch", due="03-20", after="Build FS+2d"),
    row("Party", due="03-27"),
)


def test_what_has_room_does_not_move():
    assert shifts(*CHAIN, due="03-09") == ()


def test_what_is_pushed_moves_by_working_days():
    assert shifts(*CHAIN, due="03-24") == (
        Shift(1, date(2026, 3, 24), 10),
        Shift(2, date(2026, 3, 26), 4),
    )


def test_what_was_held_comes_earlier():
    late = (row("Design", due="03-24"), *CHAIN[1:])
    assert [(shift.place, shift.days) for shift in shifts(*late, due="03-06")] == [
        (1, -10),
        (2, -4),
    ]


def test_a_persons_own_forecast_holds():
    kept = (row("Design", due="03-06", forecast="03-06"), *CHAIN[1:])
    assert shifts(*kept, due="03-24") == ()


def test_a_weekend_is_no_shift():
    plan = (row("Design", due="03-14"), row("Build", due="03-10", after="Design"))
    assert shifts(*plan, due="03-15") == ()
