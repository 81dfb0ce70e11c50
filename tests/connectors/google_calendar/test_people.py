"""What people do to our events: what they add stays, what is ours comes back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from connectors.google_calendar.held import held
from connectors.google_calendar.identity import event_id
from connectors.google_calendar.wording import LINE
from syncer.domain.changes import Proposal, Put
from syncer.errors import ConflictError
from syncer.ports import CalendarTarget
from tests.connectors.google_calendar.desk import ALPHA, BETTER, DAY, OWNER, Desk, settle, sync
from tests.google.server import SERVICE

IDENT = event_id(ALPHA.uid)
GUESTS = [{"email": "guest@example.com", "responseStatus": "accepted"}]


@pytest.fixture
def calendar(desk: Desk) -> CalendarTarget:
    made = desk.open()
    sync(made, {ALPHA.uid: ALPHA})
    return made


def described(desk: Desk, *notes: str) -> str:
    return "\n".join((desk.event()["description"], *notes))


@pytest.mark.parametrize(
    "added",
    [
        {"location": "Room 4"},
        {"visibility": "private"},
        {"attendees": GUESTS},
        {"attendees": GUESTS, "guestsCanModify": True, "location": "Room 4"},
        {"colorId": "3"},
        {"conferenceData": {"conferenceId": "abc-defg"}},
        {"attachments": [{"fileUrl": "https://example.org/file", "title": "File"}]},
        {"status": "tentative"},
    ],
    ids="+".join,
)
def test_what_people_add_stays(desk: Desk, calendar: CalendarTarget, added: dict[str, Any]):
    desk.people.edit_event(IDENT, **added)
    settle(calendar, {ALPHA.uid: ALPHA})
    settle(calendar, {ALPHA.uid: BETTER})
    event = desk.event()
    assert {name: event[name] for name in added} == added
    assert event["start"] == {"date": "2026-03-09"}
    settle(desk.open(), {ALPHA.uid: ALPHA})
    assert {name: desk.event()[name] for name in added} == added


def test_properties_of_other_programs_stay(desk: Desk, calendar: CalendarTarget):
    other = {"private": {"theirs": "1"}, "shared": {"all": "2"}}
    desk.people.edit_event(IDENT, extendedProperties=other)
    settle(calendar, {ALPHA.uid: BETTER})
    held = desk.event()["extendedProperties"]
    assert held["private"]["theirs"] == "1"
    assert held["shared"] == {"all": "2"}


def test_notes_below_our_line_stay(desk: Desk, calendar: CalendarTarget):
    desk.people.edit_event(
        IDENT, description=described(desk, "", "Bring the <b>plans</b>!", "- Zo")
    )
    assert sync(calendar, {ALPHA.uid: ALPHA}) == []
    settle(calendar, {ALPHA.uid: replace(BETTER, description="Green: fine.")})
    assert desk.event()["description"] == (
        f"Green: fine.\n{ALPHA.url}\n{LINE}\nBring the <b>plans</b>!\n- Zo"
    )


def test_notes_stay_when_the_editor_of_the_web_page_made_html_of_them(
    desk: Desk, calendar: CalendarTarget
):
    ours = described(desk).replace("&", "&amp;").replace("\n", "<br>")
    html = f"<p>{ours}</p><p>Bring&nbsp;the plans</p>"
    desk.people.edit_event(IDENT, description=html)
    assert sync(calendar, {ALPHA.uid: ALPHA}) == []
    settle(calendar, {ALPHA.uid: replace(BETTER, description="Green", url="")})
    assert desk.event()["description"] == f"Green\n{LINE}\n<p>Bring&nbsp;the plans</p>"


@pytest.mark.parametrize("cut", [LINE, f"\n{LINE}"])
def test_notes_stay_when_our_line_is_gone(desk: Desk, calendar: CalendarTarget, cut: str):
    text = desk.event()["description"].replace(cut, "\nBring the plans")
    desk.people.edit_event(IDENT, description=text)
    settle(calendar, {ALPHA.uid: replace(BETTER, description="Green", url="")})
    assert desk.event()["description"] == f"Green\n{LINE}\nBring the plans"


def test_a_description_written_anew_is_kept_below_our_line(desk: Desk, calendar: CalendarTarget):
    desk.people.edit_event(IDENT, description="All mine now")
    settle(calendar, {ALPHA.uid: ALPHA})
    assert desk.event()["description"].endswith(f"{LINE}\nAll mine now")
    assert desk.event()["description"].startswith("Red: late.")


def test_a_note_above_our_lines_moves_below_when_they_change(desk: Desk, calendar: CalendarTarget):
    desk.people.edit_event(IDENT, description=f"Look!\n{desk.event()['description']}")
    assert sync(calendar, {ALPHA.uid: ALPHA}) == []
    settle(calendar, {ALPHA.uid: replace(ALPHA, description="Green", url="")})
    assert desk.event()["description"] == f"Green\n{LINE}\nLook!"


def test_our_lines_come_back(desk: Desk, calendar: CalendarTarget):
    before = desk.event()["description"]
    desk.people.edit_event(IDENT, description=before.replace("late", "never late"))
    settle(calendar, {ALPHA.uid: ALPHA})
    assert desk.event()["description"] == before


def test_a_colour_that_a_person_chose_stays_when_ours_comes_to_be_the_same(
    desk: Desk, calendar: CalendarTarget
):
    desk.people.edit_event(IDENT, colorId="10")
    for event in (BETTER, ALPHA):
        settle(calendar, {ALPHA.uid: event})
        assert desk.event()["colorId"] == "10"


def test_a_colour_that_a_person_took_away_stays_away(desk: Desk, calendar: CalendarTarget):
    desk.people.edit_event(IDENT, colorId=None)
    settle(calendar, {ALPHA.uid: BETTER})
    assert "colorId" not in desk.event()


def test_alarms_of_others_stay(desk: Desk, calendar: CalendarTarget):
    desk.people.set_alarms(IDENT, 5, 10)
    settle(calendar, {ALPHA.uid: BETTER})
    assert [one["minutes"] for one in desk.people.alarms(IDENT)["overrides"]] == [5, 10]


def test_alarms_set_by_the_account_that_we_write_with_stay(desk: Desk, calendar: CalendarTarget):
    people = type(desk.people)(desk.server.world, desk.calendar, SERVICE)
    people.set_alarms(IDENT, 45)
    settle(calendar, {ALPHA.uid: BETTER})
    settle(calendar, {ALPHA.uid: ALPHA})
    assert people.alarms(IDENT)["overrides"] == [{"method": "popup", "minutes": 45}]


@pytest.mark.parametrize(
    "edit",
    [{"summary": "Gamma"}, {"transparency": "opaque"}, {"recurrence": ["RRULE:FREQ=DAILY"]}],
    ids=lambda edit: next(iter(edit)),
)
def test_what_is_ours_comes_back(desk: Desk, calendar: CalendarTarget, edit: dict[str, Any]):
    before = desk.event()
    desk.people.edit_event(IDENT, **edit)
    settle(calendar, {ALPHA.uid: ALPHA})
    after = desk.event()
    for name in (*edit, "start", "end", "description", "extendedProperties"):
        assert after.get(name) == before.get(name)
    assert calendar.proposals() == ()


def test_a_moved_event_is_a_proposal_and_comes_back(desk: Desk, calendar: CalendarTarget):
    desk.server.clock.advance(60)
    moved_at = desk.server.clock.now
    desk.people.move_event(IDENT, date(2026, 3, 5))
    stored = calendar.stored()[ALPHA.uid].event
    proposal = Proposal(uid=ALPHA.uid, day=date(2026, 3, 5), instead_of=DAY, who="", at=moved_at)
    assert stored.day == date(2026, 3, 5)
    assert calendar.proposals() == (proposal,)
    desk.server.clock.advance(60)
    settle(calendar, {ALPHA.uid: ALPHA})
    assert desk.event()["start"] == {"date": "2026-03-02"}
    # Whoever crashed before it was remembered hears of it again.
    assert calendar.proposals() == desk.open().proposals() == (proposal,)
    settle(calendar, {ALPHA.uid: BETTER})
    assert calendar.proposals() == desk.open().proposals() == ()


def test_a_move_is_told_until_the_plan_has_another_day(desk: Desk, calendar: CalendarTarget):
    """Nobody may have remembered it yet, however often the process was killed."""
    desk.people.move_event(IDENT, date(2026, 3, 5))
    for event in (ALPHA, replace(ALPHA, description="Green: fine."), ALPHA):
        settle(calendar, {ALPHA.uid: event})
        assert [p.day for p in desk.open().proposals()] == [date(2026, 3, 5)]
    settle(calendar, {ALPHA.uid: BETTER})
    assert desk.open().proposals() == ()


def test_the_last_move_is_the_proposal(desk: Desk, calendar: CalendarTarget):
    for day in (5, 6):
        desk.people.move_event(IDENT, date(2026, 3, day))
        settle(calendar, {ALPHA.uid: ALPHA})
    assert [(p.day, p.instead_of) for p in calendar.proposals()] == [(date(2026, 3, 6), DAY)]


def test_an_event_that_was_moved_and_given_hours_is_a_proposal_too(
    desk: Desk, calendar: CalendarTarget
):
    nine = datetime(2026, 3, 5, 9, tzinfo=UTC)
    desk.people.make_timed(IDENT, nine, nine + timedelta(hours=1))
    calendar.stored()
    assert [proposal.day for proposal in calendar.proposals()] == [date(2026, 3, 5)]
    settle(calendar, {ALPHA.uid: ALPHA})
    assert (desk.event()["start"], desk.event()["end"]) == (
        {"date": "2026-03-02"},
        {"date": "2026-03-03"},
    )


def test_hours_with_guests_are_taken_away_by_a_patch(desk: Desk, calendar: CalendarTarget):
    nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    desk.people.edit_event(IDENT, attendees=GUESTS)
    desk.people.make_timed(IDENT, nine, nine + timedelta(hours=1))
    settle(calendar, {ALPHA.uid: ALPHA})
    assert desk.event()["start"] == {"date": "2026-03-02"}
    assert desk.event()["attendees"] == GUESTS
    assert calendar.proposals() == ()


def test_a_stretched_event_is_no_proposal_and_comes_back(desk: Desk, calendar: CalendarTarget):
    desk.people.edit_event(IDENT, end={"date": "2026-03-06"})
    calendar.stored()
    assert calendar.proposals() == ()
    settle(calendar, {ALPHA.uid: ALPHA})
    assert desk.event()["end"] == {"date": "2026-03-03"}


def test_an_event_moved_to_where_the_plan_then_puts_it_is_settled(
    desk: Desk, calendar: CalendarTarget
):
    desk.people.move_event(IDENT, BETTER.day)
    settle(calendar, {ALPHA.uid: BETTER})
    assert desk.days() == {"Alpha": ["2026-03-09"]}


def test_an_edit_since_the_last_look_is_not_overwritten_unseen(
    desk: Desk, calendar: CalendarTarget
):
    version = calendar.stored()[ALPHA.uid].version
    desk.people.move_event(IDENT, date(2026, 3, 5))
    (outcome,) = calendar.change([Put(BETTER, version)])
    assert isinstance(outcome.error, ConflictError)
    assert desk.event()["start"] == {"date": "2026-03-05"}
    # It was looked at on the way: the next cycle knows of the move without another call.
    desk.server.calls.clear()
    assert [proposal.day for proposal in calendar.proposals()] == [date(2026, 3, 5)]
    assert calendar.known()[ALPHA.uid].event.day == date(2026, 3, 5)
    assert desk.server.calls.total() == 0
    settle(calendar, {ALPHA.uid: BETTER})


def test_an_event_that_a_person_deleted_comes_back_with_their_notes(
    desk: Desk, calendar: CalendarTarget
):
    desk.people.edit_event(IDENT, description=described(desk, "Mine"), attendees=GUESTS)
    desk.people.delete_event(IDENT)
    settle(calendar, {ALPHA.uid: ALPHA})
    assert desk.days() == {"Alpha": ["2026-03-02"]}
    assert desk.event()["description"].endswith(f"{LINE}\nMine")
    assert desk.event()["attendees"] == GUESTS


def test_an_event_of_ours_that_was_deleted_comes_back_when_the_plan_wants_it(
    desk: Desk, calendar: CalendarTarget
):
    for wanted in ({}, {ALPHA.uid: BETTER}, {}, {ALPHA.uid: ALPHA}):
        settle(calendar, wanted)
    assert desk.days() == {"Alpha": ["2026-03-02"]}


def test_where_google_does_not_bring_events_back_there_is_still_one(
    desk: Desk, calendar: CalendarTarget
):
    desk.server.unsettled.update_revives = False
    for _ in range(3):
        settle(calendar, {})
        settle(calendar, {ALPHA.uid: ALPHA})
        settle(desk.open(), {ALPHA.uid: BETTER})
    assert desk.days() == {"Alpha": ["2026-03-09"]}
    # A person takes the first of them out of the bin.
    desk.people.restore_event(IDENT)
    assert len(desk.calendar.live()) == 2
    settle(calendar, {ALPHA.uid: ALPHA})
    assert desk.days() == {"Alpha": ["2026-03-02"]}
    desk.people.restore_event(event_id(ALPHA.uid, 1))
    settle(desk.open(), {})
    assert desk.calendar.live() == []


@pytest.mark.parametrize("status", [400, 404, 409, 410])
def test_whatever_google_says_instead_of_bringing_an_event_back(
    desk: Desk, calendar: CalendarTarget, status: int
):
    desk.server.unsettled.update_revives = False
    desk.server.unsettled.refuses_revival = status
    desk.people.delete_event(IDENT)
    outcomes = sync(calendar, {ALPHA.uid: BETTER})
    assert [outcome.error for outcome in outcomes] == [None]
    assert desk.days() == {"Alpha": ["2026-03-09"]}
    settle(desk.open(), {ALPHA.uid: BETTER})


def test_an_event_that_was_deleted_for_good_comes_back_under_another_id(
    desk: Desk, calendar: CalendarTarget
):
    desk.people.delete_event(IDENT)
    desk.people.delete_forever(IDENT)
    outcomes = sync(desk.open(), {ALPHA.uid: ALPHA})
    assert [outcome.error for outcome in outcomes] == [None]
    assert desk.days() == {"Alpha": ["2026-03-02"]}
    settle(calendar, {ALPHA.uid: BETTER})
    assert desk.days() == {"Alpha": ["2026-03-09"]}


def test_a_mark_that_another_program_lost_is_set_again(desk: Desk, calendar: CalendarTarget):
    properties = desk.event()["extendedProperties"]["private"]
    desk.people.edit_event(
        IDENT, extendedProperties={"private": dict.fromkeys(properties)}, location="Room 4"
    )
    settle(desk.open(), {ALPHA.uid: ALPHA})
    assert desk.days() == {"Alpha": ["2026-03-02"]}
    assert desk.event()["extendedProperties"]["private"] == properties
    assert desk.event()["location"] == "Room 4"


def test_a_damaged_mark_is_written_anew(desk: Desk, calendar: CalendarTarget):
    properties = desk.event()["extendedProperties"]["private"]
    broken = {name: "?" for name in properties if name != "milestoneSyncer"}
    desk.people.edit_event(IDENT, extendedProperties={"private": broken})
    settle(calendar, {ALPHA.uid: ALPHA})
    settle(calendar, {ALPHA.uid: BETTER})
    assert desk.days() == {"Alpha": ["2026-03-09"]}


def test_guests_are_never_sent(desk: Desk, calendar: CalendarTarget):
    """A service account that sends guests is refused; an update without them takes them away."""
    desk.people.edit_event(IDENT, attendees=GUESTS)
    outcomes = sync(calendar, {ALPHA.uid: BETTER})
    assert [outcome.error for outcome in outcomes] == [None]
    assert desk.event()["attendees"] == GUESTS
    assert desk.server.calls.of(method="events.patch")


def test_a_deleted_event_is_none_even_where_google_still_tells_all_of_it(
    desk: Desk, calendar: CalendarTarget
):
    assert held(desk.event(), OWNER) is not None
    assert held({**desk.event(), "status": "cancelled"}, OWNER) is None
