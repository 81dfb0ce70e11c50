"""Where a feed stands on disk: looked at, and replaced at once or not at all."""

import errno
import os
from collections.abc import Mapping
from contextlib import suppress
from glob import escape
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from stat import S_IMODE
from typing import Final

from connectors.ics_feed.known import FeedRenderer
from connectors.ics_feed.packed import beside, in_step, packed, take_away
from connectors.ics_feed.standing import revisions_in
from syncer.domain.events import Feed, Revision
from syncer.errors import AccessError, SyncerError, UnavailableError

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_ACCESS: Final = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.EEXIST}
)


def open_feed(path: str, options: Mapping[str, object]) -> "FeedFile":
    """The feed at *path*; with the option `gzip` a packed copy is kept beside it."""
    return FeedFile(Path(path), packed=bool(options.get("gzip")))


class FeedFile:
    """A feed in a file. It remembers the octets of each event, so that only changes cost."""

    def __init__(self, path: Path, *, packed: bool = False) -> None:
        self._path = path
        self._packed = packed
        self._render = FeedRenderer()

    def digest(self) -> str:
        """The digest of the octets that stand there now; empty where nothing does."""
        octets = self._octets()
        if octets is None:
            return ""
        # With another copy beside it than belongs there it is not what was published.
        return sha256(octets if self._in_step(octets) else octets + b"\0").hexdigest()

    def standing(self) -> tuple[Revision, ...]:
        """The revisions that stand there now, as far as they can be read back."""
        return revisions_in(self._octets() or b"")

    def _octets(self) -> bytes | None:
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _error_for(error, "read", self._path) from error

    def _in_step(self, octets: bytes) -> bool:
        try:
            return in_step(self._path, octets, wanted=self._packed)
        except OSError as error:
            raise _error_for(error, "read", beside(self._path)) from error

    def render(self, feed: Feed) -> bytes:
        """The octets of *feed*."""
        return self._render(feed)

    def publish(self, feed: Feed) -> str:
        """Let *feed* stand there; return its digest."""
        octets, held = self.render(feed), self._octets()
        if held != octets or not self._in_step(octets):
            try:
                self._put(octets, held)
            except OSError as error:
                raise _error_for(error, "write", self._path) from error
        return sha256(octets).hexdigest()

    def _put(self, octets: bytes, held: bytes | None) -> None:
        """
        The feed, then its copy: each is whole at any moment.

        A crash between the two leaves an older copy, so that another digest is told than was
        published, and the next cycle publishes again.
        """
        if held != octets:
            _replace(self._path.resolve(), octets)
        if self._packed:
            copy = beside(self._path).resolve()
            _replace(copy, packed(octets))
            # So that a web server tells the same Last-Modified of both.
            moment = self._path.stat()
            os.utime(copy, ns=(moment.st_atime_ns, moment.st_mtime_ns))
        else:
            take_away(self._path)


def _replace(path: Path, octets: bytes) -> None:
    """Put *octets* in the place of *path* in one step; a link keeps pointing where it did."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in path.parent.glob(f".{escape(path.name)}.*.tmp"):
        # By a process that was killed; nobody else writes this feed now.
        left.unlink(missing_ok=True)
    new = path.with_name(f".{path.name}.{token_hex(4)}.tmp")
    try:
        _write_through(new, octets)
        with suppress(FileNotFoundError):  # a new file has the mode that the umask gave it
            _inherit(new, path)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    _settle(path.parent)


def _write_through(path: Path, octets: bytes) -> None:
    """Write a new file and wait until the disk has it: only then may it replace another."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    with os.fdopen(descriptor, "wb") as file:
        file.write(octets)
        file.flush()
        os.fsync(descriptor)


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


def _error_for(error: OSError, doing: str, path: Path) -> SyncerError:
    """What a failure of the file system means for a person."""
    what = f"cannot {doing} the feed {path}: {error.strerror or error}"
    if error.errno in _NO_ROOM:
        hint = (
            "make room on that disk; the feed of before still stands, and the next sync tries again"
        )
        return UnavailableError(what, hint=hint)
    if error.errno in _NO_ACCESS:
        hint = f"let this user read and write in {path.parent}, or set another path under publish"
        return AccessError(what, hint=hint)
    return UnavailableError(what, hint="the feed of before still stands; the next sync tries again")
