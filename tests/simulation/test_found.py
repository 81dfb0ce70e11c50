"""What the simulation found, each as the few steps it takes."""

from datetime import date

import pytest

from tests.simulation.places import InMemory, InText, InWorkbook
from tests.simulation.world import World

APRIL, MAY = date(2026, 4, 15), date(2026, 5, 15)
PLACES = pytest.mark.parametrize(
    "place", [InMemory, InText, InWorkbook], ids=["memory", "text", "workbook"]
)


@pytest.fixture
def live():
    """Begin with a row for each day and let the steps happen; every one of them is checked."""
    worlds = []

    def begin(place, days, *steps, **how):
        world = World(place, days, **how)
        worlds.append(world)
        for name, *args in steps:
            getattr(world, name)(*args)
        return world

    yield begin
    for world in worlds:
        world.close()


@PLACES
@pytest.mark.parametrize("what", ["held", "unavailable", "crash"])
def test_an_event_that_was_published_and_forgotten_keeps_its_stamps(live, place, what):
    """The feed stood there when the commit failed; calendar programs had read it."""
    world = live(place, [APRIL], ("cycle", [("before commit", what)]))
    octets = world.path.read_bytes()
    world.rest()
    assert world.path.read_bytes() == octets


@PLACES
def test_a_date_taken_back_after_a_crash_raises_the_sequence_again(live, place):
    live(
        place,
        [APRIL],
        ("cycle",),
        ("act", "type_due", 0, MAY),
        ("cycle", [("after publish", "crash")]),
        ("act", "type_due", 0, APRIL),
        ("rest",),
    )


@PLACES
def test_a_row_that_went_after_a_crash_is_cancelled(live, place):
    """Subscribers had its event, the state had not: without a ghost they would keep it for ever."""
    world = live(
        place,
        [APRIL, APRIL],
        ("cycle",),
        ("act", "insert_row", 0, 0, MAY),
        ("cycle", [("before commit", "crash")]),
        ("act", "delete_row", 0),
        ("rest",),
    )
    assert world.events[f"M-0003@{world.store.load('plan').instance}"]["STATUS"] == "CANCELLED"


@PLACES
def test_a_key_that_only_the_feed_remembers_is_not_given_again(live, place):
    live(
        place,
        [APRIL, APRIL],
        ("cycle",),
        ("act", "insert_row", 0, 0, MAY),
        ("cycle", [("before commit", "crash")]),
        ("act", "delete_row", 0),
        ("act", "insert_row", 0, 1, APRIL),
        ("rest",),
    )


@PLACES
def test_a_feed_that_said_it_was_not_written_and_was(live, place):
    live(
        place,
        [APRIL],
        ("cycle", [("after publish", "unavailable")]),
        ("act", "rename_column", 0, 2),
        ("cycle",),
        ("act", "mend_headings"),
        ("rest",),
    )


@PLACES
def test_a_lost_state_begins_no_sequence_anew(live, place):
    world = live(place, [APRIL], ("cycle",), ("act", "type_due", 0, MAY), ("cycle",))
    octets = world.path.read_bytes()
    world.lose_state()
    world.rest()
    assert b"SEQUENCE:1" in octets
    # The history is lost, so that the summary tells of no move, and that is one change more.
    assert b"SEQUENCE:2" in world.path.read_bytes()


@PLACES
def test_a_clock_set_back_after_a_crash_sets_no_stamp_back(live, place):
    live(
        place,
        [date(2026, 2, 20)],
        ("cycle", [("before commit", "unavailable")]),
        ("wait", -30),
        ("rest",),
    )
