"""Random people, faults and crashes: what Hypothesis lets a `World` live through."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.simulation.grid import ACTS, BAD
from tests.simulation.world import START, STEPS, World

N = st.integers(0, 19)
DAYS = st.integers(-20, 60).map(lambda n: START + timedelta(days=n))
DUES = DAYS | st.none() | st.just(BAD)
WHAT = {
    "type_due": (N, DUES),
    "type_title": (N, N),
    "type_owner": (N, N),
    "type_baseline": (N, DUES),
    "type_status": (N, N),
    "type_after": (N, N),
    "insert_row": (N, N, DAYS | st.none()),
    "delete_row": (N,),
    "copy_row": (N, N),
    "sort_rows": (N, st.booleans()),
    "move_column": (N, N),
    "insert_column": (N, st.booleans()),
    "delete_column": (N,),
    "rename_column": (N, N),
    "mend_headings": (),
    "clear_id": (N,),
    "copy_id": (N, N),
    "type_id": (N, st.sampled_from(["M-0002", "M-0042", "mine", 7])),
    "type_over": (N, N, st.sampled_from(["mine", 7, None, "Green"])),
    "insert_above": (),
}
assert WHAT.keys() == ACTS.keys()
OFTEN = ("type_due", "insert_row", "sort_rows")
"""What people do most."""
PEOPLE = st.sampled_from([*sorted(WHAT), *3 * OFTEN]).flatmap(
    lambda name: st.tuples(st.just(name), *WHAT[name])
)
FAULTS = {
    "before read": PEOPLE | st.sampled_from(["unavailable", "crash"]),
    "before write": PEOPLE | st.sampled_from(["unavailable", "conflict", "access", "crash"]),
    "after write": PEOPLE | st.sampled_from(["unavailable", "crash"]),
    "before publish": PEOPLE | st.sampled_from(["unavailable", "access", "crash"]),
    "after publish": PEOPLE | st.sampled_from(["unavailable", "crash"]),
    "before commit": PEOPLE | st.sampled_from(["held", "unavailable", "crash"]),
    "after commit": PEOPLE | st.just("crash"),
}
EVENTS = st.lists(
    st.sampled_from(STEPS).flatmap(lambda step: st.tuples(st.just(step), FAULTS[step])),
    min_size=1,
    max_size=2,
)


class Simulation(RuleBasedStateMachine):
    """One team over one place; subclasses name the place."""

    place = None

    def __init__(self):
        super().__init__()
        self.world = None

    @initialize(
        days=st.lists(DAYS | st.none(), min_size=1, max_size=6),
        titled=st.booleans(),
        named=st.booleans(),
    )
    def begin(self, days, titled, named):
        self.world = World(self.place, days, titled=titled, named=named)

    @rule(act=PEOPLE)
    def people(self, act):
        self.world.act(*act)

    @rule(first=PEOPLE, second=PEOPLE)
    def people_twice(self, first, second):
        self.world.act(*first)
        self.world.act(*second)

    @rule()
    def sync(self):
        self.world.cycle()

    @rule(faults=EVENTS)
    def sync_with_trouble(self, faults):
        self.world.cycle(faults)

    @rule()
    def rest(self):
        self.world.rest()

    @rule(days=st.sampled_from([1, 7, 40, -1, -30]))
    def wait(self, days):
        self.world.wait(days)

    @rule(what=st.sampled_from(["state", "feed", "summary", "tab"]))
    def lose(self, what):
        match what:
            case "state":
                self.world.lose_state()
            case "feed":
                self.world.lose_feed()
            case "summary":
                self.world.drop_summary()
            case "tab":
                self.world.rename_tab("Timeline")

    @rule(decision=st.sampled_from(["apply", "drop"]))
    def decide(self, decision):
        self.world.decide_held(decision)

    @rule(n=N, day=DAYS)
    def agree(self, n, day):
        self.world.agree(n, day)

    @invariant()
    def alive(self):
        """Everything is checked where it happens."""

    def teardown(self):
        if self.world is not None:
            self.world.close()
