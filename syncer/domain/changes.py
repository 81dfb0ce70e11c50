"""What a cycle decided to do to the outside: plain data that can be shown, counted and tested."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, TypeAlias

from syncer.domain.events import Event
from syncer.domain.page import Look, Page
from syncer.domain.sheet import Value, Version


class OwnCell(NamedTuple):
    """A value for one cell of ours; *column* counts from 1, None as value clears it."""

    column: int
    value: Value
    look: Look = Look.PLAIN


class RowWrite(NamedTuple):
    """
    What changes in one row of ours.

    Attributes:
        row: Counts from 1, as it stood in the snapshot that was decided on.
        key: Its identity: what its ID cell holds, or will hold; empty where the row is no item
            any more and our cells beside it are cleared.
        title: What its title cell holds: proof of identity where the ID is only being given.
        cells: Left to right.
    """

    row: int
    key: str
    title: str
    cells: tuple[OwnCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetChanges:
    """
    All that is to be written to one source, in one go.

    Attributes:
        header_row: The row of headings, from 1.
        headers: Headings of ours that are to be added there.
        id_column: The column of our keys, from 1.
        page: The Summary tab as it should be; None where it need not change.
    """

    tab: str
    header_row: int
    id_column: int
    headers: tuple[OwnCell, ...] = ()
    rows: tuple[RowWrite, ...] = ()
    page: Page | None = None

    def __bool__(self) -> bool:
        return bool(self.headers or self.rows or self.page)

    @property
    def cells(self) -> int:
        """How many cells of the plan's own tab change."""
        return len(self.headers) + sum(len(row.cells) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Stored:
    """An event as a calendar holds it, and the version that a change must name."""

    event: Event
    version: Version


@dataclass(frozen=True, slots=True)
class Put:
    """Create (*expected* is None), or replace exactly the version we last saw."""

    event: Event
    expected: Version | None


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove exactly the version we last saw; a newer one is left alone."""

    uid: str
    expected: Version


Change: TypeAlias = Put | Delete


class Outcome(NamedTuple):
    """What became of one change: None, or why it was skipped."""

    change: Change
    error: Exception | None


class Proposal(NamedTuple):
    """
    A person moved an event of ours: a wish that never changes the plan by itself.

    Attributes:
        uid: The event's.
        day: Where they put it.
        instead_of: Where we had it.
        who: Empty where the calendar does not tell, as most do not.
        at: When, as far as the calendar tells: of the last edit of the event.
    """

    uid: str
    day: date
    instead_of: date
    who: str = ""
    at: datetime | None = None
