"""A calendar in memory: what the port means, in the fewest lines; for tests and dry looks."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from syncer.domain.changes import Change, Delete, Outcome, Proposal, Put, Stored
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

    def known(self) -> Mapping[str, Stored]:
        """The same: nobody else changes it."""
        return self.stored()

    def proposals(self) -> tuple[Proposal, ...]:
        """None: no person sees it."""
        return ()

    def change(self, changes: Sequence[Change]) -> Iterator[Outcome]:
        """Carry out *changes* in order, but for those that name another version than is held."""
        for change in changes:
            try:
                self._carry_out(change)
            except ConflictError as error:
                yield Outcome(change, error)
            else:
                yield Outcome(change, None)

    def _carry_out(self, change: Change) -> None:
        match change:
            case Put(event, expected):
                self._check(event.uid, expected)
                self._held[event.uid] = Stored(event, Version(str(next(self._versions))))
            case Delete(uid, expected) if uid in self._held:
                self._check(uid, expected)
                del self._held[uid]

    def _check(self, uid: str, expected: Version | None) -> None:
        held = self._held.get(uid)
        if (held.version if held else None) != expected:
            raise ConflictError(
                f"the event {uid} is not as it was last seen",
                hint="nothing is lost: the next sync decides anew",
            )
