"""States as released versions wrote them (released/make.py) are opened and brought forward."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import psycopg
import pytest
from conformance.state_store import FULL
from cycles import CALENDAR, FEED
from postgres import USER, Server

from syncer.domain.ledger import broken
from syncer.domain.memory import Decision, Move
from syncer.store import SqlStore, open_store

RELEASED = Path(__file__).parent / "released"
RELEASES = sorted(file.stem for file in RELEASED.glob("*.db"))
# What no release knew yet.
SINCE = {"facts": {}, "former": {}}
MAY = {n: date(2026, 5, n) for n in (8, 15, 22)}
MOVES = (
    Move("M-0006", MAY[8], MAY[15], date(2026, 3, 9)),
    Move("M-0006", MAY[15], MAY[22], date(2026, 3, 11)),
)


def on_sqlite(release: str, request: pytest.FixtureRequest) -> str:
    path = request.getfixturevalue("tmp_path") / "state.db"
    shutil.copyfile(RELEASED / f"{release}.db", path)
    return f"sqlite:///{path}"


def on_postgresql(release: str, request: pytest.FixtureRequest) -> str:
    server: Server = request.getfixturevalue("postgres")
    name = server.create()
    address = f"host={server.folder} user={USER} dbname={name}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute((RELEASED / f"{release}.sql").read_bytes())
    return server.url(name)


@pytest.fixture(
    params=product(RELEASES, [on_sqlite, on_postgresql]),
    ids=lambda one: f"{one[1].__name__} {one[0]}",
)
def old(request: pytest.FixtureRequest) -> Iterator[SqlStore]:
    release, place = request.param
    with open_store(place(release, request)) as store:
        yield store


def test_every_field_is_read_as_it_was_written(old: SqlStore):
    assert old.load("apollo") == replace(FULL, epoch=1, **SINCE)


def test_a_plan_with_a_past_keeps_it(old: SqlStore):
    memory = old.load("plan")
    assert old.history("plan") == MOVES
    assert [one.name for one in memory.baselines["M-0004"]] == ["replan"]
    assert {one.decision for one in memory.held} == {Decision.WAITING, Decision.DROP}
    assert [one.who for one in memory.proposed] == ["Zoë"]
    sequences = [memory.published[FEED][uid].sequence for uid in sorted(memory.published[FEED])]
    assert sequences == [1, 1, 0, 0, 0, 2]
    assert memory.published[CALENDAR].keys() == memory.published[FEED].keys()
    assert memory.seen["M-0002"].gone == date(2026, 3, 11)


def test_its_ledger_is_sealed_and_goes_on(old: SqlStore):
    for plan in ("plan", "apollo"):
        assert broken(plan, old.ledger(plan)) is None
    assert old.ledger("plan").head.length == 2
    before = old.begin("plan")
    back = Move("M-0006", MAY[22], MAY[8], date(2026, 3, 13), "found a faster way")
    old.commit("plan", before, replace(before, moves={"M-0006": (*before.moves["M-0006"], back)}))
    assert old.history("plan") == (*MOVES, back)
    assert broken("plan", old.ledger("plan")) is None
