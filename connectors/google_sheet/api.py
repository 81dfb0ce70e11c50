"""The calls we make of one spreadsheet, by gspread's plain client: each counted and in its turn."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import gspread

from connectors._google.account import Account
from connectors._google.credentials import DRIVE_METADATA, SHEETS
from connectors._google.failures import Ask
from connectors._google.transport import TIMEOUT
from connectors.google_sheet.a1 import Range, parse
from connectors.google_sheet.cells import Plain, Rows
from syncer.errors import UnavailableError

SCOPES: Final = (SHEETS, DRIVE_METADATA)
MOST_OCTETS: Final = 2_000_000
"""Of a body or an answer: Google advises 2 MB, and more takes too long."""

_TYPED: Final = {
    "valueRenderOption": "UNFORMATTED_VALUE",
    "dateTimeRenderOption": "SERIAL_NUMBER",
    "prettyPrint": "false",
}


class Block(NamedTuple):
    """A rectangle of values to write from *range*'s corner on; None leaves a cell alone."""

    range: Range
    rows: list[list[Plain | None]]


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

    def write(self, blocks: Sequence[Block]) -> list[tuple[Range, Rows]]:
        """Write *blocks* in one call; what each of them shows afterwards, in any order."""
        body = {
            "valueInputOption": "RAW",
            "data": [{"range": str(block.range), "values": block.rows} for block in blocks],
            "includeValuesInResponse": True,
            "responseValueRenderOption": "UNFORMATTED_VALUE",
            "responseDateTimeRenderOption": "SERIAL_NUMBER",
        }
        answer = self._account.call(
            self._ask("write", "writing the results"),
            lambda: self._client.values_batch_update(self._book, body),
        )
        listed = answer.get("responses", []) if isinstance(answer, dict) else []
        return list(_ranges({"data": [one.get("updatedData", {}) for one in listed]}, "data"))

    def change(self, requests: Sequence[Mapping[str, Any]], doing: str) -> None:
        """Carry out *requests* by one `spreadsheets.batchUpdate`: all of them, or none."""
        self._account.call(
            self._ask("write", doing),
            lambda: self._client.batch_update(self._book, {"requests": list(requests)}),
        )

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
