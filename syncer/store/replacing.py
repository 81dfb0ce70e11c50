"""Puts a new SQLite database in the place of another, which is kept beside it."""

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Final, NamedTuple

from syncer.store.failures import told_as_ours
from syncer.store.place import Place, find, to_disk

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

    def put_in_place(self, check: Callable[[], None] = lambda: None) -> Path | None:
        """
        Let it be *file*, at no moment is there none; where the old one is now, if there was.

        *check* looks at the old one at the last moment, and raises what keeps it there.
        """
        self.place.engine.dispose()
        with told_as_ours(f"the state {self.file}"):
            to_disk(self.fresh)
            there = self.file.exists() and self.file.stat().st_size > 0
            if there:
                _close(self.file)
                check()
                _make_alike(self.fresh, self.file)
                _set_aside(self.file, self.kept)
            self.fresh.replace(self.file)
            to_disk(self.file.parent)
        return self.kept if there else None


@contextmanager
def anew(file: Path, now: datetime) -> Iterator[Making]:
    """
    A new database beside *file*, to be filled and put in place; else nothing is left of it.

    Nor of one that was being made by a process that was killed: there is one at a time.
    """
    fresh = file.with_name(f".{file.name}.new")
    name = first_free(
        f"{file.name}.before-{now:%Y%m%d-%H%M%S}", lambda name: file.with_name(name).exists()
    )
    for rest in (fresh, *_companions(fresh)):
        rest.unlink(missing_ok=True)
    place = find(f"sqlite:///{fresh}", 5.0)
    try:
        yield Making(place, file, fresh, file.with_name(name))
    finally:
        place.engine.dispose()
        for rest in (fresh, *_companions(fresh)):
            rest.unlink(missing_ok=True)


def first_free(name: str, taken: Callable[[str], bool]) -> str:
    """*name*, or where that is *taken* the first of name_2, name_3 ... that is not."""
    names = (f"{name}_{number}" if number > 1 else name for number in count(1))
    return next(one for one in names if not taken(one))


def _companions(file: Path) -> tuple[Path, Path]:
    """What SQLite puts beside a database: its log, and the log's index."""
    return file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")


def _set_aside(file: Path, kept: Path) -> None:
    """Also under another name; no log of it stays, which would be taken for the new one's."""
    try:
        kept.hardlink_to(file)
    except OSError:  # not every file system has two names for a file
        shutil.copyfile(file, kept)
        kept.chmod(0o600)
    for rest, aside in zip(_companions(file), _companions(kept), strict=True):
        if rest.exists():
            rest.replace(aside)


def _make_alike(file: Path, old: Path) -> None:
    """Let *file* belong to whom *old* belongs: root may look after the state of another user."""
    was = old.stat()
    if os.geteuid() == 0:
        os.chown(file, was.st_uid, was.st_gid)
    file.chmod(stat.S_IMODE(was.st_mode))


def _close(file: Path) -> None:
    """Bring its log into *file*, unless it is too damaged; it fails where somebody has it open."""
    try:
        with closing(sqlite3.connect(file, timeout=5.0, isolation_level=None)) as old:
            old.execute("PRAGMA journal_mode=DELETE")
    except UnicodeDecodeError:
        return  # SQLite's message about a name that is no text any more
    except sqlite3.DatabaseError as error:
        if not getattr(error, "sqlite_errorname", "SQLITE_CORRUPT").startswith(_DAMAGED):
            raise
