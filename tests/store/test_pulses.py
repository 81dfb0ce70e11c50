"""What the daemon says of its plans is seen by other processes."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from syncer.domain.pulse import Pulse, failed
from syncer.errors import SourceError
from syncer.store import tables
from syncer.store.place import WRITING

NOW = datetime(2026, 3, 4, 12, 0, 0, 250, tzinfo=UTC)
APOLLO = Pulse(plan="apollo", every=120, promise=720, synced=NOW, rows=7, outcome="changed")
GEMINI = Pulse(plan="gemini", every=60, promise=660)


def test_a_pulse_is_kept_for_a_plan_of_which_nothing_else_is_known(open_it):
    open_it().keep_pulses([GEMINI, APOLLO])
    assert open_it().pulses() == {"apollo": APOLLO, "gemini": GEMINI}


def test_the_newest_one_stands(open_it):
    store = open_it()
    store.keep_pulses([APOLLO, GEMINI])
    worse = failed(APOLLO, NOW, error="no \0 text \ud800", hint="share it", seconds=1)
    store.keep_pulses([worse])
    assert open_it().pulses() == {"apollo": worse, "gemini": GEMINI}


def test_of_no_plan_nothing_is_written(store):
    store.keep_pulses([])
    assert store.pulses() == {}


def test_a_damaged_one_is_told_as_damage(store):
    store.keep_pulses([APOLLO])
    with store.place.engine.connect().execution_options(**{WRITING: True}) as db, db.begin():
        db.execute(update(tables.pulses).values(body="{"))
    with pytest.raises(SourceError, match="the pulse of 'apollo'"):
        store.pulses()
