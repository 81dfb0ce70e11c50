"""Hears of saved workbooks, by the library `watchfiles`."""

import logging
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Event, Thread
from typing import Final

from watchfiles import Change, watch

log: Final = logging.getLogger(__name__)

_GATHER: Final = 400
"""Milliseconds over which a save, which is many small acts, is one."""


class Files:
    """
    Watches the folders of files: programs save by putting another file in the old one's place.

    *saved* is called, on a thread of its own, with the plan of a file that was saved, or that a
    program has just closed.
    """

    def __init__(self, saved: Callable[[str], None]) -> None:
        self._saved = saved
        self._plans: dict[str, set[str]] = {}
        self._folders: dict[str, tuple[int, int]] = {}
        self._over = Event()
        self._trouble = ""

    def settle(self, sources: Mapping[str, Path]) -> None:
        """Let these be the files to watch, by plan; absolute paths."""
        plans: dict[str, set[str]] = {}
        for plan, source in sources.items():
            for path in {source, Path(os.path.realpath(source))}:
                for name in (path.name, f"~${path.name}", f".~lock.{path.name}#"):
                    plans.setdefault(str(path.with_name(name)), set()).add(plan)
        self._plans = plans
        self.look()

    def look(self) -> None:
        """Begin anew where a folder has come, gone, or been put in another's place."""
        wanted = sorted({str(Path(path).parent) for path in self._plans})
        folders = {folder: mark for folder in wanted if (mark := _mark(folder)) is not None}
        if folders == self._folders:
            return
        self.stop()
        self._folders, self._over = folders, Event()
        if folders:
            hear = (tuple(folders), self._over)
            Thread(target=self._hear, args=hear, name="files", daemon=True).start()

    def stop(self) -> None:
        """Hear of nothing any more."""
        self._over.set()
        self._folders = {}

    def _hear(self, folders: tuple[str, ...], over: Event) -> None:
        try:
            heard = watch(
                *folders,
                watch_filter=self._is_ours,
                debounce=_GATHER,
                rust_timeout=1000,
                stop_event=over,
                raise_interrupt=False,
                recursive=False,
            )
            for changes in heard:
                for plan in sorted(
                    {plan for _, path in changes for plan in self._plans.get(path, ())}
                ):
                    self._saved(plan)
        except (OSError, RuntimeError) as error:
            # A folder that went, or no more watches left: all is read from time to time anyway.
            if str(error) != self._trouble:
                log.warning("saves are not heard of: %s; plans are synced by the clock", error)
            self._folders, self._trouble = {}, str(error)

    def _is_ours(self, change: Change, path: str) -> bool:
        """Whether a plan was saved, or the lock of a program that had it open has gone."""
        if path not in self._plans:
            return False
        is_lock = Path(path).name.startswith(("~$", ".~lock."))
        return change is Change.deleted if is_lock else change is not Change.deleted


def _mark(folder: str) -> tuple[int, int] | None:
    """What tells a folder from another of its name; None where there is none."""
    try:
        found = Path(folder).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
