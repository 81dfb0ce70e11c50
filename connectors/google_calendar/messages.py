"""The one request that carries out a change, with the version that it may replace."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from connectors.google_calendar.held import held
from connectors.google_calendar.settling import Task
from connectors.google_calendar.writing import new, replacement

Request = Callable[[Any], Any]
"""Makes the request out of google-api-python-client's `events`: each thread has its own."""

# Nobody is written to because a date moved in a sheet.
_SILENT: Final = {"sendUpdates": "none"}


class Message(NamedTuple):
    """
    What is sent for a task.

    Attributes:
        seal: What the event bears if it gets there; empty where it is then gone.
    """

    request: Request
    seal: str = ""


def message(task: Task, calendar: str, owner: str) -> Message:
    """The request that carries out *task* in *calendar* for the plan *owner*."""
    place = {"calendarId": calendar, "eventId": task.ident}
    if task.event is None:
        etag = str(task.change.expected)
        return Message(lambda events: _matching(events.delete(**place, **_SILENT), etag))
    if task.resource is None:
        made = new(task.event, owner, task.ident)
        return Message(
            lambda events: events.insert(calendarId=calendar, body=made.body, **_SILENT), made.seal
        )
    before = held(task.resource, owner)
    sent = replacement(task.event, owner, task.resource, before.moved if before else None)
    etag = str(task.resource["etag"])

    def edit(events: Any) -> Any:
        verb = events.patch if sent.patch else events.update
        return _matching(verb(**place, body=sent.body, **_SILENT), etag)

    return Message(edit, sent.seal)


def look(calendar: str, ident: str) -> Request:
    """The request for one event; a deleted one is answered too, as `cancelled`."""
    return lambda events: events.get(calendarId=calendar, eventId=ident)


def _matching(request: Any, etag: str) -> Any:
    headers: Mapping[str, str] = {**request.headers, "If-Match": etag}
    request.headers = headers
    return request
