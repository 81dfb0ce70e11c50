"""What a sheet's XML says beside its values: formulas, hidden rows, percents, errors."""

import re
from collections import Counter
from functools import lru_cache
from typing import Final, NamedTuple

from connectors.workbook.markup import attributes, masked, unescaped, whole
from syncer.errors import SourceError

MAX_CELLS: Final = 12_000_000
"""From A1 to the last cell with a value: the reader makes room for each of them."""
LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384

_MAY_BE_FAR: Final = 100_000
_LOOSE_CELL: Final = re.compile(rb"<c(?=[\s/>])(?! r=\"[A-Z]{1,3}[1-9]\d{0,6}\"[\s/>])")
_LOOSE_ROW: Final = re.compile(rb"<row(?=[\s/>])(?! r=\"[1-9]\d{0,6}\"[\s/>])")
_TAGS: Final = re.compile(rb"<(c|row)(?=[\s/>])([^>]*?)(/?)>")
_ROW: Final = re.compile(rb"<row\s+r=\"(\d+)\"([^>]*)>")
_COL: Final = re.compile(rb"<col\s[^>]*>")
_FORMULA: Final = re.compile(rb"<c\s+r=\"([A-Z]+)(\d+)\"[^>]*>\s*<f(?=[\s/>])([^>]*)>")
_ERROR: Final = re.compile(
    rb"<c\s+r=\"([A-Z]+)(\d+)\"[^>]*?\st=\"e\"[^>]*(?<!/)>(?:(?!</c>).)*?<v>([^<]*)</v>", re.DOTALL
)
_VALUED: Final = re.compile(rb"<c\s+r=\"([A-Z]+)(\d+)\"[^>]*(?<!/)>")
_RANGE: Final = re.compile(rb"([A-Z]{1,3})([1-9]\d{0,6}):([A-Z]{1,3})([1-9]\d{0,6})")


class Facts(NamedTuple):
    """
    Beside the values of one sheet; rows and columns count from 1.

    Attributes:
        errors: By cell the error it shows (`#REF!`).
    """

    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    formulas: frozenset[tuple[int, int]]
    percents: frozenset[int]
    errors: dict[tuple[int, int], str]


def sheet_facts(sheet: bytes, percent_styles: frozenset[int], what: str) -> Facts:
    """
    Scan a sheet in its `canonical` form, without a callback per cell.

    *percent_styles* are the cell formats that show percent; *what* names the sheet in messages.
    SourceError where it reaches too far for any reader.
    """
    _refuse_vast(sheet, what)
    return Facts(
        _hidden_rows(sheet),
        _hidden_columns(sheet),
        _formulas(sheet),
        _percents(sheet, percent_styles),
        _errors(sheet),
    )


def canonical(xml: bytes, what: str) -> bytes:
    """The sheet as our patterns expect it: no prefix, no comments, each cell with its address."""
    xml = masked(xml)
    root = re.search(rb"<(?:([\w.-]+):)?worksheet[\s>]", xml)
    if root is None:
        raise SourceError(f"{what} holds no cells that can be read", hint="save it again")
    if root[1]:
        xml = re.sub(rb"(</?)" + re.escape(root[1]) + rb":", rb"\1", xml)
    data = xml.find(b"<sheetData")
    if data >= 0 and (_LOOSE_CELL.search(xml, data) or _LOOSE_ROW.search(xml, data)):
        end = xml.rfind(b"</sheetData>")
        end = end if end >= 0 else len(xml)
        xml = xml[:data] + _numbered(xml[data:end], what) + xml[end:]
    return xml


def _numbered(data: bytes, what: str) -> bytes:
    """*data* with an address on each row and cell: without one they follow on."""
    row = column = 0

    def addressed(found: re.Match[bytes]) -> bytes:
        nonlocal row, column
        given = attributes(found[2])
        place = given.pop(b"r", b"")
        if found[1] == b"row":
            row = whole(place, LAST_ROW + 1) if place else row + 1
            column, place = 0, b"%d" % _place(b"A%d" % row, what)[0]
        elif place:
            column = _place(place, what)[1]
        else:
            column += 1
            place = letters(column) + str(row).encode()
        rest = b"".join(b' %s="%s"' % pair for pair in given.items())
        return b'<%s r="%s"%s%s>' % (found[1], place, rest, found[3])

    return _TAGS.sub(addressed, data)


def _place(ref: bytes, what: str) -> tuple[int, int]:
    found = re.fullmatch(rb"([A-Z]{1,3})([1-9]\d{0,6})", ref)
    if found and (place := (int(found[2]), number(found[1])))[0] <= LAST_ROW:
        return place
    message = f"{what} has a cell with the address {ref.decode('utf-8', 'replace')!r}"
    raise SourceError(message, hint="open it in Excel or LibreOffice and save it again")


