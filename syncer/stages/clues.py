"""How people set the names of sections off from items: capitals, colons, bullets, numbers."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from syncer.stages.readings import clean
from syncer.stages.table import Table

_LETTERS: Final = 3
_SEVERAL: Final = 2


def _is_in_capitals(text: str) -> bool:
    return text.isupper() and sum(map(str.isalpha, text)) >= _LETTERS


_CLUES: Final[tuple[Callable[[str], object], ...]] = (
    re.compile(r".*[:：]").fullmatch,  # noqa: RUF001 - people write the wide one
    re.compile(r"/.+/").fullmatch,
    re.compile(r"(?P<mark>[=*\-_#~–—])(?P=mark)+\s*\S.*").fullmatch,  # noqa: RUF001
    re.compile(r"[\[【«<].+[\]】»>]").fullmatch,
    re.compile(r"[►▶▼▾■□◆◇●★☆📌📁🔹🔷➤»]\s*\S.*").fullmatch,
    re.compile(r"(?:[IVX]{1,5}|[A-Z]|\d{1,2})[.)]\s*[^\W\d].*").fullmatch,
    _is_in_capitals,
)
_SAMPLED: Final = 300


def set_off(table: Table, alone: Sequence[int], last: int) -> list[int]:
    """
    Those of *alone*, rows with a title only, that look as hardly any item does.

    Two thirds of them or more share the look, and one item in ten at most. Bold print is meant
    as such: there the others of *alone* are items that nobody has dated yet.
    """
    titles = {row: clean(table.at(row, table.title)) for row in alone if row < last}
    odd = set(table.odd)
    rows = [row for row in range(table.first, last + 1) if row not in odd][:_SAMPLED]
    bold = [row for row in titles if row in table.tab.bold_rows]
    if len(bold) >= _SEVERAL and 10 * sum(row in table.tab.bold_rows for row in rows) <= len(rows):
        return bold
    items = [clean(table.at(row, table.title)) for row in rows]
    for clue in _CLUES:
        found = [row for row, title in titles.items() if clue(title)]
        shared = found and 3 * len(found) >= 2 * len(titles)
        if shared and 10 * sum(map(bool, map(clue, items))) <= len(items):
            return found
    return []
