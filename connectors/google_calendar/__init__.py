"""Google Calendar: milestones as all-day events in a calendar that people use and change."""

from collections.abc import Mapping
from typing import Any, Final

from connectors._google.account import account_of
from connectors._google.credentials import CALENDAR_EVENTS
from connectors.google_calendar.calls import CalendarCalls
from connectors.google_calendar.own import OwnCalendar
from connectors.google_calendar.target import GoogleCalendar
from syncer.errors import ConfigError
from syncer.ports import CalendarTarget

NEW: Final = "new"
"""Instead of an id: a calendar is made for the plan."""


def open_calendar(options: Mapping[str, Any]) -> CalendarTarget:
    """
    The calendar that *options* name.

    Options: `calendar` (its id, or `new`), `owner` (the instance of the plan, of which our marks
    tell), and those of the account. Of a new one also `title`, `name` (of the publication, to know
    it by), `share` (addresses), and `place`, which is what its `place` said when last opened.
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
    account = account_of(options)
    if calendar == NEW:
        name = " ".join(str(options.get("name", "")).split())
        return OwnCalendar(
            account,
            str(options.get("place", "")),
            owner,
            title=str(options.get("title", "")),
            mark=f"milestone-syncer {owner} {name}",
            share=tuple(options.get("share", ())),
        )
    return GoogleCalendar(CalendarCalls(account, calendar, (CALENDAR_EVENTS,)), owner)
