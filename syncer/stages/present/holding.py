"""Which version of a feed its subscriber holds, as far as one can tell from here."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from syncer.domain.subscription import Edition, Fetch
from syncer.stages.present.words import counted

_STEPS: Final = (
    (timedelta(days=1), "day"),
    (timedelta(hours=1), "hour"),
    (timedelta(minutes=1), "minute"),
)


class Holding(NamedTuple):
    """
    What a subscriber has.

    Attributes:
        fetched: When it was last answered; None: it never was.
        behind: How many editions came after the one it holds.
    """

    fetched: datetime | None
    behind: int = 0

    @property
    def current(self) -> bool:
        """Whether it has what is offered now."""
        return self.fetched is not None and not self.behind


def holding(fetch: Fetch | None, editions: Sequence[Edition]) -> Holding:
    """What the one has who made *fetch*, of the *editions* of its address, oldest first."""
    if fetch is None:
        return Holding(None)
    for behind, edition in enumerate(reversed(editions)):
        if edition.etag == fetch.etag:
            return Holding(fetch.at, behind)
    # So old that it is not remembered: all that came since then.
    return Holding(fetch.at, sum(edition.made > fetch.at for edition in editions))


def held_words(held: Holding, now: datetime) -> str:
    """`current`, `of 3 days ago (2 changes behind)`, `never fetched`."""
    if held.fetched is None:
        return "never fetched"
    if held.current:
        return "current"
    return f"of {ago(held.fetched, now)} ({counted(held.behind, 'change')} behind)"


def ago(moment: datetime, now: datetime) -> str:
    """How long *moment* is past, in its largest whole unit: `3 days ago`."""
    for step, name in _STEPS:
        if (count := (now - moment) // step) > 0:
            return f"{counted(count, name)} ago"
    return "just now"
