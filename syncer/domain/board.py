"""What is served of a plan: all its events, and the facts by which people choose among them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, NamedTuple, TypeAlias

from syncer.domain.events import Revision
from syncer.domain.plan import Health, Kind, Priority

WEB: Final = "web"
"""The publication whose events are the board's: every kind, and nothing written to a place."""


class Facts(NamedTuple):
    """What an event's item is, as far as filters ask; *phase* and *project* empty for none."""

    kind: Kind
    priority: Priority | None = None
    owners: tuple[str, ...] = ()
    phase: str = ""
    project: str = ""
    health: Health = Health.GREY
    client_visible: bool = False


class Former(NamedTuple):
    """
    What an item was, and is no longer.

    Attributes:
        until: The last day on which a feed that chose it by these facts tells that it has left:
            a calendar program that never saw it cancelled would keep it.
        left: When it became something else, by the clock that also dates addresses: who was given
            one later never had it, and is told nothing.
        ghost: What such a feed tells since: the event as it was last said there, cancelled. It
            stays as it is whatever becomes of the event: who may not see that is told no more.
    """

    facts: Facts
    until: date
    left: datetime
    ghost: Revision


KnownRuns: TypeAlias = dict[bytes, tuple[tuple[Revision, ...], Mapping[str, Facts]]]
"""Runs of events of a board that was read before: those that stand again are the same objects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """
    A plan as it is served.

    Attributes:
        plan: Its name in the configuration.
        title: What people call it.
        day: The day it was decided on, in the plan's time zone.
        made: When, in UTC; later than that of every board before it.
        revisions: Its events, ghosts included, in the order they stand in: by day, then UID.
        facts: By UID, of each of them.
        former: By UID, of those that were something else not long ago, newest first.
        document: The JSON of `check --json` for this plan; empty for a board of a past day.
    """

    plan: str
    title: str
    day: date
    made: datetime
    revisions: tuple[Revision, ...] = ()
    facts: Mapping[str, Facts] = field(default_factory=dict)
    former: Mapping[str, tuple[Former, ...]] = field(default_factory=dict)
    document: bytes = b""
