"""A backup holds all of a state, and gives all of it back: to the same database or to another."""

import gzip
import json
import os
import resource
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import committing
import pytest
from backups import LATER, NOW, back_up, leftovers
from committing import PLAN, state
from conformance.state_store import FULL, MOVE
from sqlalchemy import select

from syncer.domain.ledger import broken
from syncer.domain.memory import Move
from syncer.errors import SourceError, SyncerError, UsageError
from syncer.store import SqlStore, open_store
from syncer.store.backup import Backup, write_backup
from syncer.store.restoring import restore
from syncer.store.tables import metadata


def everything(store: SqlStore) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, but for what a restore must change."""
    with store._reading() as db:
        found = {}
        for table in metadata.sorted_tables:
            columns = [c for c in table.columns if c.name not in ("settled", "epoch")]
            rows = db.execute(select(*columns).order_by(*table.primary_key.columns))
            found[table.name] = [tuple(row) for row in rows]
        return found


def test_what_was_backed_up_is_restored_whatever_the_database(full, other, tmp_path):
    file = back_up(full, tmp_path)
    done = restore(other.place, Backup(file), NOW)
    assert everything(other) == everything(full)
    assert other.load("apollo") == replace(FULL, epoch=2, settled="")
    assert done.rows == sum(map(len, everything(full).values()))
    assert broken("apollo", other.ledger("apollo")) is None


def test_the_ledger_goes_on_after_a_restore(full, other, tmp_path):
    restore(other.place, Backup(back_up(full, tmp_path)), NOW)
    before = other.begin("apollo")
    moves = {**before.moves, "M-0009": (Move("M-0009", None, MOVE.new, MOVE.seen),)}
    other.commit("apollo", before, replace(before, moves=moves))
    assert broken("apollo", other.ledger("apollo")) is None
    assert len(other.history("apollo")) == 4


def test_a_backup_of_a_state_at_work_is_of_one_moment(url, tmp_path, other):
    """Another process commits without end; what was copied is one of its commits, whole."""
    with committing_at(url) as process:
        with open_store(url) as store:
            while store.load(PLAN).settled in ("", "1", "2"):
                pass
            file = back_up(store, tmp_path)
        process.kill()
    restore(other.place, Backup(file), NOW)
    found = other.load(PLAN)
    whole = state(len(other.history(PLAN)))
    assert replace(found, epoch=0) == replace(whole, settled="")
    assert broken(PLAN, other.ledger(PLAN)) is None


@contextmanager
def committing_at(url: str) -> Iterator[subprocess.Popen[bytes]]:
    command, pipe = [sys.executable, committing.__file__, url], subprocess.DEVNULL
    with subprocess.Popen(command, stdout=pipe) as process:
        try:
            yield process
        finally:
            process.kill()


def test_the_same_state_gives_the_same_octets(full, tmp_path):
    one, two = back_up(full, tmp_path), back_up(full, tmp_path)
    assert one.read_bytes() == two.read_bytes()
    assert stat.S_IMODE(one.stat().st_mode) == 0o600


def test_a_backup_is_never_overwritten_by_accident(full, tmp_path):
    file = back_up(full, tmp_path)
    with pytest.raises(UsageError, match="stands there already"):
        write_backup(full.place, file, LATER)
    assert Backup(file).header.made == NOW
    write_backup(full.place, file, LATER, instead=True)
    assert Backup(file).header.made == LATER
    assert [one.name for one in tmp_path.glob("*part*")] == []


def test_what_a_killed_backup_left_is_removed_by_a_later_one(full, tmp_path):
    file = back_up(full, tmp_path)
    left = tmp_path / f".{file.name}.k1lled.part"
    for age, stays in ((timedelta(hours=1), True), (timedelta(days=2), False)):
        left.write_bytes(b"half of a backup")
        os.utime(left, ((NOW - age).timestamp(),) * 2)
        write_backup(full.place, file, NOW, instead=True)
        assert left.exists() == stays


def test_a_disk_that_is_full_leaves_the_old_backup(full, tmp_path):
    file = back_up(full, tmp_path)
    before = file.read_bytes()
    with cannot_grow_past(100), pytest.raises(SyncerError, match=r"the backup .*cannot"):
        write_backup(full.place, file, LATER, instead=True)
    assert file.read_bytes() == before


@contextmanager
def cannot_grow_past(octets: int) -> Iterator[None]:
    """No file of this process: what a full disk does, as far as that can be had here."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (octets, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, old)


