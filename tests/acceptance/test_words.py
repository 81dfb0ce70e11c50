"""What people are told is true, says where, and can be done as it is printed."""

import os
import re
import shlex

import pytest


def advised(text):
    """The command lines that *text* advises, as a shell takes them apart."""
    lines = re.findall(r"`(syncer [^`]*)`|^ +(syncer [^#\n]*)", text, re.MULTILINE)
    return [shlex.split(quoted or listed)[1:] for quoted, listed in lines]


@pytest.fixture
def elsewhere(team):
    """A configuration that must be named, for a plan with an error in it."""
    team.type_in("G3", "someday")
    (team.folder / "my plans").mkdir()
    (team.folder / "config.toml").unlink()
    team.syncer("-c", "my plans/other.toml", "init", "plan.xlsx")
    return team


@pytest.mark.parametrize("verb", ["sync", "status"])
def test_an_advised_command_finds_the_same_configuration(elsewhere, verb):
    (check,) = advised(elsewhere.syncer("-c", "my plans/other.toml", verb))
    assert check[-2:] == ["check", "plan"]
    assert "someday" in elsewhere.syncer(*check, code=1)


def test_init_advises_commands_that_run(elsewhere):
    check, diff, _ = advised(elsewhere.out)
    assert "someday" in elsewhere.syncer(*check, code=1)
    elsewhere.syncer(*diff)


def test_no_more_is_advised_than_is_needed(elsewhere, monkeypatch):
    monkeypatch.setenv("SYNCER_CONFIG", "my plans/other.toml")
    assert "see `syncer check plan`" in elsewhere.syncer("status")


def test_a_starter_plan_with_a_blank_in_its_name(team):
    (team.folder / "config.toml").unlink()
    (init,) = advised(team.syncer("init", "--new", "our plan.xlsx"))
    assert "our plan.xlsx, tab Plan" in team.syncer(*init)


def test_what_is_wrong_in_the_sheet_is_not_called_unreadable_where_it_was_read(team):
    team.type_in("I3", "2026-12-24")  # done on a day to come: read, but it cannot be
    assert "1 error in the sheet: see" in team.syncer("status")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "old.xls",
            "'old.xls' is no kind of file that can be read: .xlsx, .xlsm, .ods, .csv, .tsv, .xml, .json",
        ),
        ("", "no file is named"),
        (".", "'.' is a folder"),
        ("plans", "'plans' is a folder"),
        ("https://docs.google.com/spreadsheets/d/x/edit", "no Google credentials are named"),
        ("http://example.org/plan.xlsx", "this web address is no Google Sheet's"),
        ("nowhere.xlsx", "there is no file nowhere.xlsx"),
    ],
)
@pytest.mark.parametrize("verb", ["init", "inspect"])
def test_what_is_no_spreadsheet_is_told_with_what_to_do(team, verb, source, said):
    (team.folder / "plans").mkdir()
    (team.folder / "config.toml").unlink()
    team.syncer(verb, source, code=3 if "nowhere" in source else 2)
    assert said in team.err
    assert "configuration" not in team.err
    assert "\n  try: " in team.err


def test_a_pipe_that_nobody_writes_to_is_not_waited_for(team):
    os.mkfifo(team.folder / "pipe.csv")
    team.syncer("inspect", "pipe.csv", code=3)
    assert "pipe.csv is no file on disk" in team.err


def test_alone_it_shows_its_help_and_nothing_else(team):
    team.syncer(code=2)
    assert team.err.startswith("Usage: syncer ")
    assert "try:" not in team.err


def test_a_missing_argument_is_told_in_one_line(team):
    team.syncer("completion", code=2)
    message, hint = team.err.splitlines()
    assert "{bash|zsh|fish}" in message
    assert hint == "  try: syncer completion --help"


@pytest.mark.parametrize("args", [("status", "--today"), ("baseline", "apollo", "--on")])
@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30", "20260302"])
def test_a_day_that_is_none_is_answered_with_one(team, args, day):
    team.syncer(*args, day, code=2)
    assert f"{day!r} is not a day; write it like 2026-12-31" in team.err


def test_a_folder_is_no_configuration(team):
    team.syncer("-c", ".", "check", code=2)
    assert "try: " in team.err


def test_where_no_deletion_is_held_none_can_be_decided_on(team):
    assert team.syncer("held", "apollo", "drop", "all") == "No deletion waits for a decision.\n"
    for which in (["1"], []):
        team.syncer("held", "apollo", "apply", *which, code=2)
        assert team.err == "syncer: no deletion is held, so there is nothing to decide\n"
