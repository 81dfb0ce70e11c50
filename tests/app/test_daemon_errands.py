"""What the daemon does beside its cycles: never twice at once, and never in its way."""

import logging
import threading
from dataclasses import replace
from datetime import UTC, datetime
from queue import SimpleQueue

import pytest

from syncer.app.daemon_errands import FROZEN, RARELY, SOON, Diary, Errand
from syncer.app.daemon_hands import Hands
from syncer.domain.pulse import Pulse
from syncer.errors import UnavailableError

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
PULSE = Pulse(plan="apollo", every=120, promise=720, synced=NOON, next_try=NOON)


def test_hands_are_as_many_as_were_ever_busy_at_once():
    hands, begun, gates = Hands("test"), SimpleQueue(), [SimpleQueue() for _ in range(3)]
    done = SimpleQueue()

    def work(gate):
        from threading import current_thread

        begun.put(current_thread())
        gate.get(timeout=30)
        done.put(None)

    for gate in gates:
        hands.start(lambda gate=gate: work(gate))
    threads = {begun.get(timeout=30) for _ in gates}
    assert len(threads) == 3
    assert all(thread.daemon for thread in threads)
    for gate in gates:
        gate.put(None)
    for _ in gates:
        done.get(timeout=30)
    while hands._idle < 3:
        pass
    hands.start(lambda: work(gates[0]))
    assert begun.get(timeout=30) in threads
    gates[0].put(None)


class Acts:
    """The one thread: does what was posted, when a test lets it."""

    def __init__(self):
        self.posted = SimpleQueue()

    def do(self):
        self.posted.get(timeout=30)()


@pytest.fixture
def acts():
    return Acts()


def test_an_errand_is_run_once_at_a_time_and_its_end_is_told(acts):
    errand, came, gate, runs = Errand("test", acts.posted.put), [], SimpleQueue(), []

    def work():
        runs.append(1)
        return gate.get(timeout=30)

    errand.run(work, came.append)
    errand.run(work, came.append)
    assert errand.busy
    gate.put(7)
    acts.do()
    assert (came, runs, errand.busy) == ([7], [1], False)


def test_an_errand_that_fails_tells_how(acts, caplog):
    errand, came = Errand("test", acts.posted.put), []
    for error in (UnavailableError("away"), ZeroDivisionError("ours")):

        def work(error=error):
            raise error

        errand.run(work, came.append)
        acts.do()
        assert came.pop() is error
    assert "ours" in caplog.text
    assert "away" not in caplog.text


@pytest.fixture
def no_threads():
    """A machine that gives no thread: none has that much room for its stack."""
    before = threading.stack_size(2**46)
    yield
    threading.stack_size(before)


def test_a_thread_that_cannot_be_started_is_an_error_that_says_what_to_do(no_threads):
    with pytest.raises(UnavailableError, match="no further thread") as caught:
        Hands("test").start(print)
    assert "ulimit -u" in caught.value.hint


def test_an_errand_without_a_thread_is_told_of_and_may_be_run_again(acts, no_threads):
    errand, came = Errand("test", acts.posted.put), []
    errand.run(print, came.append)
    acts.do()
    assert "no further thread" in str(came.pop())
    assert not errand.busy


def test_an_errand_whose_thread_ends_is_told_of(acts):
    errand, came = Errand("test", acts.posted.put), []

    def work():
        raise SystemExit

    with pytest.raises(SystemExit):
        errand._do(work, came.append)  # here, as the end of another thread is a warning
    acts.do()
    assert isinstance(came.pop(), UnavailableError)
    assert not errand.busy


class Kept:
    """A state that takes pulses, or does not."""

    def __init__(self, acts):
        self.acts = acts
        self.error = None
        self.writes = []
        self.diary = Diary(self.keep, acts.posted.put)

    def keep(self, pulses):
        if self.error:
            raise self.error
        self.writes.append(sorted(one.plan for one in pulses))

    def look(self, now, *pulses):
        """What is written at *now*."""
        before = len(self.writes)
        self.diary.look({one.plan: one for one in pulses}, now)
        if self.diary.busy:
            self.acts.do()
        return self.writes[before:]


@pytest.fixture
def kept(acts):
    return Kept(acts)


def test_a_pulse_is_written_at_a_failure_and_a_recovery_and_else_now_and_then(kept):
    other = replace(PULSE, plan="gemini")
    assert kept.look(0, PULSE, other) == [["apollo", "gemini"]]
    quiet = replace(PULSE, rows=8)
    assert kept.look(1, quiet, other) == []
    failing = replace(PULSE, failures=1, error="away")
    assert kept.look(2, failing, other) == [["apollo"]]
    assert kept.look(3, replace(failing, failures=2), other) == []
    assert kept.look(4, quiet, other) == [["apollo"]]
    assert kept.look(4 + RARELY, replace(quiet, rows=9), other) == [["apollo"]]


def test_where_nothing_is_new_one_is_written_now_and_then_to_know_that_it_can_be(kept):
    kept.look(0, PULSE)
    assert kept.look(RARELY - 1, PULSE) == []
    assert kept.look(RARELY, PULSE) == [["apollo"]]


def test_a_state_that_cannot_be_written_is_said_once_and_tried_again_soon(kept, caplog):
    caplog.set_level(logging.INFO)
    kept.error = UnavailableError("the disk is full")
    for second in range(30):
        kept.look(float(second), PULSE)
    assert not kept.diary.writable
    kept.error = None
    kept.look(30 + SOON, PULSE)
    assert kept.diary.writable
    assert caplog.messages == [
        "the daemon's state cannot be written: the disk is full",
        "the daemon's state can be written again",
    ]


def test_a_state_that_does_not_answer_cannot_be_written_until_it_does(acts, caplog):
    caplog.set_level(logging.INFO)
    gate = SimpleQueue()
    diary = Diary(lambda _: gate.get(timeout=30), acts.posted.put)
    for second in range(int(FROZEN)):
        diary.look({"apollo": PULSE}, float(second))
    assert diary.writable
    diary.look({"apollo": PULSE}, FROZEN)
    diary.look({"apollo": PULSE}, FROZEN + 1)
    assert not diary.writable
    gate.put(None)
    acts.do()
    assert diary.writable
    assert caplog.messages == [
        "the daemon's state has not answered for 30 s",
        "the daemon's state can be written again",
    ]


def test_at_the_end_nobody_promises_anything(acts):
    written = []
    diary = Diary(written.extend, acts.posted.put)
    diary.close({"apollo": PULSE})
    acts.do()
    assert written == [replace(PULSE, next_try=None)]


def test_the_last_word_is_written_after_what_is_under_way(acts):
    written, gate = [], SimpleQueue()

    def keep(pulses):
        gate.get(timeout=30)
        written.append(list(pulses))

    diary = Diary(keep, acts.posted.put)
    diary.look({"apollo": PULSE}, 0)
    diary.close({"apollo": PULSE})
    gate.put(None)
    gate.put(None)
    acts.do()
    assert diary.busy
    acts.do()
    assert written == [[PULSE], [replace(PULSE, next_try=None)]]
    assert not diary.busy
