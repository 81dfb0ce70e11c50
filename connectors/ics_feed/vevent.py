"""One revision of an event as the octets of a VEVENT: the only place that knows `ics`."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final, TypeAlias

import ics
from ics.grammar.parse import Container
from ics.parsers.event_parser import EventParser
from ics.serializers.event_serializer import EventSerializer
from ics.utils import escape_string, get_arrow

from connectors.ics_feed.fold import folded
from connectors.ics_feed.text import address, block, categories, identity, line
from syncer.domain.events import Revision

CRLF: Final = "\r\n"
UNTITLED: Final = "Untitled"

_DAY: Final = timedelta(days=1)
_LAST_DAY: Final = date.max - _DAY  # the end of an all-day event is the day after it
_MOST_SEQUENCE: Final = 2**31 - 1
_LOWEST_PRIORITY: Final = 9
_ALARM_HOUR: Final = 9

_Write: TypeAlias = Callable[["_Milestone", "Container"], None]


def event_octets(revision: Revision) -> bytes:
    """The VEVENT of *revision*, folded, each line with its CRLF."""
    content: str = _Milestone(revision).serialize()
    return b"".join(folded(row) + b"\r\n" for row in content.split(CRLF))


def text_value(text: str) -> str:
    """*text*, already fit for a calendar, as a TEXT value (RFC 5545 3.3.11)."""
    escaped: str = escape_string(text)
    return escaped


@lru_cache(maxsize=4096)
def stamp(moment: datetime) -> str:
    """A moment in UTC, RFC 5545 3.3.5."""
    utc = moment.astimezone(UTC) if moment.tzinfo else moment
    return f"{utc.year:04}{utc:%m%dT%H%M%S}Z"


@lru_cache(maxsize=4096)
def _midnight(day: date) -> datetime:
    """*day* as `ics` wants it: making one takes longer than writing a whole event."""
    midnight: datetime = get_arrow(day)
    return midnight


def _day(moment: datetime) -> str:
    return f"{moment.year:04}{moment.month:02}{moment.day:02}"


def _trigger(days_before: int) -> str:
    """
    An alarm at nine in the morning, *days_before* the day of the event (RFC 5545 3.3.6).

    It counts from the event's first midnight, and at midnight nobody wants to be rung up.
    """
    if days_before < 1:
        return f"PT{_ALARM_HOUR}H"
    days = f"{days_before - 1}D" if days_before > 1 else ""
    return f"-P{days}T{24 - _ALARM_HOUR}H"


def _identify(event: "_Milestone", container: Container) -> None:
    container.append(f"UID:{event.uid}")


def _date_revision(event: "_Milestone", container: Container) -> None:
    _, sequence, created, modified, _ = event.revision
    # GNOME ignores a change that does not raise LAST-MODIFIED, others look at DTSTAMP.
    container.append(f"DTSTAMP:{stamp(modified)}")
    container.append(f"CREATED:{stamp(min(created, modified))}")
    container.append(f"LAST-MODIFIED:{stamp(modified)}")
    container.append(f"SEQUENCE:{min(max(sequence, 0), _MOST_SEQUENCE)}")


def _date_event(event: "_Milestone", container: Container) -> None:
    container.append(f"DTSTART;VALUE=DATE:{_day(event.begin)}")
    container.append(f"DTEND;VALUE=DATE:{_day(event.end)}")


def _tell(event: "_Milestone", container: Container) -> None:
    container.append(f"SUMMARY:{text_value(event.name)}")
    if event.description:
        container.append(f"DESCRIPTION:{text_value(event.description)}")


def _sort_in(event: "_Milestone", container: Container) -> None:
    names = categories(event.revision.event.categories)
    if names:
        container.append("CATEGORIES:" + ",".join(map(text_value, names)))
    priority = event.revision.event.priority
    if 0 < priority <= _LOWEST_PRIORITY:
        container.append(f"PRIORITY:{priority}")
    container.append(f"STATUS:{event.status}")


def _block_nobody(_event: "_Milestone", container: Container) -> None:
    # Outlook shows an all-day event as a busy day unless both lines say otherwise.
    container.append("TRANSP:TRANSPARENT")
    container.append("X-MICROSOFT-CDO-BUSYSTATUS:FREE")


def _link(event: "_Milestone", container: Container) -> None:
    url = address(event.revision.event.url)
    if url:
        container.append(f"URL:{url}")  # a URI, so never escaped (RFC 5545 3.3.13)
    others = {identity(uid) for uid in event.revision.event.predecessors} - {event.uid}
    # RFC 9253 6.2: DEPENDS-ON stands in the successor.
    container.extend(f"RELATED-TO;RELTYPE=DEPENDS-ON:{uid}" for uid in sorted(others))


def _remind(event: "_Milestone", container: Container) -> None:
    if event.revision.event.cancelled:
        return
    for days_before in sorted(set(event.revision.event.reminders), reverse=True):
        container.extend(
            (
                "BEGIN:VALARM",
                "ACTION:DISPLAY",
                f"TRIGGER:{_trigger(days_before)}",
                f"DESCRIPTION:{text_value(event.name)}",
                "END:VALARM",
            )
        )


class _Serializer(EventSerializer):  # type: ignore[misc]  # ics has no types
    """Our own lines in our own order, in place of those that `ics` writes badly or not at all."""

    _WRITES: tuple[_Write, ...] = (
        _identify,
        _date_revision,
        _date_event,
        _tell,
        _sort_in,
        _block_nobody,
        _link,
        _remind,
    )

    @classmethod
    def get_serializers(cls) -> tuple[_Write, ...]:
        return cls._WRITES


class _Milestone(ics.Event):  # type: ignore[misc]  # ics has no types
    """
    A revision in the event model of `ics`.

    Its `make_all_day` goes through aware moments and takes eighty microseconds, so that the
    serializer writes begin and end as the days they are.
    """

    class Meta:
        name = "VEVENT"
        parser = EventParser
        serializer = _Serializer

    def __init__(self, revision: Revision) -> None:
        event = revision.event
        day = min(event.day, _LAST_DAY)
        super().__init__(
            name=line(event.summary) or UNTITLED,
            uid=identity(event.uid),
            begin=_midnight(day),
            end=_midnight(day + _DAY),
            description=block(event.description),
            transparent=True,
            status="CANCELLED" if event.cancelled else "CONFIRMED",
        )
        self.revision = revision
