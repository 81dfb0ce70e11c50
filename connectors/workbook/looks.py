"""How our cells look in a workbook: one table for the sheets we change and the books we make."""

import unicodedata
from textwrap import wrap
from typing import Final, NamedTuple

from syncer.domain.page import Look, Page

DATE_FORMAT: Final = "yyyy-mm-dd"
"""Read the same way in every country."""

LINK_COLOUR: Final = "0B5394"


class Dress(NamedTuple):
    """
    What makes up a look; empty means as the workbook has it.

    Attributes:
        size: Points.
        colour, fill: RGB as six hexadecimal digits.
    """

    bold: bool = False
    size: int = 0
    colour: str = ""
    fill: str = ""
    wrap: bool = False
    underline: bool = False


# Pale fills under dark text, told apart without colour by the word in the cell.
HEALTH: Final = {
    Look.RED: "F6C7C7",
    Look.AMBER: "FCE8B2",
    Look.GREEN: "CDE8CF",
    Look.GREY: "E3E3E3",
}

DRESSES: Final = {
    Look.PLAIN: Dress(),
    Look.TITLE: Dress(bold=True, size=16),
    Look.HEADING: Dress(bold=True, colour="FFFFFF", fill="3D5A73"),
    Look.LABEL: Dress(bold=True, colour="595959"),
    Look.WRAP: Dress(wrap=True),
    Look.DATE: Dress(),
    Look.NUMBER: Dress(),
    **{look: Dress(fill=fill) for look, fill in HEALTH.items()},
}

_DEFAULT_WIDTH: Final = 8
_LINE: Final = 15.0
_TEXT_PER_DIGIT: Final = 1.15  # widths count digits, and letters are narrower
_TITLE_LINE: Final = 24.0


def row_height(page: Page, row: int) -> float | None:
    """
    The height in points that *row* (from 1) needs; None where the usual one will do.

    LibreOffice does not work it out itself when it opens a file of Excel's.
    """
    height = _LINE
    for column, cell in enumerate(page.rows[row - 1]):
        if cell.look is Look.TITLE:
            height = max(height, _TITLE_LINE)
        elif DRESSES[cell.look].wrap and isinstance(cell.value, str):
            given = page.widths[column] if column < len(page.widths) else 0
            height = max(height, _LINE * _lines(cell.value, given or _DEFAULT_WIDTH))
    # Excel's own limit is 409 points.
    return min(height, 405.0) if height > _LINE else None


def _lines(text: str, width: int) -> int:
    width = int(width * _TEXT_PER_DIGIT)
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    room = max(1, width * len(text) // (len(text) + wide)) if text else width
    return sum(max(1, len(wrap(line, room))) for line in text.splitlines() or [""])
