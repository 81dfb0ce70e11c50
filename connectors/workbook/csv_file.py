"""Text tables as a source of plans: .csv and .tsv."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from connectors.workbook.csv_text import Table, fields, numeral, table, value, written
from connectors.workbook.mojibake import mended
from connectors.workbook.octets import read_octets, refuse_locked, replace_octets, version_of
from syncer.domain.changes import OwnCell, SheetChanges
from syncer.domain.sheet import Snapshot, Tab, Value, Version
from syncer.errors import ConflictError, SourceError
from syncer.ports import Written

_SHOWN: Final = 40
_CLOSE_IT: Final = "double that quotation mark, or delete it"
_BINARY: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class CsvSource:
    """
    A .csv or .tsv file.

    It is one table: its tab is called as the file is, all its values are text, and a Summary
    has no room in it, so that `changes.page` is left out. Writing changes our own fields: the
    quoting of every other field, delimiter, encoding, byte-order mark and line ends stay.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def version(self) -> Version:
        """The digest of the file."""
        return version_of(read_octets(self._path))

    def read(self) -> Snapshot:
        """The one table."""
        octets = read_octets(self._path)
        parsed = _table(octets, self._path.name)
        memo: dict[str, str] = {}
        rows = [
            [memo[raw] if raw in memo else memo.setdefault(raw, value(raw)) for raw in cut]
            for cut in (fields(text, parsed.delimiter) for text, _ in parsed.records)
        ]
        meant = mended(list(memo.values()))
        if meant:
            rows = [[meant.get(text, text) for text in row] for row in rows]
        tab = Tab(name=self._path.stem, rows=rows)
        return Snapshot(
            source=str(self._path),
            version=version_of(octets),
            tabs=(tab,),
            read_only=_unwritable(parsed),
            paged=False,
            doubts=tuple(_doubts(parsed, meant)),
        )

    def write(self, changes: SheetChanges, expected: Version) -> Written:
        """Put *changes* into the file, all or none; there is no page in it."""
        refuse_locked(self._path.resolve())
        octets = read_octets(self._path)
        if version_of(octets) != expected:
            raise ConflictError(
                f"{self._path} was changed since it was read", hint="the next sync decides anew"
            )
        parsed = _table(octets, self._path.name)
        if why := _unwritable(parsed):
            raise SourceError(f"{self._path} cannot be written: {why}", hint=_CLOSE_IT)
        rows: dict[int, list[OwnCell]] = {}
        for row in changes.rows:
            rows.setdefault(row.row, []).extend(row.cells)
        if changes.headers:
            rows.setdefault(changes.header_row, []).extend(changes.headers)
        new = parsed.octets({row: _record(parsed, row, cells) for row, cells in rows.items()})
        proven = frozenset(row.row for row in changes.rows)
        if new == octets:
            return Written(expected, proven)
        return Written(replace_octets(self._path, new, expected), proven)


def _table(octets: bytes, what: str) -> Table:
    if octets.startswith(_BINARY):
        raise SourceError(
            f"{what} is an Excel workbook, whatever its name says", hint="rename it to .xlsx"
        )
    return table(octets, what)


def _unwritable(parsed: Table) -> str:
    """Our fields behind a quotation mark that is open would change what people's say."""
    if not parsed.unclosed:
        return ""
    return f"a quotation mark opens in line {parsed.unclosed} and none closes it"


def _doubts(parsed: Table, meant: Mapping[str, str]) -> Iterator[str]:
    """What was decided about the file without being sure, in sentences for people."""
    for text, read in [*meant.items()][:1]:
        yield f"Letters were garbled on the way ({text[:_SHOWN]}); they are read as {read[:_SHOWN]}."
    if parsed.guessed:
        yield f"The file is not UTF-8; it was read as {parsed.encoding}, which fits best."
    if why := _unwritable(parsed):
        yield f"{why[0].upper()}{why[1:]}; it was read as a letter, and the file is not written."


def _record(parsed: Table, row: int, cells: Iterable[OwnCell]) -> str:
    """The text of one row with *cells* in it; a short row is filled up as far as needed."""
    there = row <= len(parsed.records)
    cut = fields(parsed.records[row - 1][0], parsed.delimiter) if there else [""]
    for own in cells:
        if len(cut) < own.column and own.value in {None, ""}:
            continue
        cut += [""] * (own.column - len(cut))
        new = _field(parsed, own.value)
        if value(cut[own.column - 1]) != value(new):
            cut[own.column - 1] = new
    return parsed.delimiter.join(cut)


def _field(parsed: Table, shown: Value) -> str:
    if shown is None or shown == "":
        return ""
    if isinstance(shown, str):
        return written(shown.replace("\0", ""), parsed)
    return numeral(_figure(shown), parsed)


def _figure(shown: float | date | time | timedelta) -> str:
    """Days as 2026-03-31, numbers with a point, flags as TRUE and FALSE."""
    match shown:
        case bool():
            return str(shown).upper()
        case float():
            return str(int(shown)) if shown.is_integer() else repr(shown)
        case datetime():
            return shown.isoformat(" ", "minutes")
        case date():
            return shown.isoformat()
        case _:
            return str(shown)
