"""A calendar in memory: what the port means, in the fewest lines; for tests and dry looks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
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
        self._moved: dict[str, Proposal] = {}
        self._standing: set[str] = set()  # the UIDs of those that stand where they were moved to
        self._versions = count(1)

    def stored(self) -> Mapping[str, Stored]:
        """Every event in it, by UID: a copy, which later changes leave alone."""
        return dict(self._held)

    def known(self) -> Mapping[str, Stored]:
        """The same: it costs no call."""
        return self.stored()

    def proposals(self) -> tuple[Proposal, ...]:
        """The events that were moved, until the plan has another day for them."""
        return tuple(self._moved[uid] for uid in sorted(self._moved))

    def move(self, uid: str, day: date, *, who: str = "", at: datetime | None = None) -> None:
        """Move an event, as a person would who sees it."""
        event = self._held[uid].event
        self._moved[uid] = Proposal(uid, day, event.day, who, at)
        self._standing.add(uid)
        self._held[uid] = Stored(replace(event, day=day), Version(str(next(self._versions))))

    def place(self) -> str:
        """Nothing: it ends with the process."""
        return ""

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
                self._answer(event.uid, event.day)
                self._held[event.uid] = Stored(event, Version(str(next(self._versions))))
            case Delete(uid, expected) if uid in self._held:
                self._check(uid, expected)
                self._answer(uid, None)
                del self._held[uid]

    def _answer(self, uid: str, day: date | None) -> None:
        """The plan has *day* for the event now, None: no day; who moved it just now is heard."""
        if uid in self._standing and day is not None:
            self._standing.discard(uid)
        elif uid in self._moved and self._moved[uid].instead_of != day:
            del self._moved[uid]

    def _check(self, uid: str, expected: Version | None) -> None:
        held = self._held.get(uid)
        if (held.version if held else None) != expected:
            raise ConflictError(
                f"the event {uid} is not as it was last seen",
                hint="nothing is lost: the next sync decides anew",
            )
