"""How a sheet was understood, told to people: its dates, what is to mend, what was left alone."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from syncer.domain.findings import Finding, Severity, address
from syncer.domain.layout import Column, DateOrder, Layout
from syncer.domain.sheet import Snapshot, Tab, Value
from syncer.stages.date_forms import order_in
from syncer.stages.date_order import Evidence, evidence, is_decided, orders_of_columns
from syncer.stages.headings import DATES
from syncer.stages.present.words import counted
from syncer.stages.readings import clean, is_blank

_FEW: Final = 3
_SEVERITIES: Final = tuple(Severity)
_ORDERS: Final = {
    DateOrder.DMY: "day first (3/4/2026 is 3 April)",
    DateOrder.MDY: "month first (3/4/2026 is 4 March)",
    DateOrder.ISO: "year first",
}


class Mending(NamedTuple):
    """Findings of one kind: the first of them, and where they all are."""

    first: Finding
    places: tuple[str, ...]


def mendings(findings: Iterable[Finding]) -> tuple[Mending, ...]:
    """*findings* by kind, the weightiest first and then in the order of the sheet."""
    kinds: dict[tuple[Severity, str, str | None], list[Finding]] = {}
    for finding in findings:
        kinds.setdefault((finding.severity, finding.code, finding.field), []).append(finding)
    found = [Mending(group[0], tuple(map(place, group))) for group in kinds.values()]
    return tuple(sorted(found, key=lambda mending: _SEVERITIES.index(mending.first.severity)))


def place(finding: Finding) -> str:
    """Where a person has to look."""
    return finding.cell or (f"row {finding.row}" if finding.row else "sheet")


def standing(layout: Layout) -> str:
    """Where the plan stands: `tab Plan: headings in row 3`."""
    row = layout.header_row
    return f"tab {layout.tab}: {f'headings in row {row}' if row else 'no headings'}"


def listed(places: Sequence[str], most: int = _FEW) -> str:
    """`C7, C9, C12 and 4 more`."""
    shown = ", ".join(places[:most])
    return f"{shown} and {len(places) - most} more" if len(places) > most else shown


def date_notes(snapshot: Snapshot, tab: Tab, layout: Layout) -> tuple[str, ...]:
    """How dates that are text were read, and what decided it; a sentence for each order."""
    columns = [column for column in layout.columns if column.field in DATES]
    cells = {column: _cells(tab, layout, column) for column in columns}
    said = {column: evidence(set(cells[column])) for column in columns}
    if not said:
        return ()
    fields = {str(column.field): own for column, own in said.items()}
    headings = {str(column.field): column.header for column in columns}
    read = orders_of_columns(fields, headings, layout.date_order)
    orders: dict[DateOrder, str] = {}
    for column, own in said.items():
        if any(own):
            order, decided = read[str(column.field)]
            if not (own.day_first or own.month_first or own.either or own.dotted):
                order, why = DateOrder.ISO, ""
            elif decided:
                why = _decisive(column, cells[column], order, layout)
            else:
                why = _undecided(own, [*said.values()], snapshot.locale)
            orders[order] = orders.get(order) or why
    return tuple(_ORDERS[order] + (f": {why}" if why else "") for order, why in orders.items())


def left_alone(snapshot: Snapshot, tab: Tab, layout: Layout) -> tuple[str, ...]:
    """Rows and tabs that are no part of the plan, and those that only head a part of it."""
    items = set(range(layout.first_row, layout.last_row + 1)) - layout.skipped
    headings = [section for section in layout.sections if section.row not in items]
    headed = {section.row for section in headings}
    filled = [row for row in sorted(layout.skipped - headed) if not _is_empty(tab, row)]
    end = len(tab.rows) if items else 0
    below = [row for row in range(layout.last_row + 1, end + 1) if not _is_empty(tab, row)]
    others = [one.name for one in snapshot.tabs if one is not tab and not one.ours]
    return tuple(_left_alone([section.title for section in headings], filled, below, others))


def _left_alone(
    sections: Sequence[str], filled: Sequence[int], below: Sequence[int], others: Sequence[str]
) -> Iterator[str]:
    if sections:
        names = listed([f"“{title}”" for title in sections])
        yield f"{counted(len(sections), 'row')} read as headings of sections: {names}"
    if filled:
        rows = listed([str(row) for row in filled])
        yield f"{_rows(filled)} {rows}: totals, headings again, or notes"
    if below:
        rows = listed([str(row) for row in below])
        yield f"{_rows(below)} {rows}: below the plan"
    if others:
        yield f"{counted(len(others), 'other tab')}: {listed([f'“{name}”' for name in others])}"


def _rows(rows: Sequence[int]) -> str:
    return "row" if len(rows) == 1 else "rows"


def _is_empty(tab: Tab, row: int) -> bool:
    return not 0 < row <= len(tab.rows) or all(map(is_blank, tab.rows[row - 1]))


def _cells(tab: Tab, layout: Layout, column: Column) -> list[Value]:
    return [tab.at(row, column.index) for row in range(layout.first_row, layout.last_row + 1)]


def _decisive(column: Column, cells: Sequence[Value], order: DateOrder, layout: Layout) -> str:
    """The first cell that can be read in one order only, or the heading."""
    if order_in(column.header) is order:
        return f"the heading “{clean(column.header)}” says so"
    for row, value in enumerate(cells, layout.first_row):
        if isinstance(value, str) and is_decided(evidence([value]), order):
            where = address(row, column.index)
            return f"{where} “{clean(value)}” can be read in no other way"
    return ""  # another column of the plan decides it


def _undecided(own: Evidence, said: Sequence[Evidence], locale: str | None) -> str:
    if own.day_first and own.month_first:
        return "most cells are, but some cannot be; see what is to mend"
    if own.day_first or own.month_first:
        return "its cells say so, but its heading or other columns do not; see what is to mend"
    if any(other.day_first or other.month_first for other in said):
        return "other columns are; no cell of its own decides it, so look at them"
    if locale:
        return f"no cell decides it; the spreadsheet's own settings ({locale}) do"
    return "no cell decides it, so look at them"
