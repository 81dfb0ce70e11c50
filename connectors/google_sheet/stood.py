"""What an answer shows of a tab: what was entered into its cells, and what formulas there show."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from connectors.google_sheet.cells import Entry, Formula, entry_of


class Cells(NamedTuple):
    """What an answer shows of one tab; a cell that is not there is blank."""

    entered: Mapping[tuple[int, int], Entry]
    results: Mapping[tuple[int, int], Entry]

    def at(self, row: int, column: int) -> Entry:
        """What was entered there."""
        return self.entered.get((row, column), "")

    def result(self, row: int, column: int) -> Entry:
        """What a formula there shows; the formula itself where that is not known."""
        entry = self.at(row, column)
        return self.results.get((row, column), entry) if isinstance(entry, Formula) else entry


def cells_of(answer: Mapping[str, Any], sheet: int) -> Cells:
    """The cells that a Spreadsheet shows of the tab with the id *sheet*."""
    entered: dict[tuple[int, int], Entry] = {}
    results: dict[tuple[int, int], Entry] = {}
    for part in _parts(answer, sheet):
        left = part.get("startColumn", 0) + 1
        for row, line in enumerate(part.get("rowData", ()), start=part.get("startRow", 0) + 1):
            for column, cell in enumerate(line.get("values", ()), start=left):
                # A look asks only for what was entered as a formula; the rest is what it shows.
                if stood := cell.get("userEnteredValue") or cell.get("effectiveValue"):
                    entered[row, column] = entry_of(stood)
                    if "effectiveValue" in cell:
                        results[row, column] = entry_of(cell["effectiveValue"])
    return Cells(entered, results)


def parts_in(answer: Mapping[str, Any]) -> int:
    """How many ranges a Spreadsheet shows."""
    return sum(len(one.get("data", ())) for one in answer.get("sheets", ()))


def _parts(answer: Mapping[str, Any], sheet: int) -> Iterator[Mapping[str, Any]]:
    for one in answer.get("sheets", ()):
        if one.get("properties", {}).get("sheetId", 0) == sheet:
            yield from one.get("data", ())
