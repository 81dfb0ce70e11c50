"""An address that somebody subscribed to, and what is known of who fetches it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import NamedTuple

from syncer.domain.setup import Only


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """
    One address of a feed: named, scoped, revocable.

    Attributes:
        digest: Of its token, which nobody keeps: SHA-256 in hexadecimal.
        name: Whom it was given to; unique, and the calendar's title.
        plans: The plans whose events stand in it.
        only: Which of their events; a filter in a request narrows it, never widens it.
        as_of: It shows the plans as they stood at the end of this day; None: as they stand.
        created: UTC.
        expires: The last day on which it is answered; None: always.
        revoked: When it was taken back, in UTC; None: it was not.
    """

    digest: str
    name: str
    plans: tuple[str, ...]
    only: Only = field(default_factory=Only)
    as_of: date | None = None
    created: datetime
    expires: date | None = None
    revoked: datetime | None = None

    def live(self, today: date) -> bool:
        """Whether it is answered on *today*."""
        return self.revoked is None and (self.expires is None or today <= self.expires)


class Edition(NamedTuple):
    """A state in which a subscription's feed was offered, without any filter of a request."""

    digest: str
    etag: str
    made: datetime


class Fetch(NamedTuple):
    """
    The last time that a subscription was answered, with the feed or with "not modified".

    Attributes:
        at: UTC.
        client: The family of the program that asked (`Thunderbird`), never its whole User-Agent.
        etag: Of the `Edition` that it holds since then.
        times: How often it was answered.
    """

    digest: str
    at: datetime
    client: str
    etag: str
    times: int = 1


def digest_of(token: str) -> str:
    """What is kept of *token*, the secret part of an address."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
