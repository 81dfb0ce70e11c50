"""A team, its sheet and the real product over it; and what must hold whatever anybody does."""

import re
import shutil
import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from connectors.ics_feed import open_feed
from syncer.app.vocabulary import load_words
from syncer.domain.days import WorkCalendar
from syncer.domain.layout import Owned
from syncer.domain.memory import Baseline, Decision
from syncer.domain.plan import Kind
from syncer.domain.setup import PlanSetup, Publication
from syncer.engine.cycle import Ports, run_cycle
from syncer.engine.decide import judge
from syncer.errors import (
    AccessError,
    ConflictError,
    HeldError,
    SourceError,
    SyncerError,
    UnavailableError,
)
from syncer.stages.diff import same_value
from syncer.stages.present.cells import own_cells
from syncer.stages.present.events import uid_of
from syncer.store import open_store
from tests.simulation.grid import ACTS, BLANK, DUE, OWN_HEADINGS, STATUS, TAG, TITLE, day_of, table
from tests.simulation.hooked import HeldClock, HookedFeed, HookedSource, HookedStore
from tests.simulation.subscribers import BOARD, Subscribers

PLAN, FEED = "plan", "ics:plan.ics"
START = date(2026, 3, 4)
KEY = re.compile(r"M-\d{4,7}")
PUT_RIGHT = re.compile(r"Warning: (the ID M-\d+ |“.*” is not an ID of ours)")
MEMORY_DISK = Path("/dev/shm")


class CrashError(Exception):
    """The process ends here."""


ERRORS = {
    "unavailable": UnavailableError,
    "conflict": ConflictError,
    "access": AccessError,
    "held": HeldError,
    "crash": CrashError,
}
STEPS = (
    "before read", "before write", "after write", "before publish", "after publish",
    "before commit", "after commit",
)  # fmt: skip


@cache
def _words():
    return load_words("auto", Path())


