"""What milestones look like in a Google calendar."""

from dataclasses import replace
from datetime import date

import pytest

from connectors.google_calendar.wording import LINE
from syncer.domain.changes import Put
from syncer.domain.events import Event
from syncer.ports import CalendarTarget
from tests.connectors.google_calendar.desk import ALPHA, BETTER, OWNER, Desk, plan, sync


def test_an_event_is_all_day_and_blocks_nobody(desk: Desk, calendar: CalendarTarget):
    sync(calendar, {ALPHA.uid: ALPHA})
    event = desk.event()
    assert event["start"] == {"date": "2026-03-02"}
    assert event["end"] == {"date": "2026-03-03"}
    assert event["transparency"] == "transparent"
    assert event["summary"] == "Alpha"
    assert "attendees" not in event


def test_our_lines_end_with_a_line_that_says_so(desk: Desk, calendar: CalendarTarget):
    sync(calendar, {ALPHA.uid: ALPHA})
    assert desk.event()["description"] == (
        "Red: late.\nOwner: Zo\u00eb \u2039zoe@example.com\u203a & \u2039co\u203a\n"
        f"{ALPHA.url}\n{LINE}"
    )


def test_it_links_back_to_its_row(desk: Desk, calendar: CalendarTarget):
    sync(calendar, {ALPHA.uid: ALPHA})
    assert desk.event()["source"] == {"title": "Alpha", "url": ALPHA.url}


@pytest.mark.parametrize(
    ("health", "colour"), [("Red", "11"), ("Amber", "5"), ("Green", "10"), ("Grey", "8")]
)
def test_its_colour_is_its_health(desk: Desk, calendar: CalendarTarget, health: str, colour: str):
    event = replace(ALPHA, categories=(health, "Milestone"))
    sync(calendar, {event.uid: event})
    assert desk.event()["colorId"] == colour


def test_the_colour_follows_the_health(desk: Desk, calendar: CalendarTarget):
    for event, colour in ((ALPHA, "11"), (BETTER, "10"), (ALPHA, "11")):
        sync(calendar, {event.uid: event})
        assert desk.event()["colorId"] == colour
    sync(calendar, {ALPHA.uid: replace(ALPHA, categories=())})
    assert "colorId" not in desk.event()


def test_it_reminds_at_nine_in_the_morning(desk: Desk, calendar: CalendarTarget):
    far = replace(ALPHA, reminders=(30, 28, 14, 7, 3, 2, 1))
    for event, minutes in (
        (ALPHA, {6 * 1440 + 900, 900, 0}),
        (replace(ALPHA, reminders=()), set()),
        # Google takes five, of four weeks at most.
        (far, {900, 1440 + 900, 2 * 1440 + 900, 6 * 1440 + 900, 13 * 1440 + 900}),
    ):
        sync(calendar, {event.uid: event})
        (held,) = desk.calendar.events[desk.event()["id"]].alarms.values()
        assert {one["minutes"] for one in held.get("overrides", ())} == minutes
        assert held["useDefault"] is False


@pytest.mark.parametrize(
    "event",
    [
        replace(ALPHA, summary=""),
        replace(ALPHA, summary="a\r\nb\x00\x1b c\ud800"),
        replace(ALPHA, summary="x" * 5000, description="y" * 20_000),
        replace(ALPHA, description="<script>alert(1)</script> &lt;b&gt; <br> \x07"),
        replace(ALPHA, description="", url=""),
        replace(ALPHA, description=LINE),
        replace(ALPHA, day=date.max),
        replace(ALPHA, day=date.min),
        replace(ALPHA, predecessors=tuple(f"M-{n:04}@{OWNER}" for n in range(1500))),
        replace(ALPHA, categories=("Red / so", "\u2713")),
    ],
    ids=lambda event: repr(event)[:60],
)
def test_whatever_it_says_it_is_settled_once_written(desk: Desk, event: Event):
    sync(desk.open(), {event.uid: event})
    fresh = desk.open()
    assert fresh.stored()[event.uid].event == event
    assert sync(fresh, {event.uid: event}) == []
    assert fresh.proposals() == ()
    text = desk.event()["description"]
    assert "<" not in text
    assert len(text) <= 8192


def test_other_plans_and_people_are_left_alone(desk: Desk):
    mine, other = desk.open(), desk.open(owner="xyz")
    theirs = replace(ALPHA, uid="M-0001@xyz", summary="Of another plan")
    own = desk.people.add_event("Somebody's holiday", ALPHA.day)
    sync(mine, {ALPHA.uid: ALPHA})
    sync(other, {theirs.uid: theirs})
    sync(mine, {})
    assert desk.days() == {
        "Somebody's holiday": ["2026-03-02"],
        "Of another plan": ["2026-03-02"],
    }
    assert other.stored()[theirs.uid].event == theirs
    assert desk.calendar.event(own)["status"] == "confirmed"


def test_a_copy_that_a_person_made_is_theirs(desk: Desk, calendar: CalendarTarget):
    sync(calendar, {ALPHA.uid: ALPHA})
    copied = desk.event()
    desk.people.add_event(
        "Alpha", BETTER.day, extendedProperties=copied["extendedProperties"], colorId="3"
    )
    assert sync(calendar, {ALPHA.uid: ALPHA}) == []
    sync(calendar, {})
    assert desk.days() == {"Alpha": ["2026-03-09"]}


def test_many_events_go_in_batches(desk: Desk, calendar: CalendarTarget):
    wanted = plan(120)
    desk.server.calls.clear()
    assert all(outcome.error is None for outcome in sync(calendar, wanted))
    assert desk.server.calls.exchanges == 1 + 3
    assert len(desk.calendar.live()) == 120
    desk.server.calls.clear()
    assert sync(calendar, wanted) == []
    assert desk.server.calls.total() == 1
    desk.server.calls.clear()
    sync(calendar, {})
    assert desk.calendar.live() == []
    assert desk.server.calls.exchanges == 1 + 3


def test_a_change_on_what_is_known_is_one_call(desk: Desk, calendar: CalendarTarget):
    wanted = plan(10)
    sync(calendar, wanted)
    uid = f"M-0003@{OWNER}"
    moved = replace(wanted[uid], day=BETTER.day)
    desk.server.calls.clear()
    (outcome,) = calendar.change([Put(moved, calendar.known()[uid].version)])
    assert outcome.error is None
    assert desk.server.calls.total() == 1
    assert desk.event(uid)["start"]["date"] == "2026-03-09"
