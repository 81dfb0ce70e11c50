"""
The same tests against the loopback Google, always, and against Google itself, when asked to:

    SYNCER_LIVE_CREDENTIALS=key.json .venv/bin/pytest -n 0 -s -m live tests/live

SYNCER_LIVE_SHEET (an address) and SYNCER_LIVE_CALENDAR (an id) name ones to work in, kept for
nothing else, where the account may make none: a service account without a drive of its own, or a
login with few scopes. Everything that is made is deleted again.
"""

import json
import os

import pytest

from tests.google.server import GoogleServer
from tests.live.ground import Ground, laid


def pytest_collection_modifyitems(config, items):
    if "live" in config.option.markexpr:
        return
    off = [item for item in items if item.get_closest_marker("live")]
    config.hook.pytest_deselected(items=off)
    items[:] = [item for item in items if item not in off]


def here(folder, *, given):
    """The loopback Google: what is worked in is made, or *given* by people."""
    server = GoogleServer()
    key = folder / "key.json"
    key.write_text(json.dumps(server.service_key()), "utf-8")
    key.chmod(0o600)
    options = {"credentials": str(key), "endpoint": server.netloc}
    if not given:
        return server, options, "", ""
    return server, options, server.add_book().id, server.add_calendar().id


@pytest.fixture(
    params=["made", "given", pytest.param("google", marks=pytest.mark.live)],
)
def ground(request, tmp_path, monkeypatch):
    """A tab and a calendar to work in, and the product's configuration for them."""
    monkeypatch.delenv("SYNCER_CONFIG", raising=False)
    if request.param == "google":
        key = os.environ.get("SYNCER_LIVE_CREDENTIALS")
        assert key, "needs SYNCER_LIVE_CREDENTIALS, a file of Google credentials"
        address = os.environ.get("SYNCER_LIVE_SHEET", "")
        book = address.partition("/d/")[2].partition("/")[0] or address
        calendar = os.environ.get("SYNCER_LIVE_CALENDAR", "")
        with laid(tmp_path, {"credentials": key}, book, calendar) as made:
            yield made
        return
    server, options, book, calendar = here(tmp_path, given=request.param == "given")
    with server:
        monkeypatch.setenv("SYNCER_GOOGLE_ENDPOINT", server.netloc)
        with laid(tmp_path, options, book, calendar) as made:
            assert isinstance(made, Ground)
            yield made
        assert_clean(server, given=request.param == "given")


def assert_clean(server, *, given):
    """Nothing of a run is left."""
    books = [book for book in server.world.books.values() if not book.deleted]
    calendars = list(server.world.calendars.values())
    assert (len(books), len(calendars)) == ((1, 1) if given else (0, 0))
    assert [tab.title for book in books for tab in book.tabs] == ["Sheet1"] * len(books)
    assert not any(calendar.live() for calendar in calendars)
