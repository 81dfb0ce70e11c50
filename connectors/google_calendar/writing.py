"""What to send for an event: ours, and all that people added to it as it was read."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from connectors.google_calendar.held import private, seal, theirs
from connectors.google_calendar.looks import alarms, colour, days, same_alarms
from connectors.google_calendar.mark import Mark, is_ours, mark_of, packed, properties_of
from connectors.google_calendar.wording import lines, title, whole
from syncer.domain.changes import Proposal
from syncer.domain.events import Event

Json = Mapping[str, Any]

COLOUR: Final = "colour"
ALARMS: Final = "alarms"

# What an update may send back as it was read. An event with anything else on it (guests, a
# meeting, attachments) is patched: a service account may not send guests, and an update without
# them takes them away.
_PLAIN: Final = frozenset(
    {
        *("kind", "etag", "id", "status", "htmlLink", "created", "updated", "creator"),
        *("organizer", "iCalUID", "sequence", "eventType", "summary", "description"),
        *("colorId", "start", "end", "transparency", "visibility", "location", "source"),
        *("reminders", "extendedProperties"),
    }
)
_SET_BY_GOOGLE: Final = frozenset(
    {"kind", "etag", "htmlLink", "created", "updated", "creator", "organizer", "eventType"}
)


class Sent(NamedTuple):
    """
    A body for `insert`, `update` or `patch`.

    Attributes:
        patch: It says only what changes: what is null is taken away.
        seal: What the event bears once this is written.
    """

    body: dict[str, Any]
    seal: str
    patch: bool = False


def new(event: Event, owner: str, ident: str) -> Sent:
    """The body that makes *event* under the id *ident*."""
    body, seal_ = _ours(event, {}, Mark(owner), None)
    return Sent({"id": ident, **_without_nulls(body)}, seal_)


def replacement(event: Event, owner: str, resource: Json, moved: Proposal | None) -> Sent:
    """
    The body that makes *event* of *resource*, and leaves on it what people added.

    A deleted event comes back by it. *moved* is a person's move that is being undone.
    """
    mark = mark_of(private(resource), event.uid) or Mark(owner)
    body, seal_ = _ours(event, resource, mark._replace(owner=owner), moved)
    if resource.get("status") == "cancelled":
        body["status"] = "confirmed"
    if not resource.keys() <= _PLAIN:
        body["recurrence"] = None
        return Sent(body, seal_, patch=True)
    kept = {name: value for name, value in resource.items() if name not in _SET_BY_GOOGLE}
    return Sent(_without_nulls({**kept, **body}), seal_)


def _ours(
    event: Event, resource: Json, mark: Mark, moved: Proposal | None
) -> tuple[dict[str, Any], str]:
    """The fields of ours, with null for what is to go; and the seal on them."""
    taken = _taken_over(event, resource, mark)
    if moved is None and mark.moved is not None and mark.moved.instead_of == event.day:
        # Nobody may have written it down yet. Another day in the plan is an answer.
        moved = mark.moved
    body: dict[str, Any] = {
        "summary": title(event),
        "description": whole(lines(event), theirs(resource, mark if mark.event else None)),
        "transparency": "transparent",
        **days(event),
        # Only its maker sees it; the description has the link for everybody.
        "source": {"title": title(event), "url": event.url} if event.url else None,
        "colorId": resource.get("colorId") if COLOUR in taken else colour(event) or None,
        "reminders": resource.get("reminders") if ALARMS in taken else alarms(event),
    }
    new_mark = Mark(mark.owner, event, packed(event), theirs=taken, moved=moved)
    new_mark = new_mark._replace(seal=seal(body, new_mark))
    body["extendedProperties"] = _properties(resource, new_mark)
    return body, new_mark.seal


def _taken_over(event: Event, resource: Json, mark: Mark) -> frozenset[str]:
    """What of *resource* a person has set otherwise than we did: it stays so."""
    if not resource:
        return frozenset()
    wrote = mark.event or event
    found = {
        COLOUR: resource.get("colorId", "") != colour(wrote),
        ALARMS: not same_alarms(resource.get("reminders"), alarms(wrote)),
    }
    return mark.theirs | {name for name, is_set in found.items() if is_set}


def _properties(resource: Json, mark: Mark) -> dict[str, Any]:
    """All properties of the event: ours new, those of others as they were."""
    old = private(resource)
    kept = {name: value for name, value in old.items() if not is_ours(name)}
    stale = {name: None for name in old if is_ours(name)}
    shared = (resource.get("extendedProperties") or {}).get("shared")
    said: dict[str, Any] = {"private": {**stale, **kept, **properties_of(mark)}}
    return {**said, "shared": shared} if shared else said


def _without_nulls(body: Json) -> dict[str, Any]:
    """*body* for a call that replaces: what is left out is gone."""
    return {
        name: _without_nulls(value) if isinstance(value, dict) else value
        for name, value in body.items()
        if value is not None
    }
