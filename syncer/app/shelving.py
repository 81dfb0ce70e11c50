"""What is answered at each address: made from the boards, anew where one of them changed."""

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from threading import Lock
from typing import Final, NamedTuple, Protocol
from urllib.parse import parse_qsl

from syncer.domain.board import Board, KnownRuns
from syncer.domain.events import Feed
from syncer.domain.setup import Only
from syncer.domain.subscription import Edition, Fetch, Subscription
from syncer.errors import UsageError
from syncer.ports import Clock
from syncer.stages.present.filters import only_of
from syncer.stages.present.selection import day_asked, feed_of_boards
from syncer.web.agents import family
from syncer.web.answers import Answer, prepared
from syncer.web.desk import Reader, Shelved
from syncer.web.pages import Prepared, WrongQueryError

log: Final = logging.getLogger(__name__)
_SECOND: Final = timedelta(seconds=1)
_MOST_FIELDS: Final = 32
AS_OF: Final = "as_of"
AGAIN: Final = 30
"""Looks until a feed that could not be made is tried again, although nothing changed."""


class Served(Protocol):
    """What the state knows of boards and of those who subscribed to them."""

    def changes(self) -> tuple[object, ...]:
        """(plan, number) of each board that stands, and each subscription."""

    def board(
        self, plan: str, on: date | None = None, known: KnownRuns | None = None
    ) -> Board | None:
        """The board of *plan* as it stands, or stood on *on*; what is *known* is not read anew."""

    def note_fetches(self, told: Iterable[Fetch]) -> None:
        """Remember who fetched what last."""

    def note_editions(self, told: Iterable[Edition]) -> None:
        """Remember what is offered from now on."""


class Basis(NamedTuple):
    """All that a subscription's answer is made from."""

    subscription: Subscription
    boards: tuple[object, ...]


