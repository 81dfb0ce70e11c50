"""Fixtures of the acceptance tests."""

import pytest
from team import Team


@pytest.fixture
def team(tmp_path, monkeypatch, capfd):
    """A team's folder, and we in it; nobody's configuration or terminal gets into the test."""
    for name in ("SYNCER_CONFIG", "COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return Team(tmp_path, capfd)
