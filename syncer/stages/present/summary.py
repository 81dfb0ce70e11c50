"""The Summary tab: where the plan stands, for a manager who opens nothing else."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from syncer.domain.days import MONTHS, short_day
from syncer.domain.findings import Finding, Severity, address
from syncer.domain.layout import Layout
from syncer.domain.memory import Decision, Held
from syncer.domain.page import Look, Page, PageCell
from syncer.domain.plan import Health, Item, Kind, Plan
from syncer.domain.verdicts import Evaluation, Roll, Status, Terms, Verdict
from syncer.stages.present.words import (
    HEALTH,
    LOOKS,
    SEVERITY,
    STATUS,
    counted,
    signed,
)

AHEAD = timedelta(days=30)
MOST = 40
"""As many rows of one kind are listed; who has more of them reads the sheet itself."""
WIDTHS = (11, 40, 18, 12, 12, 9, 11, 95)

Line: TypeAlias = tuple[PageCell, ...]
Pair: TypeAlias = tuple[Item, Verdict]

_BLANK: Line = ()
_DONE = frozenset({Status.DONE, Status.DONE_LATE})
_OVER = _DONE | {Status.CANCELLED}
_TROUBLE = frozenset({Status.LATE, Status.BLOCKED, Status.AT_RISK})
_WORST = {Health.RED: 0, Health.AMBER: 1, Health.GREEN: 2, Health.GREY: 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """
    What the summary is told from.

    Attributes:
        since: The last review day, None where there was none yet.
        first_look: `since` is the day of the first look at the plan, later than its last review.
        before: By item key, the forecast on that day.
        fresh: Keys of items first seen since that day.
        gone: Titles of items that stood in the sheet then and do not now.
    """

    title: str
    layout: Layout
    plan: Plan
    evaluation: Evaluation
    findings: Sequence[Finding]
    terms: Terms
    since: date | None
    before: Mapping[str, date]
    fresh: frozenset[str]
    gone: tuple[str, ...]
    held: Sequence[Held]
    first_look: bool = False

    @property
    def pairs(self) -> Iterator[Pair]:
        """Each item with its verdict."""
        return zip(self.plan.items, self.evaluation.verdicts, strict=True)

    def said(self, when: date | None) -> str:
        """A day in words; empty for none."""
        return short_day(when, self.terms.today) if when else ""


def summary_page(story: Story, name: str) -> Page:
    """The whole tab, called *name*."""
    parts = (
        _head(story),
        _counts(story),
        _phases(story),
        _late(story),
        _ahead(story),
        _changed(story),
        _disagreements(story),
        _mend(story),
        _held(story),
    )
    rows = [line for part in parts if part for line in (*part, _BLANK)]
    return Page(name=name, rows=tuple(rows[:-1]), widths=WIDTHS, frozen_rows=1)


def sentence(story: Story) -> str:
    """The state of the plan in one sentence or two, as one would say it in a meeting."""
    verdicts, cancelled = story.evaluation.verdicts, Status.CANCELLED
    if story.layout.column("title") is None:
        return "The plan cannot be read: its column of titles is not found."
    if not verdicts:
        return "The plan has no rows yet."
    alive = [verdict for verdict in verdicts if verdict.status is not cancelled]
    count = Counter([verdict.status for verdict in alive])
    says = [
        f"{count[status]} {STATUS[status].lower()}"
        for status in (Status.LATE, Status.BLOCKED, Status.AT_RISK, Status.ON_HOLD)
        if count[status]
    ]
    done = sum(count[status] for status in _DONE)
    state = f"{HEALTH[story.evaluation.overall.health]}: {done} of {len(alive)} done"
    return f"{state}{', ' + ', '.join(says) if says else ''}. {_outlook(story, alive)}".strip()


def _outlook(story: Story, alive: Sequence[Verdict]) -> str:
    """When the plan is expected to end, against its baseline."""
    ends = [verdict.forecast for verdict in alive if verdict.forecast]
    baselines = [verdict.baseline for verdict in alive if verdict.baseline]
    if not ends or not baselines:
        return ""
    end, agreed = max(ends), max(baselines)
    slip = story.terms.calendar.count(agreed, end)
    if slip > 0:
        than = f", {counted(slip, 'working day')} later than agreed"
    elif slip < 0:
        than = f", {counted(-slip, 'working day')} earlier than agreed"
    else:
        than = ", as agreed"
    return f"Expected to end on {story.said(end)}{than}."


def _head(story: Story) -> list[Line]:
    today = story.terms.today
    day = f"{today.day} {MONTHS[today.month - 1]} {today.year}"
    title = f"{story.title}: where the plan stands on {day}"
    health = story.evaluation.overall.health
    return [
        (PageCell(title, Look.TITLE),),
        (PageCell(HEALTH[health], LOOKS[health]), PageCell(sentence(story))),
        (PageCell(None), PageCell(story.evaluation.overall.why)),
    ]


def _counts(story: Story) -> list[Line]:
    healths = Counter([verdict.health for verdict in story.evaluation.verdicts])
    statuses = Counter([verdict.status for verdict in story.evaluation.verdicts])
    by_health = [(HEALTH[h], healths[h], LOOKS[h]) for h in Health if healths[h]]
    by_status = [(STATUS[s], statuses[s]) for s in Status if statuses[s]]
    lines: list[Line] = [_heading("Health", "", "Status", "")]
    for at in range(max(len(by_health), len(by_status))):
        left = by_health[at] if at < len(by_health) else None
        right = by_status[at] if at < len(by_status) else None
        lines.append(
            (
                PageCell(left[0], left[2]) if left else PageCell(None),
                PageCell(counted(left[1], "row")) if left else PageCell(None),
                PageCell(right[0]) if right else PageCell(None),
                PageCell(counted(right[1], "row")) if right else PageCell(None),
            )
        )
    return lines


def _phases(story: Story) -> list[Line]:
    rolls = [*story.evaluation.projects.values(), *story.evaluation.phases.values()]
    if not rolls:
        return []
    groups = (("Project", story.evaluation.projects), ("Phase", story.evaluation.phases))
    what = " or ".join(name for name, group in groups if group).capitalize()
    return [_heading("Health", what, "Milestones"), *(_phase(story, roll) for roll in rolls)]


def _phase(story: Story, roll: Roll) -> Line:
    reached = sum(story.evaluation.verdicts[at].status in _DONE for at in roll.items)
    return (
        PageCell(HEALTH[roll.health], LOOKS[roll.health]),
        PageCell(roll.name),
        PageCell(f"{reached} of {len(roll.items)} reached"),
        PageCell(roll.why),
    )


def _late(story: Story) -> list[Line]:
    late = [(item, verdict) for item, verdict in story.pairs if verdict.status in _TROUBLE]
    late.sort(key=lambda pair: (_WORST[pair[1].health], -(pair[1].slip or 0)))
    title = f"Late or at risk, and why ({len(late)})"
    return _section(story, title, late, "Nothing is late or at risk.", _why)


def _ahead(story: Story) -> list[Line]:
    today = story.terms.today
    until, task = today + AHEAD, Kind.TASK
    coming = [
        (item, verdict)
        for item, verdict in story.pairs
        if verdict.forecast is not None
        and verdict.forecast <= until
        and verdict.status not in _OVER
        and item.kind is not task
    ]
    coming.sort(key=lambda pair: (pair[1].forecast or today, pair[0].row.row))
    title = f"Expected in the next 30 days ({len(coming)})"
    return _section(story, title, coming, "Nothing is expected in the next 30 days.", _why)


def _changed(story: Story) -> list[Line]:
    if story.since is None:
        return []
    moved = [
        (item, verdict)
        for item, verdict in story.pairs
        if story.before.get(item.key, verdict.forecast) != verdict.forecast
    ]
    new = story.fresh - {item.key for item, _ in moved}
    fresh = [pair for pair in story.pairs if pair[0].key in new]
    look = "first look" if story.first_look else "last review"
    title = f"Changed since the {look} on {story.said(story.since)}"
    if moved or not fresh:
        lines = _section(story, title, moved, "No expected date has changed.", _move)
        lines += [_item(story, pair, _new(story, pair)) for pair in fresh[:MOST]]
        lines += _more(len(fresh))
    else:
        lines = _section(story, title, fresh, "", _new)
    gone = story.gone[:MOST]
    lines += [(PageCell(None), PageCell(one), PageCell("gone from the sheet")) for one in gone]
    return [*lines, *_more(len(story.gone))]


def _new(_: Story, __: Pair) -> str:
    return "New in the plan"


def _move(story: Story, pair: Pair) -> str:
    item, verdict = pair
    before, now = story.before.get(item.key), verdict.forecast
    if before is None or now is None:
        return f"{verdict.why} It was expected on {story.said(before)}."
    slip = story.terms.calendar.count(before, now)
    if verdict.status in _DONE:
        return f"Reached on {story.said(now)}; it was expected on {story.said(before)}."
    by = f" ({signed(slip)} working {'day' if abs(slip) == 1 else 'days'})"
    return f"Moved from {story.said(before)} to {story.said(now)}{by}. {verdict.why}"


def _disagreements(story: Story) -> list[Line]:
    differ = [
        (item, verdict)
        for item, verdict in story.pairs
        if item.row.reported_health and item.row.reported_health is not verdict.health
    ]
    if not differ:
        return []
    return _section(story, "Reported otherwise than computed", differ, "", _reported)


def _reported(_: Story, pair: Pair) -> str:
    item, verdict = pair
    said = HEALTH[item.row.reported_health] if item.row.reported_health else ""
    return f"Reported {said}, computed {HEALTH[verdict.health]}. {verdict.why}"


def _mend(story: Story) -> list[Line]:
    findings = [f for f in story.findings if f.severity is not Severity.ADVICE]
    advice = len(story.findings) - len(findings)
    title = f"To mend in the sheet ({len(findings)})"
    if not findings and not advice:
        return [_title(title), (PageCell(None), PageCell("Nothing: every cell was understood."))]
    lines = [_title(title), *(_finding(story, finding) for finding in findings[:MOST])]
    lines += _more(len(findings))
    if advice:
        also = f"Besides, {counted(advice, 'piece of advice', 'pieces of advice')}: see Checked."
        lines.append((PageCell(None), PageCell(also)))
    return lines


def _finding(story: Story, finding: Finding) -> Line:
    look = Look.RED if finding.severity is Severity.ERROR else Look.AMBER
    link = f"{story.layout.tab}!{finding.cell}" if finding.cell else ""
    where = f"row {finding.row}" if finding.row else "whole sheet"
    hint = f": {finding.hint}" if finding.hint else ""
    return (
        PageCell(SEVERITY[finding.severity], look),
        PageCell(finding.cell or where, Look.PLAIN, link),
        PageCell(f"{finding.message}{hint}"),
    )


def _held(story: Story) -> list[Line]:
    waiting = [held for held in story.held if held.decision is Decision.WAITING]
    if not waiting:
        return []
    lines = [_title(f"Deletions that wait for a person ({len(waiting)}): see `syncer held`")]
    lines += [
        (
            PageCell(None),
            PageCell(held.summary),
            PageCell(held.reason),
        )
        for held in waiting
    ]
    return lines


def _section(
    story: Story,
    title: str,
    pairs: Sequence[Pair],
    nothing: str,
    says: Callable[[Story, Pair], str],
) -> list[Line]:
    if not pairs:
        return [_title(title), (PageCell(None), PageCell(nothing))]
    heads = _heading("Row", "Title", "Owner", "Due", "Forecast", "Slip", "Health", "Why")
    rows = [_item(story, pair, says(story, pair)) for pair in pairs[:MOST]]
    return [_title(title), heads, *rows, *_more(len(pairs))]


def _item(story: Story, pair: Pair, says: str) -> Line:
    item, verdict = pair
    column = story.layout.column("title")
    cell = address(item.row.row, column.index if column else 1)
    return (
        PageCell(cell, Look.PLAIN, f"{story.layout.tab}!{cell}"),
        PageCell(item.row.title or item.id),
        PageCell(", ".join(item.row.owners) or None),
        PageCell(verdict.due, Look.DATE),
        PageCell(verdict.forecast, Look.DATE),
        PageCell(verdict.slip, Look.NUMBER),
        PageCell(HEALTH[verdict.health], LOOKS[verdict.health]),
        PageCell(says, Look.WRAP),
    )


def _more(number: int) -> list[Line]:
    """A line for those that are not listed."""
    if number <= MOST:
        return []
    return [(PageCell(None), PageCell(f"and {number - MOST} more, each beside its row"))]


def _why(_: Story, pair: Pair) -> str:
    return pair[1].why


def _title(text: str) -> Line:
    return (PageCell(text, Look.LABEL),)


def _heading(*texts: str) -> Line:
    return tuple(PageCell(text, Look.HEADING) for text in texts)
