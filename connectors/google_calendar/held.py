"""An event as the calendar holds it, understood: is it ours, is it as we wrote it."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final, NamedTuple

from connectors.google_calendar.identity import identity_of
from connectors.google_calendar.looks import day_of, shown_day
from connectors.google_calendar.mark import Mark, mark_of
from connectors.google_calendar.wording import lines, parts
from syncer.domain.changes import Proposal, Stored
from syncer.domain.events import Event
from syncer.domain.sheet import Version

Json = Mapping[str, Any]

CHANGED: Final = "(changed in the calendar)"
_FORM: Final = 1  # of the seal: with another one every event is written once more


class Held(NamedTuple):
    """
    One event of ours.

    Attributes:
        resource: All of it, as Google gave it.
        stored: What it says, in our terms; as it was put there where nobody changed it since.
        moved: Where a person put it, while it stands there.
    """

    resource: Json
    generation: int
    mark: Mark
    stored: Stored
    moved: Proposal | None


def held(resource: Json, owner: str) -> Held | None:
    """What *resource* is of the plan *owner*; None where it is not ours or deleted."""
    identity = identity_of(str(resource.get("id", "")))
    # A copy that a person made bears our mark under another id; so do days of a series.
    if identity is None or resource.get("status") == "cancelled":
        return None
    mark = mark_of(private(resource), identity.uid)
    if mark is None or mark.owner != owner:
        return None
    intact = mark.event is not None and mark.seal == seal(resource, mark)
    event = mark.event if mark.event and intact else _as_changed(resource, mark, identity.uid)
    return Held(
        resource=resource,
        generation=identity.generation,
        mark=mark,
        stored=Stored(event, Version(resource["etag"])),
        moved=_moved(resource, mark, identity.uid),
    )


def private(resource: Json) -> Mapping[str, str]:
    """The private properties of *resource*."""
    found: Mapping[str, str] = (resource.get("extendedProperties") or {}).get("private") or {}
    return found


def seal(resource: Json, mark: Mark) -> str:
    """
    The digest of all that is ours in *resource*: made when we write, and again when we read.

    Whatever a person changes of it, the two differ, and the event is put there anew.
    """
    start, end = resource.get("start") or {}, resource.get("end") or {}
    ours, _ = _parts(resource, mark)
    said = (
        _FORM,
        mark.packed,
        str(resource.get("summary", "")).strip(),
        ours,
        start.get("date"),
        end.get("date"),
        resource.get("transparency"),
        bool(resource.get("recurrence")),
    )
    return sha256(json.dumps(said).encode()).hexdigest()


def theirs(resource: Json, mark: Mark | None) -> str:
    """What people wrote into the description of *resource*."""
    return _parts(resource, mark)[1]


def _parts(resource: Json, mark: Mark | None) -> tuple[str, str]:
    wrote = lines(mark.event) if mark and mark.event else ""
    return parts(resource.get("description") or "", wrote)


def _as_changed(resource: Json, mark: Mark, uid: str) -> Event:
    """The event as people see it now; it never equals one that we put there."""
    day, summary = day_of(resource) or date.min, str(resource.get("summary", ""))
    ours, _ = _parts(resource, mark)
    last = mark.event or Event(uid=uid, day=day, summary=summary)
    description = "\n".join(part for part in (ours, CHANGED) if part)
    return replace(last, day=day, summary=summary, description=description)


def _moved(resource: Json, mark: Mark, uid: str) -> Proposal | None:
    """Google does not tell who moved it."""
    day = day_of(resource)
    if mark.event is None or day is None or day == shown_day(mark.event):
        return None
    return Proposal(uid=uid, day=day, instead_of=mark.event.day, at=_moment(resource))


def _moment(resource: Json) -> datetime | None:
    try:
        return datetime.fromisoformat(resource.get("updated", ""))
    except ValueError:
        return None
