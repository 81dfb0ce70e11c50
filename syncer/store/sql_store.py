"""The state store: a plan's memory in one database, each write of it one transaction."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import Self

from sqlalchemy import Connection

from syncer.domain.memory import Baseline, Decision, Memory, Move
from syncer.store import schema
from syncer.store.claims import claim
from syncer.store.differences import differences
from syncer.store.failures import told_as_ours
from syncer.store.place import WRITING, Place, find
from syncer.store.remembered import read_memory, read_moves
from syncer.store.writing import add_baselines, decide, raise_epoch, write


def open_store(url: str, *, wait: float = 5.0) -> "SqlStore":
    """
    Open the state at *url*; make it, or bring it to this version, where it is not.

    Args:
        url: As SQLAlchemy has it: sqlite:///path, sqlite:// (in memory), postgresql+psycopg://.
        wait: Seconds to wait for another process that is writing.
    """
    store = SqlStore(find(url, wait))
    store.prepare()
    return store


class SqlStore:
    """A StateStore in a database. Close it, or use it as a context, to free its connections."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._taken: set[str] = set()

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

    def commit(self, plan: str, before: Memory, after: Memory) -> None:
        """Remember *after* in one transaction. HeldError unless *before.epoch* is the newest."""
        changes = differences(plan, before, after, self.place.engine.dialect.name)
        with self._writing() if changes else self._reading() as db:
            write(db, plan, before.epoch, changes)

    def claim(self, plan: str) -> AbstractContextManager[None]:
        """Keep other processes from working on *plan* meanwhile. HeldError where one does."""
        return claim(self.place, self._taken, plan)

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

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """Several reads of one moment, whoever writes meanwhile."""
        with told_as_ours(self.place.name), self.place.engine.connect() as db:
            if db.dialect.name == "postgresql":
                db.execution_options(isolation_level="REPEATABLE READ")
            with db.begin():
                yield db

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One transaction: all of it stands afterwards, or nothing."""
        with told_as_ours(self.place.name), self.place.engine.connect() as db:
            db.execution_options(**{WRITING: True})
            with db.begin():
                yield db
