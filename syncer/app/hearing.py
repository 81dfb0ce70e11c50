"""Hears the messages that a sheet changed, and passes on those to be believed, one for many."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from threading import Lock
from typing import Any, Final

from syncer.app.hooks import hear_drive, hear_script
from syncer.domain.channel import Channel, Script

log: Final = logging.getLogger(__name__)
PAUSE: Final = 1.0
"""Seconds in which a plan is said to be due once at most."""


class Hearing:
    """What may say that a plan is due; *tell* is called with what is passed on."""

    def __init__(
        self,
        secrets: Mapping[str, bytes],
        tell: Callable[[Mapping[str, Any]], None],
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
    ) -> None:
        self._scripts = {plan: Script(secret=secret) for plan, secret in secrets.items()}
        self._channels: dict[str, Channel] = {}
        self._tell, self._now, self._monotonic = tell, now, monotonic
        self._told: dict[str, float] = {}
        self._waiting: dict[str, Mapping[str, Any]] = {}
        self._lock = Lock()

    def channels(self, known: Mapping[str, Channel]) -> None:
        """From now on these stand, by plan; a message that we have heard is still not heard anew."""
        with self._lock:
            self._channels = {
                plan: _later(channel, self._channels.get(plan)) for plan, channel in known.items()
            }

    def hear(self, plan: str, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether a message to the hook of *plan* is believed; if so the plan will be due."""
        with self._lock:
            if "x-goog-channel-id" in headers:
                refused, due = self._drive(plan, headers)
            else:
                refused, due = self._script(plan, headers, body)
        if refused:
            # No louder: strangers could fill the disk; how many there are is counted.
            log.debug("a message to a hook is not believed: %s", refused)
        elif due:
            self._due(plan, due)
        return not refused

    def flush(self) -> None:
        """Pass on what was kept back, if its time has come."""
        with self._lock:
            waiting = dict(self._waiting)
        for plan, due in waiting.items():
            self._due(plan, due)

    def _drive(self, plan: str, headers: Mapping[str, str]) -> tuple[str, Mapping[str, Any] | None]:
        channel = self._channels.get(plan)
        if channel is None:
            return "there is no channel", None
        heard = hear_drive(channel, headers, self._now())
        self._channels[plan] = heard.sender
        sender = heard.sender
        due = {"due": plan, "why": "drive", "number": sender.number, "channel": sender.id}
        return heard.refused, due if heard.due else None

    def _script(
        self, plan: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[str, Mapping[str, Any] | None]:
        script = self._scripts.get(plan)
        if script is None:
            return "there is no script", None
        heard = hear_script(script, headers, body, self._now())
        self._scripts[plan] = heard.sender
        return heard.refused, {"due": plan, "why": "script"} if heard.due else None

    def _due(self, plan: str, due: Mapping[str, Any]) -> None:
        now = self._monotonic()
        with self._lock:
            if now - self._told.get(plan, float("-inf")) < PAUSE:
                self._waiting[plan] = due
                return
            self._told[plan] = now
            self._waiting.pop(plan, None)
        self._tell(due)


def _later(channel: Channel, known: Channel | None) -> Channel:
    if known is None or known.id != channel.id or known.number <= channel.number:
        return channel
    return replace(channel, number=known.number)
