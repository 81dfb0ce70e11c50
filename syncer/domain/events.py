"""Calendar events as projections of milestones, and the feeds they stand in."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """
    One all-day event.

    Attributes:
        uid: `<item key>@<instance>`: derived, never made from a cell's text.
        day: The day it is on, in the plan's time zone.
        summary: One line; any text, escaping is the connector's.
        description: Lines separated by line feeds.
        categories: Sorted, without doublets and without commas.
        priority: RFC 5545 3.8.1.9: 1 highest, 9 lowest, 0 undefined.
        percent: None or 0 to 100 (kept in the description; VEVENT has no such property).
        url: An absolute http(s) address, or empty.
        predecessors: UIDs of the events it depends on.
        reminders: Days before `day` on which to remind, larger first.
        cancelled: A ghost: it is still published so that clients take it away.
    """

    uid: str
    day: date
    summary: str
    description: str = ""
    categories: tuple[str, ...] = ()
    priority: int = 0
    url: str = ""
    predecessors: tuple[str, ...] = ()
    reminders: tuple[int, ...] = ()
    cancelled: bool = False

    def ghost(self) -> "Event":
        """The same event, cancelled; it reminds nobody any more."""
        return replace(self, cancelled=True, reminders=())


class Revision(NamedTuple):
    """
    One published state of an event.

    Attributes:
        sequence: Rises with every change (RFC 5545 3.8.7.4).
        created: UTC.
        modified: UTC; later than the revision before it. DTSTAMP and LAST-MODIFIED.
        cancelled_on: The day it became a ghost; None while it lives.
    """

    event: Event
    sequence: int
    created: datetime
    modified: datetime
    cancelled_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """
    A whole calendar to publish.

    Attributes:
        title: Its name in calendar programs.
        revisions: Its events, in the order they stand in: by day, then UID.
        refresh: How often clients should look again.
    """

    title: str
    revisions: tuple[Revision, ...]
    description: str = ""
    refresh: timedelta = timedelta(hours=1)
