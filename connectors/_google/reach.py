"""How far things are open to us: one harmless call for each; nothing is changed by any."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from connectors._google import transport
from connectors._google.account import Account, account_of
from connectors._google.credentials import CALENDAR_EVENTS, CALENDAR_OWN, DRIVE_METADATA, SHEETS
from connectors._google.failures import Ask
from syncer.errors import UnavailableError
from syncer.ports import CalendarReach, SheetReach

_ANYWHERE: Final = "https://www.googleapis.com/generate_204"
_SCOPES: Final = (SHEETS, DRIVE_METADATA)
_WRITERS: Final = {"writerWithoutPrivateAccess", "writer", "owner"}


def reach_of(options: Mapping[str, Any]) -> "Reach":
    """The reach of the account that *options* name (connectors._google.account)."""
    return Reach(account_of(options), transport.endpoint_of(options))


class Reach:
    """What one account can get at. Each call may fail as any call to Google does."""

    def __init__(self, account: Account, endpoint: str) -> None:
        self._account = account
        self._endpoint = endpoint

    def address(self) -> str:
        """Whose account it is, as Google says: this takes a token and the Drive API."""
        found = self._asked(
            Ask("drive", "read", "asking whose account it is", "the account"),
            lambda: self._drive().about().get(fields="user(emailAddress)"),
        )
        return str(found.get("user", {}).get("emailAddress", "")) or self._account.address

    def skew(self, now: datetime) -> float:
        """How many seconds *now* is ahead of Google's clock, which shows whole ones."""
        said = self._account.call(
            Ask("drive", "read", "asking what time it is", "Google"), self._date
        )
        try:
            return (now - parsedate_to_datetime(said)).total_seconds()
        except (TypeError, ValueError):
            raise UnavailableError(
                "what answered is not Google", hint="look at this machine's network and proxy"
            ) from None

    def sheet(self, ident: str) -> SheetReach:
        """The spreadsheet *ident*, as Drive shows it to us, and what in it is protected."""
        fields = "name,trashed,capabilities(canEdit),contentRestrictions(readOnly)"
        what = f"the sheet https://docs.google.com/spreadsheets/d/{ident}"
        found = self._asked(
            Ask("drive", "read", "looking at the sheet's sharing", what),
            lambda: self._drive().files().get(fileId=ident, fields=fields, supportsAllDrives=True),
        )
        return SheetReach(
            title=str(found.get("name", "")),
            editable=bool(found.get("capabilities", {}).get("canEdit")),
            locked=any(one.get("readOnly") for one in found.get("contentRestrictions", ())),
            trashed=bool(found.get("trashed")),
            guarded=self._guarded(ident, what),
        )

    def _guarded(self, ident: str, what: str) -> frozenset[str]:
        fields = "sheets(properties(title),protectedRanges(warningOnly,requestingUserCanEdit))"
        found = self._asked(
            Ask("sheets", "read", "looking at what is protected", what),
            lambda: (
                self._account.service("sheets", _SCOPES)
                .spreadsheets()
                .get(spreadsheetId=ident, fields=fields)
            ),
        )
        return frozenset(
            str(tab["properties"]["title"])
            for tab in found.get("sheets", ())
            for one in tab.get("protectedRanges", ())
            if not one.get("warningOnly") and not one.get("requestingUserCanEdit")
        )

    def calendar(self, ident: str, *, own: bool) -> CalendarReach:
        """The calendar *ident*; its list of events says who we are in it, and takes no more scope."""
        fields, scope = "summary,accessRole", CALENDAR_OWN if own else CALENDAR_EVENTS
        found = self._asked(
            Ask("calendar", "read", "looking at the calendar's sharing", f"the calendar {ident}"),
            lambda: (
                self._account.service("calendar", (scope,))
                .events()
                .list(calendarId=ident, maxResults=1, fields=fields)
            ),
        )
        return CalendarReach(
            title=str(found.get("summary", "")), writable=found.get("accessRole") in _WRITERS
        )

    def _drive(self) -> Any:
        return self._account.service("drive", _SCOPES)

    def _asked(self, ask: Ask, request: Any) -> Mapping[str, Any]:
        found = self._account.call(ask, lambda: request().execute())
        if not isinstance(found, dict):
            raise UnavailableError(
                f"Google's answer broke off while {ask.doing}", hint="try again in a moment"
            )
        return found

    def _date(self) -> str:
        with transport.unsigned(self._endpoint) as line:
            # Any answer has it, a refusal too.
            answer = line.get(_ANYWHERE, timeout=transport.TIMEOUT, allow_redirects=False)
            return answer.headers.get("Date", "")
