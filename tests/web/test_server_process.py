"""The process as the daemon holds it: when it ends, and what it does meanwhile."""

import os
import signal
from threading import Event

import pytest

from syncer.domain.bulletin import Bulletin
from tests.serving import CLOCK, PATIENCE, TOKEN, served, until


@pytest.fixture
def server(folder, store):
    with served(folder) as server:
        yield server


def test_it_ends_with_the_daemon(server):
    server.process.stdin.close()
    assert server.process.wait(PATIENCE) == 0


def test_it_ends_when_it_is_told_to(server):
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(PATIENCE) == 0


@pytest.mark.parametrize("name", ["SIGINT", "SIGHUP"])
def test_what_is_said_to_the_daemon_is_not_for_it(server, name):
    server.process.send_signal(getattr(signal, name))
    assert server.feed().status == 200


def test_it_ends_although_lines_are_open(server):
    with server.line_open() as idle, server.line_open() as busy:
        idle.sendall(b"GET /feeds/")
        busy.sendall(f"GET /feeds/{TOKEN}.ics HTTP/1.1\r\nHost: here\r\n\r\n".encode())
        assert busy.recv(12) == b"HTTP/1.1 200"
        server.process.stdin.close()
        assert server.process.wait(PATIENCE) == 0


def test_after_a_sleep_it_goes_on(server):
    os.kill(server.process.pid, signal.SIGSTOP)
    with server.line_open() as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n")
        Event().wait(2)  # two of its looks, as a machine sleeps
        os.kill(server.process.pid, signal.SIGCONT)
        assert line.recv(12) == b"HTTP/1.1 200"
    assert server.feed().status == 200


def test_it_goes_by_what_the_daemon_accepted_whatever_the_file_says_by_now(folder, store):
    with served(folder, told=True) as server:
        assert server.feed().status == 200


def test_it_answers_each_thing_it_is_told(server):
    for _ in range(2):
        server.tell(Bulletin(at=CLOCK.now()))
        assert server.answers.get(timeout=PATIENCE) == {"heard": True}


def test_a_daemon_that_is_silent_makes_it_unready(server):
    """The silence is of 20 seconds; that they count is in the tests of the page's content."""
    server.tell(Bulletin(at=CLOCK.now()))
    until(lambda: server.ask("/readyz").status == 200)


def test_on_the_address_of_ipv6_it_answers(folder, store):
    import socket

    if not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    with (
        served(folder, listen="[::1]:0") as server,
        socket.create_connection(("::1", server.port), PATIENCE) as line,
    ):
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: [::1]\r\nConnection: close\r\n\r\n")
        assert line.recv(12) == b"HTTP/1.1 200"
