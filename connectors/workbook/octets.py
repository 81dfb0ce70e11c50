"""Files on disk: read whole, replaced at once, left alone while somebody has them open."""

import errno
import hashlib
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from syncer.domain.sheet import Version
from syncer.errors import (
    AccessError,
    ConflictError,
    SourceError,
    SyncerError,
    UnavailableError,
    UsageError,
)

MAX_FILE: Final = 200 * 2**20
"""Octets; a plan of 50,000 rows is 3 MB as .xlsx and 8 MB as .csv."""
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_REFUSED: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def version_of(octets: bytes) -> Version:
    """Names a state of a file by its content alone."""
    return Version(hashlib.sha256(octets).hexdigest()[:20])


def read_octets(path: Path) -> bytes:
    """All of the file; SourceError where there is none to read."""
    try:
        if path.is_dir():
            raise SourceError(f"{path} is a folder", hint="name the file inside it")
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            # A pipe would be waited for without end.
            raise SourceError(f"{path} is no file on disk", hint="save the plan, and name that")
        if found.st_size > MAX_FILE:
            raise SourceError(
                f"{path} has {found.st_size >> 20:,} MB: that is no plan", hint="name another file"
            )
        octets = path.read_bytes()
    except OSError as error:
        raise failure(error, path, "reading") from None
    if not octets:
        raise SourceError(f"{path} is empty", hint="save the plan again, or name another file")
    return octets


def failure(error: OSError, path: Path, doing: str) -> SyncerError:
    """What the operating system's refusal means for a person; *doing* completes "while"."""
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        return SourceError(
            f"there is no file {path}", hint="check the path: was it moved or renamed?"
        )
    if error.errno in _FULL:
        return UnavailableError(
            f"the disk is full: {path} could not be saved and is as it was",
            hint="make room on the disk; the next sync tries again",
        )
    if error.errno in _REFUSED:
        may = "read" if doing == "reading" else "write"
        return AccessError(
            f"{path} may not be {'read' if may == 'read' else 'written'}: {error.strerror}",
            hint=f"let this user {may} the file and its folder, then run the same again",
        )
    return UnavailableError(
        f"{error.strerror} while {doing} {path}", hint="the next sync tries again"
    )


def refuse_locked(path: Path) -> None:
    """UnavailableError while Excel or LibreOffice has the file open for editing."""
    for lock, program in (
        (path.with_name(f"~${path.name}"), "Excel"),
        (path.with_name(f".~lock.{path.name}#"), "LibreOffice"),
    ):
        with suppress(FileNotFoundError, NotADirectoryError):
            said = _head(lock)
            who = _excel_user(said) if program == "Excel" else _libreoffice_user(said)
            by = f"{who} has" if who else "somebody has"
            raise UnavailableError(
                f"{by} {path.name} open in {program}",
                hint=f"close it there and the next sync goes on; if nobody has it open, delete"
                f" {lock}",
            )


def _head(lock: Path) -> bytes:
    try:
        with lock.open("rb") as file:
            return file.read(1024)
    except PermissionError:
        return b""  # it is there, and only its owner may see who it is


def _excel_user(said: bytes) -> str:
    """The owner's name: its length, then 54 octets of it, then the same in UTF-16."""
    wide = said[57 : 57 + 2 * said[55]].decode("utf-16-le", "replace") if len(said) > 57 else ""  # noqa: PLR2004 - as above
    narrow = said[1 : 1 + said[0]].decode("cp1252", "replace") if said else ""
    return _shown(wide) or _shown(narrow)


def _libreoffice_user(said: bytes) -> str:
    """`full name,login,host,when,profile;`: the name, else the login, with the machine."""
    fields = [_shown(field) for field in said.decode("utf-8", "replace").split(",")]
    name = next((field for field in fields[:2] if field), "")
    host = fields[2] if len(fields) > 2 else ""  # noqa: PLR2004 - as above
    return f"{name} on {host}" if name and host else name


def _shown(text: str) -> str:
    return "".join(char for char in text if char.isprintable()).strip()


def replace_octets(path: Path, octets: bytes, expected: Version) -> Version:
    """
    Let *octets* stand at *path* at once or not at all, with the mode and owner it had.

    A link is followed. ConflictError unless the file still is the *expected* version right
    before it is replaced.
    """
    target = Path(os.path.realpath(path))
    temporary: Path | None = None
    try:
        before = target.stat()
        temporary = _written_beside(target, octets, before)
        refuse_locked(target)
        if version_of(target.read_bytes()) != expected:
            raise ConflictError(
                f"{path} was changed while we worked on it", hint="the next sync decides anew"
            )
        replace(temporary, target)
        temporary = None
        _settle(target.parent)
    except OSError as error:
        raise failure(error, path, "saving") from None
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
    return version_of(octets)


def replace(temporary: Path, target: Path) -> None:
    """The one moment in which the file changes."""
    temporary.replace(target)


def _written_beside(target: Path, octets: bytes, before: os.stat_result) -> Path:
    """A file in the same folder, with the same mode and owner, safely on the disk."""
    prefix = f".syncer-{hashlib.sha256(os.fsencode(target.name)).hexdigest()[:8]}-"
    for left in target.parent.glob(f"{prefix}*"):
        # By a process that was killed; nobody else writes this file now.
        left.unlink(missing_ok=True)
    handle, name = tempfile.mkstemp(prefix=prefix, suffix=target.suffix, dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(octets)
            file.flush()
            with suppress(PermissionError):
                # Only root may give a file away; the group may still be right.
                os.fchown(file.fileno(), before.st_uid, before.st_gid)
            os.fchmod(file.fileno(), stat.S_IMODE(before.st_mode))
            os.fsync(file.fileno())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _settle(folder: Path) -> None:
    """Let the new name survive a power cut too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def create(path: Path, octets: bytes) -> None:
    """Write a new file; UsageError where something stands there already."""
    try:
        with path.open("xb") as file:
            file.write(octets)
    except FileExistsError:
        raise UsageError(f"{path} exists already", hint="choose another name") from None
    except OSError as error:
        path.unlink(missing_ok=True)
        raise failure(error, path, "saving") from None
