"""Where a feed stands on disk: looked at, and replaced where it must be another one."""

import errno
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from connectors.ics_feed.known import FeedRenderer
from connectors.ics_feed.packed import Packer, beside, in_step, take_away
from connectors.ics_feed.parted import Digest, consists_of, parted
from connectors.ics_feed.replacing import replace
from connectors.ics_feed.standing import revisions_in
from syncer.domain.events import Feed, Revision
from syncer.errors import AccessError, SyncerError, UnavailableError

_Mark: TypeAlias = tuple[int, ...] | None

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
        self._render = FeedRenderer(alone=True)
        self._pack = Packer() if packed else None
        self._digest = Digest()
        self._left: tuple[tuple[bytes, ...], _Mark] = (), None

    def digest(self) -> str:
        """The digest of the octets that stand there now; empty where nothing does."""
        octets = self._octets()
        if octets is None:
            return ""
        if not self._in_step(octets):
            octets += b"\0"  # with another copy beside it it is not what was published
        left, _ = self._left
        # Of what others put there nothing is remembered: it would be all of it.
        return self._digest(left) if consists_of(octets, left) else Digest()(parted(octets))

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
            return in_step(self._path, octets, wanted=self._pack is not None)
        except OSError as error:
            raise _error_for(error, "read", beside(self._path)) from error

    def render(self, feed: Feed) -> bytes:
        """The octets of *feed*."""
        return self._render(feed)

    def publish(self, feed: Feed) -> str:
        """Let *feed* stand there; return its digest."""
        pieces = self._render.pieces(feed)
        left, mark = self._left
        # Where the last one stands as we left it, another one takes its place unseen.
        unseen = left != pieces and mark is not None and mark == _mark(self._path)
        held = None if unseen else self._octets()
        same = held is not None and consists_of(held, pieces)
        if held is None or not same or not self._in_step(held):
            try:
                self._put(pieces, anew=not same)
            except OSError as error:
                raise _error_for(error, "write", self._path) from error
        self._left = pieces, _mark(self._path)
        return self._digest(pieces)

    def _put(self, pieces: Sequence[bytes], *, anew: bool) -> None:
        """
        The feed, then its copy: each is whole at any moment.

        A crash between the two leaves an older copy, so that another digest is told than was
        published, and the next cycle publishes again.
        """
        if anew:
            replace(self._path.resolve(), pieces)
        if self._pack is None:
            take_away(self._path)
            return
        copy = beside(self._path).resolve()
        replace(copy, self._pack(pieces))
        # So that a web server tells the same Last-Modified of both.
        moment = self._path.stat()
        os.utime(copy, ns=(moment.st_atime_ns, moment.st_mtime_ns))


def _mark(path: Path) -> _Mark:
    """What tells the file there from another one, and from itself changed; None: it is not there."""
    try:
        held = path.stat()
    except OSError:
        return None
    return held.st_dev, held.st_ino, held.st_size, held.st_mtime_ns


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
