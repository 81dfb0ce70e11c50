"""A table of cells -> typed columns -> rows; each distinct cell is read once."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import Any, Final, TypeAlias

import numpy as np
import pandas as pd

from syncer.domain.findings import Finding, address, letter
from syncer.domain.layout import Column, Layout, Owned
from syncer.domain.plan import Row
from syncer.domain.sheet import Tab, Value
from syncer.domain.words import Words, folded
from syncer.stages.columns import TEXTS, percent_reader, reader_for, texts_of
from syncer.stages.dated import dated_columns
from syncer.stages.headings import DATES
from syncer.stages.named_tuples import made_of
from syncer.stages.outline import indent, indent_levels
from syncer.stages.readings import Problem, clean, is_blank
from syncer.stages.typed import ROW_FIELD, Coded, Typed, spread, unread

Cells: TypeAlias = np.ndarray[Any, np.dtype[np.object_]]

_NONE: Final[frozenset[str]] = frozenset()
_DITTOED: Final = frozenset({"owners", "start", "due", "status", "type", "priority"})
_LONGEST_DITTO: Final = 20


def normalise(
    tab: Tab, layout: Layout, words: Words
) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    """
    The rows of *tab* that are items, in their order, and what could not be understood.

    A cell that cannot be read leaves its field blank; the row's `unread` names it.
    """
    columns = _columns(layout)
    frame = _frame(tab, layout, columns)
    if "title" not in columns or frame.empty:
        return (), ()
    coded = {name: _coded(frame[name]) for name in frame if name not in TEXTS}
    coded |= {name: _said_again(coded[name], words) for name in _DITTOED & coded.keys()}
    dates = {name: column for name, column in coded.items() if name in DATES}
    typed = dated_columns(dates, columns, tab, layout, words)
    for name, cells in coded.items():
        if name not in dates:
            typed[name] = _typed(name, cells, columns[name], tab, words)
    for name in TEXTS & set(frame):
        typed[name] = Typed(texts_of(name, frame[name].tolist(), words), {})
    typed["title"] = _titled(typed["title"])
    return _rows(frame, layout, typed), tuple(_findings(frame, layout, columns, typed))


def _typed(name: str, cells: Coded, column: Column, tab: Tab, words: Words) -> Typed:
    """A column that holds no dates, as understood."""
    if name == "percent":
        shown_so = column.index in tab.percents
        read = percent_reader(cells.distinct, words, shown_as_percent=shown_so)
    else:
        read = reader_for(name, column.header, cells.distinct, words)
    return spread(name, [read(value) for value in cells.distinct], cells)


def _columns(layout: Layout) -> dict[str, Column]:
    """The column of each field: that of the first table that has one."""
    columns = {column.field: column for column in layout.columns if column.field}
    for block in layout.blocks:
        for name, index in block.columns.items():
            columns.setdefault(name, Column(index, letter(index), "", name))
    return columns


def _frame(tab: Tab, layout: Layout, columns: Mapping[str, Column]) -> pd.DataFrame:
    """The items' cells by field, rows numbered as in the sheet."""
    numbers = [
        row for row in range(layout.first_row, layout.last_row + 1) if row not in layout.skipped
    ]
    places = {name: column.index for name, column in columns.items()}
    if (own := layout.own(Owned.ID)) and own.exists:
        places["key"] = own.index
    if not numbers:
        return pd.DataFrame()
    by_index = _grid(tab.rows[layout.first_row - 1 : layout.last_row])
    keep = np.array(numbers) - layout.first_row
    frame = pd.DataFrame(
        {name: _cells(by_index, name, index, layout)[keep] for name, index in places.items()},
        index=numbers,
        dtype=object,  # what is not said is guessed, and dates become something else
        copy=False,
    )
    _fill_merged(frame, tab, layout, columns)
    _name_headings(frame, layout)
    for name in {"phase", "project"} & columns.keys():
        # Sections tell of groups in the column of phases, too.
        if name == "project" or not layout.sections:
            frame[name] = _carried_down(frame[name])
    return frame


