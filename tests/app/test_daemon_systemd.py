"""What systemd is told, on a socket as its own is."""

import os
import socket

import pytest

from syncer.app.daemon_systemd import Systemd, systemd


@pytest.fixture
def heard(tmp_path):
    """systemd's end of the socket: call it for the next message."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(tmp_path / "notify"))
        line.settimeout(30)

        def message():
            return line.recv(4096).decode()

        message.address = str(tmp_path / "notify")
        yield message


def test_it_says_when_it_is_ready_reloads_and_stops(heard):
    told = Systemd(heard.address)
    told.ready("3 plans")
    told.reloading()
    told.status("3 plans, 1 failing")
    told.stopping()
    assert heard() == "READY=1\nSTATUS=3 plans"
    reloading, stamp = heard().split("\n")
    assert reloading == "RELOADING=1"
    assert int(stamp.removeprefix("MONOTONIC_USEC=")) > 0
    assert heard() == "STATUS=3 plans, 1 failing"
    assert heard() == "STOPPING=1"


def test_the_watchdog_is_fed_three_times_in_the_time_it_waits(heard):
    told = Systemd(heard.address, watchdog="30000000")
    for second in range(31):
        told.feed(float(second))
    told.stopping()
    assert [heard() for _ in range(5)] == ["WATCHDOG=1"] * 4 + ["STOPPING=1"]


def test_without_a_watchdog_nothing_is_fed(heard):
    told = Systemd(heard.address)
    told.feed(1.0)
    told.stopping()
    assert heard() == "STOPPING=1"


def test_an_abstract_socket_is_one(tmp_path):
    name = f"syncer-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind("\0" + name)
        Systemd(f"@{name}").stopping()
        assert line.recv(100) == b"STOPPING=1"


def test_where_nobody_listens_nothing_happens(tmp_path):
    Systemd("").ready("")
    Systemd(str(tmp_path / "gone")).ready("")


def test_what_systemd_gave_is_for_this_process_alone(heard, monkeypatch):
    monkeypatch.setenv("NOTIFY_SOCKET", heard.address)
    monkeypatch.setenv("WATCHDOG_USEC", "3000000")
    monkeypatch.setenv("WATCHDOG_PID", str(os.getpid()))
    told = systemd()
    assert told.pause == 1.0
    assert not {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"} & set(os.environ)
    monkeypatch.setenv("WATCHDOG_USEC", "3000000")
    monkeypatch.setenv("WATCHDOG_PID", "1")
    assert systemd().pause == 0.0
