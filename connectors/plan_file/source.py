"""A plan that a tool has exported: read as one table, and never written."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from syncer.domain.changes import SheetChanges
from syncer.domain.sheet import Snapshot, Tab, Value, Version
from syncer.errors import AccessError, SourceError, UnavailableError
from syncer.ports import Written

MAX_FILE: Final = 100 * 2**20
"""Octets; Microsoft Project writes some 4 kB a task."""


class Table(NamedTuple):
    """
    One table, its headings in the first row.

    Attributes:
        name: Of the project or board.
    """

    name: str
    rows: list[list[Value]]


class PlanFile:
    """The file at *path*, which *read_table* turns into a table; *tool* wrote it."""

    def __init__(self, path: Path, read_table: Callable[[bytes, str], Table], tool: str) -> None:
        self._path = path
        self._read_table = read_table
        self._tool = tool

    def version(self) -> Version:
        """The digest of the file."""
        return _version_of(_octets(self._path))

    def read(self) -> Snapshot:
        """The one table."""
        octets = _octets(self._path)
        table = self._read_table(octets, str(self._path))
        return Snapshot(
            source=str(self._path),
            version=_version_of(octets),
            tabs=(Tab(name=table.name or self._path.stem, rows=table.rows),),
            read_only=f"a file of {self._tool} is only read",
            paged=False,
        )

    def write(self, changes: SheetChanges, expected: Version) -> Written:
        """Refuse: what a tool has exported is its own."""
        del changes, expected
        raise AccessError(
            f"{self._path} is a file of {self._tool}, which we only read",
            hint="save the plan as a spreadsheet where results are to stand beside it",
        )


def _version_of(octets: bytes) -> Version:
    return Version(hashlib.sha256(octets).hexdigest()[:20])


def _octets(path: Path) -> bytes:
    """All of the file; SourceError where there is none to read."""
    try:
        if not path.is_file():
            hint = "check the path: was it moved or renamed?"
            raise SourceError(f"there is no file {path}", hint=hint)
        size = path.stat().st_size
        if not 0 < size <= MAX_FILE:
            said = f"has {size >> 20:,} MB: that is no plan" if size else "is empty"
            raise SourceError(f"{path} {said}", hint="export the plan again")
        return path.read_bytes()
    except PermissionError as error:
        hint = "let this user read the file, then run the same again"
        raise AccessError(f"{path} may not be read: {error.strerror}", hint=hint) from None
    except OSError as error:
        said = f"{error.strerror} while reading {path}"
        raise UnavailableError(said, hint="the next sync tries again") from None
