"""The calendars and feeds of a plan: looked at before a decision, brought in line after it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from syncer.domain.board import WEB
from syncer.domain.changes import Change, Delete, Outcome, Proposal, Put
from syncer.domain.events import Event, Feed, Revision
from syncer.domain.memory import Memory
from syncer.domain.setup import PlanSetup, Publication
from syncer.errors import ConflictError, SyncerError
from syncer.ports import CalendarTarget, FeedTarget
from syncer.stages.diff_events import diff_events


class Looked(NamedTuple):
    """What calendars told, by publication, and the errors of those that could not be looked at."""

    told: Mapping[str, tuple[Proposal, ...]]
    refused: Mapping[str, SyncerError]


class Published(NamedTuple):
    """
    What stands in the publications now.

    Attributes:
        mended: Events that people had changed in a calendar and that stand as published again.
        removed: Events that people had brought back to a calendar and that are gone again.
        places: What finds the calendars again that were made for us.
    """

    revisions: Mapping[str, Mapping[str, Revision]]
    digests: Mapping[str, str]
    places: Mapping[str, str]
    mended: int = 0
    removed: int = 0
    failures: tuple[SyncerError, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCounts:
    """How many events of all publications were what."""

    created: int = 0
    updated: int = 0
    deleted: int = 0
    held: int = 0
    unchanged: int = 0


def look(calendars: Mapping[str, CalendarTarget], *, anew: bool) -> Looked:
    """What people moved; *anew* as it stands now, else as far as the calendars know already."""
    told: dict[str, tuple[Proposal, ...]] = {}
    refused: dict[str, SyncerError] = {}
    for name, calendar in calendars.items():
        try:
            if anew:
                calendar.stored()
            told[name] = calendar.proposals()
        except SyncerError as error:
            refused[name] = error
    return Looked(told, refused)


def publish(
    wanted: Mapping[str, Mapping[str, Revision]],
    setup: PlanSetup,
    memory: Memory,
    *,
    feeds: Mapping[str, FeedTarget],
    calendars: Mapping[str, CalendarTarget],
    refused: Mapping[str, SyncerError],
) -> Published:
    """
    Every calendar and feed; one that refuses keeps what it had and stops no other.

    *refused* are the calendars that could not even be looked at.
    """
    revisions, digests = dict(memory.published), dict(memory.digests)
    failures: list[SyncerError] = []
    again: Counter[type[Change]] = Counter()
    for publication in setup.publications:
        name = publication.name
        try:
            if name in refused:
                raise refused[name]
            if name in feeds:
                digests[name] = feeds[name].publish(feed_of(setup, publication, wanted[name]))
            elif name != WEB:  # which stands in the state: the commit puts it up
                carried = _carried(alive(wanted[name]), calendars[name])
                failures += [error for _, error in carried if isinstance(error, SyncerError)]
                again += _again(carried, memory.published.get(name, {}), wanted[name])
        except SyncerError as error:
            failures.append(error)
        else:
            revisions[name] = wanted[name]
    return Published(
        revisions=revisions,
        digests=digests,
        places={**memory.places, **_places(calendars)},
        mended=again[Put],
        removed=again[Delete],
        failures=tuple(failures),
    )


def stands(wanted: Mapping[str, Event], calendar: CalendarTarget) -> bool:
    """Whether *calendar*, as it was last seen, holds what is *wanted*."""
    return not diff_events(wanted, calendar.known())


def feed_of(setup: PlanSetup, publication: Publication, wanted: Mapping[str, Revision]) -> Feed:
    """The feed as it is published: by day, then UID."""
    order = sorted(wanted.values(), key=lambda revision: (revision.event.day, revision.event.uid))
    return Feed(title=publication.title or setup.title, revisions=tuple(order))


def alive(revisions: Mapping[str, Revision]) -> dict[str, Event]:
    """The events of *revisions* that are no ghosts, by UID: what stands in a calendar."""
    return {uid: one.event for uid, one in revisions.items() if not one.cancelled_on}


def uid_of(change: Change) -> str:
    """The UID of the event that *change* is about."""
    return change.event.uid if isinstance(change, Put) else change.uid


def count_events(
    before: Mapping[str, Mapping[str, Revision]],
    after: Mapping[str, Mapping[str, Revision]],
    *,
    held: int,
) -> EventCounts:
    """What became of the events of all publications; a ghost counts once, as it is deleted."""
    created = updated = deleted = unchanged = 0
    # Nobody named the board: who counts, counts calendars and feeds.
    named = {name: revisions for name, revisions in after.items() if name != WEB}
    for name, revisions in named.items():
        known = before.get(name, {})
        for uid, revision in revisions.items():
            old = known.get(uid)
            if old is not None and old.sequence == revision.sequence:
                unchanged += not revision.cancelled_on
            elif revision.cancelled_on:
                deleted += 1
            elif old is None or old.cancelled_on:
                created += 1
            else:
                updated += 1
    return EventCounts(
        created=created,
        updated=updated,
        deleted=deleted,
        held=held,
        unchanged=unchanged - held,
    )


def _carried(wanted: Mapping[str, Event], calendar: CalendarTarget) -> list[Outcome]:
    """
    Put and delete what differs from what is known of a calendar; tell of each.

    Where people were quicker it is looked at again, and once more only what then differs is done.
    """
    first = list(calendar.change(diff_events(wanted, calendar.known())))
    done = [outcome for outcome in first if not isinstance(outcome.error, ConflictError)]
    if len(done) == len(first):
        return done
    again = diff_events(wanted, calendar.stored())
    return [*done, *calendar.change(again)]


def _places(calendars: Mapping[str, CalendarTarget]) -> dict[str, str]:
    return {name: place for name, calendar in calendars.items() if (place := calendar.place())}


def _again(
    carried: Sequence[Outcome], before: Mapping[str, Revision], wanted: Mapping[str, Revision]
) -> Counter[type[Change]]:
    """How many of the changes that were done only put right what people did in a calendar."""
    news = _news(before, wanted)
    done = (change for change, error in carried if not error)
    return Counter(type(change) for change in done if uid_of(change) not in news)


def _news(before: Mapping[str, Revision], wanted: Mapping[str, Revision]) -> frozenset[str]:
    """The UIDs of the events that are published otherwise than they were."""
    return frozenset(
        uid
        for uid in before.keys() | wanted.keys()
        if uid not in before or uid not in wanted or before[uid].sequence != wanted[uid].sequence
    )
