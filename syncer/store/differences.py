"""What a commit has to write: the rows in which the memory after differs from that before."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import Delete, Table, bindparam
from sqlalchemy.sql.dml import Insert

from syncer.domain.events import Revision
from syncer.domain.memory import Baseline, Held, Memory, Move, Proposed
from syncer.store import tables
from syncer.store.notes import NOTES
from syncer.store.packing import event_text
from syncer.store.upsert import insert

Row = dict[str, Any]
Entry = TypeVar("Entry", Baseline, Move)

SETTLED: Final = "settled"
PLAN_COLUMNS: Final = (
    "instance",
    SETTLED,
    "next_key",
    "review",
    "review_before",
    "synced",
    "summary_made",
    "errors",
)


class Write(NamedTuple):
    """A statement and the rows it is executed for; never none."""

    statement: Insert | Delete
    rows: list[Row]


class Differences(NamedTuple):
    """
    What is to be written of one plan.

    Attributes:
        columns: Of its row in `plans`, those that change.
        moves: What its ledger grows by.
        writes: The other tables, in an order that any database takes.
    """

    columns: Row
    moves: list[Move]
    writes: list[Write]

    def __bool__(self) -> bool:
        return bool(self.columns or self.moves or self.writes)


def differences(plan: str, before: Memory, after: Memory, dialect: str) -> Differences:
    """The fewest rows; a part that is the same object costs nothing."""
    columns = {
        name: getattr(after, name)
        for name in PLAN_COLUMNS
        if getattr(after, name) != getattr(before, name)
    }
    writes = [
        *_upserts(tables.notes, dialect, _notes(plan, before, after)),
        *_baselines(plan, before, after),
        *_published(plan, before.published, after.published, dialect),
        *_texts(tables.digests, plan, before.digests, after.digests, dialect),
        *_texts(tables.places, plan, before.places, after.places, dialect),
        *_proposed(plan, before.proposed, after.proposed, dialect),
        *_held(plan, before.held, after.held, dialect),
    ]
    return Differences(columns, list(_new(before.moves, after.moves)), writes)


def _notes(plan: str, before: Memory, after: Memory) -> list[Row]:
    return [
        {"plan": plan, "topic": topic, "body": packing.pack(getattr(after, topic))}
        for topic, packing in NOTES.items()
        if getattr(after, topic) is not getattr(before, topic)
        and getattr(after, topic) != getattr(before, topic)
    ]


def _baselines(plan: str, before: Memory, after: Memory) -> Iterator[Write]:
    new = _new(before.baselines, after.baselines)
    if rows := [entry._asdict() | {"plan": plan} for entry in new]:
        yield Write(tables.baselines.insert(), rows)


def _new(
    before: Mapping[str, tuple[Entry, ...]], after: Mapping[str, tuple[Entry, ...]]
) -> Iterator[Entry]:
    """A ledger only grows: what *after* leaves out stays, what it has beyond *before* is new."""
    for key, entries in after.items():
        if entries is not (known := before.get(key, ())):
            yield from _grown(known, entries)


def _grown(before: tuple[Entry, ...], after: tuple[Entry, ...]) -> tuple[Entry, ...]:
    if after[: len(before)] != before:
        raise ValueError(f"a ledger only grows, but {before} became {after}")
    return after[len(before) :]


def _published(
    plan: str,
    before: Mapping[str, Mapping[str, Revision]],
    after: Mapping[str, Mapping[str, Revision]],
    dialect: str,
) -> Iterator[Write]:
    changed: list[Row] = []
    gone: list[Row] = []
    for publication in before.keys() | after.keys():
        old, new = before.get(publication, {}), after.get(publication, {})
        if old is new:
            continue
        key = {"plan": plan, "publication": publication}
        changed += [
            key | _revision(uid, revision)
            for uid, revision in new.items()
            if old.get(uid) != revision
        ]
        gone += [key | {"uid": uid} for uid in old.keys() - new.keys()]
    yield from _deletes(tables.published, gone)
    yield from _upserts(tables.published, dialect, changed)


def _revision(uid: str, revision: Revision) -> Row:
    return revision._asdict() | {"uid": uid, "event": event_text(revision.event)}


def _texts(
    table: Table, plan: str, before: Mapping[str, str], after: Mapping[str, str], dialect: str
) -> Iterator[Write]:
    """One text by publication: all but plan and publication is one column."""
    column = next(c.name for c in table.columns if c.name not in table.primary_key.columns)
    gone = [{"plan": plan, "publication": name} for name in before.keys() - after.keys()]
    changed = [
        {"plan": plan, "publication": name, column: text}
        for name, text in after.items()
        if before.get(name) != text
    ]
    yield from _deletes(table, gone)
    yield from _upserts(table, dialect, changed)


def _proposed(
    plan: str, before: tuple[Proposed, ...], after: tuple[Proposed, ...], dialect: str
) -> Iterator[Write]:
    kept = {(one.target, one.uid) for one in after}
    known = frozenset(before)
    gone = [
        {"plan": plan, "target": one.target, "uid": one.uid}
        for one in before
        if (one.target, one.uid) not in kept
    ]
    yield from _deletes(tables.proposed, gone)
    changed = [one._asdict() | {"plan": plan} for one in after if one not in known]
    yield from _upserts(tables.proposed, dialect, changed)


def _held(
    plan: str, before: tuple[Held, ...], after: tuple[Held, ...], dialect: str
) -> Iterator[Write]:
    """
    Deletions that wait, began to wait, or wait no longer.

    A decision is written only where the cycle itself changed it, so that what a person decides
    while the cycle runs is not taken back by it.
    """
    old = {(held.target, held.uid): held for held in before}
    new = {(held.target, held.uid): held for held in after}
    gone = [{"plan": plan, "target": target, "uid": uid} for target, uid in old.keys() - new.keys()]
    told: list[Row] = []
    decided: list[Row] = []
    for key, held in new.items():
        known = old.get(key)
        if known != held:
            same = known is not None and known.decision == held.decision
            row = held._asdict() | {"plan": plan, "decision": held.decision.value}
            (told if same else decided).append(row)
    yield from _deletes(tables.held, gone)
    yield from _upserts(tables.held, dialect, decided)
    yield from _upserts(tables.held, dialect, told, keeping="decision")


def _deletes(table: Table, keys: list[Row]) -> Iterator[Write]:
    if keys:
        # Named apart from the columns, whose names a statement keeps for its own use.
        matches = [column == bindparam(f"its_{column.name}") for column in table.primary_key]
        rows = [{f"its_{name}": value for name, value in key.items()} for key in keys]
        yield Write(table.delete().where(*matches), rows)


def _upserts(table: Table, dialect: str, rows: list[Row], keeping: str = "") -> Iterator[Write]:
    if rows:
        keys = table.primary_key.columns
        statement = insert(table, dialect)
        new = {c.name: c for c in statement.excluded if c.name not in keys and c.name != keeping}
        yield Write(statement.on_conflict_do_update(index_elements=list(keys), set_=new), rows)
