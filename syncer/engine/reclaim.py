"""Takes up again what stands in a feed and nobody remembers: a crash came before the commit."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from syncer.domain.board import WEB, Board
from syncer.domain.events import Revision
from syncer.domain.memory import Memory
from syncer.errors import SyncerError
from syncer.ports import FeedTarget

_NUMBER: Final = re.compile(r"M-(\d{4,7})@", re.ASCII)


def reclaim(memory: Memory, feeds: Mapping[str, FeedTarget], instance: str) -> Memory:
    """
    *memory* with what subscribers were told since it was written.

    So SEQUENCE and stamps never fall behind what calendar programs have seen, no event leaves
    them without having been cancelled, and no key is given to a second item.
    """
    published = dict(memory.published)
    for name, feed in feeds.items():
        if found := _standing(feed, memory.digests.get(name, ""), instance):
            published[name] = _newest(published.get(name, {}), found)
    return _with(memory, published)


def reclaim_board(memory: Memory, board: Board | None) -> Memory:
    """*memory* with what stands on the *board* of its plan: the same for those who subscribed."""
    if board is None:
        return memory
    stand = _newest(memory.published.get(WEB, {}), board.revisions)
    known = _with(memory, {**memory.published, WEB: stand})
    if memory.facts:
        return known
    return replace(known, facts=board.facts, former=board.former)


def _with(memory: Memory, published: Mapping[str, Mapping[str, Revision]]) -> Memory:
    """*memory* of what is *published*, whose keys are given to no second item."""
    if published == memory.published:
        return memory
    uids = (uid for revisions in published.values() for uid in revisions)
    used = (int(match[1]) for uid in uids if (match := _NUMBER.match(uid)))
    return replace(
        memory, published=published, next_key=max(memory.next_key, max(used, default=0) + 1)
    )


def _standing(feed: FeedTarget, remembered: str, instance: str) -> list[Revision]:
    """The revisions of this plan that stand there; none where it is as we remember it."""
    try:
        if feed.digest() == remembered:
            return []
        found = feed.standing()
    except SyncerError:
        return []  # publishing meets the same, and tells it
    return [revision for revision in found if revision.event.uid.endswith(f"@{instance}")]


def _newest(known: Mapping[str, Revision], standing: Iterable[Revision]) -> Mapping[str, Revision]:
    """Of each event the newer revision, be it remembered or standing there."""
    newest = dict(known)
    for revision in standing:
        uid = revision.event.uid
        old = newest.get(uid)
        if old is None or (old.sequence, old.modified) < (revision.sequence, revision.modified):
            newest[uid] = revision
    return newest
