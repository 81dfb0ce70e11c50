"""Which sheets need not be read, as nothing was heard of them, and which must not: those binned."""

from collections import Counter
from collections.abc import Callable
from threading import Lock
from typing import Final

from syncer.domain.changes import SheetChanges
from syncer.domain.sheet import Snapshot, Version
from syncer.errors import SourceError, SyncerError
from syncer.ports import Keeping, PlanSource, Watcher, Written

ASKED: Final = 30.0
"""Seconds for which what was heard of all sheets is news enough: they are told of minutes late anyway."""
LONGEST: Final = 86_400.0
"""Seconds that a sheet of which nothing is heard goes unread: a sign of a change may be lost."""
_ANY: Final = ""
"""No sheet's id: what stands for all of them."""


def refuse_binned(ident: str, kept: Keeping | None) -> None:
    """SourceError where the sheet *ident* lies in the bin: results there would go with it."""
    if kept is not None and kept.binned:
        raise SourceError(
            f"the sheet https://docs.google.com/spreadsheets/d/{ident} lies in the bin, and is "
            "deleted for good 30 days after it was put there",
            hint="nothing was touched; at drive.google.com: Bin, right click, Restore; "
            "or take the plan out of the configuration",
        )


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
        self._kept: dict[str, Keeping] = {}
        self._signs: Counter[str] = Counter()
        self.now = now

    def signs(self, ident: str) -> int:
        """A number that is another as soon as the sheet *ident* may have changed."""
        self._signs.setdefault(ident, 0)  # from now on what is heard of it counts
        self._ask()
        kept = self._keeping(ident)
        if kept is None or not kept.told:
            self.changed(ident)
        return self._signs[ident] + self._signs[_ANY]

    def refuse_binned(self, ident: str) -> None:
        """SourceError where the sheet *ident* is known to lie in the bin."""
        kept = self._kept.get(ident)
        if kept == Keeping(told=False, binned=True):
            self.forget(ident)  # that it was taken out again is not told of either
        refuse_binned(ident, kept)

    def forget(self, ident: str) -> None:
        """How the sheet *ident* is kept is to be asked anew."""
        self._kept.pop(ident, None)

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
            self._token, changed, binned = self._watcher.news(self._token)
        except SyncerError:
            # Whoever cannot be heard is read.
            changed, binned = None, frozenset()
        else:
            if changed is None:
                self._kept.clear()
        # Of the other files of the account, any number, nothing is kept.
        told = (_ANY,) if changed is None else [one for one in changed if one in self._signs]
        for ident in told:
            self.changed(ident)
            # Other threads forget meanwhile.
            if (kept := self._kept.get(ident)) is not None:
                self._kept[ident] = kept._replace(binned=ident in binned)

    def _keeping(self, ident: str) -> Keeping | None:
        """How it is kept, asked once; None where nobody can say."""
        kept = self._kept.get(ident)
        if kept is None:
            try:
                kept = self._kept[ident] = self._watcher.keeping(ident)
            except SyncerError:
                return None
        return kept


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
        now = self._watch.now()
        late = now - self._asked >= LONGEST
        if late:
            self._watch.forget(self._ident)
        signs = self._watch.signs(self._ident)
        self._watch.refuse_binned(self._ident)
        if self._seen is None or signs != self._signs or late:
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


class Unbinned:
    """A PlanSource of which it is asked first whether its sheet lies in the bin, by one call."""

    def __init__(self, source: PlanSource, ident: str, watcher: Watcher) -> None:
        self._source = source
        self._ident = ident
        self._watcher: Watcher | None = watcher

    def version(self) -> Version:
        """As the source says, unless it lies in the bin."""
        if self._watcher is not None:
            try:
                kept = self._watcher.keeping(self._ident)
            except SyncerError:
                kept = None  # what keeps us from it, reading it tells better
            refuse_binned(self._ident, kept)
            self._watcher = None
        return self._source.version()

    def read(self) -> Snapshot:
        """All of it, as it is now."""
        return self._source.read()

    def write(self, changes: SheetChanges, expected: Version) -> Written:
        """Make *changes*, as the source does."""
        return self._source.write(changes, expected)
