"""Every worked plan comes out as it was worked out by hand."""

from pathlib import Path

import pytest
from plans import evaluated
from worked_plans import figures, worked_plans

HERE = Path(__file__).parent
PLANS = [
    plan for name in ("worked_plans.txt", "more_plans.txt") for plan in worked_plans(HERE / name)
]


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
def test_a_worked_plan_comes_out_as_reckoned(plan):
    evaluation = evaluated(*plan.drafts, today=plan.today, loops=plan.loops, **plan.terms)
    for expected, found in zip(plan.expected, figures(evaluation, plan.drafts), strict=True):
        named = {name: found.more[name] for name in expected.more}
        assert found._replace(more=named) == expected
