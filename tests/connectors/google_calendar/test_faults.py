"""What goes wrong on the way: the next cycles arrive at the same, with no event doubled or lost."""

import shutil
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import pytest

from connectors.google_calendar.identity import event_id
from connectors.google_calendar.target import uid_of
from syncer.domain.changes import Delete, Outcome
from syncer.errors import ConflictError, SyncerError, UnavailableError
from syncer.ports import CalendarTarget
from tests.connectors.google_calendar.desk import BETTER, OWNER, Desk, plan, settle, sync
from tests.google.faults import (
    CutAfter,
    CutBefore,
    Delay,
    Fault,
    HtmlPage,
    Refuse,
    Truncated,
    WrongOrder,
)
from tests.google.quota import Call
from tests.google.server import SERVICE

FAULTS: list[Fault] = [
    CutBefore(),
    CutAfter(),
    Truncated(20),
    Truncated(400),
    Truncated(3000),
    HtmlPage(),
    HtmlPage(took_effect=True),
    Refuse(500),
    Refuse(503, retry_after=2),
    Refuse(503, bare=True),
    Refuse(429),
    Refuse(403, "rateLimitExceeded"),
    Refuse(403, "userRateLimitExceeded"),
    Refuse(403, "quotaExceeded"),
    Refuse(409),
    Refuse(412),
    Refuse(404),
    Refuse(410),
    Refuse(400),
    Refuse(401),
    Delay(2),
    WrongOrder(),
]
UIDS = [f"M-{n:04}@{OWNER}" for n in range(6)]
OLD = {uid: event for uid, event in plan(4).items() if uid != UIDS[0]}
NEW = {
    UIDS[0]: plan(1)[UIDS[0]],  # made
    UIDS[1]: plan(2, BETTER.day)[UIDS[1]],  # moved
    UIDS[2]: OLD[UIDS[2]],  # left alone
    UIDS[5]: plan(6)[UIDS[5]],  # made
}  # and one is deleted
CALLS = 1 + 4


def test_a_deletion_that_met_a_404_is_looked_after(desk: Desk, calendar: CalendarTarget):
    """Google says 404 of a calendar that is not shared just now too."""
    sync(calendar, plan(3))
    for _ in range(3):
        calendar.stored()
    desk.people.revoke(SERVICE)
    (deleted,) = calendar.change([Delete(UIDS[0], calendar.known()[UIDS[0]].version)])
    desk.people.share(SERVICE)
    assert deleted.error is None
    assert UIDS[0] in calendar.stored()
    settle(calendar, {})
    assert desk.calendar.live() == []


def is_write(call: Call) -> bool:
    return call.kind == "write"


def cycles(desk: Desk, faults: Sequence[tuple[int, Fault]]) -> None:
    """A change of plan with *faults*, then what must come of it."""
    calendar = desk.open()
    sync(calendar, OLD)
    note = desk.event(UIDS[1])["description"] + "\nMine"
    desk.people.edit_event(event_id(UIDS[1]), description=note)
    desk.server.faults.clear()
    for n, fault in faults:
        desk.server.faults.at(n, fault)
    try:
        outcomes = sync(calendar, NEW)
    except SyncerError:
        pass
    else:
        told = sorted(uid_of(outcome.change) for outcome in outcomes)
        assert told == [UIDS[0], UIDS[1], UIDS[3], UIDS[5]]
        done = [outcome for outcome in outcomes if outcome.error is None]
        lied = any(isinstance(fault, Refuse) and fault.code in (404, 410) for _, fault in faults)
        assert lied or all(stands(desk, outcome) for outcome in done)
    desk.server.faults.clear()
    settle(calendar, NEW)
    settle(desk.open(), NEW, cycles=1)
    assert desk.days() == {
        "Milestone 0": ["2026-03-02"],
        "Milestone 1": ["2026-03-09"],
        "Milestone 2": ["2026-03-02"],
        "Milestone 5": ["2026-03-02"],
    }
    assert desk.event(UIDS[1])["description"].endswith("\nMine")


def stands(desk: Desk, outcome: Outcome) -> bool:
    """Whether what was said to be done is done."""
    change = outcome.change
    if not hasattr(change, "event"):
        return desk.event(change.uid)["status"] == "cancelled"
    event = desk.event(change.event.uid)
    return event["status"] == "confirmed" and event["start"]["date"] == str(change.event.day)


@pytest.mark.parametrize("fault", FAULTS, ids=repr)
@pytest.mark.parametrize("n", range(1, CALLS + 2))
def test_each_fault_at_each_call(desk: Desk, n: int, fault: Fault):
    cycles(desk, [(n, fault)])


PAIRS = [CutBefore(), CutAfter(), Truncated(400), Refuse(503), Refuse(403, "rateLimitExceeded")]


