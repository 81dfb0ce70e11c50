"""Puts a backup in the place of a state: made whole beside it, checked, then changed in one step."""

from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, delete, func, inspect, or_, select, table, text, update
from sqlalchemy import column as named
from sqlalchemy.exc import DataError, IntegrityError

from syncer.errors import SourceError, UsageError
from syncer.store import schema, tables
from syncer.store.backup import KINDS, Backup, Batch
from syncer.store.failures import read_or_damaged
from syncer.store.place import Place
from syncer.store.replacing import anew
from syncer.store.transactions import reading, writing


class Restored(NamedTuple):
    """
    What a restore came to.

    Attributes:
        kept: Where the state that stood there before is kept; empty: there was none.
        rows: How many rows of all tables there are now.
        addresses: Subscriptions that are as they were a moment ago, and not as in the backup.
    """

    kept: str
    rows: int
    addresses: int


class Fences(NamedTuple):
    """
    What must not be undone by going back to an older state.

    Attributes:
        epochs: Of each plan: no cycle of before may commit afterwards.
        addresses: The subscriptions: what was revoked stays dead, what was given out since lives.
    """

    epochs: dict[str, int]
    addresses: tuple[dict[str, Any], ...] = ()


def restore(place: Place, backup: Backup, now: datetime) -> Restored:
    """
    Let the state at *place* be what *backup* says; whoever holds it must be gone.

    *now* is part of the name under which the old state is kept.
    """
    fences = _fences(place)
    place.engine.dispose()
    if place.file is None and place.engine.dialect.name == "sqlite":
        raise UsageError("a state in memory ends with its process", hint="set `state` in [service]")
    if place.file is not None:
        return _into_file(place.file, backup, fences, now)
    return _into_schema(place, backup, fences, now)


def _fences(place: Place) -> Fences:
    """Of the state as it stands; none where it cannot be read, or is older than such a table."""
    plans = tables.plans.c
    epochs = _read(place, select(plans.name, plans.epoch))
    addresses = _read(place, select(tables.subscriptions))
    return Fences({row["name"]: row["epoch"] for row in epochs}, addresses)


def _read(place: Place, found: Select[*tuple[Any, ...]]) -> tuple[dict[str, Any], ...]:
    try:
        with reading(place) as db, read_or_damaged("its rows"):
            return tuple(dict(row) for row in db.execute(found).mappings())
    except SourceError:
        return ()


def _into_file(file: Path, backup: Backup, fences: Fences, now: datetime) -> Restored:
    with anew(file, now) as making:
        with writing(making.place) as db:
            rows, addresses = _fill(db, making.place.name, backup, fences)
        kept = making.put_in_place()
    return Restored(str(kept) if kept else "", rows, addresses)


def _into_schema(place: Place, backup: Backup, fences: Fences, now: datetime) -> Restored:
    """One transaction: the old tables go into a schema of their own, the new ones are made."""
    kept = f"syncer_before_{now:%Y%m%d_%H%M%S}"
    with writing(place) as db:
        ours = {*tables.metadata.tables, schema.VERSION_TABLE}
        old = sorted(ours & set(inspect(db).get_table_names()))
        if old:
            db.execute(text(f"CREATE SCHEMA {kept}"))
            for name in old:
                db.execute(text(f"ALTER TABLE {name} SET SCHEMA {kept}"))
            db.execute(text(f"ALTER FUNCTION due_changes_only_grow SET SCHEMA {kept}"))
        rows, addresses = _fill(db, place.name, backup, fences)
    return Restored(f"schema {kept}" if old else "", rows, addresses)


def _fill(db: Connection, place: str, backup: Backup, fences: Fences) -> tuple[int, int]:
    """Make the tables as they were, fill them, bring them to this version; check the laws."""
    if backup.header.tables_at not in schema.known():
        by = backup.header.version
        raise SourceError(f"the backup was made by a newer syncer, {by}", hint="update syncer")
    schema.upgrade(db, place, to=backup.header.tables_at)
    there = {
        name: {column["name"] for column in inspect(db).get_columns(name)}
        for name in inspect(db).get_table_names()
    }
    rows = 0
    for batch in backup.batches():
        if not batch.columns.keys() <= there.get(batch.table, set()):
            raise backup.bad(f"its table {batch.table} is not like ours")
        _insert(db, backup, batch)
        rows += len(batch.rows)
    schema.upgrade(db, place)
    _go_on_counting(db)
    return rows, _fence(db, fences)


def _insert(db: Connection, backup: Backup, batch: Batch) -> None:
    columns = [named(name, KINDS[kind].made()) for name, kind in batch.columns.items()]
    rows = [dict(zip(batch.columns, row, strict=True)) for row in batch.rows]
    try:
        db.execute(table(batch.table, *columns).insert(), rows)
    except (IntegrityError, DataError):
        raise backup.bad(f"a row of its table {batch.table} breaks the laws of ours") from None


def _go_on_counting(db: Connection) -> None:
    """PostgreSQL's counters know nothing of numbers that they have not given themselves."""
    if db.dialect.name != "postgresql":
        return
    for one in tables.metadata.tables.values():
        if "id" not in one.c:
            continue
        last, counter = func.max(one.c.id), func.pg_get_serial_sequence(one.name, "id")
        db.execute(select(func.setval(counter, last)).having(last > 0))


def _fence(db: Connection, fences: Fences) -> int:
    """Let no cycle of before commit, and the addresses be as they are now; how many differ."""
    plans = tables.plans
    db.execute(update(plans).values(settled="", epoch=plans.c.epoch + 1))
    for name, epoch in fences.epochs.items():
        behind = update(plans).where(plans.c.name == name, plans.c.epoch <= epoch)
        db.execute(behind.values(epoch=epoch + 1))
    return sum(_as_now(db, row) for row in fences.addresses)


def _as_now(db: Connection, row: dict[str, Any]) -> bool:
    """Let the subscription *row* stand, in place of another of its name; whether that differed."""
    given = tables.subscriptions
    same = or_(given.c.name == row["name"], given.c.digest == row["digest"])
    there = [dict(old) for old in db.execute(select(given).where(same)).mappings()]
    if there == [row]:
        return False
    dead = [old["digest"] for old in there if old["digest"] != row["digest"]]
    for of in (tables.fetches, tables.editions):
        db.execute(delete(of).where(of.c.digest.in_(dead)))
    db.execute(delete(given).where(same))
    db.execute(given.insert(), row)
    return True
