"""Which rows of a table are headings of the rows below them."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from syncer.domain.layout import Section
from syncer.domain.sheet import Value
from syncer.stages.clues import set_off
from syncer.stages.content import are_codes, is_outline, is_text
from syncer.stages.outline import Outline, outline_of
from syncer.stages.readings import clean, is_blank
from syncer.stages.stacked import title_above
from syncer.stages.table import IDENTIFYING, STRONG, Table

_FEWEST: Final = 2
_SAMPLED: Final = 40
_WORD: Final = 3
# `Phase 2`, `Phase 2: Build`, and not `Phase 2 approved`.
_NUMBERED: Final = re.compile(r"([^\W\d_]+)\s?#?(?:\d+|[ivx]+)\s*(?:[:.)–-].*)?", re.IGNORECASE)  # noqa: RUF001
_GROUPS: Final = ("phase", "project")


class Name(NamedTuple):
    """What a section is called, and the column where that stands."""

    text: str
    column: int


Names = dict[int, list[Name]]
"""By row, outermost first."""


def sections_of(table: Table, last: int, no_items: set[int]) -> tuple[Section, ...]:
    """The sections among the rows up to *last*, from the top."""
    outline = outline_of(table)
    names = _set_apart(table, last, no_items) | _lettered(table, last, no_items)
    others = no_items | names.keys()
    alone = [row for row in table.odd if row <= last and row not in others]
    alone = [row for row in alone if table.is_titled(row) and not table.is_keyed(row)]
    rows = (row for row in range(table.first, last + 1) if row not in no_items)
    top = next((row for row in rows if table.is_titled(row)), 0)
    headed = _told(table, alone, last, outline)
    above = title_above(table)
    if not headed and (headed := _begun(table, alone, above[1])):
        names[above[0]] = [Name(above[1], table.title)]
    if not headed and not names:  # where other names are set apart, these are items
        headed = _credible(table, alone, top, last)
    if not names:
        headed += _parents(table, last, no_items, headed, outline)
    for row in headed:
        names[row] = [Name(clean(table.at(row, table.title)), table.title)]
    known = [name for found in names.values() for name in found]
    names |= _alike(table, known, last, no_items)
    sections = _levelled(table, names, outline)
    deepest = max((section.level for section in sections), default=0)
    groups = _groups(table, last, no_items | names.keys(), deepest)
    return tuple(sorted([*sections, *groups], key=lambda section: (section.row, section.level)))


def is_item(table: Table, row: int) -> bool:
    """
    Whether a section's heading is an item as well: it has dates, or an ID of its own.

    So it is where the table has nothing but titles, and nothing sets it off from the others.
    """
    if table.is_titled(row) and not STRONG & table.fields.keys():
        return True
    if row in table.lettered:
        return False
    # A name that is merged across the table may well begin in the column of IDs.
    named = table.merged.get(row)
    names = {name for name in IDENTIFYING if table.fields.get(name) != named}
    if not table.is_titled(row):  # then its name stands left of the titles, as in an ID's place
        names -= {"id"}
    return table.is_keyed(row) or table.has(row, names)


def _levelled(table: Table, names: Names, outline: Outline | None) -> list[Section]:
    places = sorted({name.column for found in names.values() for name in found})
    roots = _roots(table, names) if outline is None else set()
    sections = []
    for row, found in sorted(names.items()):
        for name in found:
            level = outline(row) if outline and len(found) == 1 else None
            level = level or places.index(name.column) + 1
            sections.append(Section(row, name.text, level + (bool(roots) and row not in roots)))
    return sections


def _roots(table: Table, names: Names) -> set[int]:
    """The first of two names on top of the table: that of the whole plan, over its first phase."""
    rows = sorted(names)
    pairs = [row for row, below in pairwise(rows) if below == row + 1]
    return {pairs[0]} if len(rows) > _FEWEST and pairs == [rows[0]] == [table.first] else set()


def _set_apart(table: Table, last: int, no_items: set[int]) -> Names:
    """Rows whose name is merged across the table, or stands left of the titles."""
    names: Names = {}
    for row, column in table.merged.items():
        if table.first <= row <= last and row not in no_items:
            names[row] = [Name(clean(table.at(row, column)), column)]
    for row in table.odd:
        untitled = row <= last and row not in no_items and not table.is_titled(row)
        if untitled and row not in names and (found := _beside(table, row)):
            names[row] = found
    return {row: found for row, found in names.items() if found[0].text}


def _lettered(table: Table, last: int, no_items: set[int]) -> Names:
    """Rows that a letter or a Roman number sets over the counted ones: `A | Preparation`."""
    rows = (row for row in table.lettered if row <= last and row not in no_items)
    return {row: [Name(clean(table.at(row, table.title)), table.title)] for row in rows}


def _beside(table: Table, row: int) -> list[Name]:
    """The texts left of the blank title of *row*, each further left standing further out."""
    found = []
    for column in _left_of_titles(table, "id"):
        value = table.at(row, column)
        if not isinstance(value, str) or is_blank(value) or is_outline(clean(value)):
            continue
        # What stands in every row is no name of a group, unless nothing else stands in this one.
        numbers = column == table.fields.get("id") or (
            column != table.fields.get("phase") and _is_dense(table, column)
        )
        if numbers and not _is_all(table, row, column, value):
            continue
        # With dates or a status beside a phase that every row has, the title is missing.
        if column == table.fields.get("phase") and table.has(row, STRONG) and table.has_phases:
            return []
        found.append(Name(clean(value), column))
    return found


def _is_all(table: Table, row: int, column: int, value: str) -> bool:
    """Whether a name, and no code, is all that stands in *row*: `II. Works` below the numbers."""
    rest = (other for place, other in enumerate(table.tab.rows[row - 1], 1) if place != column)
    return all(map(is_blank, rest)) and any(map(str.isalpha, value)) and not are_codes([value])


def _left_of_titles(table: Table, *more: str) -> list[int]:
    """The columns left of the titles that may hold names of groups, those of *more* as well."""
    groups = {table.fields.get(name) for name in (*_GROUPS, *more)}
    others = (set(table.fields.values()) - groups) | table.ours
    return [column for column in range(1, table.title) if column not in others]


def _told(table: Table, alone: list[int], last: int, outline: Outline | None) -> list[int]:
    """Those of *alone*, rows with a title only, that have deeper rows of the outline below."""
    numbered = [row for row in alone if outline and outline(row)]
    return [row for row in numbered if _is_deeper_below(table, row, last, outline)]


def _begun(table: Table, alone: list[int], above: str) -> list[int]:
    """Those of *alone* that are called as the text *above* the headings: `Phase two`, `Phase one`."""
    first = above.partition(" ")[0].casefold()
    if len(first) < _WORD or first == above.casefold():
        return []
    titles = {row: clean(table.at(row, table.title)).partition(" ")[0].casefold() for row in alone}
    return [row for row, word in titles.items() if word == first]


def _credible(table: Table, alone: list[int], top: int, last: int) -> list[int]:
    """
    Those of *alone*, rows with a title only, that head the rows below them.

    The others are items that nobody has dated yet. Where a column of phases is in use, none is
    a section. Else those are that look otherwise than the items do; or that stand below a gap,
    if many do; or, if one is *top*, the first row, all.
    """
    if not alone or table.has_phases:
        return []
    if marked := set_off(table, alone, last):
        return marked
    known = set(alone)
    rows = [row for row in alone if row < last and not table.is_bare(row + 1)]
    below_gap = [row for row in rows if row > table.first and table.is_bare(row - 1)]
    if below_gap and (top not in known or 2 * len(below_gap) >= len(known - {top})):
        return [*([top] if top in known else []), *below_gap]
    if top not in known or len(known) == last - table.heading.row:
        return []
    while last in known:
        known.remove(last)
        last -= 1
    return sorted(known)


def _is_deeper_below(table: Table, row: int, last: int, outline: Outline | None) -> bool:
    below = next((below for below in range(row + 1, last + 1) if table.is_titled(below)), 0)
    return bool(outline and below and (outline(below) or 0) > (outline(row) or 0))


def _parents(
    table: Table, last: int, others: set[int], headed: list[int], outline: Outline | None
) -> list[int]:
    """The outermost rows of an outline that have dates of their own and rows below them."""
    if outline is None or table.has_phases:
        return []
    rows = (row for row in range(table.first, last + 1) if row not in others)
    levels = [(row, level) for row in rows if (level := outline(row))]
    deeper = [(row, level) for (row, level), (_, below) in pairwise(levels) if below > level]
    for outermost in sorted({level for _, level in deeper}):
        found = [row for row, level in deeper if level == outermost]
        # The one row over all others is the plan itself.
        if len(found) > 1 or found[0] != levels[0][0]:
            found = [row for row in found if row not in headed and table.is_titled(row)]
            return [row for row in found if is_item(table, row)]
    return []


def _alike(table: Table, sections: Iterable[Name], last: int, no_items: set[int]) -> Names:
    """Rows that are called like the *sections*, `Phase 3` beside `Phase 1`, dated or not."""
    starts = {match[1] for name in sections if (match := _NUMBERED.fullmatch(name.text))}
    if not starts:
        return {}
    return {
        row: [Name(text, table.title)]
        for row, value in table.texts(table.title)
        if row <= last
        and value.lstrip().startswith(tuple(starts))
        and (match := _NUMBERED.fullmatch(text := clean(value)))
        and match[1] in starts
        and row not in no_items
    }


def _is_dense(table: Table, column: int) -> bool:
    """Whether *column* is filled in most of the first rows that have a title."""
    rows = range(table.first, min(table.end, table.heading.row + _SAMPLED) + 1)
    titled = [row for row in rows if table.is_titled(row)]
    return 2 * sum(table.is_filled(row, column) for row in titled) > len(titled)


def _groups(table: Table, last: int, others: set[int], deepest: int) -> list[Section]:
    """
    Groups whose name stands left of the title of their first row, and blank below it.

    That is clear where the first row has one, none comes again, and most rows are blank; of
    a column that is headed as one of phases, some.
    """
    columns = [column for column in _left_of_titles(table) if _is_sparse(table, column, last)]
    if not columns:
        return []
    titles = table.columns[table.title - 1][table.heading.row : last]
    rows = [
        row
        for row, title in enumerate(titles, start=table.first)
        if title and row not in others and (not isinstance(title, str) or title.strip())
    ]
    found: list[Section] = []
    for column in columns:
        cells = table.columns[column - 1]
        named = [(row, value) for row in rows if (value := cells[row - 1]) and not is_blank(value)]
        if rows and _are_groups(named, rows, column, table):
            level = deepest + len({section.level for section in found}) + 1
            found += [Section(row, clean(value), level, begins=True) for row, value in named]
    return found


def _is_sparse(table: Table, column: int, last: int) -> bool:
    """Whether half of the cells or more are blank, and not all; of those of phases, some."""
    cells = table.columns[column - 1][table.heading.row : last]
    blanks = cells.count(None) + cells.count("")
    if column == table.fields.get("phase"):
        return 0 < blanks < len(cells)
    return blanks < len(cells) <= 2 * blanks


def _are_groups(
    named: Sequence[tuple[int, Value]], rows: Sequence[int], column: int, table: Table
) -> bool:
    parted = all(table.is_bare(row - 1) for row, _ in named[1:])  # blank rows between the groups
    most = len(rows) - 1 if parted else len(rows) // 2
    if column == table.fields.get("phase"):  # it says so itself: if half of them go on, they do
        starts = {row for row, _ in named}
        alone = sum(row in starts and below in starts for row, below in pairwise(rows))
        most = len(rows) - 1 if 2 * alone <= len(named) else most
    if not 1 < len(named) <= most or named[0][0] != rows[0]:
        return False
    texts = [clean(value) for _, value in named]
    words = table.lexicon.words
    return len(set(texts)) == len(texts) and all(is_text(value, words) for _, value in named)


def named(table: Table, last: int, others: set[int]) -> list[tuple[int, str]]:
    """
    Rows that have dates or the like, but a title only in the column behind that of the titles.

    Above it the title of several such rows stands once: `Coding`, then blank beside `Search`.
    """
    behind = table.title + 1
    taken = {index for name, index in table.fields.items() if name != "notes"} | table.ours
    if behind in taken or behind > len(table.columns):
        return []
    rows = [row for row in table.odd if row <= last and row not in others]
    rows = [row for row in rows if not table.is_titled(row) and table.has(row, STRONG)]
    words, found, seen, title = table.lexicon.words, [], table.heading.row, ""
    for row in rows:
        above = (table.at(other, table.title) for other in range(row - 1, seen, -1))
        title = next((clean(cell) for cell in above if not is_blank(cell)), title)
        seen = row
        if not is_blank(value := table.at(row, behind)) and is_text(value, words):
            found.append((row, f"{title} / {clean(value)}" if title else clean(value)))
    return found
