"""
A state as one file, the same whatever database it came from.

It is gzip over lines of JSON: a header; for each table its columns and then its rows, each a
list; at the end the number of rows and the SHA-256 of all lines before.
"""

import gzip
import json
import os
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from glob import escape
from hashlib import sha256
from pathlib import Path
from tempfile import mkstemp
from typing import Any, BinaryIO, Final, NamedTuple, TypeAlias

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Float,
    Integer,
    LargeBinary,
    Table,
    func,
    select,
)
from sqlalchemy.types import TypeEngine

from syncer import __version__
from syncer.errors import AccessError, SourceError, UsageError
from syncer.store import schema
from syncer.store.failures import told_as_ours
from syncer.store.place import Place, to_disk
from syncer.store.tables import Moment, Prose, metadata, plans
from syncer.store.transactions import reading

FORM: Final = 1
BATCH: Final = 1000
_PART: Final = ".part"
_LONGEST: Final = timedelta(days=1)
_LEVEL: Final = 6
"""Of gzip: the highest takes much more time, and next to no less room."""
_OTHER: Final = "name another file; nothing was changed"

Values: TypeAlias = list[Any]


class Kind(NamedTuple):
    """How the values of a column stand in the file."""

    made: Callable[[], TypeEngine[Any]]
    written: Callable[[Any], object]
    read: Callable[[Any], object]


KINDS: Final = {
    "text": Kind(Prose, str, str),
    "integer": Kind(Integer, int, int),
    "real": Kind(Float, float, float),
    "boolean": Kind(Boolean, bool, bool),
    "day": Kind(Date, date.isoformat, date.fromisoformat),
    "moment": Kind(Moment, datetime.isoformat, datetime.fromisoformat),
    "octets": Kind(LargeBinary, lambda value: b64encode(value).decode(), b64decode),
}
_KIND_OF: Final = (
    (Moment, "moment"),
    (Date, "day"),
    (Boolean, "boolean"),
    (Integer, "integer"),
    (Float, "real"),
    (LargeBinary, "octets"),
)


class Header(NamedTuple):
    """
    How a backup begins.

    Attributes:
        tables_at: The migration that its tables stand at.
        made: UTC.
        version: The version of the program that made it.
    """

    tables_at: str
    made: datetime
    version: str


class Batch(NamedTuple):
    """Some rows of one table; *columns* are kinds by name."""

    table: str
    columns: dict[str, str]
    rows: list[Values]


class Written(NamedTuple):
    """What went into a backup."""

    plans: int
    rows: int
    octets: int


def write_backup(place: Place, file: Path, now: datetime, *, instead: bool = False) -> Written:
    """
    Copy the state at *place*, as it is at one moment, to *file*, whoever works on it meanwhile.

    There is never half of one. UsageError where *file* stands and not this is wanted *instead*.
    """
    _look(file, instead=instead)
    with told_as_ours(f"the backup {file}"):
        _sweep(file, now)
        # A name of its own: in containers every process may have the same number.
        handle, name = mkstemp(prefix=f".{file.name}.", suffix=_PART, dir=file.parent)
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as raw, reading(place) as db:
                plans, rows = _write(db, raw, now)
                raw.flush()
                os.fsync(raw.fileno())
                octets = raw.tell()
            _look(file, instead=instead)
            part.replace(file)
            to_disk(file.parent)
        finally:
            part.unlink(missing_ok=True)
    return Written(plans, rows, octets)


def _look(file: Path, *, instead: bool) -> None:
    """UsageError where no backup can come to stand at *file*."""
    if not file.parent.is_dir():
        raise UsageError(f"there is no folder {file.parent}", hint="make it, or name another file")
    if file.is_dir():
        raise UsageError(f"{file} is a folder", hint="name a file in it")
    if not instead and (file.exists() or file.is_symlink()):
        raise UsageError(f"{file} stands there already", hint="name another, or --replace")


def _sweep(file: Path, now: datetime) -> None:
    """Remove what backups to *file* left that were killed: none takes a day."""
    for part in file.parent.glob(f".{escape(file.name)}.*{_PART}"):
        with suppress(FileNotFoundError):
            if datetime.fromtimestamp(part.stat().st_mtime, UTC) < now - _LONGEST:
                part.unlink()


def _write(db: Connection, raw: BinaryIO, now: datetime) -> tuple[int, int]:
    digest, rows = sha256(), 0
    with gzip.GzipFile("", "wb", _LEVEL, fileobj=raw, mtime=0) as packed:
        for line in _lines(db, now):
            digest.update(line)
            rows += line.startswith(b"[")
            packed.write(line)
        packed.write(_line({"rows": rows, "sha256": digest.hexdigest()}))
    known = db.execute(select(func.count()).select_from(plans)).scalar_one()
    return known, rows


