"""A ledger tells where it was tampered with."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncer.domain.ledger import Head, Ledger, broken, chained, sealed
from syncer.domain.memory import Move

DAY = date(2026, 3, 2)
MOVES = tuple(Move(f"M-{n:04}", DAY, DAY + timedelta(n), DAY, "late") for n in range(1, 6))


def ledger(moves=MOVES, plan="apollo"):
    entries = chained(plan, Head(), moves)
    return Ledger(tuple(entries), Head(len(entries), entries[-1].seal) if entries else Head())


def without(which):
    entries, head = ledger()
    return Ledger(tuple(one for one in entries if one.number not in which), head)


def with_moves(change):
    entries, head = ledger()
    return Ledger(
        tuple(one._replace(move=change.get(one.number, one.move)) for one in entries), head
    )


def test_a_seal_never_changes():
    move = Move("M-0001", DAY, None, DAY, 'Zoë said "wait"\n\ud83d')
    assert sealed("apollo", 7, move, "abc") == (
        "e2a365fd5c3d278a021962faeb27c71a0fd406cd68e851b7c967e04f3bf65ef8"
    )


@given(st.lists(st.integers(1, 3), max_size=4))
def test_a_ledger_that_grew_in_any_steps_is_the_same_and_whole(steps):
    moves = MOVES * 3
    head, entries = Head(), []
    for step in steps:
        grown = chained("apollo", head, moves[len(entries) : len(entries) + step])
        entries += grown
        head = Head(len(entries), entries[-1].seal)
    assert Ledger(tuple(entries), head) == ledger(moves[: len(entries)])
    assert broken("apollo", Ledger(tuple(entries), head)) is None


@pytest.mark.parametrize("number", [1, 3, 5])
@pytest.mark.parametrize(
    "change",
    [{"key": "M-9"}, {"old": None}, {"new": DAY}, {"seen": date(2026, 3, 3)}, {"reason": ""}],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_move_is_found(number, change):
    told = broken("apollo", with_moves({number: MOVES[number - 1]._replace(**change)}))
    assert told.number == number


@pytest.mark.parametrize(("gone", "first"), [({1}, 1), ({3}, 3), ({2, 4}, 2)])
def test_a_move_taken_out_is_missed(gone, first):
    assert broken("apollo", without(gone)) == (first, "is missing")


@pytest.mark.parametrize("left", range(5))
def test_an_end_that_was_cut_off_is_missed(left):
    told = broken("apollo", without(set(range(left + 1, 6))))
    assert told.number == left + 1
    assert "5 were written" in told.what


def test_moves_that_changed_places_are_found():
    assert broken("apollo", with_moves({2: MOVES[2], 3: MOVES[1]})).number == 2


def test_a_move_appended_behind_our_back_is_found():
    longer = ledger(MOVES * 2)
    assert broken("apollo", longer._replace(head=ledger().head)).number == 10


def test_a_whole_chain_made_anew_is_found_by_its_head():
    forged = ledger(tuple(move._replace(reason="never mind") for move in MOVES))
    assert broken("apollo", forged._replace(head=ledger().head)).number == 5


def test_the_ledger_of_another_plan_does_not_fit():
    assert broken("gemini", ledger()).number == 1


def test_an_empty_ledger_is_whole():
    assert broken("apollo", Ledger()) is None
