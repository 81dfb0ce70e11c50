"""Where the plan stands in a tab: its heading, its columns, its sections."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class DateOrder(StrEnum):
    """How text like 03/04/2026 is to be read."""

    DMY = "DMY"
    MDY = "MDY"
    ISO = "ISO"


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column of the table.

    Attributes:
        index: Counts from 1.
        letter: The same as letters.
        header: Its heading as people wrote it.
        field: The item's key it holds; None where it is not the plan's.
        why: What speaks for the field, for people; empty where there is none.
        sure: Whether that is beyond doubt.
    """

    index: int
    letter: str
    header: str
    field: str | None
    why: str = ""
    sure: bool = True


class Section(NamedTuple):
    """
    A heading row inside the table; the rows below belong to it, level 1 outermost.

    Attributes:
        begins: The name only stands beside the first row of the group, which is not its heading.
    """

    row: int
    title: str
    level: int = 1
    begins: bool = False


class Block(NamedTuple):
    """A further table below the first one, with columns of its own: field -> column from 1."""

    header_row: int
    first_row: int
    last_row: int
    columns: Mapping[str, int]


class Owned(StrEnum):
    """The columns that the product owns, by the name they have where nobody renamed them."""

    ID = "ID"
    STATUS = "Computed status"
    HEALTH = "Health"
    FORECAST = "Forecast"
    SLIP = "Slip (workdays)"
    WHY = "Why"
    MOVES = "Moves"
    CHECKED = "Checked"
    IMPACT = "Impact"  # added once there is something to answer


@dataclass(frozen=True, slots=True)
class OwnedColumn:
    """
    One column of ours.

    Attributes:
        name: Which.
        header: The heading it bears, or will bear (`Forecast (syncer)`).
        index: Counts from 1; where `exists` is false, the place it will be added at.
    """

    name: Owned
    header: str
    index: int
    exists: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """
    What locate found. Rows and columns count from 1.

    Attributes:
        header_row: The (lowest) row of headings; 0 where the table has none.
        first_row: The first row below the headings.
        last_row: The last row of the table; first_row - 1 where it is empty.
        columns: Every column with a heading or a field, left to right; ours are not among them.
        date_order: Of the plan's dates that are text.
        sections: Its heading rows, from the top.
        skipped: Rows between first and last that are no items: blank, totals, repeated headings.
        owned: Our columns; empty where the table has no heading row to find them by.
        named: Rows whose title stands in another column than the others', and that title.
        blocks: Further tables of the plan below the first; their rows are among first to last.
        depths: How deep a row is grouped or indented, 1 outermost; empty where that tells nothing.
        doubts: What was decided without being sure, but for columns, in sentences for people.
    """

    tab: str
    header_row: int
    first_row: int
    last_row: int
    columns: tuple[Column, ...]
    date_order: DateOrder
    sections: tuple[Section, ...] = ()
    skipped: frozenset[int] = frozenset()
    owned: tuple[OwnedColumn, ...] = ()
    named: tuple[tuple[int, str], ...] = ()
    blocks: tuple[Block, ...] = ()
    depths: Mapping[int, int] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()

    def column(self, field: str) -> Column | None:
        """The column that holds *field*."""
        return next((column for column in self.columns if column.field == field), None)

    def own(self, name: Owned) -> OwnedColumn | None:
        """Our column *name*."""
        return next((column for column in self.owned if column.name == name), None)
