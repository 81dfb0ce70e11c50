"""What a person is told when the state cannot be used: what happened, where, what to do."""

import errno
import os
import signal
import sqlite3
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from conformance.state_store import FULL, remember
from postgres import Server
from sqlalchemy import text

from syncer.domain.memory import Memory
from syncer.errors import (
    AccessError,
    ConfigError,
    HeldError,
    SourceError,
    SyncerError,
    UnavailableError,
)
from syncer.store import open_store

SECRET = "hunter2"


def told(caught: pytest.ExceptionInfo[SyncerError]) -> str:
    """The whole of what is shown; every error names the way out."""
    assert caught.value.hint
    return f"{caught.value} / {caught.value.hint}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A state with a plan in it."""
    path = tmp_path / "syncer.db"
    with open_store(f"sqlite:///{path}") as store:
        remember(store, FULL)
    return path


@pytest.mark.parametrize(
    "address",
    [
        "var/syncer.db",
        "",
        f"mysql://me:{SECRET}@host/db",
        f"postgresql+asyncpg://me:{SECRET}@host/db",
        f"postgresql://me:{SECRET}@host:port/db",
        f"sqlite://me:{SECRET}@host/db",
        f"sqlite:///file:x?mode=memory&secret={SECRET}",
    ],
)
def test_an_address_that_is_none_is_a_matter_of_configuration(address: str):
    with pytest.raises(ConfigError) as caught:
        open_store(address)
    assert "sqlite:///" in told(caught)
    assert SECRET not in told(caught)


def test_a_missing_driver_names_the_extra_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ConfigError, match="psycopg is not installed") as caught:
        open_store(f"postgresql+psycopg://me:{SECRET}@127.0.0.1/db")
    assert "milestone-syncer[postgresql]" in told(caught)


def test_a_database_in_use_is_held(file: Path):
    with (
        open_store(f"sqlite:///{file}", wait=0.01) as store,
        closing(sqlite3.connect(file)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(HeldError, match=rf"{file} is in use by another process") as caught:
            store.begin("apollo")
        assert "wait" in told(caught)
        assert store.load("apollo") == replace(FULL, epoch=1), "reading goes on meanwhile"


@pytest.mark.parametrize("junk", [b"ID;Title;Due\n" * 500, b"SQLite format 3\0" + b"junk" * 2000])
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, junk: bytes):
    path = tmp_path / "plan.csv"
    path.write_bytes(junk)
    with pytest.raises(SourceError, match=r"plan\.csv is damaged, or no database") as caught:
        open_store(f"sqlite:///{path}")
    assert "only the history" in told(caught)
    assert path.read_bytes() == junk


def test_a_damaged_database_says_so(file: Path):
    octets = bytearray(file.read_bytes())
    octets[4096:] = b"\xff" * (len(octets) - 4096)
    file.write_bytes(octets)
    with pytest.raises(SourceError, match="is damaged") as caught:
        open_store(f"sqlite:///{file}").load("apollo")
    assert "backup" in told(caught)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE notes SET body = x'01ff00' WHERE topic = 'seen'",
        "UPDATE notes SET body = CAST(x'02' || substr(body, 2) AS BLOB) WHERE topic = 'seen'",
        "UPDATE notes SET body = (SELECT body FROM notes WHERE topic = 'reviewed')",
    ],
)
def test_a_damaged_note_says_so_when_it_is_looked_at(file: Path, damage: str):
    with closing(sqlite3.connect(file)) as other, other:
        other.execute(damage)
    with open_store(f"sqlite:///{file}") as store:
        memory = store.load("apollo")
        with pytest.raises(SourceError, match="last seen cannot be read") as caught:
            memory.seen.get("M-0001")
    assert str(file) in told(caught)


