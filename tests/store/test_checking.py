"""Whatever somebody or something did to a state is found; what can be mended is mended."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conformance.state_store import DAY, FEED, FULL, remember
from sqlalchemy import inspect

from syncer.domain.memory import Memory, Move
from syncer.domain.subscription import Subscription
from syncer.errors import SourceError, SyncerError
from syncer.store import SqlStore, open_store
from syncer.store.checking import Remedy, flaws, mend
from syncer.store.salvaging import salvage
from syncer.store.tables import metadata

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture
def full(store: SqlStore) -> SqlStore:
    remember(store, FULL)
    remember(store, replace(FULL, instance="other"), plan="gemini")
    given = Subscription(digest="d1", name="Ada", plans=("apollo",), created=NOW)
    store.add_subscription(given, NOW.date())
    return store


def tamper(store: SqlStore, *statements: str) -> None:
    """What somebody does who can write to the database, and knows how."""
    with store.place.engine.connect() as db, db.begin():
        if db.dialect.name == "sqlite":
            db.exec_driver_sql("PRAGMA ignore_check_constraints = 1")
        for statement in statements:
            db.exec_driver_sql(statement)


def unguarded(store: SqlStore, statement: str) -> None:
    """The same to the ledger, with its triggers out of the way and back again."""
    if store.place.file is None:
        off = "ALTER TABLE due_changes DISABLE TRIGGER ALL"
        tamper(store, off, statement, off.replace("DISABLE", "ENABLE"))
        return
    with closing(sqlite3.connect(store.place.file)) as db, db:
        triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger'").fetchall()
        for name, _ in triggers:
            db.execute(f"DROP TRIGGER {name}")
        db.execute(statement)
        for _, sql in triggers:
            db.execute(sql)


def found(store: SqlStore) -> list[tuple[str, str, str]]:
    return [(flaw.plan, flaw.where, flaw.remedy.value) for flaw in flaws(store.place)]


def test_a_state_as_we_write_it_has_no_flaw(full):
    assert found(full) == []


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE due_changes SET reason = 'mine' WHERE plan = 'apollo' AND number = 1", "move 1"),
        ("UPDATE due_changes SET new = old WHERE plan = 'apollo' AND number = 2", "move 2"),
        ("DELETE FROM due_changes WHERE plan = 'apollo' AND number = 2", "move 2 is missing"),
        ("DELETE FROM due_changes WHERE plan = 'apollo' AND number = 3", "3 were written"),
        ("DELETE FROM due_changes WHERE plan = 'apollo'", "move 1 is missing"),
        ("UPDATE ledgers SET length = 2 WHERE plan = 'apollo'", "move 3 does not belong"),
        ("DELETE FROM ledgers WHERE plan = 'apollo'", "move 3 does not belong"),
    ],
)
def test_a_ledger_that_was_tampered_with_is_told_and_never_made_good(full, statement, words):
    unguarded(full, statement)
    (flaw,) = flaws(full.place)
    assert (flaw.plan, flaw.where, flaw.remedy) == ("apollo", "the ledger", Remedy.RESTORE)
    assert words in flaw.what
    assert mend(full.place, [flaw]) == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledgers SET length = 1, seal = '' WHERE plan = 'apollo'",
        "DELETE FROM due_changes WHERE plan = 'apollo' AND number = 3",
        "DELETE FROM ledgers WHERE plan = 'apollo'",
    ],
)
def test_a_plan_whose_ledger_is_broken_goes_on_and_stays_broken(full, statement):
    """Tampering must not stop the plan; nor may a later move cover it up."""
    unguarded(full, statement)
    before = full.begin("apollo")
    moves = {**before.moves, "M-0007": (Move("M-0007", None, DAY, DAY),)}
    full.commit("apollo", before, replace(before, moves=moves))
    assert full.history("apollo")[-1].key == "M-0007"
    if "ledgers" not in statement:
        assert found(full) == [("apollo", "the ledger", "restore")]


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("UPDATE notes SET body = '\\x0100' WHERE topic = 'seen' AND plan = 'apollo'", "notes"),
        ("UPDATE published SET event = '{}' WHERE uid = 'm-0001@abc' AND plan = 'apollo'", "published"),
        ("UPDATE held SET decision = 'perhaps' WHERE plan = 'apollo'", "held"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_taken_away(full, statement, where):
    if full.place.file:
        statement = statement.replace("'\\x0100'", "x'0100'")
    tamper(full, statement)
    assert found(full) == [("apollo", where, "repair")]
    assert mend(full.place, flaws(full.place)) == 1
    assert found(full) == []
    memory = full.load("apollo")
    assert memory.settled == "", "the next cycle looks at it anew"
    assert memory.moves == FULL.moves
    assert full.load("gemini") == replace(FULL, instance="other", epoch=1)


def test_an_event_that_cannot_be_read_is_taken_up_again_from_its_feed(full):
    tamper(full, "UPDATE published SET event = '' WHERE uid = 'm-0001@abc' AND plan = 'apollo'")
    mend(full.place, flaws(full.place))
    memory = full.load("apollo")
    assert memory.published[FEED].keys() == {"m-0002@abc"}
    assert memory.digests == {}, "else the feed would be taken to say what is remembered"


def test_a_subscription_that_cannot_be_read_is_named(full):
    tamper(full, "UPDATE subscriptions SET scope = 'all'")
    (flaw,) = flaws(full.place)
    assert "Ada" in flaw.what
    mend(full.place, [flaw])
    assert full.subscriptions() == ()


OFF = {
    "sqlite": ["DROP TRIGGER due_changes_no_DELETE", "DROP TRIGGER due_changes_no_UPDATE"],
    "postgresql": [
        "DROP TRIGGER due_changes_only_grow ON due_changes",
        "DROP FUNCTION due_changes_only_grow CASCADE",
        "ALTER TABLE due_changes DISABLE TRIGGER ALL",
    ],
}


def test_a_trigger_that_is_gone_or_switched_off_is_made_again(full):
    for off in OFF[full.place.engine.dialect.name]:
        tamper(full, off)
        assert found(full) == [("", "due_changes", "repair")]
        mend(full.place, flaws(full.place))
        assert found(full) == []


@pytest.mark.parametrize("table", ["subscriptions", "due_changes", "editions"])
def test_a_table_that_is_made_again_has_its_laws(full, table):
    tamper(full, f"DROP TABLE {table}")
    while mend(full.place, flaws(full.place)):
        pass
    with full._reading() as db:
        known = {index["name"] for index in inspect(db).get_indexes(table)}
    assert known == {index.name for index in metadata.tables[table].indexes}
    assert full.add_subscription(
        Subscription(digest="d2", name="Ben", plans=("apollo",), created=NOW), NOW.date()
    )


def test_an_index_that_is_gone_is_made_again_where_its_law_was_kept(full):
    tamper(full, "DROP INDEX subscriptions_by_name")
    assert found(full) == [("", "subscriptions", "repair")]
    columns = "name, plans, scope, as_of, created, expires, revoked"
    again = f"INSERT INTO subscriptions SELECT 'd2', {columns} FROM subscriptions"
    tamper(full, again)
    assert found(full) == [("", "subscriptions", "restore")]
    tamper(full, "DELETE FROM subscriptions WHERE digest = 'd2'")
    mend(full.place, flaws(full.place))
    assert found(full) == []


def test_a_table_that_is_gone_is_made_again_empty(full):
    tamper(full, "DROP TABLE places")
    assert found(full) == [("", "places", "repair")]
    mend(full.place, flaws(full.place))
    assert found(full) == []
    assert full.load("apollo").places == {}


def test_rows_of_a_plan_that_is_gone_are_its_again(tmp_path):
    path = tmp_path / "state.db"
    with open_store(f"sqlite:///{path}") as store:
        remember(store, FULL)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DELETE FROM plans")
    with open_store(f"sqlite:///{path}") as store:
        assert {flaw.remedy for flaw in flaws(store.place)} == {Remedy.MEND}
        mend(store.place, flaws(store.place))
        assert flaws(store.place) == ()
        assert store.load("apollo").moves == FULL.moves


# From here on files of SQLite, with octets that are not what they were.


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state of some hundred pages: 400 moves, 200 events."""
    path = tmp_path_factory.mktemp("big") / "state.db"
    moves = {
        f"M-{n:04}": (Move(f"M-{n:04}", DAY, DAY, DAY, f"reason {n} " * 20),) for n in range(400)
    }
    (one,) = {FULL.published[FEED]["m-0001@abc"]}
    events = {
        f"M-{n:04}@abc": one._replace(event=replace(one.event, uid=f"M-{n:04}@abc"))
        for n in range(200)
    }
    with open_store(f"sqlite:///{path}") as store:
        remember(store, replace(FULL, moves=moves, published={FEED: events}))
    return path


