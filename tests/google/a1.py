"""A1 notation as Sheets reads and writes it."""

import re
from typing import NamedTuple

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d*)")
_END = re.compile(r"(?:\$?([A-Za-z]{1,3}))?(?:\$?([1-9]\d*))?")
_R1C1 = re.compile(r"[Rr]([1-9]\d*)[Cc]([1-9]\d*)(?::[Rr]([1-9]\d*)[Cc]([1-9]\d*))?")
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*")
_UNQUOTED = re.compile(r"[\w.]+")


class Box(NamedTuple):
    """
    A rectangle; rows and columns count from 1, both ends inclusive, None where it is open.

    Attributes:
        single: Written as one cell, so that it is a starting point for a write.
    """

    top: int | None = None
    left: int | None = None
    bottom: int | None = None
    right: int | None = None
    single: bool = False


class RangeError(Exception):
    """Not a range that Sheets can read."""


def letters(column: int) -> str:
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_number(text: str) -> int:
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - 64
    return number


def cell_name(row: int, column: int) -> str:
    return f"{letters(column)}{row}"


def quoted(title: str) -> str:
    """A tab's title as Sheets writes it before the `!`."""
    if _PLAIN.fullmatch(title) and not _LIKE_A_CELL.fullmatch(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def split_title(text: str) -> tuple[str | None, str]:
    """A range's tab title, and the rest; the rest is empty where the text is a quoted title alone."""
    if text.startswith("'"):
        end = 1
        while True:
            end = text.find("'", end)
            if end < 0:
                raise RangeError(text)
            if text[end + 1 : end + 2] != "'":
                break
            end += 2
        title, rest = text[1:end].replace("''", "'"), text[end + 1 :]
        if rest and not (rest.startswith("!") and len(rest) > 1):
            raise RangeError(text)
        return title, rest[1:]
    title, mark, rest = text.rpartition("!")
    if not mark:
        return None, text
    if not _UNQUOTED.fullmatch(title) or not rest:
        raise RangeError(text)
    return title, rest


def read_box(text: str) -> Box:
    """`A1`, `A1:B2`, `A:C`, `2:5`, `A5:C`, `R1C1:R2C2`; RangeError where it is none of these."""
    found = _R1C1.fullmatch(text)
    if found:
        numbers = [int(n) for n in found.groups() if n]
        return _ordered(*numbers, *(numbers if len(numbers) == 2 else ()), single=len(numbers) == 2)
    start, colon, end = text.partition(":")
    if not colon:
        found = _CELL.fullmatch(text)
        if not found:
            raise RangeError(text)
        column, row = column_number(found[1]), int(found[2])
        return Box(row, column, row, column, single=True)
    (left, top), (right, bottom) = _end(start), _end(end)
    # `A5:7` and `5:C7` open the missing side, `A:7` and `5:C` are nothing.
    if (left is None) != (right is None) and (top is None or bottom is None):
        raise RangeError(text)
    return _ordered(top, left, bottom, right, single=False)


def _end(text: str) -> tuple[int | None, int | None]:
    found = _END.fullmatch(text)
    if not found or not text:
        raise RangeError(text)
    return (column_number(found[1]) if found[1] else None, int(found[2]) if found[2] else None)


def _ordered(
    top: int | None, left: int | None, bottom: int | None, right: int | None, *, single: bool
) -> Box:
    """Ends in their order: `B3:A2` is `A2:B3`, and `A:A5` is `A5:A`."""
    if top is None and bottom is not None:
        top, bottom = bottom, None
    elif top is not None and bottom is not None and top > bottom:
        top, bottom = bottom, top
    if left is None and right is not None:
        left, right = right, None
    elif left is not None and right is not None and left > right:
        left, right = right, left
    return Box(top, left, bottom, right, single)


def range_name(title: str, top: int, left: int, bottom: int, right: int) -> str:
    """A rectangle as Sheets writes it in answers."""
    start, end = cell_name(top, left), cell_name(bottom, right)
    return f"{quoted(title)}!{start}" if start == end else f"{quoted(title)}!{start}:{end}"
