"""Finding an item by what a person calls it."""

from collections.abc import Iterable
from typing import NamedTuple

from syncer.app.config_mistakes import nearest
from syncer.domain.words import folded
from syncer.errors import UsageError


class Called(NamedTuple):
    """One item by all its names; *row* is where it stands, or was last seen."""

    key: str
    id: str
    row: int
    title: str


def found(text: str, items: Iterable[Called]) -> Called:
    """
    The item that *text* names: by ID, our key, row number or title, in this order.

    Raises UsageError where it names none, or more than one.
    """
    known = tuple(items)
    word = folded(text)
    ways = (
        [item for item in known if folded(item.id) == word],
        [item for item in known if folded(item.key) == word],
        [item for item in known if str(item.row) == word],
        [item for item in known if folded(item.title) == word],
    )
    met = next((way for way in ways if way), None)
    if met is None:
        names = [name for item in known for name in (item.id, item.title) if name]
        raise UsageError(
            f"no row is called {text!r}{nearest(text, names)}",
            hint="name it by its ID, its row number or its title",
        )
    if len(met) > 1:
        rows = ", ".join(str(item.row) for item in met)
        raise UsageError(
            f"{text!r} names {len(met)} rows: {rows}",
            hint="name it by its row number",
        )
    return met[0]
