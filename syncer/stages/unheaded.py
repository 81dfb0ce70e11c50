"""A list without headings: its columns are told by what they hold, where that is obvious."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from syncer.domain.sheet import Value
from syncer.stages.content import is_text, mostly
from syncer.stages.fields import Chosen, choose_fields
from syncer.stages.headings import DATES, Heading
from syncer.stages.lexicon import Lexicon
from syncer.stages.readings import clean, is_blank

_KEY: Final = re.compile(r"M-\d{4,7}")
_FEW: Final = 4
_CODES: Final = frozenset({"id", "wbs", "level"})


def guess_fields(columns: Sequence[Sequence[Value]], lexicon: Lexicon) -> Mapping[str, Chosen]:
    """
    Titles, dates, states and more of a bare list, by what its columns hold.

    Without any of them but texts it is a list of titles, if it has a few rows; else nothing.
    """
    heading = Heading(0, {len(columns): ""}, 0)
    chosen = choose_fields(heading, columns, (), lexicon)
    if "title" not in chosen and (column := _title(columns, chosen, lexicon)):
        # Where nothing else can be a title, a version or a number is one.
        chosen = {name: choice for name, choice in chosen.items() if choice.column != column}
        chosen["title"] = Chosen(column, "it has the most different texts", sure=False)
    if "title" not in chosen:
        return {}
    known = (DATES | {"status", "owners", "percent"}) & chosen.keys()
    return chosen if known or _is_list(columns, chosen["title"].column) else {}


def holds_keys(columns: Sequence[Sequence[Value]]) -> bool:
    """Whether our own IDs stand here: then there was a row of headings before."""
    return any(
        isinstance(value, str) and _KEY.fullmatch(value.strip())
        for column in columns
        for value in set(column)
    )


def _title(
    columns: Sequence[Sequence[Value]], chosen: Mapping[str, Chosen], lexicon: Lexicon
) -> int:
    """The column with the most different texts; 0 where there is none."""
    taken = {choice.column for name, choice in chosen.items() if name not in _CODES}
    texts = {
        index: len(set(column))
        for index, column in enumerate(columns, start=1)
        if index not in taken and mostly(is_text, column, lexicon.words)
    }
    return max(texts, key=lambda index: (texts[index], -index)) if texts else 0


def _is_list(columns: Sequence[Sequence[Value]], title: int) -> bool:
    """Whether titles are all there is, several of them and not a letter in one column."""
    texts = {clean(value) for value in columns[title - 1] if not is_blank(value)}
    return len(texts) >= _FEW and sum(map(any, columns)) > 1
