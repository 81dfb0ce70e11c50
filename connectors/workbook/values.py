"""The values of a workbook's tabs, by python-calamine, from parts that were checked first."""

import io
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from connectors.workbook.contents import Contents
from connectors.workbook.markup import escaped, plain, refuse_broken
from connectors.workbook.package import Package, packed
from syncer.domain.sheet import Merge, Value
from syncer.errors import SourceError

_AGAIN: Final = "open it in Excel or LibreOffice, save it again under a new name, and use that"
_SHARED: Final = re.compile(rb"<(?:[^\s<>/:]+:)?sst(?=[\s/>])(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_COUNT: Final = re.compile(rb"\s(?:uniqueCount|count)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"


def read_tabs(octets: bytes, what: str) -> CalamineWorkbook:
    """Open a workbook that is known to be harmless."""
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(octets))
    except PasswordError:
        hint = "save a copy without a password"
        raise SourceError(f"{what} is protected by a password", hint=hint) from None
    except CalamineError as error:
        raise SourceError(f"{what} cannot be read: {error}", hint=_AGAIN) from None


class Read(NamedTuple):
    """The cells of one tab, from A1 on, and its merged ranges."""

    rows: Sequence[Sequence[Value]]
    merges: tuple[Merge, ...]


def read_tab(book: CalamineWorkbook, place: int, what: str) -> Read:
    """The tab at *place* (from 0)."""
    try:
        sheet = book.get_sheet_by_index(place)
        merges = (
            Merge(top + 1, left + 1, bottom + 1, right + 1)
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        )
        return Read(sheet.to_python(skip_empty_area=False), tuple(merges))
    except CalamineError as error:
        raise SourceError(f"{what} cannot be read: {error}", hint=_AGAIN) from None
    except BaseException as error:
        # A panic of the Rust library is no Exception, and has no class that could be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise SourceError(f"{what} is broken in a way that cannot be read", hint=_AGAIN) from None


def checked_copy(package: Package, contents: Contents, sheets: Sequence[bytes]) -> bytes:
    """
    A plain workbook of *sheets* (canonical XML of those tabs that hold cells, in their order).

    The reader sees nothing but what was unpacked within limits and holds no entities, in the
    places where it looks for it.
    """
    kinds = [f"worksheets/sheet{number}.xml" for number in range(1, len(sheets) + 1)]
    targets = [("worksheet", target) for target in kinds]
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": _related(contents, [("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _workbook(contents, len(sheets)),
    }
    for name, part in (("styles", contents.styles), ("sharedStrings", contents.strings)):
        if part:
            octets = package.part(part)
            refuse_broken(octets, part)
            parts[f"xl/{name}.xml"] = _uncounted(plain(octets))
            targets.append((name, f"{name}.xml"))
    parts["xl/_rels/workbook.xml.rels"] = _related(contents, targets)
    for target, xml in zip(kinds, sheets, strict=True):
        parts[f"xl/{target}"] = xml
    return packed(parts)


def _uncounted(octets: bytes) -> bytes:
    """The reader makes room for as many shared texts as are announced, be it ever so many."""
    return _SHARED.sub(lambda tag: _COUNT.sub(b"", tag[0]), octets)


def _workbook(contents: Contents, sheets: int) -> bytes:
    epoch = '<workbookPr date1904="1"/>' if contents.epoch_1904 else ""
    names = [sheet.name for sheet in contents.sheets if sheet.cells]
    listed = "".join(
        f'<sheet name="{escaped(name).decode()}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in zip(range(1, sheets + 1), names, strict=True)
    )
    start = f'<workbook xmlns="{contents.main}" xmlns:r="{contents.office}">'
    return f"{start}{epoch}<sheets>{listed}</sheets></workbook>".encode()


def _related(contents: Contents, targets: Sequence[tuple[str, str]]) -> bytes:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{contents.office}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{lines}</Relationships>'.encode()
