"""Workbooks of Excel as a source of plans: .xlsx and .xlsm, read whole, written cell by cell."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from connectors.workbook.contents import Contents, contents
from connectors.workbook.contents import Sheet as Listed
from connectors.workbook.emphasis import Emphasis, emphasis_of
from connectors.workbook.facts import Facts, canonical, sheet_facts
from connectors.workbook.markup import plain, refuse_broken
from connectors.workbook.octets import read_octets, refuse_locked, replace_octets, version_of
from connectors.workbook.package import Package, open_package
from connectors.workbook.sheet_xml import Result, written
from connectors.workbook.styles import Styles
from connectors.workbook.summary import styles_parts, summary_parts
from connectors.workbook.values import Read, checked_copy, read_tab, read_tabs
from syncer.domain.changes import OwnCell, SheetChanges
from syncer.domain.page import Look
from syncer.domain.sheet import Snapshot, Tab, Value, Version
from syncer.errors import AccessError, ConflictError, SourceError
from syncer.ports import Written

_OLE: Final = b"\xd0\xcf\x11\xe0"
_SIGNED: Final = "it is digitally signed, and any change would break the signature"
_WIDEST: Final = 60
_DATE_WIDTH: Final = 12
_WRAP_WIDTH: Final = 48


class ExcelSource:
    """
    An .xlsx or .xlsm file.

    An error such as #REF! is read as that text, so that it is found and can be named. Writing
    changes the octets of our cells and what must follow them, and no other.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def version(self) -> Version:
        """The digest of the file."""
        return version_of(read_octets(self._path))

    def read(self) -> Snapshot:
        """All its tabs, hidden ones too."""
        octets = read_octets(self._path)
        package = open_workbook(octets, self._path.name)
        listed = contents(package)
        return Snapshot(
            source=str(self._path),
            version=version_of(octets),
            tabs=_tabs(package, listed),
            read_only=_SIGNED if listed.signed else "",
        )

    def write(self, changes: SheetChanges, expected: Version) -> Written:
        """Put *changes* into the file, all or none."""
        refuse_locked(self._path.resolve())
        octets = read_octets(self._path)
        if version_of(octets) != expected:
            raise ConflictError(
                f"{self._path} was changed since it was read", hint="the next sync decides anew"
            )
        package = open_workbook(octets, self._path.name)
        parts, left_alone = _parts(package, changes)
        rows = frozenset(row.row for row in changes.rows) - left_alone
        parts = {
            name: part for name, part in parts.items()
            if name not in package or package.part(name) != part
        }  # fmt: skip
        if not parts:
            return Written(expected, rows)
        return Written(replace_octets(self._path, package.rewritten(parts), expected), rows)


def open_workbook(octets: bytes, what: str) -> Package:
    """The zip inside; SourceError, with what to do, where it is something else."""
    if octets.startswith(_OLE):
        raise SourceError(
            f"{what} is an old .xls workbook or protected by a password",
            hint="save it as .xlsx without a password",
        )
    if not octets.startswith(b"PK"):
        raise SourceError(
            f"{what} is no Excel workbook, whatever its name says",
            hint="save the plan as .xlsx, or name the file by what it is (.csv, .ods)",
        )
    return open_package(octets, what)


def _tabs(package: Package, listed: Contents) -> tuple[Tab, ...]:
    sheets = [sheet for sheet in listed.sheets if sheet.cells]
    styles = _styles(package, listed)
    percents, bold, indents = styles.percents(), styles.bold(), styles.indents()
    canonicals, facts, dressed = [], [], []
    for sheet in sheets:
        what = f"the tab {sheet.name!r} of {package.what}"
        xml = package.part(sheet.part)
        refuse_broken(xml, sheet.part)
        # The reader gets what was scanned, so that no cell can be other than it was judged.
        canonicals.append(canonical(plain(xml), what))
        facts.append(sheet_facts(canonicals[-1], percents, what))
        dressed.append(emphasis_of(canonicals[-1], bold, indents))
    book = read_tabs(checked_copy(package, listed, canonicals), package.what)
    return tuple(
        _tab(
            sheet,
            read_tab(book, place, f"the tab {sheet.name!r} of {package.what}"),
            facts[place],
            listed.plan_of(sheet.name),
            dressed[place],
        )
        for place, sheet in enumerate(sheets)
    )


