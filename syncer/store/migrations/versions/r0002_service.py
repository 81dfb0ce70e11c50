"""What a service needs: the ledger's chain, boards, subscriptions, pulses."""

import sqlalchemy as sa
from alembic import op

from syncer.domain.ledger import Head, chained
from syncer.domain.memory import Move

revision = "0002"
down_revision = "0001"

_SQLITE = """
CREATE TRIGGER due_changes_no_{verb} BEFORE {verb} ON due_changes
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END
"""
_POSTGRESQL = """
CREATE TRIGGER due_changes_only_grow BEFORE UPDATE OR DELETE OR TRUNCATE ON due_changes
FOR EACH STATEMENT EXECUTE FUNCTION due_changes_only_grow()
"""


def upgrade() -> None:
    _chain_ledgers()
    _create_pulses()
    _create_boards()
    _create_subscriptions()
    op.create_table("chores", _text("name", key=True), sa.Column("day", sa.Date, nullable=False))


def _text(name: str, *, key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=key, nullable=False)


def _plan(*, key: bool = False) -> sa.Column[str]:
    return sa.Column("plan", sa.Text, sa.ForeignKey("plans.name"), primary_key=key, nullable=False)


def _chain_ledgers() -> None:
    """Number and seal the entries that stand there, as they were written."""
    sqlite = op.get_context().dialect.name == "sqlite"
    op.add_column("due_changes", sa.Column("number", sa.Integer))
    op.add_column("due_changes", sa.Column("seal", sa.Text))
    op.create_table(
        "ledgers", _plan(key=True), sa.Column("length", sa.Integer, nullable=False), _text("seal")
    )
    op.execute(
        "DROP TRIGGER due_changes_no_UPDATE"
        if sqlite
        else "DROP TRIGGER due_changes_only_grow ON due_changes"
    )
    _seal_old_entries()
    # On SQLite the table is made anew, and its triggers with it.
    with op.batch_alter_table("due_changes") as table:
        table.alter_column("number", existing_type=sa.Integer, nullable=False)
        table.alter_column("seal", existing_type=sa.Text, nullable=False)
    op.create_index("due_changes_by_number", "due_changes", ["plan", "number"], unique=True)
    triggers = [_SQLITE.format(verb=verb) for verb in ("UPDATE", "DELETE")]
    for trigger in triggers if sqlite else [_POSTGRESQL]:
        op.execute(trigger)


def _seal_old_entries() -> None:
    names = ("key", "old", "new", "seen", "reason")
    days = [sa.column(name, sa.Date) for name in ("old", "new", "seen")]
    texts = [sa.column(name, sa.Text) for name in ("plan", "key", "reason", "seal")]
    numbers = [sa.column(name, sa.Integer) for name in ("id", "number")]
    entries = sa.table("due_changes", *numbers, *texts, *days)
    ledgers = sa.table("ledgers", *map(sa.column, ("plan", "length", "seal")))
    db, mine = op.get_bind(), entries.c.plan == sa.bindparam("its_plan")
    change = entries.update().where(entries.c.id == sa.bindparam("its_id"))
    found = sa.select(entries.c.id, *(entries.c[name] for name in names)).where(mine)
    for plan in db.execute(sa.select(entries.c.plan).distinct()).scalars().all():
        rows = db.execute(found.order_by(entries.c.id), {"its_plan": plan}).all()
        chain = chained(plan, Head(), (Move(*row[1:]) for row in rows))
        sealed = [
            {"its_id": row.id, "number": entry.number, "seal": entry.seal}
            for row, entry in zip(rows, chain, strict=True)
        ]
        db.execute(change, sealed)
        db.execute(ledgers.insert(), {"plan": plan, "length": len(chain), "seal": chain[-1].seal})


def _create_pulses() -> None:
    op.create_table("pulses", _text("plan", key=True), _text("body"))


def _create_boards() -> None:
    op.create_table(
        "boards",
        _plan(key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        _text("title"),
        sa.Column("packed", sa.LargeBinary, nullable=False),
        sa.Column("document", sa.LargeBinary),
    )


def _create_subscriptions() -> None:
    op.create_table(
        "subscriptions",
        _text("digest", key=True),
        _text("name"),
        _text("plans"),
        _text("scope"),
        sa.Column("as_of", sa.Date),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.Date),
        sa.Column("revoked", sa.DateTime(timezone=True)),
    )
    op.create_index("subscriptions_by_name", "subscriptions", ["name"], unique=True)
    op.create_table(
        "fetches",
        _text("digest", key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _text("client"),
        _text("etag"),
        sa.Column("times", sa.Integer, nullable=False),
    )
    op.create_table(
        "editions",
        sa.Column("id", sa.Integer, primary_key=True),
        _text("digest"),
        _text("etag"),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("editions_by_digest", "editions", ["digest"])