def _grid(rows: Sequence[Sequence[Value]]) -> Cells:
    """The cells by column; True and False as the words they show, for True equals 1."""
    width = max(map(len, rows))
    if min(map(len, rows)) < width:
        rows = [[*row, *repeat(None, width - len(row))] for row in rows]
    flat = np.fromiter(chain.from_iterable(rows), dtype=object, count=len(rows) * width)
    if bool in set(map(type, chain.from_iterable(rows))):
        flat[:] = [clean(cell) if isinstance(cell, bool) else cell for cell in flat]
    return np.ascontiguousarray(flat.reshape(len(rows), width).T)


def _cells(grid: Cells, name: str, index: int, layout: Layout) -> Cells:
    """The cells of one field from first to last row, in further tables from their own columns."""
    if not layout.blocks:
        return _column(grid, index)
    has = name == "key" or layout.column(name)
    cells = _column(grid, index if has else 0).copy()
    for block in layout.blocks:
        rows = slice(block.first_row - layout.first_row, block.last_row - layout.first_row + 1)
        if name != "key":
            cells[rows] = _column(grid, block.columns.get(name, 0))[rows]
    return cells


def _column(grid: Cells, index: int) -> Cells:
    return grid[index - 1] if 0 < index <= len(grid) else np.full(grid.shape[1], None, dtype=object)


def _name_headings(frame: pd.DataFrame, layout: Layout) -> None:
    """Items whose name stands beside the column of titles: headings, and parts of the one above."""
    names = {section.row: section.title for section in layout.sections if not section.begins}
    parts = dict(layout.named)
    if not names and not parts:
        return
    titles = frame["title"].tolist()
    for place, row in enumerate(frame.index.tolist()):
        if row in parts or (row in names and not clean(titles[place])):
            titles[place] = parts.get(row) or names[row]
    frame["title"] = pd.Series(titles, index=frame.index, dtype=object)


def _fill_merged(
    frame: pd.DataFrame, tab: Tab, layout: Layout, columns: Mapping[str, Column]
) -> None:
    """A cell merged over several rows holds for each of them."""
    names = {column.index: name for name, column in columns.items() if name in frame}
    within = {row for block in layout.blocks for row in range(block.first_row, block.last_row + 1)}
    for merge in tab.merges:
        if merge.bottom > merge.top and merge.left in names and merge.top not in within:
            rows = frame.index.intersection(range(merge.top + 1, merge.bottom + 1))
            value = tab.at(merge.top, merge.left)
            for row in rows:
                frame.loc[row, names[merge.left]] = value


def _carried_down(column: pd.Series) -> pd.Series:
    """
    A phase or project that is written on the first row of its group only, on every row.

    That is clear where the first row has one, none stands twice, and most rows are blank.
    """
    if not any(map(is_blank, set(column))):
        return column
    filled = ~column.map(is_blank).astype(bool)
    names = column[filled]
    clear = len(names) > 1 and bool(filled.iloc[0]) and 2 * len(names) <= len(column)
    if not clear or names.duplicated().any():
        return column
    return column.where(filled, None).ffill()


def _titled(titles: Typed) -> Typed:
    """With a finding at each item that has no title."""
    message, hint = "the row has a date but no title", "write what is to be reached that day"
    missing = Problem("title-missing", message, hint)
    blank = {place: missing for place, title in enumerate(titles.cells) if not title}
    return titles._replace(problems=blank) if blank else titles


def _said_again(column: Coded, words: Words) -> Coded:
    """With the cell above wherever a cell only says that it is the same (`idem`)."""
    marks = [
        place
        for place, value in enumerate(column.distinct)
        if isinstance(value, str) and len(value) <= _LONGEST_DITTO and folded(value) in words.dittos
    ]
    if not marks:
        return column
    own = ~np.isin(column.codes, marks)
    said_at = np.maximum.accumulate(np.where(own, np.arange(len(own)), 0))
    return column._replace(codes=column.codes[said_at])


