"""Programs that subscribe by the address that `feeds create` printed, while people edit the plan."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from feed_readers import by_ical_js, by_icalendar
from serving import served, until
from team import Team

KHAL = """\
[calendars]
[[apollo]]
path = {folder}/calendar
[locale]
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
timeformat = %H:%M
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
[default]
default_calendar = apollo
"""
VDIRSYNCER = """\
[general]
status_path = "{folder}/status/"
[pair apollo]
a = "web"
b = "disk"
collections = null
conflict_resolution = "a wins"
[storage web]
type = "http"
url = "{url}"
[storage disk]
type = "filesystem"
path = "{folder}/calendar"
fileext = ".ics"
"""
MOVED = datetime(2026, 6, 1)


def read(url):
    with urlopen(Request(url, headers={"User-Agent": "Thunderbird/128"})) as answer:
        return answer.read()


def by_library(read_events):
    return lambda url, _folder: Library(url, read_events)


class Library:
    """A program that fetches by itself and reads by a library; `seen` is day and status."""

    def __init__(self, url, read_events):
        self.url, self.read_events = url, read_events

    def seen(self):
        _, events = self.read_events(read(self.url))
        return {one.summary: (one.start, one.status) for one in events}


class Khal:
    """vdirsyncer fetches, khal shows: as they are installed and configured by people."""

    def __init__(self, url, folder):
        self.url, self.folder = url, folder
        (folder / "calendar").mkdir(parents=True)
        (folder / "vdirsyncer").write_text(VDIRSYNCER.format(folder=folder, url=url))
        (folder / "khal").write_text(KHAL.format(folder=folder))
        self.run("vdirsyncer", "-c", "vdirsyncer", "discover")

    def run(self, program, *args):
        path = Path(sys.executable).with_name(program)
        done = subprocess.run(
            [path, *args], cwd=self.folder, capture_output=True, text=True, check=False,
            env={**os.environ, "HOME": str(self.folder), "NO_PROXY": "*"},
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def seen(self):
        self.run("vdirsyncer", "-c", "vdirsyncer", "sync")
        form = ("--json", "title", "--json", "start-date", "--json", "status")
        told = self.run("khal", "-c", "khal", "list", *form, "2026-01-01", "365d")
        events = [one for line in told.splitlines() for one in json.loads(line)]
        return {
            one["title"]: (one["start-date"], one["status"].strip() or "CONFIRMED")
            for one in events
        }


@pytest.fixture
def team(tmp_path, monkeypatch, capfd):
    """A team's plan, not yet synced."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SYNCER_CONFIG", raising=False)
    return Team(tmp_path, capfd)


@pytest.fixture
def server(team):
    """The real server process over the team's state."""
    with served(team.folder, plan="today = 2026-03-02") as running:
        yield running


PROGRAMS = {
    "icalendar": by_library(by_icalendar),
    "ical.js": by_library(by_ical_js),
    "vdirsyncer-khal": Khal,
}


@pytest.fixture(params=PROGRAMS.values(), ids=PROGRAMS)
def subscriber(request, team, server):
    """A program that subscribed to the milestones of Ana and Ben."""
    team.syncer("sync")
    wish = ("--only", "owner=Ana", "--only", "owner=Ben")
    given = team.json("feeds", "create", "--plan", "apollo", "--name", "Ana", *wish)
    url = given["url"].replace("https://milestones.example.org", f"http://127.0.0.1:{server.port}")
    until(lambda: answers(url))
    return request.param(url, team.folder / "program")


def answers(url):
    try:
        return read(url)
    except HTTPError:
        return None


def edit(team, subscriber, cell, value):
    """A person edits the plan, it is synced, and the server has noticed."""
    before = read(subscriber.url)
    team.type_in(cell, value)
    team.syncer("sync")
    until(lambda: read(subscriber.url) != before)


def test_an_edit_a_move_and_a_cancellation_arrive(team, subscriber):
    first = subscriber.seen()
    assert first["Beta signed off by the pilot team"] == ("2026-05-15", "CONFIRMED")
    assert len(first) == 3

    edit(team, subscriber, "C5", "Beta signed off by everybody")
    edited = subscriber.seen()
    assert edited["Beta signed off by everybody"] == ("2026-05-15", "CONFIRMED")
    assert len(edited) == 3

    edit(team, subscriber, "G5", MOVED)
    (moved,) = (told for title, told in subscriber.seen().items() if "everybody" in title)
    assert moved == ("2026-06-01", "CONFIRMED")

    edit(team, subscriber, "J5", "Cancelled")
    (gone,) = (told for title, told in subscriber.seen().items() if "everybody" in title)
    assert gone == ("2026-06-01", "CANCELLED")


def test_what_left_the_filter_is_taken_away_and_the_list_tells_who_looked(team, subscriber):
    edit(team, subscriber, "E5", "Somebody else")
    assert subscriber.seen()["Beta signed off by the pilot team"] == ("2026-05-15", "CANCELLED")
    listed = until(lambda: fetched(team))
    assert listed["current"]


@pytest.mark.parametrize("subscriber", [PROGRAMS["icalendar"]], indirect=True)
def test_a_rotated_address_is_dead_at_once(team, subscriber):
    team.syncer("feeds", "rotate", "Ana")
    until(lambda: answers(subscriber.url) is None)


def fetched(team):
    (one,) = team.json("feeds", "list")["feeds"]
    return one if one["times"] else None
