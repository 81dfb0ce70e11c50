"""An event that a person moved in a Google calendar: as `diff` and `sync` tell it."""

from datetime import date

import pytest

CONFIG = """\
[service]
state = "sqlite:///var/state.db"
[google]
credentials = "service-account.json"
[plan.apollo]
title = "Apollo"
source = "plan.xlsx"
today = 2026-03-02
[[plan.apollo.publish]]
to = "google-calendar"
{calendar}
"""
SAID = (
    "Somebody moved this to 1 Apr in the calendar (seen 2 Mar); the plan says 20 Mar. "
    "To accept, write 1 Apr as its due date. “Write the software” would move "
)


class Desk:
    """The team's folder, and the calendar that the plan is published to."""

    def __init__(self, server, team):
        self.server, self.team = server, team
        self.calendar = server.add_calendar()
        team.keep("service-account.json", server.service_key())
        self.publish(f'calendar = "{self.calendar.id}"')

    def publish(self, lines):
        self.team.configure(CONFIG.format(calendar=lines))

    def move(self, day=date(2026, 4, 1)):
        """Move the second milestone's event."""
        (event,) = [e for e in self.calendar.live() if e["summary"].startswith("Prototype")]
        self.server.calendar_people(self.calendar).move_event(event["id"], day)


@pytest.fixture
def desk(server, team):
    return Desk(server, team)


@pytest.fixture
def moved(desk):
    desk.team.syncer("sync")
    desk.move()
    return desk


def test_diff_tells_of_it_and_changes_nothing(moved):
    out = moved.team.syncer("diff")
    assert SAID[:60] in " ".join(out.split())
    assert "Impact" in out
    assert "Impact" not in moved.team.cells()[0]
    assert moved.server.calls.of("calendar", "write", "update") == []


def test_diff_tells_programs_all_of_it(moved):
    (plan,) = moved.team.json("diff")["plans"]
    (found,) = plan["proposals"]
    impact = found.pop("impact")
    assert impact.startswith(SAID)
    assert found == {
        "publication": f"google-calendar:{moved.calendar.id}",
        "row": 3,
        "id": "A2",
        "title": "Prototype shown to ten users",
        "day": "2026-04-01",
        "instead_of": "2026-03-20",
        "who": None,
        "seen": "2026-03-02",
    }
    assert plan["calendars"] == [moved.calendar.id]


def test_sync_says_that_it_waits_until_the_plan_answers(moved):
    waits = "1 event was moved in a calendar: see `syncer diff apollo`"
    for _ in range(2):
        assert waits in moved.team.syncer("sync")
    (plan,) = moved.team.json("sync")["plans"]
    assert (plan["outcome"], plan["proposals"]) == ("unchanged", 1)
    assert moved.team.column("Impact")[1].startswith(SAID)
    assert moved.team.json("diff")["plans"][0]["proposals"]
    moved.team.type_in("G3", date(2026, 4, 1))
    assert "moved in a calendar" not in moved.team.syncer("sync")
    assert not moved.team.column("Impact")[1]


def test_a_calendar_is_made_named_and_shared(desk):
    desk.publish('calendar = "new"\ntitle = "Board dates"\nshare = "zoe@example.com"')
    before = set(desk.server.world.calendars)
    assert desk.team.json("diff")["plans"][0]["calendars"] == ["Board dates"]
    assert set(desk.server.world.calendars) == before
    for _ in range(2):
        desk.team.syncer("sync")
        (made,) = set(desk.server.world.calendars) - before
    calendar = desk.server.world.calendars[made]
    assert calendar.summary == "Board dates"
    assert calendar.role("zoe@example.com") == "writer"
    assert len(calendar.live()) == 3
    desk.publish('calendar = "new"\ntitle = "Board dates"\nshare = ["zoe@example.com", "b@x.org"]')
    desk.team.syncer("sync")
    assert calendar.role("b@x.org") == "writer"


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        ('calendar = "c@x.org"\ntitle = "Board"', 'goes only with calendar = "new"'),
        ('calendar = "c@x.org"\nshare = ["a@x.org"]', 'goes only with calendar = "new"'),
        ('calendar = "new"\nshare = ["everybody"]', "'everybody' is no address"),
        ('calendar = "newer"', '"new": one is made'),
    ],
)
def test_what_does_not_go_with_a_calendar_is_named(desk, lines, wrong):
    desk.publish(lines)
    desk.team.syncer("sync", code=2)
    assert wrong in desk.team.err


def test_sync_tells_how_many_calls_it_took(desk):
    desk.server.calls.clear()
    (plan,) = desk.team.json("sync")["plans"]
    assert plan["api_calls"] == desk.server.calls.exchanges > 0
