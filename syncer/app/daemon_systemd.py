"""Tells systemd how the daemon is doing (sd_notify(3)); nothing where systemd did not start it."""

import contextlib
import os
import socket
import time
from typing import Final

_PER_WATCHDOG: Final = 3
"""How often the watchdog is fed in the time it waits."""


class Systemd:
    """
    The socket that systemd listens on.

    Attributes:
        pause: Seconds from one feeding of the watchdog to the next; 0: there is none.
    """

    def __init__(self, address: str, watchdog: str = "") -> None:
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self.pause = int(watchdog) / 1e6 / _PER_WATCHDOG if watchdog.isdecimal() else 0.0
        self._fed = float("-inf")

    def ready(self, status: str) -> None:
        """All is set up, or the new configuration is in force."""
        self._say("READY=1", f"STATUS={status}")

    def status(self, status: str) -> None:
        """A line for `systemctl status`."""
        self._say(f"STATUS={status}")

    def reloading(self) -> None:
        """The configuration is read anew; `ready` ends it."""
        # systemd compares it with its own clock, which stands while the machine sleeps.
        now = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        self._say("RELOADING=1", f"MONOTONIC_USEC={now}")

    def stopping(self) -> None:
        """The end has begun."""
        self._say("STOPPING=1")

    def feed(self, now: float) -> None:
        """Say that all is alive, if it is time to."""
        if self.pause and now - self._fed >= self.pause:
            self._fed = now
            self._say("WATCHDOG=1")

    def _say(self, *lines: str) -> None:
        if not self._address:
            return
        with (
            contextlib.suppress(OSError),
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line,
        ):
            line.setblocking(False)  # noqa: FBT003 - the library's signature
            line.sendto("\n".join(lines).encode(), self._address)


def systemd() -> Systemd:
    """The systemd that started this process, if one did."""
    # Ours alone: a child must not speak for us.
    address = os.environ.pop("NOTIFY_SOCKET", "")
    watchdog, pid = os.environ.pop("WATCHDOG_USEC", ""), os.environ.pop("WATCHDOG_PID", "")
    return Systemd(address, watchdog if pid in ("", str(os.getpid())) else "")
