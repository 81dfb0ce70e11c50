"""The daemon with Google: ten plans, hooks, quiet sheets, a slow network and a dead one."""

import socket
import urllib.request
from contextlib import closing
from datetime import UTC, date, datetime
from time import monotonic

import pytest
from running import Running, eventually
from team import SHEET_HEADINGS, Team, sheet_rows

from tests.google.faults import CutBefore, Delay

ROWS = sheet_rows(4)
SERVICE = """\
[service]
state = "sqlite:///var/state.db"
every = "10s"
[google]
credentials = "service-account.json"
limits = {{ "sheets.read" = 6000, "sheets.write" = 6000, "calendar.write" = 6000 }}
[server]
listen = "127.0.0.1:{port}"
public_url = "https://127.0.0.1:{port}"
"""
LOCAL = """\
[plan.local{n}]
source = "plan{n}.xlsx"
today = 2026-03-02
[[plan.local{n}.publish]]
to = "ics"
path = "public/local{n}.ics"
"""
SHEET = """\
[plan.sheet{n}]
source = "https://docs.google.com/spreadsheets/d/{book}/edit#gid=0"
tab = "Sheet1"
today = 2026-03-02
[[plan.sheet{n}.publish]]
to = "google-calendar"
calendar = "{calendar}"
"""
IMPATIENT = """
import os
from connectors._google.account import account_of
from syncer.app.clock import wait
account_of({"credentials": os.path.abspath("service-account.json"), "budget": 2.0, "wait": wait,
            "endpoint": os.environ["SYNCER_GOOGLE_ENDPOINT"]})
"""


class Office:
    """A folder of workbooks, some Google Sheets with calendars, and a daemon over them."""

    def __init__(self, server, team, capfd):
        self.server, self.team, self.capfd = server, team, capfd
        server.limits.lift()
        # Channels end by the clock of whoever opened them.
        server.clock.now = datetime.now(UTC)  # noqa: TID251
        team.keep("service-account.json", server.service_key())
        self.books, self.people, self.calendars, self.teams = [], [], [], []

    def plans(self, workbooks, sheets):
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            port = free.getsockname()[1]
        text = SERVICE.format(port=port)
        for n in range(workbooks):
            self.teams.append(_Workbook(self.team.folder, self.capfd, n))
            text += LOCAL.format(n=n)
        for n in range(sheets):
            book, calendar = self.server.add_book(), self.server.add_calendar()
            people = self.server.people(book)
            people.fill([SHEET_HEADINGS, *ROWS])
            self.books.append(book)
            self.people.append(people)
            self.calendars.append(calendar)
            text += SHEET.format(n=n, book=book.id, calendar=calendar.id)
        self.team.configure(text)

    def tells(self):
        """Drive tells of all edits so far."""
        self.server.clock.advance(200)
        return self.server.deliver_pushes()

    def day(self, n, title):
        """The day on which calendar *n* has the milestone *title*."""
        live = self.calendars[n].live()
        return "".join(one["start"]["date"] for one in live if title in one["summary"])

    def column(self, n, heading):
        head, *rows = ([cell.value for cell in row.cells] for row in self.people[n].tab.rows)
        return [row[head.index(heading)] for row in rows[: len(ROWS)]] if heading in head else []


class _Workbook(Team):
    """One of several workbooks in one folder."""

    def __init__(self, folder, capture, n):
        self.n = n
        super().__init__(folder, capture)

    @property
    def workbook(self):
        return self.folder / f"plan{self.n}.xlsx"


@pytest.fixture
def office(server, team, capfd):
    return Office(server, team, capfd)


@pytest.fixture
def start(office):
    """Call it to start the daemon; it is ended with the test."""
    held = []

    def started(first=""):
        endpoint = office.server.netloc
        running = Running(office.team.folder, first=first, SYNCER_GOOGLE_ENDPOINT=endpoint)
        held.append(running)
        return running.__enter__().hears()

    yield started
    for running in held:
        running.__exit__(None, None, None)


def whole(running):
    """Every plan has been synced."""
    return eventually(lambda: running.ready()[0] == 200)


