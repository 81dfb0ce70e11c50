"""The calendar events that a plan's items become in one publication."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from syncer.domain.board import Facts
from syncer.domain.events import Event
from syncer.domain.memory import Memory
from syncer.domain.plan import Health, Item, Kind, Plan, Priority, Row
from syncer.domain.setup import Only, Publication
from syncer.domain.verdicts import Evaluation, Status, Verdict
from syncer.stages.present.admission import Admission, facts_of
from syncer.stages.present.story import Subject, description, is_done, subject, summary
from syncer.stages.present.words import HEALTH

PRIORITIES: Final = {
    Priority.MUST: 1,
    Priority.SHOULD: 5,
    Priority.COULD: 7,
    Priority.WONT: 9,
    None: 0,
}
"""RFC 5545 3.8.1.9: 1 to 4 is shown as high, 5 as medium, 6 to 9 as low, 0 is undefined."""

PRIORITY: Final = {
    Priority.MUST: "Must",
    Priority.SHOULD: "Should",
    Priority.COULD: "Could",
    Priority.WONT: "Won't",
    None: "",
}

_STAND_INS: Final = frozenset({"baseline", "start", "duration"})


class Wanted(NamedTuple):
    """
    What a publication should show.

    Attributes:
        events: By UID, one for each item that has a day.
        kept: UIDs of items whose day cannot be read at present: their last good event stays.
    """

    events: dict[str, Event]
    kept: frozenset[str]


class _Frame(NamedTuple):
    """
    What all events of a publication share.

    Attributes:
        uids: By position, the UIDs that stand in it: no event may depend on any other.
        origin: The workbook and tab they come from.
        reminders: Of those that are open.
    """

    uids: Mapping[int, str]
    origin: str
    reminders: tuple[int, ...]


def uid_of(key: str, instance: str) -> str:
    """The UID of an item's event: both parts are ours, so that no cell's text gets into it."""
    return f"{key}@{instance}"


def events(
    plan: Plan,
    evaluation: Evaluation,
    memory: Memory,
    publication: Publication,
    *,
    tab: str,
    source_name: str,
) -> Wanted:
    """
    One event for each item that the publication admits and that has a day.

    It stands on the day it was reached, else on its due date or what stands in for that: there
    it stays until a person moves it. A cancelled item has none, and what was published of it
    becomes a ghost.
    """
    items, verdicts = plan.items, evaluation.verdicts
    shown, kept = _sorted_out(items, verdicts, publication.only)
    uids = {place: uid_of(items[place].key, memory.instance) for place in (*shown, *kept)}
    live = _live(memory, publication.name)
    frame = _Frame(
        uids={place: uid for place, uid in uids.items() if place in shown or uid in live},
        origin=_origin(source_name, tab),
        reminders=tuple(sorted(set(publication.reminders), reverse=True)),
    )
    made = {
        uids[place]: _event(subject(items, verdicts, place), uids[place], day, frame)
        for place, day in shown.items()
    }
    return Wanted(made, frozenset(uids[place] for place in kept))


def event_facts(
    plan: Plan, evaluation: Evaluation, instance: str, uids: Collection[str]
) -> dict[str, Facts]:
    """The facts of the items whose events have these *uids*, by UID."""
    return {
        uid: facts_of(item, verdict)
        for item, verdict in zip(plan.items, evaluation.verdicts, strict=True)
        if (uid := uid_of(item.key, instance)) in uids
    }


def _live(memory: Memory, name: str) -> frozenset[str]:
    """The UIDs that are published there and not cancelled."""
    published = memory.published.get(name, {})
    return frozenset(uid for uid, last in published.items() if last.cancelled_on is None)


def _sorted_out(
    items: Sequence[Item], verdicts: Sequence[Verdict], only: Only
) -> tuple[dict[int, date], list[int]]:
    """The positions of the items that have an event, with its day; and of those that keep theirs."""
    admitted = Admission(only)
    choosy = only != Only(kind=only.kind)
    shown, kept = {}, []
    # Most of a large plan is of another kind, so that this question comes first.
    places = [place for place, item in enumerate(items) if not only.kind or item.kind in only.kind]
    for place in places:
        item, verdict = items[place], verdicts[place]
        if verdict.status is Status.CANCELLED:
            continue
        if choosy and not admitted(facts_of(item, verdict)):
            continue
        day = verdict.forecast if is_done(verdict) else verdict.due
        if item.row.unread and _is_undecided(item.row, verdict):
            kept.append(place)
        elif day is not None:
            shown[place] = day
    return shown, kept


def _is_undecided(row: Row, verdict: Verdict) -> bool:
    """Whether a cell that would decide the day of the event could not be read."""
    if "actual" in row.unread:
        return True
    if is_done(verdict) and row.actual:
        return False
    return "due" in row.unread or (row.due is None and bool(row.unread & _STAND_INS))


def _event(
    told: Subject,
    uid: str,
    day: date,
    frame: "_Frame",
) -> Event:
    item, verdict = told.item, told.verdict
    row = item.row
    before = {frame.uids[link.on] for link in item.links if link.on in frame.uids}
    return Event(
        uid=uid,
        day=day,
        summary=summary(told, day),
        description=description(told, frame.origin),
        categories=_categories(item.kind, row.phase, row.priority, verdict.health),
        priority=PRIORITIES[row.priority],
        predecessors=tuple(sorted(before)),
        reminders=() if is_done(verdict) else frame.reminders,
    )


@lru_cache(maxsize=1024)
def _categories(
    kind: Kind, phase: str | None, priority: Priority | None, health: Health
) -> tuple[str, ...]:
    # node-ical splits a category at a comma, even at one that is escaped.
    stage = " / ".join(filter(None, (part.strip() for part in (phase or "").split(","))))
    names = {kind.value.capitalize(), stage, PRIORITY[priority], HEALTH[health]}
    return tuple(sorted(names - {""}))


def _origin(source_name: str, tab: str) -> str:
    """Where an event comes from, without the folders or the address: feeds are passed on."""
    name = "" if "://" in source_name else source_name.replace("\\", "/").rpartition("/")[2]
    return ", ".join(filter(None, (name, f"tab {tab}")))
