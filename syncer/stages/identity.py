"""Which item a row is: keys that survive renames and moves, and are never given twice."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from syncer.domain.findings import Finding, Severity
from syncer.domain.memory import Seen
from syncer.domain.plan import Row
from syncer.domain.sheet import Value
from syncer.domain.words import folded
from syncer.stages.astray import brought_along

_KEY: Final = re.compile(r"M-(\d{4,7})", re.ASCII)


class Identified(NamedTuple):
    """The key of each row, the number that the next new item gets, and what to mend."""

    keys: list[str]
    next_key: int
    findings: list[Finding]


def key_of(number: int) -> str:
    """The key that has *number*."""
    return f"M-{number:04d}"


def is_key(value: Value) -> bool:
    """Whether a cell holds a key as we write them."""
    return isinstance(value, str) and _KEY.fullmatch(value) is not None


def identify(rows: Sequence[Row], seen: Mapping[str, Seen], next_key: int) -> Identified:
    """
    Give every row its key.

    What our `ID` column says holds, but where it stayed behind in a sort. Rows without a key there get back the one of an item
    that was seen before and is missing now: by people's ID, else by phase and title, else by
    title. So do rows with a key that nobody was ever seen with, or that belongs to another row:
    it was written as the rows moved, or pasted, into the wrong one. The rest are new and counted up in their order.
    """
    findings: list[Finding] = []
    keys, again = _claimed(rows, seen, findings)
    keys = brought_along(rows, keys, seen)
    taken = {key for key in keys if key}
    unknown = [place for place, key in enumerate(keys) if key not in seen]
    if unknown and len(seen) > len(taken & seen.keys()):
        missing = [old for key, old in seen.items() if key not in taken]
        _give_back(rows, keys, unknown, missing)
    number = _next_number(keys, seen, next_key)
    for place, key in enumerate(keys):
        if not key:
            keys[place] = key_of(number)
            number += 1
    findings += _twice(rows, keys, again)
    return Identified(keys, number, findings)


def _claimed(
    rows: Sequence[Row], seen: Mapping[str, Seen], findings: list[Finding]
) -> tuple[list[str], dict[int, int]]:
    """The keys that the sheet holds, each once; and the copies, with the row that keeps it."""
    keys = [row.key for row in rows]
    places: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        if not key:
            continue
        if _KEY.fullmatch(key) is None:
            findings.append(_malformed(rows[place]))
            keys[place] = ""
        else:
            places.setdefault(key, []).append(place)
    again: dict[int, int] = {}
    for key, claims in places.items():
        if len(claims) > 1:
            keeper = _keeper(rows, claims, seen.get(key))
            for place in claims:
                if place != keeper:
                    again[place] = keeper
                    keys[place] = ""
    return keys, again


def _keeper(rows: Sequence[Row], claims: Sequence[int], old: Seen | None) -> int:
    """Of rows with the same key, the one that is most like what was last seen; else the first."""
    if old is None:
        return claims[0]

    def likeness(place: int) -> tuple[int, bool]:
        row = rows[place]
        same_title = folded(row.title) == folded(old.title)
        return same_title + (row.due == old.due), row.row == old.row

    return max(claims, key=likeness)


def _give_back(
    rows: Sequence[Row], keys: list[str], keyless: Iterable[int], missing: Iterable[Seen]
) -> None:
    """Match rows without a key with items that are missing, the surest sign first."""
    left, lost = list(keyless), list(missing)
    ids = {folded(row.id) for row in rows if row.id}
    for of_row, of_seen, only in (
        (_row_id, _seen_id, False),
        (_row_place, _seen_place, False),
        (_row_title, _seen_title, True),
    ):
        pool: dict[Hashable, list[Seen]] = defaultdict(list)
        for old in lost:
            if (sign := of_seen(old)) is not None:
                pool[sign].append(old)
        wanted = _count(of_row(rows[place]) for place in left) if only else {}
        for place in left:
            sign = of_row(rows[place])
            if sign is None or not (found := pool.get(sign)):
                continue
            if only and (len(found) > 1 or wanted[sign] > 1):
                continue
            if best := _best(rows[place], found, ids):
                keys[place] = best.key
                found.remove(best)
        given = set(keys)
        known = {old.key for old in lost}
        left = [place for place in left if keys[place] not in known]
        lost = [old for old in lost if old.key not in given]


def _best(row: Row, found: Sequence[Seen], ids: set[str]) -> Seen | None:
    """The one of *found* with the same due date, else the first; none that another ID names."""
    free = [old for old in found if _may_be(row, old, ids)]
    return next((old for old in free if old.due == row.due), free[0] if free else None)


def _may_be(row: Row, old: Seen, ids: set[str]) -> bool:
    """Not where another row of the sheet bears the ID that people gave *old*."""
    sign = _seen_id(old)
    return sign is None or sign == folded(row.id) or sign not in ids


def _row_id(row: Row) -> Hashable | None:
    return folded(row.id) or None


def _seen_id(old: Seen) -> str | None:
    return folded(old.id) if old.id and old.id != old.key else None


def _row_place(row: Row) -> Hashable | None:
    return (folded(row.phase or ""), folded(row.title)) if row.title else None


def _seen_place(old: Seen) -> Hashable | None:
    return folded(old.phase or ""), folded(old.title)


def _row_title(row: Row) -> Hashable | None:
    return folded(row.title) or None


def _seen_title(old: Seen) -> Hashable | None:
    return folded(old.title) or None


def _count(signs: Iterable[Hashable | None]) -> dict[Hashable | None, int]:
    counts: dict[Hashable | None, int] = defaultdict(int)
    for sign in signs:
        counts[sign] += 1
    return counts


def _next_number(keys: Iterable[str], seen: Mapping[str, Seen], next_key: int) -> int:
    """A number above every one that was ever given, as far as anybody can tell."""
    used = {*keys, *seen}
    numbers = (int(match[1]) for key in used if key and (match := _KEY.fullmatch(key)))
    return max(max(numbers, default=0) + 1, next_key, 1)


def _malformed(row: Row) -> Finding:
    message = f"“{row.key}” is not an ID of ours; the row was matched by its title"
    hint = "leave the ID cells to the syncer: it writes M-0001 and so on"
    return Finding(row.row, "", "key", Severity.WARNING, "id-unreadable", message, hint)


def _twice(rows: Sequence[Row], keys: Sequence[str], again: Mapping[int, int]) -> list[Finding]:
    """A finding at each row of a copied key."""
    findings = []
    told: set[int] = set()
    for place, keeper in again.items():
        copy, row = rows[place], rows[keeper]
        hint = "nothing to do if the row was copied on purpose"
        if keeper not in told:
            told.add(keeper)
            message = f"the ID {row.key} stands in row {copy.row} too; this row keeps it"
            findings.append(_duplicate(row, message, hint))
        message = f"the ID {row.key} belongs to row {row.row}; this row gets {keys[place]}"
        findings.append(_duplicate(copy, message, hint))
    return findings


def _duplicate(row: Row, message: str, hint: str) -> Finding:
    return Finding(row.row, "", "key", Severity.WARNING, "duplicate-id", message, hint)
