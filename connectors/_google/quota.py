"""How many calls a minute we let ourselves make, so that Google need not refuse them."""

import threading
from collections.abc import Mapping
from typing import Final

from connectors._google.retry import Pace
from syncer.errors import UnavailableError

LIMITS: Final[Mapping[str, int]] = {
    "sheets.read": 60,
    "sheets.write": 60,
    "calendar.read": 300,
    "calendar.write": 300,
    "drive.read": 600,
    "drive.write": 600,
}
"""Calls a minute and credential: what Google gives a user by default, or less."""

_BURST: Final = 1 / 3
"""The share that may be spent at once; the rest flows in evenly, so no minute ever sees more."""


class Bucket:
    """Tokens for one API's reads or writes; all plans of the process take from it."""

    def __init__(self, per_minute: int, pace: Pace) -> None:
        self._pace = pace
        self._room = max(1.0, per_minute * _BURST)
        self._rate = max(per_minute - self._room, 1.0) / 60
        self._held = self._room
        self._filled = pace.now()
        self._lock = threading.Lock()

    def take(self, tokens: int = 1) -> None:
        """Wait for *tokens* and take them; UnavailableError where that would take too long."""
        with self._lock:
            now = self._pace.now()
            self._held = min(self._room, self._held + (now - self._filled) * self._rate)
            self._filled = now
            # A batch larger than all we can hold goes when that is full, and owes the rest: it
            # would never go otherwise.
            short = min(tokens, self._room) - self._held
            pause = max(0.0, short / self._rate)
            if pause > self._pace.patience:
                raise UnavailableError(
                    "this minute's calls to Google are used up",
                    hint="nothing is lost: a later sync goes on; or raise the limits under [google]",
                )
            # Owed at once, so that whoever comes meanwhile waits for its own.
            self._held -= tokens
        if pause:
            self._pace.wait(pause)
