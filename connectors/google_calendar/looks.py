"""What a milestone looks like in the calendar: its days, its colour, its alarms."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from syncer.domain.events import Event

Json = Mapping[str, Any]

# Google's own palette (colors.get): Tomato, Banana, Basil, Graphite. A category may also be the
# name of a phase, so that the most urgent one decides.
_COLOURS: Final = {"Red": "11", "Amber": "5", "Green": "10", "Grey": "8"}
_DAY: Final = timedelta(days=1)
_LAST_DAY: Final = date.max - _DAY
_MOST_ALARMS: Final = 5
_EARLIEST: Final = 28 * 24 * 60  # minutes before the start
_ALARM_HOUR: Final = 9


def shown_day(event: Event) -> date:
    """The day it is shown on: there must be one after it."""
    return min(event.day, _LAST_DAY)


def days(event: Event) -> dict[str, Any]:
    """All day, its end the day after; the other form is taken away where one patches."""
    start = shown_day(event)
    return {
        "start": {"date": start.isoformat(), "dateTime": None, "timeZone": None},
        "end": {"date": (start + _DAY).isoformat(), "dateTime": None, "timeZone": None},
    }


def day_of(resource: Json) -> date | None:
    """The day that an event of the calendar begins on, where it is."""
    start = resource.get("start") or {}
    text = start.get("date") or start.get("dateTime") or ""
    try:
        return date.fromisoformat(text[: len("2026-03-02")])
    except ValueError:
        return None


def colour(event: Event) -> str:
    """The colour of its health; empty where it has none."""
    return next((number for name, number in _COLOURS.items() if name in event.categories), "")


def alarms(event: Event) -> dict[str, Any]:
    """
    Its reminders, at nine in the morning, never more than 28 days before.

    Google keeps them for each user apart: these are seen by the account that we write with.
    """
    minutes = {max(days * 24 * 60 - _ALARM_HOUR * 60, 0) for days in event.reminders}
    near = sorted(minute for minute in minutes if minute <= _EARLIEST)[:_MOST_ALARMS]
    return {
        "useDefault": False,
        "overrides": [{"method": "popup", "minutes": minute} for minute in near],
    }


def same_alarms(one: Json | None, other: Json | None) -> bool:
    """Whether two lists of reminders, as Google holds them, remind at the same moments."""
    return _moments(one) == _moments(other)


def _moments(reminders: Json | None) -> tuple[bool, frozenset[tuple[str, int]]]:
    said = reminders or {"useDefault": True}
    overrides = said.get("overrides") or ()
    alarms = frozenset((one.get("method", ""), one.get("minutes", 0)) for one in overrides)
    return bool(said.get("useDefault")), alarms
