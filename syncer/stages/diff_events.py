"""What a calendar has to change, from what it should hold and what it holds."""

from collections.abc import Mapping

from syncer.domain.changes import Change, Delete, Put, Stored
from syncer.domain.events import Event


def diff_events(wanted: Mapping[str, Event], stored: Mapping[str, Stored]) -> tuple[Change, ...]:
    """The fewest changes that turn *stored* into *wanted*: puts first, each group by UID."""
    puts = [
        Put(event, held.version if held else None)
        for uid, event in sorted(wanted.items(), key=_uid)
        if (held := stored.get(uid)) is None or held.event != event
    ]
    gone = sorted(stored.keys() - wanted.keys())
    return (*puts, *(Delete(uid, stored[uid].version) for uid in gone))


def _uid(entry: tuple[str, Event]) -> str:
    return entry[0]
