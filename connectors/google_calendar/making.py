"""Makes calendars for plans, finds again those that were made, and shares them."""

from typing import Any, Final

import httplib2
from googleapiclient.errors import HttpError

from connectors._google.account import Account
from connectors._google.credentials import CALENDAR_LIST, CALENDAR_OWN, CALENDAR_SHARING
from connectors._google.failures import Ask
from connectors._google.transport import TIMEOUT
from syncer.errors import ConflictError, UnavailableError

_CALENDARS: Final = "https://www.googleapis.com/calendar/v3/calendars"
_PAGE: Final = 250
_MAKE_ONE: Final = (
    "let this account make calendars; or make one in Google Calendar, share it, and name its id"
)


def made_calendar(account: Account, title: str, mark: str) -> str:
    """The id of the calendar that bears *mark*; it is made, and called *title*, where none does."""
    return _found(account, mark) or _made(account, title, mark)


def share_calendar(account: Account, ident: str, address: str) -> None:
    """Let *address* make changes to events, so that a move can be proposed by dragging."""

    def attempt() -> None:
        rule = {"role": "writer", "scope": {"type": "user", "value": address}}
        acl = account.service("calendar", (CALENDAR_SHARING,)).acl()
        acl.insert(calendarId=ident, body=rule, sendNotifications=False).execute()

    todo = f"correct {address} under `share`, or let your Workspace's administrator allow it"
    # Sharing twice with one address is one rule.
    ask = _ask("write", f"sharing the calendar {ident} with {address}", ident, todo)
    account.call(ask, attempt, repeatable=True)


def _found(account: Account, mark: str) -> str:
    """
    The calendar of ours with *mark* in its description; empty where none has.

    AccessError where the list may not be read: who cannot look must not make one, since after an
    answer that got lost, or a crash, nobody would know of it and a second one would be made.
    """
    page: dict[str, Any] = {}
    while True:
        page = _page(account, page.get("nextPageToken"))
        for one in page.get("items", ()):
            if mark in one.get("description", "").splitlines():
                return str(one["id"])
        if "nextPageToken" not in page:
            return ""


def _page(account: Account, token: str | None) -> dict[str, Any]:
    def attempt() -> dict[str, Any]:
        listed = account.service("calendar", (CALENDAR_LIST,)).calendarList()
        asked = {"minAccessRole": "owner", "showHidden": True, "maxResults": _PAGE}
        found: Any = listed.list(**asked, pageToken=token).execute()
        if not isinstance(found, dict) or found.get("kind") != "calendar#calendarList":
            raise httplib2.HttpLib2Error("the answer broke off")
        return found

    return account.call(_ask("read", "looking for a calendar made before", "list"), attempt)


def _made(account: Account, title: str, mark: str) -> str:
    body = {
        "summary": title,
        "description": f"Kept by Milestone Syncer, which knows it by:\n{mark}",
    }

    def attempt() -> str:
        # httplib2 sends a POST again when the line breaks, and the first may have been heard:
        # an event has an id of ours against that, a calendar has none.
        with account.session((CALENDAR_OWN,)) as line:
            answer = line.post(_CALENDARS, json=body, timeout=TIMEOUT)
        if not answer.ok:
            said = {**answer.headers, "status": str(answer.status_code)}
            raise HttpError(httplib2.Response(said), answer.content, uri=_CALENDARS)
        return str(answer.json()["id"])

    try:
        return account.call(_ask("write", f"making the calendar {title!r}", title), attempt)
    except ConflictError:
        if found := _found(account, mark):
            return found
        raise UnavailableError(
            f"Google gave no answer, so the calendar {title!r} may be made or not",
            hint="nothing is lost: the next sync looks for it before it makes one",
        ) from None


def _ask(kind: str, doing: str, what: str, todo: str = _MAKE_ONE) -> Ask:
    return Ask("calendar", kind, doing, f"the calendar {what}", todo)