@pytest.mark.parametrize("first", PAIRS, ids=repr)
@pytest.mark.parametrize("second", PAIRS, ids=repr)
def test_faults_in_pairs(desk: Desk, first: Fault, second: Fault):
    for one, gap in product(range(1, CALLS + 1), (1, 4)):
        desk.server.reset()
        desk.server.limits.lift()
        calendar = desk.server.add_calendar()
        people = desk.server.calendar_people(calendar)
        options = {**desk.options, "calendar": calendar.id}
        again = Desk(desk.server, calendar, people, options)
        cycles(again, [(one, first), (one + gap, second)])


@pytest.mark.parametrize(
    "fault", [Refuse(403, "rateLimitExceeded"), Refuse(429, retry_after=7)], ids=repr
)
def test_only_what_was_refused_for_the_moment_is_sent_again(
    desk: Desk, calendar: CalendarTarget, fault: Refuse
):
    calendar.stored()
    desk.server.calls.clear()
    desk.server.faults.clear()
    desk.server.faults.when(is_write, fault, nth=3, times=2)
    began = desk.server.clock.now
    outcomes = sync(calendar, plan(10))
    assert {outcome.error for outcome in outcomes} == {None}
    assert len(desk.server.calls.of(method="events.insert")) == 10 + 2
    assert desk.server.calls.of(kind="write").exchanges == 2
    assert (desk.server.clock.now - began).total_seconds() >= (fault.retry_after or 0)


def test_an_answer_that_was_lost_is_settled_by_reading(desk: Desk, calendar: CalendarTarget):
    calendar.stored()
    desk.server.calls.clear()
    desk.server.faults.clear()
    desk.server.faults.when(is_write, CutAfter(), nth=10, times=1)
    outcomes = sync(calendar, plan(10))
    assert {outcome.error for outcome in outcomes} == {None}
    assert len(desk.calendar.live()) == 10
    assert calendar.known() == desk.open().stored()


def test_one_that_google_will_not_take_does_not_stop_the_rest(desk: Desk, calendar: CalendarTarget):
    desk.server.faults.clear()
    desk.server.faults.when(is_write, Refuse(400), nth=2)
    errors = [outcome.error for outcome in sync(calendar, plan(4)) if outcome.error]
    assert len(errors) == 1
    assert "refused" in str(errors[0])
    assert len(desk.calendar.live()) == 3
    settle(calendar, plan(4))


def test_a_google_that_stays_busy_is_given_up_within_the_budget(
    desk: Desk, calendar: CalendarTarget
):
    calendar.stored()
    desk.server.faults.clear()
    desk.server.faults.when(is_write, Refuse(503), times=10**6)
    began = desk.server.clock.now
    outcomes = sync(calendar, plan(3))
    assert all(isinstance(outcome.error, UnavailableError) for outcome in outcomes)
    assert (desk.server.clock.now - began).total_seconds() <= 90
    desk.server.faults.clear()
    settle(calendar, plan(3))


def test_nobody_who_cannot_wait_is_kept_waiting(desk: Desk, tmp_path: Path):
    options = {k: v for k, v in desk.options.items() if k not in ("wait", "now", "chance")}
    # An account of its own: the one of the other tests can wait.
    own = Path(shutil.copy(desk.options["credentials"], tmp_path))
    own.chmod(0o600)
    impatient = desk._replace(options=options).open(budget=0.0, credentials=str(own))
    impatient.stored()
    desk.server.faults.clear()
    desk.server.faults.when(is_write, Refuse(429), times=10**6)
    outcomes = sync(impatient, plan(2))
    assert len(outcomes) == 2
    assert all(isinstance(outcome.error, SyncerError) for outcome in outcomes)


def test_an_idle_line_that_google_closed_doubles_nothing(desk: Desk, calendar: CalendarTarget):
    sync(calendar, plan(3))
    for wanted in (plan(5), plan(5, BETTER.day), plan(2, BETTER.day)):
        desk.server.cut_idle_lines()
        assert {outcome.error for outcome in sync(calendar, wanted)} == {None}
        settle(calendar, wanted, cycles=1)
    assert len(desk.calendar.live()) == 2


def test_somebody_who_edits_between_the_refusal_and_the_next_try_is_not_overwritten(
    desk: Desk, calendar: CalendarTarget
):
    sync(calendar, plan(2))
    calendar.stored()
    desk.server.faults.clear()
    desk.server.faults.at(2, Refuse(429))
    desk.server.faults.between(3, lambda: desk.people.move_event(event_id(UIDS[0]), BETTER.day))
    outcomes = sync(calendar, {UIDS[0]: plan(1, BETTER.day)[UIDS[0]], UIDS[1]: plan(2)[UIDS[1]]})
    assert len(outcomes) == 1
    settle(calendar, plan(2))
    assert all(isinstance(o.error, ConflictError | None) for o in outcomes)
