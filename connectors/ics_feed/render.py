"""A whole feed as octets: the calendar round its events."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from connectors.ics_feed.fold import folded
from connectors.ics_feed.text import block, identity, line
from connectors.ics_feed.vevent import event_octets, text_value
from syncer.domain.events import Feed, Revision

# No release number: a new release alone must not change any feed's octets.
PRODID: Final = "-//Milestone Syncer//Milestone Syncer//EN"
UNNAMED: Final = "Milestones"

_SECONDS_A_DAY: Final = 86_400

# RFC 5545 3.6 asks for at least one component, and a feed can be without events. A VJOURNAL
# is one that calendar programs take and do not show; an event that says so would be one more
# milestone, and a VTIMEZONE that nobody uses makes some of them complain. Its stamp lies fixed
# in the past: nothing about it ever changes.
_NOTHING: Final = (
    "BEGIN:VJOURNAL",
    "UID:no-events@milestone-syncer",
    "DTSTAMP:20000101T000000Z",
    "SUMMARY:No events yet",
    "END:VJOURNAL",
)


def feed_octets(feed: Feed) -> bytes:
    """The octets of *feed*, by the rules of RFC 5545, 7986 and 9253."""
    body = [event_octets(one) for one in in_order(feed.revisions)] or [_lines(_NOTHING)]
    return b"".join((head_octets(feed), *body, TAIL))


def in_order(revisions: Iterable[Revision]) -> tuple[Revision, ...]:
    """The events as they stand in a feed, each once: by their day, then their UID."""
    by_uid = {revision.event.uid: revision for revision in revisions}
    return tuple(sorted(by_uid.values(), key=place))


def place(revision: Revision) -> tuple[date, str]:
    """Where it stands among others."""
    return revision.event.day, identity(revision.event.uid)


def head_octets(feed: Feed) -> bytes:
    """What stands before the first event."""
    return _lines(_head(feed))


def _head(feed: Feed) -> tuple[str, ...]:
    """All properties of the calendar: they stand before its first component (RFC 5545 3.6)."""
    name = text_value(line(feed.title) or UNNAMED)
    about = text_value(block(feed.description))
    refresh = _duration(feed.refresh)
    return (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODID}",
        "CALSCALE:GREGORIAN",
        f"NAME:{name}",
        f"X-WR-CALNAME:{name}",
        *((f"DESCRIPTION:{about}", f"X-WR-CALDESC:{about}") if about else ()),
        f"REFRESH-INTERVAL;VALUE=DURATION:{refresh}",
        f"X-PUBLISHED-TTL:{refresh}",
    )


def _duration(span: timedelta) -> str:
    """*span* in whole seconds, at least one minute (RFC 5545 3.3.6)."""
    seconds = max(int(span.total_seconds()), 60)
    days, rest = divmod(seconds, _SECONDS_A_DAY)
    parts = ((rest // 3600, "H"), (rest % 3600 // 60, "M"), (rest % 60, "S"))
    # The grammar lets minutes follow hours, and seconds minutes, but skips none in between.
    given = [place for place, (number, _) in enumerate(parts) if number]
    inner = parts[given[0] : given[-1] + 1] if given else ()
    time = "".join(f"{number}{unit}" for number, unit in inner)
    return f"P{f'{days}D' if days else ''}{f'T{time}' if time else ''}"


def _lines(content: tuple[str, ...]) -> bytes:
    return b"".join(folded(row) + b"\r\n" for row in content)


TAIL: Final = _lines(("END:VCALENDAR",))
"""What stands behind the last event."""
