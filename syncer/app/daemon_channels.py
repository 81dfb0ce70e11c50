"""The channels by which Drive tells the service of changes: opened, renewed, closed."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from syncer.domain.channel import Channel
from syncer.errors import SyncerError
from syncer.ports import ChannelMaker

log: Final = logging.getLogger(__name__)

EARLY: Final = timedelta(hours=2)
"""How long before it ends a channel is followed by another."""
_AGAIN: Final = timedelta(minutes=30)


class Channels:
    """
    One for each plan in a Google Sheet, where Google can reach us; one thread asks.

    None is closed when the daemon ends: each ends by itself within a day, what it says meanwhile
    is refused, and whoever stops the daemon would wait for as many calls as there are plans.
    """

    def __init__(self, opener: ChannelMaker, address: str) -> None:
        self._opener = opener
        self._address = address
        self._tried: dict[str, datetime] = {}
        self._told: set[str] = set()
        self.open: dict[str, Channel] = {}

    def renew(self, sheets: Mapping[str, str], now: datetime) -> None:
        """Let there be one for each of *sheets*, by plan, and no other."""
        for plan in set(self.open) - set(sheets):
            self._close(plan, self.open.pop(plan))
        for plan, sheet in sheets.items():
            old = self.open.get(plan)
            if old is not None and old.sheet == sheet and old.ends - now > EARLY:
                continue
            if plan in self._tried and timedelta() <= now - self._tried[plan] < _AGAIN:
                continue
            self._tried[plan] = now
            self._open(plan, sheet, now)
            if old is not None and self.open.get(plan) is not old:
                self._close(plan, old)

    def heard(self, plan: str, number: int, ident: str) -> None:
        """A message of the channel *ident* was believed: none up to it is believed again."""
        channel = self.open.get(plan)
        if channel is not None and channel.id == ident and number > channel.number:
            self.open[plan] = replace(channel, number=number)

    def _open(self, plan: str, sheet: str, now: datetime) -> None:
        address = f"{self._address}/hooks/sheet/{plan}"
        try:
            self.open[plan] = self._opener.open(sheet, address, now)
        except SyncerError as error:
            if plan not in self._told:
                log.warning(
                    "%s: Drive does not call us: %s; the plan is read by the clock", plan, error
                )
            self._told.add(plan)
        else:
            self._told.discard(plan)
            self._tried.pop(plan, None)

    def _close(self, plan: str, channel: Channel) -> None:
        try:
            self._opener.close(channel)
        except SyncerError as error:
            log.info("%s: an old channel of Drive's was not closed: %s", plan, error)
