"""The verbs that look after the state: backup, restore, fsck, history --verify."""

import sqlite3
from contextlib import closing
from datetime import date

import pytest

from syncer.app.config import load
from syncer.app.state import DAEMON, tidy
from syncer.app.wiring import open_state
from syncer.store import open_store
from tests.team import CONFIG, HEADINGS, ROWS


@pytest.fixture
def synced(team):
    team.syncer("sync")
    team.type_in("G3", date(2026, 3, 27))
    team.syncer("sync")
    return team


def state(team):
    return team.folder / "var" / "state.db"


def tamper(team, *statements):
    with closing(sqlite3.connect(state(team))) as db, db:
        triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger'").fetchall()
        for name, _ in triggers:
            db.execute(f"DROP TRIGGER {name}")
        for statement in (*statements, *(sql for _, sql in triggers)):
            db.execute(statement)


def test_a_backup_brings_back_what_was_lost(synced):
    before = synced.json("history", "apollo")
    assert "Backed up to keep.backup: 1 plan" in synced.syncer("backup", "keep.backup")
    state(synced).unlink()
    assert "Restored from keep.backup" in synced.syncer("restore", "keep.backup")
    assert synced.json("history", "apollo") == before != {"plan": "apollo", "moves": []}
    synced.syncer("sync")
    assert synced.json("sync")["plans"][0]["outcome"] == "unchanged"


def test_a_restore_keeps_what_stood_there_and_says_where(synced):
    synced.syncer("backup", "keep.backup")
    done = synced.json("restore", "keep.backup")
    with open_store(f"sqlite:///{done['kept']}") as old:
        assert len(old.history("apollo")) == 1


def test_what_was_published_after_a_backup_is_not_forgotten_by_a_restore(synced):
    """SEQUENCE never falls behind what subscribers have seen."""
    synced.syncer("backup", "keep.backup")
    synced.type_in("G3", date(2026, 4, 3))
    synced.syncer("sync")
    told = sequences(synced)
    synced.syncer("restore", "keep.backup")
    synced.syncer("sync")
    assert all(new >= old for new, old in zip(sequences(synced), told, strict=True))


def sequences(team):
    lines = team.feed.read_text("utf-8").splitlines()
    return [int(line.partition(":")[2]) for line in lines if line.startswith("SEQUENCE:")]


def events(team):
    """Which events the feed has, and when: each line of a feed stands on its own here."""
    lines = team.feed.read_text("utf-8").splitlines()
    return [one for one in lines if one.startswith(("UID", "DTSTART", "STATUS"))]


def test_a_backup_never_overwrites_by_accident(synced):
    synced.syncer("backup", "keep.backup")
    synced.syncer("backup", "keep.backup", code=2)
    assert "--replace" in synced.err
    synced.syncer("backup", "keep.backup", "--replace")


def test_there_is_nothing_to_back_up_before_the_first_sync(team):
    team.syncer("backup", "keep.backup", code=2)
    assert "no state yet" in team.err
    assert not (team.folder / "keep.backup").exists()


@pytest.mark.parametrize("held", [DAEMON, "apollo"])
@pytest.mark.parametrize("verb", [("restore", "keep.backup"), ("fsck", "--repair")])
def test_nothing_is_put_back_while_anybody_works(synced, verb, held):
    synced.syncer("backup", "keep.backup")
    tamper(synced, "UPDATE notes SET body = x'00'")
    with open_store(f"sqlite:///{state(synced)}") as store, store.claim(held):
        synced.syncer(*verb, code=4)
    assert "another" in synced.err


def test_a_file_that_is_no_backup_changes_nothing(synced):
    before = synced.json("history", "apollo")
    synced.syncer("restore", "plan.xlsx", code=3)
    assert "no whole backup" in synced.err
    synced.syncer("restore", "none.backup", code=3)
    assert synced.json("history", "apollo") == before


def test_a_whole_ledger_is_said_to_be_whole(synced):
    told = synced.json("history", "apollo", "--verify")
    assert (told["whole"], told["moves"], told["break"]) == (True, 1, None)
    assert "is whole: 1 move, sealed " + told["seal"] in synced.syncer(
        "history", "apollo", "--verify"
    )


def test_an_empty_ledger_is_whole(team):
    assert "is whole: 0 moves" in team.syncer("history", "apollo", "--verify")


def test_a_changed_ledger_says_where_it_breaks(synced):
    tamper(synced, "UPDATE due_changes SET reason = 'agreed with the client'")
    assert "move 1" in synced.syncer("history", "apollo", "--verify", code=1)
    told = synced.json("history", "apollo", "--verify", code=1)
    assert (told["whole"], told["break"]["number"]) == (False, 1)


def test_a_row_cannot_be_verified(synced):
    synced.syncer("history", "apollo", "A2", "--verify", code=2)


def test_a_whole_state_is_said_to_be_whole(synced):
    assert "The state is whole" in synced.syncer("fsck")
    assert synced.json("fsck") == {"found": [], "left": [], "kept": None, "refused": []}


def test_a_feed_that_somebody_changed_is_told_and_the_next_sync_mends_it(synced):
    synced.feed.write_text("nothing")
    (flaw,) = synced.json("fsck", code=1)["found"]
    assert (flaw["plan"], flaw["remedy"]) == ("apollo", "sync")
    synced.syncer("sync")
    synced.syncer("fsck")


