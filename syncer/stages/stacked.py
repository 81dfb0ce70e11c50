"""Several tables below one another on one tab: where each begins, and which are the plan's."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from syncer.stages.fields import fields_of
from syncer.stages.heading_rows import heading_at, with_neighbours
from syncer.stages.headings import DATES, Heading
from syncer.stages.outline import counted
from syncer.stages.readings import clean, is_blank
from syncer.stages.table import STRONG, Table

_HEADING_LENGTH: Final = 40
_LEAST: Final = 2
_FIGURE: Final = re.compile(r"\d[\d.,/:-]{3}")
_ANOTHER: Final = 3
_MOST: Final = 200
"""Tables on one tab; what follows more of them is taken for rows of the last."""


def stacked(table: Table, again: set[int]) -> tuple[list[Table], int]:
    """
    *table* cut where others begin, and the row where one begins that is no plan (0: none).

    Rows that only repeat the headings (*again*) begin nothing. The tables that follow belong to
    the plan where they have titles, and dates or two things more that items have.
    """
    parts = [table]
    for row in _heads(table, again):
        if row <= parts[-1].heading.row:
            continue
        if len(parts) > _MOST:
            break
        heading = with_neighbours(
            table.tab, heading_at(table.tab, row, table.lexicon), table.lexicon
        )
        fields = fields_of(heading, table.columns, table.ours, table.lexicon, table.tab.percents)
        if "wbs" in table.fields and "id" in fields:
            fields = dict(counted(fields, table.columns[fields["id"] - 1][heading.row :]))
        above, _ = title_above(replace(table, heading=heading))
        top = (above or heading.top or heading.row) - 1
        if not _is_plan(fields):
            if not table.is_bare(top):
                continue
            parts[-1] = replace(parts[-1], stop=top)
            return parts, row
        parts[-1] = replace(parts[-1], stop=top)
        nested = _nested_end(table, heading)
        part = replace(table, heading=heading, fields=fields, stop=nested)
        parts.append(part)
        if nested and nested < table.end:
            # What follows the subitems are items of the table around them.
            parts.append(replace(table, heading=replace(table.heading, row=nested), stop=0))
    return parts, 0


def title_above(table: Table, heading: int = 0) -> tuple[int, str]:
    """
    The row right above the headings that holds one text and nothing else, and that text.

    *heading* is a row that repeats the headings; left out: the table's own.
    """
    row = (heading or table.heading.top or table.heading.row) - 1
    if row < 1:
        return 0, ""
    cells = table.tab.rows[row - 1]
    texts = [
        value
        for index, value in enumerate(cells, start=1)
        if index not in table.ours and not is_blank(value)
    ]
    if len(texts) != 1 or not isinstance(texts[0], str):
        return 0, ""
    return row, clean(texts[0])


def _heads(table: Table, again: set[int]) -> Iterator[int]:
    """Rows of headings below the first: beside a row that is no item, nothing but words we know."""
    odd = set(table.odd)
    near = odd | {row + 1 for row in odd} | {row - 1 for row in odd}
    for row in sorted(near):
        if table.first <= row < table.end and row not in again and _is_heading(table, row):
            yield row


def _is_heading(table: Table, row: int) -> bool:
    cells = [value for value in table.tab.rows[row - 1] if not is_blank(value)]
    if len(cells) < _LEAST or not all(isinstance(value, str) for value in cells):
        return False
    texts = [clean(value) for value in cells]
    if any(map(_FIGURE.search, texts)):
        return False
    if not table.lexicon.knows(texts[0]) and not table.lexicon.knows(texts[1]):
        return False
    known = {text for text in texts if table.lexicon.knows(text)}
    short = all(len(text) < _HEADING_LENGTH for text in texts)
    enough = len(known) >= _ANOTHER or (len(known) == len(texts) and table.is_bare(row - 1))
    return short and enough and 3 * len(known) >= 2 * len(texts)


def _is_plan(fields: dict[str, int]) -> bool:
    return "title" in fields and (bool(DATES & fields.keys()) or len(STRONG & fields.keys()) > 1)


def _nested_end(table: Table, heading: Heading) -> int:
    """The last row of subitems, whose first column is blank; 0 where the table is no such."""
    if table.is_bare(heading.row - 1):
        return 0
    first = min(heading.texts)
    row = heading.row
    while row < table.end and is_blank(table.at(row + 1, first)) and not table.is_bare(row + 1):
        row += 1
    return row if row > heading.row else 0
