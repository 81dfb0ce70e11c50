"""One loopback Google for a module's tests, each with an empty world and an account of its own."""

import json
from itertools import count

import pytest

from connectors._google.account import account_of
from tests.google.server import GoogleServer

NUMBERS = count(1)


class Time:
    """A clock that moves only when somebody waits, and takes Google's along."""

    def __init__(self, server):
        self._server = server
        self.now = 1000.0
        self.waited = []

    def wait(self, seconds):
        self.now += seconds
        self.waited.append(seconds)
        self._server.clock.advance(seconds)


@pytest.fixture(scope="module")
def _google():
    with GoogleServer() as server:
        yield server


@pytest.fixture
def google(_google):
    _google.reset()
    yield _google
    _google.check()


@pytest.fixture
def time(google):
    return Time(google)


@pytest.fixture
def options_for(google, time, tmp_path):
    """The options of an account with the given key or login, as any connector takes them."""

    def made(held):
        # Another path each time, so another account.
        path = tmp_path / f"key-{next(NUMBERS)}.json"
        path.write_text(json.dumps(held))
        path.chmod(0o600)
        return {
            "credentials": str(path),
            "endpoint": google.netloc,
            "wait": time.wait,
            "now": lambda: time.now,
            "chance": lambda: 0.5,
        }

    return made


@pytest.fixture
def options(google, options_for):
    return options_for(google.service_key())


@pytest.fixture
def account(options):
    return account_of(options)
