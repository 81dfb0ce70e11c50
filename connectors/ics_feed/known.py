"""Feeds as octets, those of each event made once: what did not change costs nothing."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias

from connectors.ics_feed.render import TAIL, feed_octets, head_octets, in_order, place
from connectors.ics_feed.vevent import event_octets
from syncer.domain.events import Feed, Revision

_Known: TypeAlias = dict[tuple[str, bool], tuple[Revision, bytes]]

MOST: Final = 100_000
"""How many events are remembered: some 70 MB of octets."""
SPARE: Final = 2
"""How many times the events that are needed may be remembered: each edit leaves some behind."""
RUN: Final = 64
"""Events that are put together once, and again only when one of them changed."""


class _Run(NamedTuple):
    """
    Some events that follow each other.

    Attributes:
        ends: The places of the first and the last, where all of them stand in order.
    """

    revisions: tuple[Revision, ...]
    octets: bytes
    ends: tuple[tuple[date, str], tuple[date, str]] | None


class FeedRenderer:
    """
    Renders feeds, any number of them in turn, which may have events in common.

    One that is *alone* renders one feed: what that had before need not be known for long.
    """

    def __init__(self, *, alone: bool = False) -> None:
        self._alone = alone
        # One by UID, and one as a ghost: a feed may have it, while it lives in another.
        self._known: _Known = {}
        self._runs: dict[tuple[str, str, int], _Run] = {}
        self._in_runs = 0

    def __call__(self, feed: Feed) -> bytes:
        """The octets of *feed*."""
        return b"".join(self.pieces(feed))

    def pieces(self, feed: Feed) -> tuple[bytes, ...]:
        """
        The octets of *feed* in pieces, parted in the same way each time.

        A piece that is the same as before is the same object, so that who works on it further
        need not do so again.
        """
        self._forget(feed.revisions)
        if not feed.revisions:
            return (feed_octets(feed),)
        runs = self._parted(feed.revisions)
        if not _follow_each_other(runs):
            runs = self._parted(in_order(feed.revisions))
        return (head_octets(feed), *(run.octets for run in runs), TAIL)

    def _forget(self, revisions: Sequence[Revision]) -> None:
        known = self._known
        # A plan's own feed may be small, and there are hundreds of them: a quarter too much.
        few = len(revisions) * 5 // 4
        if self._alone and len(known) > few:
            keys = map(_key, revisions)
            self._known = {key: known[key] for key in keys if key in known}
        elif len(known) > MOST:
            self._known = {}
        if self._in_runs > (few if self._alone else SPARE * (len(known) + RUN)):
            self._runs, self._in_runs = {}, 0

    def _parted(self, revisions: tuple[Revision, ...]) -> list[_Run]:
        return [self._run(revisions[at : at + RUN]) for at in range(0, len(revisions), RUN)]

    def _run(self, revisions: tuple[Revision, ...]) -> _Run:
        key = revisions[0].event.uid, revisions[-1].event.uid, len(revisions)
        held = self._runs.get(key)
        if held is None or held.revisions != revisions:  # they are mostly the same objects
            octets = b"".join(map(self._octets_of, revisions))
            self._in_runs += 0 if key in self._runs else len(revisions)
            held = self._runs[key] = _Run(revisions, octets, _ends(revisions))
        return held

    def _octets_of(self, revision: Revision) -> bytes:
        key = _key(revision)
        held = self._known.get(key)
        if held is None or not (held[0] is revision or held[0] == revision):
            held = self._known[key] = (revision, event_octets(revision))
        return held[1]


def _key(revision: Revision) -> tuple[str, bool]:
    return revision.event.uid, revision.event.cancelled


def _ends(revisions: Sequence[Revision]) -> tuple[tuple[date, str], tuple[date, str]] | None:
    places = [place(revision) for revision in revisions]
    if all(one < other for one, other in pairwise(places)):
        return places[0], places[-1]
    return None


def _follow_each_other(runs: Sequence[_Run]) -> bool:
    """Whether the events of all *runs* stand in order, and none twice."""
    ends = [run.ends for run in runs]
    known = [one for one in ends if one is not None]
    return len(known) == len(ends) and all(a[1] < b[0] for a, b in pairwise(known))
