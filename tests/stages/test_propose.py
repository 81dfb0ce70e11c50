"""What calendars tell, what is remembered of it, and what the plan has answered."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from syncer.domain.changes import Proposal
from syncer.domain.memory import Proposed
from syncer.stages.evaluate import evaluate
from syncer.stages.propose import propose, unheard
from tests.plans import plan_of, row, terms_on

TODAY = date(2026, 3, 4)
PLANNED, ASKED, OTHER = date(2026, 4, 3), date(2026, 4, 9), date(2026, 4, 6)
UID = "M-0001@abc"
MOVED = Proposal(UID, ASKED, PLANNED, "Ada", datetime(2026, 3, 3, 22, tzinfo=UTC))
NOTED = Proposed("cal", UID, ASKED, PLANNED, TODAY, "Ada", MOVED.at)


def asked(told, *known, due=PLANNED, targets=("cal",), **said):
    """What comes of *told* where *known* is remembered and the plan says *due*."""
    plan, memory = plan_of(row("Beta", due=due, **said), today=TODAY)
    memory = replace(memory, instance="abc", proposed=known)
    verdicts = evaluate(plan, memory, terms_on(TODAY)).verdicts
    return propose(plan, verdicts, memory, told, targets=frozenset(targets), today=TODAY)


def test_a_move_is_noted_with_the_day_in_the_plan():
    assert asked({"cal": [MOVED]}) == (NOTED,)


def test_what_is_noted_is_not_noted_anew_when_it_is_told_again():
    earlier = NOTED._replace(seen=date(2026, 3, 2))
    assert asked({"cal": [MOVED]}, earlier) == (earlier,)


def test_it_stands_though_the_calendar_forgets_it():
    assert asked({"cal": []}, NOTED) == (NOTED,)


@pytest.mark.parametrize("due", [ASKED, OTHER])
def test_another_day_in_the_plan_is_the_answer(due):
    answered = NOTED._replace(answered=True)
    assert asked({"cal": [MOVED]}, NOTED, due=due) == (answered,)
    assert asked({"cal": []}, NOTED, due=due) == ()


@pytest.mark.parametrize("status", ["done", "cancelled"])
def test_what_is_over_is_answered(status):
    assert asked({"cal": []}, NOTED, status=status) == ()


def test_what_was_answered_stays_so_when_the_day_comes_back():
    answered = NOTED._replace(answered=True)
    assert asked({"cal": [MOVED]}, answered) == (answered,)


def test_what_was_answered_is_forgotten_once_the_calendar_does():
    answered = NOTED._replace(answered=True)
    assert asked({}, answered) == (answered,)  # it could not be looked at
    assert asked({"cal": []}, answered) == ()


def test_a_later_move_is_another_proposal():
    later = MOVED._replace(day=OTHER, at=datetime(2026, 3, 4, 9, tzinfo=UTC))
    expected = Proposed("cal", UID, OTHER, PLANNED, TODAY, "Ada", later.at)
    assert asked({"cal": [later]}, NOTED._replace(answered=True)) == (expected,)


def test_one_whose_row_is_missing_waits_for_it_while_the_event_stands():
    lost = NOTED._replace(uid="M-0009@abc")
    assert asked({"cal": [MOVED._replace(uid=lost.uid)]}, lost) == (lost,)
    assert asked({"cal": []}, lost) == ()


def test_a_publication_that_is_no_more_takes_its_proposals_along():
    assert asked({}, NOTED, targets=()) == ()


def test_two_calendars_are_told_apart():
    found = asked({"cal": [MOVED], "b": [MOVED]}, targets=("b", "cal"))
    assert [one.target for one in found] == ["b", "cal"]


def test_what_nobody_remembers_is_unheard():
    _, memory = plan_of(row("Beta", due=PLANNED), today=TODAY)
    assert unheard({"cal": [MOVED]}, memory)
    assert not unheard({"cal": [MOVED]}, replace(memory, proposed=(NOTED,)))
    assert unheard({"b": [MOVED]}, replace(memory, proposed=(NOTED,)))
    assert not unheard({"cal": []}, memory)
