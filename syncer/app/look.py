"""A look at a plan: read it and judge it, or decide what a sync would do, and do none of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from syncer.app.config import Config
from syncer.app.vocabulary import load_words
from syncer.app.wiring import (
    clock_of,
    google_access,
    open_calendars,
    open_source,
    remembered,
    setup_of,
    shown_path,
    source_of,
)
from syncer.domain.days import WorkCalendar
from syncer.domain.memory import Memory
from syncer.domain.plan import Item
from syncer.domain.setup import PlanSetup
from syncer.domain.verdicts import Verdict
from syncer.engine.decide import Decided, Judged, Understood, decide, judge, story_of, understand
from syncer.ports import CalendarTarget
from syncer.stages.present.document import plan_document
from syncer.stages.present.summary import Story


class Standing(NamedTuple):
    """One item and what its dates amount to."""

    item: Item
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """
    One plan as it stands in its sheet now.

    Attributes:
        source: Its path, as short as it can be said from here.
        before: What was remembered before this look.
    """

    setup: PlanSetup
    source: str
    before: Memory
    judged: Judged

    @property
    def document(self) -> dict[str, object]:
        """The plan as a JSON document, everything computed in it."""
        judged, read = self.judged, self.judged.read
        return plan_document(
            self.source, read.layout, read.plan, judged.findings, judged.evaluation
        )

    @property
    def standings(self) -> tuple[Standing, ...]:
        """Each item with its verdict, in the order of the sheet."""
        return tuple(map(Standing, self.judged.read.plan.items, self.judged.evaluation.verdicts))

    @property
    def story(self) -> Story:
        """What the state of the plan is told from."""
        return story_of(self.judged, self.setup, self.judged.memory.held)

    @property
    def today(self) -> date:
        """The day it was judged on."""
        return self.judged.terms.today


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """
    A plan as it stands, and what a sync would do.

    Attributes:
        calendars: Those that were looked at, by publication.
    """

    seen: Seen
    decided: Decided
    calendars: Mapping[str, CalendarTarget] = field(default_factory=dict)


def look(config: Config, plan: str, today: date | None = None) -> Seen:
    """Read *plan* and judge it; *today* stands in for the configured day."""
    setup = setup_of(config, plan)
    source = shown_path(config, setup.source)
    snapshot = source_of(config, plan).read()
    before = remembered(config, plan)
    judged = judge(snapshot, before, setup, clock_of(config, plan, today).today())
    return Seen(setup=setup, source=source, before=before, judged=judged)


def rehearse(
    config: Config, plan: str, today: date | None = None, *, with_calendars: bool = False
) -> Rehearsed:
    """
    Read *plan* and decide all that a sync would do.

    What people moved in calendars is known only *with_calendars*, which takes calls.
    """
    setup = setup_of(config, plan)
    source = shown_path(config, setup.source)
    clock = clock_of(config, plan, today)
    snapshot = source_of(config, plan).read()
    before = remembered(config, plan)
    calendars = open_calendars(config, plan, before) if with_calendars else {}
    told = {name: calendar.proposals() for name, calendar in calendars.items()}
    decided = decide(snapshot, before, setup, today=clock.today(), now=clock.now(), told=told)
    seen = Seen(setup=setup, source=source, before=before, judged=decided.judged)
    return Rehearsed(seen=seen, decided=decided, calendars=calendars)


def first_look(
    address: str, tab: str | None, mapping: str = "auto", credentials: str = ""
) -> Understood:
    """Read *address* as a plan that has no configuration yet; *credentials*: for a Google Sheet."""
    options: dict[str, object] = {"tab": tab, "settles": False} if credentials else {}
    options |= google_access(credentials) if credentials else {}
    setup = PlanSetup(
        name="",
        title="",
        source=address,
        tab=tab,
        words=load_words(mapping, Path.cwd()),
        calendar=WorkCalendar(),
    )
    return understand(open_source(address, options).read(), setup)
