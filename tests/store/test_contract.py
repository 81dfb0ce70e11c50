"""The store keeps the port's promises, on SQLite (in a file, in memory) and on PostgreSQL."""

from collections.abc import Iterator

import pytest
from conformance.state_store import StateStoreContract

from syncer.store import SqlStore, open_store


class TestStore(StateStoreContract):
    """On a file and on a server: `store` of conftest."""


class TestStoreInMemory(StateStoreContract):
    @pytest.fixture
    def store(self) -> Iterator[SqlStore]:
        with open_store("sqlite://") as store:
            yield store
