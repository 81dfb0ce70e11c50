"""Fixtures of the killed daemons."""

import pytest

from tests.chaos.lives import Lives
from tests.google.server import GoogleServer


@pytest.fixture(scope="module")
def server():
    with GoogleServer() as server:
        server.limits.lift()
        yield server


@pytest.fixture(scope="module")
def lives(server):
    made = Lives(SYNCER_GOOGLE_ENDPOINT=server.netloc)
    yield made
    made.close()
