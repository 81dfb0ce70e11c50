"""The first tables, and the triggers that let the ledger only grow."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_SQLITE = """
CREATE TRIGGER due_changes_no_{verb} BEFORE {verb} ON due_changes
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END
"""

_POSTGRESQL = (
    """
    CREATE FUNCTION due_changes_only_grow() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the ledger only grows'; END $$
    """,
    """
    CREATE TRIGGER due_changes_only_grow BEFORE UPDATE OR DELETE OR TRUNCATE ON due_changes
    FOR EACH STATEMENT EXECUTE FUNCTION due_changes_only_grow()
    """,
)


def upgrade() -> None:
    _create_plans()
    _create_ledgers()
    _create_published()
    _guard_ledger()


def _text(name: str, *, key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=key, nullable=False)


def _plan(*, key: bool = False) -> sa.Column[str]:
    return sa.Column("plan", sa.Text, sa.ForeignKey("plans.name"), primary_key=key, nullable=False)


def _create_plans() -> None:
    op.create_table(
        "plans",
        _text("name", key=True),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("asked_in", sa.Integer, nullable=False),
        _text("instance"),
        _text("settled"),
        sa.Column("next_key", sa.Integer, nullable=False),
        sa.Column("review", sa.Date),
        sa.Column("review_before", sa.Date),
        sa.Column("synced", sa.Date),
        sa.Column("summary_made", sa.Boolean, nullable=False),
        sa.Column("errors", sa.Integer, nullable=False),
    )
    op.create_table(
        "notes",
        _plan(key=True),
        _text("topic", key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )


def _create_ledgers() -> None:
    op.create_table(
        "baselines",
        sa.Column("id", sa.Integer, primary_key=True),
        _plan(),
        _text("key"),
        _text("name"),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("set_on", sa.Date),
        _text("reason"),
        _text("approved_by"),
    )
    op.create_index("baselines_by_item", "baselines", ["plan", "key"])
    op.create_table(
        "due_changes",
        sa.Column("id", sa.Integer, primary_key=True),
        _plan(),
        _text("key"),
        sa.Column("old", sa.Date),
        sa.Column("new", sa.Date),
        sa.Column("seen", sa.Date, nullable=False),
        _text("reason"),
    )
    op.create_index("due_changes_by_item", "due_changes", ["plan", "key"])


def _create_published() -> None:
    op.create_table(
        "published",
        _plan(key=True),
        _text("publication", key=True),
        _text("uid", key=True),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_on", sa.Date),
        _text("event"),
    )
    op.create_table("digests", _plan(key=True), _text("publication", key=True), _text("digest"))
    op.create_table("places", _plan(key=True), _text("publication", key=True), _text("place"))
    op.create_table(
        "held",
        _plan(key=True),
        _text("target", key=True),
        _text("uid", key=True),
        _text("summary"),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        _text("reason"),
        _text("decision"),
    )
    op.create_table(
        "proposed",
        _plan(key=True),
        _text("target", key=True),
        _text("uid", key=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("instead_of", sa.Date, nullable=False),
        sa.Column("seen", sa.Date, nullable=False),
        _text("who"),
        sa.Column("at", sa.DateTime(timezone=True)),
        sa.Column("answered", sa.Boolean, nullable=False),
    )


def _guard_ledger() -> None:
    if op.get_context().dialect.name == "sqlite":
        statements = tuple(_SQLITE.format(verb=verb) for verb in ("UPDATE", "DELETE"))
    else:
        statements = _POSTGRESQL
    for statement in statements:
        op.execute(statement)
