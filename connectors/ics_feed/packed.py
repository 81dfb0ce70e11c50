"""The packed copy beside a feed, for web servers that send such files as they are."""

import gzip
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Final

from connectors.ics_feed.render import PRODID

_LEVEL: Final = 9  # it is made once and sent many times


def beside(path: Path) -> Path:
    """Where the packed copy of the feed at *path* stands: nginx's gzip_static looks there."""
    return path.with_name(f"{path.name}.gz")


def packed(octets: bytes) -> bytes:
    """*octets* packed; the same give the same, whenever it is done."""
    return gzip.compress(octets, _LEVEL, mtime=0)


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
