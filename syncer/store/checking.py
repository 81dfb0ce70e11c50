"""Looks for whatever in a state is not as this program would have written it."""

import json
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    Connection,
    Executable,
    Index,
    Row,
    Table,
    delete,
    func,
    inspect,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.schema import CreateIndex, CreateTable

from syncer.domain.memory import Decision
from syncer.domain.pulse import read_pulse
from syncer.store.boards import read_board
from syncer.store.guard import missing_guards
from syncer.store.notes import NOTES
from syncer.store.packing import DamagedError, read_event
from syncer.store.place import Place
from syncer.store.remembered import verified
from syncer.store.subscriptions import subscription_of
from syncer.store.tables import (
    boards,
    digests,
    editions,
    fetches,
    held,
    metadata,
    notes,
    plans,
    published,
    pulses,
    subscriptions,
)
from syncer.store.transactions import reading, writing
from syncer.store.writing import unknown_plan

_MOST: Final = 5
"""How many of the database's own words about a damaged file are passed on."""


class Remedy(StrEnum):
    """What helps against a flaw."""

    SYNC = "sync"  # the next sync of the plan
    MEND = "repair"  # what stands there is taken away, and made anew from the sheet and the feeds
    SALVAGE = "salvage"  # a new file is made of what can still be read
    RESTORE = "restore"  # nothing but a backup: what is lost stands nowhere else


class Flaw(NamedTuple):
    """
    Something in a state that is not as it was written.

    Attributes:
        plan: Empty where it is of no plan.
        where: The table, file or feed.
        what: Completes "... is wrong: ".
        mend: What takes it away where the remedy is MEND.
    """

    plan: str
    where: str
    what: str
    remedy: Remedy
    mend: tuple[Executable, ...] = ()


def flaws(place: Place) -> tuple[Flaw, ...]:
    """All that is wrong; where the database itself is, nothing else can be looked at."""
    with reading(place) as db:
        for look in (_of_file, _of_tables, _of_rows):
            if found := tuple(look(db)):
                return found
        looks = (_of_strays, _of_ledgers, _of_notes, _of_published, _of_boards, _of_held, _of_users)
        return tuple(flaw for look in looks for flaw in look(db))


def mend(place: Place, found: Iterable[Flaw]) -> int:
    """Take away what of *found* can be mended; return how many that were."""
    todo = [flaw for flaw in found if flaw.remedy is Remedy.MEND]
    if todo:
        with writing(place) as db:
            for flaw in todo:
                for statement in flaw.mend:
                    db.execute(statement)
    return len(todo)


def _of_file(db: Connection) -> Iterator[Flaw]:
    if db.dialect.name != "sqlite":
        return
    for line in db.execute(text(f"PRAGMA integrity_check({_MOST})")).scalars():
        if line != "ok":
            words = " ".join(line.replace("*** in database main ***", "").split())
            yield Flaw("", "the database", words, Remedy.SALVAGE)


def _of_tables(db: Connection) -> Iterator[Flaw]:
    """What was taken away from the tables themselves."""
    told = inspect(db)
    there = set(told.get_table_names())
    for table in metadata.sorted_tables:
        if table.name not in there:
            yield Flaw("", table.name, "the table is gone", Remedy.MEND, (CreateTable(table),))
            continue
        lost = {c.name for c in table.columns} - {c["name"] for c in told.get_columns(table.name)}
        for name in sorted(lost):
            yield Flaw("", table.name, f"the column {name} is gone", Remedy.RESTORE)
        if not lost:
            known = {index["name"] for index in told.get_indexes(table.name)}
            yield from (_lost(db, table, one) for one in table.indexes if one.name not in known)
    if "due_changes" in there:
        for name, statements in missing_guards(db).items():
            what = f"the trigger {name}, which keeps it, is gone"
            yield Flaw("", "due_changes", what, Remedy.MEND, tuple(map(text, statements)))


def _lost(db: Connection, table: Table, index: Index) -> Flaw:
    """One that is gone can be made anew, unless it held a law that was broken meanwhile."""
    groups = select(*index.columns).group_by(*index.columns).having(func.count() > 1)
    if index.unique and db.execute(groups.limit(1)).first():
        what = f"rows that the lost index {index.name} would not have let in stand there"
        return Flaw("", table.name, what, Remedy.RESTORE)
    what = f"the index {index.name} is gone"
    return Flaw("", table.name, what, Remedy.MEND, (CreateIndex(index),))


