"""Makes a calendar for a plan and shares it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

import httplib2
from googleapiclient.errors import HttpError

from connectors._google.account import Account, account_of
from connectors._google.credentials import CALENDAR_OWN, CALENDAR_SHARING
from connectors._google.failures import Ask
from connectors._google.transport import TIMEOUT
from syncer.errors import ConflictError, SyncerError, UnavailableError

_CALENDARS: Final = "https://www.googleapis.com/calendar/v3/calendars"
_SCOPES: Final = (CALENDAR_OWN, CALENDAR_SHARING)


def make_calendar(title: str, share_with: Sequence[str], options: Mapping[str, Any]) -> str:
    """
    Make a calendar called *title*, shared with the addresses *share_with*; its id.

    They may make changes to events, so that a move can be proposed by dragging. Where it cannot
    be shared there is none either: one that nobody sees helps nobody.
    """
    account = account_of(options)
    ident = _made(account, title)
    try:
        for address in share_with:
            _share(account, ident, address)
    except SyncerError:
        with suppress(SyncerError):
            _unmake(account, ident)
        raise
    return ident


def _made(account: Account, title: str) -> str:
    body = {"summary": title, "description": "Kept by Milestone Syncer."}

    def attempt() -> str:
        # httplib2 sends a POST again when the line breaks, and the first may have been heard:
        # an event has an id of ours against that, a calendar has none.
        with account.session(_SCOPES) as line:
            answer = line.post(_CALENDARS, json=body, timeout=TIMEOUT)
        if not answer.ok:
            said = {**answer.headers, "status": str(answer.status_code)}
            raise HttpError(httplib2.Response(said), answer.content, uri=_CALENDARS)
        return str(answer.json()["id"])

    try:
        return account.call(_ask("making the calendar", title), attempt)
    except ConflictError:
        # Google gives no way to ask for it by a name of ours, so it is not tried again.
        raise UnavailableError(
            f"Google gave no answer, so the calendar {title!r} may be made or not",
            hint="look in Google Calendar before another try; delete it there if it is empty",
        ) from None


def _share(account: Account, ident: str, address: str) -> None:
    def attempt() -> None:
        rule = {"role": "writer", "scope": {"type": "user", "value": address}}
        acl = account.service("calendar", _SCOPES).acl()
        acl.insert(calendarId=ident, body=rule, sendNotifications=False).execute()

    # Sharing twice with one address is one rule.
    account.call(_ask(f"sharing it with {address}", ident), attempt, repeatable=True)


def _unmake(account: Account, ident: str) -> None:
    def attempt() -> None:
        account.service("calendar", _SCOPES).calendars().delete(calendarId=ident).execute()

    account.call(_ask("taking it back", ident), attempt, repeatable=True)


def _ask(doing: str, what: str) -> Ask:
    return Ask("calendar", "write", doing, f"the calendar {what}")
