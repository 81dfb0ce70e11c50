"""One cycle of one plan: read, decide, write the sheet, the calendars, the feeds, remember."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Final, Literal, NamedTuple

from syncer.domain.board import WEB, Board
from syncer.domain.findings import Finding, Severity
from syncer.domain.memory import Held, Memory
from syncer.domain.setup import PlanSetup
from syncer.domain.sheet import Version
from syncer.engine.board import board_of, digest_of, is_news
from syncer.engine.decide import Decided, decide, instance_of
from syncer.engine.guard import shown
from syncer.engine.publish import (
    EventCounts,
    Looked,
    Published,
    alive,
    count_events,
    look,
    publish,
    stands,
)
from syncer.engine.reclaim import reclaim
from syncer.errors import ConflictError, SyncerError
from syncer.ports import CalendarTarget, Clock, FeedTarget, PlanSource, StateStore
from syncer.stages.present.events import uid_of
from syncer.stages.propose import unheard
from syncer.stages.steady import HEADING_CHANGED

LOOKS: Final = 3
"""How often a sheet that changes under our hands is read anew before the next cycle gets it."""
_AGAIN: Final = "nothing to do: the next sync puts them right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """
    The outside of one plan; feeds and calendars by the name of their publication.

    Attributes:
        real: The clock that addresses are dated by, where *clock* is held; None: it is not.
        calls: How many calls over the network were made so far.
    """

    source: PlanSource
    store: StateStore
    clock: Clock
    real: Clock | None = None
    feeds: Mapping[str, FeedTarget] = field(default_factory=dict)
    calendars: Mapping[str, CalendarTarget] = field(default_factory=dict)
    calls: Callable[[], int] = int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """
    What a cycle did.

    Attributes:
        errors: Findings that are errors.
        findings: How many there are of each severity; None: nothing was judged anew.
        proposals: Moves of events by people that wait for an answer in the plan.
        api_calls: Calls over the network.
        feeds_changed: The names of the feeds whose octets are others now.
        notes: What a person should know that is no failure (results that have nowhere to go).
        failures: What of it could not be done, each to be tried again by the next cycle.
    """

    plan: str
    outcome: Literal["changed", "unchanged", "failed"]
    rows: int = 0
    errors: int = 0
    findings: Mapping[Severity, int] | None = None
    cells_written: int = 0
    summary_written: bool = False
    events: EventCounts = field(default_factory=EventCounts)
    proposals: int = 0
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
    published: Published
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
        calls = ports.calls()
        memory = ports.store.load(setup.name)
        settled = _fingerprint(ports.source.version(), setup, memory, today)
        # Where the sheet is as it was the calendars alone can have news; else what they know is
        # enough, since what people changed meanwhile refuses our change.
        looked = look(ports.calendars, anew=memory.settled == settled)
        if memory.settled == settled and _intact(memory, ports, looked):
            return replace(_quiet(setup, memory), api_calls=ports.calls() - calls)
        begun = ports.store.begin(setup.name)
        memory = reclaim(begun, ports.feeds, begun.instance or instance_of(setup))
        decided, done = _act(setup, ports, memory, looked, today)
        after = _remembered(memory, decided, done, setup, today)
        board = None
        if WEB in after.published and WEB in decided.published:
            after, board = _on_board(setup, decided, begun, after, ports.clock)
        ports.store.commit(setup.name, begun, after, board)
        report = _report(setup, memory, decided, done)
        return replace(report, api_calls=ports.calls() - calls)


def _act(
    setup: PlanSetup, ports: Ports, memory: Memory, looked: Looked, today: date
) -> tuple[Decided, _Done]:
    """Read, decide, write; read and decide anew where people were quicker."""
    cells, paged = 0, False
    for attempt in range(1, LOOKS + 1):
        snapshot, now = ports.source.read(), ports.clock.now()
        real = (ports.real or ports.clock).now()
        decided = decide(snapshot, memory, setup, today=today, now=now, real=real, told=looked.told)
        back = _write(decided, ports.source, last=attempt == LOOKS)
        cells, paged = cells + back.cells, paged or back.paged
        if back.proven:
            break
    published = publish(
        decided.published,
        setup,
        memory,
        feeds=ports.feeds,
        calendars=ports.calendars,
        refused=looked.refused,
    )
    return decided, _Done(
        version=back.version,
        cells=cells,
        paged=paged,
        published=published,
        failures=(*back.failures, *published.failures),
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


def _remembered(
    before: Memory, decided: Decided, done: _Done, setup: PlanSetup, today: date
) -> Memory:
    """What the commit says: all that was seen, and of what was decided only what was done."""
    after = replace(
        decided.memory,
        held=_still_held(before, decided, done),
        summary_made=decided.memory.summary_made or done.paged,
        published=done.published.revisions,
        digests=done.published.digests,
        places=done.published.places,
        synced=today,
        errors=decided.judged.errors,
        settled="",
    )
    if done.failures:
        return after
    return replace(after, settled=_fingerprint(done.version, setup, after, today))


def _on_board(
    setup: PlanSetup, decided: Decided, before: Memory, after: Memory, clock: Clock
) -> tuple[Memory, Board | None]:
    """The board that is put up with the commit, None where it stands as it is."""
    judged, published = decided.judged, after.published[WEB]
    today = judged.terms.today
    board = board_of(setup, judged, published, after, today=today, now=clock.now())
    digest = digest_of(board)
    if not is_news(board, digest, before):
        return after, None
    return replace(after, digests={**after.digests, WEB: digest}), board


def _still_held(before: Memory, decided: Decided, done: _Done) -> tuple[Held, ...]:
    """What waits for a person; where a publication refused, what people decided waits for it."""
    stand = done.published.revisions
    refused = {n for n, wanted in decided.published.items() if stand.get(n) is not wanted}
    return (
        *(held for held in before.held if held.target in refused),
        *(held for held in decided.held if held.target not in refused),
    )


def _fingerprint(version: Version, setup: PlanSetup, memory: Memory, today: date) -> str:
    """Of all that a decision is made from; equal means that it was made already."""
    agreed = sorted(memory.baselines.items())
    said = (version, setup.fingerprint, today.isoformat(), agreed, sorted(memory.held))
    return sha256(repr(said).encode()).hexdigest()


def _intact(memory: Memory, ports: Ports, looked: Looked) -> bool:
    """Whether every feed and calendar still stands as it was published, without news."""
    feeds = ports.feeds.items()
    if looked.refused or unheard(looked.told, memory):
        # The cycle that follows names it, and goes on with all else.
        return False
    return all(feed.digest() == memory.digests.get(name, "") for name, feed in feeds) and all(
        stands(alive(memory.published.get(name, {})), calendar)
        for name, calendar in ports.calendars.items()
    )


def _quiet(setup: PlanSetup, memory: Memory) -> Report:
    living = [
        revision
        for name, revisions in memory.published.items()
        if name != WEB
        for revision in revisions.values()
        if not revision.cancelled_on
    ]
    rows = sum(not seen.gone for seen in memory.seen.values())
    counts = EventCounts(unchanged=len(living) - _named(memory.held), held=len(shown(memory.held)))
    return Report(
        plan=setup.name,
        outcome="unchanged",
        rows=rows,
        errors=memory.errors,
        events=counts,
        proposals=_waiting(memory),
    )


def _report(setup: PlanSetup, before: Memory, decided: Decided, done: _Done) -> Report:
    published = done.published
    counts = count_events(before.published, published.revisions, held=_named(decided.held))
    mended = published.mended
    counts = replace(
        counts,
        held=len(shown(decided.held)),
        updated=counts.updated + mended,
        deleted=counts.deleted + published.removed,
        unchanged=counts.unchanged - mended,
    )
    digests = published.digests.items()
    feeds = tuple(name for name, digest in digests if digest != before.digests.get(name))
    changed = done.cells or feeds or counts.created or counts.updated or counts.deleted
    outcome: Literal["changed", "unchanged", "failed"] = (
        "failed" if done.failures else "changed" if changed or done.paged else "unchanged"
    )
    return Report(
        plan=setup.name,
        outcome=outcome,
        rows=len(decided.judged.read.plan.items),
        errors=decided.judged.errors,
        findings=_counted(decided.judged.findings),
        cells_written=done.cells,
        summary_written=done.paged,
        events=counts,
        proposals=_waiting(decided.memory),
        feeds_changed=feeds,
        notes=_notes(decided),
        failures=done.failures,
    )


def _named(held: Sequence[Held]) -> int:
    """How many wait in calendars and feeds that people named."""
    return sum(one.target != WEB for one in held)


def _counted(findings: Sequence[Finding]) -> dict[Severity, int]:
    # By identity: on Python 3.11 the hash of an enum's member is a call.
    return {one: sum(finding.severity is one for finding in findings) for one in Severity}


def _notes(decided: Decided) -> tuple[str, ...]:
    read = decided.judged.read
    # The next cycle has learnt the new headings and says it no more.
    changed = [f"{f.cell}: {f.message}" for f in read.findings if f.code in HEADING_CHANGED]
    if read.snapshot.read_only:
        return (read.snapshot.read_only, *changed)
    if not read.layout.owned:
        return ("the table has no headings, so no results were written beside its rows",)
    return tuple(changed)


def _waiting(memory: Memory) -> int:
    """The proposals that a person can see: their rows stand in the sheet."""
    if not memory.proposed:
        return 0
    standing = {uid_of(key, memory.instance) for key, seen in memory.seen.items() if not seen.gone}
    return sum(not one.answered and one.uid in standing for one in memory.proposed)
