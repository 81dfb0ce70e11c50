"""A calendar of a Google on loopback, the people in front of it, and ours as a target."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from syncer.ports import CalendarTarget
from tests.connectors.google_calendar.desk import OWNER, Desk
from tests.google.server import GoogleServer


@pytest.fixture(scope="session")
def google() -> Iterator[GoogleServer]:
    with GoogleServer() as server:
        yield server


@pytest.fixture
def key(google: GoogleServer, tmp_path: Path) -> Path:
    path = tmp_path / "key.json"
    path.write_text(json.dumps(google.service_key()), "utf-8")
    path.chmod(0o600)
    return path


@pytest.fixture
def server(google: GoogleServer) -> Iterator[GoogleServer]:
    google.reset()
    google.limits.lift()
    yield google
    google.check()


@pytest.fixture
def options(server: GoogleServer, key: Path) -> dict[str, Any]:
    def now() -> float:
        return server.clock.now.timestamp()

    return {
        "credentials": str(key),
        "endpoint": server.netloc,
        "owner": OWNER,
        "wait": server.clock.advance,
        "now": now,
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
