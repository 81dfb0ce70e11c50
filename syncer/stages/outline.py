"""How deep a row stands: by outline numbers, levels, indented titles or one column a level."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Final

from syncer.domain.sheet import Value
from syncer.stages.content import is_outline
from syncer.stages.readings import clean, is_blank
from syncer.stages.table import Table

Outline = Callable[[int], int | None]

_INDENT: Final = 2
_WIDE: Final = 3
_SAMPLED: Final = 200
_MANY: Final = 2_000
_BLANKS: Final = " \t\u00a0\u3000"
_GLUED: Final = re.compile(r"(\d{1,3}(?:\.\d{1,3})*)(?:[.)]\s*|\s+)(?=[^\W\d_]|[(\[])")


def outline_of(table: Table) -> Outline | None:
    """Gives a row's outline level, 1 outermost; None where nothing tells."""
    if columns := _number_columns(table):
        return lambda row: _by_column(table, columns, row)
    if wbs := table.fields.get("wbs"):
        return lambda row: depth(table.at(row, wbs))
    if level := table.fields.get("level"):
        return lambda row: _number(table.at(row, level))
    return _by_look(table)


def _by_look(table: Table) -> Outline | None:
    """The level by how rows are grouped, and how their titles begin."""
    if depths := depths_of(table):
        return depths.get
    if _are_numbered(table):
        return lambda row: _glued_depth(table.at(row, table.title))
    if steps := _indents(table):
        return lambda row: (
            steps.get(indent(table.at(row, table.title))) if table.is_titled(row) else None
        )
    return None


def counted(fields: Mapping[str, int], cells: Sequence[Value]) -> Mapping[str, int]:
    """*fields*, its IDs as outline numbers where *cells*, those of the IDs, are: 1, 1.1, 1.2."""
    if "id" not in fields or {"wbs", "level"} & fields.keys():
        return fields
    sample = [value for value in islice(cells, _SAMPLED) if not is_blank(value)]
    depths = [depth(value) for value in sample]
    told = [found for found in depths if found]
    if 3 * len(told) < 2 * len(depths) or len(set(told)) < 2:  # noqa: PLR2004
        return fields
    return {("wbs" if name == "id" else name): column for name, column in fields.items()}


def depths_of(table: Table) -> Mapping[int, int]:
    """
    The levels that rows are grouped or indented to; empty where none is, or none tells.

    The first row stands furthest out: else what sums a group up stands below it.
    """
    depths = table.tab.depths
    rows = (row for row in range(table.first, table.end + 1) if table.is_titled(row))
    levels = {row: depths.get(row, 0) + 1 for row in rows} if depths else {}
    if len(set(levels.values())) < 2 or next(iter(levels.values())) > min(levels.values()):  # noqa: PLR2004
        return {}
    return levels


def depth(value: Value) -> int | None:
    """How many parts an outline number has: 3 for `2.1.3`, 1 for `2.0`."""
    text = value.strip() if isinstance(value, str) else clean(value)
    if not text.replace(".", "").isdecimal():
        return None
    text = text.rstrip(".")
    while text.endswith(".0"):
        text = text[:-2]
    return text.count(".") + 1 if is_outline(text) else None


def indent_levels(titles: Iterable[Value]) -> Mapping[int, int]:
    """The level of each width of leading blanks; empty where titles are not indented by intent."""
    texts = [title for title in titles if isinstance(title, str)]
    lines = "\n" + "\n".join(texts)
    if not any(f"\n{blank}" in lines for blank in _BLANKS):
        return {}
    widths = [indent(text) for text in texts if not is_blank(text)]
    if not widths:
        return {}
    counts = Counter(widths)
    used = sorted(counts)
    stray = any(0 < width < _INDENT for width in used) or min(counts.values()) < _INDENT
    return {} if stray or widths[0] else {width: n for n, width in enumerate(used, start=1)}


def indent(title: Value) -> int:
    """How many blanks *title* begins with."""
    return len(title) - len(title.lstrip(_BLANKS)) if isinstance(title, str) else 0


def _indents(table: Table) -> Mapping[int, int]:
    some = [value for _, value in islice(table.texts(table.title), _MANY)]
    if not any(map(indent, some)):
        return {}
    return indent_levels([value for _, value in table.texts(table.title)])


def _number(value: Value) -> int | None:
    text = clean(value)
    return int(text) if text.isdecimal() and len(text) < _WIDE else None


def _number_columns(table: Table) -> Sequence[int]:
    """
    Columns of outline numbers left of the titles that no heading names.

    One of them, or one for each level with a single number in each row.
    """
    named = {index for name, index in table.fields.items() if name not in {"wbs", "level"}}
    known = named | table.ours
    rows = range(table.first, min(table.end, table.heading.row + _SAMPLED) + 1)
    titled = [row for row in rows if table.is_titled(row)]
    columns = [
        column
        for column in range(1, table.title)
        if column not in known and table.heading.texts.get(column) is None
    ]
    numbers = [
        [column for column in columns if not is_blank(table.at(row, column))] for row in titled
    ]
    single = [row for row, filled in zip(titled, numbers, strict=True) if len(filled) == 1]
    depths = {_by_column(table, columns, row) for row in single}
    if None in depths or len(depths) < 2 or 3 * len(single) < 2 * len(titled):  # noqa: PLR2004
        return ()
    return columns


def _by_column(table: Table, columns: Sequence[int], row: int) -> int | None:
    for column in columns:
        if not is_blank(value := table.at(row, column)):
            return depth(value)
    return None


def _are_numbered(table: Table) -> bool:
    """Whether most titles begin with an outline number, and these are of several depths."""
    titles = islice(table.texts(table.title), _SAMPLED)
    depths = [_glued_depth(title) for _, title in titles if not is_blank(title)]
    told = [found for found in depths if found]
    return 3 * len(told) >= 2 * len(depths) > 0 and len(set(told)) > 1


def _glued_depth(value: Value) -> int | None:
    """The depth of `2.1 Draft`; None for a title without such a number."""
    match = _GLUED.match(clean(value)) if isinstance(value, str) else None
    return depth(match[1]) if match else None
