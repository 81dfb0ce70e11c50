"""What a column holds, told by its cells alone: only where they are unmistakable."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from syncer.domain.sheet import Value
from syncer.domain.words import Words
from syncer.stages.cells import meaning_of
from syncer.stages.content import (
    are_codes,
    are_mails,
    are_titles,
    bears_out,
    is_dated,
    is_status,
    mostly,
    notation,
)
from syncer.stages.dates import read_day
from syncer.stages.readings import is_blank

Columns = Mapping[int, Sequence[Value]]

_DATES: Final = frozenset({"start", "due", "baseline", "committed", "forecast", "actual"})
_MOST: Final = 0.9
_FEW: Final = 12


class Guess(NamedTuple):
    """A column that is taken for *field*, and *why*."""

    field: str
    column: int
    why: str


def guess_missing(free: Columns, known: Mapping[str, int], words: Words) -> Iterator[Guess]:
    """
    Columns among *free*, by number, for fields that have none among the *known*.

    Dates are told apart only where there are one or two, the first never after the second.
    """
    left = dict(free)
    guesses = [*_days(left, known, words)]
    for guess in guesses:
        left.pop(guess.column)
    yield from guesses
    for field, find in (("status", _status), ("owners", _owners), ("title", _title)):
        if field not in known and (found := find(left, words)):
            left.pop(found.column)
            guesses.append(found)
            yield found
    if "id" not in known and (found := _id(left)):
        left.pop(found.column)
        yield found
    title = known.get("title") or next((g.column for g in guesses if g.field == "title"), 0)
    if not {"wbs", "level"} & known.keys():
        # Further right 1.5 and 2 are hours.
        yield from _outline({n: cells for n, cells in left.items() if n < title}, words)


def _days(left: Columns, known: Mapping[str, int], words: Words) -> list[Guess]:
    days = [column for column, cells in left.items() if mostly(is_dated, cells, words)]
    if _DATES & known.keys() or not 1 <= len(days) <= 2:  # noqa: PLR2004 - a start and an end
        return []
    if len(days) == 1:
        return [Guess("due", days[0], "its cells are dates, and no other column's are")]
    if not _in_order(left[days[0]], left[days[1]], words):
        if _in_order(left[days[1]], left[days[0]], words):
            return [
                Guess("due", days[0], "its cells are dates, never before the other such column's")
            ]
        return []
    return [
        Guess("start", days[0], "its cells are dates, never after those of the other such column"),
        Guess("due", days[1], "its cells are dates, never before those of the other such column"),
    ]


def _status(left: Columns, words: Words) -> Guess | None:
    for column, cells in left.items():
        states = {cell for cell in cells if not is_blank(cell)}
        worded = [cell for cell in states if meaning_of(cell, words.statuses)]
        if len(worded) > 1 and len(states) <= _FEW and mostly(is_status, cells, words):
            return Guess("status", column, "its cells are words for a status")
    return None


def _owners(left: Columns, words: Words) -> Guess | None:
    del words
    for column, cells in left.items():
        if are_mails(cells):
            return Guess("owners", column, "its cells are mail addresses")
    return None


def _title(left: Columns, words: Words) -> Guess | None:
    """The column with the most different texts; the first of several."""
    texts = {
        column: len({cell for cell in cells if not is_blank(cell)})
        for column, cells in left.items()
        if are_titles([cell for cell in cells if not is_blank(cell)], words)
    }
    if not texts or max(texts.values()) < 2:  # noqa: PLR2004 - a remark stands alone
        return None
    column = max(texts, key=lambda column: (texts[column], -column))
    return Guess("title", column, "it has the most different texts")


def _id(left: Columns) -> Guess | None:
    for column, cells in left.items():
        codes = [cell for cell in cells if not is_blank(cell)]
        different = len(codes) > 1 and len(set(codes)) == len(codes)
        lettered = all(isinstance(code, str) and not code[0].isdecimal() for code in codes)
        if different and lettered and are_codes(codes):
            return Guess("id", column, "its cells are codes, each of which stands once")
    return None


def _outline(left: Columns, words: Words) -> Iterator[Guess]:
    for column, cells in left.items():
        if bears_out("wbs", cells, words):
            yield Guess("wbs", column, "its cells are outline numbers")
            return


def _in_order(first: Sequence[Value], second: Sequence[Value], words: Words) -> bool:
    """Whether *first* is hardly ever after *second*: a start and an end."""
    pairs = [
        (a, b)
        for one, other in zip(first, second, strict=False)
        if (a := _read(one, words)) and (b := _read(other, words))
    ]
    return bool(pairs) and sum(a <= b for a, b in pairs) >= _MOST * len(pairs)


def _read(value: Value, words: Words) -> date | None:
    return read_day(value, notation(words)).value
