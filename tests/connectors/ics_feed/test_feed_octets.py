"""The octets of a feed: as agreed, by the rules, and the same to every reader."""

import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from feed_readers import by_ical_js, by_icalendar, by_libical
from feed_rules import breaches, source_violations, violations
from feed_samples import ALPHA, BETA, FEEDS, GHOST, LONG, TUESDAY, feed, revision
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.ics_feed import feed_octets
from syncer.domain.events import Event, Revision

GOLDEN = Path(__file__).parent / "golden"
READERS = {"icalendar": by_icalendar, "ical.js": by_ical_js, "libical": by_libical}

anything = st.text(st.characters(), max_size=300)
uids = st.text("abcM-0123@.é\r\n:;, ", min_size=1, max_size=40)
events = st.builds(
    Event,
    uid=uids,
    day=st.dates(min_value=date(1000, 1, 1)),
    summary=anything,
    description=anything,
    categories=st.lists(anything, max_size=3).map(tuple),
    priority=st.integers(-1, 11),
    url=anything | st.just("https://example.org/a,b;c?d"),
    predecessors=st.lists(uids, max_size=3).map(tuple),
    reminders=st.lists(st.integers(0, 400), max_size=3).map(tuple),
    cancelled=st.booleans(),
)
feeds = st.builds(
    feed,
    st.builds(revision).flatmap(lambda _: st.builds(Revision, events, *map(st.just, (0, TUESDAY, TUESDAY)))),
    title=anything,
    description=anything,
    refresh=st.timedeltas(),
)  # fmt: skip


@pytest.mark.parametrize("name", FEEDS)
def test_the_feed_is_byte_for_byte_as_agreed(name, golden):
    """`pytest --update-golden` rewrites the files; commit them only after reading the diff."""
    golden(GOLDEN / f"{name}.ics", feed_octets(FEEDS[name]))


@pytest.mark.parametrize("name", FEEDS)
def test_the_feed_keeps_every_rule(name):
    assert breaches(feed_octets(FEEDS[name]), now=TUESDAY) == []


@pytest.mark.parametrize("name", FEEDS)
@pytest.mark.parametrize("reader", READERS)
def test_every_reader_sees_the_same(name, reader):
    octets = feed_octets(FEEDS[name])
    assert READERS[reader](octets) == by_icalendar(octets)


@given(feeds)
def test_no_text_breaks_a_rule(some):
    assert violations(feed_octets(some)) == []


@given(feeds)
@settings(max_examples=60)
def test_libical_sees_what_icalendar_sees_whatever_the_text(some):
    octets = feed_octets(some)
    assert by_libical(octets) == by_icalendar(octets)


@given(feeds)
@settings(max_examples=12)
def test_ical_js_sees_what_icalendar_sees_whatever_the_text(some):
    octets = feed_octets(some)
    assert by_ical_js(octets) == by_icalendar(octets)


def test_what_was_said_is_what_is_read():
    _, (beta, alpha, ghost) = by_icalendar(feed_octets(FEEDS["plain"]))
    assert alpha.uid == "M-0001@5eed"
    assert (alpha.start, alpha.end) == ("2026-03-10", "2026-03-11")
    assert alpha.summary == ALPHA.event.summary
    assert alpha.description == ALPHA.event.description
    assert alpha.categories == ("Amber", "Build", "Milestone", "Must")
    assert alpha.related == ("M-0002@5eed",)
    assert (alpha.status, alpha.sequence) == ("CONFIRMED", 0)
    assert (beta.summary, beta.sequence) == ("Größe festgelegt (done)", 2)
    assert (ghost.status, ghost.alarms) == ("CANCELLED", ())


def test_long_text_comes_back_whole():
    _, (seen,) = by_icalendar(feed_octets(FEEDS["long"]))
    assert seen.summary == LONG.event.summary
    assert seen.description == "\n".join(row.strip() for row in LONG.event.description.split("\n"))


def test_alarms_ring_at_nine_on_their_day():
    _, (_, alpha, _) = by_icalendar(feed_octets(FEEDS["plain"]))
    rings = [timedelta(seconds=seconds) for seconds in alpha.alarms]
    nine = timedelta(hours=9)
    assert rings == [nine - timedelta(days=7), nine - timedelta(days=1), nine]


def test_the_feed_shows_what_lives_and_no_other():
    wanted = {held.event.uid: (held.event.day, held.event.summary) for held in (ALPHA, BETA)}
    assert source_violations(feed_octets(FEEDS["plain"]), wanted) == []
    assert source_violations(feed_octets(FEEDS["empty"]), {}) == []


