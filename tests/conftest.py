"""What all tests share: the golden files, and modules of checks beside this file."""

import sys
from pathlib import Path

import google.auth  # noqa: F401 - before tests/google can be taken for it
import pytest
from hypothesis import settings

# At the end, so that nothing in here can hide what is under test.
sys.path.append(str(Path(__file__).parent))

# A busy machine is no failure; what must be fast is measured in tests/bench.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="rewrite the golden files; commit them only after reading the difference",
    )


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
