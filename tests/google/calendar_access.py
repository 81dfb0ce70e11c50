"""Who may do what with a calendar."""

from tests.google.answers import GoogleError
from tests.google.calendar_model import ROLES, Calendar
from tests.google.world import Request, World

_BROAD = (
    "calendar",
    "calendar.readonly",
    "calendar.events",
    "calendar.events.readonly",
    "calendar.acls",
    "calendar.acls.readonly",
)
_PREFIX = "https://www.googleapis.com/auth/"


def open_calendar(world: World, request: Request, role: str) -> Calendar:
    """The calendar of *request*, or Google's refusal: unknown looks the same as not shared."""
    ident = request.params["calendarId"]
    calendar = world.calendars.get(request.email if ident == "primary" else ident)
    if calendar is None or calendar.role(request.email) == "none":
        raise GoogleError(404, "Not Found")
    _check_reach(calendar, request)
    if ROLES.index(calendar.role(request.email)) < ROLES.index(role):
        raise GoogleError(
            403,
            f"You need to have {role} access to this calendar.",
            reason="requiredAccessLevel",
            domain="calendar",
        )
    return calendar


def _check_reach(calendar: Calendar, request: Request) -> None:
    """The scope calendar.app.created reaches only calendars that the app itself made."""
    usable = {s.removeprefix(_PREFIX) for s in request.scopes & request.method.scopes}
    if usable <= {"calendar.app.created"} and not calendar.by_app:
        raise GoogleError(403, "Forbidden", reason="forbidden")
