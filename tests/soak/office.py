"""Hundreds of plans, the people who edit them, and the daemon that keeps them fresh, at any speed."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from hashlib import sha256
from queue import SimpleQueue
from zoneinfo import ZoneInfo

import openpyxl

from connectors.ics_feed import open_feed
from connectors.memory import open_calendar
from connectors.workbook import make_book  # noqa: F401 - the connector is loaded before we measure
from syncer.app.config import Config
from syncer.app.config_tables import PlanTable, ServiceTable
from syncer.app.daemon_cycles import Cycles, Job, Times
from syncer.app.daemon_errands import Diary
from syncer.app.daemon_hands import Hands
from syncer.app.metrics import Metrics
from syncer.app.shelving import Shelving
from syncer.app.state import tidy
from syncer.app.vocabulary import load_words
from syncer.app.wiring import feed_renderer, open_source
from syncer.domain.board import WEB
from syncer.domain.bulletin import Bulletin, bulletin_line, read_bulletin
from syncer.domain.days import WorkCalendar
from syncer.domain.setup import Only, PlanSetup, Publication
from syncer.domain.subscription import Subscription
from syncer.engine.cycle import Ports, run_cycle
from syncer.engine.due import Cadence, chance_of
from syncer.stages.present.service import readiness
from syncer.store import open_store
from tests.sheets import MemorySheet
from tests.soak.faults import KINDS, Trouble, TroubledFeed, TroubledSource, TroubledStore

EVERY = timedelta(minutes=2)
PROMISE = timedelta(minutes=12)
LONGEST = 66.0
"""Seconds until a failing plan of this machine is tried again: engine/due.py's NEAR, and its spread."""
START = datetime(2026, 3, 2, 8, tzinfo=UTC)
HEADINGS = ["ID", "Milestone", "Owner", "Due", "Baseline", "Status"]
OWNERS = ("Ada", "Ben", "Ana", "Bob", "")
STATUSES = ("", "In progress", "Done", "At risk", "Cancelled", "no such word")
FEED, CALENDAR = "ics:plan.ics", "memory:team"


class SimulatedTime:
    """Two clocks: one that nobody sets, one on the wall that somebody may."""

    def __init__(self):
        self.seconds = 0.0
        self.wall = START

    def passes(self, seconds, wall=None):
        self.seconds += seconds
        self.wall += timedelta(seconds=seconds if wall is None else wall)

    def today(self):
        return self.wall.date()

    def now(self):
        return self.wall.replace(microsecond=0)


class Desk:
    """One plan: its sheet, its outside, what is wrong with it, and since when nothing is."""

    def __init__(self, name, sheet, ports, setup, trouble):
        self.name, self.sheet, self.ports, self.setup = name, sheet, ports, setup
        self.trouble = trouble
        self.well_since = 0.0
        self.ill_until = 0.0
        self.synced = 0.0
        self.cycles = 0

    def run(self):
        return run_cycle(self.setup, self.ports)


