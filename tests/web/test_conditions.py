from datetime import UTC, datetime

import pytest

from syncer.web.answers import prepared
from syncer.web.conditions import chosen, is_unchanged, takes_gzip

MODIFIED = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANSWER = prepared((b"BEGIN:VCALENDAR\r\n" * 100,), MODIFIED)
TAG = ANSWER.plain.tag


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        (b"gzip", True),
        (b"deflate, GZIP;q=1.0, *;q=0.5", True),
        (b"x-gzip", True),
        (b"br, gzip ; q=0.001", True),
        (b"gzip;q=0", False),
        (b"gzip;q=0.000", False),
        (b"br", False),
        (b"*", False),
        (b"identity", False),
        (b"", False),
        (b";;;,=,gzi", False),
    ],
)
def test_a_feed_is_packed_where_the_client_says_so(accepted, packed):
    assert takes_gzip(accepted) is packed
    assert chosen(ANSWER, {b"accept-encoding": accepted}) is (
        ANSWER.packed if packed else ANSWER.plain
    )


@pytest.mark.parametrize(
    "held",
    [
        TAG,
        b"*",
        b" * ",
        b"W/" + TAG,
        b'"other", ' + TAG,
        b", ".join(b'"%d"' % n for n in range(1000)) + b"," + TAG,
    ],
)
def test_who_holds_the_tag_holds_the_feed(held):
    assert is_unchanged(ANSWER.plain, MODIFIED, {b"if-none-match": held})


@pytest.mark.parametrize(
    "held", [b'"other"', TAG[:-1], TAG.strip(b'"'), b"garbage \xff\x00", b"", b'"', b"W/", b"**"]
)
def test_another_tag_or_garbage_is_not_it(held):
    assert not is_unchanged(ANSWER.plain, MODIFIED, {b"if-none-match": held})


def test_the_tag_of_the_packed_feed_is_not_that_of_the_plain_one():
    assert not is_unchanged(ANSWER.plain, MODIFIED, {b"if-none-match": ANSWER.packed.tag})


@pytest.mark.parametrize(
    ("since", "unchanged"),
    [
        (b"Mon, 02 Mar 2026 12:00:00 GMT", True),
        (b"Mon, 02 Mar 2026 12:00:01 GMT", True),
        (b"Mon, 02 Mar 2026 11:59:59 GMT", False),
        (b"Monday, 02-Mar-26 12:00:00 GMT", True),
        (b"Mon Mar  2 12:00:00 2026", True),
        (b"2026-03-02", False),
        (b"yesterday", False),
        (b"", False),
        (b"\xff\xfe", False),
        (b"Mon, 99 Mar 99999999 12:00:00 GMT", False),
    ],
)
def test_a_date_counts_where_there_is_no_tag(since, unchanged):
    assert is_unchanged(ANSWER.plain, MODIFIED, {b"if-modified-since": since}) is unchanged


def test_a_tag_outweighs_a_date():
    later = b"Tue, 03 Mar 2026 12:00:00 GMT"
    headers = {b"if-none-match": b'"other"', b"if-modified-since": later}
    assert not is_unchanged(ANSWER.plain, MODIFIED, headers)
