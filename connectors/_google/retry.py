"""How often and how long a call is tried: full jitter, a budget, and Google's own Retry-After."""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, Final, TypeVar

from connectors._google.failures import FAILURES, Ask, Failure, Sort, error_for, failure_of

T = TypeVar("T")

_FIRST: Final = 1.0  # seconds: the most before the second try; doubled for each further one
_LONGEST: Final = 32.0


def _not_at_all(_seconds: float) -> None:
    raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """
    The time that calls may take.

    Attributes:
        wait: Lets seconds pass; without one of the caller's own nothing is tried twice.
        now: Seconds on a clock that never jumps.
        chance: Evenly between 0 and 1.
        budget: Seconds that one call may wait in all, its turn and its further tries.
    """

    wait: Callable[[float], None] = _not_at_all
    now: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = random.random
    budget: float = 90.0

    @property
    def patience(self) -> float:
        """Seconds that may be waited: none where nobody can wait."""
        return 0.0 if self.wait is _not_at_all else self.budget


def pace_of(options: Mapping[str, Any]) -> Pace:
    """The pace that *options* ask for by `wait`, `now`, `chance` and `budget`."""
    return Pace(**{k: options[k] for k in ("wait", "now", "chance", "budget") if k in options})


def persist(
    attempt: Callable[[], T],
    ask: Ask,
    pace: Pace,
    address: Callable[[], str],
    *,
    repeatable: bool | None = None,
) -> T:
    """
    What *attempt* returns, tried anew where that cannot do harm, or the failure as our own error.

    *address* is whom things must be shared with, known only once credentials were loaded.
    A call without an answer is repeated where it is *repeatable*: by itself a read, no write.
    """
    harmless = ask.kind == "read" if repeatable is None else repeatable
    began = pace.now()
    for number in count(1):
        try:
            return attempt()
        except FAILURES as error:
            failure = failure_of(error)
        pause = _pause(number, failure, pace)
        late = pace.now() - began + pause > pace.patience
        if late or not _worth_it(failure, harmless=harmless):
            # Not chained: what the libraries raise may quote tokens.
            raise error_for(failure, ask, address()) from None
        pace.wait(pause)
    raise AssertionError  # count never ends


def _worth_it(failure: Failure, *, harmless: bool) -> bool:
    if failure.sort is Sort.UNKNOWN:
        return harmless
    return failure.sort in {Sort.BUSY, Sort.NO_LINE}


def _pause(number: int, failure: Failure, pace: Pace) -> float:
    """Full jitter: anywhere up to a limit that doubles; never less than Google asks for."""
    jitter = pace.chance() * min(_LONGEST, _FIRST * 2.0 ** min(number - 1, 10))
    return jitter + (failure.retry_after or 0.0)
