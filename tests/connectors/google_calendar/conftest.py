"""A calendar of a Google on loopback, the people in front of it, and ours as a target."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from syncer.ports import CalendarTarget
from tests.connectors.google_calendar.desk import OWNER, Desk
from tests.google.fixtures import key_file, loopback
from tests.google.server import GoogleServer

__all__ = ["loopback"]


class Passing:
    """Seconds of the server's clock that only ever pass, though each test sets it back."""

    def __init__(self, server: GoogleServer) -> None:
        self.server = server
        self.last = self.gone = 0.0

    def now(self) -> float:
        now = self.server.clock.now.timestamp()
        self.gone += max(now - self.last, 0.0)
        self.last = now
        return self.gone

    def wait(self, seconds: float) -> None:
        self.server.clock.advance(seconds)


@pytest.fixture(scope="session")
def passing(loopback: GoogleServer) -> Passing:
    return Passing(loopback)


@pytest.fixture(scope="session")
def key(loopback: GoogleServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all, since a process has one account for it, with its lines and tokens."""
    return key_file(tmp_path_factory.mktemp("google"), loopback.service_key())


@pytest.fixture
def server(loopback: GoogleServer) -> Iterator[GoogleServer]:
    loopback.reset()
    loopback.limits.lift()
    yield loopback
    loopback.check()


@pytest.fixture
def options(server: GoogleServer, key: Path, passing: Passing) -> dict[str, Any]:
    return {
        "credentials": str(key),
        "endpoint": server.netloc,
        "owner": OWNER,
        "wait": passing.wait,
        "now": passing.now,
        "chance": lambda: 0.5,
        "limits": {"calendar.read": 10**9, "calendar.write": 10**9},
    }


@pytest.fixture
def desk(server: GoogleServer, options: dict[str, Any]) -> Desk:
    calendar = server.add_calendar()
    return Desk(
        server,
        calendar,
        server.calendar_people(calendar),
        {**options, "calendar": calendar.id},
    )


@pytest.fixture
def calendar(desk: Desk) -> CalendarTarget:
    return desk.open()
