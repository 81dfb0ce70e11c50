"""What a look at the plan adds to memory: first sights, moved due dates, new baselines."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from syncer.domain.layout import Layout
from syncer.domain.memory import Baseline, Memory, Move, Seen
from syncer.domain.plan import Item, Plan
from syncer.domain.standing import is_done
from syncer.domain.verdicts import Evaluation
from syncer.stages.named_tuples import made_of

Entry = TypeVar("Entry", bound=Move | Baseline)

SHEET = "sheet"
"""The name of baselines that were read from the sheet's own column."""


def observe(plan: Plan, memory: Memory, today: date, blind: frozenset[str] = frozenset()) -> Memory:
    """
    *memory* with what *plan* shows today; nothing is ever taken out of it.

    *blind* are fields whose whole column cannot be found: they count as unchanged.
    """
    seen = _looks(plan.items, memory.seen, today, blind)
    moved: list[Move] = []
    agreed: list[Baseline] = []
    for item in plan.items if memory.seen else ():
        old = memory.seen.get(item.key)
        if old is None or old == seen[item.key]:
            continue
        if old.due is not None and seen[item.key].due != old.due:
            moved.append(Move(item.key, old.due, seen[item.key].due, today, item.row.reason))
        if seen[item.key].baseline != old.baseline:
            known = memory.baselines.get(item.key, ())
            agreed += _from_sheet(item, old, known, today)
    gone = {
        key: old if old.gone else old._replace(gone=today)
        for key, old in memory.seen.items()
        if key not in seen
    }
    return replace(
        memory,
        seen=seen | gone,
        moves=_appended(memory.moves, moved),
        baselines=_appended(memory.baselines, agreed),
        next_key=plan.next_key,
    )


def agree(
    items: Iterable[Item],
    memory: Memory,
    *,
    name: str,
    day: date | None,
    today: date,
    reason: str,
    approved_by: str,
) -> tuple[Baseline, ...]:
    """
    The baselines to add when people agree on new ones: *day*, else each item's due date.

    The original one goes before them where it was not written down yet, so that slip from the
    original stays known. Items without any date are left out.
    """
    baselines: list[Baseline] = []
    for item in items:
        agreed = day or item.row.due
        if agreed is None:
            continue
        if item.key not in memory.baselines:
            baselines += _original(item.row.baseline, memory.seen.get(item.key))
        baselines.append(Baseline(item.key, name, agreed, today, reason, approved_by))
    return tuple(baselines)


def review(plan: Plan, evaluation: Evaluation, memory: Memory, today: date, last: date) -> Memory:
    """
    *memory* with the forecasts of the review period that began on *last*.

    They are as at the end of the review day: a later look on that day replaces them, a look on a
    later day does not. Where nobody looked on the day itself the first look after it stands in.
    """
    if memory.review is not None and (memory.review > last or memory.review == last != today):
        return memory
    forecasts = {
        item.key: verdict.forecast
        for item, verdict in zip(plan.items, evaluation.verdicts, strict=True)
        if verdict.forecast is not None
    }
    if memory.review == last:
        return replace(memory, reviewed=forecasts)
    return replace(
        memory,
        review=last,
        reviewed=forecasts,
        review_before=memory.review,
        reviewed_before=memory.reviewed,
    )


def last_review(memory: Memory, today: date) -> tuple[date | None, Mapping[str, date]]:
    """The last review day before *today* and the forecasts on it."""
    if memory.review is not None and memory.review < today:
        return memory.review, memory.reviewed
    return memory.review_before, memory.reviewed_before


def lost_columns(layout: Layout, memory: Memory) -> frozenset[str]:
    """The date columns that held something when last seen and cannot be found now."""
    standing = [seen for seen in memory.seen.values() if not seen.gone]
    held = {"due": any(seen.due for seen in standing)}
    held["baseline"] = any(seen.baseline for seen in standing)
    return frozenset(name for name, had in held.items() if had and not layout.column(name))


def _looks(
    items: Sequence[Item], known: Mapping[str, Seen], today: date, blind: frozenset[str]
) -> dict[str, Seen]:
    """By key, each item as it is seen now."""
    keys = [item.key for item in items]
    if not known:
        return dict(zip(keys, _first_looks(items, today), strict=True))
    new = _first_looks([item for item in items if item.key not in known], today)
    return {
        key: _look(item, known[key], today, blind) if key in known else next(new)
        for key, item in zip(keys, items, strict=True)
    }


def _first_looks(items: Sequence[Item], today: date) -> Iterator[Seen]:
    """Items that nobody has seen before, as they are seen now."""
    looks = (
        (
            key, id_, row.title, row.phase or "", row.row,
            row.due, today, row.due, row.baseline,
            today if (done := is_done(row, today)) else None, done, None,
        )
        for row, key, id_, _, _, _ in items
    )  # fmt: skip
    return made_of(Seen, looks)


def _look(item: Item, old: Seen, today: date, blind: frozenset[str]) -> Seen:
    """The item as it is seen again. A date that cannot be read counts as unchanged."""
    row = item.row
    done = is_done(row, today)
    due = row.due
    baseline = row.baseline
    unread = row.unread | blind
    if due is None and "due" in unread:
        due = old.due
    if baseline is None and "baseline" in unread:
        baseline = old.baseline
    return Seen(
        item.key, item.id, row.title, row.phase or "", row.row,
        due, old.first_seen, old.first_due or due, baseline,
        (old.done_on or today) if done else None, old.done_at_first and done,
    )  # fmt: skip


def _from_sheet(item: Item, old: Seen, known: tuple[Baseline, ...], today: date) -> list[Baseline]:
    """
    The sheet's column now says another day: one more baseline, after the original one.

    Where the cell was emptied what it said still holds, or that would be a way to hide a slip.
    """
    before = [] if known else _original(old.baseline, old)
    day, agreed = item.row.baseline, (*known, *before)
    if day is None or (agreed and agreed[-1].day == day):
        return before
    return [*before, Baseline(item.key, SHEET, day, today, item.row.reason)]


def _original(column: date | None, seen: Seen | None) -> list[Baseline]:
    """The baseline an item has before anybody set one: its column's, else its first due date."""
    if column is not None and seen is not None:
        return [Baseline(seen.key, SHEET, column)]
    if seen is not None and seen.first_due is not None:
        return [Baseline(seen.key, "first due date", seen.first_due)]
    return []


def _appended(
    known: Mapping[str, tuple[Entry, ...]], new: list[Entry]
) -> Mapping[str, tuple[Entry, ...]]:
    """*known* with each of *new* at the end of its item's entries."""
    if not new:
        return known
    grown: dict[str, tuple[Entry, ...]] = dict(known)
    for entry in new:
        grown[entry.key] = (*grown.get(entry.key, ()), entry)
    return grown
