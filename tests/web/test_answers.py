"""A feed in pieces is the same as the feed in one, and what is known of a piece is used again."""

import gzip
from datetime import UTC, datetime
from zlib import crc32

from hypothesis import given
from hypothesis import strategies as st

from syncer.web.answers import Worked, prepared

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
pieces = st.lists(st.binary(min_size=1, max_size=300), min_size=1, max_size=8, unique=True)


@given(pieces)
def test_packed_it_is_one_stream_of_the_same_octets(given_pieces):
    answer = prepared(given_pieces, NOW)
    whole = b"".join(given_pieces)
    assert b"".join(answer.plain.octets) == whole
    assert gzip.decompress(b"".join(answer.packed.octets)) == whole


@given(pieces, pieces)
def test_what_is_known_changes_nothing_but_the_work(before, after):
    known = prepared(before, NOW).worked
    assert prepared(after, NOW, known) == prepared(after, NOW)


@given(pieces, pieces)
def test_other_octets_have_other_tags(one, other):
    first, second = prepared(one, NOW), prepared(other, NOW)
    tags = {first.plain.tag, first.packed.tag, second.plain.tag, second.packed.tag}
    assert len(tags) == (2 if one == other else 4)


def test_a_known_piece_is_not_worked_on_again():
    known = {b"a": Worked(b"d" * 32, b"deflated", 0, crc32(b"a"))}
    assert prepared((b"a", b"b"), NOW, known).worked[b"a"] is known[b"a"]


def test_a_known_piece_packs_well_behind_others_than_before():
    known = prepared((b"one", b"two", b"three"), NOW).worked
    for pieces in ((b"two", b"three"), (b"one", b"2", b"three"), (b"three", b"two", b"one")):
        answer = prepared(pieces, NOW, known)
        assert answer.packed == prepared(pieces, NOW).packed
        assert gzip.decompress(b"".join(answer.packed.octets)) == b"".join(pieces)


def test_a_large_feed_stays_in_pieces_and_is_whole():
    parts = [bytes([n]) * 300_000 for n in range(5)]
    answer = prepared(parts, NOW)
    assert len(answer.plain.octets) == 5
    assert b"content-length: 1500000\r\n" in answer.plain.whole
    assert gzip.decompress(b"".join(answer.packed.octets)) == b"".join(parts)


def test_a_stream_of_other_programs_reads_it_too():
    """Node, curl and browsers read one member: there is but one."""
    import zlib

    reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
    answer = prepared([b"one", b"two" * 1000], NOW)
    assert reader.decompress(b"".join(answer.packed.octets)) == b"one" + b"two" * 1000
    assert reader.eof
    assert reader.unused_data == b""