@pytest.fixture
def spoilt(big: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(big, tmp_path / "state.db"))


@pytest.mark.parametrize("seed", range(24))
def test_flipped_octets_never_end_in_a_traceback(spoilt: Path, seed: int):
    """Each use works, or says that the state is damaged and what to do."""
    octets, chance = bytearray(spoilt.read_bytes()), random.Random(seed)
    for _ in range(chance.choice([1, 3, 30, 300])):
        octets[chance.randrange(len(octets))] = chance.randrange(256)
    spoilt.write_bytes(octets)
    use_all(spoilt)


@pytest.mark.parametrize("share", [0, 0.001, 0.02, 0.3, 0.6, 0.95, 0.999])
def test_a_file_that_was_cut_off_never_ends_in_a_traceback(spoilt: Path, share: float):
    octets = spoilt.read_bytes()
    spoilt.write_bytes(octets[: int(len(octets) * share)])
    use_all(spoilt)


def use_all(path: Path) -> None:
    """Read it, commit to it, check it, salvage it; afterwards it is whole in itself."""
    for use in (read, commit, check):
        refused = refusal(use, path)
        assert refused is None or (refused.hint and str(path) in str(refused))
    salvage(path, NOW)
    with open_store(f"sqlite:///{path}") as store:
        while mend(store.place, flaws(store.place)):
            pass
        assert {flaw.remedy for flaw in flaws(store.place)} <= {Remedy.RESTORE}
    commit(path)
    read(path)