@lru_cache(maxsize=LAST_COLUMN)
def number(letters: bytes) -> int:
    """The number of a column: `A` is 1, `AA` is 27."""
    total = 0
    for letter in letters:
        total = total * 26 + letter - 64
    return total


@lru_cache(maxsize=LAST_COLUMN)
def letters(column: int) -> bytes:
    """The letters of a column, as octets."""
    found = b""
    while column > 0:
        column, place = divmod(column - 1, 26)
        found = bytes((65 + place,)) + found
    return found


def _refuse_vast(sheet: bytes, what: str) -> None:
    """The reader makes room for a whole rectangle: one stray cell far out would be fatal."""
    # In the canonical form an address stands in one way only.
    columns = max(map(number, set(re.findall(rb"<c r=\"([A-Z]+)", sheet))), default=0)
    far = set(map(int, re.findall(rb"<c r=\"[A-Z]+(\d{6,})\"", sheet)))
    last = max(far, default=_MAY_BE_FAR)
    if columns * last <= MAX_CELLS and columns <= LAST_COLUMN and last <= LAST_ROW:
        return
    valued = {(number(letters), int(row)) for letters, row in _VALUED.findall(sheet)}
    column = max((place[0] for place in valued), default=0)
    row = max((place[1] for place in valued), default=0)
    if row * column > MAX_CELLS or row > LAST_ROW or column > LAST_COLUMN:
        raise SourceError(
            f"{what} reaches to row {row:,} and column {letters(column).decode()}: too far for a"
            " plan",
            hint="delete the stray cells below and beside the plan, then save it again",
        )


def _hidden_rows(sheet: bytes) -> frozenset[int]:
    if b"hidden=" not in sheet:
        return frozenset()
    return frozenset(
        whole(row) for row, rest in _ROW.findall(sheet) if _flag(attributes(rest), b"hidden")
    )


def _hidden_columns(sheet: bytes) -> frozenset[int]:
    hidden: set[int] = set()
    for tag in _COL.findall(sheet[: sheet.find(b"<sheetData")]):
        given = attributes(tag)
        if _flag(given, b"hidden"):
            first = whole(given.get(b"min"), 1)
            last = min(whole(given.get(b"max"), first), LAST_COLUMN)
            hidden.update(range(first, last + 1))
    return frozenset(hidden)


def _flag(given: dict[bytes, bytes], name: bytes) -> bool:
    return given.get(name) in {b"1", b"true", b"on"}


def _formulas(sheet: bytes) -> frozenset[tuple[int, int]]:
    if b"<f" not in sheet:
        return frozenset()
    found: set[tuple[int, int]] = set()
    for column, row, rest in _FORMULA.findall(sheet):
        found.add((int(row), number(column)))
        if b"ref=" in rest and b"shared" not in rest:
            found |= spread(attributes(rest).get(b"ref", b""))
    return frozenset(found)


def formula_cells(xml: bytes, what: str) -> frozenset[tuple[int, int]]:
    """The cells, as (row, column), that hold a formula or are filled by one."""
    return _formulas(canonical(xml, what))


def spread(ref: bytes) -> set[tuple[int, int]]:
    """The cells that an array formula or a what-if table fills."""
    ends = _RANGE.fullmatch(ref)
    if not ends:
        return set()
    rows = range(int(ends[2]), min(int(ends[4]), LAST_ROW) + 1)
    columns = range(number(ends[1]), number(ends[3]) + 1)
    if len(rows) * len(columns) > MAX_CELLS:
        return set()
    return {(row, column) for row in rows for column in columns}


def _percents(sheet: bytes, styles: frozenset[int]) -> frozenset[int]:
    """The columns most of whose numbers are shown as percent."""
    if not styles:
        return frozenset()
    names = b"|".join(str(style).encode() for style in sorted(styles))
    cell = rb"<c\s+r=\"([A-Z]+)\d+\"(?=[^>]*?\ss=\"(?:" + names + rb")\")([^>]*)(?<!/)>"
    shown = Counter(column for column, rest in re.findall(cell, sheet) if _is_number(rest))
    if not shown:
        return frozenset()
    columns = b"|".join(sorted(shown))
    numbers = rb"<c\s+r=\"(" + columns + rb")\d+\"([^>]*)(?<!/)>"
    all_numbers = Counter(column for column, rest in re.findall(numbers, sheet) if _is_number(rest))
    return frozenset(
        number(column) for column, count in shown.items() if 2 * count > all_numbers[column]
    )


def _is_number(rest: bytes) -> bool:
    return b" t=" not in rest or b't="n"' in rest


def _errors(sheet: bytes) -> dict[tuple[int, int], str]:
    if b't="e"' not in sheet:
        return {}
    return {
        (int(row), number(column)): unescaped(said) for column, row, said in _ERROR.findall(sheet)
    }
