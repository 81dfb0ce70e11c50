"""`syncer run` as people run it: a process, its signals, its workbooks, its log."""

import os
import signal
import socket
import subprocess
from pathlib import Path
from statistics import median
from time import monotonic

import pytest
from running import Running, eventually

SERVED = """\
[service]
state = "sqlite:///var/state.db"
every = "10s"
{service}
[server]
listen = "127.0.0.1:0"
[plan.apollo]
title = "Apollo"
source = "plan.xlsx"
[[plan.apollo.publish]]
to = "ics"
path = "public/apollo.ics"
"""
ALONE = SERVED.replace('[server]\nlisten = "127.0.0.1:0"\n', "")


@pytest.fixture
def start(team):
    """Call it to start a daemon in the team's folder; all are ended with the test."""
    held = []

    def started(text=SERVED, service="", **variables):
        team.configure(text.format(service=service))
        running = Running(team.folder, **variables)
        held.append(running)
        return running.__enter__()

    yield started
    for running in held:
        running.__exit__(None, None, None)


def test_what_is_saved_is_synced_within_two_seconds(start, team):
    running = start(ALONE)
    running.says("apollo: ")

    def seconds(n):
        team.type_in("C3", f"Prototype shown to {n} users")
        begun = monotonic()
        running.says("updated")
        assert f"Prototype shown to {n} users" in team.feed.read_text("utf-8")
        return monotonic() - begun

    assert median(map(seconds, range(3))) < 2


def test_it_says_what_it_watches_where_it_serves_and_each_change_once(start, team):
    running = start().hears()
    running.says("created")
    status, _ = running.get("/healthz")
    assert status == 200
    cycles = running.counter("syncer_cycles_total")
    eventually(lambda: running.counter("syncer_cycles_total") > cycles + 1)
    running.ends()
    first, *rest = running.log
    assert first == "watching 1 plan: apollo"
    assert sorted(line.split()[0] for line in rest) == ["apollo:", "serving", "stopping"]


def test_its_own_results_do_not_make_it_run_in_circles(start, team):
    running = start().hears()
    running.says("cells written")
    eventually(lambda: running.ready()[0] == 200)
    begun, before = monotonic(), running.counter("syncer_cycles_total")
    eventually(lambda: running.counter("syncer_cycles_total") >= before + 4)
    assert monotonic() - begun > 8  # its rhythm, and at most twice for what it wrote


@pytest.mark.parametrize("lock", ["~$plan.xlsx", ".~lock.plan.xlsx#"])
def test_a_workbook_that_somebody_has_open_is_synced_as_soon_as_it_is_closed(start, team, lock):
    (team.folder / lock).write_bytes(b"Ana,ana,laptop")
    running = start(ALONE)
    running.says("open in")
    team.type_in("C3", "Saved while it is open")
    running.says("updated")
    (team.folder / lock).unlink()
    running.says("cells written")
    running.ends()
    assert sum("open in" in line for line in running.log) == 1


def test_sigterm_ends_it_within_ten_seconds_and_the_next_one_goes_on(start, team):
    running = start()
    running.hears()
    assert running.ends() < 10
    assert "stopping" in running.log
    with pytest.raises(OSError, match="refused"):
        running.get("/healthz")
    again = start()
    again.hears()
    eventually(lambda: again.ready()[0] == 200)
    assert again.ends(signal.SIGINT) < 10
    assert "apollo:" not in "".join(again.log)


def test_a_second_daemon_on_the_same_state_is_refused(start, team):
    running = start(ALONE)
    running.says("watching")
    team.syncer("run", code=4)
    assert f"process {running.process.pid}, since 20" in team.err
    assert "another `syncer run`" in team.err
    running.ends()


def test_a_sync_by_hand_goes_on_beside_it(start, team):
    running = start(ALONE)
    running.says("apollo: ")
    eventually(lambda: "nothing changed" in team.syncer("sync"))
    running.ends()


