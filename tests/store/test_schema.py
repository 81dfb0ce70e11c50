"""The tables: every way to them ends with the same ones."""

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from conformance.state_store import FULL, remember
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import DBAPIError

from syncer.domain.memory import Memory
from syncer.store import open_store, schema, tables
from syncer.store.place import WRITING, Place, find

SCRIPTS = ScriptDirectory(str(Path(schema.__file__).parent / "migrations"))
REVISIONS = [script.revision for script in SCRIPTS.walk_revisions()]


@pytest.fixture
def place(bare_url: str) -> Iterator[Place]:
    place = find(bare_url, 5.0)
    yield place
    place.engine.dispose()


def described(db: Connection) -> dict[str, object]:
    """All that the database itself says of our tables, in an order of its own choice or none."""
    told = inspect(db)
    return {
        name: (
            [
                (c["name"], str(c["type"]), c["nullable"], c["primary_key"])
                for c in columns(told, name)
            ],
            told.get_pk_constraint(name)["constrained_columns"],
            [
                (key["constrained_columns"], key["referred_table"])
                for key in told.get_foreign_keys(name)
            ],
            sorted((i["name"], i["column_names"], i["unique"]) for i in told.get_indexes(name)),
        )
        for name in sorted(told.get_table_names())
        if name != schema.VERSION_TABLE
    }


def columns(told, name):
    keys = told.get_pk_constraint(name)["constrained_columns"]
    return sorted(
        ({**c, "primary_key": c["name"] in keys} for c in told.get_columns(name)),
        key=lambda c: c["name"],
    )


def test_the_newest_migration_is_the_one_that_we_work_with():
    assert SCRIPTS.get_heads() == [schema.HEAD]


def test_the_migrations_lead_to_the_tables_that_the_code_knows(place: Place, bare_url: str):
    open_store(bare_url).close()
    with place.engine.connect() as db:
        options = {"version_table": schema.VERSION_TABLE, "compare_type": True}
        context = MigrationContext.configure(db, opts=options)
        assert compare_metadata(context, tables.metadata) == []
        migrated = described(db)
    with place.engine.begin() as db:
        tables.metadata.drop_all(db)
        tables.metadata.create_all(db)
        assert described(db) == migrated


@pytest.mark.parametrize("start", REVISIONS)
def test_an_upgraded_database_equals_a_fresh_one(place: Place, bare_url: str, start: str):
    with place.engine.connect().execution_options(**{WRITING: True}) as db, db.begin():
        schema.upgrade(db, place.name, to=start)
    with open_store(bare_url) as store:
        remember(store, FULL)
        assert store.load("apollo") == replace(FULL, epoch=1)
    with place.engine.connect() as db:
        assert schema.version(db) == schema.HEAD
        upgraded = described(db)
    with place.engine.begin() as db:
        tables.metadata.drop_all(db)
        tables.metadata.create_all(db)
        assert described(db) == upgraded


def test_opening_again_changes_nothing(bare_url: str, place: Place):
    with open_store(bare_url) as store:
        remember(store, FULL)
    with open_store(bare_url) as store:
        assert store.load("apollo") == replace(FULL, epoch=1)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE due_changes SET reason = 'none'", "DELETE FROM due_changes", "DELETE FROM plans"],
)
def test_the_database_itself_keeps_the_ledger(url: str, statement: str):
    with open_store(url) as store:
        remember(store, FULL)
        ledger = store.history("apollo")
        with pytest.raises(DBAPIError), store.place.engine.begin() as db:
            db.exec_driver_sql(statement)
        assert store.history("apollo") == ledger != ()


def test_the_file_is_its_owner_s_alone(tmp_path: Path):
    path = tmp_path / "var" / "deep" / "100%.db"
    old = os.umask(0)
    try:
        with open_store(f"sqlite:///{path}") as store, store.claim("apollo"):
            remember(store, FULL)
            modes = {f.name: stat.S_IMODE(f.stat().st_mode) for f in path.parent.iterdir()}
    finally:
        os.umask(old)
    assert len(modes) == 4, "the database, its log, the log's index, the plan's lock"
    assert set(modes.values()) == {0o600}


def test_what_is_promised_to_disk_is_on_disk(tmp_path: Path):
    """WAL and FULL: a commit that returned survives a loss of power; readers never wait."""
    with (
        open_store(f"sqlite:///{tmp_path / 'syncer.db'}") as store,
        store.place.engine.connect() as db,
    ):
        asked = {
            p: db.exec_driver_sql(f"PRAGMA {p}").scalar()
            for p in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert asked == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
    }


def test_a_deleted_database_loses_history_and_nothing_else(tmp_path: Path):
    path = tmp_path / "var" / "syncer.db"
    with open_store(f"sqlite:///{path}") as store:
        remember(store, FULL)
    path.unlink()
    with open_store(f"sqlite:///{path}") as store:
        assert store.load("apollo") == Memory()
        remember(store, FULL)
        assert store.load("apollo") == replace(FULL, epoch=1)
