"""What nobody asks for any more goes; what is asked for stays."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from conformance.state_store import FULL, remember

from syncer.domain.board import Board
from syncer.domain.memory import Memory
from syncer.domain.pulse import Pulse
from syncer.domain.subscription import Fetch, Subscription
from syncer.store import SqlStore
from syncer.store.pruning import (
    done_on,
    note_done,
    prune_boards,
    prune_pulses,
    prune_subscriptions,
)

TODAY = date(2026, 11, 22)
KEEP = timedelta(days=400)


def ago(days):
    return TODAY - timedelta(days)


def noon(day):
    return datetime.combine(day, time(12), UTC)


@pytest.fixture
def served(store: SqlStore) -> SqlStore:
    """A plan with a board of each day of 500, as a daemon leaves it that was never tidied."""
    for age in range(500, -1, -10):
        before = store.begin("apollo")
        board = Board(plan="apollo", title="Apollo", day=ago(age), made=noon(ago(age)))
        store.commit("apollo", before, before, board)
    return store


def board_day(store, on=None):
    board = store.board("apollo", on)
    return board.day if board else None


def prune(store, today=TODAY):
    with store._writing() as db:
        return prune_boards(db, today, KEEP)


def test_old_boards_are_thinned_and_the_newest_stands(served):
    assert prune(served) > 10
    assert board_day(served) == TODAY
    assert board_day(served, ago(85)) == ago(90)
    assert board_day(served, ago(401)) is None
    assert prune(served) == 0


def test_what_a_living_address_shows_stays(served):
    give(served, "pinned", as_of=ago(455))
    give(served, "dead", as_of=ago(485))
    served.revoke_subscription("dead", noon(TODAY))
    prune(served)
    assert board_day(served, ago(455)) == ago(460)
    assert board_day(served, ago(485)) is None


def give(store, name, **more):
    given = Subscription(
        digest=f"d {name}", name=name, plans=("apollo",), created=noon(ago(900)), **more
    )
    assert store.add_subscription(given, TODAY)


def test_addresses_dead_for_long_are_forgotten_with_who_fetched_them(store):
    give(store, "live")
    give(store, "expired long ago", expires=ago(401))
    give(store, "expired", expires=ago(400))
    give(store, "revoked long ago")
    give(store, "revoked")
    store.note_fetches([Fetch("d revoked long ago", noon(ago(500)), "Thunderbird", "x")])
    store.revoke_subscription("revoked long ago", noon(ago(402)))
    store.revoke_subscription("revoked", noon(ago(399)))
    with store._writing() as db:
        assert prune_subscriptions(db, TODAY, KEEP) == 2
    assert {one.name for one in store.subscriptions()} == {"live", "expired", "revoked"}
    assert store.fetches() == {}


def test_the_ledger_and_the_baselines_are_for_ever(store):
    remember(store, FULL)
    before = store.load("apollo")
    with store._writing() as db:
        prune_boards(db, date(2999, 1, 1), KEEP)
        prune_subscriptions(db, date(2999, 1, 1), KEEP)
    assert store.load("apollo") == before != Memory()


def test_only_configured_plans_have_a_pulse(store):
    pulses = [Pulse(plan=name, every=60, promise=600) for name in ("apollo", "gone")]
    store.keep_pulses(pulses)
    with store._writing() as db:
        prune_pulses(db, ["apollo", "new"])
    assert store.pulses().keys() == {"apollo"}


def test_a_chore_is_remembered_by_its_last_day(store):
    with store._writing() as db:
        assert done_on(db, "tidy") is None
        note_done(db, "tidy", ago(3))
        note_done(db, "tidy", ago(2))
        assert done_on(db, "tidy") == ago(2)
        assert done_on(db, "backup") is None
