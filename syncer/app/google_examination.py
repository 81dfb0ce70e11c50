"""What `syncer doctor` looks at of Google: the account, and what is shared with it, in which role."""

from collections.abc import Iterator
from typing import Final
from zoneinfo import ZoneInfo

from syncer.app.addresses import google_sheet
from syncer.app.checks import Check, Verdict, bad, good, refused
from syncer.app.clock import SystemClock
from syncer.app.config import Config
from syncer.app.config_tables import NEW, CalendarTable
from syncer.app.google_quota import Needs, quota_check
from syncer.app.wiring import (
    google_address,
    google_limits,
    google_options,
    google_reach,
    name_of,
    open_calendar,
    remembered,
)
from syncer.domain.rhythm import period
from syncer.errors import ConfigError, SyncerError, UnavailableError
from syncer.ports import Reach, SheetReach
from syncer.stages.present.words import counted

_BUDGET: Final = 10.0
"""Seconds that one call may wait: a person stands by."""
_MOST_SKEW: Final = 300.0
"""Seconds: with a clock further off than that Google gives no token."""
_SOME_SKEW: Final = 30.0
_MINUTE, _HOUR = 60, 3600


class GoogleExamination:
    """
    One look at all that *plans* need of Google; nothing is changed by it.

    Attributes:
        whose: The address to share things with, once `account` found it.
    """

    def __init__(self, config: Config, plans: tuple[str, ...]) -> None:
        self._config = config
        self._needed = any(config.plans[plan].needs_google for plan in plans)
        self._reach: Reach | None = None
        self.whose = ""

    def account(self) -> Iterator[Check]:
        """The credentials, the clock, a token, and whose it is. This comes first."""
        if self._config.google is None or not self._needed:
            return
        try:
            options = {**google_options(self._config), "budget": _BUDGET}
            self.whose = google_address(options)
            reach = google_reach(options)
            yield _clock(reach)
            self._reach = reach
            self.whose = reach.address() or self.whose
        except SyncerError as error:
            if isinstance(error, UnavailableError | ConfigError):
                # What follows would fail by the same, each after a wait of its own.
                self._reach = None
            yield refused("google", error)
            return
        yield Check(
            "google", Verdict.GOOD,
            f"{self._config.google.credentials}: a token was given to {self.whose}",
            f"share the sheet with {self.whose} as Editor; "
            f"the calendar with {self.whose}, Make changes to events",
        )  # fmt: skip

    def quota(self) -> Iterator[Check]:
        """Whether the calls that all plans of the configuration take are granted."""
        if self._reach is None:
            return
        needs = [
            Needs(
                period(self._config.rhythm(plan)),
                google_sheet(table.source) is not None,
                len(table.calendars),
            )
            for plan, table in self._config.plans.items()
            if table.needs_google
        ]
        yield quota_check(needs, google_limits(google_options(self._config)))

    @property
    def untried(self) -> str:
        """Why nothing of Google's can be looked at; empty where it can."""
        return "" if self._reach else "not looked at, as Google was not reached (see above)"

    def sheet(self, plan: str, tab: str) -> Iterator[Check]:
        """Whether results can be written into *tab* of the sheet of *plan*, which can be read."""
        ident = (google_sheet(self._config.plans[plan].source) or "").partition(" ")[0]
        if self._reach is None:
            return
        subject = f"{plan}: sheet"
        try:
            found = self._reach.sheet(ident)
            yield _written_back(subject, found, self.whose)
            if tab in found.guarded:
                yield Check(
                    subject, Verdict.NOTE, f"something in the tab {tab} is protected from us",
                    f"where results are to stand there: Data, Protect sheets and ranges, "
                    f"Set permissions: add {self.whose}",
                )  # fmt: skip
        except SyncerError as error:
            yield refused(subject, error)

    def calendar(self, plan: str, table: CalendarTable) -> Iterator[Check]:
        """Whether the calendar of *table* can be read and written."""
        subject = f"{plan}: calendar"
        if self._reach is None:
            yield Check(subject, Verdict.NOTE, self.untried)
            return
        try:
            memory = remembered(self._config, plan)
            stored = open_calendar(self._config, plan, table, memory).stored()
            made = table.calendar == NEW
            # Of one that we made the id stands before the addresses that it was shared with.
            place = memory.places.get(name_of(table), "") if made else table.calendar
            ident = place.partition(" ")[0]
            if not ident:
                yield good(subject, "the first sync makes it")
                return
            found = self._reach.calendar(ident, own=made)
        except SyncerError as error:
            yield refused(subject, error)
            return
        named = f"{found.title} ({ident})"
        if _nobodys(ident, self.whose):
            yield bad(
                subject, f"{named} is the account's own, which nobody sees",
                f"make one in Google Calendar, share it with {self.whose}, and name its id",
            )  # fmt: skip
        elif found.writable:
            ours = counted(len(stored), "event")
            yield good(subject, f"{named}: can be read and written, {ours} of ours")
        else:
            yield bad(
                subject, f"{named}: can be read, but not written",
                f"in Google Calendar: Settings of {found.title}, Shared with, "
                f"{self.whose}: Make changes to events",
            )  # fmt: skip


def _clock(reach: Reach) -> Check:
    """This machine's clock beside Google's: a token is refused where they differ too much."""
    ahead = reach.skew(SystemClock(ZoneInfo("UTC")).now())
    much = abs(ahead)
    if much < _SOME_SKEW:
        return good("clock", "as Google's")
    says = f"{_duration(much)} {'ahead of' if ahead > 0 else 'behind'} Google's"
    verdict = Verdict.BAD if much >= _MOST_SKEW else Verdict.NOTE
    return Check("clock", verdict, says, "set this machine's clock, by NTP for good")


def _duration(seconds: float) -> str:
    if seconds < 2 * _MINUTE:
        return counted(round(seconds), "second")
    if seconds < 2 * _HOUR:
        return counted(round(seconds / _MINUTE), "minute")
    return counted(round(seconds / _HOUR), "hour")


def _written_back(subject: str, found: SheetReach, whose: str) -> Check:
    if found.trashed:
        return bad(
            subject, f"{found.title} lies in the bin, and Google deletes it after 30 days",
            "at drive.google.com: Bin, right click, Restore; or take the plan out of the configuration",
        )  # fmt: skip
    if not found.editable:
        return bad(
            subject, f"{found.title} can be read, but results cannot be written back",
            f"in the sheet: Share, {whose}, role Editor",
        )  # fmt: skip
    if found.locked:
        return bad(
            subject, f"{found.title} is locked: results cannot be written back",
            "at drive.google.com: right click, File information, Unlock",
        )  # fmt: skip
    return good(subject, f"{found.title}: results can be written back")


def _nobodys(ident: str, whose: str) -> bool:
    """Whether it is the calendar of a service account itself, which nobody sees."""
    return ident in ("primary", whose) and whose.endswith(".gserviceaccount.com")
