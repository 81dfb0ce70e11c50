"""Files on disk: locks, links, modes, full disks: the file is whole before and after."""

import errno
import os
import stat
import tempfile
from pathlib import Path

import pytest

from connectors.workbook import octets, open_source
from syncer.errors import (
    AccessError,
    ConflictError,
    SourceError,
    SyncerError,
    UnavailableError,
    UsageError,
)
from tests.connectors.workbook.books import inline, raw_book, worksheet
from tests.connectors.workbook.writing import change, grid, read, write

CHANGE = change({1: {2: "ours"}})


@pytest.fixture(params=["plan.xlsx", "plan.csv"])
def plan(request, tmp_path):
    path = tmp_path / request.param
    if path.suffix == ".csv":
        path.write_bytes(b"Title\nAlpha\n")
    else:
        path.write_bytes(raw_book(worksheet(f'<row r="1">{inline("A1", "Title")}</row>')))
    return path


def written(path):
    return grid(path, read(path).tabs[0].name)[1, 2] == "ours"


def refused(path, kind):
    before = path.read_bytes()
    with pytest.raises(kind) as caught:
        write(path, CHANGE)
    assert path.read_bytes() == before
    assert not list(path.parent.glob(".syncer-*"))
    assert caught.value.hint
    return f"{caught.value} / {caught.value.hint}"


def excel_lock(name):
    narrow = name.encode("cp1252", "replace")[:54]
    head = bytes([len(narrow)]) + narrow.ljust(54, b" ")
    wide = name.encode("utf-16-le")
    return head + bytes([len(name), 0]) + wide.ljust(108, b" ")


@pytest.mark.parametrize("name", ["Ann Müller", "山田"])
def test_open_in_excel(plan, name):
    lock = plan.with_name(f"~${plan.name}")
    lock.write_bytes(excel_lock(name))
    assert refused(plan, UnavailableError).startswith(
        f"{name} has {plan.name} open in Excel / close"
    )
    assert read(plan), "reading goes on"
    lock.unlink()
    write(plan, CHANGE)
    assert written(plan)


@pytest.mark.parametrize(
    ("said", "who"),
    [
        (",ann,desk7,22.11.2026 10:00,file:///home/ann;", "ann on desk7 has"),
        ("Ann B,ann,desk7,22.11.2026 10:00,x;", "Ann B on desk7 has"),
        ("", "somebody has"),
    ],
)
def test_open_in_libreoffice(plan, said, who):
    plan.with_name(f".~lock.{plan.name}#").write_text(said)
    message = refused(plan, UnavailableError)
    assert message.startswith(f"{who} {plan.name} open in LibreOffice")
    assert f".~lock.{plan.name}#" in message


def test_opened_while_we_worked(plan, monkeypatch):
    write_beside = octets._written_beside

    def meanwhile(*args):
        plan.with_name(f".~lock.{plan.name}#").write_text(",ann,,,;")
        return write_beside(*args)

    monkeypatch.setattr(octets, "_written_beside", meanwhile)
    assert "ann has" in refused(plan, UnavailableError)


def test_saved_by_somebody_while_we_worked(plan, monkeypatch):
    write_beside = octets._written_beside
    theirs = plan.read_bytes() + b" "

    def meanwhile(*args):
        plan.write_bytes(theirs)
        return write_beside(*args)

    monkeypatch.setattr(octets, "_written_beside", meanwhile)
    with pytest.raises(ConflictError, match="while we worked"):
        write(plan, CHANGE)
    assert plan.read_bytes() == theirs
    assert list(plan.parent.iterdir()) == [plan]


def test_mode_and_owner_stay(plan):
    plan.chmod(0o640)
    owner = (1234, 2345) if os.geteuid() == 0 else (os.geteuid(), os.getegid())
    os.chown(plan, *owner)
    write(plan, CHANGE)
    after = plan.stat()
    assert stat.S_IMODE(after.st_mode) == 0o640
    assert (after.st_uid, after.st_gid) == owner


def test_a_link_stays_a_link(plan, tmp_path):
    link = tmp_path / "elsewhere" / f"link{plan.suffix}"
    link.parent.mkdir()
    link.symlink_to(plan)
    write(link, CHANGE)
    assert link.is_symlink()
    assert written(plan)


def test_the_lock_beside_the_target_of_a_link_counts(plan, tmp_path):
    link = tmp_path / f"link{plan.suffix}"
    link.symlink_to(plan)
    plan.with_name(f"~${plan.name}").write_bytes(excel_lock("Ann"))
    with pytest.raises(UnavailableError, match="Ann has"):
        write(link, CHANGE)


def fails_with(number):
    def fail(*_args, **_kwargs):
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_while_writing(plan, monkeypatch, number):
    monkeypatch.setattr(octets.os, "fsync", fails_with(number))
    message = refused(plan, UnavailableError)
    assert "the disk is full" in message
    assert "make room" in message


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.EPERM])
def test_a_folder_that_may_not_be_written(plan, monkeypatch, number):
    monkeypatch.setattr(octets.tempfile, "mkstemp", fails_with(number))
    message = refused(plan, AccessError)
    assert "may not be written" in message
    assert str(plan) in message


def test_a_file_that_may_not_be_replaced(plan, monkeypatch):
    monkeypatch.setattr(octets, "replace", fails_with(errno.EACCES))
    assert "may not be written" in refused(plan, AccessError)


@pytest.fixture
def nobody():
    """Permission bits do not hold root back: be somebody else meanwhile."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    yield
    os.seteuid(before)


def test_a_read_only_folder_for_real(plan, request):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / plan.name
        path.write_bytes(plan.read_bytes())
        path.chmod(0o644)
        Path(folder).chmod(0o555)
        request.getfixturevalue("nobody")
        assert "may not be written" in refused(path, AccessError)
        if os.geteuid() == 65534:
            os.seteuid(0)
        Path(folder).chmod(0o755)


def test_a_file_that_may_not_be_read(plan, monkeypatch):
    monkeypatch.setattr(Path, "read_bytes", fails_with(errno.EACCES))
    with pytest.raises(AccessError, match="may not be read"):
        read(plan)


def test_there_is_no_such_file(tmp_path):
    with pytest.raises(SourceError, match="there is no file") as caught:
        read(tmp_path / "plan.xlsx")
    assert caught.value.hint


@pytest.mark.parametrize("suffix", [".xlsx", ".ods", ".csv"])
def test_a_folder_and_an_empty_file(tmp_path, suffix):
    (tmp_path / f"folder{suffix}").mkdir()
    with pytest.raises(SourceError, match="is a folder"):
        read(tmp_path / f"folder{suffix}")
    (tmp_path / f"empty{suffix}").touch()
    with pytest.raises(SourceError, match="is empty"):
        read(tmp_path / f"empty{suffix}")


@pytest.mark.parametrize(
    "name", ["plan.docx", "plan", "plan.xls", "plan.xlsb", "https://x.example/y"]
)
def test_a_file_of_another_kind(name):
    with pytest.raises(SyncerError) as caught:
        open_source(name, {})
    assert "xlsx" in caught.value.hint


def test_a_new_file_is_never_written_over_another(tmp_path):
    path = tmp_path / "new.xlsx"
    path.write_bytes(b"theirs")
    with pytest.raises(UsageError, match="exists already"):
        octets.create(path, b"ours")
    assert path.read_bytes() == b"theirs"
