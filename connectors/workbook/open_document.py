"""LibreOffice's own workbooks as a source of plans: .ods, read and never written."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.parsers import expat

from connectors.workbook.contents import MARK, PLAN_MARK, summaries
from connectors.workbook.excel import open_workbook
from connectors.workbook.facts import LAST_COLUMN, LAST_ROW, MAX_CELLS
from connectors.workbook.markup import refuse_unsafe, whole
from connectors.workbook.octets import read_octets, version_of
from connectors.workbook.package import Package, packed
from connectors.workbook.values import read_tab, read_tabs
from syncer.domain.changes import SheetChanges
from syncer.domain.sheet import Merge, Snapshot, Tab, Version
from syncer.errors import AccessError, SourceError
from syncer.ports import Written

_READ_ONLY: Final = (
    "results are not written into .ods files: they go to the calendars and feeds, to `status` and"
    " to `export`; save the plan as .xlsx to have them beside the rows"
)
_AGAIN: Final = "open it in LibreOffice, save it again under a new name, and use that"


class OpenDocumentSource:
    """An .ods file: read only."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def version(self) -> Version:
        """The digest of the file."""
        return version_of(read_octets(self._path))

    def read(self) -> Snapshot:
        """All its tabs, and why nothing is written back."""
        octets = read_octets(self._path)
        what = self._path.name
        package = open_workbook(octets, what)
        if "content.xml" not in package:
            raise SourceError(f"{what} is a zip file but no workbook", hint=_AGAIN)
        content = package.part("content.xml")
        refuse_unsafe(content, "content.xml")
        walk = _walked(content, what)
        book = read_tabs(_checked_copy(package, content), what)
        ours = summaries(walk.marks)
        tabs = tuple(
            Tab(
                name=sheet.name,
                rows=read_tab(book, place, f"the tab {sheet.name!r} of {what}").rows,
                ours=sheet.name.casefold() in ours,
                of=ours.get(sheet.name.casefold(), ""),
                hidden=sheet.style in sheet.hidden_styles,
                hidden_rows=frozenset(sheet.hidden_rows),
                hidden_columns=frozenset(sheet.hidden_columns),
                merges=tuple(sheet.merges),
                formulas=frozenset(sheet.formulas),
                percents=sheet.percents(),
            )
            for place, sheet in enumerate(walk.sheets)
        )
        return Snapshot(
            source=str(self._path), version=version_of(octets), tabs=tabs, read_only=_READ_ONLY
        )

    def write(self, changes: SheetChanges, expected: Version) -> Written:
        """Refused: the format is read only."""
        del changes, expected
        raise AccessError(f"{self._path} is not written to", hint=_READ_ONLY)


def _checked_copy(package: Package, content: bytes) -> bytes:
    """What the reader asks for, and nothing that was not unpacked within limits."""
    manifest = "META-INF/manifest.xml"
    listed = package.part(manifest)
    refuse_unsafe(listed, manifest)
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return packed({"mimetype": kind, "content.xml": content, manifest: listed})


@dataclass(slots=True)
class _Sheet:
    """
    One table while it is walked.

    Attributes:
        row: The first of those that the latest row element stands for; it stands for `repeated`.
        column: The last that was reached in that row.
        shown: How many numbers a column has, shown as percent or not.
    """

    name: str
    style: str
    hidden_styles: frozenset[str]
    row: int = 1
    column: int = 0
    repeated: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merges: list[Merge] = field(default_factory=list)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    shown: Counter[tuple[int, bool]] = field(default_factory=Counter)
    last_row: int = 0
    last_column: int = 0

    def percents(self) -> frozenset[int]:
        """The columns most of whose numbers are shown as percent."""
        columns = {column for column, percent in self.shown if percent}
        return frozenset(
            column for column in columns if self.shown[column, True] > self.shown[column, False]
        )


