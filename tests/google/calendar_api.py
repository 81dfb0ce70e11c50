"""Calendars themselves: making and sharing them, and the caller's list of them."""

import copy

from tests.google.answers import GoogleError
from tests.google.calendar_access import open_calendar
from tests.google.calendar_model import ROLES, Calendar, Json, next_etag
from tests.google.world import Request, World


def _calendar(calendar: Calendar) -> Json:
    answer: Json = {
        "kind": "calendar#calendar",
        "etag": calendar.etag,
        "id": calendar.id,
        "summary": calendar.summary,
        "timeZone": calendar.timezone,
    }
    return {**answer, **{k: v for k in ("description", "location") if (v := getattr(calendar, k))}}


def insert(world: World, request: Request) -> Json:
    """A calendar of the caller's own, which stands in its list at once."""
    if not request.body.get("summary"):
        raise GoogleError(400, "Missing title.", reason="required")
    ident = f"{world.new_id('c_app')}@group.calendar.google.com"
    calendar = Calendar(ident, request.body["summary"], request.email, world.clock, by_app=True)
    _set(calendar, request.body)
    world.calendars[ident] = calendar
    world.listed[request.email, ident] = {}
    return _calendar(calendar)


def _set(calendar: Calendar, body: Json) -> None:
    calendar.summary = body.get("summary") or calendar.summary
    calendar.timezone = body.get("timeZone") or calendar.timezone
    for name in ("description", "location"):
        if name in body:
            setattr(calendar, name, body[name] or "")
    calendar.etag = next_etag()


def get(world: World, request: Request) -> Json:
    return _calendar(open_calendar(world, request, "freeBusyReader"))


def patch(world: World, request: Request) -> Json:
    calendar = open_calendar(world, request, "owner")
    _set(calendar, request.body)
    return _calendar(calendar)


def update(world: World, request: Request) -> Json:
    calendar = open_calendar(world, request, "owner")
    _set(calendar, {"description": "", "location": "", **request.body})
    return _calendar(calendar)


def delete(world: World, request: Request) -> None:
    """Only a secondary calendar can be deleted, and only by an owner."""
    calendar = open_calendar(world, request, "owner")
    if "@group." not in calendar.id:
        raise GoogleError(403, "Forbidden", reason="forbidden")
    drop(world, calendar)


def drop(world: World, calendar: Calendar) -> None:
    del world.calendars[calendar.id]
    for key in [key for key in world.listed if key[1] == calendar.id]:
        del world.listed[key]


def acl_insert(world: World, request: Request) -> Json:
    calendar = open_calendar(world, request, "owner")
    scope, role = request.body["scope"], request.body["role"]
    if scope["type"] != "default" and not scope.get("value"):
        raise GoogleError(400, "Invalid scope value.", reason="invalid")
    if role not in ROLES:
        raise GoogleError(400, "Invalid role value.", reason="invalid")
    return copy.deepcopy(calendar.share(scope["type"], scope.get("value", ""), role))


def acl_list(world: World, request: Request) -> Json:
    calendar = open_calendar(world, request, "writer")
    items = [copy.deepcopy(rule) for rule in calendar.rules.values()]
    return {
        "kind": "calendar#acl",
        "etag": calendar.etag,
        "items": items,
        "nextSyncToken": "acl-token",
    }


def _rule(calendar: Calendar, request: Request) -> Json:
    rule = calendar.rules.get(request.params["ruleId"])
    if rule is None:
        raise GoogleError(404, "Not Found")
    return rule


def acl_get(world: World, request: Request) -> Json:
    return copy.deepcopy(_rule(open_calendar(world, request, "writer"), request))


def acl_update(world: World, request: Request) -> Json:
    calendar = open_calendar(world, request, "owner")
    scope = _rule(calendar, request)["scope"]
    return copy.deepcopy(
        calendar.share(scope["type"], scope.get("value", ""), request.body["role"])
    )


def acl_delete(world: World, request: Request) -> None:
    calendar = open_calendar(world, request, "owner")
    rule = _rule(calendar, request)
    if rule["role"] == "owner" and sum(r["role"] == "owner" for r in calendar.rules.values()) == 1:
        raise GoogleError(
            403,
            "Cannot remove the last owner of a calendar.",
            reason="cannotRemoveLastCalendarOwnerFromAcl",
            domain="calendar",
        )
    del calendar.rules[rule["id"]]


def _entry(world: World, calendar: Calendar, email: str) -> Json:
    mine = world.listed[email, calendar.id]
    return {
        **_calendar(calendar),
        "kind": "calendar#calendarListEntry",
        "accessRole": calendar.role(email),
        "defaultReminders": mine.get("defaultReminders", []),
        "selected": mine.get("selected", True),
        **({"summaryOverride": mine["summaryOverride"]} if mine.get("summaryOverride") else {}),
    }


def _listed(world: World, request: Request) -> Calendar:
    ident = request.params["calendarId"]
    calendar = world.calendars.get(ident)
    if (
        calendar is None
        or (request.email, ident) not in world.listed
        or calendar.role(request.email) == "none"
    ):
        raise GoogleError(404, "Not Found")
    return calendar


def list_list(world: World, request: Request) -> Json:
    """What is shared with a service account is not in its list until it inserts it there."""
    least = ROLES.index(request.params.get("minAccessRole", "freeBusyReader"))
    items = [
        _entry(world, world.calendars[ident], email)
        for email, ident in world.listed
        if email == request.email and ROLES.index(world.calendars[ident].role(email)) >= least
    ]
    return {
        "kind": "calendar#calendarList",
        "etag": next_etag(),
        "items": items,
        "nextSyncToken": "list-token",
    }


def list_get(world: World, request: Request) -> Json:
    return _entry(world, _listed(world, request), request.email)


def list_insert(world: World, request: Request) -> Json:
    ident = request.body.get("id", "")
    calendar = world.calendars.get(ident)
    if calendar is None or calendar.role(request.email) == "none":
        raise GoogleError(404, "Not Found")
    world.listed.setdefault((request.email, ident), {}).update(request.body)
    return _entry(world, calendar, request.email)


def list_patch(world: World, request: Request) -> Json:
    calendar = _listed(world, request)
    world.listed[request.email, calendar.id].update(request.body)
    return _entry(world, calendar, request.email)


def list_delete(world: World, request: Request) -> None:
    calendar = _listed(world, request)
    del world.listed[request.email, calendar.id]


CALENDAR = {
    "calendar.calendars.insert": insert,
    "calendar.calendars.get": get,
    "calendar.calendars.patch": patch,
    "calendar.calendars.update": update,
    "calendar.calendars.delete": delete,
    "calendar.acl.insert": acl_insert,
    "calendar.acl.list": acl_list,
    "calendar.acl.get": acl_get,
    "calendar.acl.update": acl_update,
    "calendar.acl.patch": acl_update,
    "calendar.acl.delete": acl_delete,
    "calendar.calendarList.list": list_list,
    "calendar.calendarList.get": list_get,
    "calendar.calendarList.insert": list_insert,
    "calendar.calendarList.patch": list_patch,
    "calendar.calendarList.update": list_patch,
    "calendar.calendarList.delete": list_delete,
}
