"""How a sheet sets rows off from others: in bold, by groups that fold, by indentation."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from connectors.workbook.markup import whole

_GROUPED: Final = re.compile(rb"<row\s+r=\"(\d+)\"[^>]*?\soutlineLevel=\"([1-7])\"")
# The row, past its blank cells to the first that holds something.
_BEGINNING: Final = re.compile(
    rb"<row\s+r=\"(\d+)\"[^>]*(?<!/)>\s*(?:<c\s[^>]*/>\s*)*+<c\s+r=\"[A-Z]+\d+\"([^>]*)>"
)
_STYLE: Final = re.compile(rb"\ss=\"(\d+)\"")


class Emphasis(NamedTuple):
    """
    Which rows are set off; rows count from 1.

    Attributes:
        bold: Their first cell with a value is in bold.
        depths: How deep a row is grouped, else how far that cell is indented; 0 is left out.
    """

    bold: frozenset[int]
    depths: Mapping[int, int]


def emphasis_of(sheet: bytes, bold: frozenset[int], indents: Mapping[int, int]) -> Emphasis:
    """*bold* and *indents* are the cell formats that show a cell so; *sheet* is `canonical`."""
    grouped = {}
    if b"outlineLevel=" in sheet:
        grouped = {whole(row): whole(level) for row, level in _GROUPED.findall(sheet)}
    if not bold and not indents:
        return Emphasis(frozenset(), grouped)
    styles = {
        whole(row): whole(style[1])
        for row, rest in _BEGINNING.findall(sheet)
        if (style := _STYLE.search(rest))
    }
    indented = {row: indents[style] for row, style in styles.items() if style in indents}
    return Emphasis(
        frozenset(row for row, style in styles.items() if style in bold), grouped or indented
    )