def test_sighup_brings_a_new_configuration_into_force(start, team):
    running = start()
    running.hears()
    running.says("apollo: ")
    (team.folder / "other.xlsx").write_bytes(team.workbook.read_bytes())
    config = (team.folder / "config.toml").read_text("utf-8")
    team.configure(config + '[plan.gemini]\nsource = "other.xlsx"\n')
    running.process.send_signal(signal.SIGHUP)
    running.says("watching 2 plans: apollo, gemini")
    running.hears()
    eventually(lambda: {one["plan"] for one in running.ready()[1]["plans"]} == {"apollo", "gemini"})
    eventually(lambda: running.ready()[0] == 200)
    running.ends()
    assert not [line for line in running.log if "apollo" in line and "written" in line][1:]


def test_a_bad_configuration_is_refused_with_its_reasons_and_the_old_one_stays(start, team):
    running = start(ALONE)
    running.says("apollo: ")
    team.configure(ALONE.format(service="worker = 3") + "[plan.gemini]\n")
    running.process.send_signal(signal.SIGHUP)
    said = running.says("refused")
    assert "did you mean 'workers'?" in said
    assert "[plan.gemini] source: is missing" in said
    team.type_in("C3", "Still in force")
    running.says("updated")
    team.configure(ALONE.format(service="workers = 3"))
    running.process.send_signal(signal.SIGHUP)
    running.says("read anew")
    team.configure(ALONE.format(service="").replace("state.db", "other.db"))
    running.process.send_signal(signal.SIGHUP)
    assert "stop syncer, then start it" in running.says("refused")
    running.ends()


def test_a_process_that_stood_still_goes_on_at_once_and_makes_up_for_nothing(start, team):
    running = start().hears()
    eventually(lambda: running.ready()[0] == 200)
    before = running.counter("syncer_cycles_total")
    os.killpg(running.process.pid, signal.SIGSTOP)
    team.type_in("C3", "Changed while it slept")
    with pytest.raises(subprocess.TimeoutExpired):
        running.process.wait(21)  # more than two intervals
    os.killpg(running.process.pid, signal.SIGCONT)
    running.says("updated")
    eventually(lambda: running.ready()[0] == 200)
    assert running.counter("syncer_cycles_total") <= before + 4


def test_systemd_is_told_when_it_is_ready_reloads_and_stops(start, team):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(team.folder / "notify"))
        line.settimeout(30)
        running = start(ALONE, NOTIFY_SOCKET=str(team.folder / "notify"), WATCHDOG_USEC="900000")

        def heard(what):
            while True:
                said = line.recv(4096).decode()
                if said.startswith(what):
                    return said

        assert heard("READY") == "READY=1\nSTATUS=1 plan"
        heard("WATCHDOG=1")
        running.process.send_signal(signal.SIGHUP)
        heard("RELOADING=1\nMONOTONIC_USEC=")
        heard("READY=1")
        running.process.send_signal(signal.SIGTERM)
        heard("STOPPING=1")


def test_the_server_is_started_again_when_it_dies_and_ends_with_the_daemon(start, team):
    running = start().hears()
    first = children(running.process.pid)
    os.kill(*first, signal.SIGKILL)
    running.says("the server ended with -9; it is started again")
    running.hears()
    eventually(lambda: running.get("/healthz")[0] == 200)
    (second,) = children(running.process.pid)
    assert [second] != first
    running.process.kill()
    running.process.wait()
    eventually(lambda: is_gone(second))


def is_gone(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8")
    except FileNotFoundError:
        return True
    return state.rpartition(")")[2].split()[0] == "Z"  # nobody has asked yet how it ended


def children(pid):
    command = ["ps", "-o", "pid=", "--ppid", str(pid)]
    listed = subprocess.run(command, check=True, capture_output=True, text=True)
    return [int(word) for word in listed.stdout.split()]
