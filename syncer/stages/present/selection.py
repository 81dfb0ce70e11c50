"""The feed of a subscription: which events of which boards, under which title."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from syncer.domain.board import Board, Former
from syncer.domain.days import short_day
from syncer.domain.events import Feed, Revision
from syncer.domain.setup import Only
from syncer.domain.subscription import Subscription
from syncer.stages.present.admission import Admission

REFRESH: Final = timedelta(hours=1)
"""What calendar programs are asked to wait between two looks; few of them listen."""


def feed_of_boards(
    subscription: Subscription,
    boards: Mapping[str, Board | None],
    *,
    query: Only | None = None,
    as_of: date | None = None,
) -> Feed:
    """
    The feed of *subscription* from the *boards* of its plans on `day_asked`.

    Args:
        subscription: Whose title and choice of events it has.
        boards: By plan; None, or nothing, where there was none yet on that day.
        query: The filter of one request, which only narrows.
        as_of: The past day that one request asks for.
    """
    onlys = (subscription.only,) if query is None else (subscription.only, query)
    known = [board for plan in subscription.plans if (board := boards.get(plan)) is not None]
    given = subscription.created
    events = [revision for board in known for revision in selected(board, onlys, since=given)]
    if len(known) > 1:  # each is in order by itself
        events.sort(key=_place)
    day = day_asked(subscription, as_of)
    missing = [plan for plan in subscription.plans if boards.get(plan) is None]
    return Feed(
        title=_title(subscription, known, day),
        revisions=tuple(events),
        description=_about(missing, day),
        refresh=REFRESH,
    )


def day_asked(subscription: Subscription, as_of: date | None) -> date | None:
    """The past day that is shown, None for the present: a request may go further back only."""
    days = [day for day in (subscription.as_of, as_of) if day is not None]
    return min(days, default=None)


def first_day(subscription: Subscription) -> date | None:
    """
    The first past day that a request may ask for; None where that is any.

    What a choice leaves out now it may have had before the address was given out: to show that
    is for who gave it out, by a day of its own.
    """
    if subscription.only == Only(kind=subscription.only.kind):
        return None
    created = subscription.created.date()
    return created if subscription.as_of is None else min(created, subscription.as_of)


def selected(
    board: Board, onlys: Sequence[Only], *, since: datetime | None = None
) -> tuple[Revision, ...]:
    """
    The events of *board* that all of *onlys* admit, in its order.

    One that they admitted not long ago stands there as a ghost: else calendar programs that never
    saw it cancelled would keep it. What they admitted before *since* only nobody has seen there.
    """
    if all(only == Only(kind=frozenset()) for only in onlys):
        return board.revisions
    admissions = [Admission(only) for only in onlys]
    # Many events share the very same facts, and by their id they are found far quicker.
    different = {id(facts): facts for facts in board.facts.values()}
    good = {n for n, facts in different.items() if all(chosen(facts) for chosen in admissions)}
    found = []
    for revision in board.revisions:
        uid = revision.event.uid
        if id(board.facts.get(uid)) in good:
            found.append(revision)
        elif ghost := _ghost(board.former.get(uid, ()), admissions, since):
            found.append(ghost)
    return tuple(sorted(found, key=_place))


def _place(revision: Revision) -> tuple[date, str]:
    return revision.event.day, revision.event.uid


def _ghost(
    former: Sequence[Former], admissions: Sequence[Admission], since: datetime | None
) -> Revision | None:
    """What is told of the last of *former* that was admitted, unless it left before *since*."""
    past = next((past for past in former if all(a(past.facts) for a in admissions)), None)
    if past is None or (since is not None and past.left < since):
        return None
    return past.ghost


def _title(subscription: Subscription, known: Sequence[Board], day: date | None) -> str:
    """The plan's own where there is but one: a calendar called `Ada's phone` says nothing."""
    alone = len(subscription.plans) == 1 and known
    title = known[0].title if alone else subscription.name
    return title if day is None else f"{title}, as of {_named(day)}"


def _about(missing: Sequence[str], day: date | None) -> str:
    said = [] if day is None else [f"As it stood at the end of {_named(day)}."]
    nothing = "Nothing is known of {} yet." if day is None else "Nothing is known of {} as of then."
    said += [nothing.format(plan) for plan in missing]
    return "\n".join(said)


def _named(day: date) -> str:
    """With its year, whatever the present one is: the feed must not change with it."""
    return short_day(day, date.min)
