"""A zip file as octets: parts read with care; parts that do not change copied as they stand."""

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from syncer.errors import SourceError

MAX_ENTRIES: Final = 10_000
"""A workbook of a thousand pictures is real; a million entries are an attack."""
MAX_OPENED: Final = 300 * 2**20
"""50,000 rows of 14 columns are 27 MB of XML; ten times that is no plan."""
MAX_RATIO: Final = 250
"""Deflate reaches 1,032; a sheet of empty styled cells about 150."""
RATIO_FROM: Final = 20 * 2**20
"""Below this size any ratio is harmless."""

_END: Final = struct.Struct("<4s4H2LH")
_ENTRY: Final = struct.Struct("<4s6H3L5H2L")
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_STORED: Final = 0
_DEFLATED: Final = 8
_ENCRYPTED: Final = 1
_DESCRIPTOR: Final = 8
_ZIP64: Final = 1
_FIRST_DAY: Final = 0x21  # 1 January 1980: a new part gets no clock's time
_AGAIN: Final = "open it in Excel or LibreOffice, save it again under a new name, and use that"


class Entry(NamedTuple):
    """One part as the zip's directory tells of it; offsets are octets from the file's start."""

    name: str
    record: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    local: int
    data: int
    end: int


@dataclass(slots=True)
class Package:
    """
    A zip file.

    Attributes:
        what: What it should be, for messages (`apollo.xlsx`).
        opened: How many octets were inflated so far.
    """

    octets: bytes
    entries: tuple[Entry, ...]
    directory: int
    tail: bytes
    what: str
    opened: int = 0
    _names: dict[str, Entry] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return self.find(name) is not None

    def find(self, name: str) -> str | None:
        """The name under which *name* stands: writers differ in case and in slashes."""
        entry = self._entry(name)
        return entry.name if entry else None

    def part(self, name: str) -> bytes:
        """The octets of one part; SourceError where they are not what the directory says."""
        entry = self._entry(name)
        if entry is None:
            raise SourceError(f"{self.what} lacks its part {name}", hint=_AGAIN)
        self._allow(entry)
        packed = self.octets[entry.data : entry.data + entry.packed]
        octets = packed if entry.method == _STORED else self._inflated(entry, packed)
        if len(octets) != entry.size or zlib.crc32(octets) != entry.crc:
            raise SourceError(f"{self.what} is damaged in its part {entry.name}", hint=_AGAIN)
        return octets

    def _entry(self, name: str) -> Entry | None:
        if not self._names:
            self._names.update((_folded(entry.name), entry) for entry in self.entries)
        return self._names.get(_folded(name))

    def _allow(self, entry: Entry) -> None:
        self.opened += entry.size
        too_dense = entry.size > RATIO_FROM and entry.size > MAX_RATIO * max(entry.packed, 1)
        if self.opened > MAX_OPENED or too_dense:
            raise SourceError(
                f"{self.what} would unpack to {max(self.opened, entry.size) >> 20:,} MB: it is not"
                " opened",
                hint="delete empty rows and columns beyond the plan, then save it again",
            )

    def _inflated(self, entry: Entry, packed: bytes) -> bytes:
        try:
            # One octet more than announced is enough to know that the directory lies.
            return zlib.decompressobj(-15).decompress(packed, entry.size + 1)
        except zlib.error:
            message = f"{self.what} is damaged in its part {entry.name}"
            raise SourceError(message, hint=_AGAIN) from None

    def rewritten(self, parts: Mapping[str, bytes]) -> bytes:
        """The zip with *parts* changed or added; every other octet of it stays as it was."""
        changed = {_folded(name): octets for name, octets in parts.items()}
        ends = _ends(self.entries, self.directory)
        body: list[bytes] = []
        records: dict[int, bytes] = {}
        at = 0
        for entry in sorted(self.entries, key=lambda entry: entry.local):
            octets = changed.pop(_folded(entry.name), None)
            if octets is None:
                piece, record = self.octets[entry.local : ends[entry.local]], entry.record
            else:
                piece, record = _replaced(self.octets, entry, octets)
            records[entry.local] = _moved(record, at)
            body.append(piece)
            at += len(piece)
        directory = [records[entry.local] for entry in self.entries]
        for name in (name for name in parts if _folded(name) in changed):
            piece, record = _added(name, parts[name])
            directory.append(_moved(record, at))
            body.append(piece)
            at += len(piece)
        return b"".join([*body, *directory, _end(directory, at, self.tail)])


