"""How our cells look in a workbook: one table for the sheets we change and the books we make."""

from typing import Final, NamedTuple

from syncer.domain.page import Look

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
