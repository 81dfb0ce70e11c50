"""Rendered in runs that are remembered, a feed has the octets that it has when rendered anew."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from connectors.ics_feed import FeedRenderer, feed_octets
from connectors.ics_feed.known import RUN, SPARE
from syncer.domain.events import Event, Feed, Revision

MADE = datetime(2026, 3, 2, 12, tzinfo=UTC)


def revision(n, *, day=0, sequence=0):
    event = Event(uid=f"M-{n:04}@abc", day=date(2026, 3, 2) + timedelta(n + day), summary=f"M {n}")
    return Revision(event, sequence, MADE, MADE)


def feed(revisions, title="Apollo"):
    return Feed(title=title, revisions=tuple(revisions))


@pytest.mark.parametrize("count", [0, 1, RUN - 1, RUN, RUN + 1, 5 * RUN + 3])
def test_of_any_length(count):
    whole = feed(revision(n) for n in range(count))
    assert FeedRenderer()(whole) == feed_octets(whole)


def test_after_any_edits():
    """Rows change, move, go, come and are published in any order, a hundred times over."""
    chance, render = Random(7), FeedRenderer()
    now = {n: revision(n) for n in range(4 * RUN)}
    for step in range(100):
        n = chance.randrange(5 * RUN)
        if chance.random() < 0.2:
            now.pop(n, None)
        else:
            now[n] = revision(n, day=chance.choice((0, 0, 30, -30)), sequence=step)
        listed = sorted(now.values(), key=lambda one: (one.event.day, one.event.uid))
        if chance.random() < 0.1:
            chance.shuffle(listed)
        whole = feed(listed)
        assert render(whole) == feed_octets(whole)


def test_feeds_with_events_in_common_do_not_mix():
    render = FeedRenderer()
    every = [revision(n) for n in range(3 * RUN)]
    ghosts = [one._replace(event=one.event.ghost(), cancelled_on=MADE.date()) for one in every]
    for revisions in (every, every[::2], ghosts, every[5:], [*every[:9], *ghosts[9:]], every):
        for title in ("Apollo", "Ada's phone"):
            whole = feed(revisions, title)
            assert render(whole) == feed_octets(whole)


def test_an_event_that_stands_twice_is_told_once():
    every = [revision(n) for n in range(RUN)]
    for twice in ([*every, every[0]], [*every[:9], every[8], *every[9:]], [every[0], *every]):
        assert FeedRenderer()(feed(twice)) == feed_octets(feed(every))


def test_what_did_not_change_is_the_same_piece():
    render = FeedRenderer()
    every = [revision(n) for n in range(4 * RUN)]
    before = render.pieces(feed(every))
    every[RUN] = every[RUN]._replace(sequence=1, event=replace(every[RUN].event, summary="Later"))
    after = render.pieces(feed(every))
    same = [one is other for one, other in zip(before, after, strict=True)]
    assert same == [False, True, False, True, True, True]  # the head is made each time
    assert b"Later" in after[2]


def test_what_is_remembered_does_not_grow_with_the_edits():
    chance, render = Random(7), FeedRenderer()
    now = [revision(n) for n in range(3 * RUN)]
    for step in range(500):
        n = chance.randrange(3 * RUN)
        now[n] = revision(n, day=chance.randint(-99, 99), sequence=step)
        render(feed(sorted(now, key=lambda one: (one.event.day, one.event.uid))))
    held = sum(len(run.revisions) for run in render._runs.values())
    assert held <= (SPARE + 1) * (len(now) + RUN)


def test_of_a_feed_that_is_alone_nothing_of_the_past_is_remembered_for_long():
    """A small one, as hundreds of plans have, whose rows come and go for years."""
    render = FeedRenderer(alone=True)
    for step in range(300):
        whole = feed(revision(n, sequence=step) for n in range(step, step + 9))
        assert render(whole) == feed_octets(whole)
    assert len(render._known) <= 2 * 9
    assert sum(len(run.revisions) for run in render._runs.values()) <= 2 * 9


def test_a_feed_that_is_alone_and_becomes_empty_is_forgotten():
    render = FeedRenderer(alone=True)
    render(feed(revision(n) for n in range(9)))
    render(feed(()))
    assert not render._known
    assert not render._runs