def _tab(
    sheet: Listed,
    read: Read,
    facts: Facts,
    plan: str | None,
    dressed: Emphasis,
) -> Tab:
    return Tab(
        name=sheet.name,
        rows=_with_errors(read.rows, facts.errors),
        hidden=sheet.hidden,
        ours=plan is not None,
        of=plan or "",
        hidden_rows=facts.hidden_rows,
        hidden_columns=facts.hidden_columns,
        merges=read.merges,
        formulas=facts.formulas,
        percents=facts.percents,
        bold_rows=dressed.bold,
        depths=dressed.depths,
    )


def _with_errors(
    rows: Sequence[Sequence[Value]], errors: Mapping[tuple[int, int], str]
) -> Sequence[Sequence[Value]]:
    """*rows* with the errors that the cells show: the reader leaves them blank."""
    if not errors:
        return rows
    filled = [list(row) for row in rows]
    for (row, column), said in sorted(errors.items()):
        filled += [[] for _ in range(row - len(filled))]
        cells = filled[row - 1]
        cells += [None] * (column - len(cells))
        cells[column - 1] = said
    return filled


def _styles(package: Package, listed: Contents) -> Styles:
    octets = package.part(listed.styles) if listed.styles else b""
    return Styles(octets, listed.styles or "styles.xml", listed.main)


def _parts(package: Package, changes: SheetChanges) -> tuple[dict[str, bytes], frozenset[int]]:
    """The parts that *changes* change, and the rows in which a formula was left alone."""
    listed = contents(package)
    if listed.signed:
        raise AccessError(
            f"{package.what} is not written: {_SIGNED}", hint="save a copy without the signature"
        )
    styles = _styles(package, listed)
    parts: dict[str, bytes] = {}
    left_alone: frozenset[int] = frozenset()
    if changes.headers or changes.rows:
        sheet = listed.sheet(changes.tab)
        if sheet is None or not sheet.cells:
            raise ConflictError(
                f"{package.what} has no tab {changes.tab!r} any more",
                hint="the next sync looks for the plan anew",
            )
        result = _sheet(package.part(sheet.part), changes, styles, listed)
        parts[sheet.part], left_alone = result.xml, result.left_alone
    if changes.page is not None:
        parts |= summary_parts(package, listed, changes.page, changes.tab, styles)
    octets = styles.octets()
    if octets != (package.part(listed.styles) if listed.styles else b""):
        parts |= styles_parts(package, listed, octets, parts)
    return parts, left_alone


def _sheet(xml: bytes, changes: SheetChanges, styles: Styles, listed: Contents) -> Result:
    rows: dict[int, list[OwnCell]] = {}
    for row in changes.rows:
        rows.setdefault(row.row, []).extend(row.cells)
    if changes.headers:
        rows.setdefault(changes.header_row, []).extend(changes.headers)
    return written(
        xml,
        {row: sorted(cells, key=lambda own: own.column) for row, cells in rows.items()},
        what=f"the tab {changes.tab!r}",
        styles=styles,
        own=_own_columns(changes),
        heading=changes.header_row,
        widths=_widths(changes),
        epoch_1904=listed.epoch_1904,
    )


def _own_columns(changes: SheetChanges) -> frozenset[int]:
    columns = {changes.id_column, *(own.column for own in changes.headers)}
    return frozenset(columns.union(own.column for row in changes.rows for own in row.cells))


def _widths(changes: SheetChanges) -> dict[int, float]:
    """How wide the new columns should be, in characters, to show what they hold."""
    widths = {own.column: len(str(own.value)) + 3.0 for own in changes.headers}
    for row in changes.rows:
        for own in row.cells:
            if own.column in widths:
                needed = _width(own)
                widths[own.column] = max(widths[own.column], min(needed, _WIDEST))
    return widths


def _width(own: OwnCell) -> float:
    if own.look is Look.WRAP:
        return _WRAP_WIDTH
    return _DATE_WIDTH if isinstance(own.value, date) else len(str(own.value or "")) + 2.0
