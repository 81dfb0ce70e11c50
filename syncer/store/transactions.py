"""The two ways to speak to a state: to look at one moment of it, and to change it in one step."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from syncer.store.failures import told_as_ours
from syncer.store.place import WRITING, Place


@contextmanager
def reading(place: Place) -> Iterator[Connection]:
    """Several reads of one moment, whoever writes meanwhile."""
    with told_as_ours(place.name), place.engine.connect() as db:
        if db.dialect.name == "postgresql":
            db.execution_options(isolation_level="REPEATABLE READ")
        with db.begin():
            yield db


@contextmanager
def writing(place: Place) -> Iterator[Connection]:
    """One transaction: all of it stands afterwards, or nothing."""
    with told_as_ours(place.name), place.engine.connect() as db:
        db.execution_options(**{WRITING: True})
        with db.begin():
            yield db
