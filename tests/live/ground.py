"""A tab of a spreadsheet and a calendar for one run, made for it and taken away after it."""

import io
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connectors._google.account import Account
from connectors._google.credentials import (
    CALENDAR_EVENTS,
    CALENDAR_OWN,
    DRIVE_METADATA,
    SHEETS,
)
from connectors._google.failures import Ask
from connectors._google.quota import LIMITS
from connectors._google.retry import pace_of
from syncer.app.clock import wait

DRIVE_FILE = "https://www.googleapis.com/auth/drive.file"
CONFIG = """\
[service]
state = "sqlite:///var/state.db"
[google]
credentials = "{credentials}"
[plan.live]
source = "https://docs.google.com/spreadsheets/d/{book}/edit#gid={tab}"
today = 2026-03-02
summary = {summary}
[[plan.live.publish]]
to = "google-calendar"
calendar = "{calendar}"
"""
Json = dict[str, Any]


@dataclass
class Ground:
    """
    Where a run works.

    Attributes:
        title: Stands in every title that the run writes, and in nobody else's.
    """

    account: Account
    folder: Path
    title: str
    book: str
    tab: int
    calendar: str

    # What people do, by the API.

    def sheets(self, *scopes: str) -> Any:
        return self.account.service("sheets", scopes or (SHEETS, DRIVE_METADATA)).spreadsheets()

    def events(self) -> Any:
        return self.account.service("calendar", (CALENDAR_EVENTS,)).events()

    def do(self, request: Any) -> Any:
        """What Google answers to *request*; quotas and passing troubles are waited out."""
        ask = Ask("sheets", "write", "trying", "the sheet")
        return self.account.call(ask, request.execute, repeatable=False)

    def change(self, *requests: Json) -> list[Json]:
        """A `spreadsheets.batchUpdate`."""
        body = {"requests": list(requests)}
        return self.do(self.sheets().batchUpdate(spreadsheetId=self.book, body=body))["replies"]

    def type(self, corner: str, rows: list[list[Any]]) -> None:
        """Type *rows* from *corner* on, as people do."""
        self.do(
            self.sheets().values().update(
                spreadsheetId=self.book, range=f"'{self.title}'!{corner}",
                valueInputOption="USER_ENTERED", body={"values": rows},
            )
        )  # fmt: skip

    def rows(self, where: str = "A1:Z99") -> list[list[str]]:
        """What stands in the tab, as people see it."""
        place = f"'{self.title}'!{where}"
        found = self.do(self.sheets().values().get(spreadsheetId=self.book, range=place))
        return found.get("values", [])

    def tabs(self) -> set[int]:
        """The ids of the spreadsheet's tabs."""
        asked = self.sheets().get(spreadsheetId=self.book, fields="sheets(properties(sheetId))")
        return {one["properties"].get("sheetId", 0) for one in self.do(asked)["sheets"]}

    def reaches(self, kind: str) -> int:
        """The last column of the tab's filter or table."""
        fields = "sheets(properties(sheetId),basicFilter(range),tables(range))"
        found = self.do(self.sheets().get(spreadsheetId=self.book, fields=fields))["sheets"]
        (tab,) = (one for one in found if one["properties"].get("sheetId", 0) == self.tab)
        one = tab["basicFilter"] if kind == "filter" else tab["tables"][0]
        return int(one["range"]["endColumnIndex"])

    def listed(self) -> list[Json]:
        """The run's events."""
        return self.do(self.events().list(calendarId=self.calendar, q=self.title))["items"]

    # The product.

    def syncer(self, *args: str, code: int = 0) -> str:
        """Run a command; it must end with *code*. Return what it printed."""
        from syncer.cli import main

        out = io.StringIO()
        with redirect_stdout(out):
            ended = main(["-c", str(self.folder / "config.toml"), *args])
        assert ended == code, out.getvalue()
        return out.getvalue()


@contextmanager
def laid(folder: Path, options: Mapping[str, Any], book: str, calendar: str) -> Iterator[Ground]:
    """Ground in *book* and *calendar*, or in ones of its own where these are empty."""
    place, endpoint = options["credentials"], options.get("endpoint", "")
    account = Account(place, endpoint, pace_of({**options, "wait": wait}), LIMITS)
    title = f"live {secrets.token_hex(4)}"
    ground = Ground(account, folder, title, book, 0, calendar)
    try:
        with _tab(ground), _calendar(ground):
            credentials = Path(place).absolute()
            summary = "false" if book else "true"
            text = CONFIG.format(
                credentials=credentials, book=ground.book, tab=ground.tab,
                calendar=ground.calendar, summary=summary,
            )  # fmt: skip
            (folder / "config.toml").write_text(text, "utf-8")
            yield ground
    finally:
        account.drop_lines()


@contextmanager
def _tab(ground: Ground) -> Iterator[None]:
    given = bool(ground.book)
    if given:
        before = ground.tabs()
        (made,) = ground.change({"addSheet": {"properties": {"title": ground.title}}})
        ground.tab = made["addSheet"]["properties"]["sheetId"]
    else:
        body = {
            "properties": {"title": ground.title},
            "sheets": [{"properties": {"title": ground.title}}],
        }
        made = ground.do(ground.sheets(SHEETS, DRIVE_FILE).create(body=body))
        ground.book = made["spreadsheetId"]
        ground.tab = made["sheets"][0]["properties"]["sheetId"]
    try:
        yield
    finally:
        if given:
            came = sorted(ground.tabs() - before)  # the product makes some of its own
            ground.change(*({"deleteSheet": {"sheetId": ident}} for ident in came))
        else:
            drive = ground.account.service("drive", (DRIVE_FILE,))
            ground.do(drive.files().delete(fileId=ground.book))


@contextmanager
def _calendar(ground: Ground) -> Iterator[None]:
    given = bool(ground.calendar)
    calendars = ground.account.service("calendar", (CALENDAR_OWN,)).calendars()
    if not given:
        made = ground.do(calendars.insert(body={"summary": ground.title}))
        ground.calendar = made["id"]
    try:
        yield
    finally:
        if given:
            for event in ground.listed():
                ground.do(ground.events().delete(calendarId=ground.calendar, eventId=event["id"]))
        else:
            ground.do(calendars.delete(calendarId=ground.calendar))


def settled(look: Any, wanted: Any, patience: float = 20) -> Any:
    """What *look* shows once it is *wanted*: Google's lists may lag a moment behind its writes."""
    ends = time.monotonic() + patience
    while (found := look()) != wanted and time.monotonic() < ends:
        wait(1)
    return found
