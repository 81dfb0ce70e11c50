"""Whole cycles over a Google Sheet and Google calendars: what they cost, and what people do there."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors._google.account import account_of
from connectors.google_calendar import open_calendar
from connectors.google_calendar.identity import event_id
from connectors.google_sheet import open_source
from syncer.app.vocabulary import load_words
from syncer.domain.days import WorkCalendar
from syncer.domain.memory import Decision
from syncer.domain.plan import Priority
from syncer.domain.setup import Only, PlanSetup, Publication
from syncer.engine.cycle import Ports, Report, run_cycle
from syncer.engine.decide import instance_of
from syncer.errors import AccessError
from syncer.store import SqlStore, open_store
from tests.connectors.google_calendar.desk import Desk
from tests.google.calendar_model import Calendar
from tests.google.people_calendar import CalendarPeople
from tests.google.server import SERVICE

TEAM, BOARD = "google-calendar:team", "google-calendar:board"
MUST = Only(priority=frozenset({Priority.MUST}))


class Clock:
    def today(self) -> date:
        return date(2026, 3, 4)

    def now(self) -> datetime:
        return datetime(2026, 3, 4, 12, tzinfo=UTC)


class Office:
    """A plan in a sheet, published to the team's calendar and what it must not miss to the board's."""

    def __init__(self, desk: Desk, store: SqlStore) -> None:
        self.desk, self.store = desk, store
        self.book = desk.server.add_book()
        self.sheet = desk.server.people(self.book)
        rows = [
            [f"Milestone {n}", date(2026, 4, n), "Must" if n <= 4 else "Should"]
            for n in range(1, 13)
        ]
        self.sheet.fill([["Milestone", "Due", "Priority"], *rows])
        self.team, self.board = desk.calendar, desk.server.add_calendar()
        self.setup = PlanSetup(
            name="plan",
            title="Apollo",
            source="x",
            tab="Sheet1",
            words=load_words("auto", Path()),
            calendar=WorkCalendar(),
            publications=(Publication(name=TEAM), Publication(name=BOARD, only=MUST)),
            fingerprint="1",
        )
        self.start()

    def start(self) -> None:
        """A process that has just begun."""
        owner = instance_of(self.setup)
        options = {**self.desk.options, "owner": owner}
        self.calendars = {
            TEAM: open_calendar({**options, "calendar": self.team.id}),
            BOARD: open_calendar({**options, "calendar": self.board.id}),
        }
        address = f"https://docs.google.com/spreadsheets/d/{self.book.id}/edit#gid=0"
        self.source = open_source(address, {**options, "tab": "Sheet1"})

    def sync(self) -> Report:
        ports = Ports(
            source=self.source,
            store=self.store,
            clock=Clock(),
            calendars=self.calendars,
            calls=account_of(self.desk.options).made,
        )
        return run_cycle(self.setup, ports)

    def people(self, calendar: Calendar) -> CalendarPeople:
        return self.desk.server.calendar_people(calendar)

    def event(self, n: int) -> str:
        return event_id(f"M-{n:04}@{instance_of(self.setup)}")

    def column(self, heading: str) -> list[Any]:
        head, *rows = self.sheet.tab.rows
        at = [cell.value for cell in head.cells].index(heading)
        return [row.cells[at].value if at < len(row.cells) else None for row in rows[:12]]

    def counts(self) -> dict[tuple[str, str], int]:
        """HTTP requests by API and kind since the calls were last cleared."""
        calls = self.desk.server.calls
        pairs = {(call.api, call.kind) for call in calls}
        return {pair: calls.of(*pair).exchanges for pair in pairs}


def days(calendar: Calendar) -> dict[str, str]:
    """The day of each event, by the milestone that stands first in its title."""
    live = calendar.live()
    found = {event["summary"].split(" (")[0]: event["start"]["date"] for event in live}
    assert len(found) == len(live)
    return found


@pytest.fixture
def office(desk: Desk, tmp_path: Path) -> Iterator[Office]:
    with open_store(f"sqlite:///{tmp_path / 'state.db'}") as store:
        made = Office(desk, store)
        assert made.sync().failures == ()
        assert made.sync().outcome == "unchanged"
        desk.server.calls.clear()
        yield made


def test_each_calendar_has_what_its_filter_admits(office: Office):
    assert len(office.team.live()) == 12
    assert len(office.board.live()) == 4


def test_a_quiet_cycle_reads_once_and_writes_nothing(office: Office):
    report = office.sync()
    assert report.outcome == "unchanged"
    assert office.counts() == {("sheets", "read"): 1, ("calendar", "read"): 2}
    assert report.api_calls == 3


@pytest.mark.parametrize("edits", [1, 5])
def test_however_many_dates_are_edited_it_costs_a_read_and_a_write_of_each(
    office: Office, edits: int
):
    for n in range(edits):
        office.sheet.type(f"B{9 + n}" if n < 5 else f"B{n}", date(2026, 5, 6))
    report = office.sync()
    assert report.failures == ()
    # The board's calendar shows none of them, and so is not called.
    assert office.counts() == {
        ("sheets", "read"): 1,
        ("sheets", "write"): 1,
        ("calendar", "write"): 1,
    }
    assert report.api_calls == 3
    assert list(days(office.team).values()).count("2026-05-06") == edits


def test_the_first_cycle_tells_its_calls_too(desk: Desk, tmp_path: Path):
    with open_store(f"sqlite:///{tmp_path / 'other.db'}") as store:
        office = Office(desk, store)
        desk.server.calls.clear()
        report = office.sync()
    assert report.api_calls == desk.server.calls.exchanges


def test_a_moved_event_is_said_beside_its_row_and_restored(office: Office):
    office.people(office.team).move_event(office.event(3), date(2026, 4, 20))
    report = office.sync()
    assert (report.outcome, report.proposals, report.failures) == ("changed", 1, ())
    said = office.column("Impact")[2]
    assert said.startswith("Somebody moved this to 20 Apr in the calendar (seen 4 Mar)")
    assert days(office.team)["Milestone 3"] == "2026-04-03"
    office.start()
    assert office.sync().outcome == "unchanged"


def test_what_people_add_with_the_move_stays(office: Office):
    ident = office.event(3)
    note = office.team.event(ident)["description"] + "\nBring the plans"
    guests = [{"email": "guest@example.com", "responseStatus": "accepted"}]
    people = office.people(office.team)
    people.edit_event(ident, description=note, colorId="3", attendees=guests)
    people.set_alarms(ident, 30)
    people.move_event(ident, date(2026, 4, 20))
    assert office.sync().proposals == 1
    event = office.team.event(ident)
    assert event["start"] == {"date": "2026-04-03"}
    assert event["description"].endswith("\nBring the plans")
    assert (event["colorId"], event["attendees"]) == ("3", guests)
    assert [one["minutes"] for one in people.alarms(ident)["overrides"]] == [30]


def test_moves_in_two_calendars_are_both_said(office: Office):
    office.people(office.team).move_event(office.event(3), date(2026, 4, 20))
    office.people(office.board).move_event(office.event(3), date(2026, 4, 22))
    assert office.sync().proposals == 2
    said = office.column("Impact")[2]
    assert "moved this to 20 Apr" in said
    assert "moved this to 22 Apr" in said


def test_the_same_move_in_two_calendars_is_said_once(office: Office):
    for calendar in (office.team, office.board):
        office.people(calendar).move_event(office.event(3), date(2026, 4, 20))
    office.sync()
    assert office.column("Impact")[2].count("moved this") == 1


class Killed(BaseException):
    """The process ends here."""


class Dying:
    """A port, and the call of it at which the process is killed: before or after it took effect."""

    def __init__(self, port: object, method: str, *, late: bool) -> None:
        self._port, self._method, self._late = port, method, late

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)
        return self._killed(method) if name == self._method else method

    def _killed(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            if self._late:
                result = method(*args)
                if isinstance(result, Iterator):
                    list(result)
            raise Killed

        return call


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize(
    ("port", "method"),
    [("source", "write"), (TEAM, "change"), (BOARD, "change"), ("store", "commit")],
)
def test_a_kill_anywhere_loses_no_proposal(office: Office, port: str, method: str, late: bool):
    office.people(office.team).move_event(office.event(3), date(2026, 4, 20))
    ports: dict[str, Any] = {"source": office.source, "store": office.store, **office.calendars}
    ports[port] = Dying(ports[port], method, late=late)
    source, store, calendars = ports.pop("source"), ports.pop("store"), ports
    with pytest.raises(Killed):
        run_cycle(
            office.setup,
            Ports(source=source, store=store, clock=Clock(), calendars=calendars),
        )
    office.start()
    assert office.sync().proposals == 1
    assert "moved this to 20 Apr" in office.column("Impact")[2]
    assert days(office.team)["Milestone 3"] == "2026-04-03"
    assert office.sync().outcome == "unchanged"


def test_the_proposed_day_in_the_plan_clears_what_was_said(office: Office):
    office.people(office.team).move_event(office.event(3), date(2026, 4, 20))
    office.sync()
    office.sheet.type("B4", date(2026, 4, 20))
    assert office.sync().proposals == 0
    assert not office.column("Impact")[2]
    assert days(office.team)["Milestone 3"] == "2026-04-20"
    assert office.sync().outcome == "unchanged"


@pytest.mark.parametrize("act", ["delete_calendar", "revoke"])
def test_a_calendar_that_is_lost_is_named_and_the_rest_goes_on(office: Office, act: str):
    board = office.people(office.board)
    board.delete_calendar() if act == "delete_calendar" else board.revoke(SERVICE)
    office.sheet.type("B2", date(2026, 5, 6))
    due = office.column("Due")
    for _ in range(2):
        (failure,) = office.sync().failures
        assert isinstance(failure, AccessError)
        assert office.board.id in str(failure)
        assert SERVICE in failure.hint
    assert "2026-05-06" in days(office.team).values()
    assert office.column("Forecast") == due


def test_a_calendar_that_is_shared_again_is_brought_in_line(office: Office):
    office.people(office.board).revoke(SERVICE)
    office.sheet.type("B2", date(2026, 5, 6))
    office.sync()
    office.people(office.board).share(SERVICE)
    assert office.sync().failures == ()
    assert days(office.board)["Milestone 1"] == "2026-05-06"
    assert office.sync().outcome == "unchanged"


def test_many_that_vanish_are_held_in_each_calendar(office: Office):
    office.sheet.delete_rows(2, 8)
    report = office.sync()
    assert report.events.deleted == 0
    held = {one.target for one in office.store.load("plan").held}
    assert held == {TEAM, BOARD}
    assert (len(office.team.live()), len(office.board.live())) == (12, 4)
    uids = frozenset(one.uid for one in office.store.load("plan").held if one.target == TEAM)
    office.store.decide_held("plan", uids, Decision.APPLY)
    office.sync()
    assert (len(office.team.live()), len(office.board.live())) == (4, 0)


def test_a_row_that_goes_leaves_the_calendars_at_once(office: Office):
    office.sheet.delete_rows(2)
    report = office.sync()
    assert (report.events.held, report.events.deleted) == (0, 2)
    assert len(office.team.live()) == 11
    assert len(office.board.live()) == 3


def test_a_new_calendar_is_remembered_and_never_made_twice(office: Office):
    owner = instance_of(office.setup)
    new = {
        **office.desk.options,
        "owner": owner,
        "calendar": "new",
        "title": "Apollo",
        "name": BOARD,
        "share": ("zoe@example.com",),
    }
    office.calendars[BOARD] = open_calendar(new)
    office.sync()
    place = office.store.load("plan").places[BOARD]
    assert place.endswith(" zoe@example.com")
    calendars = set(office.desk.server.world.calendars)
    office.calendars[BOARD] = open_calendar({**new, "place": place})
    assert office.sync().outcome == "unchanged"
    assert set(office.desk.server.world.calendars) == calendars
    assert len(office.desk.server.world.calendars[place.split()[0]].live()) == 4
