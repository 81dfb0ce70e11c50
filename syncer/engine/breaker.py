"""A plan that cannot be reached time after time is left in peace for a while; the others go on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from syncer.errors import UnavailableError

T = TypeVar("T")

PATIENCE: Final = 3
"""Failures in a row before a plan is left in peace."""
FIRST: Final = 300.0
"""Seconds of the first pause; each further one is twice as long."""
LONGEST: Final = 3600.0
_NEVER: Final = float("-inf")


@dataclass(frozen=True, slots=True)
class Outage:
    """
    How long it has been so, as people are shown it.

    Attributes:
        failures: In a row, up to now; 0 while all is well.
        until: When it is tried again, in seconds on the breaker's clock.
    """

    failures: int = 0
    until: float = _NEVER


def longer(outage: Outage, now: float) -> Outage:
    """*outage* after one more failure."""
    failures = outage.failures + 1
    if failures < PATIENCE:
        return Outage(failures)
    return Outage(failures, now + min(LONGEST, FIRST * 2.0 ** min(failures - PATIENCE, 10)))


class Breaker:
    """
    Of one plan, in a service that tries again and again. A person who asks is not held up by it.

    *now* is seconds on a clock that never jumps.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.outage = Outage()

    def run(self, work: Callable[[], T]) -> T:
        """
        What *work* returns, or what it raises; UnavailableError, untried, during a pause.

        Only that it could not be reached counts: whatever else goes wrong was an answer.
        """
        before, now = self.outage, self._now()
        if now < before.until:
            raise UnavailableError(
                f"not tried: it could not be reached {before.failures} times in a row",
                hint=f"it is tried again in {_minutes(before.until - now)}; or run `syncer sync`",
            )
        # Of all who come after a pause one tries.
        self.outage = longer(before, now)
        try:
            done = work()
        except UnavailableError:
            self.outage = longer(before, self._now())
            raise
        except BaseException:
            self.outage = Outage()
            raise
        self.outage = Outage()
        return done


def _minutes(seconds: float) -> str:
    minutes = max(1, round(seconds / 60))
    return "a minute" if minutes == 1 else f"{minutes} minutes"
