"""The one clock of the Google that the tests talk to: it moves only when a test moves it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Clock:
    """Time of day for quotas, tokens, `updated` stamps and Drive's coalescing."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now
        self.on_advance: list[Callable[[], None]] = []

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        for act in self.on_advance:
            act()

    @property
    def minute(self) -> int:
        """The quota window: Google refills its per-minute quotas once a minute."""
        return int(self.now.timestamp() // 60)

    def stamp(self, *, milliseconds: bool = True) -> str:
        """RFC 3339 in UTC, as the Calendar and Drive answers have it."""
        text = self.now.isoformat(timespec="milliseconds" if milliseconds else "seconds")
        return text.replace("+00:00", "Z")
