"""The real server process on a free port of this machine, over a state with made-up boards."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPConnection, HTTPResponse
from itertools import count
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from syncer.app.clock import SystemClock
from syncer.domain.board import Board, Facts
from syncer.domain.bulletin import Bulletin, bulletin_line
from syncer.domain.events import Event, Revision
from syncer.domain.plan import Kind
from syncer.domain.setup import Only
from syncer.domain.subscription import Subscription, digest_of
from syncer.store import SqlStore, open_store

DAY = date(2026, 3, 2)
MADE = datetime(2026, 3, 2, 12, tzinfo=UTC)
TOKEN = "Q7vJm3xkT1o9WcYbZ5nRhU2pLs8dEgAf4iXe6tKwB0M"
EVERY_KIND = Only(kind=frozenset())
CONFIG = """\
[service]
state = "sqlite:///state.db"
[server]
listen = "{listen}"
public_url = "{public}"
{server}
[plan.apollo]
title = "Apollo"
source = "plan.xlsx"
{plan}
"""
PUBLIC = "https://milestones.example.org"
CLOCK = SystemClock(ZoneInfo("UTC"))
_numbers = count()
PATIENCE = 60.0
"""Seconds after which something that a test waits for counts as never happening."""


def event(n: int, summary: str, *, day: date = DAY, sequence: int = 0) -> Revision:
    stamp = MADE + timedelta(seconds=sequence)
    return Revision(Event(uid=f"M-{n:04}@abc", day=day, summary=summary), sequence, MADE, stamp)


def board(
    *revisions: Revision, owners: tuple[str, ...] = (), plan: str = "apollo", day: date = DAY
) -> Board:
    """A board of milestones, the owner of each in turn from *owners*."""
    facts = {
        one.event.uid: Facts(Kind.MILESTONE, owners=(owners[n],) if n < len(owners) else ())
        for n, one in enumerate(revisions)
    }
    made = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    document = json.dumps({"plan": plan, "items": []}).encode()
    return Board(
        plan=plan, title=plan.title(), day=day, made=made, revisions=revisions, facts=facts,
        document=document,
    )  # fmt: skip


def put_up(store: SqlStore, new: Board) -> None:
    """What a cycle does."""
    before = store.begin(new.plan)
    store.commit(new.plan, before, before, new)


def subscribe(store: SqlStore, token: str = TOKEN, **given: Any) -> Subscription:
    asked = {"name": "Ada", "plans": ("apollo",), "only": EVERY_KIND, "created": MADE, **given}
    new = Subscription(digest=digest_of(token), **asked)
    assert store.add_subscription(new, DAY)
    return new


class Answered(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Served:
    """The process, and what the daemon sees of it."""

    def __init__(self, log: Path, process: "subprocess.Popen[bytes]") -> None:
        self._log, self.process = log, process
        self.lines: SimpleQueue[dict[str, Any]] = SimpleQueue()
        self.answers: SimpleQueue[dict[str, Any]] = SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()
        self.port = int(self.line()["listening"].rpartition(":")[2])

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            said = json.loads(line)
            (self.answers if said == {"heard": True} else self.lines).put(said)

    def line(self, seconds: float = PATIENCE) -> dict[str, Any]:
        """The next thing that it says to the daemon."""
        try:
            return self.lines.get(timeout=seconds)
        except Empty:
            raise AssertionError(f"it said nothing; its log:\n{self.log}") from None

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8")

    def tell(self, bulletin: Bulletin) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(bulletin_line(bulletin))
        self.process.stdin.flush()

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> Answered:
        """One request on a line of its own; in names of *headers* `_` stands for `-`."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            line.request(method, path, body, named)
            return answered(line.getresponse())
        finally:
            line.close()

    def feed(self, token: str = TOKEN, query: str = "", method: str = "GET", **headers: str) -> Any:
        return self.ask(f"/feeds/{token}.ics{query}", method, **headers)

    def say(self, octets: bytes, seconds: float = PATIENCE) -> bytes:
        """Send *octets* as they are; all that comes back until the line ends."""
        with self.line_open() as line:
            line.settimeout(seconds)
            line.sendall(octets)
            return rest_of(line)

    @contextmanager
    def line_open(self) -> Iterator[socket.socket]:
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE) as line:
            yield line


def answered(response: HTTPResponse) -> Answered:
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answered(response.status, headers, response.read())


def rest_of(line: socket.socket) -> bytes:
    found = b""
    try:
        while piece := line.recv(65536):
            found += piece
    except (TimeoutError, ConnectionResetError):
        pass
    return found


def until(met: Any, seconds: float = PATIENCE) -> Any:
    """Ask *met* again and again until it says something true; return that."""
    end = time.monotonic() + seconds
    while not (found := met()):
        assert time.monotonic() < end, "it never came"
        threading.Event().wait(0.02)
    return found


def configure(
    folder: Path,
    *,
    server: str = "",
    plan: str = "",
    listen: str = "127.0.0.1:0",
    public: str = PUBLIC,
) -> Path:
    path = folder / "config.toml"
    text = CONFIG.format(server=server, plan=plan, listen=listen, public=public)
    path.write_text(text, "utf-8")
    return path


def state_of(folder: Path) -> SqlStore:
    return open_store(f"sqlite:///{folder / 'state.db'}")


@contextmanager
def served(
    folder: Path,
    *,
    server: str = "",
    plan: str = "",
    listen: str = "127.0.0.1:0",
    public: str = PUBLIC,
    told: bool = False,
    **env: str,
) -> Iterator[Served]:
    """
    Start it in *folder*, with more for its configuration; end it as the daemon does.

    Where it is *told* its configuration, what stands in the file is nonsense by then.
    """
    config = configure(folder, server=server, plan=plan, listen=listen, public=public)
    path = folder / f"log-{next(_numbers)}"
    pipe = subprocess.PIPE
    command = [sys.executable, "-m", "syncer.app.serving", str(config), *["-"] * told]
    first = json.dumps(config.read_text("utf-8")).encode() + b"\n" if told else b""
    if told:
        config.write_text("= nonsense", "utf-8")
    with (
        path.open("wb") as log,
        subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=log, env={**os.environ, **env}
        ) as process,
    ):
        try:
            process.stdin.write(first)
            process.stdin.flush()
            yield Served(path, process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            try:
                process.wait(PATIENCE)
            finally:
                process.kill()
