"""What was decided about a tab without being sure, told to people."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from syncer.domain.findings import address
from syncer.domain.layout import Column, Layout
from syncer.domain.sheet import Tab
from syncer.domain.words import Words
from syncer.stages.content import is_date, is_dated, mostly
from syncer.stages.headings import DATES
from syncer.stages.lexicon import Lexicon

_BAND: Final = 4
_SHOWN: Final = 4
_SAMPLED: Final = 400
_LOST: Final = re.compile(r"[^\W\d]\?[^\W\d]|\ufffd")


def doubts_of(layout: Layout, tab: Tab, others: Iterable[str], words: Words) -> Iterator[str]:
    """Sentences, the weightiest first; *others* are tabs that look like a plan as well."""
    if names := ", ".join(f"“{name}”" for name in others):
        yield f"Only “{layout.tab}” is read, though {names} may hold a plan as well."
    if not layout.header_row:
        yield "There are no headings: what the columns hold was told by their cells."
    bars = _bars(layout, tab, words)
    if bars and not any(layout.column(name) for name in DATES):
        first, last = bars[0].letter, bars[-1].letter
        yield f"Days are drawn as bars in columns {first} to {last}; they are not read as dates."
    if unread := [column for column in _days_left(layout, tab, words) if column not in bars]:
        names = ", ".join(f"{column.letter} “{column.header}”" for column in unread[:_SHOWN])
        more = f" and {len(unread) - _SHOWN} more" if len(unread) > _SHOWN else ""
        yield f"Dates stand in {names}{more}, too; they are not read."
    if layout.blocks:
        rows = ", ".join(str(block.header_row) for block in layout.blocks)
        yield f"Further tables begin below row {rows}; they are read as parts of the same plan."
    if lost := _lost_letters(layout, tab):
        more = f" and {len(lost) - 1} more cells" if len(lost) > 1 else ""
        yield f"Letters are lost in {lost[0]}{more} (“?” inside a word); nobody can tell them."
    if hidden := _hidden_items(layout, tab):
        yield f"{hidden} hidden rows were read like the others."


def _bars(layout: Layout, tab: Tab, words: Words) -> list[Column]:
    """Columns that are headed by days, one after the other."""
    days = [
        column
        for column in layout.columns
        if not column.field and is_date(tab.at(layout.header_row, column.index), words)
    ]
    return days if len(days) >= _BAND else []


def _days_left(layout: Layout, tab: Tab, words: Words) -> Iterator[Column]:
    """Columns of dates that were taken for no field, though their heading does not say why."""
    lexicon = Lexicon(words)
    read = {column.header for column in layout.columns if column.field}  # twice: told already
    rows = tab.rows[layout.first_row - 1 : layout.last_row][:_SAMPLED]
    for column in layout.columns:
        told = column.field or column.header in read or lexicon.is_other(column.header)
        if not (told or is_date(column.header, words)):
            at = column.index - 1
            if mostly(is_dated, (cells[at] for cells in rows if at < len(cells)), words):
                yield column


def _lost_letters(layout: Layout, tab: Tab) -> list[str]:
    """The titles in which a letter became a question mark."""
    if (title := layout.column("title")) is None:
        return []
    at = title.index - 1
    rows = tab.rows[layout.first_row - 1 : layout.last_row]
    titles = [str(cells[at]) if at < len(cells) else "" for cells in rows]
    marks = "".join(titles)
    if "?" not in marks and "\ufffd" not in marks:
        return []
    found = (row for row, text in enumerate(titles, start=layout.first_row) if _LOST.search(text))
    return [address(row, title.index) for row in found]


def _hidden_items(layout: Layout, tab: Tab) -> int:
    rows = range(layout.first_row, layout.last_row + 1)
    return sum(row in rows and row not in layout.skipped for row in tab.hidden_rows)
