"""Single events: insert, import, get, update, patch, delete."""

import copy
import re
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tests.google.answers import GoogleError
from tests.google.calendar_access import open_calendar
from tests.google.calendar_list import list_events
from tests.google.calendar_model import Calendar, Held, Json, moment
from tests.google.world import Request, World

_ID = re.compile(r"[a-v0-9]{5,1024}")
_PROPERTY_KEY, _PROPERTY_VALUE = 44, 1024  # characters; longer keys are dropped, values cut
_PROPERTIES, _REMINDERS = 300, 5
# The caller may send these back as they were read; Google sets them itself.
_OWN = (
    "kind",
    "etag",
    "htmlLink",
    "created",
    "updated",
    "creator",
    "organizer",
    "hangoutLink",
    "locked",
    "eventType",
)
_DEFAULTS = {"transparency": "opaque", "visibility": "default"}
_DURING = ("start", "end", "recurrence", "location")


def _bad(message: str, reason: str = "invalid") -> GoogleError:
    return GoogleError(400, message, reason=reason)


def checked_times(event: Json) -> None:
    """Refuse what Google refuses of start and end; the same day for both passes, as it does there."""
    forms = []
    for side in ("end", "start"):
        when = event.get(side)
        if not when or not (when.get("date") or when.get("dateTime")):
            raise _bad(f"Missing {side} time.", "required")
        if when.get("date") and when.get("dateTime"):
            raise _bad(f"Invalid {side} time.")
        forms.append("date" if when.get("date") else "dateTime")
        _check_moment(when, side)
    if forms[0] != forms[1]:
        raise _bad("Start and end times must either both be date or both be dateTime.")
    if moment(event["end"], "UTC") < moment(event["start"], "UTC"):
        raise GoogleError(
            400,
            "The specified time range is empty.",
            reason="timeRangeEmpty",
            domain="calendar",
            location=("parameter", "endTime"),
        )


def _check_moment(when: Json, side: str) -> None:
    zone = when.get("timeZone")
    try:
        if zone:
            ZoneInfo(zone)
        if when.get("date"):
            date.fromisoformat(when["date"])
        elif datetime.fromisoformat(when["dateTime"]).tzinfo is None and not zone:
            raise _bad(f"Missing time zone definition for {side} time.", "required")
    except (ValueError, ZoneInfoNotFoundError):
        raise _bad(f"Invalid {side} time.") from None


def _checked(event: Json, request: Request) -> None:
    checked_times(event)
    if request.body.get("attendees") and request.principal.is_service:
        raise GoogleError(
            403,
            "Service accounts cannot invite attendees without Domain-Wide Delegation of Authority.",
            reason="forbiddenForServiceAccounts",
            domain="calendar",
        )
    _check_reminders(event.get("reminders", {}))


def _check_reminders(reminders: Json) -> None:
    overrides = reminders.get("overrides", ())
    if overrides and reminders.get("useDefault"):
        raise GoogleError(
            400,
            "Cannot specify both default reminders and overrides at the same time.",
            reason="cannotUseDefaultRemindersAndSpecifyOverride",
            domain="calendar",
        )
    if any("method" not in one or "minutes" not in one for one in overrides):
        raise _bad("Required", "required")
    if len(overrides) > _REMINDERS or any(not 0 <= one["minutes"] <= 40320 for one in overrides):
        raise _bad("Invalid reminders.")


def _cleaned(event: Json) -> Json:
    """What Google stores of an event: no empty fields, no defaults, properties cut to size."""
    event = {
        k: v for k, v in event.items() if v not in (None, "", [], {}) and _DEFAULTS.get(k) != v
    }
    properties = event.get("extendedProperties")
    if properties:
        event["extendedProperties"] = {
            side: {
                k: v[:_PROPERTY_VALUE]
                for k, v in held.items()
                if len(k) <= _PROPERTY_KEY and v is not None
            }
            for side, held in properties.items()
            if held
        }
        if sum(map(len, event["extendedProperties"].values())) > _PROPERTIES:
            raise _bad("Too many extended properties.")
    for side in ("start", "end"):
        event[side] = {k: v for k, v in event[side].items() if v is not None}
    return event


def _made(world: World, calendar: Calendar, request: Request, ident: str) -> Json:
    """A new event out of the request's body."""
    body = {k: v for k, v in request.body.items() if k not in _OWN}
    _checked(body, request)
    who = {"email": request.email}
    event = {
        "kind": "calendar#event",
        "id": ident,
        "status": body.get("status", "confirmed"),
        "htmlLink": f"https://www.google.com/calendar/event?eid={ident}",
        "created": world.clock.stamp(milliseconds=False),
        "creator": {**who, **({"self": True} if calendar.id == request.email else {})},
        "organizer": {"email": calendar.id, "displayName": calendar.summary, "self": True},
        "iCalUID": body.get("iCalUID", f"{ident}@google.com"),
        "sequence": body.get("sequence", 0),
        "reminders": body.get("reminders", {"useDefault": True}),
        "eventType": "default",
    }
    return _cleaned({**copy.deepcopy(body), **event})


