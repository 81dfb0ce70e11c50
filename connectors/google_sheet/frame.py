"""What a spreadsheet says beside its values: tabs, locale, merges, formulas, what is hidden."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import randrange
from typing import Any, Final, NamedTuple

from connectors.google_sheet.a1 import quoted
from connectors.google_sheet.api import Sheets
from connectors.google_sheet.cells import Plain, Rows, at, trim
from connectors.google_sheet.sorters import SORTERS, Sorter, sorters_of
from syncer.domain.sheet import Merge

SUMMARY_MARK: Final = "syncer.summary"
"""
Developer metadata on a tab that is ours: hidden, and not copied by people's copies.

Its value is the id of the plan's tab that it is the Summary of.
"""
COLUMNS_MARK: Final = "syncer.columns"
"""Developer metadata on the plan's tab: it got its formats once; the name it was configured by."""
SCRATCH_MARK: Final = "syncer.before"
"""The same on our hidden tab (connectors.google_sheet.scratch), and the token of a write."""

_OURS: Final = {SUMMARY_MARK, SCRATCH_MARK}

_OUTLINE: Final = (
    "properties(title,locale,timeZone),"
    "sheets(properties(sheetId,title,sheetType,hidden,gridProperties(rowCount,columnCount)),"
    f"merges,{SORTERS},developerMetadata(metadataKey,metadataValue))"
)
_DATA: Final = (
    "sheets(properties(sheetId),data(startRow,rowMetadata(hiddenByUser,hiddenByFilter),"
    "columnMetadata(hiddenByUser),rowData(values(userEnteredValue(formulaValue){}))))"
)
_CELLS: Final = (
    "data(rowMetadata(hiddenByUser,hiddenByFilter),columnMetadata(hiddenByUser),"
    "rowData(values(userEnteredValue(formulaValue),effectiveValue,"
    "effectiveFormat(numberFormat(type)))))"
)
_ERRORS: Final = {
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
    "LOADING": "Loading...",
}
_FORMULAS: Final = _DATA.format("")
_FORMATS: Final = _DATA.format(",effectiveFormat(numberFormat(type))")
_FEW_ROWS: Final = 1_000  # as many as a new tab has
_FEW_CELLS: Final = 20_000  # with formats, some 70 octets each
_MANY_CELLS: Final = 70_000  # without, some 24
_SAMPLE: Final = 200  # rows that show how a large sheet's columns are formatted


@dataclass(frozen=True, slots=True, kw_only=True)
class TabFrame:
    """
    One tab without its values. Rows and columns count from 1.

    Attributes:
        name: As people call it now.
        grid: It has cells; a chart's tab has none.
        of: The id of the plan's tab that it was made for; None where it is people's.
        called: What the configuration called it when we first wrote to it; None before.
        token: Of the write whose cells it holds as they were before; None but for our hidden tab.
        filtered: It has a filter, which may hide rows.
        sorters: Its filter and its tables, as far as these end before the tab does.
    """

    id: int
    name: str
    grid: bool
    hidden: bool
    of: int | None
    called: str | None
    height: int
    width: int
    merges: tuple[Merge, ...] = ()
    token: str | None = None
    filtered: bool = False
    sorters: frozenset[Sorter] = frozenset()

    @property
    def ours(self) -> bool:
        """We keep it, beside a plan."""
        return self.of is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What only a look at every cell of a tab tells."""

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    formulas: frozenset[tuple[int, int]] = frozenset()
    percents: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """
    A spreadsheet without its values.

    Attributes:
        tabs: All but the scratches, which nobody may take for a plan.
        scratches: Our hidden tabs, one for each plan that was written to.
    """

    locale: str | None
    timezone: str | None
    tabs: tuple[TabFrame, ...] = field(repr=False)
    scratches: tuple[TabFrame, ...] = field(default=(), repr=False)

    def summary(self, plan: int | None) -> TabFrame | None:
        """The Summary of the plan in the tab *plan*; else one whose plan is gone."""
        ids = {tab.id for tab in self.tabs}
        kept = [tab for tab in self.tabs if tab.ours and (tab.of == plan or tab.of not in ids)]
        return max(kept, key=lambda tab: tab.of == plan, default=None)

    def scratch(self, plan: int | None) -> TabFrame | None:
        """Our hidden tab for *plan*; None where there is none yet, or where people deleted it."""
        return next((tab for tab in self.scratches if tab.of == plan), None)

    def with_scratch(self, wanted: TabFrame) -> "Frame":
        """*self* once *wanted* was made, or made larger."""
        others = tuple(tab for tab in self.scratches if tab.id != wanted.id)
        return replace(self, scratches=(*others, wanted))

    def tab(self, name: str) -> TabFrame | None:
        """The tab called *name*."""
        return next((tab for tab in self.tabs if tab.name == name), None)

    def by_id(self, ident: int | None) -> TabFrame | None:
        """The tab with the id *ident*, whatever it is called now."""
        return next((tab for tab in self.tabs if tab.id == ident), None)


def new_id() -> int:
    """An id for a new tab: by chance, as Google's own are, since not all tabs need be known."""
    return randrange(2**20, 2**31)  # noqa: S311 - no secret


