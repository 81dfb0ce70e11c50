"""Puts a backup in the place of a state: made whole beside it, checked, then changed in one step."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import (
    Connection,
    Select,
    Table,
    delete,
    func,
    inspect,
    or_,
    select,
    table,
    text,
    tuple_,
    update,
)
from sqlalchemy import column as named
from sqlalchemy.exc import DataError, IntegrityError

from syncer.errors import HeldError, SourceError, UsageError
from syncer.store import schema, tables
from syncer.store.backup import KINDS, Backup, Batch
from syncer.store.failures import read_or_damaged, told_as_ours
from syncer.store.place import Place
from syncer.store.replacing import anew, first_free
from syncer.store.transactions import reading, writing
from syncer.store.upsert import insert
from syncer.store.writing import unknown_plan

Rows: TypeAlias = tuple[dict[str, Any], ...]


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
    What must not be undone by going back to an older state: rows as they are now.

    Attributes:
        plans: No cycle of before may commit afterwards, and no number is given to a second item.
        addresses: What was revoked stays dead, what was given out since lives.
        published: No SEQUENCE may fall behind what subscribers have seen.
        places: No calendar is made a second time.
    """

    plans: Rows = ()
    addresses: Rows = ()
    published: Rows = ()
    places: Rows = ()


def restore(place: Place, backup: Backup, now: datetime) -> Restored:
    """
    Let the state at *place* be what *backup* says; whoever holds it must be gone.

    *now* is part of the name under which the old state is kept.
    """
    if place.file is not None:
        return _into_file(place, place.file, backup, now)
    if place.engine.dialect.name == "sqlite":
        raise UsageError("a state in memory ends with its process", hint="set `state` in [service]")
    return _into_schema(place, backup, now)


def _into_file(place: Place, file: Path, backup: Backup, now: datetime) -> Restored:
    """A new file is made beside it, and takes its name once it is whole."""
    stood = file.stat().st_size > 0  # looking into an empty one would make a database of it
    fences = _looked(place) if stood else Fences()

    def check() -> None:
        if _looked(place) != fences:
            raise HeldError(
                f"{place.name} was changed while it was being replaced",
                hint="nothing was replaced: run the same again",
            )

    with anew(file, now) as making:
        with writing(making.place) as db:
            rows, addresses = _fill(db, making.place.name, backup, fences)
        kept = making.put_in_place(check)
    return Restored(str(kept) if kept else "", rows, addresses)


def _looked(place: Place) -> Fences:
    """The fences of a file, which nobody has open afterwards."""
    with suppress(SourceError), reading(place) as db:
        schema.refuse_strangers(db, place.name)
    found = _fences(partial(_read_at, place))
    place.engine.dispose()
    return found


def _into_schema(place: Place, backup: Backup, now: datetime) -> Restored:
    """One transaction: the old tables go into a schema of their own, the new ones are made."""
    with writing(place) as db:
        schema.refuse_strangers(db, place.name)
        ours = {*tables.metadata.tables, schema.VERSION_TABLE}
        old = sorted(ours & set(inspect(db).get_table_names()))
        for name in old:  # nobody may change what is looked at next
            db.execute(text(f"LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE"))
        fences = _fences(partial(_read_within, db, place.name))
        kept = _set_aside(db, old, f"syncer_before_{now:%Y%m%d_%H%M%S}") if old else ""
        rows, addresses = _fill(db, place.name, backup, fences)
    return Restored(kept and f"schema {kept}", rows, addresses)


def _set_aside(db: Connection, old: list[str], name: str) -> str:
    """Move the tables *old* into a new schema, and what keeps the ledger with them; its name."""
    there = inspect(db).get_schema_names()
    kept = first_free(name, there.__contains__)
    db.execute(text(f"CREATE SCHEMA {kept}"))
    for table_name in old:
        db.execute(text(f"ALTER TABLE {table_name} SET SCHEMA {kept}"))
    if db.execute(text("SELECT to_regproc('due_changes_only_grow')")).scalar():
        db.execute(text(f"ALTER FUNCTION due_changes_only_grow SET SCHEMA {kept}"))
    return kept


def _fences(rows: Callable[[Select[*tuple[Any, ...]]], Rows]) -> Fences:
    """Of the state as it stands; *rows* gives none of what cannot be read, or is not there."""
    plans = tables.plans.c
    return Fences(
        rows(select(plans.name, plans.epoch, plans.next_key).order_by(plans.name)),
        rows(select(tables.subscriptions).order_by(tables.subscriptions.c.name)),
        rows(select(tables.published).order_by(*tables.published.primary_key)),
        rows(select(tables.places).order_by(*tables.places.primary_key)),
    )


def _read_at(place: Place, found: Select[*tuple[Any, ...]]) -> Rows:
    try:
        with reading(place) as db, read_or_damaged("its rows"):
            return tuple(dict(row) for row in db.execute(found).mappings())
    except SourceError:
        return ()


def _read_within(db: Connection, place: str, found: Select[*tuple[Any, ...]]) -> Rows:
    try:
        with told_as_ours(place), read_or_damaged("its rows"), db.begin_nested():
            return tuple(dict(row) for row in db.execute(found).mappings())
    except SourceError:
        return ()


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
    """Let what is fenced be as it is now; how many addresses the backup has otherwise."""
    plans = tables.plans
    for name in {row["plan"] for row in (*fences.published, *fences.places)}:
        db.execute(unknown_plan(db, name))
    db.execute(update(plans).values(settled="", epoch=plans.c.epoch + 1))
    for row in fences.plans:
        mine = update(plans).where(plans.c.name == row["name"])
        db.execute(mine.where(plans.c.epoch <= row["epoch"]).values(epoch=row["epoch"] + 1))
        later = plans.c.next_key < row["next_key"]
        db.execute(mine.where(later).values(next_key=row["next_key"]))
    _newest(db, tables.published, fences.published, "sequence", "modified")
    _newest(db, tables.places, fences.places)
    return sum(_as_now(db, row) for row in fences.addresses)


def _newest(db: Connection, of: Table, rows: Rows, *by: str) -> None:
    """Put *rows* into the table *of*, each in place of one of its key that is older *by* these."""
    if not rows:
        return
    new = insert(of, db.dialect.name)
    values = {c.name: c for c in new.excluded if c.name not in of.primary_key.columns}
    older = tuple_(*(of.c[name] for name in by)) < tuple_(*(new.excluded[name] for name in by))
    db.execute(
        new.on_conflict_do_update(
            index_elements=list(of.primary_key), set_=values, where=older if by else None
        ),
        [*rows],
    )


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
