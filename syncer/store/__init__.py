"""What is remembered from cycle to cycle, in a database: SQLite, or PostgreSQL by its URL."""

from syncer.store.sql_store import SqlStore, open_store

__all__ = ["SqlStore", "open_store"]
