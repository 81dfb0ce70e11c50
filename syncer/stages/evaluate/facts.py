"""What the rows and the memory say, as columns of days, before anything is forecast."""

from dataclasses import dataclass
from datetime import date

from syncer.domain.days import WorkCalendar
from syncer.domain.memory import Memory, Seen
from syncer.domain.plan import Item, Kind, Plan, Row, Stated
from syncer.domain.standing import is_done
from syncer.domain.verdicts import Terms
from syncer.stages.evaluate.baselines import Agreements, agreements, kept_when_reached
from syncer.stages.evaluate.ordinals import NEVER, ordinals, places

# Looked up once: on Python 3.11 a look into an enum costs ten times that of a name.
_MILESTONE = Kind.MILESTONE
_DELIVERABLE = Kind.DELIVERABLE
_IN_PROGRESS = Stated.IN_PROGRESS
_NOT_STARTED = Stated.NOT_STARTED
_CANCELLED = Stated.CANCELLED


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """
    One list per fact, in the order of `Plan.items`; days are ordinals, NEVER where there is none.

    Attributes:
        seen: What is remembered of each item; None for one that was never seen.
        task: It is reckoned as a task (SEMANTICS section 1), else as a milestone.
        begun: It is above 0 % or in progress.
        due: The due date or what stands in for it.
        given: The day that people expect: their own forecast, else `due`.
        length: In working days, at least 1; of tasks only.
        reached: The actual day, or what stands in for it; of done items only.
        agreed: The baselines.
    """

    today: int
    calendar: WorkCalendar
    items: tuple[Item, ...]
    rows: list[Row]
    seen: list[Seen | None]
    open: list[bool]
    done: list[bool]
    task: list[bool]
    begun: list[bool]
    start: list[int]
    due: list[int]
    given: list[int]
    committed: list[int]
    length: list[int]
    reached: list[int]
    agreed: Agreements


def gather(plan: Plan, memory: Memory, terms: Terms) -> Facts:
    """Everything about *plan* that no forecast is needed for."""
    today, calendar = terms.today, terms.calendar
    rows = [item.row for item in plan.items]
    seen = [memory.seen.get(item.key) for item in plan.items]
    done = [is_done(row, today) for row in rows]
    agreed = agreements(plan.items, seen, memory.baselines, today)
    start = ordinals([row.start for row in rows])
    task = [item.kind is not _MILESTONE and _is_task(item) for item in plan.items]
    due = _due(rows, seen, start, agreed.first, calendar)
    reached = _reached(rows, seen, done, due, today)
    return Facts(
        today=today.toordinal(),
        calendar=calendar,
        items=plan.items,
        rows=rows,
        seen=seen,
        open=[
            not over and row.status is not _CANCELLED for over, row in zip(done, rows, strict=True)
        ],
        done=done,
        task=task,
        begun=[row.status is _IN_PROGRESS or (row.percent or 0) > 0 for row in rows],
        start=start,
        due=due,
        given=[
            own or day for own, day in zip(ordinals([r.forecast for r in rows]), due, strict=True)
        ],
        committed=ordinals([row.committed for row in rows]),
        length=_lengths(rows, task, start, due, calendar),
        reached=reached,
        agreed=kept_when_reached(agreed, reached, due),
    )


def stated_share(row: Row) -> float | None:
    """The percent a person gave; `not started` is 0."""
    if row.percent is None and row.status is _NOT_STARTED:
        return 0
    return row.percent


def _is_task(item: Item) -> bool:
    """A deliverable is reckoned as a task where it has a start or a duration."""
    if item.kind is _DELIVERABLE:
        return item.row.start is not None or bool(item.row.duration)
    return item.kind is not _MILESTONE


def _due(
    rows: list[Row],
    seen: list[Seen | None],
    start: list[int],
    first: list[int],
    calendar: WorkCalendar,
) -> list[int]:
    """
    Where the due date is missing the first baseline, else start + duration stands in for it.

    One that cannot be read at present is not missing: it is remembered as it was last read.
    """
    due = ordinals([row.due or (look and look.due) for row, look in zip(rows, seen, strict=True)])
    for i, row in enumerate(rows):
        if due[i]:
            continue
        if first[i]:
            due[i] = first[i]
        elif start[i] and row.duration is not None:
            due[i] = ends(start[i], row.duration, calendar) if row.duration > 0 else start[i]
    return due


def ends(start: int, length: int, calendar: WorkCalendar) -> int:
    """The last day of work that begins on *start* and lasts *length* > 0 working days."""
    return calendar.add_at(start - 1, length)


def _lengths(
    rows: list[Row], task: list[bool], start: list[int], due: list[int], calendar: WorkCalendar
) -> list[int]:
    """From start to due date, both counted; without a start, the duration; else 1."""
    upto = places(calendar, (due,))
    before = {day: calendar.upto_at(day - 1) for day in set(start)}
    lengths = [1] * len(rows)
    for i, row in enumerate(rows):
        if not task[i]:
            continue
        worked = upto[due[i]] - before[start[i]] if start[i] and due[i] else 0
        # A start after the due date, or both on one weekend, says nothing of how long it lasts.
        lengths[i] = worked if worked > 0 else max(row.duration or 1, 1)
    return lengths


def _reached(
    rows: list[Row], seen: list[Seen | None], done: list[bool], due: list[int], today: date
) -> list[int]:
    """Section 2, `actual`; NEVER for what is done on a day that nobody knows, and for the open."""
    reached = [NEVER] * len(rows)
    for i, row in enumerate(rows):
        if not done[i]:
            continue
        if row.actual is not None and row.actual <= today:
            reached[i] = row.actual.toordinal()
        else:
            reached[i] = _reached_unsaid(seen[i], due[i], today)
    return reached


def _reached_unsaid(seen: Seen | None, due: int, today: date) -> int:
    """Done without a day: the day first seen done, unless it was so at first sight."""
    first_done = (seen.done_on if seen else None) or today
    if seen is not None and not seen.done_at_first:
        return first_done.toordinal()
    return min(due, first_done.toordinal()) if due else NEVER
