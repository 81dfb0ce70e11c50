"""A plan in a Google Sheet, published to a Google calendar: the verbs as people run them."""

from datetime import date

import pytest
from team import SHEET_HEADINGS, sheet_rows

from tests.google.server import SERVICE

ROWS = sheet_rows(6)
CONFIG = """\
[service]
state = "sqlite:///var/state.db"
[google]
credentials = "service-account.json"
limits = {{ "sheets.read" = 600, "calendar.write" = 6000 }}
[plan.apollo]
source = "https://docs.google.com/spreadsheets/d/{book}/edit#gid=0"
tab = "Sheet1"
today = 2026-03-02
[[plan.apollo.publish]]
to = "ics"
path = "public/apollo.ics"
[[plan.apollo.publish]]
to = "google-calendar"
calendar = "{calendar}"
reminders = ["7d", "1d"]
"""


class Office:
    """A sheet, a calendar, and the team's configuration that names both."""

    def __init__(self, server, team):
        self.server, self.team = server, team
        self.book = server.add_book()
        self.people = server.people(self.book)
        self.people.fill([SHEET_HEADINGS, *ROWS])
        self.calendar = server.add_calendar()
        self.guests = server.calendar_people(self.calendar)
        self.key = team.keep("service-account.json", server.service_key())
        team.configure(CONFIG.format(book=self.book.id, calendar=self.calendar.id))

    def days(self):
        """The day of each event, by the milestone that stands first in its title."""
        found = {}
        for event in self.calendar.live():
            assert event["summary"] not in found
            found[event["summary"]] = event["start"]["date"]
        return found

    def headings(self):
        return [cell.value for cell in self.people.tab.rows[0].cells if cell.value]

    def column(self, heading):
        at = self.headings().index(heading)
        return [row.cells[at].value for row in self.people.tab.rows[1 : len(ROWS) + 1]]

    def checks(self, code=0):
        """What doctor found, by subject."""
        listed = self.team.json("doctor", code=code)["checks"]
        return {one["subject"]: one for one in listed}


@pytest.fixture
def office(server, team):
    return Office(server, team)


def test_the_first_sync_fills_the_columns_and_the_calendar(office):
    out = office.team.syncer("sync")
    assert office.column("ID") == [f"M-{n:04}" for n in range(1, 7)]
    assert all(office.column("Computed status"))
    assert sorted(office.days().values()) == [f"2026-04-0{n}" for n in range(1, 7)]
    assert f"d/{office.book.id}/edit#gid=0: " in out
    assert "12 created" in out  # six in each of the two publications


def test_people_are_reminded(office):
    office.team.syncer("sync")
    alarms = [one.alarms[SERVICE]["overrides"] for one in office.calendar.events.values()]
    day = 24 * 60
    assert {tuple(one["minutes"] for one in some) for some in alarms} == {
        (day - 9 * 60, 7 * day - 9 * 60)
    }


def test_the_second_sync_changes_nothing(office):
    office.team.syncer("sync")
    before = office.people.tab.rows[1].cells[:], office.days()
    calls = office.server.calls
    calls.clear()
    assert "nothing changed" in office.team.syncer("sync")
    assert calls.total(kind="write") == 0
    assert (calls.total("sheets"), calls.total("calendar")) == (1, 1)  # in a new process too
    assert (office.people.tab.rows[1].cells[:], office.days()) == before
    assert not office.team.json("diff")["plans"][0]["calendars"]


def test_an_edited_date_moves_one_event(office):
    office.team.syncer("sync")
    before = office.days()
    office.people.type("C4", date(2026, 5, 20))
    (found,) = office.team.json("diff")["plans"]
    assert found["calendars"] == [office.calendar.id]
    assert {one["day"] for one in found["events"]} == {"2026-05-20"}
    office.team.syncer("sync")
    assert sorted(office.days().values()) == sorted(
        "2026-05-20" if day == "2026-04-03" else day for day in before.values()
    )


def test_an_event_that_a_person_moved_is_put_back(office):
    office.team.syncer("sync")
    before = office.days()
    office.guests.move_event(office.calendar.live()[0]["id"], date(2026, 6, 1))
    assert office.team.json("diff")["plans"][0]["calendars"] == [office.calendar.id]
    assert "1 updated" in office.team.syncer("sync")
    assert office.days() == before


def test_status_and_held_know_such_a_plan(office):
    office.team.syncer("sync")
    assert "Milestone 3" in office.team.syncer("status")
    assert "No deletion is held" in office.team.syncer("held", "apollo")


def test_many_vanishing_events_are_held_in_the_calendar_too(office):
    office.team.syncer("sync")
    office.people.delete_rows(2, 5)
    office.team.syncer("sync")
    assert len(office.days()) == 6
    held = office.team.json("held", "apollo")["held"]
    assert f"google-calendar:{office.calendar.id}" in {one["publication"] for one in held}
    office.team.syncer("held", "apollo", "apply", "all")
    office.team.syncer("sync")
    assert list(office.days().values()) == ["2026-04-06"]


