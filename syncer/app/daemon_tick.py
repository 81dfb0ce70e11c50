"""The tick of the daemon, by the library `schedule`, which decides nothing else."""

import logging
from collections.abc import Callable
from typing import Final

import schedule

log: Final = logging.getLogger(__name__)


class Tick:
    """
    Calls *act* once a second, as often as `run` is called between.

    The library goes by the clock on the wall and lets exceptions out: one that was set back would
    have it sleep until then, and one failure would end the loop.
    """

    def __init__(self, act: Callable[[], None]) -> None:
        self._act = act
        self._scheduler = _scheduled(self._guarded)

    def run(self) -> float:
        """Do what is due; return the seconds until there is something again."""
        if not 0 <= self._idle() <= 1:
            # A second after it was due, or more than one before: somebody set the clock.
            self._scheduler = _scheduled(self._guarded)
            self._guarded()
        self._scheduler.run_pending()
        return min(1.0, max(0.0, self._idle()))

    def _idle(self) -> float:
        return self._scheduler.idle_seconds or 0.0

    def _guarded(self) -> None:
        try:
            self._act()
        except Exception:
            log.exception("a tick of the daemon failed; the next one goes on")


def _scheduled(act: Callable[[], None]) -> schedule.Scheduler:
    scheduler = schedule.Scheduler()
    scheduler.every(1).seconds.do(act)
    return scheduler
