"""What stands beside a table, behind a blank column: legends, lists of words, counters."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from syncer.domain.sheet import Value
from syncer.stages.headings import Heading
from syncer.stages.readings import is_blank


def without_side_tables(
    heading: Heading, columns: Sequence[Sequence[Value]], ours: Collection[int]
) -> Heading:
    """
    *heading* without the texts behind a blank column whose rows are not those of the table.

    They are others where they fill a row that is blank in the table, or few of its rows.
    """
    main = min(heading.texts, default=0)
    last = max(heading.texts, default=0)
    for gap in range(main + 1, last):
        if gap in ours or gap in heading.texts or not _is_blank(columns, gap, heading.row):
            continue
        left = _rows(columns, range(main, gap), ours, heading.row)
        right = _rows(columns, range(gap + 1, last + 1), ours, heading.row)
        if left and right and (right - left or 2 * len(right) < len(left)):
            texts = {i: text for i, text in heading.texts.items() if i < gap or i in ours}
            return replace(heading, texts=texts)
    return heading


def _is_blank(columns: Sequence[Sequence[Value]], column: int, row: int) -> bool:
    return column <= len(columns) and all(map(is_blank, columns[column - 1][row:]))


def _rows(
    columns: Sequence[Sequence[Value]], places: range, ours: Collection[int], row: int
) -> set[int]:
    """The rows below *row* that are in use in any of the columns *places*."""
    return {
        place
        for column in places
        if column not in ours and column <= len(columns)
        for place, value in enumerate(columns[column - 1][row:])
        if not is_blank(value)
    }
