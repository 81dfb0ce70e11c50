"""
The two processes as they are, for some minutes of real time; off by default, as the other soak.

Thirty plans in files that are saved all the time, subscribers, people who guess, messages that a
sheet changed, a configuration that is read anew. Neither process may grow.
"""

import os
import random
import signal
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from running import Running, eventually

from tests.soak.measures import MB, PAGE, Sample, growth, slope

MINUTES = float(os.environ.get("SOAK_MINUTES", "60")) / 4
PLANS = 30
CONFIG = """\
[service]
state = "sqlite:///var/state.db"
every = "10s"
[server]
listen = "127.0.0.1:0"
public_url = "http://localhost"  # without a token, what others reach is closed
""" + "".join(f'[plan.p{n}]\nsource = "p{n}.csv"\n' for n in range(PLANS))


def save(folder, n, chance):
    """A plan as somebody saves it: in the place of the one before."""
    days = [f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}" for _ in range(8)]
    rows = [f"M-{at:04},Milestone {at},{day}" for at, day in enumerate(days, 1)]
    path = folder / f"p{n}.csv"
    beside = path.with_suffix(".new")
    beside.write_text("\n".join(["ID,Milestone,Due", *rows, ""]), "utf-8")
    beside.replace(path)


def measured(pid, hours):
    place = Path(f"/proc/{pid}")
    memory = int((place / "statm").read_text().split()[1]) * PAGE / MB
    threads, files = len(list((place / "task").iterdir())), len(list((place / "fd").iterdir()))
    return Sample(hours, memory, 0, threads, files)


def fetched(address, path, **headers):
    request = urllib.request.Request(f"{address}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


@pytest.mark.soak
def test_both_processes_stay_as_they_are(tmp_path, capfd, monkeypatch):
    from team import Team

    chance = random.Random(1)
    team = Team(tmp_path, capfd)
    team.configure(CONFIG)
    for n in range(PLANS):
        save(tmp_path, n, chance)
    monkeypatch.chdir(tmp_path)
    plans = [word for n in range(PLANS) for word in ("--plan", f"p{n}")]
    url = team.json("feeds", "create", *plans, "--name", "everybody")["url"]
    path = "/feeds/" + url.rpartition("/feeds/")[2]
    with Running(tmp_path, MALLOC_ARENA_MAX="2") as running:  # as what is in deploy/ starts it
        running.hears()
        eventually(lambda: running.ready()[0] == 200, within=120)
        samples = lived(running, tmp_path, path, chance)
        status, body = fetched(running.address, path)
        running.ends()
    assert (status, body.count(b"BEGIN:VEVENT")) == (200, 8 * PLANS)
    for name, found in samples.items():
        with capfd.disabled():
            print(told(name, found))
        assert growth(found, "threads") <= 0
        assert growth(found, "files") <= 1  # a connection that is just being answered
        assert growth(found, "memory") < 0.05 * found[-1].memory


def lived(running, folder, path, chance):
    """Minutes of a busy office; samples of each process."""
    daemon = running.process.pid
    (server,) = map(int, Path(f"/proc/{daemon}/task/{daemon}/children").read_text().split())
    samples = {"daemon": [], "server": []}
    began = time.monotonic()
    turn = 0
    while (now := time.monotonic()) < began + MINUTES * 60:
        turn += 1
        save(folder, chance.randrange(PLANS), chance)
        for query in ("", "?owner=Ada", f"?as_of=2026-03-{chance.randint(1, 28):02}"):
            fetched(running.address, path + query)
        fetched(running.address, f"/feeds/{chance.randbytes(20).hex()}.ics")
        fetched(running.address, "/metrics")
        fetched(running.address, "/api/plans")
        if turn % 100 == 0:
            running.process.send_signal(signal.SIGHUP)
        for name, pid in (("daemon", daemon), ("server", server)):
            samples[name].append(measured(pid, (now - began) / 3600))
        running.log.clear()
    return samples


def told(name, samples):
    first, last = samples[len(samples) // 2], samples[-1]
    return (
        f"\n{name}: {first.memory:.1f} MB at half time, {last.memory:.1f} MB at the end,"
        f" {slope(samples, 'memory'):+.2f} MB an hour;"
        f" threads: {first.threads} to {last.threads}; files: {first.files} to {last.files}"
    )
