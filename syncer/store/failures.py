"""The one place where the failures of databases and their files become ours."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from syncer.errors import AccessError, HeldError, SourceError, SyncerError, UnavailableError
from syncer.store.packing import DamagedError

_MEND: Final = (
    "`syncer fsck --repair` saves what can be read, `syncer restore` puts a backup back; without "
    "either move it away: the next sync begins a new one, and only the history is lost"
)
_WAIT: Final = "wait until it is done and try again; `syncer doctor` looks who it is"
_GRANT: Final = "let the user who runs syncer write there, and in its folder"
_ROOM: Final = "make room, then run the same again: nothing was half written"

# By how an SQLite error's name begins: https://www.sqlite.org/rescode.html
_SQLITE: Final = (
    (("SQLITE_BUSY", "SQLITE_LOCKED"), HeldError, "is in use by another process", _WAIT),
    (("SQLITE_FULL",), UnavailableError, "cannot grow: the disk is full", _ROOM),
    (("SQLITE_IOERR", "SQLITE_NOLFS"), UnavailableError, "cannot be used: its disk fails", _ROOM),
    (
        ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH"),
        AccessError,
        "cannot be opened for writing",
        _GRANT,
    ),
    (("SQLITE_CORRUPT", "SQLITE_NOTADB"), SourceError, "is damaged, or no database", _MEND),
    (("SQLITE_CONSTRAINT",), SourceError, "is damaged: it breaks its own laws", _MEND),
    (("SQLITE_ERROR", "SQLITE_SCHEMA"), SourceError, "has tables other than ours", _MEND),
)

# By how an SQLSTATE begins: https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRESQL: Final = (
    (("55P03", "57014"), HeldError, "is in use by another process", _WAIT),
    (("53100",), UnavailableError, "cannot grow: the disk is full", _ROOM),
    (("08", "40", "53", "57", "58"), UnavailableError, "does not answer now", "try again later"),
    (("28",), AccessError, "refused the user or the password", "mend `state` in [service]"),
    (("3D000",), AccessError, "does not exist", "create it: createdb, then try again"),
    (("42501", "25006"), AccessError, "may not be written", _GRANT),
    (("23",), SourceError, "is damaged: it breaks its own laws", _MEND),
    (("XX", "42", "3F"), SourceError, "is damaged, or has tables other than ours", _MEND),
)

# psycopg has no SQLSTATE where the connection itself failed, so its words are looked at. Where a
# server speaks another language the error is told as one of not being reached.
_UNCONNECTED: Final = (
    ("does not exist", AccessError, "does not know this database or user", "create it first"),
    ("authentication failed", AccessError, "refused the user or the password", _POSTGRESQL[3][3]),
    ("pg_hba.conf", AccessError, "lets nobody in from here", "mend its pg_hba.conf"),
    ("no password supplied", AccessError, "asks for a password", _POSTGRESQL[3][3]),
)

_ERRNOS: Final = {
    errno.EACCES: (AccessError, "may not be written", _GRANT),
    errno.EPERM: (AccessError, "may not be written", _GRANT),
    errno.EROFS: (AccessError, "is on a disk that may only be read", _GRANT),
    errno.ENOENT: (AccessError, "lies in a folder that is not there", "make that folder first"),
    errno.ENOTDIR: (AccessError, "lies in a file instead of a folder", "name another `state`"),
    errno.EEXIST: (AccessError, "lies in a file instead of a folder", "name another `state`"),
    errno.EISDIR: (AccessError, "is a folder", "name a file in it as `state`"),
    errno.ENOSPC: (UnavailableError, "cannot grow: the disk is full", _ROOM),
    errno.EDQUOT: (UnavailableError, "cannot grow: the disk is full", _ROOM),
}


@contextmanager
def told_as_ours(place: str) -> Iterator[None]:
    """Turn what databases and their files raise into our errors; *place* names the state."""
    try:
        yield
    except SQLAlchemyError as error:
        raise _of_database(error, place) from error
    except sqlite3.Error as error:
        raise _of_sqlite(error, place) or error from error
    except DamagedError as error:
        raise SourceError(f"{place} is damaged: {error} cannot be read", hint=_MEND) from error
    except UnicodeDecodeError as error:
        # Python's, of SQLite's own message about a name in the database that is no text.
        raise SourceError(f"{place} is damaged", hint=_MEND) from error
    except OSError as error:
        raise _of_file(error, place) from error


@contextmanager
def read_or_damaged(what: str) -> Iterator[None]:
    """For looking at rows and nothing else: values that no row of ours can have are damage."""
    try:
        yield
    except (ValueError, TypeError, LookupError, ArithmeticError) as error:
        raise DamagedError(what) from error


def _of_database(error: SQLAlchemyError, place: str) -> Exception:
    if isinstance(error, PoolTimeoutError):
        return UnavailableError(f"{place} has no connection left", hint="try again later")
    if not isinstance(error, DBAPIError):
        return error
    if isinstance(error.orig, sqlite3.Error):
        return _of_sqlite(error.orig, place) or error
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return _first(_POSTGRESQL, state, place) or error
    return _unconnected(error, place)


def _of_sqlite(error: sqlite3.Error, place: str) -> SyncerError | None:
    # Without a name where a text in it is no text: Python says it, and not SQLite.
    return _first(_SQLITE, getattr(error, "sqlite_errorname", "SQLITE_CORRUPT"), place)


def _first(
    table: tuple[tuple[tuple[str, ...], type[SyncerError], str, str], ...], code: str, place: str
) -> SyncerError | None:
    for beginnings, kind, what, hint in table:
        if code.startswith(beginnings):
            return kind(f"{place} {what}", hint=hint)
    return None


def _unconnected(error: DBAPIError, place: str) -> SyncerError:
    said = str(error.orig)
    for words, kind, what, hint in _UNCONNECTED:
        if words in said:
            return kind(f"{place} {what}", hint=hint)
    return UnavailableError(
        f"{place} does not answer", hint="is the server running, and `state` in [service] right?"
    )


def _of_file(error: OSError, place: str) -> SyncerError:
    kind, what, hint = _ERRNOS.get(
        error.errno or 0, (UnavailableError, f"cannot be used: {error.strerror}", "try again later")
    )
    return kind(f"{place} {what}", hint=hint)
