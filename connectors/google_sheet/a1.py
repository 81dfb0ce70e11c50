"""Ranges as Sheets writes them: `'The plan'!B7:K9`."""

import re
from typing import Final, NamedTuple

from syncer.domain.findings import letter

_RANGE: Final = re.compile(r"(?:'((?:[^']|'')*)'|([^!]*))!([A-Z]+)([0-9]+)(?::([A-Z]+)([0-9]+))?")


class Range(NamedTuple):
    """A rectangle of a tab; rows and columns count from 1 and both ends belong to it."""

    tab: str
    top: int
    left: int
    bottom: int
    right: int

    def grid(self, sheet: int) -> dict[str, int]:
        """The same as a GridRange of the tab with the id *sheet*."""
        return {
            "sheetId": sheet,
            "startRowIndex": self.top - 1,
            "endRowIndex": self.bottom,
            "startColumnIndex": self.left - 1,
            "endColumnIndex": self.right,
        }

    def __str__(self) -> str:
        first = f"{letter(self.left)}{self.top}"
        return f"{quoted(self.tab)}!{first}:{letter(self.right)}{self.bottom}"


def quoted(tab: str) -> str:
    """The name of a tab as ranges need it, which is also the range of all its cells."""
    return "'" + tab.replace("'", "''") + "'"


def parse(text: str) -> Range:
    """Read a range of an answer; ValueError where it is none."""
    found = _RANGE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    held, plain, left, top, right, bottom = found.groups()
    tab = plain if held is None else held.replace("''", "'")
    return Range(tab, int(top), _column(left), int(bottom or top), _column(right or left))


def _column(letters: str) -> int:
    number = 0
    for char in letters:
        number = number * 26 + ord(char) - ord("A") + 1
    return number
