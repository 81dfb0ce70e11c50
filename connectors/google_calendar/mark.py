"""What we leave on an event for ourselves, in private properties that people do not see."""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from syncer.domain.changes import Proposal
from syncer.domain.events import Event

OWNER: Final = "milestoneSyncer"
"""The property that says which plan an event belongs to; lists are filtered by it."""

_SEAL: Final = f"{OWNER}Seal"
_THEIRS: Final = f"{OWNER}Theirs"
_MOVED: Final = f"{OWNER}Moved"
_EVENT: Final = f"{OWNER}Event"
_LONGEST: Final = 1000  # Google cuts a value off after 1024 characters
_USUAL: Final = {f.name: f.default for f in fields(Event) if f.default is not MISSING}

Properties = Mapping[str, str]


class Mark(NamedTuple):
    """
    What we know of an event besides what people see of it.

    Attributes:
        owner: The instance of the plan.
        event: As it was last put there; None where it cannot be read any more.
        packed: The same as text.
        seal: The digest of what people saw of it then; it differs where somebody changed that.
        theirs: What a person took over: `colour`, `alarms`.
        moved: The last move by a person, kept until the plan has another day.
    """

    owner: str
    event: Event | None = None
    packed: str = ""
    seal: str = ""
    theirs: frozenset[str] = frozenset()
    moved: Proposal | None = None


def properties_of(mark: Mark) -> dict[str, str]:
    """*mark* as private properties."""
    pieces = range(0, len(mark.packed), _LONGEST)
    said = {
        OWNER: mark.owner,
        _SEAL: mark.seal,
        **{f"{_EVENT}{n}": mark.packed[at : at + _LONGEST] for n, at in enumerate(pieces)},
    }
    if mark.theirs:
        said[_THEIRS] = " ".join(sorted(mark.theirs))
    if mark.moved:
        said[_MOVED] = _move_text(mark.moved)
    return said


def mark_of(properties: Properties, uid: str) -> Mark | None:
    """The mark in *properties* of the event of *uid*; None where there is none."""
    if OWNER not in properties:
        return None
    packed = "".join(_pieces(properties))
    return Mark(
        owner=properties[OWNER],
        event=_unpacked(packed, uid),
        packed=packed,
        seal=properties.get(_SEAL, ""),
        theirs=frozenset(properties.get(_THEIRS, "").split()),
        moved=_move(properties.get(_MOVED, ""), uid),
    )


def is_ours(name: str) -> bool:
    """Whether a private property called *name* is one of ours."""
    return name.startswith(OWNER)


def packed(event: Event) -> str:
    """*event* whole, without its UID and without what is empty."""
    said: dict[str, object] = {"day": event.day.isoformat(), "summary": event.summary}
    for name, usual in _USUAL.items():
        if (value := getattr(event, name)) != usual:
            said[name] = value
    octets = json.dumps(said, separators=(",", ":")).encode()
    return b64encode(zlib.compress(octets)).decode()


def _unpacked(text: str, uid: str) -> Event | None:
    try:
        said: dict[str, Any] = json.loads(zlib.decompress(b64decode(text)))
        lists = {name: tuple(value) for name, value in said.items() if isinstance(value, list)}
        return Event(uid=uid, **said | lists | {"day": date.fromisoformat(said["day"])})
    except (ValueError, KeyError, TypeError, zlib.error):
        return None


def _pieces(properties: Properties) -> list[str]:
    pieces: list[str] = []
    while (name := f"{_EVENT}{len(pieces)}") in properties:
        pieces.append(properties[name])
    return pieces


def _move_text(moved: Proposal) -> str:
    at = moved.at.isoformat() if moved.at else ""
    return f"{moved.day.isoformat()} {moved.instead_of.isoformat()} {at} {moved.who}"


def _move(text: str, uid: str) -> Proposal | None:
    try:
        day, instead_of, at, who = text.split(" ", 3)
        return Proposal(
            uid=uid,
            day=date.fromisoformat(day),
            instead_of=date.fromisoformat(instead_of),
            who=who,
            at=datetime.fromisoformat(at) if at else None,
        )
    except ValueError:
        return None
