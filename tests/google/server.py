"""The whole loopback Google, as tests hold it."""

from types import TracebackType
from typing import Any, Self

from tests.google.calendar_model import Calendar
from tests.google.clock import Clock
from tests.google.faults import Faults
from tests.google.front import Front
from tests.google.http import Listener
from tests.google.people_calendar import CalendarPeople
from tests.google.people_sheet import SheetPeople
from tests.google.quota import Calls, Limits
from tests.google.sheets_model import Book
from tests.google.world import Unsettled, World

SERVICE = "syncer@test-project.iam.gserviceaccount.com"
PERSON = "person@example.com"


class GoogleServer:
    """
    Sheets, Calendar, Drive and the token endpoint on one loopback port.

    Use it as a context manager: leaving it raises what went wrong inside the server itself.
    """

    def __init__(self) -> None:
        self.world = World()
        self._front = Front(self.world)
        self._listener = Listener(self._front)
        self.netloc = f"127.0.0.1:{self._listener.server_port}"
        self.token_uri = f"http://{self.netloc}/token"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
        if kind is None:
            self.check()

    def close(self) -> None:
        self._listener.close()

    def check(self) -> None:
        """Raise where this server itself failed: its caller must not take the blame."""
        failures, self._front.failures = self._front.failures, []
        if failures:
            raise AssertionError("\n".join(failures))

    def reset(self) -> None:
        """A new, empty world behind the same port, in which earlier clients still have access."""
        self.check()
        old, self.world = self.world, World()
        self.world.accounts.inherit(old.accounts)
        self._front.world = self.world

    @property
    def clock(self) -> Clock:
        return self.world.clock

    @property
    def calls(self) -> Calls:
        return self.world.calls

    @property
    def faults(self) -> Faults:
        return self.world.faults

    @property
    def limits(self) -> Limits:
        return self.world.quota.limits

    @property
    def unsettled(self) -> Unsettled:
        return self.world.unsettled

    def service_key(self, email: str = SERVICE) -> dict[str, Any]:
        """The key file of service account *email*; its token_uri points here."""
        return self.world.accounts.service_key(email, self.token_uri)

    def person_login(self, email: str, scopes: list[str]) -> dict[str, Any]:
        """The file that a finished login of *email* leaves."""
        return self.world.accounts.person_login(email, scopes, self.token_uri)

    def add_book(
        self,
        title: str = "Plan",
        *,
        owner: str = PERSON,
        editors: tuple[str, ...] = (SERVICE,),
        **properties: str,
    ) -> Book:
        """A spreadsheet of *owner* with one tab, shared with *editors*; *properties*: locale, timezone."""
        with self.world.lock:
            book = Book(self.world.new_id("1Sheet"), title, owner, **properties)
            book.roles.update(dict.fromkeys(editors, "writer"))
            self.world.books[book.id] = book
            self.world.drive.touch(book)
            return book

    def add_calendar(
        self,
        summary: str = "Milestones",
        *,
        owner: str = PERSON,
        writers: tuple[str, ...] = (SERVICE,),
    ) -> Calendar:
        """A calendar that *owner* made by hand and shared with *writers*."""
        with self.world.lock:
            ident = f"c_{self.world.new_id('made')}@group.calendar.google.com"
            calendar = Calendar(ident, summary, owner, self.world.clock)
            for email in writers:
                calendar.share("user", email, "writer")
            self.world.calendars[ident] = calendar
            self.world.listed[owner, ident] = {}
            return calendar

    def people(self, book: Book) -> SheetPeople:
        """The people who edit *book*."""
        return SheetPeople(self.world, book)

    def calendar_people(self, calendar: Calendar) -> CalendarPeople:
        """The people who edit *calendar*."""
        return CalendarPeople(self.world, calendar)

    def cut_idle_lines(self) -> None:
        """Close kept-alive connections: the next request on one finds it gone."""
        self._listener.cut_idle_lines()

    def deliver_pushes(self) -> list[int]:
        """Send the waiting Drive notifications to their addresses; their statuses, in order."""
        return self.world.drive.deliver()
