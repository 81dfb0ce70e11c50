"""Fixtures of the acceptance tests."""

import pytest
from team import Team

from tests.google.server import GoogleServer


@pytest.fixture
def team(tmp_path, monkeypatch, capfd):
    """A team's folder, and we in it; nobody's configuration or terminal gets into the test."""
    for name in ("SYNCER_CONFIG", "COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return Team(tmp_path, capfd)


@pytest.fixture(scope="module")
def google():
    """A Google on loopback, one for a module's tests."""
    with GoogleServer() as server:
        yield server


@pytest.fixture
def server(google, monkeypatch):
    """The same, with nothing in it, and the one that `syncer` talks to."""
    from connectors._google import account

    google.reset()
    monkeypatch.setenv("SYNCER_GOOGLE_ENDPOINT", google.netloc)
    yield google
    for one in account._accounts.values():
        one.drop_lines()
    google.check()
