"""What is written to the tables, each function in the transaction that its caller opened."""

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, select, update

from syncer.domain.ledger import Head, chained
from syncer.domain.memory import Baseline, Decision, Memory, Move
from syncer.errors import HeldError
from syncer.store import tables
from syncer.store.differences import PLAN_COLUMNS, SETTLED, Differences
from syncer.store.tables import storable
from syncer.store.upsert import Upsert, insert

_NEVER = -1
_EMPTY = Memory()


def raise_epoch(db: Connection, plan: str) -> None:
    """Begin a newer cycle of *plan*, the first one where nothing is known of it."""
    newer = {"epoch": tables.plans.c.epoch + 1}
    db.execute(_new(db, plan, epoch=1).on_conflict_do_update(index_elements=["name"], set_=newer))


def write(db: Connection, plan: str, epoch: int, changes: Differences) -> None:
    """Write *changes*; HeldError where a cycle newer than *epoch* has begun."""
    plans = tables.plans
    found = select(plans.c.epoch, plans.c.asked_in).where(plans.c.name == plan)
    # The lock makes a cycle that begins now wait until this commit is done or undone.
    row = db.execute(found.with_for_update() if changes else found).one_or_none()
    if (row.epoch if row else 0) != epoch:
        raise HeldError(
            f"a newer cycle of plan {plan!r} has begun, so what this one did is not remembered",
            hint=f"let the newer one finish, or run `syncer sync {plan}` again: it puts things right",
        )
    if row is None and changes:
        db.execute(_new(db, plan, epoch=0))
    columns = dict(changes.columns)
    if SETTLED in columns and row is not None and row.asked_in == epoch:
        columns[SETTLED] = ""
    if columns:
        db.execute(update(plans).where(plans.c.name == plan).values(columns))
    if changes.moves:
        _append(db, plan, changes.moves)
    for statement, rows in changes.writes:
        db.execute(statement, rows)


def _append(db: Connection, plan: str, moves: Iterable[Move]) -> None:
    """Let the ledger grow by *moves*, sealed as they will stand there."""
    stored = [m._replace(key=storable(m.key), reason=storable(m.reason)) for m in moves]
    entries = chained(plan, _end(db, plan), stored)
    rows = [
        one.move._asdict() | {"plan": plan, "number": one.number, "seal": one.seal}
        for one in entries
    ]
    db.execute(tables.due_changes.insert(), rows)
    *_, last = entries
    new = {"length": last.number, "seal": last.seal}
    statement = insert(tables.ledgers, db.dialect.name).values({"plan": plan, **new})
    db.execute(statement.on_conflict_do_update(index_elements=["plan"], set_=new))


def _end(db: Connection, plan: str) -> Head:
    """Where the ledger goes on: after its last entry, even where that is another than was kept."""
    kept, entries = tables.ledgers.c, tables.due_changes.c
    row = db.execute(select(kept.length, kept.seal).where(kept.plan == plan)).one_or_none()
    head = Head(*row) if row else Head()
    found = select(entries.number, entries.seal).where(entries.plan == plan)
    last = db.execute(found.order_by(entries.number.desc()).limit(1)).one_or_none()
    return max(head, Head(*last)) if last else head


def add_baselines(db: Connection, plan: str, baselines: tuple[Baseline, ...]) -> None:
    """Add *baselines* to those that stand; a cycle that runs now keeps them."""
    _ask(db, plan)
    rows = [baseline._asdict() | {"plan": plan} for baseline in baselines]
    db.execute(tables.baselines.insert(), rows)


def decide(db: Connection, plan: str, uids: frozenset[str], decision: Decision) -> int:
    """Write *decision* on the held deletions of *uids*; return how many they are."""
    held = tables.held
    _lock(db, plan)
    waiting = db.execute(select(held.c.uid).where(held.c.plan == plan)).scalars().all()
    met = [uid for uid in waiting if uid in uids]
    if met:
        _ask(db, plan)
        changed = update(held).where(held.c.plan == plan, held.c.uid == bindparam("its_uid"))
        db.execute(changed.values(decision=decision.value), [{"its_uid": uid} for uid in set(met)])
    return len(met)


def _lock(db: Connection, plan: str) -> None:
    plans = tables.plans
    db.execute(select(plans.c.name).where(plans.c.name == plan).with_for_update())


def _ask(db: Connection, plan: str) -> None:
    """
    Let the next cycle decide anew, although nothing in the sheet has changed.

    A cycle that runs meanwhile has not heard of it: `asked_in` keeps its commit from settling.
    """
    heard = {SETTLED: "", "asked_in": tables.plans.c.epoch}
    new = _new(db, plan, epoch=0, asked_in=0)
    db.execute(new.on_conflict_do_update(index_elements=["name"], set_=heard))


def unknown_plan(db: Connection, plan: str) -> Upsert:
    """Makes a plan of which only rows in other tables are known."""
    return _new(db, plan, epoch=0).on_conflict_do_nothing()


def _new(db: Connection, plan: str, *, epoch: int, asked_in: int = _NEVER) -> Upsert:
    row = {name: getattr(_EMPTY, name) for name in PLAN_COLUMNS}
    row |= {"name": plan, "epoch": epoch, "asked_in": asked_in}
    return insert(tables.plans, db.dialect.name).values(row)
