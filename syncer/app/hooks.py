"""Who may say that a sheet changed: Drive by a channel of ours, an Apps Script by its signature."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest, digest
from typing import Final, Generic, NamedTuple, TypeVar

from syncer.domain.channel import Channel, Script

T = TypeVar("T", Channel, Script)

MOST_OCTETS: Final = 4096
"""Of a message's body; whoever sends more is not listened to any further."""
WINDOW: Final = 300
"""Seconds that a script's message may be old, or ahead of our clock."""
_LONGEST: Final = 18  # digits: numbers that are no attempt to keep us busy


class Heard(NamedTuple, Generic[T]):
    """
    What came of a message; all it can do is to make one plan due.

    Attributes:
        refused: Why it is not believed, for our log alone; empty where it is.
        due: The plan is to be read.
        sender: What is known of whoever may send from now on.
    """

    refused: str
    due: bool
    sender: T


def hear_drive(channel: Channel, headers: Mapping[str, str], now: datetime) -> Heard[Channel]:
    """What comes of a push of Drive's, by its *headers* (names in lower case); it has no body."""
    number = _number(headers.get("x-goog-message-number", ""))
    if not _same(headers.get("x-goog-channel-id", ""), channel.id):
        refused = "unknown channel"
    elif not _same(headers.get("x-goog-channel-token", ""), channel.token):
        refused = "wrong token"
    elif not _same(headers.get("x-goog-resource-id", ""), channel.resource):
        refused = "another resource"
    elif now >= channel.ends:
        refused = "the channel has ended"
    elif number is None or number <= channel.number:
        refused = "heard before"
    else:
        # The first message only says that there is a channel now.
        due = headers.get("x-goog-resource-state", "") != "sync"
        return Heard("", due, replace(channel, number=number))
    return Heard(refused, due=False, sender=channel)


def hear_script(
    script: Script, headers: Mapping[str, str], body: bytes, now: datetime
) -> Heard[Script]:
    """
    What comes of a message of an Apps Script, signed by HMAC-SHA-256 over its time and its *body*.

    The time is in milliseconds since 1970.

    A message older than the last is nothing new: the sheet was read, or will be, after both.
    """
    sent = _number(headers.get("x-syncer-timestamp", ""))
    if len(body) > MOST_OCTETS:
        refused = "too long"
    elif sent is None or not _is_signed(script, headers, body):
        refused = "wrong signature"
    elif abs(now.timestamp() - sent / 1000) > WINDOW:
        refused = "too old, or a wrong clock"
    elif sent <= script.last:
        refused = "heard before"
    else:
        return Heard("", due=True, sender=replace(script, last=sent))
    return Heard(refused, due=False, sender=script)


def _is_signed(script: Script, headers: Mapping[str, str], body: bytes) -> bool:
    signed = headers["x-syncer-timestamp"].encode() + body
    right = digest(script.secret, signed, sha256).hex()
    return _same(headers.get("x-syncer-signature", ""), right)


def _same(said: str, right: str) -> bool:
    """Whether they are equal, in a time that does not tell how much of them is."""
    return compare_digest(said.encode("utf-8", "surrogatepass"), right.encode())


def _number(text: str) -> int | None:
    """A decimal number; None for anything else, and for one that nobody would send."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST else None
