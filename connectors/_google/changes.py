"""Which sheets changed, by Drive's one list of changes for all that an account can see."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, Final

from googleapiclient.errors import HttpError

from connectors._google.account import Account, account_of
from connectors._google.credentials import DRIVE_METADATA
from connectors._google.failures import Ask
from syncer.errors import UnavailableError
from syncer.ports import Keeping, News

_PAGE: Final = 1000
_FIELDS: Final = "changes(fileId,file(trashed)),nextPageToken,newStartPageToken"
_KEPT: Final = "driveId,trashed,ownedByMe,sharedWithMeTime"
_SPENT: Final = {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
_HEARING: Final = Ask("drive", "read", "asking which sheets changed", "the sheets")


def watcher_of(options: Mapping[str, Any]) -> "Changes":
    """The watcher of the account that *options* name (connectors._google.account)."""
    return Changes(account_of(options))


class Changes:
    """
    Drive's list of changes of one account. Not to be shared by threads.

    It comes up to three minutes late. An edit of people's and a write of ours look alike in it.
    """

    def __init__(self, account: Account) -> None:
        self._account = account

    def news(self, token: str) -> News:
        """The ids of all files that changed since *token*; the token that goes on from here."""
        if not token:
            return News(self._start(), None)
        changed: dict[str, bool] = {}
        for page in self._pages(token):
            if page is None:
                return News(self._start(), None)
            for one in page.get("changes", ()):
                changed[str(one.get("fileId", ""))] = bool(one.get("file", {}).get("trashed"))
            token = str(page.get("newStartPageToken", token))
        binned = frozenset(ident for ident, is_binned in changed.items() if is_binned)
        return News(token, frozenset(changed), binned)

    def keeping(self, ident: str) -> Keeping:
        """
        Whether changes of the sheet *ident* stand in the list, and whether it lies in the bin.

        Those of a file in a shared drive may stand in the list of that drive alone, those of one
        that is open to anyone with the link in none: nobody shared it with us by name.
        """
        what = f"the sheet https://docs.google.com/spreadsheets/d/{ident}"
        found = self._asked(
            Ask("drive", "read", "looking where the sheet is kept", what),
            lambda: self._drive().files().get(fileId=ident, fields=_KEPT, supportsAllDrives=True),
        )
        by_name = bool(found.get("ownedByMe")) or "sharedWithMeTime" in found
        return Keeping(by_name and "driveId" not in found, bool(found.get("trashed")))

    def _pages(self, token: str) -> Iterator[Mapping[str, Any] | None]:
        """Every page from *token* on; None where Google no longer takes it."""
        while token:
            page = self._page(token)
            yield page
            token = "" if page is None else str(page.get("nextPageToken", ""))

    def _page(self, token: str) -> Mapping[str, Any] | None:
        def attempt() -> Any:
            asked = {"pageToken": token, "pageSize": _PAGE, "fields": _FIELDS}
            try:
                return self._drive().changes().list(**asked).execute()
            except HttpError as error:
                if int(error.resp.status) in _SPENT:
                    return None
                raise

        page = self._account.call(_HEARING, attempt)
        return None if page is None else _whole(page)

    def _start(self) -> str:
        found = self._asked(_HEARING, lambda: self._drive().changes().getStartPageToken())
        return str(found.get("startPageToken", ""))

    def _asked(self, ask: Ask, request: Any) -> Mapping[str, Any]:
        return _whole(self._account.call(ask, lambda: request().execute()))

    def _drive(self) -> Any:
        return self._account.service("drive", (DRIVE_METADATA,))


def _whole(answer: Any) -> Mapping[str, Any]:
    """*answer*, unless it broke off: the library then gives the text that it cannot read."""
    if not isinstance(answer, dict):
        raise UnavailableError(
            "Google's answer is not what was asked for",
            hint="nothing is lost: the sheets are read instead",
        )
    return answer
