"""What people do to a calendar: the side door of the tests."""

import copy
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from tests.google.calendar_api import drop
from tests.google.calendar_events import merged
from tests.google.calendar_model import Calendar, Json
from tests.google.world import World

PERSON = "person@example.com"


class CalendarPeople:
    """People in front of one calendar; *who* acts by default."""

    def __init__(self, world: World, calendar: Calendar, who: str = PERSON) -> None:
        self._world = world
        self._calendar = calendar
        self._who = who

    def add_event(self, summary: str, day: date, days: int = 1, **fields: Any) -> str:
        """An all-day event of people's own; its id."""
        with self._world.lock:
            ident = self._calendar.new_event_id()
            times = {"start": {"date": str(day)}, "end": {"date": str(day + timedelta(days=days))}}
            event = {
                "kind": "calendar#event",
                "id": ident,
                "status": "confirmed",
                "htmlLink": f"https://www.google.com/calendar/event?eid={ident}",
                "created": self._world.clock.stamp(milliseconds=False),
                "summary": summary,
                "creator": {"email": self._who},
                "organizer": {"email": self._calendar.id, "self": True},
                "iCalUID": f"{ident}@google.com",
                "sequence": 0,
                "eventType": "default",
                **times,
                **fields,
            }
            self._calendar.store(event, self._who)
            return ident

    def _edit(self, ident: str, change: Callable[[Json], Json], *, moved: bool = False) -> None:
        with self._world.lock:
            event = change(copy.deepcopy(self._calendar.events[ident].event))
            if moved:
                event["sequence"] = event.get("sequence", 0) + 1
            self._calendar.store(event, self._who)

    def move_event(self, ident: str, day: date) -> None:
        """Drag an event to another day; it keeps its length."""

        def change(event: Json) -> Json:
            if "date" in event["start"]:
                start, end = (date.fromisoformat(event[side]["date"]) for side in ("start", "end"))
                times = {"start": {"date": str(day)}, "end": {"date": str(day + (end - start))}}
                return {**event, **times}
            first = datetime.fromisoformat(event["start"]["dateTime"])
            by = day - first.date()
            for side in ("start", "end"):
                moment = datetime.fromisoformat(event[side]["dateTime"]) + by
                event[side] = {**event[side], "dateTime": moment.isoformat()}
            return event

        self._edit(ident, change, moved=True)

    def make_timed(self, ident: str, start: datetime, end: datetime) -> None:
        """Give an all-day event hours."""
        times = {
            "start": {"dateTime": start.isoformat(), "timeZone": self._calendar.timezone},
            "end": {"dateTime": end.isoformat(), "timeZone": self._calendar.timezone},
        }
        self._edit(ident, lambda event: {**event, **times}, moved=True)

    def edit_event(self, ident: str, **fields: Any) -> None:
        """Set fields such as summary, description, colorId, attendees; None takes one away."""
        self._edit(ident, lambda event: merged(event, fields))

    def set_alarms(self, ident: str, *minutes: int) -> None:
        """A person's own reminders: no version changes, and nobody else sees them."""
        with self._world.lock:
            overrides = [{"method": "popup", "minutes": one} for one in minutes]
            self._calendar.events[ident].alarms[self._who] = {
                "useDefault": False,
                "overrides": overrides,
            }

    def alarms(self, ident: str) -> Json:
        return self._calendar.events[ident].alarms.get(self._who, {"useDefault": True})

    def delete_event(self, ident: str) -> None:
        self._edit(ident, lambda event: {**event, "status": "cancelled"})

    def restore_event(self, ident: str) -> None:
        """Take an event out of the calendar's bin."""
        self._edit(ident, lambda event: {**event, "status": "confirmed"})

    def delete_forever(self, ident: str) -> None:
        """Delete an event in the calendar's bin: it is found no more, and its id stays taken."""
        with self._world.lock:
            del self._calendar.events[ident]
            self._calendar.purged.add(ident)

    def share(self, email: str, role: str = "writer") -> None:
        with self._world.lock:
            self._calendar.share("user", email, role)

    def revoke(self, email: str) -> None:
        """Stop sharing with *email*."""
        with self._world.lock:
            self._calendar.rules.pop(f"user:{email}", None)

    def expire_tokens(self) -> None:
        """Let every sync token given so far be too old."""
        with self._world.lock:
            self._calendar.epoch += 1

    def delete_calendar(self) -> None:
        with self._world.lock:
            drop(self._world, self._calendar)

    def rename(self, summary: str) -> None:
        with self._world.lock:
            self._calendar.summary = summary
