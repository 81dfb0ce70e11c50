"""Our cells put into a sheet's XML; every octet that is not ours stays where it was."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from connectors.workbook.cells import cell
from connectors.workbook.facts import formula_cells, letters, number
from connectors.workbook.markup import (
    attributes,
    masked,
    refuse_broken,
    spliced,
    whole,
    with_attribute,
)
from connectors.workbook.styles import Styles
from syncer.domain.changes import OwnCell
from syncer.errors import SourceError

_RANGE: Final = re.compile(rb"([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?")
_SPANS: Final = re.compile(rb"\sspans\s*=\s*[\"'](\d+):(\d+)[\"']")
_ROW_NUMBER: Final = re.compile(rb"\sr\s*=\s*[\"'](\d+)[\"']")


class Patterns(NamedTuple):
    """How the parts of a sheet are found; what they search has no comments and no CDATA."""

    row: re.Pattern[bytes]
    cell: re.Pattern[bytes]
    col: re.Pattern[bytes]


class Spots(NamedTuple):
    """The cells of one row, column by column: where each stands in the row's octets."""

    columns: tuple[int, ...]
    styles: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


class Sheet(NamedTuple):
    """
    One sheet about to be written to.

    Attributes:
        what: Names it in messages.
        own: The columns that are known to be ours.
        heading: The row of headings: there a new cell looks like the heading beside it.
        formulas: Cells never to be written over.
        near: What was found out about rows of the same columns and formats.
    """

    xml: bytes
    what: str
    prefix: bytes
    patterns: Patterns
    styles: Styles
    own: frozenset[int]
    heading: int
    formulas: frozenset[tuple[int, int]]
    epoch_1904: bool
    near: dict[tuple[tuple[int, ...], tuple[int, ...], int], tuple[int, ...]]


class Result(NamedTuple):
    """The new octets, and the rows of which a cell was left alone because it is a formula."""

    xml: bytes
    left_alone: frozenset[int]


@lru_cache(maxsize=8)
def patterns(prefix: bytes) -> Patterns:
    """The patterns for elements written with *prefix*."""
    p = re.escape(prefix)
    return Patterns(
        re.compile(rb"<" + p + rb"row(?=[\s/>])[^>]*>"),
        # As nearly all write it: address, then format; else the attributes are read one by one.
        re.compile(
            rb"<%bc(?: r=\"([A-Z]{1,3})\d+\"(?: s=\"(\d+)\")?)?(?=[\s/>])"
            rb"([^>]*?)(?:/>|>[^<]*+(?:<(?!/%bc>)[^<]*+)*+</%bc>)" % (p, p, p)
        ),
        re.compile(rb"<" + p + rb"col(?=[\s/>])[^>]*>"),
    )


def written(
    xml: bytes,
    rows: Mapping[int, Sequence[OwnCell]],
    *,
    what: str,
    styles: Styles,
    own: frozenset[int],
    heading: int,
    widths: Mapping[int, float],
    epoch_1904: bool,
) -> Result:
    """
    Put *rows* (cells by row, left to right) into the sheet *xml*.

    *widths* are those of columns that are new, in characters. Cells with a formula stay.
    """
    refuse_broken(xml, what)
    bare = masked(xml)
    root = re.search(rb"<((?:[\w.-]+:)?)worksheet[\s>]", bare)
    if root is None:
        raise SourceError(f"{what} is not a sheet of cells", hint="name another tab")
    prefix = root[1]
    sheet = Sheet(
        xml, what, prefix, patterns(prefix), styles, own, heading,
        formula_cells(xml, what), epoch_1904, {},
    )  # fmt: skip
    left_alone = frozenset(
        row for row, cells in rows.items()
        if any((row, own_cell.column) in sheet.formulas for own_cell in cells)
    )  # fmt: skip
    edits = _row_edits(sheet, bare, rows)
    if edits:
        edits |= _dimension_edit(sheet, bare, rows)
    edits |= _cols_edit(sheet, bare, widths)
    return Result(spliced(xml, edits), left_alone)


def _row_edits(
    sheet: Sheet, bare: bytes, rows: Mapping[int, Sequence[OwnCell]]
) -> dict[tuple[int, int], bytes]:
    begin, end, empty = _data(sheet, bare)
    closing = b"</%srow>" % sheet.prefix
    edits: dict[tuple[int, int], bytes] = {}
    places: list[tuple[int, int]] = []
    reached = 0
    for tag in sheet.patterns.row.finditer(bare, begin, end):
        row = _row_number(tag[0], reached)
        reached = row
        places.append((row, tag.start()))
        if row not in rows:
            continue
        if tag[0].endswith(b"/>"):
            stop = tag.end()
        else:
            stop = bare.index(closing, tag.end()) + len(closing)
        new = _row(sheet, bare[tag.start() : stop], (tag.start(), tag.end()), row, rows[row])
        if new != sheet.xml[tag.start() : stop]:
            edits[tag.start(), stop] = new
    there = {row for row, _ in places}
    missing = {row: _new_row(sheet, row, rows[row]) for row in sorted(rows) if row not in there}
    return edits | _inserted(sheet, missing, sorted(places), (begin, end), empty=empty)