def _of_rows(db: Connection) -> Iterator[Flaw]:
    """Values of another kind than their columns': SQLite takes any."""
    for table in metadata.sorted_tables:
        try:
            for _ in db.execution_options(yield_per=1000).execute(select(table)):
                pass
        except (ValueError, TypeError) as error:
            yield Flaw("", table.name, f"a row cannot be read ({error})", Remedy.SALVAGE)


def _of_strays(db: Connection) -> Iterator[Flaw]:
    """Rows of a plan that `plans` does not have."""
    known = select(plans.c.name)
    for table in metadata.sorted_tables:
        if not any(key.column.table is plans for key in table.foreign_keys):
            continue
        found = select(table.c.plan).where(table.c.plan.not_in(known)).distinct()
        for plan in db.execute(found).scalars().all():
            new = unknown_plan(db, plan)
            yield Flaw(plan, table.name, "the plan itself is not known", Remedy.MEND, (new,))


def _of_ledgers(db: Connection) -> Iterator[Flaw]:
    for plan in db.execute(select(plans.c.name)).scalars().all():
        where, _ = verified(db, plan)
        if where is not None:
            yield Flaw(plan, "the ledger", f"move {where.number} {where.what}", Remedy.RESTORE)


def _of_notes(db: Connection) -> Iterator[Flaw]:
    def look(row: Row[Any]) -> None:
        NOTES[row.topic].unpack(row.body)

    mine = select(notes).where(notes.c.topic.in_(NOTES.keys()))
    for row, error in _unreadable(db, mine, look):
        yield _taken_away(notes, row, f"{row.topic}: {error} cannot be read")


def _of_published(db: Connection) -> Iterator[Flaw]:
    def look(row: Row[Any]) -> None:
        read_event(row.uid, row.event)

    for row, error in _unreadable(db, select(published), look):
        flaw = _taken_away(published, row, f"{error} cannot be read")
        # Without its digest the feed is read back, and what stands there is taken up again.
        same = (digests.c.plan == row.plan, digests.c.publication == row.publication)
        yield flaw._replace(mend=(*flaw.mend, delete(digests).where(*same)))


def _of_boards(db: Connection) -> Iterator[Flaw]:
    def look(row: Row[Any]) -> None:
        read_board(db, row.plan, row.day)

    for row, error in _unreadable(db, select(boards.c.plan, boards.c.day), look):
        yield _taken_away(boards, row, f"{error} of {row.day} cannot be read")


def _of_held(db: Connection) -> Iterator[Flaw]:
    odd = held.c.decision.not_in([decision.value for decision in Decision])
    for row in db.execute(select(held).where(odd)).all():
        undecided = update(held).where(*_same(held, row)).values(decision=Decision.WAITING.value)
        what = f"nobody can decide {row.decision!r} on {row.uid}"
        yield Flaw(row.plan, held.name, what, Remedy.MEND, (undecided, _unsettled(row.plan)))


def _of_users(db: Connection) -> Iterator[Flaw]:
    """Subscriptions, and how the daemon did."""
    for row, error in _unreadable(db, select(subscriptions), subscription_of):
        mine = [delete(t).where(t.c.digest == row.digest) for t in (fetches, editions)]
        gone = delete(subscriptions).where(subscriptions.c.digest == row.digest)
        what = f"{error} cannot be read: its address must be made anew"
        yield Flaw("", subscriptions.name, what, Remedy.MEND, (*mine, gone))
    for row, _ in _unreadable(db, select(pulses), lambda row: read_pulse(json.loads(row.body))):
        gone = delete(pulses).where(pulses.c.plan == row.plan)
        yield Flaw(row.plan, pulses.name, "it cannot be read", Remedy.MEND, (gone,))


def _unreadable(
    db: Connection, found: Executable, look: Callable[[Row[Any]], object]
) -> Iterator[tuple[Row[Any], Exception]]:
    for row in db.execute(found).all():
        try:
            look(row)
        except (DamagedError, ValueError, TypeError, LookupError) as error:
            yield row, error


def _taken_away(table: Table, row: Row[Any], what: str) -> Flaw:
    """It is deleted, and the next look at the plan makes it anew."""
    gone = delete(table).where(*_same(table, row))
    return Flaw(row.plan, table.name, what, Remedy.MEND, (gone, _unsettled(row.plan)))


def _same(table: Table, row: Row[Any]) -> list[Any]:
    return [column == literal(getattr(row, column.name)) for column in table.primary_key]


def _unsettled(plan: str) -> Executable:
    return update(plans).where(plans.c.name == plan).values(settled="")
