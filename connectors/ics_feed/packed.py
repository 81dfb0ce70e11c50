"""The packed copy beside a feed, for web servers that send such files as they are."""

import gzip
import struct
import zlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from connectors.ics_feed.render import PRODID

_LEVEL: Final = 9  # it is made once and sent many times
# RFC 1952: deflated, nothing else known, no time; the same octets for the same feed.
_HEAD: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
_END: Final = b"\x03\x00"  # an empty last block


class _Packed(NamedTuple):
    """A piece deflated, and the CRC of all that stood before it, and with it."""

    deflated: bytes
    before: int
    after: int


class Packer:
    """Packs a feed time and again; a piece that is as it was before is not packed anew."""

    def __init__(self) -> None:
        self._known: dict[bytes, _Packed] = {}

    def __call__(self, pieces: Sequence[bytes]) -> tuple[bytes, ...]:
        """The *pieces* packed, as one gzip member; the same give the same, whenever it is done."""
        done: dict[bytes, _Packed] = {}
        check = 0
        for piece in pieces:
            done[piece] = _packed(piece, check, self._known.get(piece))
            check = done[piece].after
        self._known = done
        size = sum(map(len, pieces))
        end = _END + struct.pack("<II", check, size % 2**32)
        return (_HEAD, *(done[piece].deflated for piece in pieces), end)


def _packed(piece: bytes, before: int, known: _Packed | None) -> _Packed:
    """
    Deflated so that it can stand between any others.

    A full flush ends at a whole octet and leaves nothing to refer back to (RFC 1951 2).
    """
    if known is not None and known.before == before:
        return known
    after = zlib.crc32(piece, before)
    if known is not None:
        return _Packed(known.deflated, before, after)
    press = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return _Packed(press.compress(piece) + press.flush(zlib.Z_FULL_FLUSH), before, after)


def beside(path: Path) -> Path:
    """Where the packed copy of the feed at *path* stands: nginx's gzip_static looks there."""
    return path.with_name(f"{path.name}.gz")


def in_step(path: Path, octets: bytes, *, wanted: bool) -> bool:
    """Whether beside the feed of *octets* at *path* stands its copy; none, where none is wanted."""
    copy = beside(path)
    try:
        held = copy.read_bytes()
    except FileNotFoundError:
        return not wanted
    if wanted:
        return _unpacked(held) == octets
    return not is_ours(held)


def take_away(path: Path) -> None:
    """No copy beside the feed at *path*: one of ours that nobody renews would be sent for ever."""
    copy = beside(path)
    with suppress(FileNotFoundError):
        if is_ours(copy.read_bytes()):
            copy.unlink()


def is_ours(held: bytes) -> bool:
    """Whether a feed of ours was packed to *held*."""
    return f"PRODID:{PRODID}".encode() in (_unpacked(held) or b"")


def _unpacked(held: bytes) -> bytes | None:
    try:
        return gzip.decompress(held)
    except (OSError, EOFError, zlib.error):
        return None
