"""What stands beside a table, behind a blank column: legends, lists of words, counters."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from syncer.domain.sheet import Value
from syncer.domain.words import folded
from syncer.stages.headings import PLAN_DATES, Heading
from syncer.stages.lexicon import Lexicon
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


def twin(heading: Heading, columns: Sequence[Sequence[Value]], lexicon: Lexicon) -> int:
    """
    Where a second plan begins beside the first, with titles and dates of its own; 0 without one.

    It stands behind a blank column, or its headings are those of the first once more.
    """
    texts = heading.texts
    first = min(texts, default=0)
    for start in sorted(texts)[2:]:
        behind_gap = start - 1 not in texts and _is_blank(columns, start - 1, heading.row)
        again = _again(texts, first, start)
        if (behind_gap or again) and _is_whole(texts, first, start, lexicon):
            last = max(texts)
            if _is_whole(texts, start, last + 1, lexicon):
                return start
    return 0


def _again(texts: Mapping[int, str], first: int, start: int) -> bool:
    """Whether all the headings from *first* on stand again from *start* on."""
    once = [folded(texts.get(column, "")) for column in range(first, start)]
    again = [folded(texts.get(start + place, "")) for place in range(len(once))]
    return once == again


def _is_whole(texts: Mapping[int, str], start: int, stop: int, lexicon: Lexicon) -> bool:
    """Whether a title and a date are among the headings from *start* to before *stop*."""
    named = {
        match.field
        for column in range(start, stop)
        for match in lexicon.matches(texts.get(column, ""))
    }
    return "title" in named and bool(PLAN_DATES & named)


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
