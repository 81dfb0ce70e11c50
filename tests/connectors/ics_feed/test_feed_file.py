"""A feed on disk: replaced at once or not at all, and never for nothing."""

import errno
import os
import resource
import stat
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from feed_samples import ALPHA, BETA, FEEDS, GHOST, event, feed

from connectors.ics_feed import feed_octets, open_feed
from syncer.errors import AccessError, UnavailableError

OLD = b"the feed of before"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "public" / "apollo.ics"


def inside(folder):
    return sorted(entry.name for entry in folder.iterdir())


def test_the_connector_is_found_by_name(path):
    opened = entry_points(group="syncer.feeds")["ics"].load()(str(path), {})
    assert opened.digest() == ""


def test_what_is_published_stands_there(path):
    target = open_feed(str(path), {})
    digest = target.publish(FEEDS["plain"])
    assert path.read_bytes() == feed_octets(FEEDS["plain"]) == target.render(FEEDS["plain"])
    assert digest == target.digest() == open_feed(str(path), {}).digest()
    assert inside(path.parent) == ["apollo.ics"]


def test_what_stands_there_already_is_left_untouched(path):
    open_feed(str(path), {}).publish(FEEDS["plain"])
    before = path.stat()
    open_feed(str(path), {}).publish(FEEDS["plain"])
    assert path.stat().st_ino == before.st_ino
    assert path.stat().st_mtime_ns == before.st_mtime_ns


def test_what_somebody_changed_is_put_right(path):
    target = open_feed(str(path), {})
    digest = target.publish(FEEDS["plain"])
    path.write_bytes(b"scribble")
    assert target.digest() != digest
    assert target.publish(FEEDS["plain"]) == digest
    assert path.read_bytes() == feed_octets(FEEDS["plain"])


def test_a_scribble_does_not_outlive_the_next_feed(path):
    target = open_feed(str(path), {})
    target.publish(FEEDS["plain"])
    path.write_bytes(b"scribble")
    target.publish(FEEDS["long"])
    assert path.read_bytes() == feed_octets(FEEDS["long"])


def test_what_another_process_published_meanwhile_is_left_untouched(path):
    target = open_feed(str(path), {})
    target.publish(FEEDS["plain"])
    open_feed(str(path), {}).publish(FEEDS["long"])
    before = path.stat()
    assert target.publish(FEEDS["long"]) == target.digest()
    assert path.stat().st_ino == before.st_ino


def test_after_a_write_that_failed_the_feed_of_before_is_left_untouched(path):
    target = open_feed(str(path), {})
    digest = target.publish(FEEDS["plain"])
    before = path.stat()
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (600, limit[1]))
    try:
        with pytest.raises(UnavailableError):
            target.publish(FEEDS["long"])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert target.publish(FEEDS["plain"]) == digest == target.digest()
    assert path.stat().st_ino == before.st_ino


def test_one_changed_event_is_rendered_anew_and_the_others_are_remembered(path):
    target = open_feed(str(path), {})
    target.render(feed(ALPHA, BETA, GHOST))
    changed = ALPHA._replace(event=event(summary="Changed"), sequence=1)
    after = feed(changed, BETA)
    assert target.render(after) == feed_octets(after)
    assert target.render(feed(ALPHA, BETA)) == feed_octets(feed(ALPHA, BETA))
    again = BETA._replace(sequence=BETA.sequence + 1)
    assert target.render(feed(again)) == feed_octets(feed(again))


def test_who_is_just_reading_reads_the_old_one_to_its_end(path):
    path.parent.mkdir()
    path.write_bytes(OLD)
    with path.open("rb", buffering=0) as reader:
        start = reader.read(3)
        open_feed(str(path), {}).publish(FEEDS["plain"])
        assert start + reader.read() == OLD


def test_the_mode_is_kept(path):
    path.parent.mkdir()
    path.write_bytes(OLD)
    path.chmod(0o640)
    open_feed(str(path), {}).publish(FEEDS["plain"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_new_feed_has_the_mode_of_the_umask(path):
    before = os.umask(0o027)
    try:
        open_feed(str(path), {}).publish(FEEDS["plain"])
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_goes_on_pointing_where_it_did(path, tmp_path):
    path.parent.mkdir()
    real = tmp_path / "real.ics"
    real.write_bytes(OLD)
    path.symlink_to(real)
    open_feed(str(path), {}).publish(FEEDS["plain"])
    assert path.is_symlink()
    assert real.read_bytes() == feed_octets(FEEDS["plain"])


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_leaves_the_last_good_feed(path, monkeypatch, code):
    path.parent.mkdir()
    path.write_bytes(OLD)

    def full(descriptor):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UnavailableError) as error:
        open_feed(str(path), {}).publish(FEEDS["plain"])
    assert str(error.value) == f"cannot write the feed {path}: {os.strerror(code)}"
    assert error.value.hint == (
        "make room on that disk; the feed of before still stands, and the next sync tries again"
    )
    assert path.read_bytes() == OLD
    assert inside(path.parent) == ["apollo.ics"]


def test_a_disk_that_takes_half_of_it_leaves_the_last_good_feed(path):
    """The operating system itself refuses the write, in the midst of the file."""
    path.parent.mkdir()
    path.write_bytes(OLD)
    script = (
        "import sys; sys.path.extend(sys.argv[2:]);"
        "from feed_samples import FEEDS; from connectors.ics_feed import open_feed;"
        "from syncer.errors import UnavailableError\n"
        "try: open_feed(sys.argv[1], {}).publish(FEEDS['long'])\n"
        "except UnavailableError as error: sys.exit(f'refused: {error}')"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", script, str(path), *filter(None, sys.path)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600)),
    )
    assert done.stderr.startswith(f"refused: cannot write the feed {path}: ")
    assert path.read_bytes() == OLD
    assert inside(path.parent) == ["apollo.ics"]


@contextmanager
def as_nobody():
    """Root may write everywhere: be somebody else meanwhile."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_folder_that_may_not_be_written_is_said_so():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "apollo.ics"
        path.write_bytes(OLD)
        folder.chmod(0o555)
        with as_nobody(), pytest.raises(AccessError) as error:
            open_feed(str(path), {}).publish(FEEDS["plain"])
        folder.chmod(0o755)
        assert str(error.value) == f"cannot write the feed {path}: Permission denied"
        assert error.value.hint == (
            f"let this user read and write in {folder}, or set another path under publish"
        )
        assert path.read_bytes() == OLD
        assert inside(folder) == ["apollo.ics"]


def test_a_folder_in_the_place_of_the_feed_is_said_so(path):
    path.mkdir(parents=True)
    for act in (lambda feed: feed.publish(FEEDS["plain"]), lambda feed: feed.digest()):
        with pytest.raises(AccessError, match="Is a directory"):
            act(open_feed(str(path), {}))


def test_a_file_in_the_place_of_its_folder_is_said_so(path):
    path.parent.write_bytes(b"no folder")
    with pytest.raises(AccessError, match=r"cannot (read|write) the feed"):
        open_feed(str(path), {}).publish(FEEDS["plain"])
    assert path.parent.read_bytes() == b"no folder"
