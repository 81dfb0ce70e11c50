"""A tab that is ours from its first cell to its last: the summary, an export, a starter plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from syncer.domain.sheet import Value


class Look(StrEnum):
    """How a cell of ours is shown; each connector has its own means for it."""

    PLAIN = "plain"
    TITLE = "title"
    HEADING = "heading"
    LABEL = "label"  # bold, quiet
    WRAP = "wrap"  # long text on several lines
    DATE = "date"
    NUMBER = "number"
    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    GREY = "grey"


class PageCell(NamedTuple):
    """
    One cell of ours.

    Attributes:
        link: A cell of the same workbook to go to (`Plan!C7`, the tab's name unquoted), or empty.
    """

    value: Value
    look: Look = Look.PLAIN
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """
    One whole tab.

    Attributes:
        widths: Of the columns from the first on, in characters.
        frozen_rows: How many rows stay in sight when scrolling.
        filtered: The heading row (from 1) that gets a filter; 0 for none.
        choices: Per column (from 1) the words offered in a drop-down below the heading.
        helps: Per column (from 1) a line of help shown at its heading.
    """

    name: str
    rows: tuple[tuple[PageCell, ...], ...]
    widths: tuple[int, ...] = ()
    frozen_rows: int = 0
    filtered: int = 0
    choices: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    helps: Mapping[int, str] = field(default_factory=dict)
