"""Cycles over a sheet in memory, a real state, a real feed and a calendar in memory."""

from datetime import UTC, date, datetime

from icalendar import Calendar

from connectors.ics_feed import open_feed
from connectors.memory import open_calendar
from syncer.app.vocabulary import load_words
from syncer.domain.days import WorkCalendar
from syncer.domain.setup import PlanSetup, Publication
from syncer.engine.cycle import Ports, run_cycle
from syncer.store import open_store
from tests.sheets import MemorySheet

FEED, CALENDAR = "ics:plan.ics", "memory:team"
HEADINGS = ["Milestone", "Owner", "Due", "Baseline", "Status"]


class StandingClock:
    """A clock that stands until it is set."""

    def __init__(self, day=date(2026, 3, 4)):
        self.day = day

    def today(self):
        return self.day

    def now(self):
        return datetime(self.day.year, self.day.month, self.day.day, 12, tzinfo=UTC)


class World:
    """A sheet, a state, a feed and a calendar, and cycles over them."""

    def __init__(self, folder, rows):
        self.sheet = MemorySheet([list(HEADINGS), *rows])
        self.clock = StandingClock()
        self.real = None
        self.path = folder / "plan.ics"
        self.calendar = open_calendar({})
        self.state = folder / "state.db"
        self.setup = PlanSetup(
            name="plan",
            title="Apollo",
            source="plan.xlsx",
            tab=None,
            words=load_words("auto", folder),
            calendar=WorkCalendar(),
            publications=(Publication(name=FEED), Publication(name=CALENDAR)),
            fingerprint="1",
        )
        self.store = open_store(f"sqlite:///{self.state}")

    def ports(self):
        return Ports(
            source=self.sheet,
            store=self.store,
            clock=self.clock,
            real=self.real,
            feeds={FEED: open_feed(str(self.path), {})},
            calendars={CALENDAR: self.calendar},
        )

    def sync(self):
        return run_cycle(self.setup, self.ports())

    def events(self):
        feed = Calendar.from_ical(self.path.read_bytes())
        return {str(e["UID"]).split("@")[0]: e for e in feed.walk("VEVENT")}


def row(title, due, *, owner="Ada", baseline="", status=""):
    return [title, owner, due, baseline, status]
