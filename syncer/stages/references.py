"""Which row a person means: by ID, key, outline number, row number or title."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from functools import cached_property
from typing import Final, NamedTuple

from syncer.domain.plan import Row
from syncer.domain.words import folded
from syncer.stages.content import is_outline

_AMBIGUOUS: Final = -1
_MANY: Final = 100
"""From here on names are only compared with those that begin alike."""

_ALIKE: Final = 0.6


class Found(NamedTuple):
    """
    The row that is meant.

    Attributes:
        place: Its position; None where there is no such row, or more than one.
        wrong: Then what is wrong, as the end of a sentence; and what to write instead.
    """

    place: int | None
    wrong: str = ""
    hint: str = ""


class References:
    """The rows of a plan by everything that people call them."""

    def __init__(self, rows: Sequence[Row], keys: Sequence[str]) -> None:
        self._rows = rows
        self._given = keys

    def find(self, name: str) -> Found:
        """The row called *name*."""
        word = folded(name)
        for place in self._places(word):
            if place is not None:
                return self._ambiguous(name) if place == _AMBIGUOUS else Found(place)
        return self._unknown(name)

    def knows(self, name: str) -> bool:
        """Whether any row is called *name*, even if several are."""
        return any(place is not None for place in self._places(folded(name)))

    def _places(self, word: str) -> Iterator[int | None]:
        """What *word* can mean, the surest reading first."""
        yield self._ids.get(word)
        yield self._keys.get(word.upper())
        if is_outline(word):
            yield self._outline.get(outline_number(word))
        if word.isdecimal():
            yield self._numbers.get(int(word))
        yield self._titles.get(word)

    def by_id(self, name: str) -> int | None:
        """The one row that people gave the ID *name*: the quick way for plain references."""
        place = self._ids.get(name.casefold())
        return None if place == _AMBIGUOUS else place

    @property
    def doublets(self) -> bool:
        """Whether any ID stands twice."""
        return _AMBIGUOUS in self._ids.values()

    def outline(self, number: str) -> int | None:
        """The one row with the outline *number*."""
        place = self._outline.get(number)
        return None if place == _AMBIGUOUS else place

    @cached_property
    def _ids(self) -> dict[str, int]:
        return _index([row.id.casefold() for row in self._rows])

    @cached_property
    def _keys(self) -> dict[str, int]:
        return {key: place for place, key in enumerate(self._given)}

    @cached_property
    def _outline(self) -> dict[str, int]:
        return _index([outline_number(row.wbs) for row in self._rows])

    @cached_property
    def _numbers(self) -> dict[int, int]:
        """
        The rows by the number that predecessors give them: that of the sheet.

        Exports without any identifier count from the first row below the headings. That shows
        where a number is too low to be a row of the sheet.
        """
        first = min((min(row.row, row.section or row.row) for row in self._rows), default=1)
        named = (link.on for row in self._rows for link in row.links if link.on.isdecimal())
        before = 0
        if not any(row.id or row.wbs for row in self._rows):
            before = first - 1 if any(int(name) < first for name in named) else 0
        return {row.row - before: place for place, row in enumerate(self._rows)}

    @cached_property
    def _titles(self) -> dict[str, int]:
        return _index([row.title.casefold() for row in self._rows])

    @cached_property
    def _phases(self) -> frozenset[str]:
        return frozenset(folded(row.phase) for row in self._rows if row.phase)

    def _ambiguous(self, name: str) -> Found:
        word = folded(name)
        rows = [
            row.row
            for row in self._rows
            if word in (folded(row.id), folded(row.title)) or outline_number(row.wbs) == word
        ]
        listed = ", ".join(map(str, rows[:5])) + (" …" if len(rows) > 5 else "")  # noqa: PLR2004
        return Found(None, f"could be any of the rows {listed}", "write its ID or row number")

    def _unknown(self, name: str) -> Found:
        word = folded(name)
        if word in self._phases:
            return Found(None, "is a phase and not a row", "name the phase's last milestone")
        if word.isdecimal():
            return Found(None, "is no row of the plan", "write the ID, title or row of an item")
        near = get_close_matches(word, self._like(word), 1, _ALIKE)
        hint = f"did you mean “{self._spelled(near[0])}”?" if near else ""
        return Found(None, "is no row of the plan", hint or "write the ID or title of an item")

    def _like(self, word: str) -> list[str]:
        names = [*self._titles, *(name for name in self._ids if not name.isdecimal())]
        if len(names) > _MANY:
            names = [name for name in names if name[:3] == word[:3]][:_MANY]
        return names

    def _spelled(self, word: str) -> str:
        row = self._rows[self._titles.get(word, self._ids.get(word, 0))]
        return row.title if folded(row.title) == word else row.id or row.title


def outline_number(wbs: str) -> str:
    """`1.`, `1.0` and `1` are the same place."""
    number = wbs.rstrip(".")
    while number.endswith(".0"):
        number = number[:-2]
    return number


def _index(names: Sequence[str]) -> dict[str, int]:
    """The position of each name; blanks have none, names that stand twice an ambiguous one."""
    index = dict(zip(names, range(len(names)), strict=True))
    if len(index) == len(names) and "" not in index:
        return index
    index.clear()
    for place, name in enumerate(names):
        if name:
            index[name] = _AMBIGUOUS if name in index else place
    return index
