"""Reads what is remembered of a plan out of the tables."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, select

from syncer.domain.events import Revision
from syncer.domain.ledger import Break, Head, Ledger, broken
from syncer.domain.ledger import Entry as Sealed
from syncer.domain.memory import Baseline, Decision, Held, Memory, Move, Proposed
from syncer.store import tables
from syncer.store.differences import PLAN_COLUMNS
from syncer.store.failures import read_or_damaged
from syncer.store.later import Later
from syncer.store.notes import NOTES
from syncer.store.packing import read_event

Entry = TypeVar("Entry", Baseline, Move)

_BATCH: Final = 1000


def read_memory(db: Connection, plan: str, place: str) -> Memory:
    """All that is remembered of *plan*, an empty Memory where nothing is; *place* for messages."""
    with read_or_damaged(f"what is remembered of {plan}"):
        return _memory(db, plan, place)


def _memory(db: Connection, plan: str, place: str) -> Memory:
    plans = tables.plans.c
    found = select(*(plans[name] for name in ("epoch", *PLAN_COLUMNS))).where(plans.name == plan)
    row = db.execute(found).mappings().one_or_none()
    if row is None:
        return Memory()
    return Memory(
        **row,
        **_notes(db, plan, place),
        baselines=_by_key(_ledger(db, plan, tables.baselines, Baseline)),
        moves=_by_key(read_moves(db, plan)),
        published=_published(db, plan, place),
        digests=_pairs(db, _of(plan, tables.digests, "publication", "digest")),
        places=_pairs(db, _of(plan, tables.places, "publication", "place")),
        held=_held(db, plan),
        proposed=_proposed(db, plan),
    )


def read_moves(db: Connection, plan: str, key: str | None = None) -> tuple[Move, ...]:
    """The ledger in the order in which it was written."""
    with read_or_damaged(f"the ledger of {plan}"):
        return tuple(_ledger(db, plan, tables.due_changes, Move, key))


def read_ledger(db: Connection, plan: str) -> Ledger:
    """The ledger with its numbers and seals, and where it was said to end."""
    with closing(_sealed(db, plan)) as entries:
        return Ledger(tuple(entries), _head(db, plan))


def verified(db: Connection, plan: str) -> tuple[Break | None, Head]:
    """Where the ledger breaks first, if anywhere, and where it was said to end."""
    head = _head(db, plan)
    with closing(_sealed(db, plan)) as entries:
        return broken(plan, Ledger(entries, head)), head


def _head(db: Connection, plan: str) -> Head:
    end = db.execute(_of(plan, tables.ledgers, "length", "seal")).one_or_none()
    return Head(*end) if end else Head()


def _sealed(db: Connection, plan: str) -> Generator[Sealed, None, None]:
    number = tables.due_changes.c.number
    wanted = _of(plan, tables.due_changes, "number", "seal", *Move._fields).order_by(number)
    with (
        read_or_damaged(f"the ledger of {plan}"),
        db.execute(wanted.execution_options(yield_per=_BATCH)) as found,
    ):
        for n, seal, *move in found:
            yield Sealed(n, Move._make(move), seal)


def _of(plan: str, table: Table, *names: str) -> Select[*tuple[Any, ...]]:
    mine: ColumnElement[bool] = table.c.plan == plan
    return select(*(table.c[name] for name in names)).where(mine)


def _pairs(db: Connection, found: Select[*tuple[Any, ...]]) -> dict[str, Any]:
    return {name: value for name, value in db.execute(found)}  # noqa: C416 - rows are no pairs


def _notes(db: Connection, plan: str, place: str) -> dict[str, Any]:
    bodies = _pairs(db, _of(plan, tables.notes, "topic", "body"))
    return {
        topic: Later(partial(NOTES[topic].unpack, body), place)
        for topic, body in bodies.items()
        if topic in NOTES
    }


def _ledger(
    db: Connection, plan: str, table: Table, entry: type[Entry], key: str | None = None
) -> Iterator[Entry]:
    found = _of(plan, table, *entry._fields).order_by(table.c.id)
    if key is not None:
        found = found.where(table.c.key == key)
    return map(entry._make, db.execute(found))


def _by_key(entries: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.key, []).append(entry)
    return {key: tuple(group) for key, group in found.items()}


def _published(db: Connection, plan: str, place: str) -> dict[str, Later[Revision]]:
    columns = ("uid", "event", "sequence", "created", "modified", "cancelled_on")
    found: dict[str, list[Sequence[Any]]] = {}
    for publication, *row in db.execute(_of(plan, tables.published, "publication", *columns)):
        found.setdefault(publication, []).append(row)
    return {name: Later(partial(_revisions, rows), place) for name, rows in found.items()}


def _revisions(rows: list[Sequence[Any]]) -> dict[str, Revision]:
    return {uid: Revision(read_event(uid, event), *stamps) for uid, event, *stamps in rows}


def _held(db: Connection, plan: str) -> tuple[Held, ...]:
    """By target, day and UID, whenever they came."""
    found = db.execute(_of(plan, tables.held, *Held._fields)).all()
    rows: list[Row[*tuple[Any, ...]]] = sorted(
        found, key=lambda row: (row.target, row.day, row.uid)
    )
    return tuple(Held._make(row)._replace(decision=Decision(row.decision)) for row in rows)


def _proposed(db: Connection, plan: str) -> tuple[Proposed, ...]:
    """By target and UID."""
    found = db.execute(_of(plan, tables.proposed, *Proposed._fields)).all()
    return tuple(sorted(map(Proposed._make, found), key=lambda one: (one.target, one.uid)))