def _lines(db: Connection, now: datetime) -> Iterator[bytes]:
    header = {"backup of": "syncer", "form": FORM, "version": __version__}
    yield _line({**header, "tables_at": schema.HEAD, "made": now.isoformat()})
    for table in metadata.sorted_tables:
        kinds = {column.name: kind_of(column) for column in table.columns}
        yield _line({"table": table.name, "columns": kinds})
        writers = [KINDS[kind].written for kind in kinds.values()]
        for row in _rows(db, table):
            yield _line(
                [
                    None if value is None else write(value)
                    for write, value in zip(writers, row, strict=True)
                ]
            )


def _rows(db: Connection, table: Table) -> Iterator[Any]:
    found = select(table).order_by(*table.primary_key.columns)
    yield from db.execution_options(yield_per=BATCH).execute(found)


def kind_of(column: Column[Any]) -> str:
    """The kind of *column*: what every database of ours can hold it as."""
    return next((kind for made, kind in _KIND_OF if isinstance(column.type, made)), "text")


def _line(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii") + b"\n"


class Backup:
    """A backup to read; SourceError wherever it turns out not to be a whole one."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lines = self._whole()
        self.header = self._header()

    def batches(self) -> Iterator[Batch]:
        """All rows, table by table in an order that keeps every law; only once."""
        batch: Batch | None = None
        for line in self._lines:
            if isinstance(line, dict):
                if batch is not None and batch.rows:
                    yield batch
                batch = self._table(line)
            elif batch is None:
                raise self.bad("a row stands before the first table")
            else:
                batch.rows.append(self._row(batch, line))
                if len(batch.rows) == BATCH:
                    yield batch
                    batch = batch._replace(rows=[])
        if batch is not None and batch.rows:
            yield batch

    def _header(self) -> Header:
        first = next(self._lines, None)
        if not isinstance(first, dict) or first.get("backup of") != "syncer":
            raise self.bad("it does not begin as one")
        if first.get("form") != FORM:
            raise self.bad(f"its form {first.get('form')!r} is a later version's: update syncer")
        try:
            made = datetime.fromisoformat(first["made"])
            return Header(str(first["tables_at"]), made, str(first["version"]))
        except (KeyError, TypeError, ValueError):
            raise self.bad("its first line is damaged") from None

    def _table(self, line: dict[str, Any]) -> Batch:
        name, kinds = line.get("table"), line.get("columns")
        if not isinstance(name, str) or not isinstance(kinds, dict):
            raise self.bad("the beginning of a table is damaged")
        if unknown := set(kinds.values()) - KINDS.keys():
            raise self.bad(f"the table {name} has columns of the kind {min(unknown)!r}")
        return Batch(name, kinds, [])

    def _row(self, batch: Batch, line: Values) -> Values:
        try:
            return [
                None if value is None else KINDS[kind].read(value)
                for kind, value in zip(batch.columns.values(), line, strict=True)
            ]
        except (TypeError, ValueError):
            raise self.bad(f"a row of the table {batch.table} is damaged") from None

    def _whole(self) -> Iterator[dict[str, Any] | Values]:
        """Each line but the last, which must tell of all others what they are."""
        digest, rows = sha256(), 0
        before: bytes | None = None
        for line in self._octets():
            if before is not None:
                digest.update(before)
                rows += before.startswith(b"[")
                yield self._read(before)
            before = line
        end = self._read(before or b"{}")
        if end != {"rows": rows, "sha256": digest.hexdigest()}:
            raise self.bad("its end is missing, or it was changed")

    def _octets(self) -> Iterator[bytes]:
        try:
            with gzip.open(self._file) as packed:
                yield from packed
        except FileNotFoundError:
            raise SourceError(f"there is no file {self._file}", hint=_OTHER) from None
        except (gzip.BadGzipFile, EOFError, zlib.error):
            raise self.bad("`syncer backup` did not write it as it is") from None
        except PermissionError:
            who = "run this as its owner, or let this user read it; nothing was changed"
            raise AccessError(f"{self._file} may not be read", hint=who) from None
        except OSError as error:
            raise self.bad(error.strerror or str(error)) from None

    def _read(self, line: bytes) -> dict[str, Any] | Values:
        try:
            value = json.loads(line)
        except ValueError:
            value = None
        if not isinstance(value, dict | list):
            raise self.bad("a line of it is damaged")
        return value

    def bad(self, why: str) -> SourceError:
        """The error that says *why* it is not taken."""
        return SourceError(f"{self._file} is no whole backup: {why}", hint=_OTHER)
