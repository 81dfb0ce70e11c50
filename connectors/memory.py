"""A calendar in memory: what the port means, in the fewest lines; for tests and dry looks."""

from collections.abc import Mapping
from itertools import count

from syncer.domain.changes import Stored
from syncer.domain.events import Event
from syncer.domain.sheet import Version
from syncer.errors import ConfigError, ConflictError
from syncer.ports import CalendarTarget


def open_calendar(options: Mapping[str, object]) -> CalendarTarget:
    """Open an empty one; it has no options."""
    if options:
        raise ConfigError(
            f"a calendar in memory has no option {min(options)!r}", hint="leave it out"
        )
    return MemoryCalendar()


class MemoryCalendar:
    """Holds events until the process ends. Its versions count up and are never used again."""

    def __init__(self) -> None:
        self._held: dict[str, Stored] = {}
        self._versions = count(1)

    def stored(self) -> Mapping[str, Stored]:
        """Every event in it, by UID: a copy, which later changes leave alone."""
        return dict(self._held)

    def put(self, event: Event, expected: Version | None) -> Version:
        """Write *event* whole; raise ConflictError unless *expected* is the version held now."""
        self._check(event.uid, expected)
        version = Version(str(next(self._versions)))
        self._held[event.uid] = Stored(event, version)
        return version

    def delete(self, uid: str, expected: Version) -> None:
        """Remove it; raise ConflictError if it changed. An event already gone is a success."""
        if uid in self._held:
            self._check(uid, expected)
            del self._held[uid]

    def _check(self, uid: str, expected: Version | None) -> None:
        held = self._held.get(uid)
        if (held.version if held else None) != expected:
            raise ConflictError(
                f"the event {uid} is not as it was last seen",
                hint="nothing is lost: the next sync decides anew",
            )