def test_doctor_says_whom_to_share_with_and_that_all_is_reached(office):
    checks = office.checks()
    assert SERVICE in checks["google"]["says"]
    assert checks["google"]["todo"] == (
        f"share the sheet with {SERVICE} as Editor; "
        f"the calendar with {SERVICE}, Make changes to events"
    )
    assert checks["apollo: sheet"]["verdict"] == "good"
    assert checks["apollo: sheet"]["says"] == "Plan: results can be written back"
    assert checks["apollo: calendar"]["says"] == (
        f"Milestones ({office.calendar.id}): can be read and written, 0 events of ours"
    )
    assert checks["clock"]["says"] == "as Google's"
    assert checks["quota"]["verdict"] == "good"
    assert "1 of 600 reads of Sheets" in checks["quota"]["says"]


def test_doctor_changes_nothing(office):
    office.checks()
    assert office.headings() == SHEET_HEADINGS
    assert office.days() == {}


def test_a_sheet_and_a_calendar_that_are_not_shared(office):
    office.book.roles.pop(SERVICE)
    office.guests.revoke(SERVICE)
    checks = office.checks(code=3)
    for subject in ("apollo: sheet", "apollo: calendar"):
        assert checks[subject]["verdict"] == "bad"
        assert SERVICE in checks[subject]["todo"]
    office.team.syncer("sync", code=3)
    assert f"with {SERVICE}; the role is Editor" in office.team.err


def test_a_calendar_that_is_shared_no_more_stops_neither_sheet_nor_feed(office):
    office.guests.revoke(SERVICE)
    office.team.syncer("sync", code=3)
    assert office.calendar.id in office.team.err
    assert all(office.column("Computed status"))
    assert office.team.feed.exists()
    office.guests.share(SERVICE)
    office.team.syncer("sync")
    assert len(office.days()) == 6


@pytest.mark.parametrize("way", ["unshared", "deleted"])
def test_a_calendar_lost_after_a_sync_is_named_though_the_sheet_is_as_it_was(office, way):
    office.team.syncer("sync")
    feed = office.team.feed.read_bytes()
    if way == "unshared":
        office.guests.revoke(SERVICE)
    else:
        office.guests.delete_calendar()
    office.team.syncer("sync", code=3)
    assert f"there is no calendar {office.calendar.id}, or it is not shared" in office.team.err
    assert f"share it with {SERVICE}; the role is Make changes to events" in office.team.err
    assert "name the id of another" in office.team.err
    assert office.team.feed.read_bytes() == feed


def test_a_key_that_others_can_read_is_refused(office):
    office.key.chmod(0o644)
    assert "chmod 600" in office.checks(code=3)["google"]["todo"]
    office.team.syncer("sync", code=2)
    assert "other users of this machine can read" in office.team.err
    assert "private_key" not in office.team.err


def test_a_key_that_is_not_there(office):
    office.key.unlink()
    assert "cannot be read" in office.checks(code=3)["google"]["says"]


def test_a_stand_in_on_another_machine_is_refused(office, monkeypatch):
    monkeypatch.setenv("SYNCER_GOOGLE_ENDPOINT", "example.org:443")
    office.team.syncer("sync", code=2)
    assert "must run on this machine" in office.team.err


def test_an_export_is_never_written_over_the_key(office):
    office.team.syncer("export", "apollo", "-o", "service-account.json", "--format", "csv", code=2)
    assert "is the credentials" in office.team.err


def lost(office, way):
    """The sheet of apollo goes, in one *way* or another."""
    people = office.people
    {"trashed": people.trash, "deleted": people.delete_book,
     "unshared": lambda: people.revoke(SERVICE)}[way]()  # fmt: skip


@pytest.mark.parametrize(
    ("way", "says", "todo"),
    [
        ("trashed", "lies in the bin", "Restore"),
        ("deleted", "does not exist (any more)", "take the plan out of the configuration"),
        (
            "unshared",
            "access refused while reading the sheet",
            f"with {SERVICE}; the role is Editor",
        ),
    ],
)
def test_a_sheet_that_is_gone_is_named_and_other_plans_go_on(office, way, says, todo):
    other = office.server.add_book()
    office.server.people(other).fill([SHEET_HEADINGS, *ROWS])
    plan = f'[plan.borealis]\nsource = "https://docs.google.com/spreadsheets/d/{other.id}/edit"\n'
    path = office.team.folder / "config.toml"
    path.write_text(path.read_text() + plan)
    office.team.syncer("sync")
    events, feed = office.days(), office.team.feed.read_bytes()
    lost(office, way)
    office.team.syncer("sync", "--today", "2026-03-03", code=1)
    assert says in office.team.err
    assert todo in office.team.err
    assert "borealis" in office.team.out
    assert (office.days(), office.team.feed.read_bytes()) == (events, feed)


def test_the_first_sync_of_a_day_asks_whether_the_sheet_lies_in_the_bin(office):
    office.team.syncer("sync")
    office.server.calls.clear()
    office.team.syncer("sync", "--today", "2026-03-03")
    assert office.server.calls.total("drive") == 1
    office.server.calls.clear()
    office.team.syncer("sync", "--today", "2026-03-03")
    assert office.server.calls.total("drive") == 0
