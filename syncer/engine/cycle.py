"""One cycle of one plan: read, decide, write the sheet, the calendars, the feeds, remember."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Final, Literal, NamedTuple

from syncer.domain.events import Feed, Revision
from syncer.domain.memory import Held, Memory
from syncer.domain.setup import PlanSetup, Publication
from syncer.domain.sheet import Version
from syncer.engine.apply import apply
from syncer.engine.decide import Decided, decide, instance_of
from syncer.engine.reclaim import reclaim
from syncer.errors import ConflictError, SyncerError
from syncer.ports import CalendarTarget, Clock, FeedTarget, PlanSource, StateStore
from syncer.stages.diff_events import diff_events
from syncer.stages.steady import HEADING_CHANGED

LOOKS: Final = 3
"""How often a sheet that changes under our hands is read anew before the next cycle gets it."""
_AGAIN: Final = "nothing to do: the next sync puts them right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The outside of one plan; feeds and calendars by the name of their publication."""

    source: PlanSource
    store: StateStore
    clock: Clock
    feeds: Mapping[str, FeedTarget] = field(default_factory=dict)
    calendars: Mapping[str, CalendarTarget] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCounts:
    """How many events of all publications were what."""

    created: int = 0
    updated: int = 0
    deleted: int = 0
    held: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """
    What a cycle did.

    Attributes:
        errors: Findings that are errors.
        api_calls: Calls over the network.
        feeds_changed: The names of the feeds whose octets are others now.
        notes: What a person should know that is no failure (results that have nowhere to go).
        failures: What of it could not be done, each to be tried again by the next cycle.
    """

    plan: str
    outcome: Literal["changed", "unchanged", "failed"]
    rows: int = 0
    errors: int = 0
    cells_written: int = 0
    summary_written: bool = False
    events: EventCounts = EventCounts()
    feeds_changed: tuple[str, ...] = ()
    api_calls: int = 0
    notes: tuple[str, ...] = ()
    failures: tuple[SyncerError, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    """
    What was achieved outside, to be remembered.

    Attributes:
        paged: The Summary tab was written.
    """

    version: Version
    cells: int
    paged: bool
    published: Mapping[str, Mapping[str, Revision]]
    digests: Mapping[str, str]
    failures: tuple[SyncerError, ...]


class _Back(NamedTuple):
    """
    What a write to the sheet achieved.

    Attributes:
        paged: The Summary tab was written.
        proven: Each result stands beside its own row, or nothing more is to be tried now; else
            the sheet is read and decided on anew, which mends what hit another row.
    """

    version: Version
    cells: int = 0
    paged: bool = False
    failures: tuple[SyncerError, ...] = ()
    proven: bool = True


def run_cycle(setup: PlanSetup, ports: Ports) -> Report:
    """
    Bring everything outside in line with the sheet; a second cycle straight after does nothing.

    Raises what keeps the plan from being read or decided (SourceError, AccessError,
    UnavailableError, HeldError). What fails later stands in `Report.failures`; the rest is done
    all the same, and remembered.
    """
    with ports.store.claim(setup.name):
        today = ports.clock.today()
        memory = ports.store.load(setup.name)
        settled = _fingerprint(ports.source.version(), setup, memory, today)
        if memory.settled == settled and _intact(memory, ports):
            return _quiet(setup, memory)
        begun = ports.store.begin(setup.name)
        memory = reclaim(begun, ports.feeds, begun.instance or instance_of(setup))
        decided, done = _act(setup, ports, memory, today)
        after = _remembered(memory, decided, done, setup, today)
        ports.store.commit(setup.name, begun, after)
        return _report(setup, memory, decided, done)


def _act(setup: PlanSetup, ports: Ports, memory: Memory, today: date) -> tuple[Decided, _Done]:
    """Read, decide, write; read and decide anew where people were quicker."""
    cells, paged = 0, False
    for look in range(1, LOOKS + 1):
        snapshot = ports.source.read()
        decided = decide(snapshot, memory, setup, today=today, now=ports.clock.now())
        back = _write(decided, ports.source, last=look == LOOKS)
        cells, paged = cells + back.cells, paged or back.paged
        if back.proven:
            break
    published, digests, refused = _publish(decided, setup, ports, memory)
    return decided, _Done(
        version=back.version,
        cells=cells,
        paged=paged,
        published=published,
        digests=digests,
        failures=(*back.failures, *refused),
    )


def _write(decided: Decided, source: PlanSource, *, last: bool) -> _Back:
    """Write back what differs; a refusal is remembered and stops nothing else."""
    seen = decided.judged.read.snapshot.version
    if not decided.sheet:
        return _Back(seen)
    try:
        written = source.write(decided.sheet, seen)
    except ConflictError as error:
        return _Back(seen, failures=(error,), proven=last)
    except SyncerError as error:
        return _Back(seen, failures=(error,))
    paged = decided.sheet.page is not None and written.version != seen
    back = _Back(written.version, decided.sheet.cells, paged)
    if written.rows >= {row.row for row in decided.sheet.rows}:
        return back
    moved = ConflictError("rows were moved while their results were written", hint=_AGAIN)
    return back._replace(failures=(moved,), proven=last)


def _publish(
    decided: Decided, setup: PlanSetup, ports: Ports, memory: Memory
) -> tuple[dict[str, Mapping[str, Revision]], dict[str, str], tuple[SyncerError, ...]]:
    """Every calendar and feed; one that refuses keeps what it had and stops no other."""
    published, digests = dict(memory.published), dict(memory.digests)
    failures: list[SyncerError] = []
    for publication in setup.publications:
        name, wanted = publication.name, decided.published[publication.name]
        try:
            if name in ports.feeds:
                digests[name] = ports.feeds[name].publish(feed_of(setup, publication, wanted))
            else:
                failures += _apply(wanted, ports.calendars[name])
        except SyncerError as error:
            failures.append(error)
        else:
            published[name] = wanted
    return published, digests, tuple(failures)


def feed_of(setup: PlanSetup, publication: Publication, wanted: Mapping[str, Revision]) -> Feed:
    """The feed as it is published: by day, then UID."""
    order = sorted(wanted.values(), key=lambda revision: (revision.event.day, revision.event.uid))
    return Feed(title=publication.title or setup.title, revisions=tuple(order))


def _apply(wanted: Mapping[str, Revision], calendar: CalendarTarget) -> Iterator[SyncerError]:
    """Put and delete what differs in a calendar; yield what was refused."""
    alive = {uid: revision.event for uid, revision in wanted.items() if not revision.cancelled_on}
    for outcome in apply(diff_events(alive, calendar.stored()), calendar):
        if isinstance(outcome.error, SyncerError):
            yield outcome.error


def _remembered(
    before: Memory, decided: Decided, done: _Done, setup: PlanSetup, today: date
) -> Memory:
    """What the commit says: all that was seen, and of what was decided only what was done."""
    after = replace(
        decided.memory,
        held=_still_held(before, decided, done),
        summary_made=decided.memory.summary_made or done.paged,
        published=done.published,
        digests=done.digests,
        synced=today,
        errors=decided.judged.errors,
        settled="",
    )
    if done.failures:
        return after
    return replace(after, settled=_fingerprint(done.version, setup, after, today))


def _still_held(before: Memory, decided: Decided, done: _Done) -> tuple[Held, ...]:
    """What waits for a person; where a publication refused, what people decided waits for it."""
    refused = {n for n, wanted in decided.published.items() if done.published.get(n) is not wanted}
    return (
        *(held for held in before.held if held.target in refused),
        *(held for held in decided.held if held.target not in refused),
    )


def _fingerprint(version: Version, setup: PlanSetup, memory: Memory, today: date) -> str:
    """Of all that a decision is made from; equal means that it was made already."""
    agreed = sorted(memory.baselines.items())
    said = (version, setup.fingerprint, today.isoformat(), agreed, sorted(memory.held))
    return sha256(repr(said).encode()).hexdigest()


def _intact(memory: Memory, ports: Ports) -> bool:
    """Whether every feed still stands as it was published."""
    return all(feed.digest() == memory.digests.get(name, "") for name, feed in ports.feeds.items())


def _quiet(setup: PlanSetup, memory: Memory) -> Report:
    alive = [
        revision
        for revisions in memory.published.values()
        for revision in revisions.values()
        if not revision.cancelled_on
    ]
    rows = sum(not seen.gone for seen in memory.seen.values())
    counts = EventCounts(unchanged=len(alive) - len(memory.held), held=len(memory.held))
    return Report(
        plan=setup.name, outcome="unchanged", rows=rows, errors=memory.errors, events=counts
    )


def _report(setup: PlanSetup, before: Memory, decided: Decided, done: _Done) -> Report:
    counts = count_events(before.published, done.published, held=len(decided.held))
    feeds = tuple(n for n, digest in done.digests.items() if digest != before.digests.get(n))
    changed = done.cells or feeds or counts.created or counts.updated or counts.deleted
    outcome: Literal["changed", "unchanged", "failed"] = (
        "failed" if done.failures else "changed" if changed or done.paged else "unchanged"
    )
    return Report(
        plan=setup.name,
        outcome=outcome,
        rows=len(decided.judged.read.plan.items),
        errors=decided.judged.errors,
        cells_written=done.cells,
        summary_written=done.paged,
        events=counts,
        feeds_changed=feeds,
        notes=_notes(decided),
        failures=done.failures,
    )


def _notes(decided: Decided) -> tuple[str, ...]:
    read = decided.judged.read
    # The next cycle has learnt the new headings and says it no more.
    changed = [f"{f.cell}: {f.message}" for f in read.findings if f.code in HEADING_CHANGED]
    if read.snapshot.read_only:
        return (read.snapshot.read_only, *changed)
    if not read.layout.owned:
        return ("the table has no headings, so no results were written beside its rows",)
    return tuple(changed)


def count_events(
    before: Mapping[str, Mapping[str, Revision]],
    after: Mapping[str, Mapping[str, Revision]],
    *,
    held: int,
) -> EventCounts:
    """What became of the events of all publications; a ghost counts once, as it is deleted."""
    created = updated = deleted = unchanged = 0
    for name, revisions in after.items():
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
