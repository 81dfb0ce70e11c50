"""What a read does not show is no proof that it is gone; what vanishes at once waits for a person."""

from datetime import timedelta

import pytest

from tests.google.faults import CutAfter, HtmlPage, Refuse, Short, Truncated
from tests.simulation.google_office import CALENDAR, FEED, Office
from tests.simulation.google_standing import stands
from tests.simulation.world import START
from tests.team import Team

ROWS = 8
POOR = {
    "nothing at all": Short(0),
    "the headings alone": Short(1),
    "a row": Short(2),
    "half of it": Short(ROWS // 2),
    "no headings": Short(99, headless=True),
    "half of it without headings": Short(ROWS // 2, headless=True),
    "a login page": HtmlPage(),
    "an answer that breaks off": Truncated(),
    "an answer that breaks off late": Truncated(300),
    "no answer": CutAfter(),
    "an error": Refuse(500),
    "a refusal": Refuse(403),
    "nothing there": Refuse(404),
}
CALLS = 3


@pytest.fixture
def office():
    made = Office([START + timedelta(days=n) for n in range(ROWS)])
    made.rest()
    yield made
    made.close()


def living(office):
    return {event["id"] for event in office.guests.ours()}


def keys(office):
    column = office.crowd.column(("ID",))
    return [office.crowd.tab.cell(row, column).value for row in office.crowd.items()]


@pytest.mark.parametrize("name", POOR)
def test_a_read_that_is_not_whole_deletes_nothing(office, name):
    events, ids = living(office), keys(office)
    for n in range(1, CALLS + 1):
        # One of the last rows, so that a short read does not show what there is to do.
        office.act("type_due", ROWS - 1, START + timedelta(days=60 + n))
        office.cycle([(n, "fault", POOR[name])])
        assert living(office) == events, n
        assert "CANCELLED" not in office.feed().decode(), n
        assert keys(office) == ids, n
    office.rest()
    stands(office)
    assert living(office) == events


@pytest.mark.parametrize("name", [name for name, one in POOR.items() if isinstance(one, Short)])
def test_reads_that_are_not_whole_for_days_delete_nothing(office, name):
    """Every read of several cycles, in a process that has just begun."""
    events, ids = living(office), keys(office)
    office.start()
    for n in range(2):
        office.wait(1)
        office.cycle([(call, "fault", POOR[name]) for call in range(1, 20)])
        assert living(office) == events, n
        assert keys(office) == ids, n
    office.rest()
    stands(office)
    assert living(office) == events


def test_headings_that_people_change_delete_nothing(office):
    events, ids = living(office), keys(office)
    for k in range(len(ids)):
        office.act("rename_column", k, 2)
        office.cycle()
        assert living(office) == events
        assert "CANCELLED" not in office.feed().decode()
    office.act("mend_headings")
    office.rest()
    stands(office)
    assert (living(office), keys(office)) == (events, ids)


def test_a_tab_that_people_take_out_and_bring_back_deletes_nothing(office):
    events = living(office)
    tab = office.typed.tab
    office.act("add_tab", 1)
    office.book.tabs.remove(tab)
    for _ in range(2):
        office.cycle()
        assert living(office) == events
    office.book.tabs.insert(0, tab)
    office.rest()
    assert living(office) == events


def test_a_few_rows_that_go_take_their_events_along(office):
    office.act("delete_rows", 0, 2)
    office.rest()
    stands(office)
    assert len(living(office)) == ROWS - 3


@pytest.fixture
def vanished(office):
    """Four of eight rows are gone."""
    before = living(office)
    office.act("delete_rows", 0, 3)
    office.rest()
    assert living(office) == before
    assert {one.target for one in office.held()} == {FEED, CALENDAR}
    return office


def test_many_that_vanish_wait_and_stay_for_months(vanished):
    vanished.wait(90)
    vanished.rest()
    stands(vanished)
    assert len(living(vanished)) == ROWS


def test_what_waits_goes_when_a_person_says_so(vanished):
    vanished.decide_held("apply")
    vanished.rest()
    stands(vanished)
    assert len(living(vanished)) == ROWS - 4
    assert not vanished.held()


def test_what_waits_stays_when_a_person_says_so(vanished):
    vanished.decide_held("drop")
    vanished.rest()
    stands(vanished)
    assert len(living(vanished)) == ROWS


def test_a_fault_while_what_waited_is_deleted(vanished):
    vanished.decide_held("apply")
    vanished.cycle([(3, "kill", True)])
    vanished.cycle([(3, "fault", Refuse(500))])
    vanished.rest()
    stands(vanished)
    assert len(living(vanished)) == ROWS - 4


def test_rows_that_come_back_are_what_they_were(vanished):
    for n in range(4):
        vanished.act("type_row", f"Milestone {n}", START)
    vanished.rest()
    stands(vanished)
    assert len(living(vanished)) == ROWS
    assert not vanished.held()
    assert sorted(keys(vanished)) == [f"M-{n:04}" for n in range(1, ROWS + 1)]


CONFIG = """\
[service]
state = "sqlite:///var/state.db"
[google]
credentials = "{key}"
limits = {{ "sheets.read" = 6000, "sheets.write" = 6000, "calendar.write" = 6000 }}
[plan.apollo]
source = "{source}"
tab = "Sheet1"
today = 2026-03-02
[[plan.apollo.publish]]
to = "google-calendar"
calendar = "{calendar}"
"""


@pytest.fixture
def team(tmp_path, monkeypatch, capfd):
    office = Office([START + timedelta(days=n) for n in range(ROWS)])
    monkeypatch.delenv("SYNCER_CONFIG", raising=False)
    monkeypatch.setenv("SYNCER_GOOGLE_ENDPOINT", office.server.netloc)
    monkeypatch.chdir(tmp_path)
    made = Team(tmp_path, capfd)
    key = office.google.options["credentials"]
    made.configure(CONFIG.format(key=key, source=office.address, calendar=office.calendar.id))
    made.office = office
    yield made
    office.close()


@pytest.mark.parametrize(("decision", "left"), [("apply", ROWS - 4), ("drop", ROWS)])
def test_the_command_line_shows_what_waits_and_lets_a_person_decide(team, decision, left):
    team.syncer("sync")
    team.office.act("delete_rows", 0, 3)
    assert "4 deletions held" in team.syncer("sync")
    assert len(living(team.office)) == ROWS
    held = team.json("held", "apollo")["held"]
    assert [one["publication"] for one in held] == 4 * [
        f"google-calendar:{team.office.calendar.id}"
    ]
    assert "4 of 8 events would vanish at once" in {one["reason"] for one in held}
    assert "4 deletions" in team.syncer("held", "apollo", decision, "all")
    team.syncer("sync")
    assert len(living(team.office)) == left
    assert "nothing changed" in team.syncer("sync")