def refusal(use: Callable[[Path], None], path: Path) -> SyncerError | None:
    try:
        use(path)
    except SyncerError as error:
        return error
    return None


def read(path: Path) -> None:
    with open_store(f"sqlite:///{path}") as store:
        memory = store.load("apollo")
        for part in (memory.seen, memory.reviewed, *memory.published.values(), memory.facts):
            dict(part)
        store.ledger("apollo")
        store.subscriptions()
        store.pulses()
        store.board("apollo")


def commit(path: Path) -> None:
    with open_store(f"sqlite:///{path}") as store:
        before = store.begin("apollo")
        again = Move("M-0001", DAY, None, DAY)
        moves = {**before.moves, "M-0001": (*before.moves.get("M-0001", ()), again)}
        store.commit("apollo", before, replace(before, settled="x", moves=moves))


def check(path: Path) -> None:
    with open_store(f"sqlite:///{path}") as store:
        flaws(store.place)


def test_what_is_not_damaged_is_saved(spoilt: Path):
    """One page of many: nearly all moves and events are still there, and the rest is told."""
    octets = bytearray(spoilt.read_bytes())
    place = octets.index(b"reason 200 ")
    page = place - place % 4096
    octets[page : page + 4096] = b"\xff" * 4096
    spoilt.write_bytes(octets)
    done = salvage(spoilt, NOW)
    assert Path(done.kept).read_bytes()[100:] == octets[100:]
    with open_store(f"sqlite:///{spoilt}") as store:
        assert 380 < len(store.history("apollo")) < 400
        assert len(store.load("apollo").published[FEED]) == 200
        assert [flaw.where for flaw in flaws(store.place)] == ["the ledger"]


def test_one_damaged_name_does_not_hide_the_rest(spoilt: Path):
    octets = bytearray(spoilt.read_bytes())
    octets[octets.index(b"due_changes_by_item")] = 0xB1
    spoilt.write_bytes(octets)
    salvage(spoilt, NOW)
    with open_store(f"sqlite:///{spoilt}") as store:
        assert len(store.history("apollo")) == 400
        assert flaws(store.place) == ()


def test_a_file_that_is_no_database_gives_a_new_one(tmp_path: Path):
    path = tmp_path / "state.db"
    path.write_bytes(b"ID;Title;Due\n" * 500)
    with pytest.raises(SourceError) as caught:
        open_store(f"sqlite:///{path}")
    assert "fsck --repair" in caught.value.hint
    assert "restore" in caught.value.hint
    assert Path(salvage(path, NOW).kept).read_bytes() == b"ID;Title;Due\n" * 500
    with open_store(f"sqlite:///{path}") as store:
        assert flaws(store.place) == ()
        assert store.load("apollo") == Memory()


def test_a_damaged_state_of_an_older_release_is_saved_and_brought_forward(tmp_path: Path):
    old = Path(__file__).parent / "released" / "0.1.0.db"
    path = Path(shutil.copyfile(old, tmp_path / "state.db"))
    octets = bytearray(path.read_bytes())
    place = octets.index(b"c_abc@group")
    octets[place - place % 4096 : place - place % 4096 + 8] = b"\xff" * 8
    path.write_bytes(octets)
    salvage(path, NOW)
    with open_store(f"sqlite:///{path}") as store:
        assert len(store.history("plan")) == 2
        assert flaws(store.place) == ()
