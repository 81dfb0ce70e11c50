"""What a person should mend in the sheet: bad data is a value, not an exception."""

from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """How much a finding matters: an error was not read, a warning was read with a doubt."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


class Finding(NamedTuple):
    """
    One thing to mend.

    Attributes:
        row: Counts from 1 as in the sheet; 0 where the whole sheet is meant.
        cell: Its address (`C7`); empty where no single cell is meant.
        field: The item's key it is about (`due`), or None.
        code: A stable name for machines (`date-unreadable`).
        message: What is wrong, in a sentence without a full stop.
        hint: What to write instead; may be empty.
    """

    row: int
    cell: str
    field: str | None
    severity: Severity
    code: str
    message: str
    hint: str = ""


def letter(column: int) -> str:
    """The letters of a column that counts from 1: 1 is A, 27 is AA."""
    letters = ""
    while column > 0:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def address(row: int, column: int) -> str:
    """The address of a cell, both counted from 1: (7, 3) is C7."""
    return f"{letter(column)}{row}"
