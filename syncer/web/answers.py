"""One feed, prepared to be sent: octets plain and packed, tags and headers made once."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Final, NamedTuple
from zlib import DEFLATED, MAX_WBITS, Z_FULL_FLUSH, compressobj, crc32

# Whoever has the address has the feed, so it must not stand in a shared cache, a search engine
# or another site's log; and a client must ask each time, which costs next to nothing.
ALWAYS: Final = (
    b"cache-control: private, no-cache\r\n"
    b"referrer-policy: no-referrer\r\n"
    b"x-robots-tag: noindex, nofollow\r\n"
    b"x-content-type-options: nosniff\r\n"
)
_FEED: Final = (
    b"content-type: text/calendar; charset=utf-8\r\n"
    b'content-disposition: inline; filename="milestones.ics"\r\n'
)
_TAG_LENGTH: Final = 32
_JOINED: Final = 2**20
"""Octets up to which a feed is kept in one piece: that is a little faster to send."""
# RFC 1952: deflated, nothing else known, no time; the same octets for the same feed.
_GZIP_HEAD: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_GZIP_END: Final = b"\x03\x00"  # an empty last block
_LEVEL: Final = 6


@dataclass(frozen=True, slots=True)
class Representation:
    """
    The octets of a feed in one encoding.

    Attributes:
        octets: In one or more pieces.
        tag: Its strong ETag, quotes included (RFC 9110 8.8.3: one for each representation).
        whole: The header lines, with the empty one, that stand before all of its octets.
        unchanged: The same of a 304, which has none.
    """

    octets: tuple[bytes, ...]
    tag: bytes
    whole: bytes
    unchanged: bytes


class Worked(NamedTuple):
    """
    What was made of one piece of a feed.

    Attributes:
        before: The CRC of all that stood before it, and *after* with it.
    """

    digest: bytes
    deflated: bytes
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Answer:
    """
    One version of a feed, in both encodings.

    Attributes:
        version: Names these octets for good.
        modified: UTC, whole seconds.
        worked: What was made of each piece, for the version after this one.
    """

    version: str
    modified: datetime
    plain: Representation
    packed: Representation
    worked: Mapping[bytes, Worked] = field(repr=False)


def prepared(
    pieces: Sequence[bytes],
    modified: datetime,
    known: Mapping[bytes, Worked] = MappingProxyType({}),
) -> Answer:
    """What is answered while the feed consists of these *pieces*, of which some are *known*."""
    worked: dict[bytes, Worked] = {}
    check = 0
    for piece in pieces:
        worked[piece] = _worked(piece, check, known.get(piece))
        check = worked[piece].after
    version = sha256(b"".join(worked[piece].digest for piece in pieces)).hexdigest()
    size = sum(map(len, pieces))
    end = _GZIP_END + struct.pack("<II", check, size % 2**32)
    packed = (_GZIP_HEAD, *(worked[piece].deflated for piece in pieces), end)
    zipped = sha256(b"gzip " + version.encode()).hexdigest()
    return Answer(
        version=version,
        modified=modified,
        plain=_representation(pieces, version, modified),
        packed=_representation(packed, zipped, modified, b"content-encoding: gzip\r\n"),
        worked=worked,
    )


def _worked(piece: bytes, before: int, known: Worked | None) -> Worked:
    """
    Its digest, and deflated so that it can stand between any others.

    A full flush ends at a whole octet and leaves nothing to refer back to (RFC 1951 2).
    """
    if known is not None:
        same = known.before == before
        return known if same else known._replace(before=before, after=crc32(piece, before))
    press = compressobj(_LEVEL, DEFLATED, -MAX_WBITS)
    deflated = press.compress(piece) + press.flush(Z_FULL_FLUSH)
    return Worked(sha256(piece).digest(), deflated, before, crc32(piece, before))


def http_date(moment: datetime) -> bytes:
    """A moment in UTC as RFC 9110 5.6.7 has it."""
    return format_datetime(moment, usegmt=True).encode()


def _representation(
    pieces: Sequence[bytes], version: str, modified: datetime, encoding: bytes = b""
) -> Representation:
    size = sum(map(len, pieces))
    tag = b'"%s"' % version[:_TAG_LENGTH].encode()
    unchanged = b"etag: %s\r\nlast-modified: %s\r\nvary: accept-encoding\r\n%s" % (
        tag, http_date(modified), ALWAYS,
    )  # fmt: skip
    whole = b"%s%scontent-length: %d\r\n%s\r\n" % (_FEED, encoding, size, unchanged)
    octets = (b"".join(pieces),) if size <= _JOINED else tuple(pieces)
    return Representation(octets, tag, whole, unchanged + b"\r\n")
