"""A list without headings: its columns are told by what they hold, where that is obvious."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from syncer.domain.sheet import Value
from syncer.domain.words import Words
from syncer.stages.content import is_date, is_status, is_text, mostly, notation
from syncer.stages.dates import read_day

_KEY: Final = re.compile(r"M-\d{4,7}")
_MOST: Final = 0.9


def guess_fields(columns: Sequence[Sequence[Value]], words: Words) -> Mapping[str, int]:
    """Title, dates and status of a bare list; nothing where it has no dates or no titles."""
    days = [index for index, column in _numbered(columns) if mostly(is_date, column, words)]
    if not 1 <= len(days) <= 2:  # noqa: PLR2004 - a start and an end
        return {}
    states = [index for index, column in _numbered(columns) if mostly(is_status, column, words)]
    texts = [
        index
        for index, column in _numbered(columns)
        if index not in states and mostly(is_text, column, words)
    ]
    if not texts:
        return {}
    title = max(texts, key=lambda index: (len(set(columns[index - 1])), -index))
    fields = {"title": title, "due": days[-1]}
    if len(days) > 1:
        if not _in_order(columns[days[0] - 1], columns[days[1] - 1], words):
            return {}
        fields["start"] = days[0]
    return fields | ({"status": states[0]} if states else {})


def holds_keys(columns: Sequence[Sequence[Value]]) -> bool:
    """Whether our own IDs stand here: then there was a row of headings before."""
    return any(
        isinstance(value, str) and _KEY.fullmatch(value.strip())
        for column in columns
        for value in set(column)
    )


def _numbered(columns: Sequence[Sequence[Value]]) -> enumerate[Sequence[Value]]:
    return enumerate(columns, start=1)


def _in_order(first: Sequence[Value], second: Sequence[Value], words: Words) -> bool:
    """Whether *first* is hardly ever after *second*: a start and an end."""
    pairs = [
        (a, b)
        for one, other in zip(first, second, strict=True)
        if (a := _read(one, words)) and (b := _read(other, words))
    ]
    return sum(a <= b for a, b in pairs) >= _MOST * len(pairs)


def _read(value: Value, words: Words) -> date | None:
    return read_day(value, notation(words)).value
