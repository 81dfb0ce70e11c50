"""Where the rows of a plan begin and end, and which of them are no items."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest
from typing import Final

from syncer.domain.sheet import Tab, Value
from syncer.domain.words import folded
from syncer.stages.headings import DATES, Heading
from syncer.stages.lexicon import Lexicon
from syncer.stages.readings import clean, is_blank

Columns = Sequence[Sequence[Value]]

STRONG: Final = DATES | {"id", "type", "status", "percent", "owners", "priority", "depends_on"}
"""What an item has and the heading of a section has not."""

# The fields of items that are filled most often first.
_BY_FILLING: Final = (
    "due",
    "status",
    "id",
    "owners",
    *sorted(STRONG - {"due", "status", "id", "owners"}),
)

_LETTER: Final = re.compile(r"(?:[^\W\d_]|[IVX]{1,4}|[一二三四五六七八九十]{1,2})[.)、]?")
IDENTIFYING: Final = DATES | {"id", "type"}
"""What makes the heading of a section an item of its own."""

# What stands in a cell that is to stay empty.
_DASHES: Final = frozenset({"-", "--", "---", "\u2013", "\u2014", "/", ".", "n/a", "N/A"})
_STRAY_BLANKS: Final = 3


@dataclass(frozen=True, kw_only=True)
class Table:
    """
    A tab with its headings understood, on the way to its rows. Rows and columns from 1.

    Attributes:
        columns: The tab's cells by column; columns[0] is column A.
        fields: The column of each field.
        keys: The column of our own IDs; 0 where there is none.
        ours: All our columns.
        stop: The last row that can be this table's; 0 where nothing follows it on the tab.
    """

    tab: Tab
    columns: Columns
    heading: Heading
    fields: Mapping[str, int]
    lexicon: Lexicon
    keys: int = 0
    ours: frozenset[int] = field(default_factory=frozenset)
    stop: int = 0

    @property
    def title(self) -> int:
        """The column of titles."""
        return self.fields["title"]

    @property
    def first(self) -> int:
        """The first row below the headings."""
        return self.heading.row + 1

    @property
    def end(self) -> int:
        """The last row that can be the table's."""
        return self.stop or len(self.tab.rows)

    def at(self, row: int, column: int) -> Value:
        """The cell at *row*, *column*."""
        return self.columns[column - 1][row - 1]

    def has(self, row: int, names: Iterable[str]) -> bool:
        """Whether *row* has anything of its own in the fields *names*."""
        columns = (self.fields[name] for name in names if name in self.fields)
        return any(self.is_filled(row, column) for column in columns)

    def is_filled(self, row: int, column: int) -> bool:
        """Whether the cell has anything; a roll-up among values typed in, or a dash, is nothing."""
        if column in self._rolled_up and (row, column) in self.tab.formulas:
            return False
        value = self.at(row, column)
        return not (is_blank(value) or (isinstance(value, str) and value.strip() in _DASHES))

    def is_titled(self, row: int) -> bool:
        """Whether *row* has a title."""
        return not is_blank(self.at(row, self.title))

    def is_keyed(self, row: int) -> bool:
        """Whether *row* bears an ID of ours: it was an item, and people left something in it."""
        keyed = bool(self.keys) and not is_blank(self.at(row, self.keys))
        return keyed and self.has(row, self.fields)

    def is_bare(self, row: int) -> bool:
        """Whether nothing of people's stands in *row*."""
        cells = enumerate(self.tab.rows[row - 1], start=1)
        return all(column in self.ours or is_blank(value) for column, value in cells)

    def texts(self, column: int) -> Iterator[tuple[int, str]]:
        """The rows below the headings whose cell in *column* is text, and the text."""
        cells = self.columns[column - 1][self.heading.row : self.end]
        for row, value in enumerate(cells, start=self.first):
            if isinstance(value, str):
                yield row, value

    @cached_property
    def odd(self) -> tuple[int, ...]:
        """The rows that have no title, or a title and nothing else of an item."""
        every = range(self.first, self.end + 1)
        plain: Iterable[int] = every
        for column in (
            *(self.fields[name] for name in _BY_FILLING if name in self.fields),
            self.keys,
        ):
            if column:
                plain = self._blank_among(plain, column)
        return tuple(sorted({*self._blank_among(every, self.title), *plain}))

    @cached_property
    def merged(self) -> Mapping[int, int]:
        """Rows that are merged over the titles and more, and where; none if most rows are."""
        rows = {
            merge.top: merge.left
            for merge in self.tab.merges
            if merge.top == merge.bottom
            and merge.left <= self.title <= merge.right
            and merge.left < merge.right
            and self.first <= merge.top <= self.end
        }
        items = self.end - self.heading.row - len(self.odd)
        return rows if len(rows) <= max(items, 1) else {}

    @cached_property
    def has_phases(self) -> bool:
        """Whether the column of phases is filled in most rows that have a title."""
        if (phase := self.fields.get("phase")) is None:
            return False
        titles = self.columns[self.title - 1][self.heading.row : self.end]
        phases = self.columns[phase - 1][self.heading.row : self.end]
        beside = [
            not is_blank(name)
            for title, name in zip(titles, phases, strict=True)
            if not is_blank(title)
        ]
        return 2 * sum(beside) > len(beside)

    @cached_property
    def lettered(self) -> frozenset[int]:
        """The rows with a letter or a Roman number and a title only, where items count in figures."""
        column = self.fields.get("id") or self.fields.get("wbs")
        if not column:
            return frozenset()
        marks = [(row, text) for row, text in self.texts(column) if not text[:1].isdecimal()]
        marks = [(row, clean(text)) for row, text in marks if not is_blank(text)]
        rest = {*STRONG, "notes"} - {name for name, at in self.fields.items() if at == column}
        if not all(
            _LETTER.fullmatch(text) and self.is_titled(row) and not self.has(row, rest)
            for row, text in marks
        ):
            return frozenset()
        cells = self.columns[column - 1][self.heading.row : self.end]
        counted = len(cells) - cells.count(None) - cells.count("") - len(marks)
        return frozenset(row for row, _ in marks) if counted > len(marks) else frozenset()

    @cached_property
    def undated(self) -> Sequence[int]:
        """The rows without a due date of their own."""
        every = range(self.first, self.end + 1)
        return self._blank_among(every, self.fields["due"]) if "due" in self.fields else every

    def _blank_among(self, rows: Iterable[int], column: int) -> list[int]:
        """Those of *rows* that have nothing of their own in *column*."""
        cells = self.columns[column - 1]
        if column in self._rolled_up:
            return [row for row in rows if not self.is_filled(row, column)]
        return [
            row
            for row in rows
            if (cell := cells[row - 1]) is None
            or (isinstance(cell, str) and (not (text := cell.strip()) or text in _DASHES))
        ]

    @cached_property
    def _rolled_up(self) -> frozenset[int]:
        """The columns of fields that hold some formulas, but more values typed in."""
        counts = Counter(column for row, column in self.tab.formulas if row >= self.first)
        return frozenset(
            column
            for column in self.fields.values()
            if 0 < 2 * counts[column] < self._count(column)
        )

    def _count(self, column: int) -> int:
        return sum(
            not is_blank(value) for value in self.columns[column - 1][self.heading.row : self.end]
        )


