"""What events were, so that a feed that chose one by it can tell that it has left."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta

from syncer.domain.board import Facts, Former
from syncer.domain.events import Revision


def changed(now: Mapping[str, Facts], before: Mapping[str, Facts]) -> frozenset[str]:
    """
    The UIDs of the events that are something else than they were.

    They take a new SEQUENCE even where they say nothing of it: one that leaves a feed, or comes
    back to it, must be newer than what its subscribers have.
    """
    return frozenset(uid for uid, facts in now.items() if before.get(uid, facts) != facts)


def standing(
    now: Mapping[str, Facts], before: Mapping[str, Facts], uids: Collection[str]
) -> dict[str, Facts]:
    """The facts of all *uids*: those of *now*, or the last ones of what stands there no more."""
    return {
        uid: now[uid] if uid in now else before[uid] for uid in uids if uid in now or uid in before
    }


def remembered(
    facts: Mapping[str, Facts],
    before: Mapping[str, Facts],
    former: Mapping[str, tuple[Former, ...]],
    published: Mapping[str, Revision],
    *,
    now: datetime,
    today: date,
    grace_days: int,
) -> dict[str, tuple[Former, ...]]:
    """
    What those events were that are something else not longer than *grace_days* days.

    What they said then is in *published*, the revisions *before* the present ones.
    """
    until = today + timedelta(days=grace_days)
    left = changed(facts, before)
    found = {}
    for uid in sorted(left | {uid for uid in former if uid in facts}):
        past = former.get(uid, ())
        if uid in left:
            past = (_last(before[uid], until, now, published.get(uid)), *past)
        found[uid] = tuple(_newest(facts[uid], past, today))
    return {uid: past for uid, past in found.items() if past}


def _last(facts: Facts, until: date, left: datetime, shown: Revision | None) -> Former:
    """What an event was until now, and what it said."""
    if shown is None:
        return Former(facts, until, left)
    return Former(facts, until, left, shown.event.day, shown.event.summary)


def _newest(now: Facts, former: tuple[Former, ...], today: date) -> Iterator[Former]:
    """Each state but the present one, once, newest first."""
    told = {now}
    for past in former:
        if past.until >= today and past.facts not in told:
            told.add(past.facts)
            yield past
