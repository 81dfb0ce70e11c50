"""How ours learns what stands in the calendar: once all of it, then what changed."""

from dataclasses import replace

import pytest

from connectors.google_calendar import calls
from connectors.google_calendar.identity import event_id
from syncer.ports import CalendarTarget
from tests.connectors.google_calendar.desk import (
    ALPHA,
    BETTER,
    DAY,
    OWNER,
    Desk,
    plan,
    settle,
    sync,
)
from tests.google.faults import Refuse

UIDS = [f"M-{n:04}@{OWNER}" for n in range(5)]


@pytest.fixture(params=[True, False], ids=["tokens", "no tokens"])
def calendar(desk: Desk, request: pytest.FixtureRequest) -> CalendarTarget:
    """No source settles whether a filtered list ends in a token."""
    desk.server.unsettled.token_with_filter = request.param
    made = desk.open()
    sync(made, plan(5))
    made.stored()
    made.stored()
    return made


def edit(desk: Desk) -> None:
    people = desk.people
    people.move_event(event_id(UIDS[0]), BETTER.day)
    people.delete_event(event_id(UIDS[1]))
    people.edit_event(event_id(UIDS[2]), summary="Retitled")
    people.edit_event(event_id(UIDS[3]), extendedProperties={"private": {"milestoneSyncer": None}})
    people.add_event("Lunch", DAY)


def test_what_people_do_is_seen_at_the_next_look(desk: Desk, calendar: CalendarTarget):
    edit(desk)
    seen = calendar.stored()
    assert seen == desk.open().stored()
    assert seen.keys() == {UIDS[0], UIDS[2], UIDS[4]}
    assert seen[UIDS[0]].event.day == BETTER.day
    assert seen[UIDS[2]].event.summary == "Retitled"
    settle(calendar, plan(5))
    assert desk.days()["Lunch"] == ["2026-03-02"]
    assert len(desk.calendar.live()) == 6


def test_an_old_token_means_that_all_is_listed_anew(desk: Desk, calendar: CalendarTarget):
    edit(desk)
    desk.people.expire_tokens()
    assert calendar.stored() == desk.open().stored()
    settle(calendar, plan(5))


def test_a_look_is_one_call_and_brings_only_what_changed(desk: Desk):
    calendar = desk.open()
    sync(calendar, plan(200))
    desk.server.calls.clear()
    calendar.stored()
    assert desk.server.calls.total() == 1
    desk.people.move_event(event_id(UIDS[0]), BETTER.day)
    desk.server.calls.clear()
    assert calendar.stored()[UIDS[0]].event.day == BETTER.day
    assert desk.server.calls.total() == 1
    assert sum(call.answered for call in desk.server.calls) < 4000
    settle(calendar, plan(200))


def test_a_calendar_full_of_other_events_is_not_read_whole(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(calls, "_PAGE", 20)
    for n in range(50):
        desk.people.add_event(f"Lunch {n}", DAY)
    calendar = desk.open()
    settle(calendar, plan(5))
    desk.server.calls.clear()
    edit(desk)
    assert calendar.stored() == desk.open().stored()
    assert desk.server.calls.total() == 2


def test_a_list_has_many_pages(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(calls, "_PAGE", 7)
    calendar = desk.open()
    wanted = plan(30)
    settle(calendar, wanted)
    desk.server.calls.clear()
    assert desk.open().stored() == calendar.stored()
    assert desk.server.calls.total(method="events.list") >= 5
    for uid in wanted:
        desk.people.edit_event(event_id(uid), summary="x")
    assert {held.event.summary for held in calendar.stored().values()} == {"x"}
    settle(calendar, wanted)


def test_a_look_that_fails_leaves_what_was_known(desk: Desk, calendar: CalendarTarget):
    known = calendar.known()
    edit(desk)
    desk.server.faults.clear()
    desk.server.faults.at(1, Refuse(403, "forbidden"))
    with pytest.raises(Exception, match="access refused"):
        calendar.stored()
    assert calendar.known() == known
    assert calendar.stored() == desk.open().stored()


def test_a_short_list_deletes_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, calendar: CalendarTarget
):
    """The second page fails: nothing of the first counts."""
    monkeypatch.setattr(calls, "_PAGE", 2)
    desk.server.faults.clear()
    desk.server.faults.at(2, Refuse(404, "notFound"))
    fresh = desk.open()
    with pytest.raises(Exception, match="not shared"):
        fresh.stored()
    assert len(fresh.stored()) == 5
    assert len(desk.calendar.live()) == 5


def test_now_and_then_everything_is_listed(desk: Desk, calendar: CalendarTarget):
    for _ in range(40):
        calendar.stored()
    asked = [call.answered for call in desk.server.calls.of(method="events.list")]
    assert sum(1 for answered in asked[3:] if answered > 3000) == 1


def test_one_event_of_many_is_edited_and_the_others_stay_known(
    desk: Desk, calendar: CalendarTarget
):
    wanted = {**plan(5), ALPHA.uid: replace(ALPHA, uid=ALPHA.uid, summary="One")}
    settle(calendar, wanted)
    assert calendar.known() == calendar.stored()


def test_what_is_known_is_good_enough_for_five_minutes(desk: Desk, calendar: CalendarTarget):
    """Else a plan that is edited all the time would never hear of a move."""
    calendar.stored()
    desk.people.move_event(event_id(next(iter(plan(1)))), BETTER.day)
    desk.server.clock.advance(299)
    desk.server.calls.clear()
    assert calendar.proposals() == ()
    assert desk.server.calls.total() == 0
    desk.server.clock.advance(2)
    assert [proposal.day for proposal in calendar.proposals()] == [BETTER.day]
    assert desk.server.calls.total() == 1
