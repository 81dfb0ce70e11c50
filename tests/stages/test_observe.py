"""What a look at the plan adds to memory."""

from datetime import date

from syncer.domain.memory import Baseline, Memory, Move
from syncer.domain.plan import Health, Item, Kind, Plan, Row, Stated
from syncer.domain.verdicts import Evaluation, Roll, Status, Verdict
from syncer.stages.observe import agree, last_review, observe, review

MONDAY = date(2026, 3, 2)
TUESDAY = date(2026, 3, 3)
DUE = date(2026, 3, 20)
LATER = date(2026, 3, 27)


def item(key="M-0001", **said):
    said.setdefault("row", 5)
    said.setdefault("title", "Beta")
    return Item(Row(**said), key, key, Kind.MILESTONE)


def plan(*items):
    return Plan(items=items, next_key=9)


def test_a_new_item_is_remembered_with_its_first_due_date():
    seen = observe(plan(item(due=DUE)), Memory(), MONDAY).seen["M-0001"]
    assert (seen.first_seen, seen.first_due, seen.due) == (MONDAY, DUE, DUE)
    assert (seen.done_on, seen.done_at_first, seen.gone) == (None, False, None)


def test_an_item_among_known_ones_is_first_seen_on_its_own_day():
    before = observe(plan(item("M-0001", due=DUE), item("M-0003")), Memory(), MONDAY)
    mixed = plan(item("M-0001", due=DUE), item("M-0002", due=LATER), item("M-0003"))
    seen = observe(mixed, before, TUESDAY).seen
    assert list(seen) == ["M-0001", "M-0002", "M-0003"]
    assert [look.first_seen for look in seen.values()] == [MONDAY, TUESDAY, MONDAY]
    assert seen["M-0002"] == seen["M-0003"]._replace(
        key="M-0002", id="M-0002", due=LATER, first_due=LATER, first_seen=TUESDAY
    )


def test_a_moved_due_date_goes_into_the_ledger_with_its_reason():
    before = observe(plan(item(due=DUE)), Memory(), MONDAY)
    after = observe(plan(item(due=LATER, reason="supplier")), before, TUESDAY)
    assert after.moves == {"M-0001": (Move("M-0001", DUE, LATER, TUESDAY, "supplier"),)}
    assert after.seen["M-0001"].first_due == DUE


def test_a_due_date_taken_away_is_an_entry_and_its_return_is_none():
    before = observe(plan(item(due=DUE)), Memory(), MONDAY)
    blank = observe(plan(item()), before, TUESDAY)
    assert blank.moves["M-0001"] == (Move("M-0001", DUE, None, TUESDAY),)
    back = observe(plan(item(due=DUE)), blank, TUESDAY)
    assert back.moves == blank.moves
    assert back.seen["M-0001"].first_due == DUE


def test_an_unreadable_due_date_is_no_move():
    before = observe(plan(item(due=DUE)), Memory(), MONDAY)
    after = observe(plan(item(unread=frozenset({"due"}))), before, TUESDAY)
    assert after.moves == {}
    assert after.seen["M-0001"].due == DUE


def test_done_is_dated_by_the_day_it_was_first_seen():
    before = observe(plan(item(due=DUE)), Memory(), MONDAY)
    after = observe(plan(item(due=DUE, status=Stated.DONE)), before, TUESDAY)
    assert after.seen["M-0001"].done_on == TUESDAY
    assert not after.seen["M-0001"].done_at_first
    again = observe(plan(item(due=DUE, status=Stated.DONE)), after, DUE)
    assert again.seen["M-0001"].done_on == TUESDAY
    opened = observe(plan(item(due=DUE)), again, DUE)
    assert opened.seen["M-0001"].done_on is None


def test_done_when_first_seen_is_remembered_as_such():
    seen = observe(plan(item(status=Stated.DONE)), Memory(), MONDAY).seen["M-0001"]
    assert (seen.done_on, seen.done_at_first) == (MONDAY, True)


