"""The health of a phase, a project and the plan."""

import pytest
from plans import evaluated, plan_of, row

from syncer.domain.plan import Health, Priority
from syncer.stages.evaluate.rollup import roll

HEALTHS = {"Red": Health.RED, "Amber": Health.AMBER, "Green": Health.GREEN, "Grey": Health.GREY}


def rolled(text):
    """`1 Must Green, 4 none Red` -> its roll."""
    drafts, healths = [], []
    for group in text.split(", "):
        count, priority, health = group.split()
        said = {"priority": {"won't": "wont"}.get(priority.lower(), priority.lower())}
        for _ in range(int(count)):
            extra = {} if priority == "none" else said
            drafts.append(row(f"{priority} {len(drafts)}", due="03-20", **extra))
            healths.append(HEALTHS[health])
    plan, _ = plan_of(*drafts, today="03-04")
    return roll("Phase", range(len(drafts)), plan, healths)


@pytest.mark.parametrize(
    ("milestones", "expected"),
    [
        ("1 Must Green, 1 Should Red, 1 Could Green, 1 none Green", "Red"),
        ("1 Must Amber, 4 Should Green", "Amber"),
        ("1 Must Amber, 12 Should Green", "Amber"),
        ("1 Must Red, 12 Should Green", "Red"),
        ("3 Should Green, 1 none Red", "Green"),
        ("2 Should Green, 1 Could Amber", "Amber"),
        ("2 Should Green, 1 none Red", "Amber"),
        ("1 Must Grey, 1 Should Green", "Green"),
        ("1 Won't Red, 1 Should Grey", "Grey"),
        # 1 of 5 is 20 %, not over it, but over 10 %
        ("4 none Green, 1 none Red", "Amber"),
        # 2 of 9 is 22 %
        ("7 none Green, 2 none Red", "Red"),
        # 1 of 10 is 10 %, not over it
        ("9 none Green, 1 none Amber", "Green"),
        # 1 of 9 is 11 %
        ("8 none Green, 1 none Amber", "Amber"),
    ],
)
def test_a_phase_is_as_bad_as_the_worse_of_two_verdicts(milestones, expected):
    verdict = rolled(milestones)
    assert verdict.health is HEALTHS[expected]
    assert verdict.why.startswith(f"{expected}: ")


def test_the_reason_names_the_must_or_the_share():
    assert rolled("1 Must Red, 12 Should Green").why == "Red: 'Must 0', a Must, is Red."
    assert rolled("3 Must Red").why == "Red: 'Must 0', a Must, is Red (and 2 more)."
    share = rolled("1 Must Green, 1 Should Red, 1 Could Green, 1 none Green").why
    assert share == "Red: 30 % of the weight is Red, over 20 %."
    assert rolled("9 none Green, 1 none Amber").why == (
        "Green: only 10 % of the weight is Amber or Red."
    )


def test_every_priority_weighs():
    assert {p: len(rolled(f"1 {p.value} Green").items) for p in Priority} == dict.fromkeys(
        Priority, 1
    )


def test_milestones_are_judged_and_other_rows_only_where_there_are_none():
    evaluation = evaluated(
        row("Approved", due="03-20", phase="Design", project="Apollo"),
        row("Draft", start="03-02", due="03-03", phase="Design", project="Apollo"),
        row("Wiring", start="03-02", due="03-03", phase="Build", project="Apollo"),
        row("Loose", due="03-20"),
        today="03-04",
    )
    assert list(evaluation.phases) == ["Design", "Build"]
    design, build = evaluation.phases.values()
    assert (design.health, design.items) == (Health.GREEN, (0,))
    assert (build.health, build.items) == (Health.RED, (2,))
    assert evaluation.projects["Apollo"].items == (0,)
    assert (evaluation.overall.health, evaluation.overall.items) == (Health.GREEN, (0, 3))


def test_milestones_that_are_all_grey_leave_nothing_to_weigh():
    evaluation = evaluated(
        row("Approved", phase="Design"),
        row("Draft", start="03-02", due="03-03", phase="Design"),
        today="03-04",
    )
    assert evaluation.phases["Design"].health is Health.GREY


def test_an_empty_plan_is_grey():
    evaluation = evaluated(today="03-04")
    assert (evaluation.verdicts, evaluation.overall.health) == ((), Health.GREY)
