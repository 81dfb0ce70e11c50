"""The server process as the daemon holds it: real processes of a few lines in its place."""

import signal
import sys
from datetime import UTC, datetime
from queue import SimpleQueue

import pytest

from syncer.app.daemon_server import (
    FIRST,
    LONGEST,
    PULSE,
    SILENT,
    STARTING,
    STEADY,
    Due,
    Server,
)
from syncer.domain.bulletin import Bulletin

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
ECHO = """
import sys
print('{"listening": "127.0.0.1:8080"}', flush=True)
for line in sys.stdin:
    print('{"due": "%s", "why": "drive", "number": 3}' % line.count("apollo"), flush=True)
"""
COUNT = """
import json, sys
heard = [json.loads(line)["at"] for line in sys.stdin]
print('{"due": "%s", "why": "bulletins"}' % len(heard))
"""
ANSWERS = """
import sys
print('{"listening": "127.0.0.1:8080"}', flush=True)
for line in sys.stdin:
    print('{"heard": true}', flush=True)
    print('{"due": "apollo", "why": "script"}', flush=True)
"""
FIRST_LINE = """
import sys
print('{"due": "%s", "why": "first"}' % sys.stdin.readline().strip(), flush=True)
"""
DRIVE = """
print('{"due": "apollo", "why": "drive", "number": 3, "channel": "c"}')
"""
DEAF = "import time; time.sleep(3600)"
BROKEN = "raise SystemExit(3)"
ODD = """
print('nonsense'); print('[]'); print('{"due": 7}'); print('{"due": "a", "why": "script", "number": "x"}')
"""


class Daemon:
    """Holds a server and takes down what comes from it."""

    def __init__(self, script, first=b""):
        self.heard = SimpleQueue()
        self.server = Server(
            (sys.executable, "-I", "-S", "-c", script),
            due=self.heard.put,
            listening=self.heard.put,
            first=first,
        )
        self.now = 100.0

    def tell(self, news, writable=True):
        self.server.tell(news, lambda: Bulletin(at=NOON, state_writable=writable), self.now)

    def dies(self):
        self.server._child.wait()
        self.server.look(self.now)


@pytest.fixture
def start():
    held = []

    def started(script, **kind):
        held.append(Daemon(script, **kind))
        held[-1].server.look(held[-1].now)
        return held[-1]

    yield started
    for one in held:
        one.server.stop()


def test_it_says_where_it_listens_and_which_hooks_it_believed(start):
    daemon = start(ECHO)
    assert daemon.heard.get(timeout=30) == "127.0.0.1:8080"
    daemon.tell("news")
    assert daemon.heard.get(timeout=30) == Due("0", "drive", 3)


def test_a_bulletin_goes_out_for_news_and_as_a_sign_of_life(start):
    daemon = start(COUNT)
    for news, later in (("a", 0), ("a", 1), ("b", 1), ("b", PULSE - 0.1), ("b", 0.1)):
        daemon.now += later
        daemon.tell(news)
        while daemon.server._lines.qsize():
            pass
    daemon.server.stop()
    assert daemon.heard.get(timeout=30) == Due("3", "bulletins")


def test_a_server_that_is_new_is_told_what_the_old_one_knew(start):
    daemon = start(COUNT)
    daemon.tell("a")
    daemon.server._child.kill()
    daemon.dies()
    daemon.now += FIRST
    daemon.server.look(daemon.now)
    daemon.tell("a")
    daemon.server.stop()
    assert daemon.heard.get(timeout=30) == Due("1", "bulletins")


def test_what_it_should_not_say_is_passed_over(start):
    daemon = start(ODD)
    assert daemon.heard.get(timeout=30) == Due("a", "script", 0)


def test_it_ends_when_nothing_more_comes_and_is_killed_where_it_does_not(start):
    daemon, deaf = start(ECHO), start(DEAF)
    polite, rude = daemon.server._child, deaf.server._child
    daemon.server.stop()
    assert polite.returncode == 0
    deaf.server.stop()
    assert rude.returncode == -9
    daemon.server.look(1e9)
    assert daemon.server._child is None


def test_one_that_dies_is_started_again_later_and_later(start):
    daemon = start(BROKEN)
    pauses = []
    for _ in range(9):
        daemon.dies()
        assert daemon.server._child is None
        pause = daemon.server._again - daemon.now
        pauses.append(pause)
        daemon.now += pause / 2
        daemon.server.look(daemon.now)
        assert daemon.server._child is None
        daemon.now += pause / 2
        daemon.server.look(daemon.now)
        assert daemon.server._child is not None
    assert pauses == [FIRST, 2, 4, 8, 16, 32, LONGEST, LONGEST, LONGEST]
    daemon.now += STEADY
    daemon.dies()
    assert daemon.server._again - daemon.now == FIRST


def test_one_that_reads_nothing_holds_nobody_up(start):
    daemon = start(DEAF)
    for n in range(1000):
        daemon.server.tell(n, lambda: Bulletin(at=NOON, metrics="x" * 100_000), daemon.now)
    assert daemon.server._lines.qsize() <= 2


def test_one_that_cannot_be_started_is_tried_later_and_later():
    server = Server(("/no/such/program",), due=print, listening=print)
    now, pauses = 1e6, []
    for _ in range(4):
        server.look(now)
        pauses.append(server._again - now)
        now = server._again
    assert pauses == [FIRST, 2, 4, 8]


def test_each_new_one_is_told_first_what_it_goes_by(start):
    daemon = start(FIRST_LINE, first=b"accepted\n")
    assert daemon.heard.get(timeout=30).plan == "accepted"
    daemon.dies()
    daemon.now += FIRST
    daemon.server.look(daemon.now)
    assert daemon.heard.get(timeout=30).plan == "accepted"


def test_a_message_of_drive_comes_with_its_channel(start):
    assert start(DRIVE).heard.get(timeout=30) == Due("apollo", "drive", 3, "c")


def test_one_that_answers_lives_on(start):
    daemon = start(ANSWERS)
    daemon.heard.get(timeout=30)
    for n in range(3):
        daemon.tell(n)
        assert daemon.heard.get(timeout=30).why == "script"
        daemon.now += SILENT
        daemon.server.look(daemon.now)
        assert daemon.server._child.poll() is None


def test_one_that_hangs_is_killed_and_another_is_started(start):
    daemon = start(ANSWERS)
    daemon.heard.get(timeout=30)
    hung = daemon.server._child
    hung.send_signal(signal.SIGSTOP)
    daemon.tell("a")
    daemon.server.look(daemon.now + SILENT / 2)
    assert hung.poll() is None
    daemon.server.look(daemon.now + SILENT)
    assert hung.wait(30) == -9
    daemon.dies()
    daemon.now += LONGEST
    daemon.server.look(daemon.now)
    assert daemon.heard.get(timeout=30) == "127.0.0.1:8080"


def test_one_that_is_long_in_starting_is_let_be(start):
    daemon = start(DEAF)
    slow = daemon.server._child
    daemon.tell("a")
    daemon.server.look(daemon.now + STARTING - 1)
    assert slow.poll() is None
    daemon.server.look(daemon.now + STARTING)
    assert slow.wait(30) == -9