def _inserted(
    sheet: Sheet,
    missing: Mapping[int, bytes],
    places: list[tuple[int, int]],
    data: tuple[int, int],
    *,
    empty: bool,
) -> dict[tuple[int, int], bytes]:
    """The rows that the sheet does not have yet, each before the next row that it has."""
    edits: dict[tuple[int, int], bytes] = {}
    for row, octets in missing.items():
        after = bisect_left(places, (row, 0))
        at = places[after][1] if after < len(places) else data[1]
        if octets:
            edits[at, at] = edits.get((at, at), b"") + octets
    if empty and edits:
        p = sheet.prefix
        whole = b"".join(edits.values())
        return {data: b"<%ssheetData>%s</%ssheetData>" % (p, whole, p)}
    return edits


def _data(sheet: Sheet, bare: bytes) -> tuple[int, int, bool]:
    """Where the rows stand; where there are none, the place of `<sheetData/>` itself."""
    found = re.search(rb"<%bsheetData(?=[\s/>])[^>]*>" % re.escape(sheet.prefix), bare)
    if found is None:
        raise SourceError(f"{sheet.what} is not a sheet of cells", hint="name another tab")
    if found[0].endswith(b"/>"):
        return found.start(), found.end(), True
    return found.end(), bare.rindex(b"</%ssheetData>" % sheet.prefix), False


def _row_number(tag: bytes, reached: int) -> int:
    found = _ROW_NUMBER.search(tag)
    return whole(found[1], reached + 1) if found else reached + 1


def _spots(sheet: Sheet, bare: bytes) -> Spots:
    """The cells of one row; one without an address follows the cell before it."""
    found = []
    column = 0
    for match in sheet.patterns.cell.finditer(bare):
        name, style, rest = match.groups()
        if name is None or (style is None and b"s" in rest.replace(b't="s"', b"")):
            given = attributes(rest)
            name = name or given.get(b"r", b"").rstrip(b"0123456789")
            style = style or given.get(b"s", b"0")
        column = number(name) if name else column + 1
        found.append((column, whole(style), *match.span()))
    return Spots._make(zip(*found, strict=True)) if found else Spots((), (), (), ())


def _row(
    sheet: Sheet, bare: bytes, tag: tuple[int, int], row: int, cells: Sequence[OwnCell]
) -> bytes:
    """The octets of one row with *cells* in it; *bare* is the row without comments."""
    octets = sheet.xml[tag[0] : tag[0] + len(bare)]
    spots = _spots(sheet, bare)
    edits: dict[tuple[int, int], bytes] = {}
    length = tag[1] - tag[0]
    for own_cell in cells:
        if (row, own_cell.column) in sheet.formulas:
            continue
        if own_cell.column in spots.columns:
            at = spots.columns.index(own_cell.column)
            place = (spots.starts[at], spots.ends[at])
            edits[place] = _rewritten(sheet, row, spots.styles[at], own_cell)
        elif own_cell.value not in {None, ""}:
            start = _place(spots, own_cell.column, length)
            edits[start, start] = edits.get((start, start), b"") + _new(sheet, row, spots, own_cell)
    if not edits:
        return octets
    opening = _spanned(octets[:length], columns_of(cells))
    if opening.endswith(b"/>"):
        inside = b"".join(edits.values())
        return opening[:-2].rstrip() + b">" + inside + b"</%srow>" % sheet.prefix
    return opening + spliced(octets, edits)[length:]


def _place(spots: Spots, column: int, inner: int) -> int:
    """Where a cell that the row lacks goes: before the next one; at the end of the row."""
    if not spots.columns:
        return inner
    if column > max(spots.columns):
        return max(spots.ends)
    after = zip(spots.columns, spots.starts, strict=True)
    return min(start for other, start in after if other > column)


def columns_of(cells: Iterable[OwnCell]) -> tuple[int, int]:
    """The first and the last column of *cells*."""
    columns = [own_cell.column for own_cell in cells]
    return min(columns), max(columns)


def _rewritten(sheet: Sheet, row: int, style: int, own_cell: OwnCell) -> bytes:
    if not _is_heading(sheet, row, own_cell):
        style = sheet.styles.own(style, own_cell.look, own_cell.value)
    return _cell(sheet, row, own_cell, style)


