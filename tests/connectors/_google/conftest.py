"""An account of its own for each test, at one loopback Google."""

import pytest

from connectors._google.account import account_of
from tests.google.fixtures import key_file, loopback, options_with, server, time

__all__ = ["loopback", "server", "time"]


@pytest.fixture
def google(server):
    return server


@pytest.fixture
def options_for(google, time, tmp_path):
    """The options of an account with the given key or login."""
    return lambda held: options_with(google, time, key_file(tmp_path, held))


@pytest.fixture
def options(google, options_for):
    return options_for(google.service_key())


@pytest.fixture
def account(options):
    return account_of(options)
