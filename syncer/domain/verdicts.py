"""What a plan's dates amount to: the result of evaluating it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from syncer.domain.days import WorkCalendar
from syncer.domain.findings import Finding
from syncer.domain.plan import Health


class Status(StrEnum):
    """The computed status, SEMANTICS section 5."""

    CANCELLED = "cancelled"
    DONE_LATE = "done_late"
    DONE = "done"
    ON_HOLD = "on_hold"
    NOT_SCHEDULED = "not_scheduled"
    LATE = "late"
    BLOCKED = "blocked"
    AT_RISK = "at_risk"
    ON_TRACK = "on_track"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """
    What a plan is judged by.

    Attributes:
        today: In the plan's time zone.
        tolerance: Working days, for rows that have none of their own; None: section 5 says.
        review_days: Calendar days from one review to the next.
    """

    today: date
    calendar: WorkCalendar
    tolerance: int | None = None
    review_days: int = 7


class Verdict(NamedTuple):
    """
    What one item's dates amount to. Slips, own, inherited and total_float are in working days.

    Attributes:
        rule: The rule of section 5 that decided the health (`slip-over-tolerance`).
        why: One sentence or two a manager can read aloud; always there.
        due: The due date, or what stands in for it.
        baseline: The current one, that `slip` is against.
        forecast: The day now expected, or the day it was reached.
        unclamped: The forecast before step 5 of section 3 moved it to today.
        slip: Positive is late. slip_days in calendar days; slip_original against the first baseline.
        own, inherited: Add up to slip.
        total_float: None for a row that is not open or has no forecast.
        moves: How often the due date was moved later; gross and net sum the moves.
        percent: 0 to 100, as it counts (section 1); None where nothing is said.
        buffer_used: Working days; None without a buffer.
        root: Position of the predecessor where an inherited delay began; None without one.
        stale: By how many working days the day given for it has passed; 0 if it has not.
    """

    status: Status
    health: Health
    rule: str
    why: str
    due: date | None = None
    baseline: date | None = None
    forecast: date | None = None
    unclamped: date | None = None
    slip: int | None = None
    slip_days: int | None = None
    slip_original: int | None = None
    own: int | None = None
    inherited: int | None = None
    total_float: int | None = None
    critical: bool = False
    moves: int = 0
    gross: int = 0
    net: int | None = None
    percent: float | None = None
    buffer_used: int | None = None
    root: int | None = None
    stale: int = 0


class Roll(NamedTuple):
    """The health of a phase, a project or the plan, with the milestones it was rolled up from."""

    name: str
    health: Health
    why: str
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """
    The verdicts on a plan.

    Attributes:
        verdicts: One for each of `Plan.items`, in that order.
        overall: The plan's own roll-up.
        phases, projects: By name, in the order of their first row.
        findings: What evaluating found (not what reading found).
    """

    verdicts: tuple[Verdict, ...]
    overall: Roll
    phases: Mapping[str, Roll] = field(default_factory=dict)
    projects: Mapping[str, Roll] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
