"""Folding: RFC 5545 3.1 lets no line be longer than 75 octets."""

import unicodedata
from typing import Final

MOST_OCTETS: Final = 75
_JOINER: Final = "\u200d"
_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)
_CONTINUES: Final = 0b1000_0000  # the top two bits of an octet inside a character
_TOP_TWO: Final = 0b1100_0000


def folded(content: str) -> bytes:
    """The octets of one content line, folded, without the line break at its end."""
    octets = content.encode()
    if len(octets) <= MOST_OCTETS:
        return octets
    seam = _anywhere if content.isascii() else _between_characters
    pieces = []
    start, room = 0, MOST_OCTETS
    while len(octets) - start > room:
        end = seam(octets, start, start + room)
        pieces.append(octets[start:end])
        start, room = end, MOST_OCTETS - 1  # the blank that continues a line counts too
    pieces.append(octets[start:])
    return b"\r\n ".join(pieces)


def _anywhere(_octets: bytes, _start: int, end: int) -> int:
    return end


def _between_characters(octets: bytes, start: int, end: int) -> int:
    """The last place up to *end* that parts no character and, if it can be, no joined ones."""
    while octets[end] & _TOP_TWO == _CONTINUES:
        end -= 1
    whole = end
    after = _character(octets, end)
    while end > start:
        before_at = end - 1
        while octets[before_at] & _TOP_TWO == _CONTINUES:
            before_at -= 1
        before = octets[before_at:end].decode()
        if not _is_joined(before, after):
            return end
        end, after = before_at, before
    return whole  # nothing but one long sequence: any character's edge will do


def _character(octets: bytes, at: int) -> str:
    end = at + 1
    while end < len(octets) and octets[end] & _TOP_TWO == _CONTINUES:
        end += 1
    return octets[at:end].decode()


def _is_joined(before: str, after: str) -> bool:
    """They are seen as one: a letter and its accent, the parts of one emoji."""
    return (
        unicodedata.category(after).startswith("M")
        or _JOINER in (before, after)
        or ord(after) in _SKIN_TONES
    )
