"""Insert or update: what SQLite and PostgreSQL both have, and SQLAlchemy spells for each."""

from typing import TypeAlias

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

Upsert: TypeAlias = postgresql.Insert | sqlite.Insert


def insert(table: Table, dialect: str) -> Upsert:
    """An INSERT that knows `on_conflict_do_update`; *dialect* is an engine's name of its own."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
