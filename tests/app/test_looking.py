"""The look of the server at its state: what fails there, and who hears of it."""

import json

import pytest

from syncer.app.config import load
from syncer.app.config_tables import ServerTable
from syncer.app.serving import BLIND, Serving
from syncer.domain.bulletin import Bulletin, bulletin_line
from syncer.domain.subscription import digest_of
from syncer.errors import UnavailableError
from tests.serving import CLOCK, TOKEN, board, configure, event, put_up, state_of, subscribe

KEY = bytes.fromhex(digest_of(TOKEN))


class Failing:
    """The state, which fails at one thing."""

    def __init__(self, store):
        self._store, self.error = store, None

    def __getattr__(self, name):
        return getattr(self._store, name)

    def changes(self):
        if self.error is not None:
            raise self.error
        return self._store.changes()


@pytest.fixture
def state(tmp_path):
    with state_of(tmp_path) as store:
        put_up(store, board(event(1, "Beta")))
        subscribe(store)
        yield Failing(store)


@pytest.fixture
def serving(tmp_path, state):
    made = Serving(load(configure(tmp_path)), ServerTable(), state)
    made.take([bulletin_line(Bulletin(at=CLOCK.now()))])
    made.look()
    return made


ERRORS = pytest.mark.parametrize("error", [UnavailableError("it is gone"), RuntimeError("a fault")])


@ERRORS
def test_a_look_that_fails_leaves_the_shelf_and_the_next_goes_on(serving, state, error):
    state.error = error
    serving.look()
    assert KEY in serving.desk.shelf
    state.error = None
    state.revoke_subscription("Ada", CLOCK.now())
    serving.look()
    assert KEY not in serving.desk.shelf


@ERRORS
def test_a_server_that_sees_nothing_for_long_is_not_ready(serving, state, error, caplog):
    state.error = error
    for _ in range(BLIND - 1):
        serving.look()
    assert serving.ready(whole=True).status == 200
    serving.look()
    document = serving.ready(whole=True)
    assert document.status == 503
    assert [one["what"] for one in json.loads(document.octets)["red"]] == ["feeds"]
    assert len(caplog.records) == 1
    state.error = None
    serving.look()
    assert serving.ready(whole=True).status == 200


def test_one_damaged_subscription_keeps_no_other_alive(serving, state):
    subscribe(state, "bob", name="Bob")
    serving.look()
    with state.place.engine.connect() as db, db.begin():
        db.exec_driver_sql("UPDATE subscriptions SET scope='{' WHERE name='Bob'")
    state.revoke_subscription("Ada", CLOCK.now())
    serving.look()
    assert serving.desk.shelf == {}
