"""The packed copy beside a feed: in step with it, or not there."""

import gzip
import shutil

import pytest
from feed_samples import ALPHA, FEEDS, feed, revision

from connectors.ics_feed import feed_octets, open_feed
from syncer.errors import SyncerError

PACKED = {"gzip": True}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "public" / "apollo.ics"


@pytest.fixture
def copy(path):
    return path.with_name("apollo.ics.gz")


def test_the_copy_says_what_the_feed_says_and_has_its_stamp(path, copy):
    open_feed(str(path), PACKED).publish(FEEDS["plain"])
    assert gzip.decompress(copy.read_bytes()) == path.read_bytes()
    assert copy.stat().st_mtime_ns == path.stat().st_mtime_ns
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["apollo.ics", "apollo.ics.gz"]


def test_the_same_feed_gives_the_same_copy(path, copy, tmp_path):
    open_feed(str(path), PACKED).publish(FEEDS["plain"])
    other = tmp_path / "other.ics"
    open_feed(str(other), PACKED).publish(FEEDS["plain"])
    assert copy.read_bytes() == other.with_name("other.ics.gz").read_bytes()


def test_the_copy_of_a_changed_feed_is_that_of_a_feed_made_anew(path, copy, tmp_path):
    target = open_feed(str(path), PACKED)
    before = [revision(f"M-{n:04}@5eed", summary=f"Milestone {n}") for n in range(200)]
    after = [*before[:100], revision("M-0100@5eed", summary="Changed"), *before[101:]]
    target.publish(feed(*before))
    target.publish(feed(*after))
    other = tmp_path / "other.ics"
    open_feed(str(other), PACKED).publish(feed(*after))
    assert copy.read_bytes() == other.with_name("other.ics.gz").read_bytes()
    assert gzip.decompress(copy.read_bytes()) == feed_octets(feed(*after))


def test_a_second_publication_touches_neither(path, copy):
    open_feed(str(path), PACKED).publish(FEEDS["plain"])
    before = copy.stat().st_ino, path.stat().st_ino
    open_feed(str(path), PACKED).publish(FEEDS["plain"])
    assert (copy.stat().st_ino, path.stat().st_ino) == before


@pytest.mark.parametrize("spoil", ["gone", "older", "scribbled", "cut"])
def test_a_copy_that_fell_behind_is_noticed_and_mended(path, copy, spoil):
    target = open_feed(str(path), PACKED)
    target.publish(feed(ALPHA))
    old = copy.read_bytes()
    digest = target.publish(FEEDS["plain"])
    if spoil == "gone":
        copy.unlink()
    else:
        copy.write_bytes({"older": old, "scribbled": b"x", "cut": copy.read_bytes()[:40]}[spoil])
    assert target.digest() not in ("", digest)
    assert target.publish(FEEDS["plain"]) == digest == target.digest()
    assert gzip.decompress(copy.read_bytes()) == path.read_bytes()


def test_a_copy_that_nobody_renews_any_more_is_taken_away(path, copy):
    open_feed(str(path), PACKED).publish(FEEDS["plain"])
    plain = open_feed(str(path), {})
    digest = plain.publish(FEEDS["plain"])
    assert not copy.exists()
    assert plain.digest() == digest


def test_other_peoples_file_of_that_name_is_left_alone(path, copy):
    path.parent.mkdir()
    copy.write_bytes(gzip.compress(b"a backup of theirs"))
    target = open_feed(str(path), {})
    digest = target.publish(FEEDS["plain"])
    assert target.digest() == digest
    assert gzip.decompress(copy.read_bytes()) == b"a backup of theirs"


def test_a_copy_that_cannot_be_written_is_an_error_of_ours(path, copy):
    path.parent.mkdir()
    copy.mkdir()
    with pytest.raises(SyncerError, match=r"apollo\.ics"):
        open_feed(str(path), PACKED).publish(FEEDS["plain"])
    shutil.rmtree(copy)
    open_feed(str(path), PACKED).publish(FEEDS["plain"])
    assert copy.is_file()
