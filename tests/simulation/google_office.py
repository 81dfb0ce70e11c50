"""A Google Sheet, a Google calendar and a feed, people in front of them, the product behind."""

import atexit
import json
import shutil
import tempfile
from datetime import timedelta
from functools import cache
from pathlib import Path

from connectors._google.account import account_of
from connectors.google_calendar import open_calendar
from connectors.google_sheet import open_source
from syncer.app.vocabulary import load_words
from syncer.domain.days import WorkCalendar
from syncer.domain.memory import Decision
from syncer.domain.setup import PlanSetup, Publication
from syncer.engine.cycle import Ports, run_cycle
from syncer.engine.decide import instance_of
from syncer.errors import SyncerError
from syncer.store import open_store
from tests.google.a1 import cell_name
from tests.google.faults import CutAfter, CutBefore
from tests.google.server import GoogleServer
from tests.simulation.google_guests import Guests
from tests.simulation.google_oracle import Typed
from tests.simulation.google_people import Crowd
from tests.simulation.hooked import HeldClock, HookedFeed, HookedStore
from tests.simulation.world import MEMORY_DISK, START, _new_state

PLAN, FEED, CALENDAR = "plan", "ics:plan.ics", "google-calendar:team"
HEADINGS = ("Title", "Owner", "Due", "Baseline", "Status", "Depends on", "Tag")
MOST = 6
"""Cycles within which everything must have come to rest."""
QUIET = 2


def fill(office, days, *, titled, tight, taken, filtered):
    """A plan as a team begins it: a row for each of *days*."""
    people = office.server.people(office.book)
    rows = [["Plan of the team"], []] if titled else []
    rows.append([*HEADINGS, "Forecast"] if taken else [*HEADINGS])
    for n, day in enumerate(days):
        rows.append([f"Milestone {n}", "Ada", day, None, None, None, office.crowd.fresh_tag()])
    people.fill(rows)
    tab = people.tab
    del tab.rows[len(rows) if tight else 40 :]
    del tab.columns[len(HEADINGS) + taken if tight else 20 :]
    head = 3 if titled else 1
    cells = tab.rows[head - 1].cells
    cells[:] = [office.typed.fresh(cell, head=True) for cell in cells]
    if filtered:
        people.filter(f"A{head}:{cell_name(len(rows), len(HEADINGS))}", 2, "Nobody")


class KilledError(BaseException):
    """kill -9: nothing in the product can catch it."""


class Google:
    """The one server of a process, and the one account that all offices have there."""

    def __init__(self):
        self.server = GoogleServer()
        self.folder = Path(tempfile.mkdtemp(dir=_memory()))
        self.killed = False
        self.seconds = 0.0
        key = self.folder / "key.json"
        key.write_text(json.dumps(self.server.service_key()), "utf-8")
        key.chmod(0o600)
        self.options = {
            "credentials": str(key),
            "endpoint": self.server.netloc,
            "wait": self.wait,
            "now": self.now,
            "chance": lambda: 0.5,
            "limits": {
                f"{api}.{kind}": 10**9
                for api in ("sheets", "calendar", "drive")
                for kind in ("read", "write")
            },
        }
        self.account = account_of(self.options)
        atexit.register(self.close)

    def now(self):
        """The moment by Google's clock. Whoever asks for it after it was killed is no more."""
        if self.killed:
            raise KilledError
        return self.seconds

    def wait(self, seconds):
        """Nobody sleeps: the clocks move. Google's begins anew with each office, ours never."""
        self.seconds += seconds
        self.server.clock.advance(seconds)

    def close(self):
        self.account.drop_lines()
        self.server.close()
        shutil.rmtree(self.folder, ignore_errors=True)


@cache
def google():
    return Google()


def _memory():
    return MEMORY_DISK if MEMORY_DISK.is_dir() else None


@cache
def _words():
    return load_words("auto", Path())