def read_frame(sheets: Sheets) -> Frame:
    """All tabs, by one call."""
    return _frame(sheets.describe(_OUTLINE))


class Small(NamedTuple):
    """
    The tabs that a plan needs, all in one answer: by the tab's id, values and details.

    Attributes:
        frame: Of these tabs alone; people's others are not in it.
        hidden: A Spreadsheet that shows our hidden tab, as Google answered it.
    """

    frame: Frame
    rows: Mapping[int, Rows]
    details: Mapping[int, Details]
    hidden: Mapping[str, Any]


def read_small(sheets: Sheets, called: str) -> Small | None:
    """
    The tab *called* so by one call, with those of ours; None where that is not all there is to know.

    It was written to before under this name, so it is the plan's; it is not long, and our tab
    is there. A long tab costs no more than its first rows here.
    """
    marks = (SUMMARY_MARK, SCRATCH_MARK)
    wanted: list[Mapping[str, Any]] = [{"a1Range": f"{quoted(called)}!1:{_FEW_ROWS}"}]
    wanted += [{"developerMetadataLookup": {"metadataKey": mark}} for mark in marks]
    answer = sheets.describe_small(wanted, f"{_OUTLINE[:-1]},{_CELLS})")
    frame = _frame(answer or {})
    plan = frame.tab(called)
    if plan is None or plan.called != called or plan.height > _FEW_ROWS:
        return None
    if not any(tab.of == plan.id for tab in frame.tabs):
        return None
    parts: dict[int, list[Mapping[str, Any]]] = {tab.id: [] for tab in frame.tabs}
    _gather(parts, answer or {})
    rows = {ident: _values(found) for ident, found in parts.items()}
    details = {plan.id: _details(parts[plan.id], rows[plan.id])}
    hidden = [one for one in (answer or {}).get("sheets", ()) if _tab(one).token is not None]
    return Small(frame, rows, details, {"sheets": hidden})


def _values(parts: Sequence[Mapping[str, Any]]) -> Rows:
    """The same as reading values alone gives."""
    return trim(
        [
            [_shown(cell.get("effectiveValue", {})) for cell in line.get("values", ())]
            for part in parts
            for line in part.get("rowData", ())
        ]
    )


def _shown(value: Mapping[str, Any]) -> Plain:
    if "errorValue" in value:
        return _ERRORS.get(value["errorValue"].get("type", ""), "#ERROR!")
    found: Plain = next(iter(value.values()), "")
    return found


def _frame(answer: Mapping[str, Any]) -> Frame:
    about = answer.get("properties", {})
    tabs = [_tab(one) for one in answer.get("sheets", ())]
    return Frame(
        locale=about.get("locale"),
        timezone=about.get("timeZone"),
        tabs=tuple(tab for tab in tabs if tab.token is None),
        scratches=tuple(tab for tab in tabs if tab.token is not None),
    )


def _tab(one: Mapping[str, Any]) -> TabFrame:
    about = one.get("properties", {})
    marks = {
        m.get("metadataKey"): m.get("metadataValue", "") for m in one.get("developerMetadata", ())
    }
    size = about.get("gridProperties", {})
    plan, _, token = marks.get(SCRATCH_MARK, "").partition(" ")
    return TabFrame(
        id=about.get("sheetId", 0),
        name=about.get("title", ""),
        grid=about.get("sheetType", "GRID") == "GRID",
        hidden=about.get("hidden", False),
        of=_id_of(marks.get(SUMMARY_MARK, plan)) if marks.keys() & _OURS else None,
        called=marks.get(COLUMNS_MARK),
        height=size.get("rowCount", 0),
        width=size.get("columnCount", 0),
        merges=tuple(_merge(found) for found in one.get("merges", ())),
        token=token if SCRATCH_MARK in marks else None,
        filtered="basicFilter" in one,
        sorters=sorters_of(one),
    )


