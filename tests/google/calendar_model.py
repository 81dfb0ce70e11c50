"""A calendar: its events with their versions and tombstones, and who may see it."""

import copy
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from tests.google.clock import Clock

Json = dict[str, Any]
ROLES = ("none", "freeBusyReader", "reader", "writerWithoutPrivateAccess", "writer", "owner")
# Etags are Google's microseconds doubled; a counter stands in, unique over all calendars.
_VERSIONS = itertools.count(3_540_000_000_000_000, 2)


def next_etag() -> str:
    return f'"{next(_VERSIONS)}"'


@dataclass(slots=True)
class Held:
    """
    An event as the calendar holds it; a deleted one stays, as `cancelled`, and keeps its id.

    Attributes:
        change: The calendar's change number when it was last written; sync tokens count in it.
        order: When it was first put in, which is the order of lists without another.
        alarms: Each user's own reminders: nobody sees or changes another's.
    """

    event: Json
    change: int
    order: int
    alarms: dict[str, Json] = field(default_factory=dict)

    @property
    def cancelled(self) -> bool:
        return self.event.get("status") == "cancelled"

    def seen_by(self, email: str) -> Json:
        """The event resource as *email* gets it."""
        alarms = self.alarms.get(email, {"useDefault": True})
        return copy.deepcopy({**self.event, "reminders": alarms})


@dataclass
class Calendar:
    """
    A calendar.

    Attributes:
        by_app: Made over the API, so that the scope calendar.app.created reaches it.
        epoch: Sync tokens of an earlier epoch have expired.
        purged: Ids of events that were deleted for good: nothing is found by them, and they stay
            taken (as users of GAM, the administrators' tool, report).
    """

    id: str
    summary: str
    owner: str
    clock: Clock
    timezone: str = "UTC"
    description: str = ""
    location: str = ""
    by_app: bool = False
    rules: dict[str, Json] = field(default_factory=dict)
    events: dict[str, Held] = field(default_factory=dict)
    epoch: int = 1
    purged: set[str] = field(default_factory=set)
    change: int = 0
    etag: str = field(default_factory=next_etag)
    _made: int = 0

    def __post_init__(self) -> None:
        self.share("user", self.owner, "owner")

    def share(self, kind: str, value: str, role: str) -> Json:
        """An access rule; `none` keeps a rule that gives nothing, as Google does."""
        ident = f"{kind}:{value}" if kind != "default" else "default"
        scope = {"type": kind, **({"value": value} if kind != "default" else {})}
        rule = {
            "kind": "calendar#aclRule",
            "etag": next_etag(),
            "id": ident,
            "scope": scope,
            "role": role,
        }
        self.rules[ident] = rule
        return rule

    def role(self, email: str) -> str:
        """The strongest role that any rule gives *email*."""
        found = [
            rule["role"]
            for ident, rule in self.rules.items()
            if ident
            in (f"user:{email}", f"group:{email}", f"domain:{email.partition('@')[2]}", "default")
        ]
        return max(found, key=ROLES.index, default="none")

    def live(self) -> list[Json]:
        """The events that are not deleted, oldest first: for tests that look straight in."""
        held = sorted(self.events.values(), key=lambda one: one.order)
        return [copy.deepcopy(one.event) for one in held if not one.cancelled]

    def event(self, ident: str) -> Json:
        return copy.deepcopy(self.events[ident].event)

    def new_event_id(self) -> str:
        self._made += 1
        return f"{self._made:04d}".translate(str.maketrans("0123456789", "abcdefghij")) + "0" * 22

    def store(self, event: Json, email: str) -> Json:
        """Put *event* in as a new version of itself; the resource as *email*, who wrote it, gets it."""
        self.change += 1
        old = self.events.get(event["id"])
        event = {**event, "etag": next_etag(), "updated": self.clock.stamp()}
        held = Held(
            event, self.change, old.order if old else self.change, old.alarms if old else {}
        )
        if "reminders" in event:
            held.alarms[email] = event.pop("reminders")
        self.events[event["id"]] = held
        return held.seen_by(email)

    def held_since(self, change: int) -> Iterator[Held]:
        for held in self.events.values():
            if held.change > change:
                yield held


def moment(when: Json | None, zone: str) -> datetime:
    """A start or end as a moment; an all-day one is midnight in *zone*, the calendar's."""
    if not when:
        return datetime.min.replace(tzinfo=UTC)
    if when.get("date"):
        return datetime.combine(date.fromisoformat(when["date"]), time(), tzinfo=ZoneInfo(zone))
    found = datetime.fromisoformat(when["dateTime"])
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(when.get("timeZone", zone)))
