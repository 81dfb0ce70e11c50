"""One loopback Google for all tests of a worker; every test begins with an empty world."""

import gspread
import pytest

from tests.google import clients
from tests.google.fixtures import loopback, server

__all__ = ["loopback", "server"]


@pytest.fixture
def book(server):
    return server.add_book()


@pytest.fixture
def people(server, book):
    return server.people(book)


@pytest.fixture
def sheets(server):
    """gspread's own client, unmodified."""
    session = clients.session(server)
    client = gspread.HTTPClient(None, session=session)
    client.set_timeout(30)
    yield client
    session.close()


@pytest.fixture
def calendar(server):
    return server.add_calendar()


@pytest.fixture
def transport(server):
    http = clients.authorized_http(server)
    yield http
    http.close()


@pytest.fixture
def events(calendar, transport):
    """google-api-python-client's events resource, unmodified."""
    return clients.service_over(transport, "calendar").events()


@pytest.fixture
def cal(calendar, transport):
    return clients.service_over(transport, "calendar")


@pytest.fixture
def drive(server, transport):
    return clients.service_over(transport, "drive")
