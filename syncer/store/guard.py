"""The triggers by which a database itself lets the ledger only grow."""

from sqlalchemy import Connection, text

_SQLITE = """
CREATE TRIGGER due_changes_no_{verb} BEFORE {verb} ON due_changes
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END
"""
_POSTGRESQL = (
    """
    CREATE OR REPLACE FUNCTION due_changes_only_grow() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the ledger only grows'; END $$
    """,
    # It may be there, and be switched off.
    "DROP TRIGGER IF EXISTS due_changes_only_grow ON due_changes",
    """
    CREATE TRIGGER due_changes_only_grow BEFORE UPDATE OR DELETE OR TRUNCATE ON due_changes
    FOR EACH STATEMENT EXECUTE FUNCTION due_changes_only_grow()
    """,
)


def missing_guards(db: Connection) -> dict[str, tuple[str, ...]]:
    """The triggers that somebody took away: by name, the statements that make it anew."""
    if db.dialect.name == "sqlite":
        wanted: dict[str, tuple[str, ...]] = {
            f"due_changes_no_{v}": (_SQLITE.format(verb=v),) for v in ("UPDATE", "DELETE")
        }
        found = db.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
    else:
        wanted = {"due_changes_only_grow": _POSTGRESQL}
        found = db.execute(
            text(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = 'due_changes'::regclass"
                " AND tgenabled <> 'D'"
            )
        )
    there = set(found.scalars())
    return {name: statements for name, statements in wanted.items() if name not in there}
