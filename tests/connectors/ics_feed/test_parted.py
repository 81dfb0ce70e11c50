"""A feed in pieces: as they were rendered, as they are read back, as they are hashed."""

import pytest
from feed_samples import FEEDS, feed, revision
from hypothesis import given
from hypothesis import strategies as st

from connectors.ics_feed import FeedRenderer
from connectors.ics_feed.known import RUN
from connectors.ics_feed.parted import Digest, consists_of, parted

SEVERAL = {
    str(n): feed(*(revision(f"M-{one:04}@5eed") for one in range(n)))
    for n in (1, RUN - 1, RUN, RUN + 1, 3 * RUN)
}
scraps = st.lists(
    st.sampled_from([b"", b"a", b"\r\n", b"BEGIN:VEVENT\r\n", b"END:VCALENDAR\r\n"]), max_size=9
)


@pytest.mark.parametrize("name", [*FEEDS, *SEVERAL])
def test_a_feed_is_parted_as_it_was_rendered(name):
    pieces = FeedRenderer().pieces({**FEEDS, **SEVERAL}[name])
    assert parted(b"".join(pieces)) == pieces


@given(scraps)
def test_anything_is_parted_into_what_joins_to_it(found):
    octets = b"".join(found)
    assert b"".join(parted(octets)) == octets


@given(st.lists(scraps, max_size=4))
def test_a_digest_is_that_of_the_first_time(feeds):
    digest = Digest()
    assert [digest(one) for one in feeds] == [Digest()(one) for one in feeds]


def test_a_digest_tells_order_and_number_of_pieces():
    found = {Digest()(one) for one in ((b"a", b"b"), (b"b", b"a"), (b"a",), (b"a", b"b", b"b"), ())}
    assert len(found) == 5


@given(scraps, scraps)
def test_octets_consist_of_the_pieces_that_join_to_them(one, other):
    assert consists_of(b"".join(one), other) == (b"".join(one) == b"".join(other))
