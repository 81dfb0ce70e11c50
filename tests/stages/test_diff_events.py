"""What a calendar has to change: as little as possible, in a fixed order, and then nothing."""

from collections.abc import Mapping
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from connectors.memory import MemoryCalendar
from syncer.domain.changes import Delete, Put, Stored
from syncer.domain.events import Event
from syncer.domain.sheet import Version
from syncer.stages.diff_events import diff_events

DAY = date(2026, 3, 2)
V1, V2 = Version("1"), Version("2")

CALENDARS = st.dictionaries(
    st.sampled_from("abcdef"),
    st.tuples(st.dates(DAY, date(2026, 3, 4)), st.sampled_from(["x", "y"]), st.booleans()),
).map(
    lambda drawn: {
        uid: Event(uid=uid, day=day, summary=summary, cancelled=cancelled)
        for uid, (day, summary, cancelled) in drawn.items()
    }
)


def event(uid: str, summary: str = "Alpha") -> Event:
    return Event(uid=uid, day=DAY, summary=summary)


def test_puts_come_first_and_each_group_goes_by_uid():
    wanted = {uid: event(uid, "new") for uid in ("d", "b", "c")}
    stored = {uid: Stored(event(uid), V1) for uid in ("z", "c", "a")} | {
        "b": Stored(event("b", "new"), V2)
    }
    assert diff_events(wanted, stored) == (
        Put(wanted["c"], V1),
        Put(wanted["d"], None),
        Delete("a", V1),
        Delete("z", V1),
    )


def test_what_is_as_wanted_is_left_alone():
    assert diff_events({"a": event("a")}, {"a": Stored(event("a"), V1)}) == ()


def test_a_ghost_is_a_change():
    ghost = event("a").ghost()
    assert diff_events({"a": ghost}, {"a": Stored(event("a"), V1)}) == (Put(ghost, V1),)


@given(before=CALENDARS, after=CALENDARS)
def test_applying_the_diff_arrives_and_then_rests(
    before: Mapping[str, Event], after: Mapping[str, Event]
):
    calendar = MemoryCalendar()
    for wanted in (before, after):
        changes = diff_events(wanted, calendar.stored())
        assert not [outcome for outcome in calendar.change(changes) if outcome.error]
    assert {uid: held.event for uid, held in calendar.stored().items()} == after
    assert diff_events(after, calendar.stored()) == ()


@given(before=CALENDARS, after=CALENDARS)
def test_no_change_is_more_than_needed(before: Mapping[str, Event], after: Mapping[str, Event]):
    stored = {uid: Stored(held, V1) for uid, held in before.items()}
    different = {uid for uid in before.keys() | after.keys() if before.get(uid) != after.get(uid)}
    assert len(diff_events(after, stored)) == len(different)


@given(calendar=CALENDARS, data=st.data())
def test_the_order_of_events_does_not_matter(calendar: Mapping[str, Event], data: st.DataObject):
    stored = {"c": Stored(event("c"), V2), "q": Stored(event("q"), V1)}
    shuffled = dict(data.draw(st.permutations(list(calendar.items()))))
    backwards = dict(reversed(stored.items()))
    assert diff_events(calendar, stored) == diff_events(shuffled, backwards)
