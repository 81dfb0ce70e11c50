"""What a person reads when something is wrong: the message, where, and what to do."""

import errno
import os
import shutil
import stat
import tempfile
from datetime import date
from pathlib import Path

import pytest
from team import CONFIG, HEADINGS, ROWS


def findings(team, code):
    """The findings of `check` with *code*, as (cell, message, hint)."""
    plan = team.json("check", code=1)["plans"][0]
    return [(f["cell"], f["message"], f["hint"]) for f in plan["findings"] if f["code"] == code]


def shown(team):
    """What `check` prints, its tables on one line each."""
    return " ".join(team.syncer("check", code=1).split())


def test_a_dependency_cycle_names_the_rows_in_order_round_the_loop(team):
    team.type_in("K2", "B2")
    ((cell, message, hint),) = findings(team, "dependency-loop")
    assert cell == "K2"
    assert message == (
        "the row waits for itself: row 2 (Design approved by the board)"
        " → row 5 (Beta signed off by the pilot team) → row 4 (Write the software)"
        " → row 3 (Prototype shown to ten users) → row 2"
    )
    assert hint
    assert "the row waits for itself: row 2" in shown(team)


def test_a_duplicate_id_names_both_rows(team):
    team.type_in("A3", "A1")
    assert [(cell, message) for cell, message, _ in findings(team, "duplicate-id")] == [
        ("A2", "the ID “A1” stands in row 3 too"),
        ("A3", "the ID “A1” stands in row 2 too"),
    ]
    assert "A2 Error the ID “A1” stands in row 3 too" in shown(team)


def test_a_missing_column_says_what_was_found_and_what_would_do(team):
    without = [name for name in HEADINGS if name != "Title"]
    team.plan(ROWS, without)
    ((_, message, hint),) = findings(team, "column-missing")
    assert "Owner" in message + hint
    assert "Title" in message + hint
    assert "Title" in shown(team)


def test_a_renamed_title_column_takes_nothing_from_the_calendar(team):
    team.syncer("sync")
    octets = team.feed.read_bytes()
    team.type_in("C1", "Notes")
    assert "see `syncer check apollo`" in team.syncer("sync")
    assert team.feed.read_bytes() == octets


def test_an_unreadable_date_names_its_cell_and_says_what_to_write(team):
    team.type_in("G3", "31/02/2026")
    ((cell, message, hint),) = findings(team, "date-impossible")
    assert cell == "G3"
    assert "31/02/2026" in message
    assert hint.startswith("write the day")
    assert "G3 Error “31/02/2026”" in shown(team)


def test_one_odd_cell_never_stops_the_rest(team):
    team.type_in("G3", "sometime")
    team.syncer("sync")
    assert team.column("Computed status")[0] == "Done late"
    assert "sometime" in team.column("Checked")[1]


def test_a_locked_file_says_who_has_it_open(team):
    before = team.workbook.read_bytes()
    lock = team.folder / ".~lock.plan.xlsx#"
    lock.write_text("Ana Ortiz,ana,desk-7,01.03.2026 09:12,file:///home/ana;")
    team.syncer("sync", code=3)
    assert "Ana Ortiz on desk-7 has plan.xlsx open in LibreOffice" in team.err
    assert "\n  try: close it there" in team.err
    assert team.workbook.read_bytes() == before
    lock.unlink()
    team.syncer("sync")
    assert team.workbook.read_bytes() != before


@pytest.fixture
def as_somebody(team):
    """Somebody who may not write into the team's folder; permissions do not bind root."""
    if os.geteuid() != 0:
        team.folder.chmod(0o555)
        yield team
        team.folder.chmod(0o755)
        return
    public = Path(tempfile.mkdtemp(prefix="team-"))
    public.chmod(0o755)
    for path in ("plan.xlsx", "config.toml", "public", "var"):
        source = team.folder / path
        (shutil.copytree if source.is_dir() else shutil.copy)(source, public / path)
    own = public / "var"
    for path in (own, *own.iterdir()):
        os.chown(path, 65534, 65534)
    os.chdir(public)
    team.folder = public
    os.seteuid(65534)
    yield team
    os.seteuid(0)
    shutil.rmtree(public)


@pytest.fixture
def synced(team):
    """A first sync: the state stands, and all that a sync imports is imported."""
    team.syncer("sync")
    team.plan(ROWS[:3])
    return team


def test_a_read_only_folder_says_what_may_not_be_written(synced, as_somebody):
    team = as_somebody
    before = team.workbook.read_bytes()
    team.syncer("sync", code=3)
    assert "plan.xlsx may not be written: Permission denied" in team.err
    assert "\n  try: let this user write the file and its folder" in team.err
    assert "Traceback" not in team.err
    assert team.workbook.read_bytes() == before


