"""What is said of a proposal beside its row."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from syncer.domain.memory import Proposed
from syncer.stages.evaluate.ripple import Shift
from syncer.stages.present.impact import impact, impacts, is_impact
from tests.plans import plan_of, row

TODAY = date(2026, 3, 4)
DAYS = st.dates()
WISH = Proposed("cal", "M-0001@abc", date(2026, 3, 12), date(2026, 3, 5), date(2026, 3, 3), "Ada")
PLAN, _ = plan_of(*(row(title, due="03-05") for title in ("Beta", "Build", "Launch")), today=TODAY)


def said(*wishes, shifts=()):
    return impacts(PLAN, wishes or (WISH,), "abc", lambda _place, _day: shifts, TODAY)


def test_a_manager_can_read_it_and_knows_what_to_do():
    assert said() == {
        0: "Ada moved this to 12 Mar in the calendar (seen 3 Mar); the plan says 5 Mar. "
        "To accept, write 12 Mar as its due date. Nothing else would move."
    }


def test_it_tells_the_one_thing_that_would_move():
    late = said(shifts=(Shift(2, date(2026, 3, 11), 4),))[0]
    assert late.endswith("“Launch” would move 4 working days later.")
    early = said(shifts=(Shift(2, date(2026, 3, 4), -1),))[0]
    assert early.endswith("“Launch” would move 1 working day earlier.")


def test_of_many_it_tells_how_many_and_the_farthest():
    two = (Shift(1, date(2026, 3, 6), 1), Shift(2, date(2026, 3, 11), 4))
    assert said(shifts=two)[0].endswith(
        "2 others would move later, “Launch” the most: by 4 working days."
    )


def test_whoever_nobody_knows_is_somebody():
    assert said(WISH._replace(who=" "))[0].startswith("Somebody moved this to 12 Mar")


def test_a_day_in_another_year_bears_it():
    assert "to 12 Mar 2027 in" in said(WISH._replace(day=date(2027, 3, 12)))[0]


def test_the_answered_and_the_missing_are_not_said():
    assert said(WISH._replace(answered=True), WISH._replace(uid="M-0009@abc")) == {}


def test_one_wish_in_two_calendars_is_said_once_and_two_wishes_both():
    assert said(WISH, WISH._replace(target="b")) == said()
    both = said(WISH, WISH._replace(target="b", day=date(2026, 3, 13)))[0]
    assert both.count(" moved this to ") == 2


def test_a_plan_full_of_wishes_is_not_forecast_for_each():
    many, _ = plan_of(*(row(f"Milestone {n}", due="03-05") for n in range(30)), today=TODAY)
    asked = []
    wishes = [WISH._replace(uid=f"M-{n + 1:04}@abc") for n in range(30)]
    found = impacts(many, wishes, "abc", lambda place, _: asked.append(place) or (), TODAY)
    assert len(found) == 30
    assert asked == list(range(10))


@given(day=DAYS, planned=DAYS, seen=DAYS, who=st.text(max_size=30), effect=st.text(max_size=30))
def test_we_know_our_own_words_again(day, planned, seen, who, effect):
    wish = WISH._replace(day=day, instead_of=planned, seen=seen, who=who)
    assert is_impact(impact(wish, effect, TODAY))


@given(st.text() | st.integers() | st.none() | st.sampled_from(["High", "3", "moved this week"]))
def test_other_words_are_not_ours(text):
    assert not is_impact(text)
