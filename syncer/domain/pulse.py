"""How a plan is kept fresh: its last success, its failures since, its next try, its promise."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final


class Beat(StrEnum):
    """In one word, how a plan is doing; FAILING still stands within its promise, LATE does not."""

    WAITING = "waiting"
    FRESH = "fresh"
    FAILING = "failing"
    LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """
    What the daemon knows of one plan; moments are aware, in UTC.

    Attributes:
        every: Seconds from one cycle to the next.
        promise: Seconds since the last success after which it counts as late.
        synced: The last success; None before the first one.
        tried: The last cycle's end, however it ended.
        failures: In a row, up to now.
        error: What the last cycle failed for, and
        hint: what a person can do about it; both redacted, both empty after a success.
        next_try: When it is due again.
        seconds: How long the last cycle took.
        errors: The findings of the last success that are errors.
        outcome: Of the last cycle: "changed", "unchanged", "failed"; empty before the first.
    """

    plan: str
    every: float
    promise: float
    synced: datetime | None = None
    tried: datetime | None = None
    failures: int = 0
    error: str = ""
    hint: str = ""
    next_try: datetime | None = None
    seconds: float = 0.0
    rows: int = 0
    errors: int = 0
    outcome: str = ""


def succeeded(
    pulse: Pulse, at: datetime, *, outcome: str, seconds: float, rows: int, errors: int
) -> Pulse:
    """*pulse* after a cycle that got through, which ended *at*."""
    return replace(
        pulse,
        synced=at,
        tried=at,
        failures=0,
        error="",
        hint="",
        seconds=seconds,
        rows=rows,
        errors=errors,
        outcome=outcome,
    )


def failed(pulse: Pulse, at: datetime, *, error: str, hint: str, seconds: float) -> Pulse:
    """*pulse* after one more cycle that did not get through; *error* and *hint* are redacted."""
    return replace(
        turned_back(pulse, at),
        tried=at,
        failures=pulse.failures + 1,
        error=error,
        hint=hint,
        seconds=seconds,
        outcome="failed",
    )


def turned_back(pulse: Pulse, now: datetime) -> Pulse:
    """
    *pulse* where the clock may have been set back: a last success that lies ahead counts from now.

    Else a plan of which no cycle ends any more would be fresh until the clock is there again.
    """
    if pulse.synced is None or pulse.synced <= now:
        return pulse
    return replace(pulse, synced=now)


def age(pulse: Pulse, now: datetime) -> float | None:
    """Seconds since the last success, none below 0 (a clock set back); None before the first."""
    return None if pulse.synced is None else max(0.0, (now - pulse.synced).total_seconds())


def beat(pulse: Pulse, now: datetime) -> Beat:
    """How the plan is doing at *now*."""
    seconds = age(pulse, now)
    if seconds is not None and seconds > pulse.promise:
        return Beat.LATE
    if pulse.failures:
        return Beat.FAILING
    return Beat.WAITING if seconds is None else Beat.FRESH


def pulse_document(pulse: Pulse) -> dict[str, Any]:
    """*pulse* for JSON, its moments in ISO 8601."""
    return {name: _plain(getattr(pulse, name)) for name in _FIELDS}


def read_pulse(document: Mapping[str, Any]) -> Pulse:
    """What `pulse_document` wrote, by this version or another; ValueError: it did not."""
    known = {name: document[name] for name in _FIELDS if name in document}
    try:
        return Pulse(**{name: _moment(name, value) for name, value in known.items()})
    except TypeError as error:
        raise ValueError(f"no pulse: {error}") from None


_FIELDS: Final = tuple(Pulse.__dataclass_fields__)
_MOMENTS: Final = frozenset({"synced", "tried", "next_try"})


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _moment(name: str, value: Any) -> Any:
    if name not in _MOMENTS or value is None:
        return value
    return datetime.fromisoformat(value).astimezone(UTC)