@dataclass(slots=True)
class _Walk:
    """What was met so far: the tables, and the styles that hide one."""

    sheets: list[_Sheet] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    style: str = ""
    marks: dict[str, str] = field(default_factory=dict)

    def element(self, name: str, given: dict[str, str]) -> None:
        """Take note of one opening tag."""
        match name:
            case "style:style":
                self.style = given.get("style:name", "")
            case "style:table-properties" if given.get("table:display") == "false":
                self.hidden.add(self.style)
            case "table:table":
                named = given.get("table:name", ""), given.get("table:style-name", "")
                self.sheets.append(_Sheet(*named, frozenset(self.hidden)))
            case "table:named-range" if _is_mark(given.get("table:name", "")):
                # `$Summary.$A$1`, where a workbook that we wrote to was saved as .ods.
                tab = given.get("table:cell-range-address", "").rpartition(".")[0]
                bare = tab.removeprefix("$").strip("'").replace("''", "'")
                self.marks[given["table:name"]] = bare
            case "table:table-column" if self.sheets:
                _column(self.sheets[-1], given)
            case "table:table-row" if self.sheets:
                _row(self.sheets[-1], given)
            case "table:table-cell" | "table:covered-table-cell" if self.sheets:
                _cell(self.sheets[-1], given)


def _is_mark(name: str) -> bool:
    return name.startswith((MARK, PLAN_MARK))


def _walked(content: bytes, what: str) -> _Walk:
    """Walk the tables of *content*, counting what is repeated without laying it out."""
    walk = _Walk()
    parser = expat.ParserCreate()
    parser.StartElementHandler = walk.element
    try:
        parser.Parse(content, True)  # noqa: FBT003 - expat's own signature
    except expat.ExpatError as error:
        said = expat.ErrorString(error.code)
        raise SourceError(f"{what} is broken: {said}", hint=_AGAIN) from None
    for sheet in walk.sheets:
        if sheet.last_row * sheet.last_column > MAX_CELLS:
            raise SourceError(
                f"the tab {sheet.name!r} of {what} reaches to row {sheet.last_row:,}: too far for"
                " a plan",
                hint="delete the stray cells below and beside the plan, then save it again",
            )
    return walk


def _repeats(given: Mapping[str, str], name: str, most: int) -> int:
    return min(whole(given.get(name), 1), most)


def _column(sheet: _Sheet, given: Mapping[str, str]) -> None:
    count = _repeats(given, "table:number-columns-repeated", LAST_COLUMN)
    if given.get("table:visibility", "visible") != "visible":
        sheet.hidden_columns.update(range(sheet.column + 1, sheet.column + count + 1))
    sheet.column += count


def _row(sheet: _Sheet, given: Mapping[str, str]) -> None:
    sheet.row += sheet.repeated
    sheet.column = 0
    sheet.repeated = _repeats(given, "table:number-rows-repeated", LAST_ROW)
    if given.get("table:visibility", "visible") != "visible":
        sheet.hidden_rows.update(range(sheet.row, sheet.row + sheet.repeated))


def _cell(sheet: _Sheet, given: Mapping[str, str]) -> None:
    first = sheet.column + 1
    count = _repeats(given, "table:number-columns-repeated", LAST_COLUMN)
    sheet.column += count
    row = sheet.row
    down = _repeats(given, "table:number-rows-spanned", LAST_ROW)
    across = _repeats(given, "table:number-columns-spanned", LAST_COLUMN)
    if down > 1 or across > 1:
        sheet.merges.append(Merge(row, first, row + down - 1, first + across - 1))
    kind = given.get("office:value-type", "")
    if not kind and "table:formula" not in given:
        return
    sheet.last_row = max(sheet.last_row, row + sheet.repeated - 1)
    sheet.last_column = max(sheet.last_column, sheet.column)
    if kind in {"float", "percentage"}:
        sheet.shown[first, kind == "percentage"] += sheet.repeated
    if "table:formula" in given and count * sheet.repeated <= MAX_CELLS:
        rows = range(row, row + sheet.repeated)
        sheet.formulas.update((at, first + n) for at in rows for n in range(count))
