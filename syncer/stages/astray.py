"""IDs that stayed behind when people's cells were sorted without our columns."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeAlias

from syncer.domain.memory import Seen
from syncer.domain.plan import Row
from syncer.domain.words import folded

_Sign: TypeAlias = tuple[Hashable, ...]


def brought_along(rows: Sequence[Row], keys: Sequence[str], seen: Mapping[str, Seen]) -> list[str]:
    """
    The *keys* that the rows have in the sheet, those that lost their row brought back to it.

    A filter, a table or a selection that ends where our columns begin sorts what people wrote and
    leaves our cells behind. It shows in rows that have taken the ID, title and due date of each
    other; that some were edited as well hides it only where these are as many. A row that is given
    no key is to be known by other signs.
    """
    strayed = _strayed(rows, keys, seen)
    offered: dict[_Sign, list[str]] = defaultdict(list)
    for place in strayed:
        if (old := seen.get(keys[place])) is not None:
            offered[_sign_of_seen(old)].append(keys[place])
    if not offered:
        return list(keys)
    found = {
        place: pool.pop(0)
        for place in strayed
        if rows[place].title and (pool := offered.get(_sign_of_row(rows[place])))
    }
    taken = set(found.values())
    robbed = [place for place in strayed if place not in found and keys[place] in taken]
    if len(found) <= max(1, len(robbed)):
        return list(keys)
    return _given(keys, found, robbed)


def _strayed(rows: Sequence[Row], keys: Sequence[str], seen: Mapping[str, Seen]) -> list[int]:
    """The places of rows that are not plainly what was last seen with their key."""
    return [
        place
        for place, (row, old) in enumerate(zip(rows, map(seen.get, keys), strict=True))
        if old is None
        or row.title != old.title
        or row.due != old.due
        or (row.id != old.id and (row.id or old.id != old.key))
    ]


def _given(keys: Sequence[str], found: Mapping[int, str], robbed: Sequence[int]) -> list[str]:
    """The keys as *found*; of those *robbed* of theirs a single one gets the single one left."""
    left = {keys[place] for place in found if keys[place]} - set(found.values())
    given = list(keys)
    for place in robbed:
        given[place] = next(iter(left)) if len(left) == len(robbed) == 1 else ""
    for place, key in found.items():
        given[place] = key
    return given


def _sign_of_row(row: Row) -> _Sign:
    return folded(row.title), row.due, folded(row.id)


def _sign_of_seen(old: Seen) -> _Sign:
    return folded(old.title), old.due, "" if old.id == old.key else folded(old.id)
