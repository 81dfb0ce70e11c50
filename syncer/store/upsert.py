"""Insert or update: what SQLite and PostgreSQL both have, and SQLAlchemy spells for each."""

from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import Table

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

Upsert: TypeAlias = "postgresql.Insert | sqlite.Insert"


def insert(table: Table, dialect: str) -> Upsert:
    """An INSERT that knows `on_conflict_do_update`; *dialect* is an engine's name of its own."""
    # Imported here: PostgreSQL's half takes a tenth of a second that most states need not wait.
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as of_postgresql  # noqa: PLC0415

        return of_postgresql(table)
    from sqlalchemy.dialects.sqlite import insert as of_sqlite  # noqa: PLC0415

    return of_sqlite(table)
