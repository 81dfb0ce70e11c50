"""Backups that the tests of the state make, and what restores leave beside a state."""

from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from syncer.store import SqlStore
from syncer.store.backup import write_backup

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
LATER = datetime(2026, 3, 5, 12, tzinfo=UTC)
NUMBERS = count(1)


def back_up(store: SqlStore, folder: Path) -> Path:
    file = folder / f"{next(NUMBERS)}.backup"
    write_backup(store.place, file, NOW)
    return file


def leftovers(store: SqlStore) -> list[str]:
    file = store.place.file
    if file is None:
        with store._reading() as db:
            schemas = db.exec_driver_sql("SELECT nspname FROM pg_namespace").scalars()
            return [name for name in schemas if name.startswith("syncer_")]
    return [f.name for f in file.parent.iterdir() if ".new" in f.name or ".before" in f.name]
