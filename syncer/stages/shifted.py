"""Rows of a text table with a cell too many: what follows may stand one column too far right."""

from collections.abc import Iterator
from typing import Final

from syncer.domain.findings import Finding, Severity, address
from syncer.domain.layout import Layout
from syncer.stages.readings import is_blank
from syncer.stages.table import Table

_RARE: Final = 10


def shifted_rows(table: Table, layout: Layout) -> Iterator[Finding]:
    """A warning at each row that goes on right of all headings, where hardly any other does."""
    width = max({*table.heading.texts, *table.ours}, default=0)
    rows = range(layout.first_row, layout.last_row + 1)
    longer = [row for row in rows if len(table.tab.rows[row - 1]) > width]
    longer = [row for row in longer if row not in layout.skipped and _ends(table, row) > width]
    if _RARE * len(longer) > len(rows):
        return
    for row in longer:
        more = _ends(table, row) - width
        message = f"the row has {more} more {'cell' if more == 1 else 'cells'} than headings"
        hint = "put the cell that has the delimiter in it in quotation marks"
        cell = address(row, width + 1)
        yield Finding(row, cell, None, Severity.WARNING, "row-shifted", message, hint)


def _ends(table: Table, row: int) -> int:
    """The last column of *row* that is in use."""
    cells = table.tab.rows[row - 1]
    end = len(cells)
    while end and is_blank(cells[end - 1]):
        end -= 1
    return end
