"""A sheet as it was read, before anybody understood it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, NewType, TypeAlias

Value: TypeAlias = bool | int | float | str | date | datetime | time | timedelta | None
"""One cell. A blank is None or the empty string; a day may also be a serial number."""

Version = NewType("Version", str)
"""Names one state of a source; two reads of the same octets have the same version."""


class Merge(NamedTuple):
    """A merged range; rows and columns count from 1 and both ends belong to it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """
    One tab of a workbook. Rows and columns count from 1.

    Attributes:
        rows: The cells; rows[0] is row 1. Rows may be ragged: what is missing is blank.
        hidden: People do not see this tab.
        ours: It bears our hidden mark: it is a Summary that we keep.
        of: The tab of the plan that it is the Summary of; empty where that is gone.
        called: What the configuration calls the tab, where people renamed it and it was followed.
        formulas: The cells, as (row, column), whose value is a formula's result.
        bold_rows: The rows that begin in bold.
        depths: How deep a row is grouped or indented, where it is: 1 below a row of none.
        percents: The columns whose numbers are shown as percent (0.4 is shown as 40 %).
    """

    name: str
    rows: Sequence[Sequence[Value]]
    hidden: bool = False
    ours: bool = False
    of: str = ""
    called: str = ""
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merges: tuple[Merge, ...] = ()
    formulas: frozenset[tuple[int, int]] = frozenset()
    percents: frozenset[int] = frozenset()
    bold_rows: frozenset[int] = frozenset()
    depths: Mapping[int, int] = field(default_factory=dict)

    def at(self, row: int, column: int) -> Value:
        """The cell at *row*, *column*; None beyond what was read."""
        if not (0 < row <= len(self.rows)):
            return None
        cells = self.rows[row - 1]
        return cells[column - 1] if 0 < column <= len(cells) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """
    A whole source at one moment.

    Attributes:
        source: What was read, as people name it (a path, an address).
        version: Of exactly these cells.
        read_only: Why results cannot be written back; empty where they can.
        paged: It can hold a tab of ours beside the plan; a single table cannot.
        locale: The spreadsheet's own (`en_GB`), None where it says nothing.
        timezone: The spreadsheet's own (`Europe/London`), None where it says nothing.
        doubts: What was decided in reading it without being sure, in sentences for people.
    """

    source: str
    version: Version
    tabs: tuple[Tab, ...] = field(repr=False)
    read_only: str = ""
    paged: bool = True
    locale: str | None = None
    timezone: str | None = None
    doubts: tuple[str, ...] = ()

    def tab(self, name: str) -> Tab | None:
        """The tab called *name*."""
        return next((tab for tab in self.tabs if tab.name == name), None)

    def summary_of(self, tab: str) -> Tab | None:
        """The Summary that we keep for the plan in *tab*, or one whose plan is gone; None: neither."""
        kept = [one for one in self.tabs if one.ours and one.of in {"", tab}]
        return max(kept, key=lambda one: one.of == tab, default=None)
