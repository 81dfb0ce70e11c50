"""How much anybody may ask for."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

MOST_HEAD: Final = 16 * 1024
"""Octets of a request before its body."""
MOST_HEADERS: Final = 100
MOST_BODY: Final = 4096
"""Octets of a request's body."""
MOST_LINES: Final = 8192
"""Open connections; for one more, others are given up, slow ones first."""
SHARE: Final = 4
"""Where too many are open, whoever is no proxy and holds more than one in so many loses first."""
MOST_PIPELINED: Final = 16
"""Requests in one read; a client sends what was not answered again."""
MOST_UNSENT: Final = 2**20
"""Octets that wait to be sent, beyond which no further pipelined request is answered."""
HEAD_PATIENCE: Final = 20
"""Seconds from a request's first octet to the end of its head, and for sending without progress."""
IDLE_PATIENCE: Final = 75
"""Seconds that a connection may lie idle between two requests."""


class Buckets:
    """
    Tokens for whoever asks: a burst at once, then some a second; the table is bounded.

    Whoever asked longest ago is forgotten first, which at worst gives him a burst anew.
    """

    def __init__(self, *, burst: float, rate: float, most: int) -> None:
        self._burst, self._rate, self._most = burst, rate, most
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._left)

    def take(self, who: Hashable, now: float) -> bool:
        """Take a token of *who* at *now* (seconds, monotonic); False where none is left."""
        left, at = self._left.pop(who, (self._burst, now))
        left = min(self._burst, left + max(0.0, now - at) * self._rate)
        allowed = left >= 1
        self._left[who] = (left - 1 if allowed else left, now)
        if len(self._left) > self._most:
            self._left.popitem(last=False)
        return allowed
