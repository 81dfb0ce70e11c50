"""When a plan is due: at its rhythm, at midnight, at once after a hint, later after failures."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from math import floor
from typing import Final
from zlib import crc32
from zoneinfo import ZoneInfo

from syncer.domain.rhythm import At, Rhythm

MIDNIGHT: Final = At(0, 0)
WIDEST: Final = 60.0
"""Seconds over which plans are spread that would all be due at midnight."""
FIRST: Final = 30.0
"""Seconds until a plan is tried again after one failure; twice as long after each further one."""
FAR: Final = 900.0
"""The most of that for a plan far away."""
NEAR: Final = 60.0
"""The most of that for a plan on this machine, which may be tried at no one's cost."""
BUSY: Final = 5.0
"""Seconds until a plan is tried again that another process is at work on."""
_NEVER: Final = float("inf")
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """
    How often one plan is due.

    Attributes:
        zone: Whose clock its times, and midnight, are read from.
        chance: From 0 to 1, its own and always the same: what keeps it from meeting the others.
        far: Its cycles need others' services, and may have to wait for them.
    """

    rhythm: Rhythm
    zone: ZoneInfo
    chance: float = 0.0
    far: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """
    When one plan comes next. Seconds are those of a clock that never jumps.

    Attributes:
        at: When it is due; infinite where only the wall says when.
        wall: When the clock on the wall was last seen to ring, or first looked at.
        bell: When it rings next: at the plan's own time, else shortly after midnight.
        began: When it was last begun.
        hinted: Somebody said, since then, that the plan changed.
        done: It has got through before.
        failures: In a row, up to now.
    """

    at: float
    wall: datetime
    bell: datetime
    began: float = -_NEVER
    hinted: bool = False
    done: bool = False
    failures: int = 0


def chance_of(plan: str) -> float:
    """What keeps *plan* from meeting others: any number from 0 to 1, the same in every process."""
    return crc32(plan.encode("utf-8", "surrogatepass")) / 2**32


def first_turn(cadence: Cadence, now: float, wall: datetime) -> Turn:
    """Of a plan that has just become known: at once."""
    return Turn(at=now, wall=wall, bell=next_bell(cadence, wall))


def rung(turn: Turn, cadence: Cadence, now: float, wall: datetime) -> Turn:
    """
    *turn* after a look at the wall; due once, however many times were missed.

    A clock that was set back is believed: what it shows now has not been yet.
    """
    if turn.wall <= wall < turn.bell:
        return turn
    at = turn.at if wall < turn.wall else min(turn.at, now)
    return replace(turn, at=at, wall=wall, bell=next_bell(cadence, wall))


def next_bell(cadence: Cadence, after: datetime) -> datetime:
    """The next time on the wall at which it is due."""
    if isinstance(cadence.rhythm, At):
        return next_time(cadence.rhythm, cadence.zone, after)
    late = timedelta(seconds=1 + cadence.chance * WIDEST)
    return next_time(MIDNIGHT, cadence.zone, after - late) + late


def next_time(at: At, zone: ZoneInfo, after: datetime) -> datetime:
    """
    The first moment after *after* at which a clock in *zone* shows *at*, in UTC.

    Where summer begins and leaves it out: a day after the last; where it comes twice: the first.
    """
    day = after.astimezone(zone).date() - _DAY
    while True:
        moment = datetime.combine(day, time(at.hour, at.minute), zone).astimezone(UTC)
        if moment > after and at.weekday in (None, day.weekday()):
            return moment
        day += _DAY


def begun(turn: Turn, now: float) -> Turn:
    """*turn* as it is begun, which answers the hints so far."""
    return replace(turn, began=now, hinted=False)


def hint(turn: Turn, now: float, apart: float) -> Turn:
    """*turn* after somebody says that the plan changed: at once, but *apart* from its last one."""
    return replace(turn, at=min(turn.at, max(now, turn.began + apart)), hinted=True)


def done(turn: Turn, cadence: Cadence, now: float) -> Turn:
    """
    *turn* after a cycle that went well.

    The next one is counted from when this one was due, not from when it ended, and missed ones
    are left out. After a plan's first it is sooner, so that all find places of their own.
    """
    if isinstance(cadence.rhythm, At):
        return replace(turn, at=_NEVER, done=True, failures=0)
    period = cadence.rhythm.total_seconds()
    first = turn.at + period * (1.0 if turn.done else 1.0 - cadence.chance / 2)
    at = first + period * max(0, floor((now - first) / period) + 1)
    return replace(turn, at=at, done=True, failures=0)


def failed(turn: Turn, cadence: Cadence, now: float) -> Turn:
    """*turn* after one that did not go well: tried again later and later, whatever its rhythm."""
    failures = turn.failures + 1
    pause = min(FAR if cadence.far else NEAR, FIRST * 2.0 ** min(failures - 1, 10))
    # Not together with all others that failed in the same moment.
    return replace(turn, at=now + pause * (1.0 + cadence.chance / 10), failures=failures)


def busy(turn: Turn, now: float) -> Turn:
    """*turn* while another process works on the plan: no failure, and not for long."""
    return replace(turn, at=now + BUSY)


def next_moment(turn: Turn, now: float, wall: datetime) -> datetime:
    """When it is due, on the wall, as things stand."""
    if turn.at == _NEVER:
        return turn.bell
    return min(turn.bell, wall + timedelta(seconds=max(0.0, turn.at - now)))