def lines_of(file: Path) -> list[bytes]:
    return gzip.decompress(file.read_bytes()).splitlines(keepends=True)


def rewritten(file: Path, lines: list[bytes]) -> Path:
    """The backup with other lines, its end honest about them."""
    body = b"".join(lines[:-1])
    rows = sum(line.startswith(b"[") for line in lines[:-1])
    end = {"rows": rows, "sha256": sha256(body).hexdigest()}
    file.write_bytes(gzip.compress(body + json.dumps(end).encode() + b"\n"))
    return file


def truncated(octets: bytes) -> bytes:
    return octets[: len(octets) // 2]


def cut_at_a_line(octets: bytes) -> bytes:
    return gzip.compress(b"".join(gzip.decompress(octets).splitlines(keepends=True)[:-1]))


def one_row_less(octets: bytes) -> bytes:
    lines = gzip.decompress(octets).splitlines(keepends=True)
    del lines[next(n for n, line in enumerate(lines) if line.startswith(b"["))]
    return gzip.compress(b"".join(lines))


def one_octet_other(octets: bytes) -> bytes:
    return gzip.compress(gzip.decompress(octets).replace(b"supplier late", b"supplier l8te"))


@pytest.mark.parametrize(
    "damage",
    [
        truncated,
        cut_at_a_line,
        one_row_less,
        one_octet_other,
        lambda octets: b"",
        lambda octets: b"PK\x03\x04 a zip",
        lambda octets: gzip.compress(b"a line\n"),
        lambda octets: gzip.compress(b"[1]\n{}\n"),
        lambda octets: octets + b"more",
    ],
)
def test_a_damaged_backup_is_refused_and_the_state_stays(full, tmp_path, damage):
    file = back_up(full, tmp_path)
    file.write_bytes(damage(file.read_bytes()))
    before = everything(full)
    with pytest.raises(SourceError, match="no whole backup") as caught:
        restore(full.place, Backup(file), NOW)
    assert str(file) in str(caught.value)
    assert everything(full) == before
    assert full.load("apollo") == replace(FULL, epoch=1)
    assert leftovers(full) == []


def test_a_file_of_another_kind_is_called_no_backup_in_our_words(full, tmp_path):
    (tmp_path / "b").write_text("state = 1")
    with pytest.raises(SourceError, match=r"`syncer backup` did not write it as it is$"):
        restore(full.place, Backup(tmp_path / "b"), NOW)


def test_a_backup_into_no_folder_says_which_is_missing(full, tmp_path):
    with pytest.raises(UsageError, match=r"there is no folder .*none"):
        write_backup(full.place, tmp_path / "none" / "b", NOW)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b'"form":1', b'"form":2', "later version"),
        (b'"tables_at":"0002"', b'"tables_at":"9999"', "newer syncer"),
        (b'"made":"2026', b'"made":"soon', "first line"),
        (b'"key":"text"', b'"key":"picture"', "of the kind 'picture'"),
        (b'"2026-03-02","2026-03-09"', b'"2026-03-02","someday"', "a row of the table"),
        (b'"table":"held"', b'"table":"other"', "table other is not like ours"),
    ],
)
def test_a_backup_that_is_not_ours_is_refused_and_the_state_stays(full, tmp_path, old, new, words):
    file = back_up(full, tmp_path)
    rewritten(file, [line.replace(old, new) for line in lines_of(file)])
    before = everything(full)
    with pytest.raises(SourceError, match=words):
        restore(full.place, Backup(file), NOW)
    assert everything(full) == before
    assert leftovers(full) == []
