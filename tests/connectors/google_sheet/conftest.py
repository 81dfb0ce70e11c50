"""One loopback Google for all tests of a worker; every test begins with an empty world."""

from datetime import UTC, date, datetime

import pytest

from connectors.google_sheet import open_source
from connectors.ics_feed import open_feed
from syncer.app.vocabulary import load_words
from syncer.domain.days import WorkCalendar
from syncer.domain.setup import PlanSetup, Publication
from syncer.engine.cycle import Ports, run_cycle
from syncer.store import open_store
from tests.google.fixtures import key_file, loopback, options_with, server, time

__all__ = ["loopback", "server", "time"]

FEED = "ics:plan.ics"
HEADINGS = ["Milestone", "Owner", "Due", "Baseline", "Status"]


@pytest.fixture
def book(server):
    return server.add_book()


@pytest.fixture
def people(server, book):
    return server.people(book)


@pytest.fixture
def key(server, tmp_path):
    return key_file(tmp_path, server.service_key())


@pytest.fixture
def options(server, time, key):
    return options_with(server, time, key)


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
def cycles_of(tmp_path):
    """Runs the cycles of a plan in *tab*, as the daemon does: one source, many cycles."""
    store = open_store(f"sqlite:///{tmp_path / 'state.db'}")

    def cycles(plan, tab="Sheet1", title="Apollo"):
        name = title.casefold()
        setup = PlanSetup(
            name=name,
            title=title,
            source="x",
            tab=tab,
            words=load_words("auto", tmp_path),
            calendar=WorkCalendar(),
            publications=(Publication(name=FEED),),
            fingerprint="1",
        )
        feeds = {FEED: open_feed(str(tmp_path / f"{name}.ics"), {})}

        def cycle(source=plan):
            return run_cycle(setup, Ports(source=source, store=store, clock=Clock(), feeds=feeds))

        return cycle

    yield cycles
    store.close()


@pytest.fixture
def sync(cycles_of, plan):
    """One cycle of the plan in tab `Sheet1`."""
    return cycles_of(plan)


@pytest.fixture
def filled(people):
    rows = [[f"Milestone {n}", "Ada", date(2026, 4, n), date(2026, 4, n), ""] for n in range(1, 11)]
    people.fill([HEADINGS, *rows])
    return people