class Shelving:
    """Makes the shelf; what did not change stays as it is, octets, tags and dates."""

    def __init__(
        self, state: Served, render: Callable[[Feed], tuple[bytes, ...]], clock: Clock
    ) -> None:
        self._state, self._render, self._clock = state, render, clock
        self._making = Lock()  # the renderer and what is known of boards are of one thread
        self._looks, self._failed = 0, False
        self._offered: list[Edition] = []
        self._seen: tuple[object, ...] = ()
        self._boards: dict[tuple[str, date | None], tuple[object, Board | None]] = {}
        self._runs: dict[str, KnownRuns] = {}
        self._shelf: dict[bytes, Shelved] = {}
        self._readers: dict[bytes, Reader] = {}

    def refresh(self) -> Mapping[bytes, Shelved]:
        """The shelf as the state and the day have it now; the same one if they are the same."""
        today = self._clock.today()
        changes = self._state.changes()
        seen = (today, *changes)
        self._looks += 1
        if seen != self._seen or (self._failed and self._looks % AGAIN == 0):
            self._failed = False
            numbers: dict[object, object] = dict(one for one in changes if isinstance(one, tuple))
            live = [one for one in changes if isinstance(one, Subscription) and one.live(today)]
            bases = [_basis(one, numbers) for one in live]
            kept = filter(None, map(self._shelved, bases))
            self._shelf = {one.digest: one for one in kept}
            self._tidy(bases)
            self._seen = seen
        return self._shelf

    def prepare(self, digest: bytes, query: bytes) -> Prepared | None:
        """The answer to a subscription's address with a *query*, which narrows what it shows."""
        shelved = self._shelf.get(digest)
        if shelved is None or not isinstance(shelved.basis, Basis):
            return None
        only, day = _asked(query)
        return Prepared(self._answer(shelved.basis, query=only, as_of=day), shelved.basis)

    def note_offered(self) -> None:
        """Write down what is offered since the last time; what fails is tried again."""
        if self._offered:
            self._state.note_editions(self._offered)
            self._offered = []

    def note_fetched(self) -> None:
        """Write down who fetched what since the last time."""
        told = []
        for digest, reader in list(self._readers.items()):
            count, reader.count = reader.count, 0
            if count and reader.last is not None:
                client, etag = family(reader.agent), reader.holds
                told.append(Fetch(digest.hex(), reader.last, client, etag, count))
        if told:
            self._state.note_fetches(told)

    def _shelved(self, basis: Basis) -> Shelved | None:
        """What is answered for one subscription; a board that cannot be read takes no other down."""
        digest = bytes.fromhex(basis.subscription.digest)
        old = self._shelf.get(digest)
        if old is not None and old.basis == basis:
            return old
        try:
            answer = self._answer(basis, old and old.answer)
        except Exception:  # the top of one subscription's own cycle
            log.exception("the feed of %r stays as it was", basis.subscription.name)
            self._failed = True
            return old
        if old is None or old.answer.version != answer.version:
            self._offered.append(Edition(digest.hex(), answer.version, answer.modified))
        reader = self._readers.setdefault(digest, Reader())
        return Shelved(digest, answer, reader, basis)

    def _answer(
        self,
        basis: Basis,
        old: Answer | None = None,
        *,
        query: Only | None = None,
        as_of: date | None = None,
    ) -> Answer:
        """The answer on *basis*; the *old* one where its octets are the same."""
        subscription = basis.subscription
        with self._making:
            boards = self._boards_of(basis, day_asked(subscription, as_of))
            feed = feed_of_boards(subscription, boards, query=query, as_of=as_of)
            pieces = self._render(feed)
        known = [board.made for board in boards.values() if board is not None]
        made = max([subscription.created, *known])
        if old is not None:
            made = max(made, old.modified + _SECOND)
        answer = prepared(pieces, made.replace(microsecond=0), old.worked if old else {})
        return old if old is not None and old.version == answer.version else answer

    def _boards_of(self, basis: Basis, day: date | None) -> dict[str, Board | None]:
        """The boards of its plans on *day*; those that it needs each time are kept."""
        found = {}
        for plan, number in zip(basis.subscription.plans, basis.boards, strict=True):
            known = self._boards.get((plan, day))
            if known is None or known[0] != number:
                runs = self._runs.setdefault(plan, {}) if day is None else None
                known = (number, self._state.board(plan, day, runs))
                if day == basis.subscription.as_of:
                    self._boards[plan, day] = known
            found[plan] = known[1]
        return found

    def _tidy(self, bases: Iterable[Basis]) -> None:
        """Forget the boards and readers of subscriptions that are no more."""
        wanted = {(plan, b.subscription.as_of) for b in bases for plan in b.subscription.plans}
        self._boards = {key: known for key, known in self._boards.items() if key in wanted}
        self._runs = {plan: one for plan, one in self._runs.items() if (plan, None) in wanted}
        self._readers = {d: one for d, one in self._readers.items() if d in self._shelf}


def _basis(one: Subscription, numbers: Mapping[object, object]) -> Basis:
    return Basis(one, tuple(numbers.get(plan) for plan in one.plans))


def _asked(query: bytes) -> tuple[Only, date | None]:
    """What *query* asks for: which events, and of which day."""
    try:
        text = query.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
        days = {value for name, value in pairs if name == AS_OF}
        only = only_of((name, value) for name, value in pairs if name != AS_OF)
    except UsageError as error:
        raise WrongQueryError(f"{error} ({error.hint})" if error.hint else str(error)) from None
    except ValueError:
        raise WrongQueryError("this is no filter; write it like ?owner=Ada&phase=Build") from None
    return only, _day(days)


def _day(days: set[str]) -> date | None:
    if not days:
        return None
    try:
        (day,) = map(date.fromisoformat, days)
    except ValueError:
        raise WrongQueryError(f"{AS_OF} is one day, like {AS_OF}=2026-12-31") from None
    return day
