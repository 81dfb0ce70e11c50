"""The cycles of a daemon, by a clock that jumps and threads that a test holds in its hand."""

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from syncer.app.daemon_cycles import HUNG, Cycles, Job, Times
from syncer.domain.pulse import Beat, Pulse, beat
from syncer.domain.rhythm import At
from syncer.engine.cycle import Report
from syncer.engine.due import Cadence
from syncer.engine.publish import EventCounts
from syncer.errors import HeldError, SourceError, UnavailableError

START = datetime(2026, 3, 4, 9, tzinfo=UTC)
QUIET = Report(plan="apollo", outcome="unchanged", rows=7, errors=2)


class Service:
    """Cycles whose threads stand still until `work` lets them run."""

    def __init__(self, *plans, rhythm=timedelta(minutes=2), workers=2):
        self.seconds, self.wall = 0.0, START
        self.began, self.running, self.heard = [], [], []
        self.comes = {}
        self.runs = {}
        self.no_thread = None
        self.cycles = Cycles(
            times=Times(lambda: self.wall, lambda: self.seconds),
            start=self.start,
            post=lambda act: act(),
            ears=self,
        )
        self.rhythm, self.workers = rhythm, workers
        self.settle(*(plans or ("apollo",)))

    def start(self, work):
        if self.no_thread:
            raise self.no_thread
        self.running.append(work)

    def settle(self, *plans, far=False, **rhythms):
        cadence = Cadence(rhythm=self.rhythm, zone=ZoneInfo("UTC"), far=far)
        jobs = {
            name: Job(
                cadence=replace(cadence, rhythm=rhythms.get(name, self.rhythm)),
                promise=720.0,
                run=self.runs.setdefault(name, partial(self.run, name)),
            )
            for name in plans
        }
        self.cycles.settle(jobs, self.workers)

    def run(self, name):
        self.began.append((name, self.seconds))
        came = self.comes.get(name, QUIET)
        if isinstance(came, BaseException):
            raise came
        return replace(came, plan=name)

    def cycle(self, pulse, report):
        self.heard.append((pulse.plan, pulse.outcome))

    def work(self):
        """Let every thread come to its end."""
        while self.running:
            self.running.pop(0)()

    def passes(self, seconds, wall=None):
        """Time goes by, a tick each second."""
        for _ in range(int(seconds)):
            self.seconds += 1
            self.wall += timedelta(seconds=1)
            self.cycles.tick()
            self.work()

    @property
    def pulse(self):
        return self.cycles.pulses["apollo"]

    def begins(self, name="apollo"):
        return [at for plan, at in self.began if plan == name]


def test_a_plan_is_synced_at_once_and_at_its_rhythm():
    service = Service()
    service.passes(600)
    assert service.begins() == [1, 120, 240, 360, 480, 600]


def test_its_pulse_says_what_came_of_it_and_when_it_comes_next():
    service = Service()
    service.passes(1)
    at = START + timedelta(seconds=1)
    assert service.pulse == Pulse(
        plan="apollo", every=120, promise=720, synced=at, tried=at, rows=7, errors=2,
        next_try=START + timedelta(seconds=120), outcome="unchanged",
    )  # fmt: skip


def test_a_plan_that_hangs_is_late_although_the_clock_is_set_back():
    service = Service()
    service.passes(1)
    service.wall -= timedelta(days=1)
    service.work = lambda: None  # no cycle ends any more
    service.passes(730)
    assert beat(service.pulse, service.wall) is Beat.LATE


def test_a_failing_plan_says_why_since_when_and_until_when_it_is_left_alone():
    service = Service()
    service.passes(1)
    service.comes["apollo"] = UnavailableError("Google is away", hint="wait")
    service.passes(155)
    pulse = service.pulse
    assert (pulse.error, pulse.hint, pulse.failures, pulse.outcome) == (
        "Google is away", "wait", 2, "failed",
    )  # fmt: skip
    assert pulse.synced == START + timedelta(seconds=1)
    assert pulse.next_try == START + timedelta(seconds=150 + 60)
    service.comes.clear()
    service.passes(60)
    assert (service.pulse.failures, service.pulse.error, service.pulse.hint) == (0, "", "")


def test_what_a_cycle_could_not_do_is_a_failure_although_it_reported():
    service = Service()
    errors = (UnavailableError("Ana has it open", hint="close it"), SourceError("no such folder"))
    service.comes["apollo"] = replace(QUIET, outcome="failed", failures=errors)
    service.passes(1)
    assert (service.pulse.error, service.pulse.failures) == ("Ana has it open (and 1 more)", 1)
    assert service.pulse.synced is None


