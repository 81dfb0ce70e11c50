"""Hears of saved workbooks, by the library `watchfiles`."""

import logging
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from threading import Event, Thread
from typing import Final

from watchfiles import Change, watch

log: Final = logging.getLogger(__name__)
Heard = Iterable[set[tuple[Change, str]]]

_GATHER: Final = 400
"""Milliseconds over which a save, which is many small acts, is one."""


class Files:
    """
    Watches the folders of files: programs save by putting another file in the old one's place.

    *saved* is called, on a thread of its own, with the plan of a file that was saved, or that a
    program has just closed; and with each plan as soon as it is watched, as nobody heard before.
    """

    def __init__(self, saved: Callable[[str], None], watch: Callable[..., Heard] = watch) -> None:
        self._saved = saved
        self._watch = watch
        self._sources: dict[str, Path] = {}
        self._plans: dict[str, set[str]] = {}
        self._folders: dict[str, tuple[int, ...]] = {}
        self._over = Event()
        self._trouble = ""

    def settle(self, sources: Mapping[str, Path]) -> None:
        """Let these be the files to watch, by plan, from the next look on; absolute paths."""
        self._sources = dict(sources)

    def look(self) -> None:
        """
        Begin anew where a file or a folder has come, gone, or been put in another's place.

        It waits for the folders, for ever where one lies on a dead network.
        """
        plans = _plans(self._sources)
        wanted = sorted({str(Path(path).parent) for path in plans})
        folders = {folder: mark for folder in wanted if (mark := _mark(folder)) is not None}
        if folders == self._folders and plans == self._plans:
            return
        self.stop()
        self._plans, over = plans, Event()
        self._folders, self._over = folders, over
        if folders:
            hear = (tuple(folders), over)
            try:
                Thread(target=self._hear, args=hear, name="files", daemon=True).start()
            except RuntimeError:
                self.stop()  # the next look tries again
                raise

    def stop(self) -> None:
        """Hear of nothing any more."""
        self._over.set()
        self._folders = {}

    def _hear(self, folders: tuple[str, ...], over: Event) -> None:
        """Tell of saves in *folders* until it is *over*; a folder that cannot be heard is left out."""
        while folders and not over.is_set():
            try:
                self._listen(folders, over)
            except (OSError, RuntimeError) as error:
                # A folder that went, or no more watches left: all is read from time to time anyway.
                if str(error) != self._trouble:
                    log.warning("saves are not heard of: %s; plans are synced by the clock", error)
                self._trouble = str(error)
                folders = self._without(folders, error, over)
            else:
                return
        if self._over is over:
            self._folders = {}

    def _without(self, folders: tuple[str, ...], error: Exception, over: Event) -> tuple[str, ...]:
        """The *folders* that *error* does not name; none where it names none."""
        named = [one for one in folders if f'"{one}"' in str(error)]
        if isinstance(error, FileNotFoundError) and self._over is over:
            for one in named:
                self._folders.pop(one, None)  # so that it is missed when it comes again
        return tuple(one for one in folders if one not in named) if named else ()

    def _listen(self, folders: tuple[str, ...], over: Event) -> None:
        heard = self._watch(
            *folders,
            watch_filter=self._is_ours,
            debounce=_GATHER,
            rust_timeout=1000,
            yield_on_timeout=True,
            stop_event=over,
            raise_interrupt=False,
            recursive=False,
        )
        unheard = {path for path in self._plans if str(Path(path).parent) in folders}
        for changes in heard:
            # The first comes once the watch stands, if only to say that nothing happened.
            paths = {path for _, path in changes} | unheard
            unheard = set()
            for plan in sorted({plan for path in paths for plan in self._plans.get(path, ())}):
                self._saved(plan)

    def _is_ours(self, change: Change, path: str) -> bool:
        """Whether a plan was saved, or the lock of a program that had it open has gone."""
        if path not in self._plans:
            return False
        is_lock = Path(path).name.startswith(("~$", ".~lock."))
        return change is Change.deleted if is_lock else change is not Change.deleted


def _plans(sources: Mapping[str, Path]) -> dict[str, set[str]]:
    """The plans that each path tells of: the file, what it is a link to, and their locks."""
    plans: dict[str, set[str]] = {}
    for plan, source in sources.items():
        for path in {source, Path(os.path.realpath(source))}:
            for name in (path.name, f"~${path.name}", f".~lock.{path.name}#"):
                plans.setdefault(str(path.with_name(name)), set()).add(plan)
    return plans


def _mark(folder: str) -> tuple[int, ...] | None:
    """What tells a folder from another of its name, or rights; None where there is none."""
    try:
        found = Path(folder).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_mode, found.st_uid, found.st_gid
