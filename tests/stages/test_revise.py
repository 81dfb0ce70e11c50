"""Revisions: what clients of a feed need to see a change, and no more than that."""

from datetime import UTC, date, datetime, timedelta

import pytest
from feed_rules import pair_violations, violations
from hypothesis import given
from hypothesis import strategies as st

from connectors.ics_feed import feed_octets
from syncer.domain.events import Event, Feed, Revision
from syncer.stages.revise import is_mass, revise

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
NOBODY = frozenset()


def event(uid="a@x", day=TODAY, summary="Alpha", **more):
    return Event(uid=uid, day=day, summary=summary, **more)


def step(published, *wanted, days=0, hours=0, kept=(), held=(), grace_days=30):
    later = timedelta(days=days, hours=hours)
    return revise(
        {one.uid: one for one in wanted},
        frozenset(kept),
        published,
        now=NOW + later,
        today=TODAY + timedelta(days=days),
        grace_days=grace_days,
        held=frozenset(held),
    )


def test_a_new_event_begins_at_zero():
    assert step({}, event()) == {"a@x": Revision(event(), 0, NOW, NOW, None)}


def test_an_unchanged_event_keeps_the_very_revision():
    first = step({}, event())
    assert step(first, event(), days=5)["a@x"] is first["a@x"]


def test_a_changed_event_is_raised_and_keeps_its_birth():
    after = step(step({}, event()), event(summary="Beta"), days=1)
    assert after["a@x"] == Revision(event(summary="Beta"), 1, NOW, NOW + timedelta(days=1), None)


def test_a_clock_set_back_cannot_make_a_change_look_old():
    after = step(step({}, event()), event(summary="Beta"), hours=-3)
    assert after["a@x"].modified == NOW + timedelta(seconds=1)


def test_what_vanished_stands_as_cancelled_through_its_grace():
    ghost = step(step({}, event(reminders=(7,))), days=1, grace_days=2)
    expected = event(reminders=(), cancelled=True)
    day = TODAY + timedelta(days=1)
    assert ghost["a@x"] == Revision(expected, 1, NOW, NOW + timedelta(days=1), day)
    assert step(ghost, days=3, grace_days=2)["a@x"] is ghost["a@x"]
    assert step(ghost, days=4, grace_days=2) == {}


def test_without_any_grace_it_is_cancelled_for_a_day():
    ghost = step(step({}, event()), grace_days=0)
    assert ghost["a@x"].cancelled_on == TODAY
    assert step(ghost, grace_days=0) == ghost
    assert step(ghost, days=1, grace_days=0) == {}


def test_a_ghost_comes_back_to_life():
    ghost = step(step({}, event()), days=1)
    back = step(ghost, event(), days=2)
    assert back["a@x"] == Revision(event(), 2, NOW, NOW + timedelta(days=2), None)


@pytest.mark.parametrize("how", ["kept", "held"])
def test_what_is_kept_or_held_stays_as_it_was(how):
    first = step({}, event())
    assert step(first, days=1, **{how: ["a@x"]})["a@x"] is first["a@x"]
    assert step({}, days=1, **{how: ["a@x"]}) == {}


@pytest.mark.parametrize("how", ["kept", "held"])
def test_a_row_that_is_back_is_held_no_longer(how):
    after = step(step({}, event()), event(summary="Beta"), days=1, **{how: ["a@x"]})
    assert after["a@x"].event.summary == "Beta"


def test_a_ghost_whose_row_cannot_be_read_goes_on_fading():
    ghost = step(step({}, event()), grace_days=2)
    assert step(ghost, days=1, grace_days=2, kept=["a@x"])["a@x"] is ghost["a@x"]
    assert step(ghost, days=3, grace_days=2, kept=["a@x"]) == {}


def test_they_stand_by_day_then_uid():
    late, early = event("a@x", TODAY + timedelta(days=1)), event("c@x")
    assert list(step({}, late, early, event("b@x"))) == ["b@x", "c@x", "a@x"]


def test_a_sequence_stays_an_integer_of_the_format():
    full = {"a@x": Revision(event(), 2**31 - 1, NOW, NOW)}
    assert step(full, event(summary="Beta"))["a@x"].sequence == 2**31 - 1


@pytest.mark.parametrize(
    ("vanishing", "live", "mass"),
    [(3, 3, False), (4, 4, True), (4, 20, False), (5, 20, True), (20, 100, False), (21, 100, True)],
)
def test_more_than_three_and_a_fifth_are_a_mass(vanishing, live, mass):
    assert is_mass(vanishing, live) is mass


plans = st.dictionaries(
    st.sampled_from(["a@x", "b@x", "c@x", "d@x"]),
    st.builds(
        Event,
        uid=st.just(""),
        day=st.dates(TODAY, TODAY + timedelta(days=2)),
        summary=st.sampled_from(["Alpha", "Beta"]),
        reminders=st.sampled_from([(), (7,)]),
    ),
)
cycles = st.lists(
    st.tuples(plans, st.integers(0, 20), st.sets(st.sampled_from(["a@x", "b@x"]))), max_size=6
)


@given(cycles)
def test_each_published_version_follows_from_the_one_before(cycles):
    """R01 to R05 over whatever people do, with pauses of days between the cycles."""
    published, octets, day = {}, None, 0
    for plan, pause, kept in cycles:
        day += pause
        wanted = [
            event(uid, one.day, one.summary, reminders=one.reminders) for uid, one in plan.items()
        ]
        published = step(published, *wanted, days=day, kept=kept)
        feed = feed_octets(Feed(title="Plan", revisions=tuple(published.values())))
        assert violations(feed) == []
        assert octets is None or pair_violations(octets, feed) == []
        assert step(published, *wanted, days=day, hours=1, kept=kept) == published
        octets = feed