def test_a_bug_is_logged_with_its_traceback_and_stops_nobody(caplog):
    service = Service("apollo", "gemini")
    service.comes["apollo"] = ZeroDivisionError("secret cell")
    service.passes(130)
    assert "ZeroDivisionError" in caplog.text
    assert service.pulse.error == "a bug in syncer: ZeroDivisionError"
    assert service.begins("gemini") == [2 - 1, 120]


def test_a_plan_that_somebody_syncs_by_hand_is_no_failure_and_tried_again_soon():
    service = Service()
    service.comes["apollo"] = HeldError("another syncer (process 7) is working on plan 'apollo'")
    service.passes(9)
    assert service.begins() == [1, 6]
    assert (service.pulse.failures, service.heard) == (0, [])
    assert "process 7" in service.pulse.error
    service.comes.clear()
    service.passes(5)
    assert service.pulse.error == ""


def test_no_more_plans_are_at_work_than_there_are_workers():
    service = Service("a", "b", "c")
    service.cycles.tick()
    assert len(service.running) == 2
    service.running.pop(0)()
    assert len(service.running) == 2  # the third was begun the moment there was room
    service.work()
    assert [name for name, _ in service.began] == ["a", "b", "c"]


def test_a_saved_workbook_is_synced_without_waiting_for_a_tick():
    service = Service()
    service.passes(30)
    service.seconds += 0.25
    service.cycles.hint("apollo")
    service.work()
    assert service.begins() == [1, 30.25]


def test_a_flood_of_signs_is_one_cycle_now_and_one_after_it():
    service = Service()
    service.passes(30)
    for _ in range(10_000):
        service.cycles.hint("apollo", 10.0)
    assert len(service.running) == 1
    service.work()
    service.passes(60)
    assert service.begins() == [1, 30, 40]


def test_an_hour_and_a_day_that_the_clock_jumps_do_not_move_an_interval():
    service = Service()
    service.passes(1)
    for jump in (timedelta(hours=1), timedelta(days=-1), timedelta(hours=-1)):
        service.wall += jump
        service.passes(240)
    assert len(service.begins()) == 1 + 6
    assert service.pulse.next_try - service.wall < timedelta(seconds=120)


def test_a_clock_that_jumps_a_day_ahead_has_a_new_day_looked_at_soon():
    service = Service(rhythm=timedelta(days=1))
    service.passes(1)
    service.wall += timedelta(days=1)
    service.passes(5)
    assert service.begins() == [1, 2]


def test_a_process_that_stood_still_goes_on_where_it_was():
    service = Service()
    service.passes(1)
    service.seconds += 1000
    service.wall += timedelta(seconds=1000)
    service.passes(90)
    assert service.begins() == [1, 1002, 1080]


def test_a_time_of_the_week_comes_when_it_comes():
    service = Service(rhythm=At(9, 5, weekday=2))
    service.passes(600)
    assert service.begins() == [1, 300]
    assert service.pulse.next_try == datetime(2026, 3, 11, 9, 5, tzinfo=UTC)


def test_a_new_configuration_begins_what_is_new_and_forgets_what_is_gone():
    service = Service("apollo", "gemini")
    service.passes(10)
    service.settle("apollo", "mercury")
    service.passes(10)
    assert service.begins("mercury") == [11]
    assert service.begins("apollo") == [1]
    assert set(service.cycles.pulses) == {"apollo", "mercury"}
    service.settle("apollo", apollo=timedelta(seconds=10))
    assert service.pulse.every == 10
    assert service.pulse.rows == 7


def test_the_end_of_a_cycle_whose_plan_is_gone_changes_nothing():
    service = Service("apollo", "gemini")
    service.cycles.tick()
    service.settle("gemini")
    service.work()
    assert set(service.cycles.pulses) == {"gemini"}
    assert service.cycles.at_work == ()


def test_after_the_end_nothing_begins():
    service = Service("a", "b", "c")
    service.cycles.tick()
    service.cycles.stop()
    service.work()
    service.cycles.hint("c")
    service.passes(300)
    assert [name for name, _ in service.began] == ["a", "b"]


def test_what_gives_up_because_all_ends_has_not_failed():
    service = Service()
    service.passes(1)
    before = service.pulse
    service.comes["apollo"] = UnavailableError("syncer is stopping")
    service.cycles.hint("apollo")
    service.seconds += 5
    service.cycles.tick()
    service.cycles.stop()
    service.work()
    assert service.pulse == before
    assert service.cycles.at_work == ()