def _id_of(text: str) -> int:
    """A tab's id; of a mark that is none, the id of no tab."""
    return int(text) if text.isascii() and text.isdecimal() else -1


def _merge(found: Mapping[str, int]) -> Merge:
    return Merge(
        found.get("startRowIndex", 0) + 1,
        found.get("startColumnIndex", 0) + 1,
        found.get("endRowIndex", 0),
        found.get("endColumnIndex", 0),
    )


def read_details(sheets: Sheets, held: Mapping[str, tuple[int, Rows]]) -> dict[int, Details]:
    """
    By id, the details of the tabs in *held* (by name: id and values), of the rows with values.

    One call where they are small; a large tab is asked for its formulas in blocks of rows and
    for the formats of its first rows alone, as no answer may pass 2 MB.
    """
    filled = {name: (ident, rows) for name, (ident, rows) in held.items() if rows}
    small = {n: pair for n, pair in filled.items() if _cells(pair[1]) <= _FEW_CELLS}
    parts: dict[int, list[Mapping[str, Any]]] = {ident: [] for ident, _ in held.values()}
    if small:
        ranges = [f"{quoted(name)}!1:{len(rows)}" for name, (_, rows) in small.items()]
        _gather(parts, sheets.describe(_FORMATS, ranges))
    for name, (_, rows) in filled.items():
        if name not in small:
            _gather(parts, sheets.describe(_FORMATS, [f"{quoted(name)}!1:{_SAMPLE}"]))
            for top, bottom in _blocks(rows):
                _gather(parts, sheets.describe(_FORMULAS, [f"{quoted(name)}!{top}:{bottom}"]))
    return {ident: _details(parts[ident], rows) for ident, rows in held.values()}


def _cells(rows: Rows) -> int:
    return len(rows) * max(map(len, rows), default=0)


def _blocks(rows: Rows) -> Iterable[tuple[int, int]]:
    """First and last rows of blocks that are small enough for one answer."""
    step = max(1, _MANY_CELLS // max(1, *map(len, rows)))
    return ((top, min(top + step - 1, len(rows))) for top in range(1, len(rows) + 1, step))


def _gather(parts: dict[int, list[Mapping[str, Any]]], answer: Mapping[str, Any]) -> None:
    for one in answer.get("sheets", ()):
        parts.get(one.get("properties", {}).get("sheetId", 0), []).extend(one.get("data", ()))


def _details(parts: Sequence[Mapping[str, Any]], rows: Rows) -> Details:
    formulas: set[tuple[int, int]] = set()
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    percents: Counter[int] = Counter()
    for part in parts:
        first = part.get("startRow", 0) + 1
        for row, line in enumerate(part.get("rowMetadata", ())[: len(rows)], start=first):
            if line.get("hiddenByUser") or line.get("hiddenByFilter"):
                hidden_rows.add(row)
        columns = enumerate(part.get("columnMetadata", ()), start=1)
        hidden_columns |= {column for column, line in columns if line.get("hiddenByUser")}
        for row, cells in enumerate(part.get("rowData", ()), start=first):
            for column, cell in enumerate(cells.get("values", ()), start=1):
                if cell.get("userEnteredValue"):
                    formulas.add((row, column))
                form = cell.get("effectiveFormat", {}).get("numberFormat", {})
                if form.get("type") == "PERCENT" and _is_number(at(rows, row, column)):
                    percents[column] += 1
    looked_at = rows if _cells(rows) <= _FEW_CELLS else rows[:_SAMPLE]
    numbers = Counter(
        column
        for cells in looked_at
        for column, value in enumerate(cells, start=1)
        if _is_number(value)
    )
    return Details(
        hidden_rows=frozenset(hidden_rows),
        hidden_columns=frozenset(hidden_columns),
        formulas=frozenset(formulas),
        percents=frozenset(c for c, count in percents.items() if 2 * count > numbers[c]),
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
