"""A calendar that is made for a plan on request: at the first change, and only once."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from connectors._google.account import Account
from connectors._google.credentials import CALENDAR_OWN
from connectors.google_calendar.calls import CalendarCalls
from connectors.google_calendar.making import made_calendar, share_calendar
from connectors.google_calendar.target import GoogleCalendar
from syncer.domain.changes import Change, Outcome, Proposal, Stored
from syncer.errors import SyncerError

_GONE: Final = (
    "it was made for this plan; whoever can manage its sharing can give this account the role "
    "Make changes to events; to have another one made, give the publication another title"
)


class OwnCalendar:
    """
    The events of one plan in a calendar of its own. For one thread at a time.

    Until it is made nothing stands in it. It is known again by its id, which is remembered
    together with the addresses that it was shared with; should that get lost, by *mark*.
    """

    def __init__(
        self,
        account: Account,
        place: str,
        owner: str,
        *,
        title: str,
        mark: str,
        share: Sequence[str],
    ) -> None:
        self._account = account
        self._owner = owner
        self._title = title
        self._mark = mark
        self._share = tuple(share)
        ident, *shared = place.split() or [""]
        self._ident = ident
        self._shared = set(shared)
        self._target = self._opened() if ident else None

    def __repr__(self) -> str:
        return f"OwnCalendar({self._title!r}, {self._ident!r})"

    def stored(self) -> Mapping[str, Stored]:
        """Every event of this plan, by UID, as it stands now."""
        return self._target.stored() if self._target else {}

    def known(self) -> Mapping[str, Stored]:
        """What was seen last and changed since; looks where that is long ago."""
        return self._target.known() if self._target else {}

    def proposals(self) -> tuple[Proposal, ...]:
        """The events that people moved, by UID, as they were last seen."""
        return self._target.proposals() if self._target else ()

    def place(self) -> str:
        """Its id, and whom it was shared with."""
        return " ".join((self._ident, *sorted(self._shared))) if self._ident else ""

    def change(self, changes: Sequence[Change]) -> Iterator[Outcome]:
        """
        Make and share it, where that is still to be done; then carry out *changes*.

        An address that it cannot be shared with keeps the events from nobody else: what is wrong
        with it is raised at the end.
        """
        if self._target is None:
            self._ident = made_calendar(self._account, self._title, self._mark)
            self._target = self._opened()
        refused = self._shared_out()
        yield from self._target.change(changes)
        if refused is not None:
            raise refused

    def _opened(self) -> GoogleCalendar:
        calls = CalendarCalls(self._account, self._ident, (CALENDAR_OWN,), gone=_GONE)
        return GoogleCalendar(calls, self._owner)

    def _shared_out(self) -> SyncerError | None:
        """Share it with those whom it was not shared with yet; the first refusal."""
        refused: SyncerError | None = None
        for address in self._share:
            if address in self._shared:
                continue
            try:
                share_calendar(self._account, self._ident, address)
            except SyncerError as error:
                refused = refused or error
            else:
                self._shared.add(address)
        return refused