def _coded(column: pd.Series) -> Coded:
    codes, distinct = pd.factorize(column.to_numpy())
    return Coded(codes, list(distinct))


def _rows(frame: pd.DataFrame, layout: Layout, typed: Mapping[str, Typed]) -> tuple[Row, ...]:
    """The typed columns, turned into rows."""
    numbers: list[int] = frame.index.tolist()
    data: dict[str, list[Any]] = {
        ROW_FIELD.get(name, name): column.cells for name, column in typed.items()
    }
    data["row"] = numbers
    _place_in_sections(data, layout, numbers)
    steps = {} if "level" in data else indent_levels(frame["title"])
    if steps:
        data["level"] = [steps.get(indent(title)) for title in frame["title"]]
    elif layout.depths and "level" not in data:
        data["level"] = list(map(layout.depths.get, numbers))
    data["unread"] = _marks(len(numbers), {name: unread(column) for name, column in typed.items()})
    data["approximate"] = _marks(
        len(numbers), {name: column.approximate for name, column in typed.items()}
    )
    fields = [data.get(name) or repeat(Row._field_defaults.get(name)) for name in Row._fields]
    return tuple(made_of(Row, zip(*fields, strict=False)))


def _place_in_sections(data: dict[str, list[Any]], layout: Layout, numbers: list[int]) -> None:
    """Give the items the section they stand in, and its path as phase where they name none."""
    if not layout.sections:
        return
    count = len(numbers)
    section: list[int | None] = [None] * count
    path: list[str | None] = [None] * count
    heading = [False] * count
    above: list[tuple[int, int, str]] = []  # level, row, path
    ends = [*(other.row for other in layout.sections[1:]), layout.last_row + 1]
    for (row, title, level, begins), end in zip(layout.sections, ends, strict=True):
        while above and above[-1][0] >= level:
            above.pop()
        outer = above[-1] if above else None
        name = f"{outer[2]} / {title}" if outer else title
        start, stop = bisect_left(numbers, row), bisect_left(numbers, end)
        section[start:stop] = [row] * (stop - start)
        path[start:stop] = [name] * (stop - start)
        if start < stop and numbers[start] == row and not begins:
            heading[start], section[start] = True, outer[1] if outer else None
        above.append((level, row, name))
    phases = data.get("phase", [None] * count)
    data["phase"] = [phase or name for phase, name in zip(phases, path, strict=True)]
    data["section"], data["heading"] = section, heading


def _marks(count: int, marked: Mapping[str, Sequence[int]]) -> list[frozenset[str]]:
    """For each position the names that are marked there."""
    marks = [_NONE] * count
    for name, positions in marked.items():
        for position in positions:
            marks[position] |= {name}
    return marks


def _index_at(row: int, column: Column, layout: Layout) -> int:
    """Where the field of *column* stands in *row*: further tables have columns of their own."""
    for block in layout.blocks:
        if block.first_row <= row <= block.last_row and column.field:
            return block.columns.get(column.field, column.index)
    return column.index


def _findings(
    frame: pd.DataFrame, layout: Layout, columns: Mapping[str, Column], typed: Mapping[str, Typed]
) -> Iterator[Finding]:
    """What is wrong with the cells, from the top, each row from left to right."""
    found: list[tuple[int, int, str, Problem]] = []
    for name, column in columns.items():
        if name not in typed:
            continue
        if whole := typed[name].whole:
            found.append((layout.header_row, column.index, name, whole))
            continue
        for position, problem in typed[name].problems.items():
            row = int(frame.index[position])
            found.append((row, _index_at(row, column, layout), name, problem))
    for row, index, name, problem in sorted(found, key=lambda place: place[:2]):
        cell = address(row, index) if row else ""
        severity, code = problem.severity, problem.code
        yield Finding(row, cell, name, severity, code, problem.message, problem.hint)
