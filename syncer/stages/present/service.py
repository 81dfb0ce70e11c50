"""What the service says of itself: whether it is ready, and how fresh each plan is."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from syncer.domain.bulletin import SILENCE, Bulletin
from syncer.domain.pulse import Beat, Pulse, age, beat, pulse_document
from syncer.stages.present.words import counted

OK, NOT_READY = 200, 503


class Answer(NamedTuple):
    """A status of HTTP, and what is said with it."""

    status: int
    document: dict[str, Any]


def alive() -> Answer:
    """The answer that any process gives that answers at all."""
    return Answer(OK, {"alive": True})


def readiness(
    bulletin: Bulletin | None,
    heard: float,
    now: datetime,
    *,
    whole: bool = True,
    blind: float = 0.0,
) -> Answer:
    """
    Whether every plan was synced within its promise and the state can be written.

    Args:
        bulletin: The daemon's last; None before the first.
        heard: Seconds since then (since the start, before the first).
        now: This moment, in UTC.
        whole: Say what is red and why; strangers are only told whether.
        blind: Seconds since feeds could not be made from the state any more; 0 where they are.
    """
    red = _red(bulletin, heard, now)
    if blind:
        red.append(_reason("feeds", f"the state could not be read for {span(blind)}"))
    status = NOT_READY if red else OK
    told: dict[str, Any] = {"ready": not red}
    if whole:
        told |= {"red": red, "plans": _plans(bulletin, now, {})}
    return Answer(status, told)


def plans_document(
    bulletin: Bulletin | None, now: datetime, titles: Mapping[str, str]
) -> dict[str, Any]:
    """Every plan with how it is kept fresh; its title where there is one in *titles*."""
    return {"plans": _plans(bulletin, now, titles)}


def plan_octets(document: bytes, pulse: Pulse | None, now: datetime) -> bytes:
    """
    The JSON of one plan, as `check --json` has it, with `sync` before it.

    Put together without being read: a plan may have tens of thousands of rows.
    """
    sync = json.dumps(freshness(pulse, now) if pulse else None).encode()
    rest = document.strip().removeprefix(b"{").lstrip()
    comma = b"" if rest == b"}" else b", "
    return b'{"sync": ' + sync + comma + rest


def freshness(pulse: Pulse, now: datetime) -> dict[str, Any]:
    """How the plan of *pulse* is kept fresh: what a document about it has as `sync`."""
    document = pulse_document(pulse)
    del document["plan"]
    document["seconds"] = round(pulse.seconds, 3)
    return {"state": beat(pulse, now).value, "age": age(pulse, now), **document}


def trouble(pulse: Pulse, now: datetime) -> str:
    """In a sentence why a plan is not as it should be; empty where it is."""
    standing = beat(pulse, now)
    if standing is Beat.FRESH:
        return ""
    if standing is Beat.WAITING:
        return "not synced yet"
    seconds = age(pulse, now)
    last = "never synced" if seconds is None else f"last synced {span(seconds)} ago"
    if standing is Beat.LATE:
        last += f", and it should be every {span(pulse.promise)}"
    if not pulse.failures:
        return last
    return f"{last}; failed {counted(pulse.failures, 'time')} in a row: {pulse.error}"


def _plans(
    bulletin: Bulletin | None, now: datetime, titles: Mapping[str, str]
) -> list[dict[str, Any]]:
    named = {plan: {"title": title} for plan, title in titles.items()}
    return [
        {"plan": one.plan, **named.get(one.plan, {}), "sync": freshness(one, now)}
        for one in (bulletin.pulses if bulletin else ())
    ]


def _red(bulletin: Bulletin | None, heard: float, now: datetime) -> list[dict[str, str]]:
    if bulletin is None:
        return [_reason("daemon", "nothing was heard of it yet")]
    red = []
    if heard > SILENCE:
        red.append(_reason("daemon", f"nothing was heard of it for {span(heard)}"))
    if not bulletin.state_writable:
        red.append(_reason("state", "it cannot be written"))
    return [*red, *_red_plans(bulletin.pulses, now)]


def _red_plans(pulses: Iterable[Pulse], now: datetime) -> list[dict[str, str]]:
    """Late ones, and those that never got through: what fails within its promise is no news."""
    return [
        _reason(f"plan {one.plan}", trouble(one, now))
        for one in pulses
        if one.synced is None or beat(one, now) is Beat.LATE
    ]


def _reason(what: str, why: str) -> dict[str, str]:
    return {"what": what, "why": why}


def span(seconds: float) -> str:
    """A span of time as people say it, in one unit."""
    for unit, name in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= unit:
            return counted(round(seconds / unit), name)
    return counted(round(seconds), "second")