@pytest.mark.parametrize("event", ["", "{}", "[]", '{"day": "soon"}', '{"day":"2026-01-01","x":1}'])
def test_a_damaged_event_says_so_when_it_is_looked_at(file: Path, event: str):
    with closing(sqlite3.connect(file)) as other, other:
        other.execute("UPDATE published SET event = ?", (event,))
    with open_store(f"sqlite:///{file}") as store:
        (published,) = store.load("apollo").published.values()
        with pytest.raises(SourceError, match=r"the event m-000[12]@abc cannot be read"):
            len(published)


def test_a_newer_version_s_database_is_left_alone(file: Path):
    with closing(sqlite3.connect(file)) as other, other:
        other.execute("UPDATE syncer_version SET version_num = '9999'")
    before = file.read_bytes()
    with pytest.raises(
        ConfigError, match=r"newer version of syncer \(its tables are at 9999\)"
    ) as caught:
        open_store(f"sqlite:///{file}")
    assert "update syncer" in told(caught)
    assert file.read_bytes() == before


def test_another_program_s_tables_are_left_alone(tmp_path: Path):
    path = tmp_path / "theirs.db"
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("CREATE TABLE plans (theirs TEXT)")
    with pytest.raises(ConfigError, match=r"tables of another program \(plans\)") as caught:
        open_store(f"sqlite:///{path}")
    assert "database of its own" in told(caught)
    with closing(sqlite3.connect(path)) as other:
        assert [name for (name,) in other.execute("SELECT name FROM sqlite_master")] == ["plans"]


def test_a_full_disk_keeps_what_was_committed(file: Path):
    with open_store(f"sqlite:///{file}") as store:
        before = store.begin("apollo")
        with store.place.engine.connect() as db:
            pages = db.exec_driver_sql("PRAGMA page_count").scalar()
            # The connection goes back to the pool and is the next one's: its disk is now full.
            db.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        much = replace(before, digests={f"ics:{n}": "x" * 1000 for n in range(100)})
        with pytest.raises(UnavailableError, match="the disk is full") as caught:
            store.commit("apollo", before, much)
    assert "make room" in told(caught)
    with open_store(f"sqlite:///{file}") as store:
        assert store.load("apollo") == replace(FULL, epoch=2)


