"""A calendar that is made for a plan: once, shared, and found again."""

import shutil
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from connectors.google_calendar.identity import event_id
from syncer.errors import AccessError, SyncerError, UnavailableError
from syncer.ports import CalendarTarget
from tests.connectors.google_calendar.desk import BETTER, Desk, plan, settle, sync
from tests.google.calendar_model import Calendar
from tests.google.faults import CutAfter, CutBefore, Fault, HtmlPage, Refuse, Truncated
from tests.google.quota import Call

ZOE, BOB = "zoe@example.com", "bob@example.com"
NEW: dict[str, Any] = {"calendar": "new", "title": "Apollo", "name": "google-calendar:new"}
SCOPE = "https://www.googleapis.com/auth/"


@pytest.fixture
def ours(desk: Desk) -> CalendarTarget:
    return opened(desk)


def opened(desk: Desk, place: str = "", **more: Any) -> CalendarTarget:
    return desk.open(**{**NEW, "share": (ZOE, BOB), "place": place, **more})


def made(desk: Desk) -> list[Calendar]:
    """The calendars that were made, besides the one that people made."""
    return [one for ident, one in desk.server.world.calendars.items() if ident != desk.calendar.id]


def tried(calendar: CalendarTarget) -> None:
    """One cycle, whatever comes of it."""
    with suppress(SyncerError):
        sync(calendar, plan(3))


def is_making(call: Call) -> bool:
    return call.method == "calendar.calendars.insert"


def test_it_is_made_at_the_first_change_and_shared(desk: Desk, ours: CalendarTarget):
    before = len(made(desk))
    assert (ours.stored(), ours.known(), ours.proposals(), ours.place()) == ({}, {}, (), "")
    assert len(made(desk)) == before
    settle(ours, plan(3))
    (calendar,) = made(desk)
    assert calendar.summary == "Apollo"
    assert calendar.role(ZOE) == calendar.role(BOB) == "writer"
    assert calendar.role("eve@example.com") == "none"
    assert len(calendar.live()) == 3


def test_it_is_known_again_by_what_is_remembered(desk: Desk, ours: CalendarTarget):
    settle(ours, plan(3))
    desk.server.calls.clear()
    again = opened(desk, ours.place())
    assert sync(again, plan(3)) == []
    assert {call.method for call in desk.server.calls} == {"calendar.events.list"}
    assert again.place() == ours.place()


def test_a_crash_before_it_was_remembered_makes_no_second_one(desk: Desk, ours: CalendarTarget):
    sync(ours, plan(3))
    again = opened(desk)
    settle(again, plan(4))
    (calendar,) = made(desk)
    assert len(calendar.live()) == 4
    assert again.place() == ours.place()


def test_two_of_one_plan_are_two(desk: Desk, ours: CalendarTarget):
    other = opened(desk, title="Board", name="google-calendar:new:Board")
    settle(ours, plan(2))
    settle(other, plan(3))
    settle(opened(desk, title="Board", name="google-calendar:new:Board"), plan(3))
    assert sorted((one.summary, len(one.live())) for one in made(desk)) == [
        ("Apollo", 2),
        ("Board", 3),
    ]


def test_two_plans_do_not_share_one_by_accident(desk: Desk, ours: CalendarTarget):
    settle(ours, plan(2))
    settle(opened(desk, owner="xyz"), {})
    assert len(made(desk)) == 2


@pytest.mark.parametrize(
    "fault",
    [CutAfter(), CutBefore(), Truncated(20), HtmlPage(took_effect=True), Refuse(503), Refuse(429)],
    ids=repr,
)
@pytest.mark.parametrize("n", range(1, 6))
def test_whatever_goes_wrong_it_is_made_once(
    desk: Desk, ours: CalendarTarget, n: int, fault: Fault
):
    desk.server.faults.clear()
    desk.server.faults.at(n, fault)
    tried(ours)
    desk.server.faults.clear()
    settle(opened(desk, ours.place()), plan(3))
    (calendar,) = made(desk)
    assert len(calendar.live()) == 3
    assert calendar.role(ZOE) == calendar.role(BOB) == "writer"


def test_an_answer_that_never_came_is_settled_by_looking(desk: Desk, ours: CalendarTarget):
    desk.server.faults.clear()
    desk.server.faults.when(is_making, CutAfter(), times=1)
    settle(ours, plan(3))
    assert len(made(desk)) == 1


def test_where_nobody_knows_whether_it_was_made_it_is_looked_for_the_next_time(
    desk: Desk, ours: CalendarTarget
):
    desk.server.faults.clear()
    desk.server.faults.when(is_making, CutBefore(), times=10**6)
    with pytest.raises(UnavailableError, match="may be made or not") as caught:
        sync(ours, plan(3))
    assert "the next sync looks for it" in caught.value.hint
    assert made(desk) == []
    desk.server.faults.clear()
    settle(ours, plan(3))


