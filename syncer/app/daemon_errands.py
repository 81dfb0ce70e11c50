"""What the daemon does beside its cycles, on threads of their own: the state may be slow."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final, Generic, TypeVar

from syncer.app.daemon_hands import Hands
from syncer.domain.pulse import Pulse
from syncer.errors import SyncerError, UnavailableError

log: Final = logging.getLogger(__name__)
T = TypeVar("T")

RARELY: Final = 60.0
"""Seconds between two writes of pulses of which none says anything urgent."""
SOON: Final = 5.0
"""Seconds until a state that could not be written is tried again."""
FROZEN: Final = 30.0
"""Seconds that a write may take; a database that stands still refuses nothing."""


class Errand(Generic[T]):
    """Work of one kind, never twice at once; *post* brings what comes of it to the one thread."""

    def __init__(self, name: str, post: Callable[[Callable[[], None]], None]) -> None:
        self._hands = Hands(name)
        self._post = post
        self.busy = False

    def run(self, work: Callable[[], T], then: Callable[[T | Exception], None]) -> None:
        """Do *work*, and *then* with what it returned or raised; nothing while it is busy."""
        if not self.busy:
            self.busy = True
            try:
                self._hands.start(partial(self._do, work, then))
            except UnavailableError as error:
                self._post(partial(self._done, error, then))

    def _do(self, work: Callable[[], T], then: Callable[[T | Exception], None]) -> None:
        # What stands where a thread is ended from outside: whoever waits for it is told as well.
        came: T | Exception = UnavailableError("it was broken off", hint="it is tried again")
        try:
            came = work()
        except SyncerError as error:
            came = error
        except Exception as error:
            came = error
            log.exception("this is a bug in syncer; the daemon goes on")
        finally:
            self._post(partial(self._done, came, then))

    def _done(self, came: T | Exception, then: Callable[[T | Exception], None]) -> None:
        self.busy = False
        then(came)


class Diary:
    """
    Has the pulses kept in the state, where other processes see them.

    Attributes:
        writable: The state took what was last written to it.
    """

    def __init__(
        self,
        keep: Callable[[Iterable[Pulse]], None],
        post: Callable[[Callable[[], None]], None],
    ) -> None:
        self._keep = keep
        self._errand: Errand[None] = Errand("diary", post)
        self._kept: dict[str, Pulse] = {}
        self._wrote = float("-inf")
        self._last: list[Pulse] = []
        self.writable = True

    def look(self, pulses: Mapping[str, Pulse], now: float) -> None:
        """Write what is new: at once where a plan began or ceased to fail, else now and then."""
        if self.busy:
            self._wait(now)
            return
        news = [one for one in pulses.values() if one != self._kept.get(one.plan)]
        urgent = self.writable and any(self._is_urgent(one) for one in news)
        pause = RARELY if self.writable else SOON
        if urgent or now - self._wrote >= pause:
            self._wrote = now
            # An old one, where there is nothing new, still says whether the state can be written.
            told = news or list(pulses.values())[:1]
            self._errand.run(partial(self._keep, told), partial(self._written, told))

    def _wait(self, now: float) -> None:
        if self.writable and now - self._wrote >= FROZEN:
            log.error("the daemon's state has not answered for %.0f s", FROZEN)
            self.writable = False

    def close(self, pulses: Mapping[str, Pulse]) -> None:
        """Write a last time, after what is under way: nobody promises to try any plan again."""
        self._last = [replace(one, next_try=None) for one in pulses.values()]
        self._write_last()

    def _write_last(self) -> None:
        if self._last:
            self._errand.run(partial(self._keep, self._last), lambda _: None)

    @property
    def busy(self) -> bool:
        """Whether a write has not ended yet."""
        return self._errand.busy

    def _is_urgent(self, pulse: Pulse) -> bool:
        kept = self._kept.get(pulse.plan)
        return kept is None or kept.error != pulse.error

    def _written(self, told: Iterable[Pulse], came: object) -> None:
        self._write_last()
        if isinstance(came, Exception):
            if self.writable:
                log.error("the daemon's state cannot be written: %s", came)
            self.writable = False
            return
        if not self.writable:
            log.info("the daemon's state can be written again")
        self.writable = True
        self._kept |= {one.plan: one for one in told}
