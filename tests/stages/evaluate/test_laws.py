"""Laws that hold for every plan, and the machine looks for the exception."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from plans import SOUTH_AFRICA, plan_of, row, terms_on

from syncer.domain.plan import Health, Link, Plan
from syncer.domain.standing import is_cancelled, is_open
from syncer.domain.verdicts import Status
from syncer.stages.evaluate import evaluate

TODAY = date(2026, 3, 4)
NEAR = st.integers(-25, 40).map(lambda days: TODAY + timedelta(days=days))
MAYBE = st.none() | NEAR
STATED = st.sampled_from(
    [None, None, None, "not_started", "in_progress", "done", "blocked", "at_risk", "on_hold",
     "cancelled"]
)  # fmt: skip


@st.composite
def drafts(draw, at_most=6):
    """Rows that hold each other every which way, but never in a circle."""
    made = []
    for place in range(draw(st.integers(1, at_most))):
        said = {field: draw(MAYBE) for field in ("start", "due", "baseline", "forecast")}
        said["committed"] = draw(st.none() | st.none() | NEAR)
        said["actual"] = draw(st.none() | st.none() | NEAR)
        said["status"] = draw(STATED)
        said["percent"] = draw(st.none() | st.sampled_from([0.0, 30.0, 50.0, 90.0, 100.0]))
        said["buffer"] = draw(st.none() | st.none() | st.integers(0, 6))
        said["tolerance"] = draw(st.none() | st.none() | st.integers(0, 6))
        said["duration"] = draw(st.none() | st.none() | st.integers(0, 9))
        said["effort"] = draw(st.none() | st.none() | st.just(8.0))
        said["project"] = draw(st.none() | st.sampled_from(["x", "y"]))
        said["type"] = draw(st.none() | st.sampled_from(["milestone", "task", "deliverable"]))
        made.append(row(f"R{place}", key=f"M-{place:04}", **_linked(draw, place), **_said(said)))
    return made


def _linked(draw, place):
    """What it waits for, and what it stands under: earlier rows only."""
    if not place:
        return {}
    links = draw(
        st.lists(
            st.tuples(
                st.integers(0, place - 1),
                st.sampled_from(["FS", "FS", "SS", "FF", "SF"]),
                st.integers(-4, 6),
            ),
            max_size=3,
        )
    )
    # Its row below holds the upper one, so a row stands only under what waits for nobody.
    return {"after": "; ".join(f"R{on} {kind}{lag:+}d" for on, kind, lag in links)}


def _said(said):
    return {field: value for field, value in said.items() if value is not None}


def nested(draw, made):
    """Puts some rows under later ones: what waits is then also what holds."""
    return [
        draft._replace(under=f"R{draw(st.integers(place + 1, len(made) - 1))}")
        if place + 1 < len(made) and draw(st.booleans())
        else draft
        for place, draft in enumerate(made)
    ]


@st.composite
def plans(draw):
    return plan_of(*nested(draw, draw(drafts())), today=TODAY)


def own_and_inherited_add_up_to_the_slip(_item, verdict):
    if verdict.slip is None:
        return verdict.own is verdict.inherited is verdict.slip_days is None
    within = 0 <= verdict.inherited <= max(verdict.slip, 0)
    return within and verdict.own + verdict.inherited == verdict.slip


def the_slip_is_the_count_from_baseline_to_forecast(_item, verdict):
    if verdict.slip is None:
        return verdict.baseline is None or verdict.forecast is None
    days = (verdict.forecast - verdict.baseline).days
    counted = SOUTH_AFRICA.count(verdict.baseline, verdict.forecast)
    return (verdict.slip, verdict.slip_days) == (counted, days)


def nothing_open_is_forecast_before_today(item, verdict):
    if is_cancelled(item.row):
        return verdict.forecast is None
    still_open = is_open(item.row, TODAY)
    return not still_open or verdict.forecast is None or verdict.forecast >= TODAY


def on_track_is_what_is_open_scheduled_and_green(item, verdict):
    scheduled = verdict.due is not None or item.row.forecast is not None
    green = verdict.health is Health.GREEN
    expected = is_open(item.row, TODAY) and scheduled and green
    return (verdict.status is Status.ON_TRACK) == expected


def a_sentence_says_why(_item, verdict):
    told = verdict.why.endswith(".") and "\n" not in verdict.why
    if verdict.health in (Health.RED, Health.AMBER):
        return told and verdict.why.startswith(f"{verdict.health.value.capitalize()}: ")
    return told


def critical_is_what_has_no_float_left(item, verdict):
    if not is_open(item.row, TODAY) or verdict.forecast is None:
        return verdict.total_float is None and not verdict.critical
    return verdict.critical == (verdict.total_float <= 0)


LAWS = (
    own_and_inherited_add_up_to_the_slip,
    the_slip_is_the_count_from_baseline_to_forecast,
    nothing_open_is_forecast_before_today,
    on_track_is_what_is_open_scheduled_and_green,
    a_sentence_says_why,
    critical_is_what_has_no_float_left,
)


@settings(max_examples=200)
@given(plans())
def test_every_verdict_of_every_plan_keeps_the_laws(made):
    plan, memory = made
    evaluation = evaluate(plan, memory, terms_on(TODAY))
    for item, verdict in zip(plan.items, evaluation.verdicts, strict=True):
        assert [law.__name__ for law in LAWS if not law(item, verdict)] == []
    assert evaluate(plan, memory, terms_on(TODAY)) == evaluation


@settings(max_examples=60)
@given(plans(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_verdict(made, chance):
    plan, memory = made
    order = list(range(len(plan.items)))
    chance.shuffle(order)
    place = {old: new for new, old in enumerate(order)}
    moved = Plan(items=tuple(_moved(plan.items[old], place) for old in order))
    before = evaluate(plan, memory, terms_on(TODAY)).verdicts
    after = evaluate(moved, memory, terms_on(TODAY)).verdicts
    for new, old in enumerate(order):
        root = before[old].root
        expected = before[old]._replace(root=None if root is None else place[root])
        assert after[new] == expected


def _moved(item, place):
    links = tuple(Link(place[link.on], link.type, link.lag) for link in item.links)
    return item._replace(links=links, parent=None if item.parent is None else place[item.parent])


@settings(max_examples=60)
@given(plans())
def test_nothing_is_forecast_before_the_rows_below_it(made):
    plan, memory = made
    verdicts = evaluate(plan, memory, terms_on(TODAY)).verdicts
    for item, verdict in zip(plan.items, verdicts, strict=True):
        upper = None if item.parent is None else plan.items[item.parent]
        # A buffer may be run into, and what is done stays where it was reached.
        if upper is None or not is_open(upper.row, TODAY) or upper.row.buffer:
            continue
        if verdict.forecast is not None:
            assert verdicts[item.parent].forecast >= verdict.forecast


@settings(max_examples=50)
@given(plans(), st.integers(1, 20))
def test_a_later_forecast_makes_nobody_earlier(made, days):
    plan, memory = made
    before = evaluate(plan, memory, terms_on(TODAY)).verdicts
    row0 = plan.items[0].row
    given_day = row0.forecast or before[0].due
    if given_day is None or not is_open(row0, TODAY):
        return
    # In both plans a person's forecast, so that only its day differs.
    early, late = (
        Plan(items=(plan.items[0]._replace(row=row0._replace(forecast=day)), *plan.items[1:]))
        for day in (given_day, given_day + timedelta(days=days))
    )
    first = evaluate(early, memory, terms_on(TODAY)).verdicts
    second = evaluate(late, memory, terms_on(TODAY)).verdicts
    for sooner, later in zip(first, second, strict=True):
        assert sooner.forecast is None or sooner.forecast <= later.forecast


@settings(max_examples=60)
@given(drafts(at_most=8))
def test_what_nothing_holds_is_judged_as_if_it_were_alone(made):
    free = [draft._replace(after="") for draft in made]
    plan, memory = plan_of(*free, today=TODAY)
    together = evaluate(plan, memory, terms_on(TODAY)).verdicts
    for item, verdict in zip(plan.items, together, strict=True):
        (alone,) = evaluate(Plan(items=(item,)), memory, terms_on(TODAY)).verdicts
        # Float is measured against the others.
        assert verdict._replace(total_float=alone.total_float, critical=alone.critical) == alone


@st.composite
def milestones(draw):
    """Milestones on working days, one after another with lags; one may be promised outside."""
    made = []
    for place in range(draw(st.integers(1, 8))):
        due = SOUTH_AFRICA.add(TODAY, draw(st.integers(0, 20)))
        said = {"due": due}
        if draw(st.integers(0, 5)) == 0:
            said["committed"] = SOUTH_AFRICA.add(due, draw(st.integers(0, 5)))
        made.append(row(f"R{place}", **said, **_fs_only(draw, place)))
    return plan_of(*made, today=TODAY)


def _fs_only(draw, place):
    if not place:
        return {}
    links = st.tuples(st.integers(0, place - 1), st.integers(-3, 4))
    return {
        "after": "; ".join(f"R{on} FS{lag:+}d" for on, lag in draw(st.lists(links, max_size=2)))
    }


@settings(max_examples=60)
@given(milestones())
def test_float_is_how_far_each_may_slip_and_no_further(made):
    plan, memory = made
    verdicts = evaluate(plan, memory, terms_on(TODAY)).verdicts
    end = max(verdict.forecast for verdict in verdicts)
    promises = [item.row.committed or end for item in plan.items]
    for place, verdict in enumerate(verdicts):
        if verdict.total_float >= 0:
            borne = _slipped(plan, memory, place, verdict, verdict.total_float)
            assert all(
                SOUTH_AFRICA.count(promise, later.forecast) <= 0 or later.forecast == same.forecast
                for promise, later, same in zip(promises, borne, verdicts, strict=True)
            )
            broken = _slipped(plan, memory, place, verdict, verdict.total_float + 1)
            assert any(
                later.forecast > promise for promise, later in zip(promises, broken, strict=True)
            )


def _slipped(plan, memory, place, verdict, days):
    """The verdicts where a person forecasts the item at *place* so many working days later."""
    item = plan.items[place]
    row = item.row._replace(forecast=SOUTH_AFRICA.add(verdict.forecast, days))
    items = (*plan.items[:place], item._replace(row=row), *plan.items[place + 1 :])
    return evaluate(Plan(items=items), memory, terms_on(TODAY)).verdicts
