"""
What people sort a tab by without selecting it: its filter, and its tables.

Such a sort moves the cells in its own range and no others. A filter or a table that was there
before us ends where our columns begin: the first sort by it would tear the rows from their IDs.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any, Final, NamedTuple

from connectors.google_sheet.cells import Plain

Request = dict[str, Any]

SORTERS: Final = "basicFilter(range,tableId),tables(tableId,range)"
"""Of a tab, what tells its sorters."""
WHOLE: Final = (
    "sheets(properties(sheetId),basicFilter(range,tableId,filterSpecs),tables(tableId,range),"
    "data(rowData(values(effectiveValue))))"
)
"""Of a Spreadsheet, what is needed to make them wider."""


class Sorter(NamedTuple):
    """Headings, and the rows below them that are sorted: its first row, its last column."""

    top: int
    right: int


def sorters_of(tab: Mapping[str, Any]) -> frozenset[Sorter]:
    """Those of a Sheet as Google sends it; one that reaches to the end of the tab needs nothing."""
    return frozenset(one for one in map(_sorter, _held(tab)) if one)


def _sorter(one: Mapping[str, Any]) -> Sorter | None:
    found = one.get("range", {})
    right = found.get("endColumnIndex")
    return Sorter(found.get("startRowIndex", 0) + 1, right) if right else None


def _held(tab: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from tab.get("tables", ())
    kept = tab.get("basicFilter", {})
    if kept and "tableId" not in kept:
        yield kept


class Cut(NamedTuple):
    """A sorter that ends where columns of ours begin, and the headings from there on."""

    sorter: Sorter
    headings: tuple[str, ...]


def cut_off(
    found: Iterable[Sorter], header_row: int, ours: Collection[int], headings: Sequence[Plain]
) -> list[Cut]:
    """Those of *found* that end right before one of the columns *ours*; *headings* from A on."""
    return [
        Cut(one, tuple(map(str, takewhile(bool, headings[one.right :]))))
        for one in found
        if one.top == header_row and one.right + 1 in ours
    ]


def widening(answer: Mapping[str, Any], sheet: int, cut: Cut) -> list[Request]:
    """
    Requests that let the sorter of *cut*, in the tab *sheet*, reach over the headings there.

    None where it no longer ends there, or they stand there no more: people were quicker. What is
    filtered out stays so. The order it was last sorted by is left out, lest it be sorted again.
    """
    tabs = [
        one
        for one in answer.get("sheets", ())
        if one.get("properties", {}).get("sheetId", 0) == sheet
    ]
    if not tabs or _shown(tabs[0]) != cut.headings:
        return []
    by = len(cut.headings)
    return [_wider(one, by) for one in _held(tabs[0]) if _sorter(one) == cut.sorter]


def _wider(one: Mapping[str, Any], by: int) -> Request:
    found = {**one["range"], "endColumnIndex": one["range"]["endColumnIndex"] + by}
    if "tableId" in one:
        return {"updateTable": {"table": {"tableId": one["tableId"], "range": found},
                                "fields": "range"}}  # fmt: skip
    kept = {"range": found, "filterSpecs": one.get("filterSpecs", [])}
    return {"setBasicFilter": {"filter": kept}}


def _shown(tab: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(
        str(cell.get("effectiveValue", {}).get("stringValue", ""))
        for part in tab.get("data", ())
        for row in part.get("rowData", ())
        for cell in row.get("values", ())
    )