def insert(world: World, request: Request) -> Json:
    calendar = open_calendar(world, request, "writer")
    ident = request.body.get("id")
    if ident is not None and "iCalUID" in request.body:
        raise _bad("An event takes id or iCalUID, not both.")
    if ident is not None and not _ID.fullmatch(ident):
        raise _bad("Invalid resource id value.")
    event = _made(world, calendar, request, ident or calendar.new_event_id())
    if event["id"] in calendar.events or event["id"] in calendar.purged:
        raise GoogleError(409, "The requested identifier already exists.", reason="duplicate")
    return calendar.store(event, request.email)


def import_event(world: World, request: Request) -> Json:
    """A private copy of an event known by its iCalUID; the second time it is the same event."""
    calendar = open_calendar(world, request, "writer")
    uid = request.body["iCalUID"]
    if "id" in request.body and not _ID.fullmatch(request.body["id"]):
        raise _bad("Invalid resource id value.")
    known = next(
        (h.event["id"] for h in calendar.events.values() if h.event["iCalUID"] == uid), None
    )
    ident = known or request.body.get("id") or calendar.new_event_id()
    old = calendar.events.get(ident)
    if old and request.body.get("sequence", 0) < old.event.get("sequence", 0):
        raise _bad("Invalid sequence value.")
    return calendar.store(_made(world, calendar, request, ident), request.email)


def _held(calendar: Calendar, request: Request) -> Held:
    held = calendar.events.get(request.params["eventId"])
    if held is None:
        raise GoogleError(404, "Not Found")
    return held


def get(world: World, request: Request) -> Json | None:
    """A deleted event is still answered, with status cancelled."""
    held = _held(open_calendar(world, request, "reader"), request)
    if request.headers.get("if-none-match") == held.event["etag"]:
        request.etag = "304"
        return None
    request.etag = held.event["etag"]
    return held.seen_by(request.email)


def _check_match(held: Held, request: Request) -> None:
    wanted = request.headers.get("if-match")
    if wanted is not None and wanted not in ("*", held.event["etag"]):
        raise GoogleError(
            412, "Precondition Failed", reason="conditionNotMet", location=("header", "If-Match")
        )


def update(world: World, request: Request) -> Json:
    """The body replaces the event whole: what it leaves out is gone."""
    calendar = open_calendar(world, request, "writer")
    held = _held(calendar, request)
    _check_match(held, request)
    if "id" in request.body and request.body["id"] != held.event["id"]:
        raise _bad("Invalid resource id value.")
    body = {k: v for k, v in request.body.items() if k not in _OWN}
    kept = {k: held.event[k] for k in (*_OWN, "id", "iCalUID") if k in held.event}
    event = {
        "status": "confirmed",
        "reminders": {"useDefault": True},
        **copy.deepcopy(body),
        **kept,
    }
    return _replaced(world, calendar, held, event, request)


def patch(world: World, request: Request) -> Json:
    """Objects merge, null takes away, lists and values replace."""
    calendar = open_calendar(world, request, "writer")
    held = _held(calendar, request)
    _check_match(held, request)
    body = {k: v for k, v in request.body.items() if k not in (*_OWN, "id", "iCalUID")}
    return _replaced(world, calendar, held, merged(held.seen_by(request.email), body), request)


def merged(old: Json, new: Json) -> Json:
    out = dict(old)
    for name, value in new.items():
        if value is None:
            out.pop(name, None)
        elif isinstance(value, dict):
            out[name] = merged(out.get(name) or {}, value)
        else:
            out[name] = copy.deepcopy(value)
    return out


def _replaced(world: World, calendar: Calendar, held: Held, event: Json, request: Request) -> Json:
    old = held.event
    if held.cancelled and event.get("status") != "cancelled" and not world.unsettled.update_revives:
        raise GoogleError(world.unsettled.refuses_revival, "Forbidden")
    _checked(event, request)
    event = _cleaned(event)
    sent, have = request.body.get("sequence"), old.get("sequence", 0)
    if sent is not None and sent < have:
        raise _bad(
            "Invalid sequence value. The specified sequence number is below the current sequence number "
            "of the resource. Re-fetch the resource and use its sequence number on the following request."
        )
    changed = any(event.get(name) != old.get(name) for name in _DURING)
    event["sequence"] = max(sent or 0, have) + (
        1 if changed and (sent is None or sent == have) else 0
    )
    return calendar.store(event, request.email)


def delete(world: World, request: Request) -> None:
    calendar = open_calendar(world, request, "writer")
    held = _held(calendar, request)
    if held.cancelled:
        raise GoogleError(410, "Resource has been deleted", reason="deleted")
    _check_match(held, request)
    calendar.store({**held.event, "status": "cancelled"}, request.email)


_EVENTS = "calendar.events"
EVENTS = {
    f"{_EVENTS}.insert": insert,
    f"{_EVENTS}.import": import_event,
    f"{_EVENTS}.get": get,
    f"{_EVENTS}.update": update,
    f"{_EVENTS}.patch": patch,
    f"{_EVENTS}.delete": delete,
    f"{_EVENTS}.list": list_events,
}
