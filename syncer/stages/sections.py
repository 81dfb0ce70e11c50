"""Which rows of a table are headings of the rows below them."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from syncer.domain.layout import Section
from syncer.domain.sheet import Value
from syncer.stages.content import is_outline
from syncer.stages.readings import clean, is_blank
from syncer.stages.table import IDENTIFYING, STRONG, Table

_WIDE: Final = 3
_INDENT: Final = 2
_BLANKS: Final = " \t\u00a0\u3000"
# `Phase 2`, `Phase 2: Build`, and not `Phase 2 approved`.
_NUMBERED: Final = re.compile(r"([^\W\d_]+)\s?#?(?:\d+|[ivx]+)\s*(?:[:.)–-].*)?", re.IGNORECASE)  # noqa: RUF001


class Name(NamedTuple):
    """What a section is called, and the column where that stands."""

    text: str
    column: int


def sections_of(table: Table, last: int, no_items: set[int]) -> tuple[Section, ...]:
    """The sections among the rows up to *last*, from the top."""
    names = _set_apart(table, last, no_items)
    alone = [row for row in table.odd if row <= last and row not in no_items | names.keys()]
    alone = [row for row in alone if table.is_titled(row) and not table.is_keyed(row)]
    for row in _credible(table, alone, last, apart=bool(names)):
        names[row] = Name(clean(table.at(row, table.title)), table.title)
    names |= _alike(table, names.values(), last, no_items)
    if not names:
        return ()
    outline = outline_of(table)
    places = sorted({name.column for name in names.values()})
    return tuple(
        Section(row, name.text, outline(row) or places.index(name.column) + 1)
        for row, name in sorted(names.items())
    )


def is_item(table: Table, row: int) -> bool:
    """Whether a section's heading is an item as well: it has dates, or an ID of its own."""
    # A name that is merged across the table may well begin in the column of IDs.
    named = _merged(table).get(row)
    names = {name for name in IDENTIFYING if table.fields.get(name) != named}
    return table.is_keyed(row) or table.has(row, names)


def outline_of(table: Table) -> Callable[[int], int | None]:
    """Gives a row's outline level, 1 outermost; None where nothing tells."""
    if wbs := table.fields.get("wbs"):
        return lambda row: _depth(table.at(row, wbs))
    if level := table.fields.get("level"):
        return lambda row: _number(table.at(row, level))
    if steps := _indents(table):
        return lambda row: steps.get(indent(table.at(row, table.title)))
    return lambda _row: None


def _set_apart(table: Table, last: int, no_items: set[int]) -> dict[int, Name]:
    """Rows whose name is merged across the table, or stands left of the titles."""
    names: dict[int, Name] = {}
    for row, column in _merged(table).items():
        if table.first <= row <= last and row not in no_items:
            names[row] = Name(clean(table.at(row, column)), column)
    for row in table.odd:
        untitled = row <= last and row not in no_items and not table.is_titled(row)
        if untitled and (name := _beside(table, row)):
            names.setdefault(row, name)
    return {row: name for row, name in names.items() if name.text}


def _merged(table: Table) -> dict[int, int]:
    """Rows that are merged over the titles and more, and where; none if most rows are."""
    rows = {
        merge.top: merge.left
        for merge in table.tab.merges
        if merge.top == merge.bottom
        and merge.left <= table.title <= merge.right
        and merge.right - merge.left + 1 >= _WIDE
        and table.first <= merge.top <= table.end
    }
    items = table.end - table.heading.row - len(table.odd)
    return rows if len(rows) <= max(items, 1) else {}


def _beside(table: Table, row: int) -> Name | None:
    """The text left of the blank title of *row*."""
    phase = table.fields.get("phase")
    for column in range(1, table.title):
        value = table.at(row, column)
        if column in table.ours or not isinstance(value, str) or is_blank(value):
            continue
        if column in (table.fields.get("id"), table.fields.get("wbs")) or is_outline(clean(value)):
            continue
        # With dates beside a phase it is an item whose title is missing.
        if column == phase and table.has(row, STRONG):
            return None
        return Name(clean(value), column)
    return None


def _credible(table: Table, alone: list[int], last: int, *, apart: bool) -> list[int]:
    """
    Those of *alone*, rows with a title only, that head the rows below them.

    The others are items that nobody has dated yet. Where an outline tells, it decides. Where
    other sections are set *apart*, or a column of phases is in use, none is a section. Else
    sections stand below a gap; and without any gap they do if one is the table's first row.
    """
    if not alone:
        return []
    if outline := _outline_in_use(table):
        return [
            row for row in alone if row < last and (outline(row + 1) or 0) > (outline(row) or 0)
        ]
    if apart or _phases_in_use(table):
        return []
    known = set(alone)
    below_gap = [
        row for row in alone if row > table.first and table.is_bare(row - 1) and row < last
    ]
    below_gap = [row for row in below_gap if not table.is_bare(row + 1)]
    top = next((row for row in range(table.first, last + 1) if not table.is_bare(row)), 0)
    if below_gap:
        return [*([top] if top in known else []), *below_gap]
    if top not in known or len(known) == last - table.heading.row:
        return []
    while last in known:
        known.remove(last)
        last -= 1
    return sorted(known)


def _outline_in_use(table: Table) -> Callable[[int], int | None] | None:
    if {"wbs", "level"} & table.fields.keys() or _indents(table):
        return outline_of(table)
    return None


def _phases_in_use(table: Table) -> bool:
    """Whether the column of phases is filled in most rows that have a title."""
    if (phase := table.fields.get("phase")) is None:
        return False
    titled = [row for row in range(table.first, table.end + 1) if table.is_titled(row)]
    return 2 * sum(table.is_filled(row, phase) for row in titled) > len(titled)


def _alike(
    table: Table, sections: Iterable[Name], last: int, no_items: set[int]
) -> dict[int, Name]:
    """Rows that are called like the *sections*, `Phase 3` beside `Phase 1`, dated or not."""
    starts = {match[1] for name in sections if (match := _NUMBERED.fullmatch(name.text))}
    if not starts:
        return {}
    return {
        row: Name(text, table.title)
        for row, value in table.texts(table.title)
        if row <= last
        and value.lstrip().startswith(tuple(starts))
        and (match := _NUMBERED.fullmatch(text := clean(value)))
        and match[1] in starts
        and row not in no_items
    }


def _indents(table: Table) -> Mapping[int, int]:
    return indent_levels([value for _, value in table.texts(table.title)])


def indent_levels(titles: Iterable[Value]) -> Mapping[int, int]:
    """The level of each width of leading blanks; empty where titles are not indented by intent."""
    texts = [title for title in titles if isinstance(title, str)]
    lines = "\n" + "\n".join(texts)
    if not any(f"\n{blank}" in lines for blank in _BLANKS):
        return {}
    widths = [indent(text) for text in texts if not is_blank(text)]
    counts = Counter(widths)
    used = sorted(counts)
    stray = any(0 < width < _INDENT for width in used) or min(counts.values()) < _INDENT
    return {} if stray or widths[0] else {width: n for n, width in enumerate(used, start=1)}


def indent(title: Value) -> int:
    """How many blanks *title* begins with."""
    return len(title) - len(title.lstrip(_BLANKS)) if isinstance(title, str) else 0


def _depth(value: Value) -> int | None:
    text = clean(value).rstrip(".")
    while text.endswith(".0"):
        text = text[:-2]
    return text.count(".") + 1 if is_outline(text) else None


def _number(value: Value) -> int | None:
    text = clean(value)
    return int(text) if text.isdecimal() and len(text) < _WIDE else None
