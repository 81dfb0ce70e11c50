"""What every state store promises. Inherit it, define the fixture `store`, pass."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from syncer.domain.board import Facts, Former
from syncer.domain.events import Event, Revision
from syncer.domain.memory import Baseline, Decision, Held, Memory, Move, Proposed, Seen
from syncer.domain.plan import Health, Kind, Priority
from syncer.errors import HeldError
from syncer.ports import StateStore

DAY = date(2026, 3, 2)
LATER = date(2026, 3, 9)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
MOVE = Move("M-0001", DAY, LATER, DAY, "supplier late")
SECOND = Move("M-0001", LATER, None, LATER)
AGREED = Baseline("M-0001", "sheet", DAY)
ANEW = Baseline("M-0001", "after the split", LATER, DAY, "scope was cut", "Ann")
FEED = "ics:public/apollo.ics"
MOVED = Proposed(FEED, "m-0001@abc", LATER, DAY, LATER, "Zo\u00eb", NOW, answered=True)
WAITING = Held(FEED, "m-0002@abc", "Beta", DAY, LATER, "7 of 9 vanished")

MINE = Facts(Kind.TASK, Priority.MUST, ("Zo\u00eb", "Ben"), "Build", "Apollo", Health.RED, True)
THEIRS = Facts(Kind.MILESTONE)


def revision(uid: str, sequence: int = 0) -> Revision:
    """One published state of an event with everything that an event can have."""
    event = Event(
        uid=uid,
        day=DAY,
        summary="Beta, signed; off (moved +8 wd) \u2713",
        description="late\nOwner: Zo\u00eb \U0001f600",
        categories=("milestone", "must"),
        priority=1,
        url="https://example.org/a?b=c",
        predecessors=("m-0007@abc",),
        reminders=(7, 1),
    )
    return Revision(event, sequence, NOW, NOW.replace(hour=13))


GHOST = Revision(
    Event(uid="m-0001@abc", day=DAY, summary="Beta", cancelled=True), 3, NOW, NOW, LATER
)
FULL = Memory(
    instance="abc",
    settled="f00d",
    next_key=4,
    seen={
        "M-0001": Seen(
            "M-0001", "A1", "Beta", "Build", 5, LATER, DAY, DAY, DAY, LATER, True, LATER
        ),
        "M-0002": Seen("M-0002", "", "\u05e9\u05dc\u05d5\u05dd \0 \ud800", "", 6, None, DAY),
    },
    baselines={"M-0001": (AGREED, ANEW)},
    moves={"M-0001": (MOVE, SECOND), "M-0003": (Move("M-0003", None, DAY, DAY),)},
    review=LATER,
    reviewed={"M-0001": LATER},
    review_before=DAY,
    reviewed_before={"M-0001": DAY},
    published={FEED: {uid: revision(uid) for uid in ("m-0001@abc", "m-0002@abc")}},
    digests={FEED: "beef"},
    places={FEED: "c_abc@group.calendar.google.com"},
    held=(WAITING,),
    proposed=(MOVED,),
    headings={"Forecast": "Forecast (syncer)"},
    columns={"Fällig": "due", "Left": ""},
    synced=DAY,
    summary_made=True,
    errors=3,
    facts={"m-0001@abc": MINE, "m-0002@abc": THEIRS},
    former={"m-0001@abc": (Former(THEIRS, LATER, NOW, GHOST),)},
)


class StateStoreContract:
    """Subclass it in test_<store>.py and define the `store` fixture there."""

    def test_nothing_is_remembered_of_a_plan_never_seen(self, store: StateStore):
        assert store.load("apollo") == Memory()
        assert store.history("apollo") == ()

    def test_what_was_committed_is_remembered_whole(self, store: StateStore):
        remember(store, FULL)
        assert store.load("apollo") == replace(FULL, epoch=1)

    def test_a_title_that_no_database_can_hold_stops_nothing(self, store: StateStore):
        odd = "half \ud83d and none \0"
        uid = "m-0001@abc"
        revised = revision(uid)._replace(event=replace(revision(uid).event, summary=odd))
        move, held = MOVE._replace(reason=odd), WAITING._replace(summary=odd)
        memory = Memory(moves={"M-0001": (move,)}, published={FEED: {uid: revised}}, held=(held,))
        remember(store, memory)
        kept = store.load("apollo")
        mended = "half \ufffd and none \ufffd"
        assert kept.moves == {"M-0001": (MOVE._replace(reason=mended),)}
        assert kept.held == (WAITING._replace(summary=mended),)
        assert kept.published == memory.published, "an unchanged event must not look changed"

    def test_looking_changes_nothing(self, store: StateStore):
        remember(store, FULL)
        assert store.load("apollo") == store.load("apollo")

    def test_plans_do_not_see_each_other(self, store: StateStore):
        remember(store, FULL)
        remember(store, Memory(instance="other"), plan="gemini")
        assert store.load("gemini") == Memory(epoch=1, instance="other")
        assert store.load("apollo") == replace(FULL, epoch=1)

    def test_what_vanished_from_memory_is_forgotten(self, store: StateStore):
        remember(store, FULL)
        empty = replace(Memory(), baselines=FULL.baselines, moves=FULL.moves)
        remember(store, empty)
        assert store.load("apollo") == replace(empty, epoch=2)

    def test_a_ledger_keeps_what_memory_leaves_out(self, store: StateStore):
        remember(store, FULL)
        remember(store, Memory())
        kept = store.load("apollo")
        assert (kept.baselines, kept.moves) == (FULL.baselines, FULL.moves)

    def test_a_ledger_that_was_rewritten_is_refused(self, store: StateStore):
        remember(store, FULL)
        before = store.begin("apollo")
        with pytest.raises(ValueError, match="only grows"):
            store.commit("apollo", before, replace(before, moves={"M-0001": (SECOND,)}))
        assert store.load("apollo") == before

    def test_each_cycle_has_its_own_epoch(self, store: StateStore):
        assert [store.begin("apollo").epoch for _ in range(3)] == [1, 2, 3]
        assert store.begin("gemini").epoch == 1

    def test_an_older_cycle_cannot_commit(self, store: StateStore):
        frozen = store.begin("apollo")
        newer = store.begin("apollo")
        with pytest.raises(HeldError, match="newer cycle of plan 'apollo'"):
            store.commit("apollo", frozen, replace(FULL, settled="by the frozen one"))
        store.commit("apollo", newer, FULL)
        with pytest.raises(HeldError):
            store.commit("apollo", frozen, replace(FULL, settled="by the frozen one"))
        assert store.load("apollo") == replace(FULL, epoch=2)

    def test_an_older_cycle_is_told_even_if_it_changes_nothing(self, store: StateStore):
        frozen = store.begin("apollo")
        store.begin("apollo")
        with pytest.raises(HeldError):
            store.commit("apollo", frozen, frozen)

    def test_one_process_at_a_time_works_on_a_plan(self, store: StateStore):
        with store.claim("apollo"):
            with (
                pytest.raises(HeldError, match="is working on plan 'apollo'"),
                store.claim("apollo"),
            ):
                pytest.fail("claimed twice")
            with store.claim("gemini"):
                pass
        with store.claim("apollo"):
            pass

    def test_a_claim_ends_with_an_error_too(self, store: StateStore):
        with pytest.raises(ZeroDivisionError), store.claim("apollo"):
            raise ZeroDivisionError
        with store.claim("apollo"):
            pass

    def test_baselines_are_added_to_a_plan_never_seen(self, store: StateStore):
        store.set_baselines("apollo", (AGREED,))
        store.set_baselines("apollo", (ANEW,))
        store.set_baselines("apollo", ())
        assert store.load("apollo") == Memory(baselines={"M-0001": (AGREED, ANEW)})

    def test_a_new_baseline_unsettles_the_plan(self, store: StateStore):
        remember(store, FULL)
        store.set_baselines("apollo", (ANEW,))
        assert store.load("apollo").settled == ""

    def test_baselines_set_during_a_cycle_survive_its_commit(self, store: StateStore):
        remember(store, replace(FULL, baselines={"M-0001": (AGREED,)}))
        before = store.begin("apollo")
        store.set_baselines("apollo", (ANEW,))
        found = Baseline("M-0001", "sheet", LATER)
        after = replace(before, baselines={"M-0001": (AGREED, found)}, settled="cafe")
        store.commit("apollo", before, after)
        kept = store.load("apollo")
        assert kept.baselines == {"M-0001": (AGREED, ANEW, found)}
        assert kept.settled == "", "this cycle had not heard of it: the next must look again"

    def test_the_next_cycle_settles_again(self, store: StateStore):
        store.set_baselines("apollo", (ANEW,))
        before = store.begin("apollo")
        store.commit("apollo", before, replace(before, settled="cafe"))
        assert store.load("apollo").settled == "cafe"

    def test_a_quiet_cycle_does_not_settle_what_was_asked_meanwhile(self, store: StateStore):
        remember(store, FULL)
        before = store.begin("apollo")
        store.set_baselines("apollo", (ANEW,))
        store.commit("apollo", before, before)
        assert store.load("apollo").settled == ""

    def test_a_decision_is_kept_and_counted(self, store: StateStore):
        other = WAITING._replace(uid="m-0003@abc", day=LATER)
        remember(store, replace(FULL, held=(WAITING, other)))
        uids = frozenset({WAITING.uid, "m-9999@abc"})
        assert store.decide_held("apollo", uids, Decision.APPLY) == 1
        kept = store.load("apollo")
        assert kept.held == (WAITING._replace(decision=Decision.APPLY), other)
        assert kept.settled == ""

    def test_a_decision_on_nothing_that_waits_changes_nothing(self, store: StateStore):
        remember(store, FULL)
        before = store.load("apollo")
        assert store.decide_held("apollo", frozenset({"m-9999@abc"}), Decision.APPLY) == 0
        assert store.decide_held("gemini", frozenset({WAITING.uid}), Decision.APPLY) == 0
        assert store.load("apollo") == before
        assert store.load("gemini") == Memory()

    def test_a_decision_meets_an_event_in_each_publication(self, store: StateStore):
        twin = WAITING._replace(target="zzz")
        remember(store, replace(FULL, held=(WAITING, twin)))
        assert store.decide_held("apollo", frozenset({WAITING.uid}), Decision.DROP) == 2

    def test_a_decision_during_a_cycle_survives_its_commit(self, store: StateStore):
        remember(store, FULL)
        before = store.begin("apollo")
        store.decide_held("apollo", frozenset({WAITING.uid}), Decision.APPLY)
        retold = WAITING._replace(summary="Beta (late)")
        store.commit("apollo", before, replace(before, held=(retold,), settled="cafe"))
        kept = store.load("apollo")
        assert kept.held == (retold._replace(decision=Decision.APPLY),)
        assert kept.settled == ""

    def test_a_cycle_may_take_a_decision_back_itself(self, store: StateStore):
        remember(store, replace(FULL, held=(WAITING._replace(decision=Decision.DROP),)))
        before = store.begin("apollo")
        store.commit("apollo", before, replace(before, held=(WAITING,)))
        assert store.load("apollo").held == (WAITING,)

    def test_a_held_deletion_that_was_carried_out_is_gone(self, store: StateStore):
        remember(store, FULL)
        store.decide_held("apollo", frozenset({WAITING.uid}), Decision.APPLY)
        before = store.begin("apollo")
        store.commit("apollo", before, replace(before, held=()))
        assert store.load("apollo").held == ()

    def test_history_is_told_in_the_order_it_was_seen(self, store: StateStore):
        remember(store, replace(FULL, moves={"M-0001": (MOVE,)}))
        before = store.begin("apollo")
        new = Move("M-0003", None, DAY, LATER)
        after = replace(before, moves={"M-0001": (MOVE, SECOND), "M-0003": (new,)})
        store.commit("apollo", before, after)
        assert store.history("apollo") == (MOVE, SECOND, new)
        assert store.history("apollo", "M-0001") == (MOVE, SECOND)
        assert store.history("apollo", "M-9999") == ()
        assert store.history("gemini") == ()


def remember(store: StateStore, memory: Memory, plan: str = "apollo") -> None:
    """One whole cycle of *plan* that ends with *memory*."""
    store.commit(plan, store.begin(plan), memory)
