import pytest

from tests.serving import board, event, put_up, served, state_of, subscribe

BETA = "Beta signed off"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def store(folder):
    """The state, with one plan's board and one subscription to it."""
    with state_of(folder) as store:
        put_up(store, board(event(1, BETA), event(2, "Launch"), owners=("Ada", "Ben")))
        subscribe(store)
        yield store


@pytest.fixture(scope="module")
def server(folder, store):
    """One process for all tests of a module; we are its proxy, and may ask for any client."""
    with served(folder, server='proxies = ["127.0.0.1"]') as server:
        yield server
