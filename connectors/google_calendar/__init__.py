"""Google Calendar: milestones as all-day events in a calendar that people use and change."""

from collections.abc import Mapping
from typing import Any

from connectors._google.account import account_of
from connectors._google.credentials import CALENDAR_EVENTS, CALENDAR_OWN
from connectors.google_calendar.calls import CalendarCalls
from connectors.google_calendar.making import make_calendar
from connectors.google_calendar.target import GoogleCalendar
from syncer.errors import ConfigError
from syncer.ports import CalendarTarget

__all__ = ["make_calendar", "open_calendar"]


def open_calendar(options: Mapping[str, Any]) -> CalendarTarget:
    """
    The calendar that *options* name.

    Options: `calendar` (its id), `owner` (the instance of the plan, of which our marks tell),
    `made` (we made it, so that the narrower scope is enough), and those of the account.
    """
    calendar, owner = str(options.get("calendar", "")), str(options.get("owner", ""))
    if not calendar:
        raise ConfigError(
            "a Google calendar without its id",
            hint="Google Calendar shows it under Settings, Integrate calendar",
        )
    if not owner:
        raise ConfigError(
            "a Google calendar without a word on whose events it holds",
            hint="give the instance of the plan as `owner`",
        )
    scope = CALENDAR_OWN if options.get("made") else CALENDAR_EVENTS
    return GoogleCalendar(CalendarCalls(account_of(options), calendar, (scope,)), owner)
