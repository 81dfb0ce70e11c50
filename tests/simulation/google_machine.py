"""Random people, faults and kills at every call: what Hypothesis lets an `Office` live through."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.google.faults import (
    CutAfter,
    CutBefore,
    HtmlPage,
    Partly,
    Refuse,
    Truncated,
    WrongOrder,
)
from tests.simulation.google_office import Office
from tests.simulation.google_standing import stands
from tests.simulation.grid import BAD
from tests.simulation.world import START

N = st.integers(0, 19)
DAYS = st.integers(-20, 60).map(lambda n: START + timedelta(days=n))
DUES = DAYS | st.none() | st.just(BAD)
VALUES = st.sampled_from(["mine", 7, None, "Green", "=1+1", "M-0002", "2026-04-01"])
SHEET = {
    "type_due": (N, DUES),
    "type_title": (N, N),
    "type_owner": (N, N),
    "type_baseline": (N, DUES),
    "type_status": (N, N),
    "type_after": (N, N),
    "type_anywhere": (N, N, VALUES),
    "clear_id": (N,),
    "copy_id": (N, N),
    "cut_cell": (N, N, N),
    "insert_row": (N, N, DAYS | st.none()),
    "insert_blank_row": (N,),
    "insert_above": (),
    "delete_row": (N,),
    "delete_rows": (N, N),
    "drag_row": (N, N),
    "copy_row": (N, N),
    "cut_row": (N,),
    "paste_over": (N, N),
    "sort": (N, st.booleans()),
    "sort_part": (N, st.booleans()),
    "filter": (N,),
    "sort_by_filter": (N, st.booleans()),
    "hide_row": (N, st.booleans()),
    "trim": (),
    "move_column": (N, N),
    "cut_column": (N, N),
    "insert_column": (N, st.booleans()),
    "insert_and_type": (N, N, VALUES),
    "delete_own_column": (N,),
    "delete_remark": (),
    "rename_column": (N, N),
    "mend_headings": (),
    "rename_tab": (N,),
    "add_tab": (N,),
    "delete_summary": (),
    "rename_summary": (),
    "type_in_summary": (N, N),
}
DIARY = {
    "move_event": (N, DAYS),
    "retitle_event": (N,),
    "stretch_event": (N,),
    "note_event": (N,),
    "invite": (N,),
    "colour_event": (N, N),
    "delete_event": (N,),
    "restore_event": (N,),
    "copy_event": (N, DAYS),
    "own_event": (N, DAYS),
    "expire_tokens": (),
}
WHAT = SHEET | DIARY
OFTEN = ("type_due", "type_due", "insert_row", "sort", "move_column", "insert_and_type")
ACT = st.sampled_from([*WHAT, *2 * OFTEN]).flatmap(
    lambda name: st.tuples(st.just(name), *WHAT[name])
)
FAULT = st.sampled_from(
    [
        Refuse(500),
        Refuse(503, bare=True),
        Refuse(429, retry_after=3),
        Refuse(403, "rateLimitExceeded"),
        Refuse(403),
        Refuse(401),
        Refuse(400),
        Refuse(404),
        Refuse(412),
        CutBefore(),
        CutAfter(),
        Truncated(),
        HtmlPage(),
        HtmlPage(took_effect=True),
        WrongOrder(),
        Partly(1),
    ]
)
CALL = st.integers(0, 6) | st.integers(0, 14)
STEP = st.sampled_from(["before publish", "after publish", "before commit", "after commit"])
PEOPLE = st.builds(lambda when, act: (when, "act", *act), CALL | STEP, ACT)
WITHIN = st.builds(lambda when, k, act: (when, "within", k, *act), CALL, st.integers(1, 3), ACT)
FAULTS = st.builds(lambda when, fault: (when, "fault", fault), CALL, FAULT)
KILL = st.builds(lambda when, done: (when, "kill", done), CALL, st.booleans()) | st.builds(
    lambda when: (when, "kill"), STEP
)
TROUBLES = (
    st.lists(PEOPLE, max_size=4)
    .flatmap(
        lambda acts: st.tuples(
            st.just(acts), st.lists(WITHIN | FAULTS, max_size=2), st.lists(KILL, max_size=1)
        )
    )
    .map(lambda three: [*three[0], *three[1], *three[2]])
)


class GoogleSimulation(RuleBasedStateMachine):
    """One team over one sheet and one calendar."""

    def __init__(self):
        super().__init__()
        self.office = None

    @initialize(
        days=st.lists(DAYS | st.none(), min_size=1, max_size=6),
        titled=st.booleans(),
        tight=st.booleans(),
        taken=st.booleans(),
        filtered=st.booleans(),
        sort_moves_metadata=st.booleans(),
        update_revives=st.booleans(),
        token_with_filter=st.booleans(),
        copy_skips_filtered=st.booleans(),
    )
    def begin(self, days, **how):
        self.office = Office(days, **how)

    @rule(act=ACT)
    def people(self, act):
        self.office.act(*act)

    @rule(acts=st.lists(ACT, min_size=2, max_size=4))
    def people_busy(self, acts):
        for act in acts:
            self.office.act(*act)

    @rule()
    def sync(self):
        self.office.cycle()

    @rule(acts=st.lists(PEOPLE, min_size=1, max_size=5))
    def sync_among_people(self, acts):
        self.office.cycle(acts)

    @rule(troubles=TROUBLES)
    def sync_in_trouble(self, troubles):
        self.office.cycle(troubles)

    @rule(troubles=TROUBLES)
    def sync_edited(self, troubles):
        """There is something to write, so that calls come after the first."""
        self.office.act("insert_row", 1, 1, START)
        self.office.cycle(troubles)

    @rule()
    def rest(self):
        self.office.rest()
        stands(self.office)

    @rule(days=st.sampled_from([1, 7, 40]))
    def wait(self, days):
        self.office.wait(days)

    @rule(hours=st.sampled_from([0.2, 2]))
    def wait_hours(self, hours):
        self.office.wait_hours(hours)

    @rule()
    def restart(self):
        self.office.start()

    @rule(decision=st.sampled_from(["apply", "drop"]))
    def decide(self, decision):
        self.office.decide_held(decision)

    @rule()
    def rest_again(self):
        """Rests are what finds most: one step in six."""
        self.rest()

    def teardown(self):
        if self.office is not None:
            self.office.close()
