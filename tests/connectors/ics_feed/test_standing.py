"""What stands in a feed is read back: the only witness where the state forgot."""

from dataclasses import replace

import pytest
from feed_samples import ALPHA, BETA, FEEDS, GHOST, feed, revision

from connectors.ics_feed import feed_octets, open_feed
from connectors.ics_feed.standing import revisions_in
from syncer.errors import AccessError


def test_what_was_published_is_read_back_whole(tmp_path):
    target = open_feed(str(tmp_path / "plan.ics"), {})
    assert target.standing() == ()
    target.publish(FEEDS["plain"])
    ghost = GHOST._replace(cancelled_on=GHOST.modified.date())
    assert set(target.standing()) == {ALPHA, BETA, ghost}


def test_any_text_comes_back_as_it_was():
    said = revision(
        summary='One; two, three\\ "four": 漢字 👩‍👩‍👧‍👦',
        description="Lines\nand END:VEVENT, \\n no line\n" + "long " * 60 + "end",
        url="https://example.org/plan?row=7,8",
        reminders=(14, 1, 0),
    )
    assert revisions_in(feed_octets(feed(said))) == (said,)


@pytest.mark.parametrize("name", sorted(FEEDS))
def test_what_was_read_back_gives_the_same_octets(name):
    octets = feed_octets(FEEDS[name])
    again = replace(FEEDS[name], revisions=revisions_in(octets))
    assert feed_octets(again) == octets


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"\xff\xfe scribble",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTAMP:never\r\nEND:VEVENT\r\n",
    ],
)
def test_what_others_wrote_is_left_out(octets):
    assert revisions_in(octets) == ()


def test_a_folder_in_its_place_is_told(tmp_path):
    with pytest.raises(AccessError, match="cannot read the feed"):
        open_feed(str(tmp_path), {}).standing()
