"""The README is true: its commands run, its targets and pictures are there, no verb is missing."""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from apollo import TOP

from syncer.cli import VERBS
from tests.google.server import GoogleServer

README = (TOP / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
MAKES = [block for block in BLOCKS if block.startswith("make ")]
SHEET = re.compile(r"https://docs\.google\.com/spreadsheets/d/\w+")
GOOGLE = "".join(block for block in BLOCKS if SHEET.search(block))
WALK = "".join(block for block in BLOCKS if block not in MAKES and not SHEET.search(block))


def walk(folder, commands, **more):
    """Run *commands* in *folder*, one after the other; what they print."""
    surroundings = {key: value for key, value in os.environ.items() if key != "SYNCER_CONFIG"}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-e", "-x", "-c", commands],
        cwd=folder,
        env=surroundings | {"PATH": path, "COLUMNS": "120"} | more,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    """A folder in which the whole walk was run."""
    folder = tmp_path_factory.mktemp("readme")
    return folder / "my-plan", walk(folder, WALK)


def test_the_walk_with_a_google_sheet_fills_it(tmp_path):
    with GoogleServer() as server:
        book = server.add_book("Apollo")
        people = server.people(book)
        people.fill([["Milestone", "Due"], ["Opened to all users", date(2030, 4, 1)]])
        downloads = tmp_path / "Downloads"
        downloads.mkdir()
        (downloads / "my-project-0123456789ab.json").write_text(json.dumps(server.service_key()))
        commands = SHEET.sub(f"https://docs.google.com/spreadsheets/d/{book.id}", GOOGLE)
        endpoint = {"HOME": str(tmp_path), "SYNCER_GOOGLE_ENDPOINT": server.netloc}
        out = walk(tmp_path, commands, **endpoint)
        assert "results can be written back" in out
        assert people.column("Computed status")
        assert (tmp_path / "our-plan" / "public" / "apollo.ics").exists()


def test_what_is_said_to_be_understood_of_an_untidy_file_is(tmp_path):
    (sheet,) = re.findall(r"^```csv\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    (shown,) = re.findall(r"^```text\n(team.csv.*?)^```$", README, re.DOTALL | re.MULTILINE)
    (tmp_path / "team.csv").write_text(sheet, "utf-8")
    out = walk(tmp_path, "syncer inspect team.csv || true", COLUMNS="112")
    assert [line.rstrip() for line in out.splitlines()] == shown.splitlines()


def test_the_walk_leaves_a_plan_its_configuration_and_a_feed(walked):
    folder, _ = walked
    assert (folder / "plan.xlsx").exists()
    assert (folder / "config.toml").exists()
    assert list((folder / "public").glob("*.ics"))


def test_the_second_sync_of_the_walk_says_that_nothing_changed(walked):
    assert "nothing changed" in walked[1]


@pytest.mark.parametrize("command", [block.strip() for block in MAKES])
def test_what_the_readme_makes_is_a_target(command):
    """CI runs them themselves, from a fresh clone; here nothing may be installed."""
    done = subprocess.run(
        [shutil.which("make") or "make", "--dry-run", *command.split()[1:]],
        cwd=TOP,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_python_that_is_too_old_is_told_plainly(tmp_path):
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\necho "Python 3.9.2"\nexit 1\n')
    old.chmod(0o755)
    done = subprocess.run(
        ["make", "run", f"PYTHON={old}"], cwd=TOP, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "needs Python 3.11 or newer" in done.stderr
    assert "Python 3.9.2" in done.stderr
    assert "try: install a newer one" in done.stderr


def test_every_file_it_shows_or_links_is_there():
    named = re.findall(r"\]\((?!https?:|#)([^)]+)\)", README)
    assert named
    assert [name for name in named if not (TOP / name).exists()] == []


def test_no_verb_is_missing():
    assert [
        verb for verb in VERBS if f"`{verb}`" not in README and f"syncer {verb}" not in README
    ] == []
