"""Fixtures of all who talk to the loopback Google: one server, time that is waited for, an account."""

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.google.server import GoogleServer

_NUMBERS = count(1)


class Time:
    """A clock that moves only when somebody waits, and takes Google's along."""

    def __init__(self, server: GoogleServer) -> None:
        self._server = server
        self.now = 1000.0
        self.waited: list[float] = []

    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.waited.append(seconds)
        self._server.clock.advance(seconds)


@pytest.fixture(scope="session")
def loopback() -> Iterator[GoogleServer]:
    """One for all tests of a worker."""
    with GoogleServer() as server:
        yield server


@pytest.fixture
def server(loopback: GoogleServer) -> Iterator[GoogleServer]:
    """The same with nothing in it; every request fitted Google's own description."""
    loopback.reset()
    yield loopback
    loopback.check()


@pytest.fixture
def time(server: GoogleServer) -> Time:
    return Time(server)


def key_file(folder: Path, held: object) -> Path:
    """A file of credentials; another path each time, so another account."""
    path = folder / f"key-{next(_NUMBERS)}.json"
    path.write_text(json.dumps(held), "utf-8")
    path.chmod(0o600)
    return path


def options_with(server: GoogleServer, time: Time, key: Path) -> dict[str, Any]:
    """The options of an account with *key*, as any connector takes them."""
    return {
        "credentials": str(key),
        "endpoint": server.netloc,
        "wait": time.wait,
        "now": lambda: time.now,
        "chance": lambda: 0.5,
    }
