"""An hour of the daemon's cycles over Google Sheets in a second: what a quiet plan costs."""

from datetime import UTC, date, datetime, timedelta

import pytest
from team import SHEET_HEADINGS, sheet_rows

from syncer.app.config import load
from syncer.app.daemon_cycles import Cycles, Times
from syncer.app.daemon_plans import fleet_of
from syncer.app.wiring import open_state

ROWS = sheet_rows(4)
SERVICE = """\
[google]
credentials = "service-account.json"
"""
SHEET = """\
[plan.sheet{n}]
source = "https://docs.google.com/spreadsheets/d/{book}/edit#gid=0"
today = 2026-03-02
[[plan.sheet{n}.publish]]
to = "ics"
path = "{n}.ics"
"""


class Hours:
    """A daemon's plans, whose every second a test lets pass."""

    def __init__(self, server, team):
        self.server = server
        server.limits.lift()
        self.seconds, self.wall = 0.0, datetime(2026, 3, 2, 12, tzinfo=UTC)
        team.keep("service-account.json", server.service_key())
        self.books = [server.add_book() for _ in range(3)]
        self.people = [server.people(book) for book in self.books]
        for people in self.people:
            people.fill([SHEET_HEADINGS, *ROWS])
        sheets = (SHEET.format(n=n, book=book.id) for n, book in enumerate(self.books))
        team.configure("".join((SERVICE, *sheets)))
        config = load(team.folder / "config.toml")
        self.store = open_state(config)
        self.fleet = fleet_of(config, self.store, now=lambda: self.seconds)
        self.ended = []
        self.cycles = Cycles(
            times=Times(lambda: self.wall, lambda: self.seconds),
            start=lambda work: work(),
            post=lambda act: act(),
            ears=self,
        )
        self.cycles.settle(self.fleet.jobs, workers=4)

    def cycle(self, pulse, report):
        assert not pulse.failures, pulse
        self.ended.append((pulse.plan, report.outcome))

    def pass_(self, minutes):
        """Let time go by here and at Google's; return the cycles of it."""
        self.ended.clear()
        self.server.calls.clear()
        for _ in range(minutes * 60):
            self.seconds += 1
            self.wall += timedelta(seconds=1)
            self.server.clock.advance(1)
            self.cycles.tick()
        return self.ended


@pytest.fixture
def hours(server, team):
    hours = Hours(server, team)
    yield hours
    hours.store.close()


def test_an_hour_without_edits_costs_no_call_of_sheets_and_one_of_drive_each_half_minute(hours):
    hours.pass_(10)  # in which it writes, and hears of what it wrote
    ended = hours.pass_(60)
    assert len(ended) == 3 * 30
    assert {outcome for _, outcome in ended} == {"unchanged"}
    assert hours.server.calls.total("sheets") == 0
    assert hours.server.calls.total("drive") <= 60 * 60 / 30


def test_an_edit_is_heard_of_and_costs_calls_for_its_own_sheet_alone(hours):
    hours.pass_(10)
    hours.people[1].type("C2", date(2026, 4, 21))
    ended = hours.pass_(10)
    assert ("sheet1", "changed") in ended
    read = {call.path["spreadsheetId"] for call in hours.server.calls.of("sheets")}
    assert read == {hours.books[1].id}


def test_a_hook_has_the_sheet_read_at_once(hours):
    hours.pass_(10)
    hours.server.world.drive.coalesce = 1e9  # Drive itself is silent
    hours.people[2].type("C2", date(2026, 4, 21))
    hours.fleet.kept["sheet2"].heard()
    hours.cycles.hint("sheet2")
    assert hours.ended[-1] == ("sheet2", "changed")


def test_plans_that_are_as_they_were_keep_what_they_know_over_a_new_configuration(hours):
    hours.pass_(10)
    config = hours.fleet.config
    path = config.path
    text = path.read_text("utf-8").replace('path = "1.ics"', 'path = "one.ics"')
    path.write_text(text, "utf-8")
    fleet = fleet_of(load(path), hours.store, hours.fleet)
    kept = {plan for plan in fleet.kept if fleet.kept[plan] is hours.fleet.kept[plan]}
    assert kept == {"sheet0", "sheet2"}
    assert fleet.watch is hours.fleet.watch
    hours.cycles.settle(fleet.jobs, workers=4)
    hours.pass_(3)
    read = {call.path["spreadsheetId"] for call in hours.server.calls.of("sheets")}
    assert read == {hours.books[1].id}
