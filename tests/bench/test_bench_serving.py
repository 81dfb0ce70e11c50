"""The server beside nginx with the same feed as a file, and what an edit costs to serve."""

import gc
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterable
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from statistics import mean, median
from time import process_time
from typing import NamedTuple

import pytest

from connectors.ics_feed import FeedFile, open_feed
from syncer.app.shelving import Shelving
from syncer.app.wiring import feed_renderer
from syncer.domain.events import Feed, Revision
from syncer.web.answers import prepared
from tests.serving import (
    CLOCK,
    DAY,
    MADE,
    TOKEN,
    board,
    event,
    put_up,
    served,
    state_of,
    subscribe,
    until,
)

CONNECTIONS = 32
SECONDS = 2
ROUNDS = 5
FLOOR = 0.4
EVENTS = 10_000
CANNOT = "needs nginx, wrk and taskset, and two cores: one for a server and one for who asks"

NGINX = """\
{user} worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/errors;
events {{ worker_connections 8192; }}
http {{
    access_log off; sendfile on; tcp_nopush on; gzip_static on; keepalive_requests 10000000;
    open_file_cache max=100 inactive=60s;
    types {{ text/calendar ics; }}
    client_body_temp_path {folder}/1; proxy_temp_path {folder}/2; fastcgi_temp_path {folder}/3;
    uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;
    server {{
        listen 127.0.0.1:{port} backlog=4096; root {folder};
        add_header Cache-Control "private, no-cache"; add_header Referrer-Policy no-referrer;
        add_header X-Robots-Tag "noindex, nofollow"; add_header X-Content-Type-Options nosniff;
    }}
}}
"""


class Rate(NamedTuple):
    """
    What wrk saw of a server.

    Attributes:
        a_second: Requests answered in a second of the clock.
        a_cpu_second: And in one of the server's own work: another process cannot take from it.
        bad: Answers that were errors, and connections that failed.
    """

    a_second: float
    a_cpu_second: float
    bad: str


class Asked(NamedTuple):
    """A server as wrk asks it: where, with which tag, and whose work is counted."""

    port: int
    tag: str
    process: int

    def rate(self, *, unchanged: bool, connections: int = CONNECTIONS) -> Rate:
        wish = ["-H", f"If-None-Match: {self.tag}"] if unchanged else []
        address = f"http://127.0.0.1:{self.port}/feeds/{TOKEN}.ics"
        before = work_of(self.process)
        said = subprocess.run(
            ["taskset", "-c", "1", "wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s",
             "-H", "Accept-Encoding: gzip", *wish, address],
            capture_output=True, check=True, text=True,
        ).stdout  # fmt: skip
        work = work_of(self.process) - before
        (requests,) = re.findall(r"(\d+) requests in", said)
        (rate,) = re.findall(r"Requests/sec:\s*([\d.]+)", said)
        bad = " ".join(re.findall(r"(?:Non-2xx|Socket errors).*", said))
        return Rate(float(rate), int(requests) / max(work, 0.01), bad)