def _new(sheet: Sheet, row: int, spots: Spots, own_cell: OwnCell) -> bytes:
    shape = (spots.columns, spots.styles, own_cell.column)
    near = sheet.near.get(shape)
    if near is None:
        near = sheet.near[shape] = _near(spots, own_cell.column, sheet.own)
    if _is_heading(sheet, row, own_cell):
        return _cell(sheet, row, own_cell, near[0] if near else 0)
    return _cell(sheet, row, own_cell, sheet.styles.beside(near, own_cell.look, own_cell.value))


def _is_heading(sheet: Sheet, row: int, own_cell: OwnCell) -> bool:
    """A heading looks like the heading beside it; only text is one."""
    return row == sheet.heading and isinstance(own_cell.value, str)


def _near(spots: Spots, column: int, own: frozenset[int]) -> tuple[int, ...]:
    """The formats of people's cells in the row, the nearest first."""
    around = [
        # Left before right: what stands to the left is what people see it continue.
        (other > column, abs(other - column), style)
        for other, style in zip(spots.columns, spots.styles, strict=True)
        if other not in own
    ]
    return tuple(style for _, _, style in sorted(around))


def _cell(sheet: Sheet, row: int, own_cell: OwnCell, style: int) -> bytes:
    ref = letters(own_cell.column) + b"%d" % row
    return cell(sheet.prefix, ref, style, own_cell.value, epoch_1904=sheet.epoch_1904)


def _new_row(sheet: Sheet, row: int, cells: Sequence[OwnCell]) -> bytes:
    inside = b"".join(
        _new(sheet, row, Spots((), (), (), ()), own_cell)
        for own_cell in cells
        if own_cell.value not in {None, ""}
    )
    p = sheet.prefix
    return b'<%srow r="%d">%s</%srow>' % (p, row, inside, p) if inside else b""


def _spanned(tag: bytes, columns: tuple[int, int]) -> bytes:
    """The row's tag; its hint of where cells stand follows where there is one."""
    found = _SPANS.search(tag)
    if found is None:
        return tag
    first, last = min(whole(found[1], 1), columns[0]), max(whole(found[2]), columns[1])
    return tag[: found.start(1)] + b"%d:%d" % (first, last) + tag[found.end(2) :]


def _dimension_edit(
    sheet: Sheet, bare: bytes, rows: Mapping[int, Sequence[OwnCell]]
) -> dict[tuple[int, int], bytes]:
    """The used range that the sheet names for itself, wide enough for our cells."""
    tag = re.search(rb"<%bdimension\s[^>]*>" % re.escape(sheet.prefix), bare)
    ends = _RANGE.fullmatch(attributes(tag[0]).get(b"ref", b"")) if tag else None
    spans = [columns_of(cells) for cells in rows.values() if cells]
    if tag is None or ends is None or not spans:
        return {}
    left = min([number(ends[1]), *(span[0] for span in spans)])
    right = max([number(ends[3] or ends[1]), *(span[1] for span in spans)])
    top, bottom = min([whole(ends[2], 1), *rows]), max([whole(ends[4] or ends[2]), *rows])
    ref = b"%s%d:%s%d" % (letters(left), top, letters(right), bottom)
    return {(tag.start(), tag.end()): with_attribute(tag[0], b"ref", ref)}


def _cols_edit(
    sheet: Sheet, bare: bytes, widths: Mapping[int, float]
) -> dict[tuple[int, int], bytes]:
    """Widths for new columns; a range of columns that covers one of them is divided."""
    if not widths:
        return {}
    p = sheet.prefix
    begin, _, _ = _data(sheet, bare)
    start = bare.rfind(b"<%ssheetData" % p, 0, begin + 1)
    tags = list(sheet.patterns.col.finditer(bare, 0, start))
    pieces = [piece for tag in tags for piece in _divided(tag[0], widths)]
    for column, width in widths.items():
        new = b'<%scol min="%d" max="%d" width="%.2f" customWidth="1"/>' % (
            p, column, column, width,
        )  # fmt: skip
        pieces.append((column, new))
    inside = b"".join(octets for _, octets in sorted(pieces))
    if tags:
        return {(tags[0].start(), tags[-1].end()): inside}
    return {(start, start): b"<%scols>%s</%scols>" % (p, inside, p)}


def _divided(tag: bytes, widths: Mapping[int, float]) -> list[tuple[int, bytes]]:
    """*tag* as ranges of columns that leave out those in *widths*."""
    given = attributes(tag)
    first, last = whole(given.get(b"min"), 1), whole(given.get(b"max"), 1)
    within = [column for column in sorted(widths) if first <= column <= last]
    if not within:
        return [(first, tag)]
    pieces = []
    for stop in [*within, last + 1]:
        if first < stop:
            piece = with_attribute(tag, b"min", b"%d" % first)
            pieces.append((first, with_attribute(piece, b"max", b"%d" % (stop - 1))))
        first = stop + 1
    return pieces
