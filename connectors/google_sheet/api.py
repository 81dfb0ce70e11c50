"""The calls we make of one spreadsheet, by gspread's plain client: each counted and in its turn."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import gspread
from gspread.urls import SPREADSHEET_BATCH_UPDATE_URL, SPREADSHEET_URL

from connectors._google.account import Account
from connectors._google.credentials import DRIVE_METADATA, SHEETS
from connectors._google.failures import Ask
from connectors._google.transport import TIMEOUT
from connectors.google_sheet.a1 import Range, parse
from connectors.google_sheet.cells import Rows
from syncer.errors import UnavailableError

SCOPES: Final = (SHEETS, DRIVE_METADATA)
MOST_OCTETS: Final = 2_000_000
"""Of a body or an answer: Google advises 2 MB, and more takes too long."""

_CHUNK: Final = 65_536

_TYPED: Final = {
    "valueRenderOption": "UNFORMATTED_VALUE",
    "dateTimeRenderOption": "SERIAL_NUMBER",
    "prettyPrint": "false",
}


class Sheets:
    """One spreadsheet; not to be shared by threads."""

    def __init__(self, account: Account, book: str) -> None:
        self._account = account
        self._book = book
        self._made: gspread.HTTPClient | None = None

    @property
    def _client(self) -> gspread.HTTPClient:
        if self._made is None:
            client = gspread.HTTPClient(None, session=self._account.session(SCOPES))  # type: ignore[arg-type]
            client.set_timeout(TIMEOUT)
            self._made = client
        return self._made

    def describe(self, fields: str, ranges: Sequence[str] = ()) -> Mapping[str, Any]:
        """What `spreadsheets.get` says of *fields*, of *ranges* alone where there are any."""
        params = {"fields": fields, "prettyPrint": "false", "ranges": list(ranges)}
        answer: Mapping[str, Any] = self._account.call(
            self._ask("read", "reading how the sheet is laid out"),
            lambda: self._client.fetch_sheet_metadata(self._book, params),  # type: ignore[arg-type]
        )
        if not isinstance(answer, dict):
            raise _strange()
        return answer

    def describe_small(
        self, filters: Sequence[Mapping[str, Any]], fields: str
    ) -> Mapping[str, Any] | None:
        """What *fields* say of what *filters* match; None, and broken off, where it passes 2 MB."""
        address = f"{SPREADSHEET_URL % self._book}:getByDataFilter"
        params = {"fields": fields, "prettyPrint": "false"}
        body = {"dataFilters": list(filters)}

        def attempt() -> Any:
            # gspread waits for the whole of an answer.
            with self._client.session.post(
                address, params=params, json=body, timeout=TIMEOUT, stream=True
            ) as answer:
                if not answer.ok:
                    raise gspread.exceptions.APIError(answer)
                content = bytearray()
                for chunk in answer.iter_content(_CHUNK):
                    content += chunk
                    if len(content) > MOST_OCTETS:
                        return None
                return json.loads(content)

        found = self._account.call(self._ask("read", "reading the sheet"), attempt)
        if found is not None and not isinstance(found, dict):
            raise _strange()
        return found

    def values(self, ranges: Sequence[str]) -> list[tuple[Range, Rows]]:
        """The typed values of *ranges*, each with the range that really was read, in any order."""
        answer = self._account.call(
            self._ask("read", "reading the sheet"),
            lambda: self._client.values_batch_get(self._book, list(ranges), dict(_TYPED)),
        )
        found = list(_ranges(answer, "valueRanges"))
        if len(found) != len(ranges):
            raise _strange()
        return found

    def change(self, requests: Sequence[Mapping[str, Any]], doing: str) -> None:
        """Carry out *requests* by one `spreadsheets.batchUpdate`: all of them, or none."""
        self._update({"requests": list(requests)}, "replies.addSheet.properties.sheetId", doing)

    def transact(
        self, requests: Sequence[Mapping[str, Any]], shown: Sequence[str], fields: str
    ) -> Mapping[str, Any]:
        """The same; the *fields* of the Spreadsheet as it stands then, the ranges *shown* alone."""
        body = {
            "requests": list(requests),
            "includeSpreadsheetInResponse": True,
            "responseIncludeGridData": True,
            "responseRanges": list(shown),
        }
        answer = self._update(body, f"updatedSpreadsheet({fields})", "writing the results")
        found: Mapping[str, Any] = answer.get("updatedSpreadsheet", {})
        return found

    def _update(self, body: Mapping[str, Any], fields: str, doing: str) -> Mapping[str, Any]:
        address = SPREADSHEET_BATCH_UPDATE_URL % self._book
        params: dict[str, Any] = {"fields": fields, "prettyPrint": "false"}
        answer = self._account.call(
            self._ask("write", doing),
            # gspread's own batch_update takes no field mask.
            lambda: self._client.request("post", address, params=params, json=body).json(),
        )
        return answer if isinstance(answer, dict) else {}

    def _ask(self, kind: str, doing: str) -> Ask:
        address = f"https://docs.google.com/spreadsheets/d/{self._book}"
        return Ask("sheets", kind, doing, f"the sheet {address}")


def _ranges(answer: Any, name: str) -> Iterator[tuple[Range, Rows]]:
    """The ranges of an answer; UnavailableError where it is none."""
    try:
        for one in answer.get(name, []):
            yield parse(one["range"]), one.get("values", [])
    except (AttributeError, KeyError, TypeError, ValueError):
        raise _strange() from None


def _strange() -> UnavailableError:
    return UnavailableError(
        "Google's answer is not what was asked for",
        hint="nothing is lost: the next sync tries again",
    )
