"""The ports: what the product asks of the outside, each promise held by tests/conformance."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from syncer.domain.board import Board
from syncer.domain.changes import Change, Outcome, Proposal, SheetChanges, Stored
from syncer.domain.channel import Channel
from syncer.domain.events import Feed, Revision
from syncer.domain.memory import Baseline, Decision, Memory, Move
from syncer.domain.page import Page
from syncer.domain.sheet import Snapshot, Version


class Written(NamedTuple):
    """What a write achieved: the version it left behind and the rows proven to be written."""

    version: Version
    rows: frozenset[int]


class PlanSource(Protocol):
    """A sheet that people edit. We write only the cells we own."""

    def version(self) -> Version:
        """What `read` would give now, without reading it whole where that is possible."""

    def read(self) -> Snapshot:
        """Everything in it. SourceError: not readable as a plan; UnavailableError: not now."""

    def write(self, changes: SheetChanges, expected: Version) -> Written:
        """
        Make all of *changes* or none; no other cell differs afterwards.

        A source that people edit at the same moment and that cannot compare before it sets (a
        Google Sheet) writes, proves each row by what then stands there, takes back what landed
        beside another row, and raises ConflictError for it; `Written.rows` is what was proven.

        Raises ConflictError where it is no longer the *expected* version, UnavailableError
        where it is in use, AccessError where it may not be written.
        """


class CalendarTarget(Protocol):
    """A calendar we may write to. tests/conformance holds every implementation to this."""

    def stored(self) -> Mapping[str, Stored]:
        """
        Every event this product owns for this plan, by UID, and no other, as it stands now.

        One that people changed differs from what was put there, so that the next put mends it.
        """

    def known(self) -> Mapping[str, Stored]:
        """
        What `stored` said last and `change` did since, without a call if that is not long ago.

        Good enough to change events by: what people changed meanwhile is refused as a conflict.
        """

    def proposals(self) -> tuple[Proposal, ...]:
        """
        The events that people moved, as `known` has them, by UID; look first.

        One may be said again after its event was restored: a crash must not lose it.
        """

    def place(self) -> str:
        """
        What finds it again where it was made for us: remembered, and given to who opens it next.

        Empty for one that people made, and where none stands yet.
        """

    def change(self, changes: Sequence[Change]) -> Iterator[Outcome]:
        """
        Carry out *changes*, each of an event of its own; tell of each, in any order.

        A put is refused with ConflictError unless it names the version held now (None: there is
        none); so is a delete, but for an event already gone, which is a success. The put of a
        ghost takes the event away, or keeps it as a ghost where the calendar can. One refused
        change does not stop the rest; AccessError is raised, since without access the rest
        fails too.
        """


class FeedTarget(Protocol):
    """A place where a feed is published whole."""

    def digest(self) -> str:
        """The digest of the octets that stand there now; empty where nothing does."""

    def standing(self) -> tuple[Revision, ...]:
        """What those octets say, as far as they can be read back: other people's are left out."""

    def render(self, feed: Feed) -> bytes:
        """The octets of *feed*: the same feed gives the same octets, always."""

    def publish(self, feed: Feed) -> str:
        """
        Let *feed* stand there and nothing else, at once or not at all; return its digest.

        What stands there already is left untouched. AccessError: the place may not be written;
        UnavailableError: not now (a full disk); the last good feed then still stands.
        """


class StateStore(Protocol):
    """What is remembered of plans. One cycle: begin, decide, act, commit."""

    def load(self, plan: str) -> Memory:
        """All that is remembered of *plan*; an empty Memory where nothing is."""

    def begin(self, plan: str) -> Memory:
        """The same, with the epoch raised: from now on an older cycle cannot commit."""

    def commit(self, plan: str, before: Memory, after: Memory, board: Board | None = None) -> None:
        """
        Remember *after* in one transaction. HeldError unless *before.epoch* is the newest.

        With it *board* is put up, in place of the one of the same day.
        """

    def board(self, plan: str) -> Board | None:
        """The board of *plan* as it stands; None where it has none."""

    def claim(self, plan: str) -> AbstractContextManager[None]:
        """Keep other processes from working on *plan* meanwhile. HeldError where one does."""

    def set_baselines(self, plan: str, baselines: tuple[Baseline, ...]) -> None:
        """Add *baselines*, each with name, day, reason and who approved it."""

    def decide_held(self, plan: str, uids: frozenset[str], decision: Decision) -> int:
        """Write a person's *decision* on held deletions; return how many it met."""

    def history(self, plan: str, key: str | None = None) -> tuple[Move, ...]:
        """The ledger of due-date moves, oldest first; of one item or of all."""


class News(NamedTuple):
    """
    What was heard of sheets on the web.

    Attributes:
        token: Where the next news begin; empty: nobody knows.
        changed: The sheets that changed, went into the bin or are shared no longer; None: any may.
        binned: Those of them that lie in the bin now.
    """

    token: str
    changed: frozenset[str] | None
    binned: frozenset[str] = frozenset()


class Keeping(NamedTuple):
    """
    How a sheet on the web is kept.

    Attributes:
        told: Its changes are told of.
        binned: It lies in the bin, where it can still be read and written.
    """

    told: bool
    binned: bool


class Watcher(Protocol):
    """
    Hears of changes of all sheets that an account can see, minutes late and perhaps never.

    AccessError: it may not; UnavailableError: not now. The sheets can be read all the same.
    """

    def news(self, token: str) -> News:
        """What changed since *token* was handed out; without one only where the next begin."""

    def keeping(self, ident: str) -> Keeping:
        """How the sheet *ident* is kept, by one call."""


class ChannelMaker(Protocol):
    """Has a sheet's changes told to an address of ours. SyncerError: not that, or not now."""

    def open(self, sheet: str, address: str, now: datetime) -> Channel:
        """Let *address* (https) be called whenever *sheet* changed, for a while from *now*."""

    def close(self, channel: Channel) -> None:
        """Let *channel* fall silent; one that has ended already is a success."""


class BookMaker(Protocol):
    """Makes a new workbook of our own pages."""

    def make(self, path: Path, pages: tuple[Page, ...]) -> None:
        """Write a workbook with *pages* to *path*, which must not exist."""


class SheetReach(NamedTuple):
    """
    A sheet on the web as it is shared with us.

    Attributes:
        locked: Somebody locked it, so that not even an editor can change it.
        trashed: It lies in the bin, where it can still be read.
        guarded: The tabs in which something is protected from us.
    """

    title: str
    editable: bool = True
    locked: bool = False
    trashed: bool = False
    guarded: frozenset[str] = frozenset()


class CalendarReach(NamedTuple):
    """A calendar as it is shared with us."""

    title: str
    writable: bool


class Reach(Protocol):
    """
    What an account on the web can get at; nothing is changed by asking.

    AccessError: not that, and the hint says who must share what. UnavailableError: not now.
    """

    def address(self) -> str:
        """Whom things must be shared with."""

    def skew(self, now: datetime) -> float:
        """How many seconds *now* is ahead of the clock over there."""

    def sheet(self, ident: str) -> SheetReach:
        """How the sheet *ident* is shared with us."""

    def calendar(self, ident: str, *, own: bool) -> CalendarReach:
        """How the calendar *ident*, which is our *own* or people's, is shared with us."""


class Clock(Protocol):
    """The only way to know the time."""

    def today(self) -> date:
        """The day in the plan's time zone."""

    def now(self) -> datetime:
        """This moment, aware, in UTC, whole seconds."""
