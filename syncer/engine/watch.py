"""Which sheets need not be read: those that were, and of which nothing was heard since."""

from collections import Counter
from collections.abc import Callable
from threading import Lock
from typing import Final

from syncer.domain.changes import SheetChanges
from syncer.domain.sheet import Snapshot, Version
from syncer.errors import SyncerError
from syncer.ports import PlanSource, Watcher, Written

ASKED: Final = 30.0
"""Seconds for which what was heard of all sheets is news enough: they are told of minutes late anyway."""
LONGEST: Final = 86_400.0
"""Seconds that a sheet of which nothing is heard goes unread: a sign of a change may be lost."""
_ANY: Final = ""
"""No sheet's id: what stands for all of them."""


class Watch:
    """
    What is heard of the sheets of one account; all plans of the process share it.

    It is a hint and no more: where nobody can say, a sheet is read. Our own write is heard of as
    well and has the sheet read once more: people's edit beneath it would look the same. *now* is
    seconds on a clock that never jumps.
    """

    def __init__(self, watcher: Watcher, now: Callable[[], float]) -> None:
        self._watcher = watcher
        self._asked: float | None = None
        self._asking = Lock()
        self._token = ""
        self._told: dict[str, bool] = {}
        self._signs: Counter[str] = Counter()
        self.now = now

    def signs(self, ident: str) -> int:
        """A number that is another as soon as the sheet *ident* may have changed."""
        self._ask()
        if not self._is_told(ident):
            self.changed(ident)
        return self._signs[ident] + self._signs[_ANY]

    def changed(self, ident: str) -> None:
        """Somebody says that the sheet *ident* changed."""
        self._signs[ident] += 1

    def _ask(self) -> None:
        """Hear what changed, in one call for all sheets; one thread asks, the others go on."""
        now = self.now()
        if self._asked is not None and now - self._asked < ASKED:
            return
        if not self._asking.acquire(blocking=False):
            return
        try:
            self._asked = now
            self._hear()
        finally:
            self._asking.release()

    def _hear(self) -> None:
        try:
            self._token, changed = self._watcher.news(self._token)
        except SyncerError:
            # Whoever cannot be heard is read.
            changed = None
        for ident in (_ANY,) if changed is None else changed:
            self.changed(ident)

    def _is_told(self, ident: str) -> bool:
        """Whether changes of it are told of at all; asked once."""
        if ident not in self._told:
            try:
                self._told[ident] = self._watcher.tells(ident)
            except SyncerError:
                return False
        return self._told[ident]


class Watched:
    """A PlanSource that is not asked how it stands while nothing is heard of its sheet."""

    def __init__(self, source: PlanSource, ident: str, watch: Watch) -> None:
        self._source = source
        self._ident = ident
        self._watch = watch
        self._seen: Version | None = None
        self._signs = -1
        self._asked = watch.now()

    def version(self) -> Version:
        """As it was last seen, or as it is now where something was heard since."""
        signs, now = self._watch.signs(self._ident), self._watch.now()
        if self._seen is None or signs != self._signs or now - self._asked >= LONGEST:
            self._seen = self._source.version()
            # Of what was heard before it was looked at, and only once that went well.
            self._signs, self._asked = signs, now
        return self._seen

    def read(self) -> Snapshot:
        """All of it, as it is now."""
        snapshot = self._source.read()
        self._seen = snapshot.version
        return snapshot

    def write(self, changes: SheetChanges, expected: Version) -> Written:
        """Make *changes*, as the source does; after a failure it is asked how it stands."""
        self._seen = None
        written = self._source.write(changes, expected)
        self._seen = written.version
        return written