def test_what_was_spoilt_is_rebuilt_from_the_sheet_and_the_feed(synced):
    before = events(synced)
    synced.syncer("backup", "before.backup")
    tamper(
        synced,
        "UPDATE notes SET body = x'00' WHERE topic = 'seen'",
        "UPDATE published SET event = ''",
    )
    synced.syncer("sync", code=3)
    assert "fsck" in synced.err
    assert "mended" in synced.syncer("fsck", "--repair")
    synced.syncer("sync")
    assert events(synced) == before
    assert synced.column("ID") == ["M-0001", "M-0002", "M-0003", "M-0004"]
    assert len(synced.json("history", "apollo")["moves"]) == 1
    synced.syncer("fsck")


def test_a_file_that_is_no_database_is_replaced_and_kept(synced):
    before = events(synced)
    state(synced).write_bytes(b"not a database" * 1000)
    for verb in (("sync",), ("status",), ("history", "apollo")):
        synced.syncer(*verb, code=3)
        assert "fsck --repair" in synced.err
        assert "Traceback" not in synced.err
    assert "new database" in synced.syncer("fsck", code=1)
    kept = synced.json("fsck", "--repair")["kept"]
    assert kept is not None
    synced.syncer("sync")
    assert events(synced) == before


def test_doctor_knows_the_size_of_the_state_and_its_last_backup(synced):
    assert "none was ever made" in synced.syncer("doctor")
    synced.syncer("backup", "keep.backup")
    told = {check["subject"]: check for check in synced.json("doctor")["checks"]}
    assert told["backup"]["verdict"] == "good"
    assert " kB" in told["state"]["says"]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE syncer_version SET version_num = '9999'", "newer version of syncer"),
        ("DROP TABLE plans", "another program"),
    ],
)
def test_a_state_that_is_not_ours_to_mend_is_left_alone(synced, statement, words):
    """A newer version's, or another program's: neither is damaged."""
    tamper(synced, statement, "DROP TABLE IF EXISTS none")
    if "plans" in statement:
        tamper(synced, "DROP TABLE syncer_version")
    before = state(synced).read_bytes()
    for verb in ("fsck", ("fsck", "--repair")):
        synced.syncer(*([verb] if isinstance(verb, str) else verb), code=2)
        assert words in synced.err
    assert state(synced).read_bytes() == before


def test_a_state_that_lost_its_version_is_saved(synced):
    tamper(synced, "DROP TABLE syncer_version")
    synced.syncer("sync", code=3)
    synced.syncer("fsck", "--repair")
    assert len(synced.json("history", "apollo")["moves"]) == 1
    assert synced.json("sync")["plans"][0]["outcome"] == "unchanged"


def test_a_backup_that_cannot_come_to_stand_there_says_why(synced):
    (synced.folder / "folder").mkdir()
    (synced.folder / "link.backup").symlink_to("nowhere")
    for file, words in (
        ("folder", "is a folder"),
        ("none/keep.backup", "there is no folder"),
        ("link.backup", "stands there already"),
    ):
        synced.syncer("backup", file, code=2)
        assert words in synced.err
    synced.syncer("restore", "folder", code=3)
    assert "no whole backup: Is a directory" in synced.err


def test_what_subscribers_saw_since_a_backup_is_not_taken_back(synced):
    """An address knows no file to read it back from: SEQUENCE is kept by the restore itself."""
    synced.configure(f"{CONFIG}[server]\npublic_url = 'https://milestones.example.org'\n")
    synced.syncer("sync")
    synced.syncer("backup", "keep.backup")
    for day in (3, 10):
        synced.type_in("G3", date(2026, 4, day))
        synced.syncer("sync")
    told = stamps(synced)
    synced.syncer("restore", "keep.backup")
    synced.syncer("sync")
    assert all(new >= old for new, old in zip(stamps(synced), told, strict=True))


def stamps(team):
    """By UID what subscribers see of each event: SEQUENCE and when it was changed."""
    with open_store(f"sqlite:///{state(team)}") as store:
        return [
            (one.event.uid, one.sequence, one.modified) for one in store.board("apollo").revisions
        ]


def test_an_item_long_gone_is_forgotten_once_a_day(synced):
    synced.plan([row for row in ROWS if row["Ref"] != "A1"], headings=HEADINGS)
    synced.syncer("sync")
    synced.syncer("sync", "--today", "2026-06-01")  # its event was cancelled long enough
    config = load(synced.folder / "config.toml")
    with open_state(config) as store:
        assert tidy(config, store, date(2026, 3, 3)) == (0, 0, 0)
        assert "M-0001" in store.load("apollo").seen
        with store.claim("apollo"):
            assert tidy(config, store, date(2031, 3, 3)).items == 0, "it waits for another day"
        assert tidy(config, store, date(2031, 3, 3)).items == 0, "once a day"
        assert tidy(config, store, date(2031, 3, 4)).items == 1
        assert "M-0001" not in store.load("apollo").seen
    assert synced.json("history", "apollo", "--verify")["whole"]
    synced.syncer("fsck")
