"""Makes a new SQLite database of what can still be read in a damaged one."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

from sqlalchemy import Column, Connection, Table, insert, inspect
from sqlalchemy.exc import IntegrityError

from syncer.store import schema
from syncer.store.backup import BATCH, KINDS, kind_of
from syncer.store.replacing import anew
from syncer.store.tables import metadata, plans
from syncer.store.transactions import writing
from syncer.store.writing import unknown_plan

_ORDERS: Final = ("ASC", "DESC")
_UNREADABLE: Final = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What comes of a damaged page; the second where SQLite's message quotes a name that is no text."""


class Salvaged(NamedTuple):
    """
    What was saved.

    Attributes:
        kept: Where the damaged database is kept.
        rows: How many rows of all tables could be read.
    """

    kept: str
    rows: int


def salvage(file: Path, now: datetime) -> Salvaged:
    """Replace *file* by what can be read in it, which may be nothing; its own laws hold again."""
    with anew(file, now) as making:
        with (
            writing(making.place) as db,
            closing(sqlite3.connect(file, timeout=5.0, isolation_level=None)) as old,
        ):
            # A title that is no text any more is better than a lost row.
            old.text_factory = lambda octets: octets.decode("utf-8", "replace")
            # So that one damaged name among those of tables and indexes does not hide the others.
            old.execute("PRAGMA writable_schema=ON")
            schema.upgrade(db, making.place.name, to=_version(old))
            rows = _save(db, old)
            schema.upgrade(db, making.place.name)
        kept = making.put_in_place()
    return Salvaged(str(kept), rows)


def _version(old: sqlite3.Connection) -> str:
    """The migration that its tables stand at; the newest where that is lost."""
    with suppress(*_UNREADABLE):
        for (found,) in old.execute(f"SELECT version_num FROM {schema.VERSION_TABLE}"):  # noqa: S608
            if found in schema.known():
                return str(found)
    return schema.HEAD


def _save(db: Connection, old: sqlite3.Connection) -> int:
    told = inspect(db)
    rows, known = 0, set[str]()
    for table in metadata.sorted_tables:
        if not told.has_table(table.name):
            continue
        there = {column["name"] for column in told.get_columns(table.name)}
        columns = [column for column in table.columns if column.name in there]
        found = _rows(old, table, columns)
        while batch := list(islice(found, BATCH)):
            if table is plans:
                known |= {row["name"] for row in batch}
            elif "plan" in table.c and table.foreign_keys:
                for plan in sorted({row["plan"] for row in batch} - known):
                    db.execute(unknown_plan(db, plan))
                    known.add(plan)
            rows += _taken(db, table, batch)
    return rows


def _rows(
    old: sqlite3.Connection, table: Table, columns: list[Column[Any]]
) -> Iterator[dict[str, Any]]:
    """From its beginning and from its end, each as far as the damage; what is odd is left out."""
    listed = ", ".join(f'"{column.name}"' for column in columns)
    met: set[int] = set()
    for order in _ORDERS:
        # NOT INDEXED: the rows themselves, whatever became of the indexes.
        wanted = f'SELECT rowid, {listed} FROM "{table.name}" NOT INDEXED ORDER BY rowid {order}'  # noqa: S608 - our own names
        with suppress(*_UNREADABLE):
            for number, *values in old.execute(wanted):
                if number in met:
                    break
                met.add(number)
                if row := _read(columns, values):
                    yield row


def _read(columns: list[Column[Any]], values: list[Any]) -> dict[str, Any] | None:
    """The row with its values as their columns have them; None where one cannot be that."""
    row = {}
    for column, value in zip(columns, values, strict=True):
        if value is None and not column.nullable:
            return None
        try:
            row[column.name] = None if value is None else _value(kind_of(column), value)
        except (ValueError, TypeError, OverflowError):
            return None
    return row


def _value(kind: str, value: Any) -> object:
    if kind == "octets":
        return bytes(value) if isinstance(value, bytes) else value.encode()
    if kind == "moment":
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return KINDS[kind].read(value)


def _taken(db: Connection, table: Table, rows: list[dict[str, Any]]) -> int:
    """How many of *rows* could be put in: not those that break a law, as a second of its key."""
    try:
        with db.begin_nested():
            db.execute(insert(table), rows)
    except IntegrityError:
        if len(rows) == 1:
            return 0
        middle = len(rows) // 2
        return _taken(db, table, rows[:middle]) + _taken(db, table, rows[middle:])
    return len(rows)
