"""Laws of the store, for any memory and any order of events; on SQLite and on PostgreSQL."""

from dataclasses import fields, replace
from itertools import count

import pytest
from conformance.state_store import FULL, remember
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from memories import BASELINES, MEMORIES, UIDS, by_key, in_order

from syncer.domain.memory import Decision, Memory
from syncer.errors import HeldError
from syncer.store import SqlStore

# The database stays the same for all examples of a test; each takes a plan of its own.
# Why an example fails is left to people: to find it out takes hundreds of runs.
lawful = settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=set(Phase) - {Phase.explain},
)
PLANS = (f"plan-{n}" for n in count())


def test_the_full_memory_is_full():
    """A field that is added to Memory must be added to what these tests remember."""
    empty = Memory()
    same = {f.name for f in fields(Memory) if getattr(FULL, f.name) == getattr(empty, f.name)}
    assert same == {"epoch"}


@lawful
@given(memory=MEMORIES)
def test_any_memory_comes_back(store: SqlStore, memory: Memory):
    plan = next(PLANS)
    remember(store, memory, plan)
    assert store.load(plan) == replace(memory, epoch=1)


class Model:
    """What a store is to do, without a database, for one plan."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.asked_in = -1

    def begin(self) -> Memory:
        self.memory = replace(self.memory, epoch=self.memory.epoch + 1)
        return self.memory

    def commit(self, before: Memory, after: Memory) -> None:
        now = self.memory
        if before.epoch != now.epoch:
            raise HeldError("newer")
        settled = now.settled if after.settled == before.settled else after.settled
        self.memory = replace(
            after,
            epoch=now.epoch,
            settled="" if self.asked_in == now.epoch else settled,
            baselines=appended(now.baselines, before.baselines, after.baselines),
            moves=appended(now.moves, before.moves, after.moves),
            held=in_order(self._decided(one, before) for one in after.held),
        )

    def _decided(self, one, before):
        """The cycle's decision where it changed it, else what stands there by now."""
        theirs = {known[:2]: known.decision for known in before.held}
        now = {known[:2]: known.decision for known in self.memory.held}
        same = theirs.get(one[:2]) == one.decision
        return one._replace(decision=now[one[:2]]) if same else one

    def set_baselines(self, baselines) -> None:
        if baselines:
            self.memory = replace(
                self.memory,
                settled="",
                baselines=appended(self.memory.baselines, {}, by_key(baselines)),
            )
            self.asked_in = self.memory.epoch

    def decide_held(self, uids, decision) -> int:
        met = sum(one.uid in uids for one in self.memory.held)
        if met:
            held = (
                one._replace(decision=decision) if one.uid in uids else one
                for one in self.memory.held
            )
            self.memory = replace(self.memory, settled="", held=tuple(held))
            self.asked_in = self.memory.epoch
        return met


def appended(now, before, after):
    """The ledger that stands, with what *after* has beyond *before* at its end."""
    new = {key: entries[len(before.get(key, ())) :] for key, entries in after.items()}
    keys = now.keys() | {key for key, entries in new.items() if entries}
    return {key: now.get(key, ()) + new.get(key, ()) for key in keys}


STEPS = st.one_of(
    st.just(("begin",)),
    st.tuples(st.just("commit"), st.integers(0, 3), MEMORIES),
    st.tuples(st.just("set_baselines"), st.lists(BASELINES, max_size=2).map(tuple)),
    st.tuples(st.just("decide_held"), st.frozensets(UIDS), st.sampled_from(Decision)),
)


@lawful
@given(steps=st.lists(STEPS, max_size=12))
def test_any_order_of_events_does_what_the_model_does(store: SqlStore, steps):
    """Cycles begin, commit, commit too late; people ask for things at any moment between."""
    plan, model = next(PLANS), Model()
    cycles: list[Memory] = []
    for name, *arguments in steps:
        if name == "begin":
            cycles.append(model.begin())
            assert store.begin(plan) == cycles[-1]
        elif name == "commit":
            which, found = arguments
            if cycles:
                commit_both(store, plan, model, cycles.pop(-1 - which % len(cycles)), found)
        else:
            told = getattr(store, name)(plan, *arguments)
            assert told == getattr(model, name)(*arguments)
        assert store.load(plan) == model.memory
    assert by_key(store.history(plan)) == model.memory.moves


def commit_both(store: SqlStore, plan: str, model: Model, before: Memory, found: Memory) -> None:
    after = replace(
        found,
        baselines=appended(before.baselines, {}, found.baselines),
        moves=appended(before.moves, {}, found.moves),
    )
    if before.epoch == model.memory.epoch:
        model.commit(before, after)
        store.commit(plan, before, after)
    else:
        with pytest.raises(HeldError):
            store.commit(plan, before, after)


@lawful
@given(first=MEMORIES, second=MEMORIES, older_first=st.booleans())
def test_of_two_cycles_only_the_newer_one_commits(
    store: SqlStore, first: Memory, second: Memory, older_first: bool
):
    plan = next(PLANS)
    older, newer = store.begin(plan), store.begin(plan)
    refused = pytest.raises(HeldError)
    if older_first:
        with refused:
            store.commit(plan, older, first)
        store.commit(plan, newer, second)
    else:
        store.commit(plan, newer, second)
        with refused:
            store.commit(plan, older, first)
    assert store.load(plan) == replace(second, epoch=2)


@lawful
@given(memory=MEMORIES)
def test_nothing_is_written_where_nothing_differs(store: SqlStore, memory: Memory):
    plan = next(PLANS)
    remember(store, memory, plan)
    before = store.begin(plan)
    with store.place.engine.connect() as db:
        written = written_so_far(db)
    store.commit(plan, before, replace(memory, epoch=before.epoch))
    with store.place.engine.connect() as db:
        assert written_so_far(db) == written


def written_so_far(db):
    """A number that rises with every transaction that changes something."""
    if db.dialect.name == "sqlite":
        return db.exec_driver_sql("PRAGMA data_version").scalar(), total_changes(db)
    # Asked for without being given a number of its own, which asking for one would do.
    return db.exec_driver_sql("SELECT pg_snapshot_xmax(pg_current_snapshot())").scalar()


def total_changes(db):
    return db.connection.dbapi_connection.total_changes
