"""Where the state is kept: an address is checked, its file made, and the engine for it built."""

import importlib
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import StaticPool

from syncer.errors import ConfigError
from syncer.store.failures import told_as_ours

if TYPE_CHECKING:
    import sqlite3

    import psycopg

_EXAMPLES: Final = "like sqlite:///var/syncer.db or postgresql+psycopg://user@host/database"
_SQLITE: Final = frozenset({"sqlite", "sqlite+pysqlite"})
_POSTGRESQL: Final = frozenset({"postgresql", "postgres", "postgresql+psycopg"})
_NOTICED: Final = {
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""
How soon a line that is dead without a word is given up: after a minute of silence (seconds), or
half of one with something unacknowledged (milliseconds). Parameters of libpq.
"""
WRITING: Final = "writing"
"""The execution option of a connection whose transaction is going to write."""


class Place(NamedTuple):
    """
    A database that is ready to be connected to.

    Attributes:
        name: For messages; it has no user, no password and no parameter of the URL in it.
        file: Of an SQLite database on disk; None else.
    """

    engine: Engine
    name: str
    file: Path | None


def find(address: str, wait: float) -> Place:
    """
    Check *address*, make the file and its folder where it is an SQLite database.

    Args:
        address: An SQLAlchemy URL.
        wait: Seconds to wait for another process that is writing.
    """
    url = _parsed(address)
    if url.drivername in _SQLITE:
        return _sqlite(url, wait)
    if url.drivername in _POSTGRESQL:
        return _postgresql(url.set(drivername="postgresql+psycopg"), wait)
    raise ConfigError(f"the state cannot be kept in {url.drivername!r}", hint=_EXAMPLES)


def _parsed(address: str) -> URL:
    try:
        return make_url(address)
    except (ArgumentError, ValueError):
        # The address may hold a password, so neither it nor its parser's message is shown.
        raise ConfigError("the state's address is no database URL", hint=_EXAMPLES) from None


def _sqlite(url: URL, wait: float) -> Place:
    if url.host or (url.database or "").startswith("file:"):
        raise ConfigError(
            f"the state's address names a host: {url.host or 'file:'}",
            hint="write sqlite:///name.db, or sqlite:////absolute/path/name.db",
        )
    arguments: dict[str, Any] = {"connect_args": {"timeout": wait, "check_same_thread": False}}
    name, file = "the state in memory", None
    if url.database and url.database != ":memory:":
        # One file under two names is one state: what keeps others out stands beside it.
        file = Path(url.database).resolve()
        name = f"the state {file}"
        with told_as_ours(name):
            _make_private(file)
        url = url.set(database=str(file))
    else:
        arguments["poolclass"] = StaticPool
    engine = create_engine(url, hide_parameters=True, **arguments)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return Place(engine, name, file)


def _make_private(file: Path) -> None:
    """The file, and so what SQLite puts beside it, is its owner's alone: titles stand in it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    os.close(opened_privately(file))


def opened_privately(file: Path) -> int:
    """
    A handle on *file*, made where it is not: for its owner alone.

    That is the owner of its folder, also where root is the first to need it.
    """
    flags = os.O_RDWR | os.O_CLOEXEC
    try:
        handle = os.open(file, flags | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return os.open(file, flags | os.O_CREAT, 0o600)
    if os.geteuid() == 0:
        folder = file.parent.stat()
        os.fchown(handle, folder.st_uid, folder.st_gid)
    return handle


def to_disk(path: Path) -> None:
    """Whatever was done to the file or folder *path* outlives a loss of power."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _prepare_sqlite(connection: "sqlite3.Connection", record: object) -> None:  # noqa: ARG001
    # Else Python begins transactions by rules of its own; `_begin_sqlite` does it instead.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and then writes would fail where another wrote between.
    writing = connection.get_execution_options().get(WRITING)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _postgresql(url: URL, wait: float) -> Place:
    try:
        importlib.import_module("psycopg")
    except ImportError:  # psycopg itself, or the libpq it needs, is missing
        raise ConfigError(
            "the state is on PostgreSQL, but its driver psycopg is not installed",
            hint="pip install 'milestone-syncer[postgresql]'",
        ) from None
    seconds = max(1, round(wait))
    arguments = {"connect_timeout": seconds, "application_name": own_name(), **_NOTICED}
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        connect_args={k: v for k, v in arguments.items() if k not in url.query},
    )

    def prepare(connection: "psycopg.Connection[Any]", record: object) -> None:  # noqa: ARG001
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {round(wait * 1000)}".encode())
            # So that the server, too, notices a line that is dead, and frees what it holds.
            cursor.execute(b"SET tcp_keepalives_idle = 30")
            cursor.execute(b"SET tcp_keepalives_interval = 10")
            cursor.execute(b"SET tcp_keepalives_count = 3")
        connection.commit()

    event.listen(engine, "connect", prepare)
    host = url.host or "localhost"
    port = f":{url.port}" if url.port else ""
    return Place(engine, f"the state postgresql://{host}{port}/{url.database or ''}", None)


def own_name() -> str:
    """How a PostgreSQL server, and so another syncer, can name this process."""
    return f"syncer process {os.getpid()} on {socket.gethostname()}"[:63]
