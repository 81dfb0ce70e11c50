"""Which events each publication of a plan holds next, and which deletions wait for a person."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from syncer.domain.board import WEB, Facts
from syncer.domain.events import Revision
from syncer.domain.memory import Held, Memory
from syncer.domain.plan import Plan
from syncer.domain.setup import PlanSetup, Publication
from syncer.domain.standing import is_cancelled
from syncer.domain.verdicts import Evaluation
from syncer.engine.guard import hold, staying
from syncer.stages.leaving import changed, remembered, standing
from syncer.stages.present.events import Wanted, event_facts, events, uid_of
from syncer.stages.revise import revise


class Scene(NamedTuple):
    """
    All that events are made from.

    Attributes:
        tab, source: The names they come from.
        doubt: Why this look at the sheet proves nothing about what is missing; empty where it does.
        now: Stamps events; it stands still where the day is held.
        real: This moment, also then.
    """

    setup: PlanSetup
    plan: Plan
    evaluation: Evaluation
    memory: Memory
    tab: str
    source: str
    doubt: str
    today: date
    now: datetime
    real: datetime


class Projected(NamedTuple):
    """
    What is to be published.

    Attributes:
        published: By publication, its events, ghosts included.
        held: The deletions that wait, and what people decided on others.
        memory: With the facts of the events on the board, where the plan has one.
    """

    published: Mapping[str, Mapping[str, Revision]]
    held: tuple[Held, ...]
    memory: Memory


def project(scene: Scene) -> Projected:
    """The events of every publication."""
    published: dict[str, Mapping[str, Revision]] = {}
    parked: list[Held] = []
    memory = scene.memory
    for publication in scene.setup.publications:
        name = publication.name
        wanted, held = _wanted(scene, publication)
        facts: Mapping[str, Facts] = {}
        if name == WEB:
            instance = memory.instance
            facts = event_facts(scene.plan, scene.evaluation, instance, wanted.events.keys())
        published[name] = _revised(scene, name, wanted, held, changed(facts, memory.facts))
        parked += held
        if name == WEB and not scene.doubt:
            memory = _with_facts(scene, facts, published[name])
    return Projected(published, tuple(parked), memory)


def _wanted(scene: Scene, publication: Publication) -> tuple[Wanted, tuple[Held, ...]]:
    memory = scene.memory
    before = memory.published.get(publication.name, {})
    cancelled = _cancelled(scene.plan, memory) if before else frozenset()
    wanted = events(
        scene.plan,
        scene.evaluation,
        memory,
        publication,
        tab=scene.tab,
        source_name=scene.source,
    )
    held = hold(
        publication.name,
        before,
        memory.held,
        safe=wanted.kept | wanted.events.keys() | cancelled,
        doubt=scene.doubt,
        today=scene.today,
    )
    return wanted, held


def _revised(
    scene: Scene, name: str, wanted: Wanted, held: tuple[Held, ...], touched: frozenset[str]
) -> Mapping[str, Revision]:
    before = scene.memory.published.get(name, {})
    if scene.doubt:
        return before
    return revise(
        wanted.events,
        wanted.kept,
        before,
        now=scene.now,
        today=scene.today,
        grace_days=scene.setup.grace_days,
        held=staying(held),
        touched=touched,
    )


def _with_facts(
    scene: Scene, facts: Mapping[str, Facts], published: Mapping[str, Revision]
) -> Memory:
    """The memory with the facts of what is *published*, the very ones it had where none changed."""
    memory = scene.memory
    stand = standing(facts, memory.facts, published.keys())
    former = remembered(
        stand,
        memory.facts,
        memory.former,
        (memory.published.get(WEB, {}), published),
        today=scene.today,
        grace_days=scene.setup.grace_days,
        left=scene.real,
    )
    return replace(memory, facts=stand, former=former)


def _cancelled(plan: Plan, memory: Memory) -> frozenset[str]:
    """UIDs that a person took back in the sheet itself: nobody has to be asked again."""
    return frozenset(
        uid_of(item.key, memory.instance) for item in plan.items if is_cancelled(item.row)
    )
