"""`events.list`: full lists, pages, filters, sync tokens."""

import base64
import json
from collections.abc import Callable
from datetime import datetime

from tests.google.answers import GoogleError
from tests.google.calendar_access import open_calendar
from tests.google.calendar_model import Calendar, Held, Json, moment
from tests.google.world import Request, World

_NOT_WITH_TOKEN = (
    "iCalUID",
    "orderBy",
    "privateExtendedProperty",
    "q",
    "sharedExtendedProperty",
    "timeMin",
    "timeMax",
    "updatedMin",
)
# With one of these a full list may not end in a sync token.
_FILTERS = ("iCalUID", "privateExtendedProperty", "q", "sharedExtendedProperty", "updatedMin")
_MOST = 2500


def _bad(message: str, parameter: str, reason: str = "invalid") -> GoogleError:
    return GoogleError(400, message, reason=reason, location=("parameter", parameter))


def list_events(world: World, request: Request) -> Json:
    calendar, params = open_calendar(world, request, "reader"), request.params
    _check(params)
    since = _since(calendar, params)
    page = _page(calendar, params)
    at = page["change"] if page else calendar.change
    found = _ordered(calendar, params, _matching(calendar, params, since))
    found = found[page["offset"] if page else 0 :]
    size = min(params.get("maxResults", 250), _MOST)
    answer: Json = {
        "kind": "calendar#events",
        "etag": calendar.etag,
        "summary": calendar.summary,
        "updated": calendar.clock.stamp(),
        "timeZone": calendar.timezone,
        "accessRole": calendar.role(request.email),
        "defaultReminders": [],
        "items": [
            _shown(held, request.email, incremental=since is not None) for held in found[:size]
        ],
    }
    if len(found) > size:
        offset = (page["offset"] if page else 0) + size
        answer["nextPageToken"] = _sealed({"change": at, "offset": offset, "query": _query(params)})
    elif _gives_token(world, params):
        answer["nextSyncToken"] = _sealed(
            {"calendar": calendar.id, "epoch": calendar.epoch, "change": at}
        )
    return answer


def _check(params: Json) -> None:
    if "syncToken" in params:
        for name in _NOT_WITH_TOKEN:
            if name in params:
                raise _bad(f"Sync token cannot be used with {name}.", "syncToken")
        if params.get("showDeleted") is False:
            raise _bad("Sync token cannot be used with showDeleted=false.", "syncToken")
    if params.get("orderBy") == "startTime" and not params.get("singleEvents"):
        raise _bad("The requested ordering is not available for the particular query.", "orderBy")
    times = {n: _instant(params, n) for n in ("timeMin", "timeMax", "updatedMin") if n in params}
    if "timeMin" in times and "timeMax" in times and times["timeMax"] <= times["timeMin"]:
        raise GoogleError(
            400,
            "The specified time range is empty.",
            reason="timeRangeEmpty",
            domain="calendar",
            location=("parameter", "timeMax"),
        )


def _instant(params: Json, name: str) -> datetime:
    """A time in the query; it must say its offset."""
    try:
        found = datetime.fromisoformat(params[name])
    except ValueError:
        found = datetime.min
    if found.tzinfo is None:
        raise _bad("Bad Request", name, "badRequest")
    return found


def _sealed(value: Json) -> str:
    return base64.urlsafe_b64encode(json.dumps(value, sort_keys=True).encode()).decode()


def _opened(text: str) -> Json:
    try:
        found: Json = json.loads(base64.urlsafe_b64decode(text.encode()))
    except ValueError:
        return {}
    return found


def _since(calendar: Calendar, params: Json) -> int | None:
    """The change number of the caller's sync token; None for a full list."""
    if "syncToken" not in params:
        return None
    token = _opened(params["syncToken"])
    if token.get("calendar") != calendar.id or token.get("epoch") != calendar.epoch:
        raise GoogleError(
            410,
            "Sync token is no longer valid, a full sync is required.",
            reason="fullSyncRequired",
            domain="calendar",
            location=("parameter", "syncToken"),
        )
    since: int = token["change"]
    return since


def _query(params: Json) -> Json:
    """What must stay the same from page to page."""
    return {
        k: v
        for k, v in params.items()
        if k not in ("pageToken", "maxResults", "alt", "fields", "prettyPrint")
    }


def _page(calendar: Calendar, params: Json) -> Json | None:
    if "pageToken" not in params:
        return None
    page = _opened(params["pageToken"])
    if page.get("query") != _query(params):
        raise _bad("Invalid page token value.", "pageToken")
    return page


def _gives_token(world: World, params: Json) -> bool:
    if "orderBy" in params:
        return False
    return world.unsettled.token_with_filter or not any(name in params for name in _FILTERS)


def _matching(calendar: Calendar, params: Json, since: int | None) -> list[Held]:
    if since is not None:
        return list(calendar.held_since(since))
    tests = _tests(calendar, params)
    return [held for held in calendar.events.values() if all(test(held) for test in tests)]


def _tests(calendar: Calendar, params: Json) -> list[Callable[[Held], bool]]:
    tests: list[Callable[[Held], bool]] = []
    # updatedMin always brings the deleted along.
    if not params.get("showDeleted") and "updatedMin" not in params:
        tests.append(lambda held: not held.cancelled)
    if "timeMin" in params:
        least = _instant(params, "timeMin")
        tests.append(lambda held: moment(held.event["end"], calendar.timezone) > least)
    if "timeMax" in params:
        most = _instant(params, "timeMax")
        tests.append(lambda held: moment(held.event["start"], calendar.timezone) < most)
    if "updatedMin" in params:
        after = _instant(params, "updatedMin")
        tests.append(lambda held: datetime.fromisoformat(held.event["updated"]) >= after)
    if "iCalUID" in params:
        tests.append(lambda held: held.event["iCalUID"] == params["iCalUID"])
    if "q" in params:
        tests.append(lambda held: _contains(held.event, params["q"]))
    for side in ("private", "shared"):
        # The reference says that all must match, the guide any: callers should send one.
        for text in params.get(f"{side}ExtendedProperty", ()):
            name, mark, value = text.partition("=")
            if not mark:
                raise _bad("Bad Request", f"{side}ExtendedProperty", "badRequest")
            tests.append(_has_property(side, name, value))
    return tests


def _has_property(side: str, name: str, value: str) -> Callable[[Held], bool]:
    return lambda held: held.event.get("extendedProperties", {}).get(side, {}).get(name) == value


def _contains(event: Json, text: str) -> bool:
    return any(
        text.casefold() in event.get(name, "").casefold()
        for name in ("summary", "description", "location")
    )


def _ordered(calendar: Calendar, params: Json, found: list[Held]) -> list[Held]:
    match params.get("orderBy"):
        case "startTime":
            return sorted(found, key=lambda held: moment(held.event["start"], calendar.timezone))
        case "updated":
            return sorted(found, key=lambda held: held.change)
    return sorted(found, key=lambda held: held.order)


def _shown(held: Held, email: str, *, incremental: bool) -> Json:
    """Of a deleted event an incremental list promises no more than its id."""
    if held.cancelled and incremental:
        return {name: held.event[name] for name in ("kind", "etag", "id", "status")}
    return held.seen_by(email)