class Office:
    """One plan. What people typed is compared with what stands there after every single call."""

    def __init__(
        self,
        days=(),
        *,
        titled=False,
        tight=False,
        taken=False,
        filtered=False,
        called="Sheet1",
        **unsettled,
    ):
        self.google = google()
        self.server = self.google.server
        self.google.killed = False
        self.server.reset()
        self.server.limits.lift()
        for name, value in unsettled.items():
            setattr(self.server.unsettled, name, value)
        self.folder = Path(tempfile.mkdtemp(dir=_memory()))
        self.book = self.server.add_book()
        self.typed = Typed(self.book, {"Forecast"} if taken else ())
        self.calendar = self.server.add_calendar()
        self.crowd, self.guests = Crowd(self), Guests(self)
        fill(self, days, titled=titled, tight=tight, taken=taken, filtered=filtered)
        self.typed.settle()
        self.setup = PlanSetup(
            name=PLAN,
            title="Apollo",
            source=self.address,
            tab=called,
            words=_words(),
            calendar=WorkCalendar(),
            publications=(
                Publication(name=FEED),
                Publication(name=CALENDAR, reminders=(7,)),
            ),
            fingerprint="1",
        )
        self.instance = instance_of(self.setup)
        self.clock = HeldClock(START)
        self.path = self.folder / "plan.ics"
        (self.folder / "state.db").write_bytes(_new_state())
        self.store = None
        self.ids = {}
        self.steps = {}
        self.clobbered = []
        self.start()

    @property
    def address(self):
        return f"https://docs.google.com/spreadsheets/d/{self.book.id}/edit#gid=0"

    def start(self):
        """A new process over the same state."""
        if self.store is not None:
            self.store.close()
        self.google.account.drop_lines()
        self.store = open_store(f"sqlite:///{self.folder / 'state.db'}")
        self.source = open_source(self.address, {**self.google.options, "tab": self.setup.tab})
        self.events = open_calendar(
            {**self.google.options, "calendar": self.calendar.id, "owner": self.instance}
        )

    def close(self):
        self.store.close()
        self.google.account.drop_lines()
        shutil.rmtree(self.folder, ignore_errors=True)

    # What people do.

    def act(self, name, *args):
        """Something of `Crowd` or `Guests`; what the product did before it is looked at first."""
        self.look()
        with self.server.world.lock:
            who = self.crowd if hasattr(self.crowd, name) else self.guests
            getattr(who, name)(*args)
            self.typed.settle()

    def look(self):
        """Remember whatever is not as people typed it."""
        with self.server.world.lock:
            self.clobbered = self.typed.wrong()
            self.guests.look()

    def wait(self, days):
        self.clock.time += timedelta(days=days)

    def wait_hours(self, hours):
        self.google.wait(3600 * hours)

    def held(self):
        """The deletions that wait for a person, or of which one has decided."""
        return self.store.load(PLAN).held

    def decide_held(self, decision):
        held = self.held()
        self.store.decide_held(PLAN, frozenset(one.uid for one in held), Decision(decision))

    # What the product does.

    def cycle(self, troubles=()):
        """
        One cycle. *troubles*: (when, what, ...) with when the number of a call or a step's name.

        what is `act` with its name and arguments, `fault` with one, or `kill`; the last two of a
        call strike it, acts come after its effect. A cycle that was killed gives None, and a new
        process goes on.
        """
        self._plan(troubles)
        self.clock.time += timedelta(seconds=1)
        report = None
        try:
            report = run_cycle(self.setup, self._ports())
        except SyncerError as error:
            report = error
        except KilledError:
            self.google.killed = False
            self.server.faults.clear()
            self.start()
        self.steps = {}
        self.server.faults.clear()
        self.server.check()
        self.look()
        return report

    def _ports(self):
        return Ports(
            source=self.source,
            store=HookedStore(self),
            clock=self.clock,
            feeds={FEED: HookedFeed(self)},
            calendars={CALENDAR: self.events},
        )

    def _plan(self, troubles):
        faults = self.server.faults
        faults.clear()
        faults.after_every(lambda _number: self.look())
        for when, what, *more in troubles:
            if isinstance(when, str):
                self.steps[when] = (what, *more)
            elif what == "act":
                faults.between(when, lambda more=more: self.act(*more))
            elif what == "within":
                faults.within(when, more[0], lambda more=more: self.act(*more[1:]))
            elif what == "fault":
                faults.at(max(when, 1), more[0])
            else:
                self._kill_at(max(when, 1), done=more[0])

    def _kill_at(self, n, *, done):
        faults = self.server.faults
        faults.at(n, CutAfter() if done else CutBefore())
        faults.between(n, self._kill)
        faults.when(lambda _call: self.google.killed, CutBefore(), times=10**9)

    def _kill(self):
        self.google.killed = True

    def happens(self, step):
        """What was planned for *step* of the feed or the state."""
        what, *more = self.steps.pop(step, ("nothing",))
        if what == "act":
            self.act(*more)
        elif what == "kill":
            raise KilledError

    def writes(self):
        """The calls since the last `clear` that change something."""
        return [call for call in self.server.calls if call.kind == "write"]

    def rest(self):
        """
        Cycles until two in a row have nothing to do; the second makes no write either.

        Two, as a cycle that found the sheet edited leaves what people did in the calendar to the
        next.
        """
        quiet = 0
        for _ in range(MOST):
            feed = self.feed()
            self.server.calls.clear()
            report = self.cycle()
            refused = isinstance(report, SyncerError)
            quiet = quiet + 1 if refused or report.outcome == "unchanged" else 0
            if quiet:
                assert not self.writes(), self.writes()
                assert self.feed() == feed
            if quiet == QUIET:
                break
        else:
            raise AssertionError(f"it never comes to rest: {report}")
        assert not self.clobbered, self.clobbered
        return report

    def feed(self):
        return self.path.read_bytes() if self.path.exists() else b""
