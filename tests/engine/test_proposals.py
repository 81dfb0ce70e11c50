"""An event that a person moves is a proposal: said beside its row, restored, never the plan."""

from datetime import UTC, date, datetime

import pytest

from syncer.errors import UnavailableError
from syncer.store import open_store
from tests.cycles import World, row

ASKED = date(2026, 4, 9)
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
SAID = (
    "Ada moved this to 9 Apr in the calendar (seen 4 Mar); the plan says 3 Apr. "
    "To accept, write 9 Apr as its due date. Nothing else would move."
)


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path, [row(f"Milestone {n}", f"2026-04-{n:02}") for n in range(1, 11)])
    made.sync()
    return made


def move(world, day=ASKED, key="M-0003", who="Ada"):
    uid = next(uid for uid in world.calendar.known() if uid.startswith(key))
    world.calendar.move(uid, day, who=who, at=NOON)


def days(world):
    return sorted(stored.event.day.day for stored in world.calendar.stored().values())


def impact(world, n=3):
    return world.sheet.column("Impact")[n - 1]


def test_a_move_is_said_beside_its_row_and_taken_back(world):
    move(world)
    report = world.sync()
    assert (report.outcome, report.proposals, report.failures) == ("changed", 1, ())
    assert world.sheet.rows[0][-1] == "Impact"
    assert world.sheet.column("Impact") == [None, None, SAID, *[None] * 7]
    assert days(world) == list(range(1, 11))


def test_it_never_changes_the_plan(world):
    before = [r[:5] for r in world.sheet.rows]
    octets = world.path.read_bytes()
    move(world)
    world.sync()
    assert [r[:5] for r in world.sheet.rows] == before
    assert world.path.read_bytes() == octets
    assert world.store.history("plan") == ()


def test_it_is_said_once(world):
    move(world)
    world.sync()
    for day in (4, 5, 6):
        world.clock.day = date(2026, 3, day)
        assert world.sync().proposals == 1
        assert impact(world) == SAID
    assert world.sync().outcome == "unchanged"


def test_there_is_no_such_column_until_somebody_asks(world):
    world.sheet.rows[3][2] = "2026-04-20"
    world.sync()
    assert "Impact" not in world.sheet.rows[0]


def test_to_accept_is_to_write_the_day(world):
    move(world)
    world.sync()
    world.sheet.rows[3][2] = "2026-04-09"
    report = world.sync()
    assert (report.proposals, impact(world)) == (0, None)
    assert 9 in days(world)
    assert world.sync().outcome == "unchanged"
    world.clock.day = date(2026, 3, 5)
    world.sync()
    assert world.store.load("plan").proposed == ()


def test_another_day_is_an_answer_too(world):
    move(world)
    world.sync()
    world.sheet.rows[3][2] = "2026-04-06"
    assert world.sync().proposals == 0
    assert not impact(world)
    # Back to the day that it was moved from: the answer stands.
    world.sheet.rows[3][2] = "2026-04-03"
    assert world.sync().proposals == 0
    assert not impact(world)


@pytest.mark.parametrize("status", ["Done", "Cancelled"])
def test_what_is_over_needs_no_answer(world, status):
    move(world)
    world.sync()
    world.sheet.rows[3][4] = status
    assert world.sync().proposals == 0
    assert not impact(world)
    assert world.sync().outcome == "unchanged"


def test_a_row_that_is_gone_takes_its_proposal_along(world):
    move(world)
    world.sync()
    del world.sheet.rows[3]
    assert world.sync().proposals == 0
    assert world.sync().proposals == 0
    world.clock.day = date(2026, 3, 5)
    world.sync()
    assert world.store.load("plan").proposed == ()


def test_a_row_that_is_missing_for_a_while_keeps_it(world):
    move(world)
    world.sync()
    kept, world.sheet.rows[2:] = world.sheet.rows[2:], []
    assert world.sync().events.held
    world.sheet.rows += kept
    assert world.sync().proposals == 1
    assert impact(world) == SAID


def test_a_second_move_takes_the_place_of_the_first(world):
    move(world)
    world.sync()
    move(world, date(2026, 4, 14), who="")
    report = world.sync()
    assert report.proposals == 1
    assert impact(world).startswith("Somebody moved this to 14 Apr in the calendar (seen 4 Mar)")


def test_a_move_at_the_same_moment_as_another_day_in_the_plan_is_not_lost(world):
    move(world)
    world.sheet.rows[3][2] = "2026-04-06"
    world.sync()
    assert "moved this to 9 Apr" in impact(world)
    assert "the plan says 6 Apr" in impact(world)
    assert 6 in days(world)
    assert world.sync().outcome == "unchanged"


def test_a_move_to_the_day_that_the_plan_then_has_needs_no_answer(world):
    move(world)
    world.sheet.rows[3][2] = "2026-04-09"
    assert world.sync().proposals == 0
    assert "Impact" not in world.sheet.rows[0]


