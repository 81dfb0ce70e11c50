"""Puts octets in a file's place at once or not at all, so that they outlive a power cut."""

import os
from collections.abc import Sequence
from contextlib import suppress
from glob import escape
from pathlib import Path
from secrets import token_hex
from stat import S_IMODE
from typing import Final

_AT_ONCE: Final = 512
"""Pieces that one call writes: systems take 1024 (IOV_MAX)."""


def replace(path: Path, pieces: Sequence[bytes]) -> None:
    """Put *pieces* in the place of *path* in one step; a link keeps pointing where it did."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in path.parent.glob(f".{escape(path.name)}.*.tmp"):
        # By a process that was killed; nobody else writes this feed now.
        left.unlink(missing_ok=True)
    new = path.with_name(f".{path.name}.{token_hex(4)}.tmp")
    try:
        _write_through(new, pieces)
        with suppress(FileNotFoundError):  # a new file has the mode that the umask gave it
            _inherit(new, path)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    _settle(path.parent)


def _write_through(path: Path, pieces: Sequence[bytes]) -> None:
    """Write a new file and wait until the disk has it: only then may it replace another."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        _write(descriptor, pieces)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(descriptor: int, pieces: Sequence[bytes]) -> None:
    """All *pieces*, not joined: most of what a small change of a large feed costs is this."""
    left = [memoryview(piece) for piece in pieces]
    while left:
        written = os.writev(descriptor, left[:_AT_ONCE])
        while left and written >= len(left[0]):
            written -= len(left.pop(0))
        if written:
            left[0] = left[0][written:]


def _inherit(new: Path, path: Path) -> None:
    """Give *new* the owner, where we may, and the mode of *path*."""
    old = path.stat()
    with suppress(PermissionError):
        os.chown(new, old.st_uid, old.st_gid)
    new.chmod(S_IMODE(old.st_mode))


def _settle(folder: Path) -> None:
    """Let the new name outlive a power cut; some file systems cannot, and need not."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