def test_an_address_it_cannot_be_shared_with_is_named_and_keeps_it_from_nobody_else(
    desk: Desk, ours: CalendarTarget
):
    desk.server.faults.clear()
    desk.server.faults.when(
        lambda call: "acl" in call.method, Refuse(403, "forbidden"), nth=1, times=1
    )
    with pytest.raises(AccessError, match=f"with {ZOE}"):
        sync(ours, plan(3))
    (calendar,) = made(desk)
    assert len(calendar.live()) == 3
    assert (calendar.role(ZOE), calendar.role(BOB)) == ("none", "writer")
    settle(opened(desk, ours.place()), plan(3))
    assert calendar.role(ZOE) == "writer"


def test_whoever_is_added_sees_it_too(desk: Desk, ours: CalendarTarget):
    settle(ours, plan(1))
    later = opened(desk, ours.place(), share=(ZOE, BOB, "eve@example.com"))
    desk.server.calls.clear()
    settle(later, plan(1))
    (calendar,) = made(desk)
    assert calendar.role("eve@example.com") == "writer"
    assert len(desk.server.calls.of(method="calendar.acl.insert")) == 1
    assert "eve@example.com" in later.place()


def test_what_people_do_there_is_seen(desk: Desk, ours: CalendarTarget):
    settle(ours, plan(3))
    people = desk.server.calendar_people(made(desk)[0])
    people.move_event(event_id(next(iter(plan(1)))), BETTER.day)
    ours.stored()
    assert [proposal.day for proposal in ours.proposals()] == [BETTER.day]


def test_one_that_people_deleted_is_named_and_not_made_again_unasked(
    desk: Desk, ours: CalendarTarget
):
    settle(ours, plan(3))
    (calendar,) = made(desk)
    desk.server.calendar_people(calendar).delete_calendar()
    again = opened(desk, ours.place())
    for _ in range(2):
        with pytest.raises(AccessError, match=calendar.id) as caught:
            sync(again, plan(3))
    assert "give the publication another title" in caught.value.hint
    assert made(desk) == []


def test_only_the_scopes_that_are_needed_are_asked_for(desk: Desk, tmp_path: Path):
    # An account of its own: the one of the other tests has tokens already.
    key = Path(shutil.copy(desk.options["credentials"], tmp_path))
    key.chmod(0o600)
    before = scopes(desk)
    unshared = opened(desk, share=(), credentials=str(key))
    sync(unshared, plan(1))
    asked = scopes(desk) - before
    assert asked.keys() == {"calendar.app.created", "calendar.calendarlist.readonly"}
    sync(opened(desk, unshared.place(), credentials=str(key)), plan(1))
    assert scopes(desk) - before == asked + Counter({"calendar.acls": 1})


def scopes(desk: Desk) -> Counter[str]:
    """How many tokens were given for each scope."""
    grants = desk.server.world.accounts._tokens.values()
    return Counter(s.removeprefix(SCOPE) for grant in grants for s in grant.scopes)


def is_listing(call: Call) -> bool:
    return "calendarList" in call.method


def test_who_may_not_look_for_one_made_before_makes_none(desk: Desk, ours: CalendarTarget):
    desk.server.faults.clear()
    desk.server.faults.when(is_listing, Refuse(403, "insufficientPermissions"), times=10**6)
    with pytest.raises(AccessError, match="looking for a calendar made before") as caught:
        sync(ours, plan(3))
    assert "syncer init --login" in caught.value.hint
    assert made(desk) == []
    desk.server.faults.clear()
    settle(ours, plan(3))


def test_a_lost_answer_and_a_list_that_may_not_be_read_then_make_no_second_one(desk: Desk):
    desk.server.faults.clear()
    desk.server.faults.when(is_making, CutAfter(), times=1)
    desk.server.faults.when(is_listing, Refuse(403, "insufficientPermissions"), nth=2, times=3)
    for _ in range(3):
        with pytest.raises(AccessError):
            sync(opened(desk), plan(3))
    settle(opened(desk), plan(3))
    assert len(made(desk)) == 1


@pytest.mark.parametrize(
    ("method", "todo"),
    [
        ("calendarList.list", "make one in Google Calendar, share it, and name its id"),
        ("calendars.insert", "make one in Google Calendar, share it, and name its id"),
        ("acl.insert", f"correct {ZOE} under `share`"),
        ("events", "the role Make changes to events"),
    ],
)
def test_what_is_to_be_done_is_never_to_share_what_is_ours(
    desk: Desk, ours: CalendarTarget, method: str, todo: str
):
    desk.server.faults.clear()
    desk.server.faults.when(lambda call: method in call.method, Refuse(403), times=10**6)
    with pytest.raises(AccessError) as caught:
        sync(ours, plan(3))
    assert todo in caught.value.hint
    assert not caught.value.hint.startswith("share")
