"""What is answered at each address: made from the boards, anew where one of them changed."""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Final, NamedTuple, Protocol
from urllib.parse import parse_qsl

from syncer.app.clock import monotonic
from syncer.domain.board import Board, KnownRuns
from syncer.domain.events import Feed
from syncer.domain.setup import Only
from syncer.domain.subscription import Edition, Fetch, Subscription
from syncer.errors import UsageError
from syncer.ports import Clock
from syncer.stages.present.filters import only_of
from syncer.stages.present.selection import day_asked, feed_of_boards, first_day
from syncer.web.agents import family
from syncer.web.answers import Answer, prepared
from syncer.web.desk import Reader, Shelved
from syncer.web.pages import Prepared, WrongQueryError

log: Final = logging.getLogger(__name__)
_SECOND: Final = timedelta(seconds=1)
_MOST_FIELDS: Final = 32
AS_OF: Final = "as_of"
OFTEN: Final = 1.0
"""Seconds of making feeds after which is looked which addresses were taken back meanwhile."""
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
    """
    Makes the shelf; what did not change stays as it is, octets, tags and dates.

    Args:
        plans: Those that are served, where it is not all that the state knows.
        show: Is given each shelf: dead addresses are gone from it before feeds are made.
    """

    def __init__(
        self,
        state: Served,
        render: Callable[[Feed], tuple[bytes, ...]],
        clock: Clock,
        *,
        plans: Collection[str] | None = None,
        show: Callable[[Mapping[bytes, Shelved]], None] = lambda _: None,
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        self._state, self._render, self._clock = state, render, clock
        self._plans, self._show, self._seconds = plans, show, seconds
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
        self._expire(today)  # also while the state does not answer
        changes = self._state.changes()
        seen = (today, *changes)
        self._looks += 1
        if seen != self._seen or (self._failed and self._looks % AGAIN == 0):
            self._failed = False
            bases = self._bases(changes, today)
            self._keep({one.subscription.digest for one in bases})
            self._fill(bases)
            self._tidy(bases)
            self._seen = seen
        return self._shelf

    def _bases(self, changes: Iterable[object], today: date) -> list[Basis]:
        """What each subscription that lives is answered from."""
        numbers: dict[object, object] = dict(one for one in changes if isinstance(one, tuple))
        known = {p: n for p, n in numbers.items() if self._plans is None or p in self._plans}
        live = [one for one in changes if isinstance(one, Subscription) and one.live(today)]
        return [Basis(one, tuple(map(known.get, one.plans))) for one in live]

    def _expire(self, today: date) -> None:
        bases = (one.basis for one in self._shelf.values() if isinstance(one.basis, Basis))
        self._keep({b.subscription.digest for b in bases if b.subscription.live(today)})

    def _keep(self, living: Collection[str]) -> None:
        """Take from the shelf what is not of the *living*."""
        kept = {d: one for d, one in self._shelf.items() if d.hex() in living}
        if len(kept) < len(self._shelf):
            self._shelf = kept
            self._show(kept)

    def _fill(self, bases: Iterable[Basis]) -> None:
        """Put on the shelf what is answered for each, but for those that die meanwhile."""
        looked = self._seconds()
        living = {basis.subscription.digest for basis in bases}
        made: dict[bytes, Shelved] = {}
        for basis in bases:
            if basis.subscription.digest not in living:
                continue
            if (one := self._shelved(basis)) is not None:
                made[one.digest] = one
            if self._seconds() - looked >= OFTEN:
                now = self._bases(self._state.changes(), self._clock.today())
                living &= {basis.subscription.digest for basis in now}
                self._keep(living)
                looked = self._seconds()
        self._shelf = {digest: one for digest, one in made.items() if digest.hex() in living}
        self._show(self._shelf)

    def prepare(self, digest: bytes, query: bytes) -> Prepared | None:
        """The answer to a subscription's address with a *query*, which narrows what it shows."""
        shelved = self._shelf.get(digest)
        if shelved is None or not isinstance(shelved.basis, Basis):
            return None
        only, day = _asked(query)
        self._check_day(shelved.basis.subscription, day)
        answer = self._answer(shelved.basis, query=only, as_of=day, least=shelved.answer.modified)
        # It took its time, and the address may have been taken back meanwhile.
        return Prepared(answer, shelved.basis) if digest in self._shelf else None

    def _check_day(self, subscription: Subscription, day: date | None) -> None:
        if day is None:
            return
        if day > self._clock.today():
            raise WrongQueryError(f"{day} is yet to come; {AS_OF} is a day that is past")
        first = first_day(subscription)
        if first is not None and day < first:
            raise WrongQueryError(f"{AS_OF} is {first} or later: nothing older is shown here")

    def note_offered(self) -> None:
        """Write down what is offered since the last time; what fails is tried again."""
        if self._offered:
            self._state.note_editions(self._offered)
            self._offered = []

    def note_fetched(self) -> None:
        """Write down who fetched what since the last time."""
        told, counted = [], []
        for digest, reader in list(self._readers.items()):
            count = reader.count
            if count > reader.noted and reader.last is not None:
                client, etag, times = family(reader.agent), reader.holds, count - reader.noted
                told.append(Fetch(digest.hex(), reader.last, client, etag, times))
                counted.append((reader, count))
        if told:
            self._state.note_fetches(told)
        for reader, count in counted:  # what fails is told again
            reader.noted = count

    def _shelved(self, basis: Basis) -> Shelved | None:
        """What is answered for one subscription; a board that cannot be read takes no other down."""
        old = None
        try:
            digest = bytes.fromhex(basis.subscription.digest)
            old = self._shelf.get(digest)
            if old is not None and old.basis == basis:
                return old
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
        least: datetime | None = None,
    ) -> Answer:
        """
        The answer on *basis*; the *old* one where its octets are the same.

        It was modified not before *least*, the moment of the feed that a query narrows: of two
        plans the one with the older stamp may have changed later.
        """
        subscription = basis.subscription
        with self._making:
            boards = self._boards_of(basis, day_asked(subscription, as_of))
            feed = feed_of_boards(subscription, boards, query=query, as_of=as_of)
            pieces = self._render(feed)
        known = [board.made for board in boards.values() if board is not None]
        made = max([subscription.created, *known])
        if least is not None:
            made = max(made, least)
        if old is not None:
            made = max(made, old.modified + _SECOND)
        answer = prepared(pieces, made.replace(microsecond=0), old.worked if old else {})
        return old if old is not None and old.version == answer.version else answer

    def _boards_of(self, basis: Basis, day: date | None) -> dict[str, Board | None]:
        """The boards of its plans on *day*; those that it needs each time are kept."""
        found: dict[str, Board | None] = {}
        for plan, number in zip(basis.subscription.plans, basis.boards, strict=True):
            if number is None:  # none yet, or a plan that is served no more
                found[plan] = None
                continue
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
        with self._making:
            self._boards = {key: known for key, known in self._boards.items() if key in wanted}
            self._runs = {plan: one for plan, one in self._runs.items() if (plan, None) in wanted}
        self._readers = {d: one for d, one in self._readers.items() if d in self._shelf}


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