def fetch(address):
    with urllib.request.urlopen(address) as answer:
        return answer.read().decode()


def test_ten_plans_are_edited_and_sheets_feeds_and_events_follow(office, start):
    office.plans(workbooks=7, sheets=3)
    running = start()
    whole(running)
    office.team.syncer("feeds", "create", "--plan", "local0", "--plan", "sheet0", "--name", "Ada")
    public = next(word for word in office.team.out.split() if word.startswith("https:"))
    address = public.replace("https:", "http:")
    eventually(lambda: len(office.server.world.drive.channels) == 3)
    office.tells()

    for n, workbook in enumerate(office.teams):
        workbook.type_in("C3", f"Shown to {n} users")
    for n, people in enumerate(office.people):
        people.type("A3", f"Renamed {n}")
        people.type("C2", date(2026, 4, 21 + n))
    assert set(office.tells()) == {204}

    for n in range(7):
        feed = office.team.folder / "public" / f"local{n}.ics"
        eventually(lambda feed=feed, n=n: f"Shown to {n} users" in feed.read_text("utf-8"))
    for n in range(3):
        eventually(lambda n=n: office.day(n, "Milestone 1") == f"2026-04-{21 + n}")
        assert office.day(n, f"Renamed {n}") == "2026-04-02"
        eventually(lambda n=n: office.column(n, "Slip (workdays)")[:1] > [8])
    eventually(lambda: "Shown to 0 users" in fetch(address))
    eventually(lambda: "Renamed 0" in fetch(address))
    assert running.ends() < 10


def test_a_push_of_drives_is_heard_and_read_once_however_often_it_comes(office, start):
    office.plans(workbooks=0, sheets=1)
    running = start()
    whole(running)
    eventually(lambda: office.server.world.drive.channels)
    office.tells()
    office.people[0].type("C2", date(2026, 4, 21))
    office.server.clock.advance(200)
    pushes = list(office.server.world.drive.pushes)
    assert office.server.deliver_pushes() == [204]
    eventually(lambda: office.day(0, "Milestone 1") == "2026-04-21")
    cycles = running.counter("syncer_cycles_total")
    office.server.world.drive.pushes = pushes * 50
    office.server.deliver_pushes()
    assert running.counter("syncer_cycles_total") <= cycles + 2


def test_a_dead_network_is_said_leaves_others_alone_and_is_got_over(office, start):
    office.plans(workbooks=1, sheets=2)
    running = start(IMPATIENT)
    whole(running)
    office.server.faults.when(lambda _call: True, CutBefore(), times=10**6)
    office.people[0].type("C2", date(2026, 4, 21))
    failing = eventually(lambda: _failing(running))
    assert {one["plan"] for one in failing} == {"sheet0", "sheet1"}
    assert all("Google" in one["sync"]["error"] for one in failing)
    assert all(one["sync"]["next_try"] for one in failing)
    office.teams[0].type_in("C3", "While the network is dead")
    running.says("local0: ")
    running.says("updated")
    office.server.faults.clear()
    office.tells()
    eventually(lambda: office.day(0, "Milestone 1") == "2026-04-21", within=120)
    eventually(lambda: not _failing(running), within=120)
    running.says("in order again after")
    assert running.ends() < 10


def _failing(running):
    _, page = running.ready()
    found = [one for one in page["plans"] if one["sync"]["failures"]]
    return found if len(found) != 1 else []


def test_a_slow_network_holds_up_neither_workbooks_nor_the_end(office, start):
    office.plans(workbooks=1, sheets=4)
    running = start()
    whole(running)
    office.server.faults.clear()
    office.server.faults.when(lambda _call: True, Delay(real=30), times=10**6)
    eventually(lambda: office.server.faults.seen)
    office.teams[0].type_in("C3", "While the network is slow")
    begun = monotonic()
    running.says("local0: ")
    running.says("updated")
    assert monotonic() - begun < 25
    assert running.ends() < 10
    assert "stopped in the midst of sheet" in running.log[-1]
