"""All that this Google knows: accounts, spreadsheets, calendars, files; one lock around it."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.google.accounts import Accounts, Principal
from tests.google.calendar_model import Calendar
from tests.google.clock import Clock
from tests.google.description import Method
from tests.google.drive_model import Drive
from tests.google.faults import Faults
from tests.google.quota import Calls, Quota
from tests.google.sheets_model import Book

Json = dict[str, Any]


@dataclass(slots=True)
class Unsettled:
    """
    What no source settles; tests must pass with either.

    Attributes:
        sort_moves_metadata: Whether row metadata goes with its row's cells when they are sorted.
        update_revives: Whether an update with status confirmed brings a deleted event back; where
            not, it answers `refuses_revival`: 403, as some people report, or something else.
        token_with_filter: Whether a filtered full list ends with a sync token.
        copy_skips_filtered: Whether copyPaste takes only the rows in sight of a filtered range, one
            below the other, as copying by hand does.
    """

    sort_moves_metadata: bool = False
    update_revives: bool = True
    refuses_revival: int = 403
    token_with_filter: bool = False
    copy_skips_filtered: bool = False


class World:
    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.clock = Clock()
        self.accounts = Accounts(self.clock)
        self.quota = Quota(self.clock)
        self.calls = Calls()
        self.faults = Faults()
        self.unsettled = Unsettled()
        self.drive = Drive(self.clock)
        self.books: dict[str, Book] = {}
        self.calendars: dict[str, Calendar] = {}
        # Which calendars stand in whose list: (email, calendar id).
        self.listed: dict[tuple[str, str], Json] = {}
        # What a formula shows, where the tests say so; others show 0.
        self.computed: dict[str, Any] = {}
        self._made = 0

    def new_id(self, prefix: str) -> str:
        self._made += 1
        return f"{prefix}{self._made:06d}"


@dataclass(slots=True)
class Request:
    """
    One checked call on its way to its handler.

    Attributes:
        params: Path and query parameters by their types.
        stop_after: How many ranges a `values.batchUpdate` may write before it fails; None: all.
    """

    method: Method
    principal: Principal
    scopes: frozenset[str]
    params: Json
    body: Json
    headers: Mapping[str, str]
    stop_after: int | None = None
    etag: str = field(default="")

    @property
    def email(self) -> str:
        return self.principal.email
