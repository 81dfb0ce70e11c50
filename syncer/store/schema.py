"""Brings a database's tables to what this version of the program works with."""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Inspector, column, inspect, select, table, text

from syncer.errors import ConfigError
from syncer.store.packing import DamagedError
from syncer.store.tables import metadata, plans

HEAD: Final = "0002"
"""The newest migration. A constant, so that a database that has it never waits for Alembic."""

VERSION_TABLE: Final = "syncer_version"
_MIGRATIONS: Final = Path(__file__).parent / "migrations"
_MARKS: Final = {"epoch", "asked_in", "settled"}
"""Columns of `plans` that no other program's table of that name has."""
# Any number will do, so long as two of us take the same one.
_MIGRATING: Final = 0x5_7E_C4_A9


def version(db: Connection) -> str | None:
    """The migration that the tables stand at; None where there are none of ours."""
    if not inspect(db).has_table(VERSION_TABLE):
        return None
    return db.execute(select(column("version_num")).select_from(table(VERSION_TABLE))).scalar()


def upgrade(db: Connection, place: str, *, to: str = "head") -> None:
    """Run the missing migrations in the transaction that *db* is in; *place* is for messages."""
    if db.dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATING})
    now = version(db)
    if now == HEAD:  # another process did it while we waited
        return
    if now is None:
        refuse_strangers(db, place)
        if inspect(db).has_table(plans.name):
            raise DamagedError("the version of its tables")
    _run(db, now, place, to)


def refuse_strangers(db: Connection, place: str) -> None:
    """ConfigError where there are tables of our names that we did not make."""
    told = inspect(db)
    theirs = sorted(set(told.get_table_names()) & set(metadata.tables))
    if theirs and not (version(db) or _is_ours(told)):
        raise ConfigError(
            f"{place} already holds tables of another program ({', '.join(theirs)})",
            hint="give the state a database of its own: `state` in the [service] table",
        )


def _is_ours(told: Inspector) -> bool:
    """Whether there are plans with columns that nobody else has: only the version is lost then."""
    if not told.has_table(plans.name):
        return False
    there = {column["name"] for column in told.get_columns(plans.name)}
    return there >= _MARKS


def known() -> frozenset[str]:
    """All migrations that this version has."""
    scripts = {file.stem for file in (_MIGRATIONS / "versions").glob("r*.py")}
    return frozenset(name[1:5] for name in scripts)


def _run(db: Connection, now: str | None, place: str, to: str) -> None:
    # Imported only here: most starts find the tables as they should be.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    if now is not None and now not in known():
        raise ConfigError(
            f"{place} was written by a newer version of syncer (its tables are at {now})",
            hint="update syncer, or name another database as `state` in the [service] table",
        )
    config = Config(attributes={"connection": db})
    # A percent sign in a path would be taken for the start of an interpolation.
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, to)
