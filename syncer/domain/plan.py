"""The milestone model: items, how they hang together, and what people say of them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What an item is: SEMANTICS section 1."""

    MILESTONE = "milestone"
    TASK = "task"
    DELIVERABLE = "deliverable"


class Stated(StrEnum):
    """What a person says an item's status is."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    BLOCKED = "blocked"
    AT_RISK = "at_risk"
    ON_HOLD = "on_hold"
    CANCELLED = "cancelled"


class Priority(StrEnum):
    """MoSCoW."""

    MUST = "must"
    SHOULD = "should"
    COULD = "could"
    WONT = "wont"


class Health(StrEnum):
    """The traffic light of one item, a phase or a project."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    GREY = "grey"


class LinkType(StrEnum):
    """Which end of the predecessor holds which end of the successor."""

    FS = "FS"
    SS = "SS"
    FF = "FF"
    SF = "SF"


class LinkText(NamedTuple):
    """A dependency as a person wrote it: *on* is an ID, a row number, an outline number or a title."""

    on: str
    type: LinkType = LinkType.FS
    lag: int = 0


class Link(NamedTuple):
    """A dependency: *on* is the predecessor's position in `Plan.items`; lag in working days."""

    on: int
    type: LinkType = LinkType.FS
    lag: int = 0


class Row(NamedTuple):
    """
    One row of the sheet, each cell read but not yet joined with any other row.

    A NamedTuple and not a dataclass: plans of 50,000 rows are made of columns at once.
    Blank and unreadable cells are None (or empty); `unread` tells them apart.

    Attributes:
        row: Counts from 1 as in the sheet.
        id: The sheet's own identifier.
        key: What our `ID` column holds.
        kind: What `Type` says.
        phase: From a phase column, else the section heading(s) it stands under.
        section: The row number of the nearest heading above it; None outside any section.
        heading: It is itself a section's heading (with dates or an ID of its own).
        parent: The parent as written (ID or title).
        level: Outline level, 1 outermost.
        duration: Working days.
        effort: Hours.
        percent: 0 to 100.
        risk: Likelihood x impact, 1 to 25.
        kpi: The measure's value now; kpi_start where it began, target where it should end.
        unread: Fields whose cell is not blank and could not be read.
        approximate: Fields read from a week, a month or a quarter.
    """

    row: int
    title: str
    id: str = ""
    key: str = ""
    kind: Kind | None = None
    project: str | None = None
    phase: str | None = None
    section: int | None = None
    heading: bool = False
    parent: str = ""
    wbs: str = ""
    level: int | None = None
    owners: tuple[str, ...] = ()
    start: date | None = None
    due: date | None = None
    baseline: date | None = None
    committed: date | None = None
    forecast: date | None = None
    actual: date | None = None
    status: Stated | None = None
    percent: float | None = None
    priority: Priority | None = None
    links: tuple[LinkText, ...] = ()
    duration: int | None = None
    effort: float | None = None
    buffer: int | None = None
    tolerance: int | None = None
    budget: float | None = None
    spent: float | None = None
    notes: str = ""
    reason: str = ""
    risk: int | None = None
    contingency: str = ""
    kpi: float | None = None
    kpi_start: float | None = None
    target: float | None = None
    check_in: date | None = None
    reported_health: Health | None = None
    client_visible: bool | None = None
    approximate: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()


class Item(NamedTuple):
    """
    One thing in the plan: a row with its place among the others.

    Attributes:
        row: The row itself, as read.
        key: Our identity (`M-0001`): survives renames and moves of rows, never given twice.
        id: What people call it: the sheet's own identifier where it has one, else the key.
        kind: By its type, duration, effort and dates (SEMANTICS section 1).
        parent: Its position in `Plan.items`; None at the top.
        links: Its predecessors; what could not be resolved is dropped, with a finding.
    """

    row: Row
    key: str
    id: str
    kind: Kind
    parent: int | None = None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """
    The items in the order of their rows.

    Attributes:
        loops: Positions of items that stand in a cycle of dependencies or parents; their
            predecessors do not hold them.
        next_key: The number that the next new item gets.
    """

    items: tuple[Item, ...]
    loops: frozenset[int] = frozenset()
    next_key: int = 1