def by_column(rows: Sequence[Sequence[Value]]) -> Columns:
    """The cells of *rows* by column; what ragged rows lack is blank."""
    if len(set(map(len, rows))) == 1:
        return list(zip(*rows, strict=True))
    return list(zip_longest(*rows))


def sums(table: Table) -> set[int]:
    """The rows that call themselves a total."""
    totals = table.lexicon.words.totals
    starts = {word[:3] for word in totals}
    return {
        row
        for column in {1, min(table.fields.values()), table.title}
        for row in table.undated
        if isinstance(value := table.at(row, column), str)
        and value.lstrip()[:3].casefold() in starts
        and _is_sum(table, row, value, totals)
    }


def summaries(table: Table) -> set[int]:
    """The rows without a title that only say when the block above begins and ends."""
    return {row for row in table.odd if not table.is_titled(row) and _is_summary(table, row)}


def _is_summary(table: Table, row: int) -> bool:
    """Whether all of its dates stand in the rows right above as well, and but numbers beside."""
    ends = row >= table.end or table.is_bare(row + 1)
    if not ends or table.is_keyed(row) or not table.has(row, DATES):
        return False
    top = row
    while top > table.first and not table.is_bare(top - 1):
        top -= 1
    dated = {table.fields[name] for name in DATES & table.fields.keys()}
    for column, value in enumerate(table.tab.rows[row - 1], start=1):
        if column in dated and not is_blank(value):
            if value not in table.columns[column - 1][top - 1 : row - 1]:
                return False
        elif isinstance(value, str) and any(map(str.isalpha, value)):
            return False
    return True


