"""A table of cells -> typed columns -> rows; each distinct cell is read once."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import compress, repeat
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from syncer.domain.findings import Finding, Severity, address
from syncer.domain.layout import Column, Layout, Owned
from syncer.domain.plan import Row
from syncer.domain.sheet import Tab, Value
from syncer.domain.words import Words
from syncer.stages.columns import TEXTS, percent_reader, reader_for, texts_of
from syncer.stages.content import notation
from syncer.stages.dates import LIFETIME, WRITE_SO, evidence, is_decided
from syncer.stages.headings import DATES
from syncer.stages.readings import Problem, Reading, clean, is_blank, shown
from syncer.stages.sections import indent, indent_levels
from syncer.stages.table import by_column

_ROW_FIELD: Final = {"type": "kind", "depends_on": "links"}
_WORDED: Final = frozenset({"status", "type", "priority", "reported_health"})
_FEW: Final = 4
_NONE: Final[frozenset[str]] = frozenset()


class Coded(NamedTuple):
    """A column as its distinct cells, and for each item the place of its own; -1 is blank."""

    codes: np.ndarray[Any, np.dtype[np.intp]]
    distinct: list[Value]


class Typed(NamedTuple):
    """
    One column as understood.

    Attributes:
        cells: One for each item.
        problems: By position among the items.
        approximate: Positions whose value is the edge of a longer time.
        whole: What is wrong with the column as such.
    """

    cells: list[Any]
    problems: Mapping[int, Problem]
    approximate: tuple[int, ...] = ()
    whole: Problem | None = None


def normalise(
    tab: Tab, layout: Layout, words: Words
) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    """
    The rows of *tab* that are items, in their order, and what could not be understood.

    A cell that cannot be read leaves its field blank; the row's `unread` names it.
    """
    columns = {column.field: column for column in layout.columns if column.field}
    frame = _frame(tab, layout, columns)
    if "title" not in columns or frame.empty:
        return (), ()
    coded = {name: _coded(frame[name]) for name in frame if name not in TEXTS}
    typed = _typed_columns(coded, columns, tab, layout, words)
    for name in TEXTS & set(frame):
        typed[name] = Typed(texts_of(name, frame[name].tolist(), words), {})
    typed["title"] = _titled(typed["title"])
    return _rows(frame, layout, typed), tuple(_findings(frame, layout, columns, typed))


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
    by_index = by_column(tab.rows[layout.first_row - 1 : layout.last_row])
    keep = [row not in layout.skipped for row in range(layout.first_row, layout.last_row + 1)]
    frame = pd.DataFrame(
        {
            name: _objects(compress(_column(by_index, index, len(keep)), keep))
            for name, index in places.items()
        },
        index=numbers,
        dtype=object,  # what is not said is guessed, and dates become something else
        copy=False,
    )
    _name_headings(frame, layout)
    _fill_merged(frame, tab, columns)
    for name in {"phase", "project"} & columns.keys():
        if not layout.sections:
            frame[name] = _carried_down(frame[name])
    return frame


def _column(by_index: Sequence[Sequence[Value]], index: int, height: int) -> Sequence[Value]:
    return by_index[index - 1] if index <= len(by_index) else (None,) * height


def _objects(values: Iterator[Value]) -> np.ndarray[Any, np.dtype[np.object_]]:
    """*values* as they are; True and False as the words they show, for True equals 1."""
    cells = list(values)
    if bool in set(map(type, cells)):
        cells = [clean(cell) if isinstance(cell, bool) else cell for cell in cells]
    return np.fromiter(cells, dtype=object, count=len(cells))


def _name_headings(frame: pd.DataFrame, layout: Layout) -> None:
    """Headings that are items, and whose name stands beside the column of titles."""
    for section in layout.sections:
        if section.row in frame.index and not clean(frame.loc[section.row, "title"]):
            frame.loc[section.row, "title"] = section.title


def _fill_merged(frame: pd.DataFrame, tab: Tab, columns: Mapping[str, Column]) -> None:
    """A cell merged over several rows holds for each of them."""
    names = {column.index: name for name, column in columns.items() if name in frame}
    for merge in tab.merges:
        if merge.bottom > merge.top and merge.left in names:
            rows = frame.index.intersection(range(merge.top + 1, merge.bottom + 1))
            value = tab.at(merge.top, merge.left)
            for row in rows:
                frame.loc[row, names[merge.left]] = value


def _carried_down(column: pd.Series) -> pd.Series:
    """
    A phase or project that is written on the first row of its group only, on every row.

    That is clear where the first row has one, none stands twice, and most rows are blank.
    """
    filled = ~column.map(is_blank).astype(bool)
    names = column[filled]
    clear = len(names) > 1 and bool(filled.iloc[0]) and 2 * len(names) <= len(column)
    if not clear or names.duplicated().any():
        return column
    return column.where(filled, None).ffill()


def _coded(column: pd.Series) -> Coded:
    codes, distinct = pd.factorize(column.to_numpy())
    return Coded(codes, list(distinct))


def _typed_columns(
    coded: Mapping[str, Coded],
    columns: Mapping[str, Column],
    tab: Tab,
    layout: Layout,
    words: Words,
) -> dict[str, Typed]:
    days = {value for name in DATES & coded.keys() for value in coded[name].distinct}
    decided = is_decided(evidence(days), layout.date_order)
    form = notation(words, layout.date_order, decided=decided)
    typed: dict[str, Typed] = {}
    for name, column in coded.items():
        if name == "percent":
            shown_so = columns[name].index in tab.percents
            read = percent_reader(column.distinct, words, shown_as_percent=shown_so)
        else:
            heading = columns[name].header
            read = reader_for(name, heading, column.distinct, form, words)
        readings = [read(value) for value in column.distinct]
        if name in DATES:
            readings = _within_a_lifetime(readings, column)
        typed[name] = _typed(name, readings, column)
    return typed


def _typed(name: str, readings: Sequence[Reading[Any]], column: Coded) -> Typed:
    """Spread the *readings* of the distinct cells over the items."""
    row_field = _ROW_FIELD.get(name, name)
    blank = Row._field_defaults.get(row_field, "")
    spread = np.empty(len(readings) + 1, dtype=object)
    spread[-1] = blank
    for place, reading in enumerate(readings):
        spread[place] = blank if reading.value is None else reading.value
    values = spread[column.codes].tolist()
    wrong = [place for place, reading in enumerate(readings) if reading.problem]
    problems = {
        position: problem
        for position in _positions(column, wrong)
        if (problem := readings[column.codes[position]].problem)
    }
    vague = [place for place, reading in enumerate(readings) if reading.approximate]
    whole = _foreign(name, readings, wrong) if name in _WORDED else None
    return Typed(values, problems, tuple(_positions(column, vague)), whole)


def _positions(column: Coded, places: list[int]) -> list[int]:
    """Where the items stand whose cell is one of *places*."""
    if not places:
        return []
    found: list[int] = np.flatnonzero(np.isin(column.codes, places)).tolist()
    return found


def _foreign(name: str, readings: Sequence[Reading[Any]], wrong: Sequence[int]) -> Problem | None:
    """One finding for a column most of whose words we do not know, in place of one a cell."""
    if len(wrong) < _FEW or 2 * len(wrong) <= len(readings):
        return None
    first = readings[wrong[0]].problem
    message = f"most words in this column are not known: {first.message if first else ''}"
    hint = f"list them under their meaning in a mapping of your own ({name})"
    return Problem("words-unknown", message, hint, Severity.WARNING)


def _within_a_lifetime(readings: list[Reading[Any]], column: Coded) -> list[Reading[Any]]:
    """Dates far from the middle one of their column are slips of the pen, and are not read."""
    days = [reading.value.toordinal() if reading.value else 0 for reading in readings]
    known = [day for day in days if day]
    if not known or max(known) - min(known) <= LIFETIME:
        return readings
    ordinals = np.array([*days, 0])[column.codes]
    middle = float(np.median(ordinals[ordinals > 0]))
    return [
        _too_far(reading, value) if day and abs(day - middle) > LIFETIME else reading
        for reading, day, value in zip(readings, days, column.distinct, strict=True)
    ]


def _too_far(reading: Reading[Any], value: Value) -> Reading[Any]:
    year = reading.value.year if reading.value else ""
    message = f"{shown(value)} is the year {year}, far from the column's other dates"
    return Reading(None, Problem("date-implausible", message, WRITE_SO))


def _titled(titles: Typed) -> Typed:
    """With a finding at each item that has no title."""
    message, hint = "the row has a date but no title", "write what is to be reached that day"
    missing = Problem("title-missing", message, hint)
    blank = {place: missing for place, title in enumerate(titles.cells) if not title}
    return titles._replace(problems=blank) if blank else titles


def _rows(frame: pd.DataFrame, layout: Layout, typed: Mapping[str, Typed]) -> tuple[Row, ...]:
    """The typed columns, turned into rows."""
    numbers: list[int] = frame.index.tolist()
    data: dict[str, list[Any]] = {
        _ROW_FIELD.get(name, name): column.cells for name, column in typed.items()
    }
    data["row"] = numbers
    _place_in_sections(data, layout, numbers)
    steps = {} if "level" in data else indent_levels(frame["title"])
    if steps:
        data["level"] = [steps.get(indent(title)) for title in frame["title"]]
    data["unread"] = _marks(len(numbers), {name: _unread(column) for name, column in typed.items()})
    data["approximate"] = _marks(
        len(numbers), {name: column.approximate for name, column in typed.items()}
    )
    fields = [data.get(name) or repeat(Row._field_defaults.get(name)) for name in Row._fields]
    return tuple(map(Row._make, zip(*fields, strict=False)))


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
    for (row, title, level), end in zip(layout.sections, ends, strict=True):
        while above and above[-1][0] >= level:
            above.pop()
        outer = above[-1] if above else None
        name = f"{outer[2]} / {title}" if outer else title
        start, stop = bisect_left(numbers, row), bisect_left(numbers, end)
        section[start:stop] = [row] * (stop - start)
        path[start:stop] = [name] * (stop - start)
        if start < stop and numbers[start] == row:
            heading[start], section[start] = True, outer[1] if outer else None
        above.append((level, row, name))
    phases = data.get("phase", [None] * count)
    data["phase"] = [phase or name for phase, name in zip(phases, path, strict=True)]
    data["section"], data["heading"] = section, heading


def _unread(column: Typed) -> list[int]:
    """The positions whose cell is filled and gave nothing, or not all it says."""
    blank = (None, "", ())
    return [
        position
        for position, problem in column.problems.items()
        if column.cells[position] in blank or problem.severity is Severity.ERROR
    ]


def _marks(count: int, marked: Mapping[str, Sequence[int]]) -> list[frozenset[str]]:
    """For each position the names that are marked there."""
    marks = [_NONE] * count
    for name, positions in marked.items():
        for position in positions:
            marks[position] |= {name}
    return marks


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
            found.append((int(frame.index[position]), column.index, name, problem))
    for row, index, name, problem in sorted(found, key=lambda place: place[:2]):
        cell = address(row, index) if row else ""
        severity, code = problem.severity, problem.code
        yield Finding(row, cell, name, severity, code, problem.message, problem.hint)
