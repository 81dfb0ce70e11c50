"""Everything a cycle will do, decided from values alone: no clock, no file, no socket."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from types import MappingProxyType

from syncer.domain.changes import SheetChanges
from syncer.domain.days import review_day
from syncer.domain.events import Revision
from syncer.domain.findings import Finding, Severity, address
from syncer.domain.layout import Layout, Owned
from syncer.domain.memory import Held, Memory, Proposed
from syncer.domain.page import Page
from syncer.domain.plan import Plan
from syncer.domain.setup import PlanSetup
from syncer.domain.sheet import Snapshot, Tab
from syncer.domain.verdicts import Evaluation, Terms
from syncer.domain.words import Words
from syncer.engine.guard import COLUMN_LOST, shown, unsure
from syncer.engine.projection import Projected, Scene, project
from syncer.stages.assemble import assemble
from syncer.stages.attune import attuned
from syncer.stages.diff import sheet_changes, wanted_page
from syncer.stages.evaluate import evaluate
from syncer.stages.evaluate.ripple import Shift, ripple
from syncer.stages.lexicon import OURS
from syncer.stages.locate import locate
from syncer.stages.observe import last_review, lost_columns, observe, review
from syncer.stages.present.cells import own_cells
from syncer.stages.present.impact import impacts
from syncer.stages.present.summary import Story, summary_page
from syncer.stages.present.summary_name import free_name
from syncer.stages.propose import Told, propose
from syncer.stages.steady import understood


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """
    A sheet as it was understood, before anything is judged.

    Attributes:
        words: The vocabulary, attuned to it.
    """

    snapshot: Snapshot
    words: Words
    tab: Tab
    layout: Layout
    plan: Plan
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """
    A plan as it was evaluated.

    Attributes:
        findings: Of reading and of evaluating, in the order of the sheet.
        memory: With what this look showed.
    """

    read: Understood
    terms: Terms
    evaluation: Evaluation
    findings: tuple[Finding, ...]
    memory: Memory

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(finding.severity is Severity.ERROR for finding in self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """
    What is to be done, and what will be remembered once it is.

    Attributes:
        memory: What is published follows once it is.
        sheet: What to write back; None where the source cannot be written.
        published: By publication, its events as they should stand there, ghosts included.
        held: The deletions that wait for a person, and what people decided on others.
        impacts: What is said of the proposals that wait, by the position of their items.
    """

    judged: Judged
    memory: Memory
    sheet: SheetChanges | None
    published: Mapping[str, Mapping[str, Revision]]
    held: tuple[Held, ...]
    impacts: Mapping[int, str] = field(default_factory=dict)


def understand(snapshot: Snapshot, setup: PlanSetup, memory: Memory | None = None) -> Understood:
    """Read the snapshot as a plan; with a *memory*, items keep the identity they had."""
    # Imported here: pandas takes half of a start, and neither a sheet that stands as it was nor
    # the server needs it.
    from syncer.stages.normalise import normalise  # noqa: PLC0415

    known = memory or Memory()
    words = attuned(setup.words, snapshot)
    layout, located = locate(snapshot, words, setup.tab, known.columns, known.headings.keys())
    tab = next(tab for tab in snapshot.tabs if tab.name == layout.tab)
    rows, read = normalise(tab, layout, words)
    plan, joined = assemble(rows, known.seen, known.next_key)
    findings = placed((*located, *read, *joined), layout)
    return Understood(
        snapshot=snapshot, words=words, tab=tab, layout=layout, plan=plan, findings=findings
    )


def judge(snapshot: Snapshot, memory: Memory, setup: PlanSetup, today: date) -> Judged:
    """Read the snapshot as a plan and evaluate it on *today*."""
    known = memory if memory.instance else replace(memory, instance=instance_of(setup))
    read = understand(snapshot, setup, known)
    known = replace(known, headings=_renamed(read.layout, known))
    lost = lost_columns(read.layout, known)
    # Without titles no row is read, which does not mean that all are gone.
    titled = read.layout.column("title") is not None
    if titled:
        known = replace(known, columns=understood(read.layout, known.columns))
    seen = observe(read.plan, known, today, blind=lost) if titled else known
    terms = terms_of(setup, today)
    evaluation = evaluate(read.plan, seen, terms)
    last = review_day(today, weekday=setup.review_weekday, weeks=setup.review_weeks)
    return Judged(
        read=read,
        terms=terms,
        evaluation=evaluation,
        findings=placed((*_losses(lost), *read.findings, *evaluation.findings), read.layout),
        memory=review(read.plan, evaluation, seen, today, last) if titled else known,
    )


def _renamed(layout: Layout, memory: Memory) -> Mapping[str, str]:
    """The columns of ours that could not have their own names, for good."""
    marked = {str(one.name): one.header for one in layout.owned if one.header.endswith(OURS)}
    return (
        memory.headings
        if marked.keys() <= memory.headings.keys()
        else {**memory.headings, **marked}
    )


def decide(
    snapshot: Snapshot,
    memory: Memory,
    setup: PlanSetup,
    *,
    today: date,
    now: datetime,
    real: datetime | None = None,
    told: Told = MappingProxyType({}),
) -> Decided:
    """
    All that a cycle does to the outside, and what it will remember, from one snapshot.

    *told* are the moves that calendars tell of; *real* is this moment where *now* is another.
    """
    judged = judge(snapshot, memory, setup, today)
    proposed, impacts = _answers(judged, setup, told)
    published, held, after = _projected(judged, setup, now, real or now)
    page = _page(judged, setup, held)
    kept = snapshot.summary_of(judged.read.tab.name)
    made = judged.memory.summary_made or kept is not None
    return Decided(
        judged=judged,
        memory=replace(after, held=held, proposed=proposed, summary_made=made),
        sheet=None if snapshot.read_only else _sheet(judged, page, impacts),
        published=published,
        held=held,
        impacts=impacts,
    )


def terms_of(setup: PlanSetup, today: date) -> Terms:
    """What the plan is judged by on *today*."""
    return Terms(
        today=today,
        calendar=setup.calendar,
        tolerance=setup.tolerance,
        review_days=7 * setup.review_weeks,
    )


def _losses(lost: frozenset[str]) -> Iterator[Finding]:
    """A column that people renamed or took out: said once, for the whole sheet."""
    for name in sorted(lost):
        yield Finding(
            row=0,
            cell="",
            field=name,
            severity=Severity.ERROR,
            code=COLUMN_LOST,
            message=f"the column of the {name} dates is gone, so no calendar is changed",
            hint="give it back its heading; if the dates were taken out on purpose, keep it empty",
        )


def instance_of(setup: PlanSetup) -> str:
    """
    What UIDs of this plan end with: a hash of its name and source as first configured.

    Never random: after a lost state the same events must be found again.
    """
    return sha256(f"{setup.name}\n{setup.source}".encode()).hexdigest()[:16]


def placed(findings: Sequence[Finding], layout: Layout) -> tuple[Finding, ...]:
    """*findings* in the order of the sheet, each with the address of its cell where it has one."""
    columns = {column.field: column.index for column in layout.columns if column.field}
    if (own := layout.own(Owned.ID)) and own.exists:
        columns["key"] = own.index
    named = (
        finding._replace(cell=address(finding.row, columns[finding.field]))
        if not finding.cell and finding.row and finding.field in columns
        else finding
        for finding in findings
    )
    return tuple(sorted(named, key=lambda finding: (finding.row, len(finding.cell), finding.cell)))


def _answers(
    judged: Judged, setup: PlanSetup, told: Told
) -> tuple[tuple[Proposed, ...], Mapping[int, str]]:
    """The proposals, and what is said of those that wait."""
    plan, memory, terms = judged.read.plan, judged.memory, judged.terms
    targets = frozenset(publication.name for publication in setup.publications)
    verdicts = judged.evaluation.verdicts
    proposed = propose(plan, verdicts, memory, told, targets=targets, today=terms.today)

    def moved(place: int, due: date) -> tuple[Shift, ...]:
        return ripple(plan, memory, judged.evaluation, terms, place=place, due=due)

    return proposed, impacts(plan, proposed, memory.instance, moved, terms.today)


def _sheet(judged: Judged, page: Page | None, impacts: Mapping[int, str]) -> SheetChanges:
    read = judged.read
    wanted = own_cells(read.plan, judged.evaluation, judged.findings, impacts)
    layout = read.layout if impacts else _without_new_impact(read.layout)
    return sheet_changes(read.tab, layout, read.plan, wanted, page)


def _without_new_impact(layout: Layout) -> Layout:
    """*layout* without a column `Impact` that is yet to be added: there is nothing to answer."""
    owned = tuple(one for one in layout.owned if one.exists or one.name is not Owned.IMPACT)
    return replace(layout, owned=owned)


def _projected(judged: Judged, setup: PlanSetup, now: datetime, real: datetime) -> Projected:
    read = judged.read
    return project(
        Scene(
            setup=setup,
            plan=read.plan,
            evaluation=judged.evaluation,
            memory=judged.memory,
            tab=read.layout.tab,
            source=read.snapshot.source,
            doubt=unsure(judged.findings),
            today=judged.terms.today,
            now=now,
            real=real,
        )
    )


def _page(judged: Judged, setup: PlanSetup, held: Sequence[Held]) -> Page | None:
    """The Summary tab where it must be written; None where it stands, or is not wanted."""
    snapshot, memory = judged.read.snapshot, judged.memory
    ours = snapshot.summary_of(judged.read.tab.name)
    missed = ours is None and memory.summary_made and not setup.summary
    if snapshot.read_only or not snapshot.paged or setup.summary is False or missed:
        return None
    name = ours.name if ours else free_name(snapshot, setup.title)
    return wanted_page(summary_page(story_of(judged, setup, held), name), ours)


def story_of(judged: Judged, setup: PlanSetup, held: Sequence[Held]) -> Story:
    """What the summary of a plan is told from."""
    since, before, first_look = _compared(judged.memory, judged.terms.today)
    return Story(
        title=setup.title,
        layout=judged.read.layout,
        plan=judged.read.plan,
        evaluation=judged.evaluation,
        findings=judged.findings,
        terms=judged.terms,
        since=since,
        before=before,
        fresh=_fresh(judged.memory, since),
        gone=_gone(judged.memory, since),
        held=shown(held),
        first_look=first_look,
    )


def _compared(memory: Memory, today: date) -> tuple[date | None, Mapping[str, date], bool]:
    """
    The day that the plan is compared with, the forecasts then, and whether it is the first look.

    That is the last review or, where nobody had looked by then, the first look at the plan; on
    the day of the first look itself there is nothing to compare with.
    """
    since, before = last_review(memory, today)
    if since is None:
        return None, {}, False
    begun = min((seen.first_seen for seen in memory.seen.values()), default=today)
    if begun >= today:
        return None, {}, False
    return max(since, begun), before, begun > since


def _fresh(memory: Memory, since: date | None) -> frozenset[str]:
    if since is None:
        return frozenset()
    return frozenset(s.key for s in memory.seen.values() if s.first_seen > since and not s.gone)


def _gone(memory: Memory, since: date | None) -> tuple[str, ...]:
    """What stood there on the day that is compared with, and does not now."""
    if since is None:
        return ()
    return tuple(s.title for s in memory.seen.values() if s.gone and s.first_seen <= since < s.gone)