def test_a_row_that_is_gone_is_kept_with_the_day_it_was_missed():
    before = observe(plan(item(), item("M-0002")), Memory(), MONDAY)
    after = observe(plan(item()), before, TUESDAY)
    assert after.seen["M-0002"].gone == TUESDAY
    assert observe(plan(item()), after, DUE).seen["M-0002"].gone == TUESDAY
    assert observe(plan(item(), item("M-0002")), after, DUE).seen["M-0002"].gone is None


def test_a_changed_baseline_column_becomes_a_baseline_after_the_original_one():
    before = observe(plan(item(baseline=DUE)), Memory(), MONDAY)
    assert before.baselines == {}
    after = observe(plan(item(baseline=LATER, reason="agreed")), before, TUESDAY)
    assert after.baselines["M-0001"] == (
        Baseline("M-0001", "sheet", DUE),
        Baseline("M-0001", "sheet", LATER, TUESDAY, "agreed"),
    )
    assert observe(plan(item(baseline=LATER)), after, DUE).baselines == after.baselines


def test_a_baseline_column_that_comes_later_leaves_the_first_due_date_the_original():
    before = observe(plan(item(due=DUE)), Memory(), MONDAY)
    after = observe(plan(item(due=DUE, baseline=LATER)), before, TUESDAY)
    assert [b.day for b in after.baselines["M-0001"]] == [DUE, LATER]


def test_an_emptied_baseline_still_holds_and_its_return_is_no_new_one():
    before = observe(plan(item(due=LATER, baseline=DUE)), Memory(), MONDAY)
    emptied = observe(plan(item(due=LATER)), before, TUESDAY)
    assert emptied.baselines == {"M-0001": (Baseline("M-0001", "sheet", DUE),)}
    back = observe(plan(item(due=LATER, baseline=DUE)), emptied, TUESDAY)
    assert back.baselines == emptied.baselines


def test_agreeing_keeps_the_original_and_leaves_undated_rows_out():
    items = (item(due=DUE), item("M-0002"))
    memory = observe(plan(*items), Memory(), MONDAY)
    agreed = agree(
        items, memory, name="Replan", day=None, today=TUESDAY, reason="scope", approved_by="Ada"
    )
    assert agreed == (
        Baseline("M-0001", "first due date", DUE),
        Baseline("M-0001", "Replan", DUE, TUESDAY, "scope", "Ada"),
    )


def evaluated(forecast):
    verdict = Verdict(Status.ON_TRACK, Health.GREEN, "ahead", "", forecast=forecast)
    return Evaluation(verdicts=(verdict,), overall=Roll("", Health.GREEN, "", (0,)))


def test_a_review_keeps_the_last_look_of_its_day():
    look = plan(item(due=DUE))
    first = review(look, evaluated(DUE), Memory(), MONDAY, MONDAY)
    assert last_review(first, MONDAY) == (None, {})
    evening = review(look, evaluated(LATER), first, MONDAY, MONDAY)
    next_day = review(look, evaluated(DUE), evening, TUESDAY, MONDAY)
    assert last_review(next_day, TUESDAY) == (MONDAY, {"M-0001": LATER})


def test_on_a_review_day_the_plan_is_compared_with_the_review_before():
    look = plan(item(due=DUE))
    memory = review(look, evaluated(DUE), Memory(), MONDAY, MONDAY)
    week_on = date(2026, 3, 9)
    memory = review(look, evaluated(LATER), memory, week_on, week_on)
    assert last_review(memory, week_on) == (MONDAY, {"M-0001": DUE})
    assert last_review(memory, date(2026, 3, 10)) == (week_on, {"M-0001": LATER})


def test_a_missed_review_day_is_stood_in_for_by_the_first_look_after_it():
    look = plan(item(due=DUE))
    memory = review(look, evaluated(DUE), Memory(), TUESDAY, MONDAY)
    assert (memory.review, memory.reviewed) == (MONDAY, {"M-0001": DUE})
    assert review(look, evaluated(LATER), memory, TUESDAY, MONDAY) == memory