@pytest.mark.parametrize(
    ("number", "kind", "words"),
    [
        (errno.ENOSPC, UnavailableError, "disk is full"),
        (errno.EACCES, AccessError, "may not be written"),
        (errno.EROFS, AccessError, "only be read"),
        (errno.EIO, UnavailableError, "cannot be used"),
    ],
)
def test_a_file_that_cannot_be_made(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    kind: type[SyncerError],
    words: str,
):
    def refuse(*_: object, **__: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(kind, match=words) as caught:
        open_store(f"sqlite:///{tmp_path / 'syncer.db'}")
    assert str(tmp_path / "syncer.db") in told(caught)


@pytest.mark.parametrize(
    ("name", "words"),
    [("a-file/syncer.db", "lies in a file"), ("a-folder", "is a folder")],
)
def test_a_path_that_cannot_be_a_file(tmp_path: Path, name: str, words: str):
    (tmp_path / "a-file").touch()
    (tmp_path / "a-folder").mkdir()
    with pytest.raises(AccessError, match=words) as caught:
        open_store(f"sqlite:///{tmp_path / name}")
    assert "state" in told(caught)


def test_a_database_that_may_only_be_read(file: Path):
    with open_store(f"sqlite:///{file}") as store:
        with store.place.engine.connect() as db:
            # The connection goes back to the pool and is the next one's: it may not write.
            db.exec_driver_sql("PRAGMA query_only = 1")
        assert store.load("apollo") == replace(FULL, epoch=1)
        with pytest.raises(AccessError, match="cannot be opened for writing") as caught:
            store.begin("apollo")
    assert "write" in told(caught)


def test_a_server_that_is_not_there():
    with pytest.raises(UnavailableError, match="does not answer") as caught:
        open_store(f"postgresql+psycopg://me:{SECRET}@127.0.0.1:1/db?sslpassword={SECRET}")
    assert "postgresql://127.0.0.1:1/db" in told(caught)
    assert SECRET not in told(caught)
    assert "me@" not in told(caught)


def test_a_database_that_is_not_there(postgres: Server):
    with pytest.raises(AccessError, match="does not know this database"):
        open_store(postgres.url("nowhere"))


def test_a_user_who_is_not_known(postgres: Server):
    url = postgres.url(postgres.create()).replace("syncer@", "stranger@")
    with pytest.raises(AccessError, match="does not know this database or user"):
        open_store(url)


def test_a_user_who_may_not_write(postgres: Server, template: str):
    name = postgres.create(template)
    postgres.run(f"CREATE ROLE reader_{name} LOGIN", name)
    postgres.run(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader_{name}", name)
    with open_store(postgres.url(name).replace("syncer@", f"reader_{name}@")) as store:
        assert store.load("apollo") == Memory()
        with pytest.raises(AccessError, match="may not be written"):
            store.begin("apollo")


def test_a_row_that_another_connection_holds(postgres: Server, template: str):
    url = postgres.url(postgres.create(template))
    with open_store(url, wait=0.05) as store, open_store(url) as other:
        before = store.begin("apollo")
        with other.place.engine.connect() as db, db.begin():
            db.exec_driver_sql("SELECT * FROM plans FOR UPDATE")
            with pytest.raises(HeldError, match="in use by another process"):
                store.commit("apollo", before, FULL)


def test_a_server_that_ends_the_connection_is_found_again(postgres: Server, template: str):
    name = postgres.create(template)
    with open_store(postgres.url(name)) as store:
        before = store.begin("apollo")
        postgres.run(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        )
        store.commit("apollo", before, FULL)
        assert store.load("apollo") == replace(FULL, epoch=1)


def end_sessions(postgres: Server, name: str) -> None:
    postgres.run(
        f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'"
    )


def test_a_lasting_claim_is_taken_again_after_the_server_lost_it(postgres: Server, template: str):
    name = postgres.create(template)
    with open_store(postgres.url(name)) as store, closing(store.claim_lastingly("")) as lasting:
        end_sessions(postgres, name)
        lasting.keep()
        with pytest.raises(HeldError), store.claim(""):
            pytest.fail("claimed twice")


def test_a_lasting_claim_that_another_took_meanwhile_is_lost(postgres: Server, template: str):
    name = postgres.create(template)
    url = postgres.url(name)
    with (
        open_store(url) as store,
        open_store(f"{url}&application_name=another") as other,
        closing(store.claim_lastingly("")) as lasting,
    ):
        lasting.keep()
        end_sessions(postgres, name)
        with other.claim(""), pytest.raises(HeldError, match="another"):
            lasting.keep()
        lasting.keep()
        with pytest.raises(HeldError), other.claim(""):
            pytest.fail("claimed twice")


def test_a_server_that_is_silent_keeps_no_claim_from_ending(postgres: Server, template: str):
    name = postgres.create(template)
    with open_store(postgres.url(name)) as store:
        lasting = store.claim_lastingly("")
        pid = lasting._session.scalar(text("SELECT pg_backend_pid()"))
        os.kill(pid, signal.SIGSTOP)
        try:
            began = time.monotonic()
            lasting.close()
            assert time.monotonic() - began < 5
        finally:
            os.kill(pid, signal.SIGCONT)


def test_a_line_that_is_dead_is_given_up_on_both_ends(postgres: Server, template: str):
    url = postgres.url(postgres.create(template))
    with open_store(url) as store, store.place.engine.connect() as connection:
        known = connection.connection.driver_connection.info.get_parameters()
    assert {"keepalives_idle", "tcp_user_timeout", "connect_timeout"} <= known.keys()


def test_a_claim_whose_connection_is_lost_ends_quietly(postgres: Server, template: str):
    name = postgres.create(template)
    with open_store(postgres.url(name)) as store:
        with store.claim("apollo"):
            postgres.run(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
            )
        with store.claim("apollo"):
            pass
