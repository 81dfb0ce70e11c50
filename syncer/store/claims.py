"""Keeps two processes from working on the same plan; a claim ends with its process, however."""

import fcntl
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Final

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from syncer.errors import HeldError
from syncer.store.failures import told_as_ours
from syncer.store.place import Place, opened_privately, own_name

_PATIENCE: Final = 0.5
"""Seconds that freeing a claim on a server may take: one that is silent keeps nobody from ending."""

_HOLDER = text(
    """
    SELECT application_name || ', since '
        || to_char(backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC'
    FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND granted AND objsubid = 1
      AND classid::bigint = (:key >> 32) & 4294967295 AND objid::bigint = :key & 4294967295
    """
)


def claim(place: Place, taken: set[str], plan: str) -> AbstractContextManager[None]:
    """
    Hold *plan* as long as the context lasts; *taken* is for a state in memory.

    The plan without a name is what a daemon holds, for good: there is one to a state.
    """
    if place.engine.dialect.name == "postgresql":
        return _on_server(place, plan)
    if place.file is not None:
        return _on_file(place.file, place.name, plan)
    return _in_memory(taken, plan)


def _busy(plan: str, holder: str) -> HeldError:
    if not plan:
        return HeldError(
            f"another `syncer run` ({holder}) works with this state",
            hint="end that process first; one is enough for all plans",
        )
    return HeldError(
        f"another syncer ({holder}) is working on plan {plan!r}",
        hint="wait until it is done, or end that process",
    )


@contextmanager
def _in_memory(taken: set[str], plan: str) -> Iterator[None]:
    if plan in taken:
        raise _busy(plan, f"process {os.getpid()}")
    taken.add(plan)
    try:
        yield
    finally:
        taken.discard(plan)


@contextmanager
def _on_file(file: Path, place: str, plan: str) -> Iterator[None]:
    """The lock is flock's, so that it holds against this process too and never outlives it."""
    with told_as_ours(place):
        handle = _take(_lock_file(file, plan), plan)
    try:
        yield
    finally:
        # The file stays: were it removed, a third process could lock a new one of its name.
        os.close(handle)


def _lock_file(file: Path, plan: str) -> Path:
    """Readable by people, and different for plans whose names differ in odd characters only."""
    readable = re.sub(r"[^A-Za-z0-9_-]+", "-", plan)[:40]
    return file.with_name(f"{file.name}.{readable}-{_digest(plan).hex()[:8]}.lock")


def _take(path: Path, plan: str) -> int:
    handle = opened_privately(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
    except BlockingIOError:
        holder = os.pread(handle, 20, 0).decode("ascii", "replace")
        since = datetime.fromtimestamp(os.fstat(handle).st_mtime, UTC)
        os.close(handle)
        said = f"process {holder or 'unknown'}, since {since:%Y-%m-%d %H:%M} UTC"
        raise _busy(plan, said) from None
    except OSError:
        os.close(handle)
        raise
    return handle


@contextmanager
def _on_server(place: Place, plan: str) -> Iterator[None]:
    """The lock is the session's: the server frees it when the connection ends, however."""
    session = _locked(place, plan)
    try:
        yield
    finally:
        _free(session, plan)


class Lasting:
    """A claim that is taken again where the database's server lost it: by its own new start."""

    def __init__(self, place: Place, taken: set[str], plan: str) -> None:
        self._place, self._plan = place, plan
        self._session: Connection | None = None
        self._held: AbstractContextManager[None] | None = None
        if place.engine.dialect.name == "postgresql":
            self._session = _locked(place, plan)
        else:
            self._held = claim(place, taken, plan)
            self._held.__enter__()

    def keep(self) -> None:
        """See to it that it holds. HeldError: another process took it meanwhile."""
        if self._session is None or _stands(self._session):
            return
        try:
            session = _locked(self._place, self._plan)
        except HeldError as error:
            if own_name() in str(error):
                return  # our lost session, whose end the server has not noticed yet
            raise
        self._session.close()
        self._session = session

    def close(self) -> None:
        """Let others have it."""
        if self._session is not None:
            _free(self._session, self._plan)
        if self._held is not None:
            self._held.__exit__(None, None, None)


def _key(plan: str) -> int:
    return int.from_bytes(_digest(plan)[:8], "big", signed=True)


def _locked(place: Place, plan: str) -> Connection:
    """A session that holds the lock."""
    with told_as_ours(place.name):
        session = place.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        # Its own, never the pool's again: whatever goes wrong, closing it frees the lock.
        session.detach()
        try:
            _lock(session, _key(plan), plan)
        except BaseException:
            session.close()
            raise
    return session


def _stands(session: Connection) -> bool:
    if session.invalidated:
        return False
    try:
        session.execute(text("SELECT 1"))
    except DBAPIError:
        return False
    return True


def _lock(session: Connection, key: int, plan: str) -> None:
    if session.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}).scalar():
        return
    holder = session.execute(_HOLDER, {"key": key}).scalar()
    raise _busy(plan, holder or "a process that is just ending")


def _free(session: Connection, plan: str) -> None:
    """Free the lock, waiting for a silent server no longer than that is worth."""
    freeing = Thread(target=_unlock, args=(session, _key(plan)), name="claim", daemon=True)
    freeing.start()
    freeing.join(_PATIENCE)


def _unlock(session: Connection, key: int) -> None:
    # Where the connection is lost, the lock is with it; what was done meanwhile is fenced by
    # the epoch and needs no second error here.
    with suppress(DBAPIError), session:
        if not session.invalidated:
            session.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": key})


def _digest(plan: str) -> bytes:
    return hashlib.sha256(b"syncer plan " + plan.encode("utf-8", "surrogatepass")).digest()
