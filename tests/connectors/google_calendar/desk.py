"""What the tests of Google calendars work at."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from connectors.google_calendar import open_calendar
from connectors.google_calendar.identity import event_id
from syncer.domain.changes import Outcome
from syncer.domain.events import Event
from syncer.ports import CalendarTarget
from syncer.stages.diff_events import diff_events
from tests.google.calendar_model import Calendar
from tests.google.people_calendar import CalendarPeople
from tests.google.server import GoogleServer

OWNER = "abc"
DAY = date(2026, 3, 2)
ALPHA = Event(
    uid=f"M-0001@{OWNER}",
    day=DAY,
    summary="Alpha",
    description="Red: late.\nOwner: Zo\u00eb <zoe@example.com> & \u2039co\u203a",
    categories=("Milestone", "Must", "Red"),
    url="https://docs.google.com/spreadsheets/d/1/edit#gid=0&range=B7",
    reminders=(7, 1, 0),
)
BETTER = replace(ALPHA, day=date(2026, 3, 9), categories=("Green", "Milestone"), reminders=(2,))


class Desk(NamedTuple):
    """All that a test needs of one calendar."""

    server: GoogleServer
    calendar: Calendar
    people: CalendarPeople
    options: dict[str, Any]

    def open(self, **more: Any) -> CalendarTarget:
        """Ours, as a process that has just begun sees it."""
        return open_calendar({**self.options, **more})

    def event(self, uid: str = ALPHA.uid) -> dict[str, Any]:
        """The event of *uid*, straight out of the calendar."""
        return self.calendar.event(event_id(uid))

    def days(self) -> dict[str, list[str]]:
        """The days of what stands there, by title: one entry for each event."""
        found: dict[str, list[str]] = {}
        for event in self.calendar.live():
            found.setdefault(event["summary"], []).append(event["start"].get("date", "timed"))
        return found


def plan(count: int, day: date = DAY) -> dict[str, Event]:
    """*count* milestones, all on one day."""
    made = (Event(uid=f"M-{n:04}@{OWNER}", day=day, summary=f"Milestone {n}") for n in range(count))
    return {event.uid: event for event in made}


def sync(calendar: CalendarTarget, wanted: Mapping[str, Event]) -> list[Outcome]:
    """What a cycle does with a calendar."""
    return list(calendar.change(diff_events(wanted, calendar.stored())))


def settle(calendar: CalendarTarget, wanted: Mapping[str, Event], cycles: int = 3) -> None:
    """Let some cycles pass; the last must have nothing left to do."""
    for _ in range(cycles):
        sync(calendar, wanted)
    assert diff_events(wanted, calendar.stored()) == ()
    assert {uid: held.event for uid, held in calendar.stored().items()} == wanted
