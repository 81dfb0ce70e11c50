"""The state store: a plan's memory in one database, each write of it one transaction."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack
from datetime import date, datetime
from types import TracebackType
from typing import Self

from sqlalchemy import Connection

from syncer.domain.board import Board, KnownRuns
from syncer.domain.ledger import Break, Head, Ledger
from syncer.domain.memory import Baseline, Decision, Memory, Move
from syncer.domain.pulse import Pulse
from syncer.domain.subscription import Edition, Fetch, Subscription
from syncer.store import schema
from syncer.store import subscriptions as subscribed
from syncer.store.boards import numbers, put_up, read_board
from syncer.store.claims import Lasting, claim
from syncer.store.differences import differences
from syncer.store.place import Place, find
from syncer.store.pulses import read_pulses, write_pulses
from syncer.store.remembered import read_ledger, read_memory, read_moves, verified
from syncer.store.transactions import reading, writing
from syncer.store.writing import add_baselines, decide, raise_epoch, write


def open_store(url: str, *, wait: float = 5.0) -> "SqlStore":
    """
    Open the state at *url*; make it, or bring it to this version, where it is not.

    Args:
        url: As SQLAlchemy has it: sqlite:///path, sqlite:// (in memory), postgresql+psycopg://.
        wait: Seconds to wait for another process that is writing.
    """
    with ExitStack() as failing:
        store = failing.enter_context(SqlStore(find(url, wait)))
        store.prepare()
        failing.pop_all()
    return store


class SqlStore:
    """A StateStore in a database. Close it, or use it as a context, to free its connections."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._taken: set[str] = set()
        self._told: set[str] = set()  # of damaged subscriptions
        self._rows: Sequence[object] = ()
        self._standing: tuple[Subscription, ...] = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all connections; the next use opens new ones."""
        self.place.engine.dispose()

    def prepare(self) -> None:
        """Bring the tables to what this version works with."""
        with self._reading() as db:
            ready = schema.version(db) == schema.HEAD
        if not ready:
            with self._writing() as db:
                schema.upgrade(db, self.place.name)

    def load(self, plan: str) -> Memory:
        """All that is remembered of *plan*; an empty Memory where nothing is."""
        with self._reading() as db:
            return read_memory(db, plan, self.place.name)

    def begin(self, plan: str) -> Memory:
        """The same, with the epoch raised: from now on an older cycle cannot commit."""
        with self._writing() as db:
            raise_epoch(db, plan)
            return read_memory(db, plan, self.place.name)

    def commit(self, plan: str, before: Memory, after: Memory, board: Board | None = None) -> None:
        """
        Remember *after* in one transaction. HeldError unless *before.epoch* is the newest.

        With it *board* is put up, in place of the one of the same day.
        """
        changes = differences(plan, before, after, self.place.engine.dialect.name)
        with self._writing() if changes or board else self._reading() as db:
            write(db, plan, before.epoch, changes)
            if board is not None:
                put_up(db, board)

    def claim(self, plan: str) -> AbstractContextManager[None]:
        """Keep other processes from working on *plan* meanwhile. HeldError where one does."""
        return claim(self.place, self._taken, plan)

    def claim_lastingly(self, plan: str) -> Lasting:
        """The same for as long as the process lives. HeldError where another one has it."""
        return Lasting(self.place, self._taken, plan)

    def set_baselines(self, plan: str, baselines: tuple[Baseline, ...]) -> None:
        """Add *baselines*, each with name, day, reason and who approved it."""
        if baselines:
            with self._writing() as db:
                add_baselines(db, plan, baselines)

    def decide_held(self, plan: str, uids: frozenset[str], decision: Decision) -> int:
        """Write a person's *decision* on held deletions; return how many it met."""
        with self._writing() as db:
            return decide(db, plan, uids, decision)

    def history(self, plan: str, key: str | None = None) -> tuple[Move, ...]:
        """The ledger of due-date moves, oldest first; of one item or of all."""
        with self._reading() as db:
            return read_moves(db, plan, key)

    def changes(self) -> tuple[object, ...]:
        """Another value as soon as anything that is served is another; cheap."""
        with self._reading() as db:
            rows = subscribed.rows_of(db)
            if rows != self._rows:
                self._standing = subscribed.read_subscriptions(db, self._told)
                self._rows = rows
            return (*sorted(numbers(db).items()), *self._standing)

    def board_numbers(self) -> dict[str, int]:
        """By plan, a number that is another one as soon as another board stands."""
        with self._reading() as db:
            return numbers(db)

    def board(
        self, plan: str, on: date | None = None, known: KnownRuns | None = None
    ) -> Board | None:
        """
        The board of *plan* as it stood at the end of the day *on*, or as it stands.

        None where it had none yet. Events of *known* runs are not read again but given back, the
        very objects; afterwards *known* has the runs of this board, which has no document then.
        """
        with self._reading() as db:
            return read_board(db, plan, on, known)

    def subscriptions(self) -> tuple[Subscription, ...]:
        """All of them, by name, also those that are answered no more."""
        with self._reading() as db:
            return subscribed.read_subscriptions(db, self._told)

    def add_subscription(self, new: Subscription, today: date) -> bool:
        """Add *new*, in place of a dead one of its name; False where one of its name lives."""
        with self._writing() as db:
            return subscribed.add(db, new, today)

    def rotate_subscription(self, name: str, digest: str) -> None:
        """Give the subscription *name* another address; the one before is dead at once."""
        with self._writing() as db:
            subscribed.rotate(db, name, digest)

    def revoke_subscription(self, name: str, at: datetime) -> None:
        """Answer the subscription *name* no more."""
        with self._writing() as db:
            subscribed.revoke(db, name, at)

    def note_fetches(self, told: Iterable[Fetch]) -> None:
        """Remember who fetched what last; how often is added to what is known."""
        with self._writing() as db:
            subscribed.note_fetches(db, told)

    def note_editions(self, told: Iterable[Edition]) -> None:
        """Remember what is offered from now on; the same as before is nothing new."""
        with self._writing() as db:
            subscribed.note_editions(db, told)

    def fetches(self) -> dict[str, Fetch]:
        """By digest, the last fetch of each address that was ever fetched."""
        with self._reading() as db:
            return subscribed.read_fetches(db)

    def editions(self) -> list[Edition]:
        """What was offered at all addresses, oldest first."""
        with self._reading() as db:
            return subscribed.read_editions(db)

    def keep_pulses(self, pulses: Iterable[Pulse]) -> None:
        """Let other processes see how the daemon is doing with these plans."""
        with self._writing() as db:
            write_pulses(db, pulses)

    def pulses(self) -> dict[str, Pulse]:
        """How the daemon did with each plan when it last said so."""
        with self._reading() as db:
            return read_pulses(db)

    def ledger(self, plan: str) -> Ledger:
        """The same with its seals."""
        with self._reading() as db:
            return read_ledger(db, plan)

    def verified(self, plan: str) -> tuple[Break | None, Head]:
        """Where the ledger breaks first, if anywhere, and where it was said to end."""
        with self._reading() as db:
            return verified(db, plan)

    def _reading(self) -> AbstractContextManager[Connection]:
        return reading(self.place)

    def _writing(self) -> AbstractContextManager[Connection]:
        return writing(self.place)
