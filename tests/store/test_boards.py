"""Boards in the state, on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from memories import FACTS, FORMER, REVISIONS, UIDS, by_ghost

from syncer.domain.board import Board, Facts, Former
from syncer.domain.events import Event, Revision
from syncer.domain.plan import Kind
from syncer.errors import HeldError, SyncerError
from syncer.store import open_store

DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
UID = "M-0001@5eed"
GHOST = Revision(Event(uid=UID, day=DAY, summary="Alpha", cancelled=True), 1, NOW, NOW, DAY)


def board(day=DAY, *, made=NOW, plan="apollo", summary="Alpha", document=b"{}"):
    revision = Revision(Event(uid=UID, day=day, summary=summary), 0, NOW, NOW)
    facts = {UID: Facts(Kind.TASK, None, ("Zo\u00eb \ud800\0",))}
    return Board(
        plan=plan, title="Apollo", day=day, made=made, revisions=(revision,), facts=facts,
        former={UID: (Former(Facts(Kind.MILESTONE), day, NOW, GHOST),)}, document=document,
    )  # fmt: skip


def put_up(store, one):
    before = store.begin(one.plan)
    store.commit(one.plan, before, before, one)


def test_a_board_is_read_back_whole(store):
    put_up(store, board())
    assert store.board("apollo") == board()
    assert store.board("gemini") is None


def test_the_newest_of_a_day_is_kept_and_only_the_newest_of_all_has_a_document(store):
    put_up(store, board(summary="morning"))
    put_up(store, board(summary="evening"))
    put_up(store, board(DAY + timedelta(days=2), summary="later", made=NOW + timedelta(days=2)))
    past = store.board("apollo", DAY + timedelta(days=1))
    assert (past.revisions[0].event.summary, past.document) == ("evening", b"")
    assert store.board("apollo", DAY - timedelta(days=1)) is None
    assert store.board("apollo").document == b"{}"


def test_each_board_has_a_later_stamp_and_another_number(store):
    seen = []
    for _ in range(3):
        put_up(store, board())
        seen.append((store.board("apollo").made, store.board_numbers()["apollo"]))
    put_up(store, board(made=NOW - timedelta(days=1)))  # a clock that was set back
    seen.append((store.board("apollo").made, store.board_numbers()["apollo"]))
    assert seen == sorted(set(seen))


def test_a_day_that_comes_again_is_the_newest(store):
    """A clock that ran a day ahead and was put right: what is put up last is what is served."""
    put_up(store, board(DAY + timedelta(days=1), summary="ahead"))
    put_up(store, board(DAY, summary="put right"))
    assert store.board("apollo").revisions[0].event.summary == "put right"


def test_a_stale_cycle_puts_up_nothing(store):
    frozen = store.begin("apollo")
    store.begin("apollo")
    with pytest.raises(HeldError):
        store.commit("apollo", frozen, frozen, board())
    assert store.board("apollo") is None


def test_changes_tell_of_a_board_and_of_nothing_else_of_a_cycle(store):
    quiet = store.changes()
    before = store.begin("apollo")
    store.commit("apollo", before, before)
    assert store.changes() == quiet
    put_up(store, board())
    assert store.changes() != quiet


def test_a_damaged_board_is_named(open_it, url):
    store = open_it()
    put_up(store, board())
    with store.place.engine.begin() as db:
        db.exec_driver_sql("UPDATE boards SET packed = document")
    with pytest.raises(SyncerError, match="damaged"):
        store.board("apollo")


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    revisions=st.lists(REVISIONS, max_size=3, unique_by=lambda one: one.event.uid).map(tuple),
    facts=st.dictionaries(UIDS, FACTS),
    former=st.lists(FORMER, max_size=4).map(by_ghost),
    document=st.binary(max_size=20),
)
def test_any_board_survives(revisions, facts, former, document):
    facts = {one.event.uid: facts[one.event.uid] for one in revisions if one.event.uid in facts}
    one = Board(
        plan="apollo", title="Apollo", day=DAY, made=NOW,
        revisions=revisions, facts=facts, former=former, document=document,
    )  # fmt: skip
    with open_store("sqlite://") as store:
        put_up(store, one)
        assert store.board("apollo") == one


def test_known_runs_are_not_read_again_but_are_the_same_objects(store):
    known = {}
    put_up(store, board())
    first = store.board("apollo", known=known)
    put_up(store, board(document=b"another"))
    again = store.board("apollo", known=known)
    assert again.revisions[0] is first.revisions[0]
    assert again.facts[UID] is first.facts[UID]
    put_up(store, board(summary="edited"))
    edited = store.board("apollo", known=known)
    assert edited.revisions[0].event.summary == "edited"
    assert len(known) == 1, "what is gone is forgotten"


def test_equal_facts_are_one_object(store):
    events = [Event(uid=f"M-000{n}@5eed", day=DAY, summary="x") for n in (1, 2)]
    revisions = tuple(Revision(event, 0, NOW, NOW) for event in events)
    facts = {event.uid: Facts(Kind.TASK, owners=("Ada",)) for event in events}
    put_up(store, replace(board(), revisions=revisions, facts=facts))
    one, other = store.board("apollo").facts.values()
    assert one is other


def test_an_event_that_moves_leaves_most_runs_as_they_are(store):
    days = [DAY + timedelta(days=n) for n in range(1000)]
    events = [Event(uid=f"M-{n:04}@5eed", day=day, summary="x") for n, day in enumerate(days)]
    whole = replace(
        board(), revisions=tuple(Revision(event, 0, NOW, NOW) for event in events), facts={}
    )
    known = {}
    put_up(store, whole)
    store.board("apollo", known=known)
    before = set(known)
    first, *rest = whole.revisions
    moved = first._replace(event=replace(first.event, day=days[700]), sequence=1)
    put_up(store, replace(whole, revisions=(*rest[:700], moved, *rest[700:])))
    assert store.board("apollo", known=known).revisions[700] == moved
    assert len(before) > 3
    assert len(set(known) - before) <= 2
