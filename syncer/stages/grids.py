"""Tabs that are no table with an item in each row: calendars, and plans turned on their side."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Final, NamedTuple

from syncer.domain.sheet import Tab, Value
from syncer.domain.words import Words, folded
from syncer.stages.content import is_date
from syncer.stages.fields import Chosen
from syncer.stages.headings import DATES, Heading
from syncer.stages.lexicon import Lexicon
from syncer.stages.readings import clean, is_blank

_SEARCHED: Final = 60
_LEAST: Final = 4
_MONTHS: Final = 3
_STATES: Final = 3
_RUN: Final = 10
_WEEK: Final = 7
_LAST_OF_MONTH: Final = 31
_LETTERED: Final = re.compile(r"([^\W\d_]{1,4})\.?\s*(\d{1,2})\b.*", re.DOTALL)


class Grid(NamedTuple):
    """What a tab is in place of a table, and what to do about it: for people."""

    what: str
    hint: str


_CALENDAR: Final = Grid(
    "is a calendar: days stand across or down it, and no row is one item",
    "list the items below one another, each in a row with its title and its date",
)
_TURNED: Final = Grid(
    "is turned on its side: its headings stand in the first column",
    "copy it and paste it transposed, so that each item has a row",
)
_BOARD: Final = Grid(
    "is a board: its columns are states, and the items stand below them",
    "list the items below one another, with their state in a column called Status",
)


def grid_of(
    tab: Tab, heading: Heading | None, chosen: Mapping[str, Chosen], lexicon: Lexicon
) -> Grid | None:
    """What *tab* is if it is no table of items; *chosen* are the columns found in it."""
    title = chosen.get("title")
    if heading and _is_turned(tab, heading, lexicon):
        return _TURNED
    if _is_board(tab, lexicon.words):
        return _BOARD
    if title and title.sure:
        return None
    across = _first_day_across(tab, lexicon.words)
    if across and (heading is None or title is None or across <= title.column):
        return _CALENDAR
    return _CALENDAR if _has_days_down(tab) else None


def _is_board(tab: Tab, words: Words) -> bool:
    """Whether the first row of several texts has nothing but different states: To do, Doing, Done."""
    rows = ([value for value in cells if not is_blank(value)] for cells in tab.rows[:_SEARCHED])
    heads = next((cells for cells in rows if len(cells) > 1), [])
    states = {words.statuses.get(folded(clean(cell))) for cell in heads}
    return None not in states and len(states) >= _STATES


def _is_turned(tab: Tab, heading: Heading, lexicon: Lexicon) -> bool:
    """Whether the first column holds the headings, one of dates with dates beside it."""
    first = min(heading.texts)
    across = [text for index, text in heading.texts.items() if index != first]
    if 3 * sum(map(lexicon.knows, across)) > len(across):
        return False
    rows = [
        row
        for row in range(heading.row, min(len(tab.rows), heading.row + _SEARCHED) + 1)
        if not is_blank(tab.at(row, first))
    ]
    named = {row: _meant(tab.at(row, first), lexicon) for row in rows}
    known = [row for row in rows if named[row]]
    if len(known) < 2 or 3 * len(known) < 2 * len(rows):  # noqa: PLR2004 - a title and a date
        return False
    told: set[str] = set().union(*named.values())
    dated = (row for row in known if named[row] & DATES)
    return "title" in told and any(_are_dates(tab, row, first, lexicon.words) for row in dated)


def _meant(value: Value, lexicon: Lexicon) -> set[str]:
    return {match.field for match in lexicon.matches(clean(value))}


def _are_dates(tab: Tab, row: int, first: int, words: Words) -> bool:
    """Whether two cells or more stand right of the first one in *row*, and most are dates."""
    beside = [value for value in tab.rows[row - 1][first:] if not is_blank(value)]
    dated = sum(is_date(value, words) for value in beside)
    return dated > 1 and 3 * dated >= 2 * len(beside)


def _first_day_across(tab: Tab, words: Words) -> int:
    """The first column of a row of weekdays, months or following days; 0 where there is none."""
    for cells in tab.rows[:_SEARCHED]:
        filled = [(index, cell) for index, cell in enumerate(cells, 1) if not is_blank(cell)]
        for found, least in (
            ([item for item in filled if _first_word(item[1]) in words.weekdays], _LEAST),
            ([item for item in filled if _first_word(item[1]) in words.months], _MONTHS),
            ([item for item in filled if is_date(item[1], words)], _LEAST),
        ):
            if len(found) >= least and _follow(cell for _, cell in found):
                return found[0][0]
    return 0


def _first_word(value: Value) -> str:
    words = folded(clean(value)).split() if isinstance(value, str) else []
    return words[0].strip(".,;:'’") if words else ""  # noqa: RUF001


def _follow(cells: Iterable[Value]) -> bool:
    """Whether most are different, and real dates a day or a week apart."""
    values = list(cells)
    days = [value for value in values if isinstance(value, date)]
    if len(days) == len(values):
        steps = {(after - before).days for before, after in pairwise(map(_day, days))}
        return len(steps) == 1 and steps <= {1, _WEEK}
    return 2 * len(set(map(clean, values))) > len(values)


def _day(value: date) -> date:
    return date(value.year, value.month, value.day)


def _has_days_down(tab: Tab) -> bool:
    """Whether a column runs `M 1`, `T 2`, `W 3` ...: a weekday's letters and the day."""
    width = max(map(len, tab.rows), default=0)
    return any(
        _run([cells[index] if index < len(cells) else None for cells in tab.rows])
        for index in range(min(width, _SEARCHED))
    )


def _run(column: Sequence[Value]) -> bool:
    matches = [_LETTERED.fullmatch(cell.strip()) for cell in column if isinstance(cell, str)]
    days = [(match[1], int(match[2])) for match in matches if match]
    following = sum(after == before + 1 for (_, before), (_, after) in pairwise(days))
    named = {letters for letters, _ in days}
    return (
        following >= _RUN
        and 1 < len(named) <= _WEEK
        and max(day for _, day in days) <= _LAST_OF_MONTH
    )
