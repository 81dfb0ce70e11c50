"""Which revision of each event is published next, so that calendar programs notice every change."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from syncer.domain.events import Event, Revision

# FEEDS, on targets, 6: a source that came back short must not empty anybody's calendar.
FEW: Final = 3
SHARE: Final = 0.2

_TICK: Final = timedelta(seconds=1)
_MOST_SEQUENCE: Final = 2**31 - 1  # RFC 5545 3.3.8: the largest integer


def revise(
    wanted: Mapping[str, Event],
    kept: frozenset[str],
    published: Mapping[str, Revision],
    *,
    now: datetime,
    today: date,
    grace_days: int,
    held: frozenset[str] = frozenset(),
    touched: frozenset[str] = frozenset(),
) -> dict[str, Revision]:
    """
    The revisions to publish, by UID, in the order they stand in a feed: by day, then UID.

    An event that did not change keeps its revision, the very object. One that changed or came
    back takes the next SEQUENCE and a later stamp; *now* is aware, in whole seconds. One that is
    wanted no more stands as cancelled through *grace_days* days after *today*, and only then
    goes: a program that never saw it cancelled would keep it for ever. What is *kept* (its row
    cannot be read at present) or *held* (its disappearance waits for a person) stays as it is.
    What is *touched* takes the next SEQUENCE although its event says what it said.
    """
    revisions = {
        uid: _next(event, published.get(uid), now, touched=uid in touched)
        for uid, event in wanted.items()
    }
    for uid, last in published.items():
        if uid in revisions:
            continue
        if last.cancelled_on is not None:
            if today <= last.cancelled_on + timedelta(days=grace_days):
                revisions[uid] = last
        elif uid in kept or uid in held:
            revisions[uid] = last
        else:
            ghost = _raised(last, last.event.ghost(), now)
            revisions[uid] = ghost._replace(cancelled_on=today)
    return dict(sorted(revisions.items(), key=_place))


def is_mass(vanishing: int, live: int) -> bool:
    """Whether *vanishing* of the *live* published events are too many to go unasked."""
    return vanishing > max(FEW, SHARE * live)


def _next(event: Event, last: Revision | None, now: datetime, *, touched: bool) -> Revision:
    if last is None:
        return Revision(event, 0, now, now)
    if last.event == event and not touched:
        return last
    return _raised(last, event, now)


def _raised(last: Revision, event: Event, now: datetime) -> Revision:
    # A clock that was set back must not make the newer revision look like the older one.
    modified = max(now, last.modified + _TICK)
    return Revision(event, min(last.sequence + 1, _MOST_SEQUENCE), last.created, modified)


def _place(entry: tuple[str, Revision]) -> tuple[date, str]:
    return entry[1].event.day, entry[0]
