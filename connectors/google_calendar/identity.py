"""The ids of our events: made from the UID, so that a call made twice names one event."""

from base64 import b32hexdecode, b32hexencode
from binascii import Error
from typing import Final, NamedTuple

_CHUNK: Final = 8  # characters of base32 that stand for five octets

GENERATIONS: Final = 9
"""How often an id may be spent: one of a deleted event that cannot be brought back is taken."""


class Identity(NamedTuple):
    """Whose event it is, and which of the ids that its UID may have."""

    uid: str
    generation: int


def event_id(uid: str, generation: int = 0) -> str:
    """The id of the event of *uid*: base32hex (RFC 4648 section 7), in Google's 0-9 and a-v."""
    text = b32hexencode(f"{generation}:{uid}".encode())
    return text.decode().rstrip("=").lower()


def identity_of(ident: str) -> Identity | None:
    """What `event_id` made *ident* from; None where it did not."""
    padding = "=" * (-len(ident) % _CHUNK)
    try:
        number, colon, uid = b32hexdecode((ident + padding).upper()).decode().partition(":")
    except (Error, ValueError):
        return None
    if not (colon and uid and number.isdecimal()):
        return None
    found = Identity(uid, int(number))
    return found if event_id(*found) == ident else None
