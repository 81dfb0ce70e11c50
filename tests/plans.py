"""
Small plans for tests: rows in a few words, as the stages before `evaluate` would leave them.

    plan, memory = plan_of(
        row("Design", due="03-06", status="done"),
        row("Build", start="03-09", due="03-20", after="Design FS+2d", baselines=["03-13"]),
        today="03-10",
    )

Days are written `03-06` (in 2026) or `2027-03-06`, or given as dates. Titles double as names for
`after` and `under`. What is remembered is what one look on *today* would leave, except where a
row says otherwise. Kinds follow SEMANTICS section 1; cycles are named by `loops`, as no stage
before has looked for them.
"""

import itertools
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from syncer.domain.days import WorkCalendar
from syncer.domain.memory import Baseline, Memory, Move, Seen
from syncer.domain.plan import Item, Kind, Link, LinkType, Plan, Priority, Row, Stated
from syncer.domain.standing import is_done
from syncer.domain.verdicts import Evaluation, Terms
from syncer.stages.evaluate import evaluate

SOUTH_AFRICA = WorkCalendar(
    holidays=[date(2026, m, d) for m, d in ((4, 3), (4, 6), (4, 27), (5, 1), (6, 16))]
)
"""Monday to Friday without the public holidays from March to June 2026."""

_WORDS = {"type": Kind, "status": Stated, "priority": Priority}
_DAYS = ("start", "due", "baseline", "committed", "forecast", "actual", "check_in")
_AFTER = re.compile(r"(?P<on>.+?)(?: (?P<type>FS|SS|FF|SF)(?:(?P<lag>[+-]\d+)d)?)?", re.DOTALL)


class Draft(NamedTuple):
    """A row of a plan to be, and what is remembered of it."""

    key: str
    said: Row
    after: str
    under: str
    due_seen: tuple[date, ...]
    baselines: tuple[Baseline, ...]
    first_seen: date | None
    first_done: date | None


def day(text: str | date) -> date:
    """`03-06` is in 2026."""
    if isinstance(text, date):
        return text
    return date.fromisoformat(text if len(text) > len("03-06") else f"2026-{text}")


def row(
    title: str,
    *,
    key: str = "",
    after: str = "",
    under: str = "",
    due_seen: Iterable[str | date] = (),
    baselines: Iterable[str | date | Baseline] = (),
    first_seen: str | date | None = None,
    first_done: str | date | None = None,
    **said: object,
) -> Draft:
    """
    One row; *said* are fields of `Row`, words and days as text.

    Args:
        key: The item's key; left out, they count up in row order.
        after: `Design`, `Design SS+2d`, several separated by a semicolon.
        under: The title of its parent.
        due_seen: Due dates that were seen before the one that stands now.
        baselines: Oldest first; as text `03-13`, or `03-13 set 03-02`.
        first_seen: Left out: on the plan's *today*.
        first_done: It was seen open, and first seen done on this day.
    """
    for field in _DAYS:
        if field in said:
            said[field] = day(said[field])
    kind = said.pop("type", None)
    said["kind"] = Kind(kind) if kind else None
    for field in ("status", "priority"):
        if said.get(field):
            said[field] = _WORDS[field](said[field])
    return Draft(
        key=key,
        said=Row(0, title, **said),
        after=after,
        under=under,
        due_seen=tuple(map(day, due_seen)),
        baselines=tuple(map(_baseline, baselines)),
        first_seen=day(first_seen) if first_seen else None,
        first_done=day(first_done) if first_done else None,
    )


def plan_of(*drafts: Draft, today: str | date, loops: Iterable[str] = ()) -> tuple[Plan, Memory]:
    """The plan of *drafts* in their order, and the memory of it; *loops* are titles."""
    place = {draft.said.title: position for position, draft in enumerate(drafts)}
    items = tuple(_item(position, draft, place) for position, draft in enumerate(drafts))
    plan = Plan(
        items=items, loops=frozenset(place[title] for title in loops), next_key=len(items) + 1
    )
    memory = Memory(
        seen={
            item.key: _seen(item, draft, day(today))
            for item, draft in zip(items, drafts, strict=True)
        },
        baselines={
            item.key: tuple(one._replace(key=item.key) for one in draft.baselines)
            for item, draft in zip(items, drafts, strict=True)
            if draft.baselines
        },
        moves={
            item.key: _moves(item, draft, day(today))
            for item, draft in zip(items, drafts, strict=True)
            if draft.due_seen
        },
        next_key=plan.next_key,
    )
    return plan, memory


def terms_on(today: str | date, **terms: object) -> Terms:
    """Terms for *today*; the calendar is South Africa's where none is given."""
    return Terms(today=day(today), **{"calendar": SOUTH_AFRICA} | terms)


def evaluated(
    *drafts: Draft, today: str | date, loops: Iterable[str] = (), **terms: object
) -> Evaluation:
    """The evaluation of *drafts* on *today*."""
    plan, memory = plan_of(*drafts, today=today, loops=loops)
    return evaluate(plan, memory, terms_on(today, **terms))


def _item(position: int, draft: Draft, place: dict[str, int]) -> Item:
    key = draft.key or f"M-{position + 1:04}"
    links = tuple(_link(text.strip(), place) for text in draft.after.split(";") if text.strip())
    said = draft.said._replace(row=position + 2)
    return Item(
        said, key, said.id or key, _kind(said), place[draft.under] if draft.under else None, links
    )


def _kind(said: Row) -> Kind:
    """SEMANTICS section 1; `tests/stages/test_assemble.py` tests the product's own rule."""
    if said.kind is not None:
        return said.kind
    if said.duration is not None:
        return Kind.TASK if said.duration else Kind.MILESTONE
    worked = said.start is not None and said.due is not None and said.start < said.due
    return Kind.TASK if worked or said.effort is not None else Kind.MILESTONE


def _link(text: str, place: dict[str, int]) -> Link:
    read = _AFTER.fullmatch(text)
    return Link(place[read["on"]], LinkType(read["type"] or "FS"), int(read["lag"] or 0))


def _baseline(said: str | date | Baseline) -> Baseline:
    if isinstance(said, Baseline):
        return said
    if isinstance(said, date):
        return Baseline("", "sheet", said)
    agreed, _, set_on = said.partition(" set ")
    return Baseline("", "sheet", day(agreed), day(set_on) if set_on else None)


def _seen(item: Item, draft: Draft, today: date) -> Seen:
    said, done = item.row, is_done(item.row, today)
    first_due = draft.due_seen[0] if draft.due_seen else said.due
    return Seen(
        key=item.key,
        id=item.id,
        title=said.title,
        phase=said.phase or "",
        row=said.row,
        due=said.due,
        first_seen=draft.first_seen or today,
        first_due=first_due,
        baseline=said.baseline,
        done_on=(draft.first_done or today) if done else None,
        done_at_first=done and draft.first_done is None,
    )


def _moves(item: Item, draft: Draft, today: date) -> tuple[Move, ...]:
    turns: Sequence[date | None] = (*draft.due_seen, item.row.due)
    return tuple(
        Move(item.key, old, new, today) for old, new in itertools.pairwise(turns) if old != new
    )
