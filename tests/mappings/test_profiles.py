"""Each tool's export is recognised by its headings and read whole."""

from datetime import date

import pytest

from syncer.domain.plan import Stated
from syncer.domain.sheet import Tab
from syncer.stages.attune import profile_of
from tests.mappings.exports import EXPORTS
from tests.reading import WORDS, understand

NO_PEOPLE = {"skhokho"}
NO_START = {"linear", "gitlab", "jira"}  # none of these exports says when work shall begin
LINKED = {
    "microsoft_project",
    "smartsheet",
    "asana",
    "wrike",
    "primavera",
    "ganttproject",
    "vertex42",
}
HAS_PHASES = {"asana", "jira", "jira_timeline", "clickup", "gitlab", "github", "openproject"}
HAS_PHASES |= {"planner", "azure_devops", "redmine", "taskworld", "monday", "google_gantt"}


def export(name):
    rows = [line.split("|") for line in EXPORTS[name].strip("\n").splitlines()]
    return Tab(name="Sheet1", rows=rows)


def test_every_profile_has_an_export_here():
    assert {profile.name for profile in WORDS.profiles} == EXPORTS.keys()


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_is_recognised_by_its_headings(name):
    found = profile_of([export(name)], WORDS.profiles)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_is_read_whole(name):
    read = understand(export(name))
    assert [title for title in read.titles() if title not in {"Planning", "Opening"}] == [
        "Choose a site",
        "Open the doors",
    ]
    site, doors = read.row("Choose a site"), read.row("Open the doors")
    assert (site.due, doors.due) == (date(2026, 9, 11), date(2026, 9, 30))
    assert not [finding for finding in read.findings if finding.severity == "error"]


@pytest.mark.parametrize("name", sorted(EXPORTS.keys() - NO_PEOPLE - {"primavera"}))
def test_people_and_starts_are_read(name):
    site, doors = map(understand(export(name)).row, ("Choose a site", "Open the doors"))
    assert [owner[:3].casefold() for owner in site.owners] in (["ann"], ["lee"])
    assert next(owner[:2].casefold() for owner in doors.owners) in {"bo", "ch"}
    assert doors.start == (None if name in NO_START else date(2026, 9, 29))


@pytest.mark.parametrize("name", sorted(EXPORTS.keys() - NO_PEOPLE))
def test_what_is_done_is_seen_to_be_done(name):
    site, doors = map(understand(export(name)).row, ("Choose a site", "Open the doors"))
    assert site.status is Stated.DONE or site.percent == 100 or site.actual
    assert doors.status is not Stated.DONE
    assert doors.percent != 100
    assert not doors.actual


@pytest.mark.parametrize("name", sorted(LINKED))
def test_the_doors_wait_for_the_site(name):
    items = understand(export(name)).plan.items
    (link,) = next(item for item in items if item.row.title == "Open the doors").links
    assert items[link.on].row.title == "Choose a site"


@pytest.mark.parametrize("name", sorted(HAS_PHASES))
def test_phases_are_read(name):
    site, doors = map(understand(export(name)).row, ("Choose a site", "Open the doors"))
    assert site.phase
    assert doors.phase
    assert site.phase != doors.phase