def _is_sum(table: Table, row: int, text: str, totals: frozenset[str]) -> bool:
    """`Total`, or `Total phase 1` and the like where nothing else makes it an item."""
    word = folded(text).rstrip(": ")
    if table.is_keyed(row):
        return False
    if word in totals:
        return not table.has(row, {"due", "depends_on"})
    starts = any(word.startswith(f"{total} ") for total in totals)
    return starts and not table.has(row, STRONG - {"percent"})


def leftovers(table: Table) -> set[int]:
    """Rows of a template that say how to use it, and hidden rows with a name and nothing else."""
    begins = tuple(table.lexicon.words.leftovers)
    rows = {table.first} if table.end >= table.first and _is_ruled(table, table.first) else set()
    for row in table.odd:
        if table.is_keyed(row):
            continue
        hidden = table.tab.hidden_rows
        if row in hidden and row + 1 not in hidden and not table.is_bare(row):
            rows.add(row)
        elif begins:
            first = next((cell for cell in table.tab.rows[row - 1] if not is_blank(cell)), None)
            if isinstance(first, str) and folded(first).startswith(begins):
                rows.add(row)
    return rows


def _is_ruled(table: Table, row: int) -> bool:
    """Whether *row*, the first, only draws a line or gives units in brackets to the headings."""
    cells = [value for value in table.tab.rows[row - 1] if not is_blank(value)]
    texts = [value.strip() for value in cells if isinstance(value, str)]
    if not texts or len(texts) < len(cells):
        return False
    drawn = not any(text.strip("-=_:+ ") for text in texts)
    return drawn or all(text[0] in "([" and text[-1] in ")]" for text in texts)


def repeated(table: Table) -> set[int]:
    """The rows that repeat the headings, as prints and exports do."""
    texts = {index: folded(table.heading.texts.get(index, "")) for index in table.fields.values()}
    longest = len(table.heading.texts.get(table.title, "")) + _STRAY_BLANKS
    rows = set()
    for row, value in table.texts(table.title):
        if len(value) <= longest and folded(value) == texts[table.title]:
            same = [folded(clean(table.at(row, index))) == text for index, text in texts.items()]
            if sum(same) > 1 and 2 * sum(same) >= len(same):
                rows.add(row)
    return rows


def last_row(table: Table, limit: int, sums_at: set[int]) -> int:
    """
    The last row of the table, up to *limit*.

    It reaches to the last row with a date, an ID or a key of ours, and on over rows that hang
    on to it without a gap, and over blocks behind a gap that hold items: notes and legends do not.
    """
    odd = set(table.odd) if STRONG & table.fields.keys() else set()
    known = table.fields.keys()
    names = (DATES | {"id"}) & known or STRONG & known or {"title"}
    last = table.heading.row
    for row in range(limit, table.heading.row, -1):
        if row not in sums_at and row not in odd and (table.is_keyed(row) or table.has(row, names)):
            last = row
            break
    return _extended(table, last, limit, sums_at)


def _extended(table: Table, last: int, limit: int, sums_at: set[int]) -> int:
    row = last + 1
    hangs_on = True
    while row <= limit and row not in sums_at:
        if table.is_bare(row):
            hangs_on = False
        elif not hangs_on:
            hangs_on = _is_block_of_items(table, row, limit)
            if not hangs_on:
                break
        if hangs_on:
            if not (table.is_titled(row) or _goes_on(table, row)):
                break
            last = row
        row += 1
    return last


def _goes_on(table: Table, row: int) -> bool:
    """Whether *row* is a further part of the item above: dated, its name behind the titles."""
    behind = table.tab.at(row, table.title + 1)
    return isinstance(behind, str) and not is_blank(behind) and table.has(row, DATES)


def _is_block_of_items(table: Table, row: int, limit: int) -> bool:
    """Whether some row from *row* to the next blank one has a title and two things more."""
    while row <= limit and not table.is_bare(row):
        if table.is_titled(row) and sum(table.has(row, {name}) for name in STRONG) > 1:
            return True
        row += 1
    return False
