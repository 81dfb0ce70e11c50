"""Where a feed stands on disk: looked at, and replaced at once or not at all."""

import errno
import os
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from stat import S_IMODE
from typing import Final

from connectors.ics_feed.render import feed_octets
from connectors.ics_feed.standing import revisions_in
from connectors.ics_feed.vevent import event_octets
from syncer.domain.events import Feed, Revision
from syncer.errors import AccessError, SyncerError, UnavailableError

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_ACCESS: Final = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.EEXIST}
)


def open_feed(path: str, _options: Mapping[str, object]) -> "FeedFile":
    """The feed at *path*; there are no options yet."""
    return FeedFile(Path(path))


class FeedFile:
    """A feed in a file. It remembers the octets of each event, so that only changes cost."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, tuple[Revision, bytes]] = {}

    def digest(self) -> str:
        """The digest of the octets that stand there now; empty where nothing does."""
        octets = self._octets()
        return "" if octets is None else sha256(octets).hexdigest()

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

    def render(self, feed: Feed) -> bytes:
        """The octets of *feed*."""
        known, now = self._known, {}

        def octets_of(revision: Revision) -> bytes:
            uid = revision.event.uid
            held = known.get(uid)
            if held is None or not (held[0] is revision or held[0] == revision):
                held = (revision, event_octets(revision))
            now[uid] = held
            return held[1]

        octets = feed_octets(feed, octets_of)
        self._known = now  # what left the feed is forgotten
        return octets

    def publish(self, feed: Feed) -> str:
        """Let *feed* stand there; return its digest."""
        octets = self.render(feed)
        digest = sha256(octets).hexdigest()
        if self.digest() != digest:
            try:
                _replace(self._path.resolve(), octets)
            except OSError as error:
                raise _error_for(error, "write", self._path) from error
        return digest


def _replace(path: Path, octets: bytes) -> None:
    """Put *octets* in the place of *path* in one step; a link keeps pointing where it did."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{token_hex(4)}.tmp")
    try:
        _write_through(beside, octets)
        with suppress(FileNotFoundError):  # a new file has the mode that the umask gave it
            _inherit(beside, path)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    _settle(path.parent)


def _write_through(path: Path, octets: bytes) -> None:
    """Write a new file and wait until the disk has it: only then may it replace another."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    with os.fdopen(descriptor, "wb") as file:
        file.write(octets)
        file.flush()
        os.fsync(descriptor)


def _inherit(beside: Path, path: Path) -> None:
    """Give *beside* the owner, where we may, and the mode of *path*."""
    old = path.stat()
    with suppress(PermissionError):
        os.chown(beside, old.st_uid, old.st_gid)
    beside.chmod(S_IMODE(old.st_mode))


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