def test_a_full_disk_leaves_workbook_and_feed_as_they_were(synced, monkeypatch):
    team = synced
    before = team.workbook.read_bytes(), team.feed.read_bytes()

    def full(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        team.syncer("sync", code=3)
    assert "the disk is full: plan.xlsx could not be saved and is as it was" in team.err
    assert "make room on the disk" in team.err
    assert (team.workbook.read_bytes(), team.feed.read_bytes()) == before
    assert sorted(p.name for p in team.folder.iterdir()) == [
        "config.toml", "plan.xlsx", "public", "var",
    ]  # fmt: skip
    team.syncer("sync")
    assert team.workbook.read_bytes() != before[0]


@pytest.mark.parametrize("octets", [b"PK\x03\x04 broken", b"no workbook", b""])
def test_a_corrupt_workbook_is_one_message_and_touched_by_nobody(team, octets):
    team.workbook.write_bytes(octets)
    team.syncer("sync", code=3)
    assert team.err.startswith("syncer: plan.xlsx ")
    assert "\n  try: " in team.err
    assert len(team.err.splitlines()) == 2
    assert team.workbook.read_bytes() == octets
    assert not team.feed.exists()


def test_a_cut_off_workbook_is_a_corrupt_one(team):
    octets = team.workbook.read_bytes()[:-200]
    team.workbook.write_bytes(octets)
    team.syncer("sync", code=3)
    assert team.err.startswith("syncer: plan.xlsx ")
    assert team.workbook.read_bytes() == octets


def test_a_missing_workbook_is_named(team):
    team.workbook.unlink()
    team.syncer("sync", code=3)
    assert team.err == (
        "syncer: there is no file plan.xlsx\n  try: check the path: was it moved or renamed?\n"
    )


def test_a_bad_configuration_names_all_four_mistakes(team):
    team.configure(
        CONFIG.replace("title", "titel")
        .replace("2026-03-02", "3")
        .replace('"ics"', '"caldav"')
        .replace("[service]", '[service]\ntimezone = "Mars/Olympus"')
    )
    team.syncer("sync", code=2)
    assert team.err.splitlines() == [
        "syncer: config.toml has 4 mistakes:",
        (
            "  line 2, [service] timezone: there is no time zone 'Mars/Olympus'; "
            'they are called like "Europe/Berlin", or "UTC"'
        ),
        "  line 5, [plan.apollo] titel: is not a known key; did you mean 'title'?",
        "  line 7, [plan.apollo] today: must be a day such as 2026-03-02",
        (
            '  line 9, [plan.apollo.publish] to: cannot be "caldav": this version does not write '
            'CalDAV calendars yet; "ics" and "google-calendar" work'
        ),
        "  try: correct the file, then look again with `syncer doctor`",
    ]


def test_no_configuration_says_how_to_make_one(team):
    (team.folder / "config.toml").unlink()
    team.syncer("status", code=2)
    assert team.err == (
        "syncer: there is no configuration config.toml\n"
        "  try: write one with `syncer init plan.xlsx`, or name yours with -c FILE\n"
    )


def test_a_plan_that_another_process_syncs_is_left_to_it(team):
    from syncer.store import open_store

    team.syncer("sync")
    with open_store(f"sqlite:///{team.folder}/var/state.db") as other, other.claim("apollo"):
        team.plan(ROWS[:2])
        team.syncer("sync", code=4)
    assert f"process {os.getpid()}" in team.err or str(os.getpid()) in team.err


def test_a_state_that_is_no_database_says_so(team):
    (team.folder / "var").mkdir()
    (team.folder / "var" / "state.db").write_text("this is no database, it is a letter" * 100)
    team.syncer("sync", code=3)
    assert "state.db" in team.err
    assert "Traceback" not in team.err


def test_a_database_that_does_not_answer_is_named_without_its_password(team):
    url = "postgresql+psycopg://me:hunter2@127.0.0.1:1/plans"
    team.configure(CONFIG.replace("sqlite:///var/state.db", url))
    for args in (["sync"], ["status"], ["--debug", "sync"]):
        team.syncer(*args, code=3)
        assert "127.0.0.1:1/plans does not answer" in team.err
        assert "hunter2" not in team.err
    assert "hunter2" not in team.syncer("doctor", code=3) + team.err


def test_a_plan_that_fails_among_several_stops_no_other(team):
    team.configure(CONFIG + '[plan.gone]\nsource = "gone.xlsx"\n')
    done = team.json("sync", code=1)["plans"]
    assert [(one["plan"], one["outcome"]) for one in done] == [
        ("apollo", "changed"),
        ("gone", "failed"),
    ]
    assert team.err.startswith("syncer: gone: there is no file gone.xlsx")
    assert team.feed.exists()


MANY = [
    {"Ref": f"M{n}", "Title": f"Step {n} approved", "Due": date(2026, 4, n)} for n in range(1, 21)
]


def test_a_mass_of_deletions_is_held_for_a_person(team):
    team.plan(MANY)
    team.syncer("sync")
    before = team.feed.read_text()
    assert before.count("BEGIN:VEVENT") == 20
    team.plan(MANY[:5])
    out = team.syncer("sync")
    assert "15 deletions held: see `syncer held apollo`" in out
    assert team.feed.read_text().count("STATUS:CONFIRMED") == 20
    assert len(team.json("held", "apollo")["held"]) == 15
    team.syncer("held", "apollo", "apply", "1", "2")
    team.syncer("held", "apollo", "drop", "3")
    team.syncer("sync")
    text = team.feed.read_text()
    assert (text.count("STATUS:CANCELLED"), text.count("STATUS:CONFIRMED")) == (2, 18)
    assert "12 deletions: the next sync deletes them" in team.syncer(
        "held", "apollo", "apply", "all"
    )
    team.syncer("sync")
    text = team.feed.read_text()
    assert (text.count("STATUS:CANCELLED"), text.count("STATUS:CONFIRMED")) == (14, 6)


def test_a_decision_on_deletions_must_name_ones_that_are_there(team):
    team.plan(MANY)
    team.syncer("sync")
    team.plan(MANY[:5])
    team.syncer("sync")
    for which in ([], ["0"], ["16"], ["1", "x"], ["all", "1"]):
        team.syncer("held", "apollo", "apply", *which, code=2)
        assert "\n  try: syncer held apollo apply all" in team.err


def test_a_state_file_is_its_owners_alone(team):
    team.syncer("sync")
    assert stat.S_IMODE((team.folder / "var" / "state.db").stat().st_mode) & 0o077 == 0