@cache
def _new_state():
    """An empty state: to make its tables takes longer than ten cycles."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "state.db"
        open_store(f"sqlite:///{file}").close()
        return file.read_bytes()


class World:
    """
    A folder with a table, a state and a feed, and everything anybody can do to them.

    Every method that changes something checks what must hold after it.
    """

    def __init__(self, place, days, *, titled=False, named=False):
        self.folder = Path(tempfile.mkdtemp(dir=MEMORY_DISK if MEMORY_DISK.is_dir() else None))
        self.grid = table(days, titled=titled, formula=place.formulas).even()
        self.place = place(self.folder, self.grid.rows)
        self.clock = HeldClock(START)
        self.setup = PlanSetup(
            name=PLAN,
            title="Apollo",
            source="plan.xlsx",
            tab="Plan" if named else None,
            words=_words(),
            calendar=WorkCalendar(),
            publications=(Publication(name=FEED, reminders=(7,)), BOARD),
            fingerprint="1",
        )
        if place.__name__ == "InText" and named:
            self.setup = replace(self.setup, tab="plan")
        self.path = self.folder / "plan.ics"
        self.store = self._opened()
        self.faults = {}
        self.events = {}
        self.ledger = ()
        self.ids = {}
        self.dues = {}
        self.stands = self.place.load()
        self.subscribers = Subscribers()

    def _opened(self):
        file = self.folder / "state.db"
        file.write_bytes(_new_state())
        return open_store(f"sqlite:///{file}")

    def close(self):
        self.store.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    # What people do

    def act(self, name, *args):
        """One of grid.ACTS, on what stands in the file now."""
        self.grid.rows = self.place.load()
        self.grid.even()
        ACTS[name](self.grid, *args)
        self.grid.even()
        self.place.save(self.grid.rows)
        self.stands = self.place.load()

    def rename_tab(self, name):
        if self.setup.tab is None:
            self.place.rename_tab(name)

    def drop_summary(self):
        self.place.drop_summary()

    def wait(self, days):
        """Negative: a clock that is set back, by hours."""
        self.clock.time += timedelta(days=days) if days > 0 else timedelta(hours=days)

    def lose_state(self):
        self.store.close()
        for file in self.folder.glob("state.db*"):
            file.unlink()
        self.store = self._opened()
        self.subscribers.forget()  # their addresses went with it
        self.ledger = ()
        self.ids = {}
        self.dues = {}
        if not self.path.exists():
            self.events = {}  # nobody can know any more

    def lose_feed(self):
        if open_feed(str(self.path), {}).digest() != self.store.load(PLAN).digests.get(FEED):
            self.events = {}
        self.path.unlink(missing_ok=True)

    def decide_held(self, decision):
        held = self.store.load(PLAN).held
        self.store.decide_held(PLAN, frozenset(one.uid for one in held), Decision(decision))

    def agree(self, n, day):
        keys = sorted(self.store.load(PLAN).seen)
        if keys:
            agreed = Baseline(keys[n % len(keys)], "agreed", day, self.clock.today(), "why", "Ada")
            self.store.set_baselines(PLAN, (agreed,))

    # What the product does

    def cycle(self, faults=()):
        """One cycle; *faults* are pairs of a step and what happens there, once."""
        self.faults = dict(faults)
        self.clock.time += timedelta(seconds=1)
        ports = Ports(
            source=HookedSource(self),
            store=HookedStore(self),
            clock=self.clock,
            feeds={FEED: HookedFeed(self)},
        )
        # A sheet in which no plan can be found may be refused at any time, all else on a fault.
        may_fail = (CrashError, SyncerError) if faults else SourceError
        report = None
        with suppress(may_fail):
            report = run_cycle(self.setup, ports)
        self.faults = {}
        self._nothing_lost()
        self._history_grows()
        self.subscribers.look(self.store, PLAN)
        return report

    def rest(self):
        """Two faultless cycles without acts; then everything stands where it should."""
        first = self.cycle()
        assert first is None or not first.failures, first
        before = (self.place.octets(), self._feed())
        second = self.cycle()
        assert (self.place.octets(), self._feed()) == before, "the second cycle wrote something"
        assert (first is None) == (second is None)
        if second is not None:
            assert second.outcome == "unchanged", second
            self._standing()

    def happens(self, step):
        """The fault or the act that was asked for at *step*."""
        what = self.faults.pop(step, None)
        if isinstance(what, str):
            raise ERRORS[what](f"{what} {step}")
        if what is not None:
            self.act(*what)

    # What must hold

    def _nothing_lost(self):
        assert self.place.load() == self.stands, "the sheet was written behind everybody's back"

    def wrote(self, before):
        """Compare with what stood there *before* the product wrote: only our columns differ."""
        after = self.place.load()
        head = before[self.grid.head]
        own = {n for n, text in enumerate(head) if text in OWN_HEADINGS}
        used = [n for row in before for n, value in enumerate(row, 1) if value not in BLANK]
        width = max(used)
        assert len(after) == len(before), "rows came or went"
        for number, (old, new) in enumerate(zip(before, after, strict=True)):
            for place in range(max(len(new), len(old))):
                was = old[place] if place < len(old) else None
                now = new[place] if place < len(new) else None
                if was == now or (was in BLANK and now in BLANK):
                    continue
                heading = after[self.grid.head][place]
                assert heading in OWN_HEADINGS, (number + 1, place + 1, was, now)
                assert place in own or place >= width, (number + 1, place + 1, was, now)
                assert number > self.grid.head or was in BLANK, (number + 1, was, now)
                assert not str(was).startswith("=LEN"), "a formula was written over"
        self.stands = after

    def _history_grows(self):
        moves = self.store.history(PLAN)
        assert moves[: len(self.ledger)] == self.ledger, "the ledger lost an entry"
        self.ledger = moves
        after = self._events()
        for uid, old in self.events.items():
            new = after.get(uid)
            if new is None:
                assert old["STATUS"] == "CANCELLED" or not self.path.exists(), f"{uid} vanished"
                continue
            assert int(new["SEQUENCE"]) >= int(old["SEQUENCE"]), (uid, old, new)
            for stamp in ("DTSTAMP", "LAST-MODIFIED"):
                assert new[stamp] >= old[stamp], (uid, old, new)
            if new != old:
                assert int(new["SEQUENCE"]) > int(old["SEQUENCE"]), (uid, old, new)
                assert new["DTSTAMP"] > old["DTSTAMP"], (uid, old, new)
        self.events |= after
        if self.path.exists():
            self.events = after

    def _standing(self):
        """Every row shows its own results, every ID is its own, the feed has what it should."""
        memory = self.store.load(PLAN)
        judged = judge(self.place.source.read(), memory, self.setup, self.clock.today())
        layout, plan, tab = judged.read.layout, judged.read.plan, judged.read.tab
        if layout.column("title") is None:
            return
        wanted = own_cells(plan, judged.evaluation, judged.findings)
        for column in layout.owned:
            if column.name is Owned.IMPACT:
                assert not column.exists  # there is no calendar, so nothing to answer
                continue
            assert column.exists, f"{column.header} is missing"
            for item, value in zip(plan.items, wanted[column.name], strict=True):
                seen = tab.at(item.row.row, column.index)
                said = (column.header, item.row.row, seen, value)
                assert same_value(seen, value) or _alike(_lasting(seen), value), said
        self._ids_stand(layout, plan, tab)
        self._rows_are_items(plan)
        self._events_stand(judged, memory)

    def _ids_stand(self, layout, plan, tab):
        column = layout.own(Owned.ID).index
        ids = [tab.at(item.row.row, column) for item in plan.items]
        assert all(KEY.fullmatch(str(key)) for key in ids), ids
        assert len(set(ids)) == len(ids), ids
        grid = self.grid
        grid.rows = self.place.load()
        grid.even()
        tags = Counter(grid.value(row, TAG) for row in grid.items)
        now = {
            grid.value(row, TAG): (row[column - 1], _plain(grid.value(row, TITLE)))
            for row in grid.items
            if row[column - 1] not in BLANK and tags[grid.value(row, TAG)] == 1
        }
        kept = {tag: named for tag, named in now.items() if tag not in grid.doubtful}
        for tag, (key, _) in kept.items():
            assert self.ids.get(tag, (key,))[0] == key, f"the row {tag} got another ID"
        self.ids |= kept
        titles = {}
        for tag, (key, title) in self.ids.items():
            # A row that was typed again under the same title is taken for the one that went.
            assert titles.setdefault(key, title) == title, f"{key} was given twice: {tag}"
        for tag in grid.doubtful:
            self.ids.pop(tag, None)
        self._moves_stand({tag: key for tag, (key, _) in kept.items()})

    def _moves_stand(self, keys):
        """A row that had another day at the last rest has an entry that says so."""
        last = {move.key: move for move in self.ledger}
        if self.grid.column(DUE) is None:
            return
        for row in self.grid.items:
            tag, day = self.grid.value(row, TAG), day_of(self.grid.value(row, DUE))
            if tag in keys and day:
                if self.dues.get(tag, day) != day:
                    # None: the date was taken away in between, which is an entry of its own.
                    assert last[keys[tag]].new in (day, None), (tag, day, last[keys[tag]])
                self.dues[tag] = day

    def _rows_are_items(self, plan):
        grid = self.grid
        if grid.column(TITLE) is None or grid.column(DUE) is None:
            return
        rows = {item.row.row for item in plan.items}
        for number, row in enumerate(grid.items, grid.head + 2):
            if grid.value(row, TITLE) not in BLANK and day_of(grid.value(row, DUE)):
                assert number in rows, f"row {number} was not read"

    def _events_stand(self, judged, memory):
        plan, items = judged.read.plan, judged.read.plan.items
        live = {
            uid: event for uid, event in self._events().items() if event["STATUS"] != "CANCELLED"
        }
        stay = {held.uid for held in memory.held}
        lost = any(f.code in {"column-lost", "column-missing"} for f in judged.findings)
        grid = self.grid
        due: dict[str, date] = {}
        cancelled: set[str] = set()
        for item in items:
            uid = uid_of(item.key, memory.instance)
            if item.row.unread:
                stay.add(uid)
            row = grid.rows[item.row.row - 1]
            day = day_of(grid.value(row, DUE)) if grid.column(DUE) is not None else None
            state = grid.value(row, STATUS) if grid.column(STATUS) is not None else None
            if item.kind is Kind.MILESTONE and day and state not in {"Done", "Cancelled"}:
                due[uid] = day
            if state == "Cancelled":
                cancelled.add(uid)
        if lost:
            return
        assert not live.keys() & cancelled, "what people cancelled is still shown"
        dated = {
            uid_of(item.key, memory.instance)
            for item, verdict in zip(items, judged.evaluation.verdicts, strict=True)
            if verdict.due or verdict.forecast
        }
        for uid, day in due.items():
            assert uid in live, f"{uid} has no event"
            assert live[uid]["DTSTART"] == f"{day:%Y%m%d}", (uid, day, live[uid])
        assert live.keys() <= dated | stay, live.keys() - dated - stay
        assert len(plan.items) == len({item.key for item in items})

    def _feed(self):
        return self.path.read_bytes() if self.path.exists() else b""

    def _events(self):
        """By UID, the lines of each event; each UID once."""
        text = self._feed().decode().replace("\r\n ", "")
        found = {}
        for block in text.split("BEGIN:VEVENT\r\n")[1:]:
            said = block.partition("END:VEVENT")[0]
            pairs = [line.partition(":") for line in said.splitlines()]
            event = {}
            for name, _, value in pairs:
                event.setdefault(name.partition(";")[0], value)
            assert event["UID"] not in found, "a UID stands twice"
            found[event["UID"]] = event | {"all": said}
        return found


def _plain(title):
    return " ".join(str(title).split()).casefold()


def _alike(seen, wanted):
    """A .csv holds numbers and days as text."""
    return str(seen) == str("" if wanted is None else wanted)


def _lasting(said):
    """Without what a cycle said of IDs that it put right itself: that stands to the next one."""
    parts = str(said).split(" · ")
    return " · ".join(part for part in parts if not PUT_RIGHT.match(part))
