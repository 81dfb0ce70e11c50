"""How our cells look in a Google Sheet."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from syncer.domain.page import Look
from syncer.domain.sheet import Value

Json = dict[str, Any]

# Pale fills under dark text, told apart without colour by the word in the cell.
FILLS: Final[Mapping[Look, str]] = {
    Look.RED: "F6C7C7",
    Look.AMBER: "FCE8B2",
    Look.GREEN: "CDE8CF",
    Look.GREY: "E3E3E3",
}

_TEXTS: Final[Mapping[Look, Json]] = {
    Look.TITLE: {"bold": True, "fontSize": 16},
    Look.HEADING: {"bold": True},
    Look.LABEL: {"bold": True},
}
_INKS: Final = {Look.HEADING: "FFFFFF", Look.LABEL: "595959"}
_HEADING_FILL: Final = "3D5A73"
_LINK_INK: Final = "0B5394"
_DAY: Final = {"type": "DATE", "pattern": "yyyy-mm-dd"}  # read the same way in every country
_MOMENT: Final = {"type": "DATE_TIME", "pattern": "yyyy-mm-dd hh:mm"}
_NUMBER: Final = {"type": "NUMBER", "pattern": "0"}


def colour(rgb: str) -> Json:
    """Six hexadecimal digits as the API has colours."""
    parts = (int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return dict(zip(("red", "green", "blue"), parts, strict=True))


def number_format(look: Look) -> Json:
    """The format of a column of days or of numbers."""
    return dict(_DAY if look is Look.DATE else _NUMBER)


def cell_format(look: Look, value: Value, link: str) -> Json:
    """The userEnteredFormat of one cell of a page; *link* is where it leads, or empty."""
    text = dict(_TEXTS.get(look, {}))
    ink = _LINK_INK if link else _INKS.get(look, "")
    if ink:
        text["foregroundColor"] = colour(ink)
    if link:
        text |= {"underline": True, "link": {"uri": link}}
    fill = _HEADING_FILL if look is Look.HEADING else FILLS.get(look, "")
    wrapped = "WRAP" if look is Look.WRAP else ""
    said = {
        "textFormat": text,
        "backgroundColor": colour(fill) if fill else None,
        "numberFormat": _format_of(value),
        "wrapStrategy": wrapped,
        "verticalAlignment": "TOP",
    }
    return {name: part for name, part in said.items() if part}


def _format_of(value: Value) -> Json | None:
    match value:
        case datetime():
            return dict(_MOMENT)
        case date():
            return dict(_DAY)
        case timedelta():
            return {"type": "NUMBER", "pattern": "[h]:mm"}
    return None
