"""How often due dates were moved: the ledger, added up (SEMANTICS section 4)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from syncer.domain.days import WorkCalendar
from syncer.domain.memory import Move, Seen
from syncer.domain.plan import Item


class Moved(NamedTuple):
    """How often a due date was moved later; those moves and first to last in working days."""

    times: int
    gross: int
    net: int | None


_STILL = Moved(0, 0, 0)
_UNDATED = Moved(0, 0, None)


def moved(
    items: Iterable[Item],
    seen: Iterable[Seen | None],
    ledger: Mapping[str, tuple[Move, ...]],
    calendar: WorkCalendar,
) -> list[Moved]:
    """What the ledger comes to for each item; most were never moved."""
    found: list[Moved] = []
    for item, look in zip(items, seen, strict=True):
        entries, due = ledger.get(item.key, ()), item.row.due
        first = look.first_due if look else due
        if entries or first != due:
            found.append(_sum(_days(first, entries, due), calendar))
        else:
            found.append(_UNDATED if due is None else _STILL)
    return found


def _days(first: date | None, entries: Sequence[Move], due: date | None) -> list[date]:
    """
    Every due date in turn, from the first ever seen to the one that stands now.

    Where a date was taken away and another given later, the ledger has a gap: it counts as moved
    from the one to the other, or taking it away would be a way to hide the move.
    """
    turns = [day for entry in entries for day in (entry.old, entry.new)]
    return [day for day in (first, *turns, due) if day is not None]


def _sum(days: list[date], calendar: WorkCalendar) -> Moved:
    later = [(old, new) for old, new in pairwise(days) if new > old]
    gross = sum(calendar.count(old, new) for old, new in later)
    net = calendar.count(days[0], days[-1]) if days else None
    return Moved(len(later), gross, net)