def test_it_is_alive_while_a_cycle_can_begin_or_may_be_expected_to_end():
    service = Service("a", "b", "c")
    service.cycles.tick()
    assert service.cycles.alive
    service.seconds += HUNG + 1
    assert not service.cycles.alive
    service.running.pop()()
    assert service.cycles.alive


def test_what_an_earlier_process_knew_is_taken_over(caplog):
    service = Service()
    then = START - timedelta(hours=3)
    old = Pulse(plan="apollo", every=9, promise=9, synced=then, failures=4, error="away")
    service.cycles.remember({"apollo": old, "gone": replace(old, plan="gone")})
    assert service.pulse == replace(old, every=120, promise=720)
    assert set(service.cycles.pulses) == {"apollo"}


def test_the_log_tells_of_each_thing_once(caplog):
    caplog.set_level(logging.INFO)
    service = Service()
    service.passes(300)
    assert caplog.messages == []
    service.comes["apollo"] = UnavailableError("Google is away", hint="wait")
    service.passes(900)
    service.comes["apollo"] = replace(
        QUIET, outcome="changed", cells_written=1, summary_written=True,
        events=EventCounts(created=2, updated=1, deleted=1, held=3), feeds_changed=("ics:a",),
    )  # fmt: skip
    service.passes(120)
    service.comes.clear()
    service.passes(300)
    failed, done, again = caplog.messages[0], caplog.messages[1], caplog.messages[2]
    assert failed == "apollo: Google is away; try: wait"
    assert done.startswith(
        "apollo: 1 cell written, the Summary tab written, 2 events created, 1 event updated,"
        " 1 event cancelled, 1 feed written; 3 deletions held: see `syncer held apollo` ("
    )
    assert again.startswith("apollo: in order again after")
    assert all(one.plan == "apollo" for one in caplog.records)


@pytest.mark.parametrize("secret", ["https://user:hunter2@host/x", "Bearer ya29.abcdefghijklmnop"])
def test_no_secret_gets_into_a_pulse(secret):
    service = Service()
    service.comes["apollo"] = UnavailableError(f"no answer from {secret}", hint=f"see {secret}")
    service.passes(1)
    said = service.pulse.error + service.pulse.hint
    assert "hunter2" not in said
    assert "ya29" not in said


def test_plans_for_which_no_thread_can_be_started_are_tried_again():
    service = Service("apollo", "gemini", "mercury")
    service.no_thread = UnavailableError("no further thread can be started")
    service.passes(1)
    assert service.cycles.at_work == ()
    assert {one.error for one in service.cycles.pulses.values()} == {str(service.no_thread)}
    service.no_thread = None
    service.passes(31)
    assert {name for name, _ in service.began} == {"apollo", "gemini", "mercury"}


def test_a_plan_whose_thread_ends_is_not_lost():
    service = Service()
    service.comes["apollo"] = SystemExit()
    with pytest.raises(SystemExit):
        service.passes(1)
    assert service.cycles.at_work == ()
    assert service.pulse.failures == 1


def test_a_plan_that_reads_otherwise_from_now_on_is_due_at_once_and_no_other_is():
    service = Service("apollo", "gemini")
    service.passes(10)
    del service.runs["apollo"]
    service.settle("apollo", "gemini")
    service.passes(10)
    assert service.begins() == [1, 11]
    assert service.begins("gemini") == [1]


@pytest.mark.parametrize("rhythms", [{}, {"apollo": timedelta(hours=1)}])
def test_a_plan_at_work_that_becomes_another_comes_again_as_soon_as_it_has_ended(rhythms):
    service = Service()
    service.cycles.tick()
    if not rhythms:
        del service.runs["apollo"]
    service.settle("apollo", **rhythms)
    service.work()
    service.passes(5)
    assert len(service.begins()) == 2


def test_a_cycle_that_hangs_is_told_of_once_until_it_ends(caplog):
    service = Service("apollo", "gemini")
    service.cycles.tick()
    service.seconds += HUNG
    for _ in range(3):
        service.cycles.tick()
    assert (service.pulse.failures, service.pulse.error) == (
        1, "its cycle has not ended for 30 minutes",
    )  # fmt: skip
    assert len(caplog.messages) == 2
    service.work()
    assert (service.pulse.failures, service.pulse.error) == (0, "")


def test_it_is_not_alive_where_all_hands_for_plans_far_away_hang():
    service = Service("near", workers=3)
    service.settle("a", "b", "c", far=True)
    service.cycles.tick()
    service.seconds += HUNG - 1
    assert service.cycles.alive
    service.seconds += 1
    assert not service.cycles.alive
    service.running.pop()()
    service.running.pop()
    assert service.cycles.alive