def work_of(process: int) -> float:
    """Seconds that a process has worked."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def one_core(core: int):
    """What is started meanwhile stays on *core*."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def tag_at(port: int) -> str:
    """The tag of the packed feed there."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as line:
        line.request("GET", f"/feeds/{TOKEN}.ics", headers={"Accept-Encoding": "gzip"})
        response = line.getresponse()
        response.read()
    assert response.headers["Content-Encoding"] == "gzip"
    return str(response.headers["ETag"])


@contextmanager
def nginx(folder: Path, port: int):
    # Else it would be somebody who may not look into a folder of the tests.
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port, user=user))
    with (
        one_core(0),
        subprocess.Popen(["nginx", "-c", folder / "nginx.conf"], stderr=subprocess.DEVNULL) as made,
    ):
        try:
            children = Path(f"/proc/{made.pid}/task/{made.pid}/children")
            until(children.read_text)
            worker = int(children.read_text().split()[0])
            until((folder / "pid").exists)
            yield Asked(port, tag_at(port), worker)
        finally:
            made.terminate()


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """Our server and nginx, each alone on the first core while it is asked."""
    if not all(map(shutil.which, ("nginx", "wrk", "taskset"))) or (os.cpu_count() or 1) < 2:
        pytest.skip(CANNOT)
    folder = tmp_path_factory.mktemp("serving")
    revisions = [wordy(n) for n in range(145)]
    with state_of(folder) as store:
        put_up(store, board(*revisions))
        subscribe(store)
    with ExitStack() as stack:
        with one_core(0):
            server = stack.enter_context(served(folder))
        answer = server.feed()
        files = folder / "feeds"
        files.mkdir()
        (files / f"{TOKEN}.ics").write_bytes(answer.body)
        (packed,) = prepared((answer.body,), MADE).packed.octets
        (files / f"{TOKEN}.ics.gz").write_bytes(packed)
        print(f"\nfeed: {len(answer.body)} octets, packed {len(packed)}")
        beside = stack.enter_context(nginx(folder, free_port()))
        yield Asked(server.port, tag_at(server.port), server.process.pid), beside


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def wordy(n: int) -> Revision:
    """An event as large as ours are; no two of them pack alike."""
    told = sha256(str(n).encode()).hexdigest()
    made = event(n, f"Milestone {n}, {told[:12]}", day=DAY + timedelta(n % 700))
    lines = (
        f"On track, Green\nOwner: {told[12:20]} {told[20:30]}\nDue: {made.event.day}\n"
        f"Baseline: {made.event.day}\nWhy: {told[30:]} is done before it.\n"
        f"From: plan.xlsx, tab Plan, ID {told[:6]}"
    )
    whole = replace(
        made.event,
        description=lines,
        categories=("Design", "Green", "Milestone"),
        reminders=(14, 1),
    )
    return made._replace(event=whole)


def in_order(revisions: Iterable[Revision]) -> list[Revision]:
    """As they stand in a feed."""
    return sorted(revisions, key=lambda one: (one.event.day, one.event.uid))


def moved_on(old: Revision) -> Revision:
    """The same event on the same day, told otherwise."""
    told = f"{old.event.description}\nNow: under way"
    return old._replace(sequence=old.sequence + 1, event=replace(old.event, description=told))


@pytest.mark.bench
@pytest.mark.parametrize("unchanged", [True, False], ids=["304", "gzip"])
def test_a_feed_is_served_at_two_fifths_of_nginx(both, unchanged, record_property):
    """The best of some rounds each, in turn: a machine that does something else is only slower."""
    rounds = [[one.rate(unchanged=unchanged) for one in both] for _ in range(ROUNDS)]
    ours, theirs = (max(pair[n].a_second for pair in rounds) for n in (0, 1))
    work = [median(pair[n].a_cpu_second for pair in rounds) for n in (0, 1)]
    record_property("ratio", ours / theirs)
    print(f"\nours {ours:,.0f}/s, nginx {theirs:,.0f}/s: {ours / theirs:.2f}")
    print(f"for a second of work {work[0]:,.0f} and {work[1]:,.0f}: {work[0] / work[1]:.2f}")
    assert ours >= FLOOR * theirs
    assert {pair[0].bad for pair in rounds} == {""}


@pytest.mark.bench
@pytest.mark.parametrize("unchanged", [True, False], ids=["304", "gzip"])
def test_ten_times_the_connections_get_no_error(both, unchanged):
    found = both[0].rate(unchanged=unchanged, connections=10 * CONNECTIONS)
    print(f"\n{10 * CONNECTIONS} connections: {found.a_second:,.0f}/s {found.bad}")
    assert found.bad == ""


@contextmanager
def quiet():
    """No garbage is collected meanwhile: when that falls due is chance."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def seconds(act) -> float:
    with quiet():
        began = process_time()
        act()
        return process_time() - began


def of_the_first(revisions: list[Revision], first, again) -> float:
    """
    What *again* takes of what *first* took, with one of *revisions* changed between.

    Wherever it stands: the mean of some places. The best of each, and of some first times, as a
    machine that does something else is only slower.
    """
    took = min(seconds(act) for act in first)
    places: dict[int, list[float]] = {n: [] for n in range(0, EVENTS, EVENTS // 10)}
    for n in [*places] * 3:
        revisions[n] = moved_on(revisions[n])
        places[n].append(again())
    ratio = mean(map(min, places.values())) / took
    print(f"\nfirst {took:.3f} s, then {ratio * took * 1000:.1f} ms: {ratio:.2%}")
    return ratio


@pytest.mark.bench
def test_an_edit_of_ten_thousand_costs_the_shelf_little(tmp_path, record_property):
    """From the state to the octets that are sent, with one event of 10,000 changed."""
    revisions = in_order(wordy(n) for n in range(EVENTS))
    with state_of(tmp_path) as store:
        subscribe(store)
        put_up(store, board(*revisions))
        shelves = [Shelving(store, feed_renderer(), CLOCK) for _ in range(3)]

        def again() -> float:
            put_up(store, board(*revisions))
            return seconds(shelves[0].refresh)

        ratio = of_the_first(revisions, [shelf.refresh for shelf in shelves], again)
    record_property("ratio", ratio)
    assert ratio < 0.02


@pytest.mark.bench
def test_an_edit_of_ten_thousand_costs_the_file_little(tmp_path, record_property):
    """The same for a feed in a file, all of which is written anew."""
    revisions = in_order(wordy(n) for n in range(EVENTS))
    files = [open_feed(str(tmp_path / f"{n}.ics"), {}) for n in range(3)]

    def publish(file: FeedFile) -> None:
        file.publish(Feed(title="Large", revisions=tuple(revisions)))

    first, *others = (partial(publish, file) for file in files)
    ratio = of_the_first(revisions, [first, *others], lambda: seconds(first))
    record_property("ratio", ratio)
    assert ratio < 0.02
    unfolded = (tmp_path / "0.ics").read_bytes().replace(b"\r\n ", b"")
    assert unfolded.count(b"Now: under way") == 30