class Office:
    """Everything. `second` lets one second pass; all that happens is drawn from *seed*."""

    def __init__(self, folder, *, plans, books, seed=0):
        self.folder = folder
        self.chance = random.Random(seed)
        self.time = SimulatedTime()
        self.store = open_store(f"sqlite:///{folder / 'state.db'}")
        self.words = load_words("auto", folder)
        self.desks = {}
        for n in range(plans):
            desk = self.desk(f"plan-{n:03}", as_file=n < books)
            self.desks[desk.name] = desk
        self.config = Config(
            path=folder / "config.toml",
            service=ServiceTable(),
            server=None,
            google=None,
            plans={name: PlanTable(source="plan.csv") for name in self.desks},
        )
        self.acts = SimpleQueue()
        self.metrics = Metrics()
        self.cycles = Cycles(
            times=Times(self.time.now, lambda: self.time.seconds),
            start=Hands("cycle").start,
            post=self.acts.put,
            ears=self,
        )
        cadence = Cadence(rhythm=EVERY, zone=ZoneInfo("UTC"))
        self.cycles.settle(
            {
                name: Job(
                    cadence=replace(cadence, chance=chance_of(name)),
                    promise=PROMISE.total_seconds(),
                    run=desk.run,
                )
                for name, desk in self.desks.items()
            },
            workers=4,
        )
        self.diary = Diary(self.store.keep_pulses, self.acts.put)
        self.shelving = Shelving(self.store, feed_renderer(), self.time)
        self.tokens = [self.subscribe(n) for n in range(50)]
        self.missed = []
        self.edits = self.faults = self.jumps = 0

    def desk(self, name, *, as_file):
        rows = [self.row(n) for n in range(self.chance.randint(5, 12))]
        trouble = Trouble()
        if as_file:
            path = self.folder / f"{name}.xlsx"
            save(path, [HEADINGS, *rows])
            source = sheet = open_source(str(path))
        else:
            source = sheet = MemorySheet([list(HEADINGS), *rows])
        feed = open_feed(str(self.folder / f"{name}.ics"), {})
        ports = Ports(
            source=TroubledSource(source, trouble),
            store=TroubledStore(self.store, trouble),
            clock=self.time,
            feeds={FEED: TroubledFeed(feed, trouble)},
            calendars={CALENDAR: open_calendar({})},
        )
        everything = Publication(name=WEB, only=Only(kind=frozenset()))
        setup = PlanSetup(
            name=name,
            title=name,
            source=f"{name}.xlsx",
            tab=None,
            words=self.words,
            calendar=WorkCalendar(),
            publications=(Publication(name=FEED), Publication(name=CALENDAR), everything),
            grace_days=1,
            fingerprint="1",
        )
        return Desk(name, sheet, ports, setup, trouble)

    def row(self, n):
        due = START.date() + timedelta(days=self.chance.randint(-20, 90))
        return [f"M-{n + 1:04}", f"Milestone {n}", self.chance.choice(OWNERS), due, due, ""]

    def subscribe(self, n):
        digest = sha256(str(n).encode()).hexdigest()
        plans = tuple(self.chance.sample(sorted(self.desks), min(3, len(self.desks))))
        new = Subscription(digest=digest, name=f"Phone {n}", plans=plans, created=START)
        self.store.add_subscription(new, START.date())
        return bytes.fromhex(digest)

    def cycle(self, pulse, report):
        """What Cycles tells of each cycle that has ended."""
        self.metrics.cycle(pulse, report)
        desk = self.desks[pulse.plan]
        desk.cycles += 1
        if report is not None and not report.failures:
            desk.synced = self.time.seconds

    def second(self, *, calm=False):
        """One second of the daemon's life; a *calm* one has no edits and no faults."""
        self.time.passes(1)
        if not calm:
            self.live()
        self.cycles.tick()
        self.settle()
        now = int(self.time.seconds)
        if now % 5 == 0:
            self.tell()
        if now % 10 == 0:
            self.serve()
            self.look_for_missed()
        if now % 900 == 0:
            tidy(self.config, self.store, self.time.today())

    def settle(self):
        """Let all that is at work come to its end, as it does within a second."""
        while self.cycles.at_work or self.diary.busy or not self.acts.empty():
            self.acts.get(timeout=60)()

    def tell(self):
        """What the daemon writes for others, and whether they can read it."""
        pulses, now = self.cycles.pulses, self.time.now()
        self.diary.look(pulses, self.time.seconds)
        told = tuple(pulses.values())
        text = self.metrics.text(told, now, {}) if int(self.time.seconds) % 60 == 0 else ""
        heard = read_bulletin(bulletin_line(Bulletin(at=now, pulses=told, metrics=text)))
        readiness(heard, 1.0, now)

    def serve(self):
        """What the server makes of the boards, and what subscribers ask of it."""
        shelf = self.shelving.refresh()
        for token in self.chance.sample(self.tokens, 5):
            if token in shelf:
                query = self.chance.choice((b"owner=Ada", b"kind=milestone", b"as_of=2026-03-02"))
                self.shelving.prepare(token, query)
                shelf[token].reader.count += 1
                shelf[token].reader.last = self.time.now()
        self.shelving.note_offered()
        self.shelving.note_fetched()

    def live(self):
        """People edit, things break, now and then somebody sets the clock."""
        if self.chance.random() < 0.3:
            self.edit(self.chance.choice(list(self.desks.values())))
        if self.chance.random() < 0.02:
            self.break_something(self.chance.choice(list(self.desks.values())))
        for desk in self.desks.values():
            if desk.trouble.kind and self.time.seconds >= desk.ill_until:
                desk.trouble.kind, desk.well_since = "", self.time.seconds
        if self.chance.random() < 1 / 3600:
            self.jumps += 1
            hour = 3600
            self.time.passes(0, self.chance.choice((hour, -hour, 24 * hour, -23 * hour)))
        if self.chance.random() < 1 / 3600:  # the machine sleeps
            self.jumps += 1
            self.time.passes(self.chance.choice((10, 600, 3600)))
            for desk in self.desks.values():
                desk.well_since = self.time.seconds

    def edit(self, desk):
        self.edits += 1
        if isinstance(desk.sheet, MemorySheet):
            edited = partial(self.edit_rows, desk.sheet.rows)
            if self.chance.random() < 0.1:
                desk.sheet.meanwhile = edited  # in the midst of the next cycle
            else:
                edited()
        else:
            path = self.folder / f"{desk.name}.xlsx"
            book = openpyxl.load_workbook(path)
            sheet = book.worksheets[0]
            row = self.chance.randint(2, 5)
            sheet.cell(row, 4).value = START.date() + timedelta(days=self.chance.randint(-20, 90))
            book.save(path)
        if self.chance.random() < 0.5:
            self.cycles.hint(desk.name)

    def edit_rows(self, rows):
        row = self.chance.choice(rows[1:])
        match self.chance.randint(0, 9):
            case 0:
                row[2] = self.chance.choice(OWNERS)
            case 1:
                row[5] = self.chance.choice(STATUSES)
            case 2:
                rows[1:] = self.chance.sample(rows[1:], len(rows) - 1)
            case 3 if self.chance.random() < 0.1:
                rows.remove(row)
                taken = {one[0] for one in rows}
                free = next(n for n in range(99) if f"M-{n + 1:04}" not in taken)
                rows.append(self.row(free))
            case 4:
                row[3] = "31/02/2026"
            case _:
                row[3] = START.date() + timedelta(days=self.chance.randint(-20, 90))

    def break_something(self, desk):
        self.faults += 1
        desk.trouble.kind = self.chance.choice(KINDS)
        desk.ill_until = self.time.seconds + self.chance.choice((5, 60, 600))

    def look_for_missed(self):
        """Plans that nothing kept from being synced, and that were not."""
        for desk in self.desks.values():
            allowed = max(EVERY.total_seconds(), LONGEST) + 2
            since = max(desk.synced, desk.well_since)
            if not desk.trouble.kind and self.time.seconds - since > allowed:
                self.missed.append((desk.name, self.time.seconds, desk.synced))

    def calm(self, seconds):
        """Mend everything, and let *seconds* pass in which nothing happens."""
        for desk in self.desks.values():
            desk.trouble.kind = ""
            if isinstance(desk.sheet, MemorySheet):
                desk.sheet.meanwhile = None
        for _ in range(seconds):
            self.second(calm=True)

    def close(self):
        self.cycles.stop()
        self.store.close()


def save(path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([value or None for value in row])
    for line in book.active.iter_rows(min_row=2, min_col=4, max_col=5):
        for cell in line:
            if isinstance(cell.value, date):
                cell.number_format = "yyyy-mm-dd"
    book.save(path)
