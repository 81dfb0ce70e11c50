"""What all tests share: the golden files, modules of checks beside this file, and their order."""

import gc
import sys
from pathlib import Path

import google.auth  # noqa: F401 - before tests/google can be taken for it
import pytest
from hypothesis import settings

HERE = Path(__file__).parent
# At the end, so that nothing in here can hide what is under test.
sys.path.append(str(HERE))

# A busy machine is no failure; what must be fast is measured in tests/bench.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

# Whatever is made while thousands of tests are collected stays to the end. To look through it for
# garbage again and again would be a third of the time of that, and a good part of all the rest.
gc.disable()

FIRST = (
    "chaos/",
    "acceptance/test_run",
    "store/",
    "connectors/google_sheet/test_large.py",
    "fuzz/",
    "acceptance/test_readme.py",
    "acceptance/test_look.py",
    "readers/",
    "simulation/",
)
"""What takes longest: it begins first, so that no worker is still at it when all else is done."""
TOGETHER = (
    "acceptance/test_run",  # they wait for a daemon's rhythm, beside others who work
    "store/",  # they share a PostgreSQL
    "chaos/",
    "readers/",
    "acceptance/test_example.py",
    "acceptance/test_google.py",
    "acceptance/test_google_setup.py",
    "acceptance/test_look.py",
    "acceptance/test_readme.py",
    "deploy/test_nginx.py",
    "web/test_feed_over_http.py",
    "web/test_hooks_over_http.py",
    "web/test_hostile_requests.py",
    "web/test_pages_over_http.py",
    "web/test_server_process.py",
)
"""Whose tests one worker runs, for they share what is dear to make."""


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="rewrite the golden files; commit them only after reading the difference",
    )


def pytest_collection_modifyitems(items):
    places = {place: rank for rank, place in enumerate(FIRST)}
    items.sort(key=lambda item: places.get(_listed(item.nodeid, FIRST), len(FIRST)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """With `-n 3` the tests begin in their order; each next one goes to whoever is free."""
    from xdist.scheduler import LoadScopeScheduling

    class Abreast(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return _listed(nodeid, TOGETHER) or nodeid

    config.option.loadscopereorder = False
    return Abreast(config, log)


def pytest_collection_finish():
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(20_000, 20, 20)


def _listed(nodeid, places):
    """Which of *places*, folders and beginnings of names, the test stands in; empty for none."""
    path = nodeid.removeprefix("tests/")
    return next((place for place in places if path.startswith(place)), "")


@pytest.fixture
def golden(request):
    """Call it with a file and the octets it must hold."""

    def compare(path, octets):
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(octets)
        assert path.exists(), f"{path.name} is missing: run pytest --update-golden, and read it"
        assert octets == path.read_bytes(), f"{path.name} differs; --update-golden rewrites it"

    return compare
