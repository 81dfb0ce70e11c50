"""A feed in pieces of some events each: told apart, and hashed so that only changes cost."""

import re
from collections.abc import Sequence
from hashlib import sha256
from itertools import pairwise
from typing import Final

from connectors.ics_feed.known import RUN
from connectors.ics_feed.render import TAIL

_EVENT: Final = re.compile(rb"(?<=\r\n)BEGIN:VEVENT\r\n")


class Digest:
    """Of one feed time and again; a piece that is as it was before is not hashed anew."""

    def __init__(self) -> None:
        self._known: dict[bytes, bytes] = {}

    def __call__(self, pieces: Sequence[bytes]) -> str:
        """Of all *pieces*; whoever has the octets alone gets the same by `parted`."""
        known = self._known
        self._known = {piece: known.get(piece) or sha256(piece).digest() for piece in pieces}
        return sha256(b"".join(self._known[piece] for piece in pieces)).hexdigest()


def parted(octets: bytes) -> tuple[bytes, ...]:
    """The pieces in which *octets* were rendered; of anything else, pieces that join to it."""
    starts = [found.start() for found in _EVENT.finditer(octets)]
    if not starts:
        return (octets,)
    tail = len(octets) - len(TAIL) if octets.endswith(TAIL) else len(octets)
    bounds = [0, *starts[::RUN], tail, len(octets)]
    return tuple(octets[a:b] for a, b in pairwise(bounds) if a < b)


def consists_of(octets: bytes, pieces: Sequence[bytes]) -> bool:
    """Whether *octets* are these *pieces* and nothing else; they are not joined for that."""
    at = 0
    for piece in pieces:
        if not octets.startswith(piece, at):
            return False
        at += len(piece)
    return at == len(octets)
