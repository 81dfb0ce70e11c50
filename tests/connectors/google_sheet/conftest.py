"""One loopback Google for all tests of a worker; every test begins with an empty world."""

import json
from datetime import UTC, date, datetime
from itertools import count

import pytest

from connectors.google_sheet import open_source
from connectors.ics_feed import open_feed
from syncer.app.vocabulary import load_words
from syncer.domain.days import WorkCalendar
from syncer.domain.setup import PlanSetup, Publication
from syncer.engine.cycle import Ports, run_cycle
from syncer.store import open_store
from tests.google.server import GoogleServer

FEED = "ics:plan.ics"
HEADINGS = ["Milestone", "Owner", "Due", "Baseline", "Status"]

NUMBERS = count(1)


class Time:
    """A clock that moves only when somebody waits, and takes Google's along."""

    def __init__(self, server):
        self._server = server
        self.now = 1000.0
        self.waited = []

    def wait(self, seconds):
        self.now += seconds
        self.waited.append(seconds)
        self._server.clock.advance(seconds)


@pytest.fixture(scope="session")
def _server():
    with GoogleServer() as server:
        yield server


@pytest.fixture
def server(_server):
    _server.reset()
    yield _server
    _server.check()


@pytest.fixture
def book(server):
    return server.add_book()


@pytest.fixture
def people(server, book):
    return server.people(book)


@pytest.fixture
def time(server):
    return Time(server)


@pytest.fixture
def key(server, tmp_path):
    """A service account's key file; another path in each test, so another account."""
    path = tmp_path / f"key-{next(NUMBERS)}.json"
    path.write_text(json.dumps(server.service_key()))
    path.chmod(0o600)
    return path


@pytest.fixture
def options(server, key, time):
    return {
        "credentials": str(key),
        "endpoint": server.netloc,
        "wait": time.wait,
        "now": lambda: time.now,
        "chance": lambda: 0.5,
    }


def address_of(book):
    return f"https://docs.google.com/spreadsheets/d/{book.id}/edit#gid=0"


@pytest.fixture
def open_plan(book, options):
    """Opens the plan anew, as another process would."""

    def opened(tab="Sheet1", **more):
        return open_source(address_of(book), {**options, "tab": tab, **more})

    return opened


@pytest.fixture
def plan(open_plan):
    return open_plan()


class Clock:
    def today(self):
        return date(2026, 3, 4)

    def now(self):
        return datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture
def sync(plan, tmp_path):
    """Runs one cycle of the plan in tab `Sheet1`, as the daemon does: one source, many cycles."""
    store = open_store(f"sqlite:///{tmp_path / 'state.db'}")
    setup = PlanSetup(
        name="plan",
        title="Apollo",
        source="x",
        tab="Sheet1",
        words=load_words("auto", tmp_path),
        calendar=WorkCalendar(),
        publications=(Publication(name=FEED),),
        fingerprint="1",
    )
    feed = open_feed(str(tmp_path / "plan.ics"), {})

    def cycle(source=plan):
        return run_cycle(
            setup, Ports(source=source, store=store, clock=Clock(), feeds={FEED: feed})
        )

    yield cycle
    store.close()


@pytest.fixture
def filled(people):
    rows = [[f"Milestone {n}", "Ada", date(2026, 4, n), date(2026, 4, n), ""] for n in range(1, 11)]
    people.fill([HEADINGS, *rows])
    return people
