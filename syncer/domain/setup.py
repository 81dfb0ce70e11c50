"""What a plan's configuration asks for, in the product's own terms."""

from dataclasses import dataclass, field

from syncer.domain.days import WorkCalendar
from syncer.domain.plan import Health, Kind, Priority
from syncer.domain.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Only:
    """Which items a publication shows: every group that is not empty must be met."""

    kind: frozenset[Kind] = frozenset({Kind.MILESTONE})
    priority: frozenset[Priority] = frozenset()
    owner: frozenset[str] = frozenset()
    phase: frozenset[str] = frozenset()
    project: frozenset[str] = frozenset()
    health: frozenset[Health] = frozenset()
    client_visible: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """
    One calendar or feed that a plan is published to; the one called `web` is its board.

    Attributes:
        name: Unique in the plan, and kept from sync to sync (`ics:public/apollo.ics`).
        title: Its name in calendar programs; empty: the plan's title.
        reminders: Days before the milestone, for alarms in the feed.
    """

    name: str
    title: str = ""
    only: Only = field(default_factory=Only)
    reminders: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSetup:
    """
    One plan.

    Attributes:
        name: Its key in the configuration.
        source: As the configuration has it; the instance in UIDs is made from it once.
        tab: The tab that holds the plan; None: the one that looks most like a plan.
        tolerance: Working days; None: SEMANTICS section 5.
        review_weekday: Monday 0 to Sunday 6.
        grace_days: How long a cancelled event is still published as cancelled.
        summary: Keep a Summary tab: True even where people deleted it, None the first time only.
        fingerprint: Of the whole of this setup: another one means that everything is decided anew.
    """

    name: str
    title: str
    source: str
    tab: str | None
    words: Words
    calendar: WorkCalendar
    tolerance: int | None = None
    review_weekday: int = 0
    review_weeks: int = 1
    publications: tuple[Publication, ...] = ()
    grace_days: int = 30
    summary: bool | None = None
    fingerprint: str = ""
