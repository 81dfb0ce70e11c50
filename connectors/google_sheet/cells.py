"""Values as Sheets takes and gives them: a day is a serial number, a blank the empty text."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final, NamedTuple, TypeAlias

from syncer.domain.sheet import Value

Plain: TypeAlias = bool | int | float | str
"""A cell in JSON."""
Rows: TypeAlias = list[list[Plain]]
"""Cells as they are read; ragged, row 1 first."""

_EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - serial numbers have no zone
_DAY: Final = timedelta(days=1)
LONGEST: Final = 50_000
"""Characters that a cell holds."""


def plain(value: Value) -> Plain:  # noqa: PLR0911 - one for each kind of value
    """*value* as it is written RAW."""
    match value:
        case None:
            return ""
        case bool() | int():
            return value
        case float():
            return int(value) if value.is_integer() else value
        case str():
            return value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"
        case datetime():
            return _figure(value.replace(tzinfo=None) - _EPOCH)
        case date():
            return (value - _EPOCH.date()).days
        case time():
            return _figure(datetime.combine(_EPOCH, value) - _EPOCH)
        case timedelta():
            return _figure(value)


def at(rows: Sequence[Sequence[Plain]], row: int, column: int) -> Plain:
    """The cell at *row*, *column*, both from 1; empty beyond what was read."""
    if not 0 < row <= len(rows):
        return ""
    cells = rows[row - 1]
    return cells[column - 1] if 0 < column <= len(cells) else ""


def put(rows: Rows, row: int, column: int, cells: Sequence[Plain]) -> None:
    """Lay *cells* down from *column* of *row* on, and keep what is right of them."""
    rows.extend([] for _ in range(row - len(rows)))
    held = rows[row - 1]
    held.extend("" for _ in range(column - 1 - len(held)))
    held[column - 1 : column - 1 + len(cells)] = cells


def trim(rows: Rows) -> Rows:
    """Cut blanks at the ends, as reading does."""
    for cells in rows:
        while cells and cells[-1] == "":
            cells.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _figure(span: timedelta) -> int | float:
    days = span / _DAY
    return int(days) if days.is_integer() else days


class Formula(NamedTuple):
    """What people entered with a `=`; its result is another matter."""

    text: str


Entry: TypeAlias = Plain | Formula
"""What was entered into a cell; empty text for nothing."""


def same(one: Entry, other: Entry) -> bool:
    """Whether a cell that holds *one* holds *other*: TRUE is not 1."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def extended(entry: Entry) -> dict[str, dict[str, Plain]]:
    """*entry* as a CellData: taken as it is, never read as if it were typed."""
    if isinstance(entry, Formula):
        return {"userEnteredValue": {"formulaValue": entry.text}}
    if entry == "" and isinstance(entry, str):
        return {}
    kind = {bool: "boolValue", str: "stringValue"}.get(type(entry), "numberValue")
    return {"userEnteredValue": {kind: entry}}


def entry_of(value: Mapping[str, Any]) -> Entry:
    """An ExtendedValue as Google sends it; empty text for none, an error by its name."""
    if "formulaValue" in value:
        return Formula(value["formulaValue"])
    if "errorValue" in value:
        return "#" + str(value["errorValue"].get("type", ""))
    return next(iter(value.values()), "")
