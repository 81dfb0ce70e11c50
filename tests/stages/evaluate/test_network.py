"""Long chains, loops, and what is remembered of baselines and moves."""

from datetime import date, timedelta

from plans import SOUTH_AFRICA, day, evaluated, row, terms_on

from syncer.domain.memory import Baseline, Memory, Move, Seen
from syncer.domain.plan import Item, Kind, Link, Plan, Row
from syncer.domain.verdicts import Status
from syncer.stages.evaluate import evaluate

TODAY = date(2026, 3, 4)
LONG = 10_000


def chain(count, *, parents=False):
    """Each a working day after the one before; the first is three working days late."""
    due = day("02-27")
    return tuple(
        Item(
            Row(place + 2, f"Step {place}", due=SOUTH_AFRICA.add(due, place)),
            key=f"M-{place + 1:05}",
            id="",
            kind=Kind.MILESTONE,
            parent=place + 1 if parents and place + 1 < count else None,
            links=() if parents or not place else (Link(place - 1, lag=1),),
        )
        for place in range(count)
    )


def test_a_delay_ripples_through_ten_thousand_in_a_row():
    verdicts = evaluate(Plan(items=chain(LONG)), Memory(), terms_on(TODAY)).verdicts
    last = verdicts[-1]
    assert (last.slip, last.own, last.inherited, last.root) == (3, 0, 3, 0)
    assert {verdict.total_float for verdict in verdicts} == {0}
    assert verdicts[LONG - 1].status is Status.AT_RISK


def test_ten_thousand_levels_of_parents():
    items = chain(LONG, parents=True)
    items = (items[0]._replace(row=items[0].row._replace(actual=TODAY)), *items[1:])
    verdicts = evaluate(Plan(items=items), Memory(), terms_on(TODAY)).verdicts
    assert {verdict.percent for verdict in verdicts} == {100.0}


def test_a_loop_that_nobody_named_ends_all_the_same():
    verdicts = evaluated(
        row("A", due="03-10", after="B"),
        row("B", due="03-12", after="A"),
        row("C", due="03-11", under="A", after="A"),
        today=TODAY,
    ).verdicts
    assert [verdict.status for verdict in verdicts] != []
    assert all(verdict.forecast >= TODAY for verdict in verdicts)


def test_a_circle_of_parents_has_no_progress_to_add_up():
    verdicts = evaluated(
        row("A", due="03-10", under="B"),
        row("B", due="03-12", under="A"),
        today=TODAY,
        loops=["A", "B"],
    ).verdicts
    assert [verdict.percent for verdict in verdicts] == [0.0, 0.0]
    assert [verdict.forecast for verdict in verdicts] == [day("03-10"), day("03-12")]


def test_an_item_that_memory_does_not_know_was_first_seen_today():
    item = Item(
        Row(2, "A", due=day("03-27"), baseline=day("03-20")), "M-0001", "M-0001", Kind.MILESTONE
    )
    verdict = evaluate(Plan(items=(item,)), Memory(), terms_on(TODAY)).verdicts[0]
    assert (verdict.slip, verdict.rule, verdict.moves) == (5, "slip-over-tolerance", 0)


def test_what_memory_holds_of_baselines_counts_and_not_the_column():
    verdict = evaluated(
        row("A", due="03-27", baseline="03-27", baselines=["03-20"]), today=TODAY
    ).verdicts[0]
    assert (verdict.baseline, verdict.slip) == (day("03-20"), 5)


def test_the_tolerance_of_each_baseline_is_its_own():
    # 10 % of the 54 working days from 01-05 to 03-20 is 5; of those from 03-02 to 03-13 it is 2
    old = Baseline("", "first", day("03-20"), day("01-05"))
    new = Baseline("", "second", day("03-13"), day("03-02"))
    wide = evaluated(row("A", due="03-16", baselines=[old, new]), today=TODAY).verdicts[0]
    assert (wide.rule, wide.slip, wide.slip_original) == ("slip", 1, -4)
    over = evaluated(row("A", due="03-18", baselines=[old, new]), today=TODAY).verdicts[0]
    assert (over.rule, over.slip, over.slip_original) == ("slip-over-tolerance", 3, -2)


def test_a_reason_without_an_approval_heals_nothing():
    for reason, by in (("the scope grew", ""), ("", "Ada"), (" ", "Ada")):
        replan = Baseline("", "replan", day("03-27"), day("03-02"), reason, by)
        verdict = evaluated(row("A", due="03-27", baselines=["03-06", replan]), today=TODAY)
        assert verdict.verdicts[0].rule == "slip-over-tolerance"


def test_only_the_last_approval_counts_and_what_came_after_it():
    first = Baseline("", "one", day("03-06"), day("02-02"), "a bid", "Ada")
    second = Baseline("", "two", day("03-20"), day("02-16"), "the scope grew", "Ada")
    third = Baseline("", "three", day("03-25"), day("03-02"))
    chain = ["03-02", first, second, third]
    verdict = evaluated(row("A", due="03-23", baselines=chain), today=TODAY).verdicts[0]
    # 1 after the second, of which 10 % of 24 working days, so 2, are borne; -2 against the third
    assert (verdict.rule, verdict.slip, verdict.slip_original) == ("slip", -2, 15)


def test_a_due_date_taken_away_and_given_again_later_was_moved():
    item = Item(Row(2, "A", due=day("03-13")), "M-0001", "M-0001", Kind.MILESTONE)
    seen = Seen("M-0001", "M-0001", "A", "", 2, day("03-13"), day("03-01"), day("03-06"))
    memory = Memory(
        seen={"M-0001": seen}, moves={"M-0001": (Move("M-0001", day("03-06"), None, day("03-02")),)}
    )
    verdict = evaluate(Plan(items=(item,)), memory, terms_on(TODAY)).verdicts[0]
    assert (verdict.moves, verdict.gross, verdict.net) == (1, 5, 5)


def test_a_due_date_taken_away_leaves_the_net_of_what_was_seen():
    item = Item(Row(2, "A"), "M-0001", "M-0001", Kind.MILESTONE)
    seen = Seen("M-0001", "M-0001", "A", "", 2, None, day("03-01"), day("03-06"))
    moves = (
        Move("M-0001", day("03-06"), day("03-09"), day("03-02")),
        Move("M-0001", day("03-09"), None, day("03-03")),
    )
    memory = Memory(seen={"M-0001": seen}, moves={"M-0001": moves})
    verdict = evaluate(Plan(items=(item,)), memory, terms_on(TODAY)).verdicts[0]
    assert (verdict.moves, verdict.gross, verdict.net) == (1, 1, 1)
    assert verdict.due == day("03-06")


def test_days_far_away_do_no_harm():
    verdicts = evaluated(
        row("A", due=date(2199, 12, 31)),
        row("B", due=date.max - timedelta(days=1), after="A FS+9d"),
        row("C", due=date.min, after="A"),
        today=TODAY,
    ).verdicts
    assert all(verdict.why for verdict in verdicts)
