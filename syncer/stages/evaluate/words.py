"""How days, counts and titles are said in a sentence."""

from collections.abc import Callable
from datetime import date

from syncer.domain.days import short_day
from syncer.domain.plan import Item

Show = Callable[[int], str]
"""Says the day of an ordinal."""

_LONGEST_TITLE = 48


def day_names(today: date) -> Show:
    """`short_day` for ordinals; each day is put into words once."""
    known: dict[int, str] = {}

    def show(day: int) -> str:
        said = known.get(day)
        if said is None:
            said = known[day] = short_day(date.fromordinal(day), today)
        return said

    return show


def workdays(count: int) -> str:
    """`1 working day`, `3 working days`; without a sign."""
    return "1 working day" if abs(count) == 1 else f"{abs(count)} working days"


def quoted(item: Item) -> str:
    """An item's title in quotes, cut where it is long; its ID where it has no title."""
    title = " ".join(item.row.title.split()) or item.id or f"row {item.row.row}"
    if len(title) > _LONGEST_TITLE:
        title = title[: _LONGEST_TITLE - 1].rstrip() + "…"
    return f'"{title}"' if "'" in title else f"'{title}'"