def test_it_follows_its_row_wherever_people_sort_it(world):
    move(world)
    world.sync()
    world.sheet.rows[1:] = reversed(world.sheet.rows[1:])
    world.sync()
    assert [(r[0], r[-1]) for r in world.sheet.rows[1:] if "moved" in str(r[-1])] == [
        ("Milestone 3", SAID)
    ]


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("where", ["before the calendar", "after the calendar"])
def test_what_a_kill_kept_from_being_remembered_is_said_again(world, where, monkeypatch):
    move(world)
    with monkeypatch.context() as patch:
        target = world.calendar if where == "before the calendar" else world.store
        name = "change" if target is world.calendar else "commit"
        patch.setattr(target, name, kill)
        with pytest.raises(Killed):
            world.sync()
    assert world.store.load("plan").proposed == ()
    assert world.sync().proposals == 1
    assert impact(world) == SAID
    assert days(world) == list(range(1, 11))
    assert world.sync().outcome == "unchanged"


def kill(*_):
    raise Killed


def test_a_lost_state_hears_of_it_again(world):
    move(world)
    world.sync()
    world.state.unlink()
    world.store = open_store(f"sqlite:///{world.state}")
    assert world.sync().proposals == 1
    assert impact(world) == SAID


def test_an_answered_one_is_not_taken_for_a_new_one_while_the_calendar_is_away(world, monkeypatch):
    move(world)
    world.sync()
    world.sheet.rows[3][2] = "2026-04-06"
    with monkeypatch.context() as patch:
        patch.setattr(world.calendar, "change", away)
        assert world.sync().outcome == "failed"
        assert world.sync().proposals == 0
    assert world.sync().proposals == 0
    assert not impact(world)
    assert days(world) == [1, 2, 4, 5, 6, 6, 7, 8, 9, 10]


def away(*_):
    raise UnavailableError("Google could not be reached")


def test_a_calendar_that_cannot_be_looked_at_forgets_no_proposal(world, monkeypatch):
    move(world)
    world.sync()
    with monkeypatch.context() as patch:
        patch.setattr(world.calendar, "stored", away)
        patch.setattr(world.calendar, "proposals", away)
        report = world.sync()
    assert [str(error) for error in report.failures] == ["Google could not be reached"]
    assert report.proposals == 1
    assert impact(world) == SAID


def test_people_who_are_quicker_than_we_are_looked_at_again_at_once(world, monkeypatch):
    """Somebody moves the very event that we change, after we looked."""
    known = dict(world.calendar.known())
    move(world)
    world.sheet.rows[3][2] = "2026-04-06"
    with monkeypatch.context() as patch:
        patch.setattr(world.calendar, "known", lambda: known)
        patch.setattr(world.calendar, "proposals", tuple)
        report = world.sync()
    assert (report.failures, report.proposals) == ((), 0)
    assert days(world) == [1, 2, 4, 5, 6, 6, 7, 8, 9, 10]
    # Nothing differs any more, and yet there is something to say.
    assert world.sync().proposals == 1
    assert "the plan says 6 Apr" in impact(world)


def test_peoples_own_column_of_that_name_stays_theirs(tmp_path):
    rows = [[*row(f"Milestone {n}", f"2026-04-{n:02}"), "High"] for n in range(1, 6)]
    world = World(tmp_path, rows)
    world.sheet.rows[0].append("Impact")
    world.sync()
    world.sync()
    move(world)
    world.sync()
    assert world.sheet.column("Impact") == ["High"] * 5
    assert world.sheet.column("Impact (syncer)")[2] == SAID
    for r in world.sheet.rows[1:]:
        r[5] = None
    world.sheet.rows[3][2] = "2026-04-09"
    world.sync()
    assert world.sheet.column("Impact") == [None] * 5
    assert not world.sheet.column("Impact (syncer)")[2]


def test_a_column_of_that_name_that_people_add_later_is_not_written_over(world):
    width = len(world.sheet.rows[0])
    for at, r in enumerate(world.sheet.rows):
        r += [*[None] * (width - len(r)), "High" if at else "Impact"]
    move(world)
    world.sync()
    assert world.sheet.column("Impact") == ["High"] * 10
    assert world.sheet.column("Impact (syncer)")[2] == SAID


def test_what_people_type_among_ours_is_left_alone(world):
    move(world)
    world.sync()
    at = world.sheet.rows[0].index("Impact")
    world.sheet.rows[1] += [None] * (at + 1 - len(world.sheet.rows[1]))
    world.sheet.rows[1][at] = "ask the board"
    world.sheet.rows[3][2] = "2026-04-09"
    world.sync()
    assert world.sheet.column("Impact")[:3] == ["ask the board", None, None]


def test_peoples_column_stays_theirs_when_they_take_ours_out(tmp_path):
    rows = [[*row(f"Milestone {n}", f"2026-04-{n:02}"), f"2026-05-{n:02}"] for n in range(1, 6)]
    world = World(tmp_path, rows)
    world.sheet.rows[0].append("Forecast")
    world.sync()
    at = world.sheet.rows[0].index("Forecast (syncer)")
    for r in world.sheet.rows:
        del r[at]
    world.sync()
    assert world.sheet.column("Forecast") == [f"2026-05-{n:02}" for n in range(1, 6)]
    assert world.sheet.column("Forecast (syncer)")[0] == date(2026, 5, 1)
