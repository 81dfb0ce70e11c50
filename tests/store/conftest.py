"""Every test that takes `url` runs on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pytest
from conformance.state_store import FULL, remember
from postgres import Server, postgres  # noqa: F401 - a fixture is used by its name

from syncer.store import SqlStore, open_store

KINDS = ("sqlite", "postgresql")


class Opener(Protocol):
    """Opens the state of one test, as often as it likes, as other processes would."""

    def __call__(self, *, wait: float = 5.0) -> SqlStore: ...


@pytest.fixture(scope="session")
def template(postgres: Server) -> str:  # noqa: F811
    """A database with our tables, from which the others are copied."""
    name = postgres.create()
    open_store(postgres.url(name)).close()
    return name


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a new state with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'var' / 'syncer.db'}"
        return
    server: Server = request.getfixturevalue("postgres")
    name = server.create(request.getfixturevalue("template"))
    yield server.url(name)
    server.drop(name)


@pytest.fixture(params=KINDS)
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'syncer.db'}"
        return
    server: Server = request.getfixturevalue("postgres")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def open_it(url: str) -> Iterator[Opener]:
    """Opens the state at `url`; all of them are closed at the end."""
    with ExitStack() as stack:
        yield lambda *, wait=5.0: stack.enter_context(open_store(url, wait=wait))


@pytest.fixture
def store(open_it: Opener) -> SqlStore:
    return open_it()


@pytest.fixture
def full(store: SqlStore) -> SqlStore:
    """A state with two plans of which all is known."""
    remember(store, FULL)
    remember(store, replace(FULL, instance="other"), plan="gemini")
    return store


@pytest.fixture
def other(bare_url: str) -> Iterator[SqlStore]:
    """Another state, of either kind, with nothing in it."""
    with open_store(bare_url) as store:
        yield store
