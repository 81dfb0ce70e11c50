import pytest

from syncer.cli.plans import each
from syncer.errors import AccessError, HeldError, SourceError

ERRORS = {"locked": HeldError, "broken": SourceError, "closed": AccessError}


def work(plan):
    if plan in ERRORS:
        raise ERRORS[plan](f"it is {plan}", hint="do this")
    return plan.upper()


@pytest.mark.parametrize(
    ("plans", "code"),
    [
        (["a", "b"], 0),
        (["a", "locked"], 1),
        (["locked"], 4),
        (["locked", "locked"], 4),
        (["broken", "closed"], 3),
        (["broken", "locked"], 3),
    ],
)
def test_the_exit_code_says_whether_any_plan_got_through(plans, code):
    assert each(plans, work).exit_code == code


def test_a_plan_that_fails_stops_no_other_and_is_named(capsys):
    gone = each(["a", "broken", "b"], work)
    assert gone.results == ["A", "B"]
    assert capsys.readouterr().err == "syncer: broken: it is broken\n  try: do this\n"


def test_the_only_plan_needs_no_name(capsys):
    each(["broken"], work)
    assert capsys.readouterr().err == "syncer: it is broken\n  try: do this\n"