def test_hostile_text_stays_text():
    octets = feed_octets(FEEDS["hostile"])
    _, seen = by_icalendar(octets)
    assert len(seen) == len(FEEDS["hostile"].revisions)
    summaries = {one.uid: one.summary for one in seen}
    assert summaries["M-0005@5eed"] == "x ATTENDEE:mailto:evil@e"
    assert summaries["M-0007@5eed"] == "NUL ESC LS NEL end"
    assert summaries["M-0012@5eed"] == "lone \ufffd surrogate"
    assert summaries["M-0013@5eed"] == "turned round"
    assert summaries["M-0014@5eed"] == "Untitled"
    assert b"\r\nX-INJ" not in octets
    assert b"URL:" not in octets


def test_categories_keep_no_comma_and_no_doublet():
    _, seen = by_icalendar(feed_octets(FEEDS["hostile"]))
    categories = {one.uid: one.categories for one in seen}
    assert categories["M-0014@5eed"] == ("a / b",)


def test_different_uids_stay_different():
    odd = ["a b", "a%20b", "a\nb", "a" * 300, "a" * 301]
    octets = feed_octets(feed(*(revision(uid) for uid in odd)))
    assert len({one.uid for one in by_icalendar(octets)[1]}) == len(odd)
    assert violations(octets) == []


@pytest.mark.parametrize("length", range(55, 80))
@pytest.mark.parametrize("text", ["👩‍👩‍👧‍👦 ends", "e\u0301\u0323 ends", "漢字 ends", "👍🏽 ends"])
def test_a_fold_parts_nothing_that_is_seen_as_one(length, text):
    octets = feed_octets(feed(revision(summary="x" * length + text)))
    assert violations(octets) == []
    together = text.removesuffix(" ends")
    if together != "漢字":
        assert together in octets.decode()
    assert by_icalendar(octets)[1][0].summary == "x" * length + text


def test_a_text_of_a_hundred_kilobytes_is_folded():
    description = "wörd, " * 17_000 + "end"
    octets = feed_octets(feed(revision(description=description)))
    assert violations(octets) == []
    assert by_icalendar(octets)[1][0].description == description


def test_a_row_of_nothing_but_accents_is_folded_all_the_same():
    octets = feed_octets(feed(revision(summary="e" + "\u0301" * 500)))
    assert violations(octets) == []


@pytest.mark.parametrize(
    ("refresh", "text"),
    [
        (timedelta(hours=1), "PT1H"),
        (timedelta(minutes=90), "PT1H30M"),
        (timedelta(hours=1, seconds=5), "PT1H0M5S"),
        (timedelta(days=2, hours=3), "P2DT3H"),
        (timedelta(days=1), "P1D"),
        (timedelta(0), "PT1M"),
        (timedelta(days=-1), "PT1M"),
    ],
)
def test_how_often_to_look_again(refresh, text):
    octets = feed_octets(feed(ALPHA, refresh=refresh))
    assert f"\r\nREFRESH-INTERVAL;VALUE=DURATION:{text}\r\n".encode() in octets
    assert violations(octets) == []


def test_the_order_given_does_not_matter():
    assert feed_octets(feed(GHOST, ALPHA, BETA)) == feed_octets(feed(ALPHA, BETA, GHOST))


def test_a_day_before_the_year_1000_keeps_its_zeros():
    octets = feed_octets(feed(revision(day=date(7, 1, 2))))
    assert b"DTSTART;VALUE=DATE:00070102\r\n" in octets
    assert violations(octets) == []


def test_the_same_on_every_machine():
    """No hash seed, time zone or language of the machine gets into the octets."""
    script = (
        "import sys; sys.path.extend(sys.argv[1:]);"
        "from feed_samples import FEEDS; from connectors.ics_feed import feed_octets;"
        "sys.stdout.buffer.write(b''.join(feed_octets(FEEDS[name]) for name in sorted(FEEDS)))"
    )
    places = [path for path in sys.path if path]
    machines = [
        {"PYTHONHASHSEED": "0", "TZ": "UTC", "LANG": "C", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LANG": "de_DE.UTF-8"},
        {"PYTHONHASHSEED": "4711", "TZ": "America/Los_Angeles", "LANG": "tr_TR.UTF-8"},
    ]
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script, *places],
            env={"PATH": os.environ["PATH"]} | machine,
            capture_output=True,
            check=True,
        ).stdout
        for machine in machines
    }
    assert outputs == {b"".join(feed_octets(FEEDS[name]) for name in sorted(FEEDS))}
