"""Wanted cells against the cells that stand there: the fewest changes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import repeat

from syncer.domain.changes import OwnCell, RowWrite, SheetChanges
from syncer.domain.days import LAST_DAY
from syncer.domain.layout import Layout, Owned, OwnedColumn
from syncer.domain.page import Look, Page
from syncer.domain.plan import Plan
from syncer.domain.sheet import Tab, Value
from syncer.stages.identity import is_key
from syncer.stages.named_tuples import made_of
from syncer.stages.present.cells import looks_of
from syncer.stages.present.impact import is_impact

_EPOCH = date(1899, 12, 30).toordinal()  # day 0 of a spreadsheet's serial numbers
_LAST_SERIAL = LAST_DAY.toordinal() - _EPOCH
_BLANKS: Mapping[Value, None] = {None: None, "": None}


def sheet_changes(
    tab: Tab,
    layout: Layout,
    plan: Plan,
    wanted: Mapping[Owned, Sequence[Value]],
    page: Page | None,
) -> SheetChanges:
    """What must be written so that our columns say *wanted* and our tab is *page*."""
    id_column = layout.own(Owned.ID)
    headers = tuple(
        OwnCell(column.index, column.header, Look.HEADING)
        for column in layout.owned
        if not column.exists
    )
    return SheetChanges(
        tab=tab.name,
        header_row=layout.header_row,
        id_column=id_column.index if id_column else 0,
        headers=headers,
        rows=(*_row_writes(tab, plan, layout.owned, wanted), *_leftovers(tab, layout, plan)),
        page=page,
    )


def wanted_page(page: Page, ours: Tab | None) -> Page | None:
    """*page* where *ours*, our tab for it, says something else now; None where it stands there."""
    if ours is None:
        return page
    now = [_stripped(row) for row in ours.rows]
    then = [_stripped([cell.value for cell in row]) for row in page.rows]
    while now and not now[-1]:
        now.pop()
    while then and not then[-1]:
        then.pop()
    if len(now) != len(then):
        return page
    rows = zip(now, then, strict=True)
    same = all(len(a) == len(b) and all(map(same_value, a, b)) for a, b in rows)
    return None if same else page


def same_value(seen: Value, wanted: Value) -> bool:
    """Whether a cell already says *wanted*, however the source gives such a value back."""
    if wanted is None or wanted == "":
        return seen is None or seen == ""
    if seen is None:
        return False
    if isinstance(wanted, date):
        return _day(seen) == wanted
    if isinstance(wanted, int | float) and isinstance(seen, str):
        return seen == str(wanted)
    return seen == wanted


def _row_writes(
    tab: Tab,
    plan: Plan,
    columns: Sequence[OwnedColumn],
    wanted: Mapping[Owned, Sequence[Value]],
) -> tuple[RowWrite, ...]:
    rows = [item.row.row for item in plan.items]
    ordered = sorted(columns, key=lambda column: column.index)
    changed = [_column_cells(tab, rows, column, wanted[column.name]) for column in ordered]
    if not changed:
        return ()
    written = map(tuple, map(filter, repeat(None), zip(*changed, strict=True)))
    writes = (
        (row, item.key, item.row.title, cells)
        for row, item, cells in zip(rows, plan.items, written, strict=True)
        if cells
    )
    return tuple(made_of(RowWrite, writes))


def _column_cells(
    tab: Tab, rows: Sequence[int], column: OwnedColumn, wanted: Sequence[Value]
) -> list[OwnCell | None]:
    """The cells of one column that must change; equal cells are one object, as most are."""
    distinct = dict.fromkeys(wanted)
    fields = zip(repeat(column.index), distinct, looks_of(column.name, distinct), strict=False)
    cells: dict[Value, OwnCell | None] = dict(zip(distinct, made_of(OwnCell, fields), strict=True))
    if not column.exists:
        cells |= _BLANKS
        return list(map(cells.__getitem__, wanted))
    kept = {row for row, place in tab.formulas if place == column.index}
    seen = [tab.at(row, column.index) for row in rows]
    if column.name is Owned.IMPACT:
        theirs = {value for value in set(seen) if _is_theirs(value)}
        kept |= {row for row, now in zip(rows, seen, strict=True) if now in theirs}
    return [
        None if now == value or same_value(now, value) or row in kept else cells[value]
        for now, value, row in zip(seen, wanted, rows, strict=True)
    ]


def _leftovers(tab: Tab, layout: Layout, plan: Plan) -> Iterator[RowWrite]:
    """
    Clear what we wrote beside rows that are items no more: people emptied or moved them.

    Without a column of titles no row is an item, and what people wrote below the table may be
    read again tomorrow: there our cells stay as they are.
    """
    keys = layout.own(Owned.ID)
    if keys is None or not keys.exists or layout.column("title") is None:
        return
    items = {item.row.row for item in plan.items}
    ours = sorted(column.index for column in layout.owned if column.exists)
    answers = next((c.index for c in layout.owned if c.name is Owned.IMPACT), 0)
    for row in range(layout.header_row + 1, len(tab.rows) + 1):
        if row not in items and is_key(tab.at(row, keys.index)):
            if row > layout.last_row and not _is_bare(tab.rows[row - 1], ours):
                continue
            filled = [at for at in ours if tab.at(row, at) not in {None, ""}]
            filled = [at for at in filled if at != answers or not _is_theirs(tab.at(row, at))]
            cells = [OwnCell(at, None) for at in filled if (row, at) not in tab.formulas]
            yield RowWrite(row, "", "", tuple(cells))


def _is_theirs(cell: Value) -> bool:
    """In our `Impact`, which people may have called a column of theirs before: not what we wrote."""
    return cell is not None and cell != "" and not is_impact(cell)


def _is_bare(cells: Sequence[Value], ours: Sequence[int]) -> bool:
    """Whether nothing of people's stands in the row."""
    return all(at in ours or not cell for at, cell in enumerate(cells, start=1))


def _day(seen: Value) -> date | None:
    """The day that a cell holds: typed, as a serial number, or as ISO text."""
    if isinstance(seen, datetime):
        return seen.date()
    if isinstance(seen, date):
        return seen
    if isinstance(seen, int | float):
        return date.fromordinal(_EPOCH + int(seen)) if 0 < seen <= _LAST_SERIAL else None
    try:
        return date.fromisoformat(seen) if isinstance(seen, str) else None
    except ValueError:
        return None


def _stripped(row: Sequence[Value]) -> list[Value]:
    """A row without the blanks at its end."""
    cells = list(row)
    while cells and (cells[-1] is None or cells[-1] == ""):
        cells.pop()
    return cells
