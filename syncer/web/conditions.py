"""What a request asks for: which encoding, and only if it changed (RFC 9110 12.5.3 and 13)."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Final

from syncer.web.answers import Answer, Representation

_TAG: Final = re.compile(rb'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_NO_QUALITY: Final = re.compile(rb"0(?:\.0{0,3})?")


def chosen(answer: Answer, headers: Mapping[bytes, bytes]) -> Representation:
    """The representation of *answer* that the client prefers."""
    return answer.packed if takes_gzip(headers.get(b"accept-encoding", b"")) else answer.plain


def is_unchanged(
    representation: Representation, modified: datetime, headers: Mapping[bytes, bytes]
) -> bool:
    """Whether the client holds *representation* already; a tag outweighs a date (13.2.2)."""
    held = headers.get(b"if-none-match")
    if held is not None:
        return held == representation.tag or _names(held, representation.tag)
    since = headers.get(b"if-modified-since")
    return since is not None and _not_before(since, modified)


@lru_cache(maxsize=256)
def takes_gzip(accepted: bytes) -> bool:
    """Whether *accepted*, an Accept-Encoding, lets us pack; `*` is no wish for it."""
    for part in accepted.lower().split(b","):
        coding, _, rest = part.partition(b";")
        if coding.strip() in (b"gzip", b"x-gzip"):
            name, _, quality = rest.partition(b"=")
            return name.strip() != b"q" or not _NO_QUALITY.fullmatch(quality.strip())
    return False


def _names(held: bytes, tag: bytes) -> bool:
    """Whether *tag* is in the list *held*; a proxy may have weakened it (8.8.3.2)."""
    return held.strip() == b"*" or tag in _TAG.findall(held)


def _not_before(since: bytes, modified: datetime) -> bool:
    """Whether nothing was modified after *since*; a date that is none is as good as not sent."""
    try:
        moment = parsedate_to_datetime(since.decode("ascii"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return False
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return modified <= aware
