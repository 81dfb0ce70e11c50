"""What events were, so that a feed that chose one by it can tell that it has left."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta

from syncer.domain.board import Facts, Former
from syncer.domain.events import Event, Revision


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
    published: tuple[Mapping[str, Revision], Mapping[str, Revision]],
    *,
    today: date,
    grace_days: int,
    left: datetime,
) -> dict[str, tuple[Former, ...]]:
    """
    What those events were that are something else not longer than *grace_days* days.

    *published* is what was said of them before, and what is said now; *left*: see `Former`.
    """
    until = today + timedelta(days=grace_days)
    said, says = published
    other = {uid for uid in changed(facts, before) if uid in said}
    found = {}
    for uid in sorted(other | {uid for uid in former if uid in facts}):
        past = former.get(uid, ())
        if uid in other:
            ghost = _ghost(said[uid].event, says[uid], today)
            past = (Former(before[uid], until, left, ghost), *past)
        found[uid] = tuple(_newest(facts[uid], past, today))
    return {uid: past for uid, past in found.items() if past}


def _ghost(said: Event, now: Revision, today: date) -> Revision:
    """No more than the title and the day that it had, with the stamps that its leaving gave it."""
    event = Event(uid=said.uid, day=said.day, summary=said.summary, cancelled=True)
    return now._replace(event=event, cancelled_on=today)


def _newest(now: Facts, former: tuple[Former, ...], today: date) -> Iterator[Former]:
    """Each state but the present one, once, newest first."""
    told = {now}
    for past in former:
        if past.until >= today and past.facts not in told:
            told.add(past.facts)
            yield past
