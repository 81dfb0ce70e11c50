"""The calls to one Google calendar: lists, and batches whose parts succeed or fail apart."""

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final
from weakref import WeakKeyDictionary

import httplib2
from googleapiclient.errors import BatchError, HttpError

from connectors._google.account import Account
from connectors._google.failures import FAILURES, Ask, Failure, Sort, error_for, failure_of
from connectors.google_calendar.held import Json
from connectors.google_calendar.mark import OWNER
from connectors.google_calendar.messages import Request
from syncer.errors import AccessError, SyncerError

BATCH: Final = 50
"""Google takes more parts in a batch, and then answers late or not at all."""

_PAGE: Final = 2500
_FIELDS: Final = "kind,items,nextPageToken,nextSyncToken"
# What google-api-python-client raises over a batch whose answer breaks off somewhere.
_MISREAD: Final = (BatchError, LookupError, ValueError, TypeError, AttributeError)
_EVENT: Final = "calendar#event"
_READING, _WRITING = "reading the calendar", "writing the calendar"

Answer = Json | Failure

# By service: the library makes it out of the API's description each time it is asked, in 8 ms.
_events: Final[WeakKeyDictionary[Any, Any]] = WeakKeyDictionary()


class TokenSpentError(Exception):
    """The sync token is too old or wrong: everything is to be listed anew."""


class CalendarCalls:
    """
    Speaks of one calendar, through one account.

    *gone* says what to do where it cannot be got at; left out: that it be shared.
    """

    def __init__(
        self, account: Account, calendar: str, scopes: Sequence[str], *, gone: str = ""
    ) -> None:
        self._account = account
        self._calendar = calendar
        self._scopes = tuple(scopes)
        self._gone = gone

    @property
    def calendar(self) -> str:
        """Its id."""
        return self._calendar

    @property
    def account(self) -> Account:
        """Who asks."""
        return self._account

    def events(self) -> Any:
        """The `events` of google-api-python-client, for this thread."""
        service = self._account.service("calendar", self._scopes)
        if service not in _events:
            _events[service] = service.events()
        return _events[service]

    def pages(self, owner: str = "", token: str = "") -> Iterator[Json]:
        """
        Every page of the events that bear the mark of *owner*, or that changed since *token*.

        The reference says that all of repeated filters must match, the guide that any may: one.
        """
        asked: dict[str, Any] = {"calendarId": self._calendar, "fields": _FIELDS}
        if owner:
            asked["privateExtendedProperty"] = f"{OWNER}={owner}"
        if token:
            asked["syncToken"] = token
        page: Json = {}
        while True:
            more = {"pageToken": page["nextPageToken"]} if page else {}
            page = self._page({**asked, **more, "maxResults": _PAGE}, may_be_spent=bool(token))
            yield page
            if not page.get("nextPageToken"):
                return

    def _page(self, asked: Mapping[str, Any], *, may_be_spent: bool) -> Json:
        def attempt() -> Json:
            try:
                found = self.events().list(**asked).execute()
            except HttpError as error:
                status = int(error.resp.status)
                if may_be_spent and status in (HTTPStatus.GONE, HTTPStatus.BAD_REQUEST):
                    raise TokenSpentError from None
                if status == HTTPStatus.NOT_FOUND:
                    raise self.not_found() from None
                raise
            except OSError:
                self._account.drop_lines()
                raise
            return _whole(found, "calendar#events")

        return self._account.call(self._ask("read"), attempt)

    def look(self, requests: Sequence[Request]) -> list[Answer]:
        """The events that *requests* ask for, as far as there are answers."""
        return self._batch("read", requests)

    def write(self, requests: Sequence[Request]) -> list[Answer]:
        """What became of each of *requests*: the event as it is now ({}: it is gone)."""
        return self._batch("write", requests)

    def _batch(self, kind: str, requests: Sequence[Request]) -> list[Answer]:
        def attempt() -> list[Answer]:
            try:
                return self._sent(requests)
            except FAILURES as error:
                failure = failure_of(error)
                if failure.sort is not Sort.UNKNOWN:
                    raise
                # After a timeout this connection may hold the answer to another question.
                self._account.drop_lines()
                return [failure] * len(requests)

        return self._account.call(self._ask(kind), attempt, tokens=len(requests))

    def _sent(self, requests: Sequence[Request]) -> list[Answer]:
        """The answers to *requests*, made in one multipart message."""
        answers: dict[str, Answer] = {}

        def keep(ident: str, answer: Any, error: HttpError | None) -> None:
            answers[ident] = failure_of(error) if error else _answer(answer)

        events = self.events()
        batch = self._account.service("calendar", self._scopes).new_batch_http_request(keep)
        for number, request in enumerate(requests):
            batch.add(request(events), request_id=str(number))
        try:
            batch.execute()
        except _MISREAD:
            if not answers:
                raise _broken_off() from None
        return [answers.get(str(n), Failure(Sort.UNKNOWN)) for n in range(len(requests))]

    def error_for(self, failure: Failure) -> SyncerError:
        """*failure* of a write, in words for people."""
        if failure.sort is Sort.GONE:
            return self.not_found()
        return error_for(failure, self._ask("write"), self._account.address)

    def not_found(self) -> AccessError:
        """Google says the same of a calendar that is not shared and of one that is not there."""
        whom = self._account.address or "the account of the credentials"
        return AccessError(
            f"there is no calendar {self._calendar}, or it is not shared",
            hint=self._gone
            or f"share it with {whom}; the role is Make changes to events. "
            "If it was deleted, or its id is wrong, name the id of another",
        )

    def _ask(self, kind: str) -> Ask:
        doing = _READING if kind == "read" else _WRITING
        return Ask("calendar", kind, doing, f"the calendar {self._calendar}", self._gone)


def _whole(answer: Any, kind: str) -> Json:
    """*answer*, unless it broke off: the library then gives the text that it cannot read."""
    if not isinstance(answer, dict) or answer.get("kind") != kind:
        raise _broken_off()
    return answer


def _answer(answer: Any) -> Answer:
    """One part of a batch: an event, or nothing where it was deleted."""
    if isinstance(answer, dict) and answer.get("kind", _EVENT) == _EVENT:
        return answer
    return Failure(Sort.UNKNOWN) if answer else {}


def _broken_off() -> httplib2.HttpLib2Error:
    return httplib2.HttpLib2Error("the answer broke off")
