"""Puts a new SQLite database in the place of another, which is kept beside it."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from syncer.errors import HeldError
from syncer.store.failures import told_as_ours
from syncer.store.place import Place, find

_DAMAGED: Final = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR")


class Making(NamedTuple):
    """
    A database that is being made to stand where *file* stands.

    Attributes:
        fresh: It, until then.
        kept: Where what stands there is kept.
    """

    place: Place
    file: Path
    fresh: Path
    kept: Path

    def put_in_place(self) -> Path | None:
        """Let it be *file*, at no moment is there none; where the old one is now, if there was."""
        self.place.engine.dispose()
        with told_as_ours(f"the state {self.file}"):
            _to_disk(self.fresh)
            there = self.file.exists() and self.file.stat().st_size > 0
            if there:
                _set_aside(self.file, self.kept)
            self.fresh.replace(self.file)
            _to_disk(self.file.parent)
        return self.kept if there else None


@contextmanager
def anew(file: Path, now: datetime) -> Iterator[Making]:
    """A new database beside *file*, to be filled and put in place; else nothing is left of it."""
    mark = f"{now:%Y%m%d-%H%M%S}"
    fresh = file.with_name(f".{file.name}.{mark}.new")
    place = find(f"sqlite:///{fresh}", 5.0)
    try:
        yield Making(place, file, fresh, file.with_name(f"{file.name}.before-{mark}"))
    finally:
        place.engine.dispose()
        for rest in (fresh, *_companions(fresh)):
            rest.unlink(missing_ok=True)


def _companions(file: Path) -> tuple[Path, Path]:
    """What SQLite puts beside a database: its log, and the log's index."""
    return file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")


def _set_aside(file: Path, kept: Path) -> None:
    """Also under another name; no log of it stays, which would be taken for the new one's."""
    _close(file)
    try:
        kept.hardlink_to(file)
    except OSError:  # not every file system has two names for a file
        shutil.copyfile(file, kept)
        kept.chmod(0o600)
    for rest, aside in zip(_companions(file), _companions(kept), strict=True):
        if rest.exists():
            rest.replace(aside)


def _close(file: Path) -> None:
    """Bring its log into *file*, unless it is too damaged; HeldError where somebody has it open."""
    try:
        with closing(sqlite3.connect(file, timeout=5.0, isolation_level=None)) as old:
            old.execute("PRAGMA journal_mode=DELETE")
    except UnicodeDecodeError:
        return  # SQLite's message about a name that is no text any more
    except sqlite3.DatabaseError as error:
        if not getattr(error, "sqlite_errorname", "").startswith(_DAMAGED):
            raise HeldError(
                f"the state {file} is in use by another process", hint="end it, then try again"
            ) from None


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
