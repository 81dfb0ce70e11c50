"""A feed of ours read back: what its subscribers were told, should nobody remember it."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Final
from urllib.parse import unquote

from syncer.domain.events import Event, Revision

_EVENT: Final = re.compile("\r\nBEGIN:VEVENT\r\n(.*?)\r\nEND:VEVENT(?=\r\n)", re.DOTALL)
_ALARMS: Final = "\r\nBEGIN:VALARM\r\n"
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_TRIGGER: Final = re.compile(r"TRIGGER:(-?)P(?:(\d+)D)?T\d+H")


def revisions_in(octets: bytes) -> tuple[Revision, ...]:
    """The revisions in a feed as this package writes it; what is written otherwise is left out."""
    text = octets.decode("utf-8", "replace").replace("\r\n ", "")
    return tuple(_revisions(text))


def _revisions(text: str) -> Iterator[Revision]:
    for block in _EVENT.findall(text):
        said, _, alarms = block.partition(_ALARMS)
        try:
            yield _revision(said, alarms)
        except (KeyError, ValueError):
            continue  # somebody else's


def _revision(said: str, alarms: str) -> Revision:
    values: dict[str, str] = {}
    predecessors = []
    for row in said.split("\r\n"):
        name, _, value = row.partition(":")
        values[name] = value
        if name == "RELATED-TO;RELTYPE=DEPENDS-ON":
            predecessors.append(unquote(value))
    modified = _moment(values["DTSTAMP"])
    cancelled = values["STATUS"] == "CANCELLED"
    names = values.get("CATEGORIES", "")
    event = Event(
        uid=unquote(values["UID"]),
        day=date.fromisoformat(values["DTSTART;VALUE=DATE"]),
        summary=_text(values["SUMMARY"]),
        description=_text(values.get("DESCRIPTION", "")),
        categories=tuple(map(_text, names.split(","))) if names else (),
        priority=int(values.get("PRIORITY", "0")),
        url=values.get("URL", ""),
        predecessors=tuple(predecessors),
        reminders=tuple(map(_days_before, _TRIGGER.findall(alarms))),
        cancelled=cancelled,
    )
    created, sequence = _moment(values["CREATED"]), int(values["SEQUENCE"])
    return Revision(event, sequence, created, modified, modified.date() if cancelled else None)


def _moment(value: str) -> datetime:
    return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _text(value: str) -> str:
    """A TEXT value without its escapes (RFC 5545 3.3.11)."""
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)


def _days_before(trigger: tuple[str, str]) -> int:
    """An alarm at nine in the morning is one day before where it is less than one before."""
    before, days = trigger
    return int(days or 0) + 1 if before else 0