def _folded(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def open_package(octets: bytes, what: str) -> Package:
    """Read the directory of a zip, and refuse what no spreadsheet program would write."""
    place = octets.rfind(b"PK\x05\x06")
    if place < 0 or place + _END.size > len(octets):
        raise SourceError(
            f"{what} breaks off before its end: it was not copied or saved whole", hint=_AGAIN
        )
    _, disk, first, here, count, size, start, _ = _END.unpack_from(octets, place)
    if disk or first or here != count or start + size > place:
        raise SourceError(f"{what} is not a whole zip file", hint=_AGAIN)
    if count > MAX_ENTRIES:
        raise SourceError(f"{what} has {count:,} parts: it is not opened", hint=_AGAIN)
    entries = _entries(octets, start, start + size, count, what)
    _refuse_odd(entries, start, what)
    return Package(octets, entries, start, octets[place + _END.size :], what)


def _entries(octets: bytes, at: int, end: int, count: int, what: str) -> tuple[Entry, ...]:
    found: list[Entry] = []
    while at + _ENTRY.size <= end and octets[at : at + 4] == b"PK\x01\x02":
        fields = _ENTRY.unpack_from(octets, at)
        flags, method, crc, packed, size = fields[3], fields[4], *fields[7:10]
        name_length, local = fields[10], fields[16]
        length = _ENTRY.size + name_length + fields[11] + fields[12]
        raw = octets[at + _ENTRY.size : at + _ENTRY.size + name_length]
        data = _data(octets, local, raw, what)
        name = raw.decode("utf-8" if flags & 0x800 else "cp437", errors="replace")
        record = octets[at : at + length]
        found.append(
            Entry(name, record, flags, method, crc, packed, size, local, data, data + packed)
        )
        at += length
    if len(found) != count:
        raise SourceError(f"{what} has a broken directory of its parts", hint=_AGAIN)
    return tuple(found)


def _data(octets: bytes, local: int, name: bytes, what: str) -> int:
    """Where the octets of a part begin: behind its own header, which must bear the same name."""
    if octets[local : local + 4] != b"PK\x03\x04" or local + _LOCAL.size > len(octets):
        raise SourceError(f"{what} has a broken directory of its parts", hint=_AGAIN)
    *_, name_length, extra_length = _LOCAL.unpack_from(octets, local)
    begin = local + _LOCAL.size
    if octets[begin : begin + name_length] != name:
        raise SourceError(f"{what} calls one part by two names: it is not opened", hint=_AGAIN)
    return int(begin + name_length + extra_length)


def _refuse_odd(entries: tuple[Entry, ...], directory: int, what: str) -> None:
    ends = _ends(entries, directory)
    names: set[str] = set()
    for entry in entries:
        if entry.flags & _ENCRYPTED:
            raise SourceError(
                f"{what} is protected by a password",
                hint="save a copy without a password (File, Info, Protect Workbook)",
            )
        path = entry.name.replace("\\", "/")
        outside = path.startswith("/") or ":" in path or ".." in path.split("/")
        if outside or _folded(path) in names:
            message = f"{what} has a part called {entry.name!r}: it is not opened"
            raise SourceError(message, hint=_AGAIN)
        if entry.method not in {_STORED, _DEFLATED} or entry.end > ends[entry.local]:
            raise SourceError(f"{what} is packed in an odd way: it is not opened", hint=_AGAIN)
        names.add(_folded(path))
    if not entries or min(entry.local for entry in entries):
        raise SourceError(f"{what} is not a plain zip file", hint=_AGAIN)


def _ends(entries: tuple[Entry, ...], directory: int) -> dict[int, int]:
    """Where each part's record ends: where the next begins, so that nothing between is lost."""
    starts = sorted(entry.local for entry in entries)
    return dict(zip(starts, [*starts[1:], directory], strict=True))


def _deflated(octets: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(octets) + packer.flush()


def _replaced(zipped: bytes, entry: Entry, octets: bytes) -> tuple[bytes, bytes]:
    """The local piece and the directory's record of *entry*, now holding *octets*."""
    packed = _deflated(octets)
    local = list(_LOCAL.unpack_from(zipped, entry.local))
    begin = entry.local + _LOCAL.size
    name = zipped[begin : begin + local[9]]
    extra = _without_zip64(zipped[begin + local[9] : entry.data])
    flags = entry.flags & ~_DESCRIPTOR
    sizes = [zlib.crc32(octets), len(packed), len(octets)]
    local[2:4], local[6:9], local[10] = [flags, _DEFLATED], sizes, len(extra)
    fields = list(_ENTRY.unpack_from(entry.record))
    tail = entry.record[_ENTRY.size + fields[10] :]
    kept = _without_zip64(tail[: fields[11]])
    fields[3:5], fields[7:10] = [flags, _DEFLATED], sizes
    record = name + kept + tail[fields[11] :]
    fields[11] = len(kept)
    return _LOCAL.pack(*local) + name + extra + packed, _ENTRY.pack(*fields) + record


def _added(name: str, octets: bytes) -> tuple[bytes, bytes]:
    packed, raw = _deflated(octets), name.encode()
    sizes = (zlib.crc32(octets), len(packed), len(octets))
    head = (20, 0x800, _DEFLATED, 0, _FIRST_DAY, *sizes, len(raw), 0)
    local = _LOCAL.pack(b"PK\x03\x04", *head) + raw + packed
    return local, _ENTRY.pack(b"PK\x01\x02", 20, *head, 0, 0, 0, 0, 0) + raw


def _without_zip64(extra: bytes) -> bytes:
    """The extra field without its zip64 block: our sizes stand in the header itself."""
    kept = b""
    while len(extra) >= 4:  # noqa: PLR2004 - two octets of kind, two of length
        kind, length = struct.unpack_from("<2H", extra)
        kept += b"" if kind == _ZIP64 else extra[: 4 + length]
        extra = extra[4 + length :]
    return kept


def _moved(record: bytes, local: int) -> bytes:
    """A directory record that points to *local*."""
    return record[:42] + struct.pack("<L", local) + record[46:]


def _end(directory: list[bytes], at: int, comment: bytes) -> bytes:
    size, count = sum(map(len, directory)), len(directory)
    return _END.pack(b"PK\x05\x06", 0, 0, count, count, size, at, len(comment)) + comment


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A zip of *parts*, not compressed: for handing checked octets on within the process."""
    body: list[bytes] = []
    directory: list[bytes] = []
    at = 0
    for name, octets in parts.items():
        raw = name.encode()
        head = (20, 0x800, _STORED, 0, _FIRST_DAY, zlib.crc32(octets))
        sizes = (len(octets), len(octets), len(raw), 0)
        local = _LOCAL.pack(b"PK\x03\x04", *head, *sizes)
        record = _ENTRY.pack(b"PK\x01\x02", 20, *head, *sizes, 0, 0, 0, 0, at) + raw
        body += [local, raw, octets]
        directory.append(record)
        at += len(local) + len(raw) + len(octets)
    return b"".join([*body, *directory, _end(directory, at, b"")])
