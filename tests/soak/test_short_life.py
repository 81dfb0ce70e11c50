"""A few minutes of the office that the soak keeps open for a day: so that it is known to work."""

import pytest

from tests.soak.measures import Sample, growth, slope
from tests.soak.office import Office
from tests.soak.test_soak import is_published


@pytest.fixture
def office(tmp_path):
    office = Office(tmp_path, plans=6, books=1)
    yield office
    office.close()


def test_after_edits_and_faults_every_plan_is_as_its_people_left_it(office):
    for _ in range(120):
        office.second()
    assert office.edits > 20
    assert not office.missed
    office.calm(150)
    assert {pulse.failures for pulse in office.cycles.pulses.values()} == {0}
    assert all(is_published(office, desk) for desk in office.desks.values())


@pytest.mark.parametrize("kind", ["unavailable", "access", "bug", "conflict", "feed", "commit"])
def test_each_fault_is_seen_and_got_over(office, kind):
    office.second(calm=True)
    desk = office.desks["plan-003"]
    desk.trouble.kind = kind
    desk.sheet.rows[1][3] = "31/02/2026"
    office.cycles.hint(desk.name)
    for _ in range(3):
        office.second(calm=True)
    assert office.cycles.pulses[desk.name].failures
    office.calm(70)
    assert not office.cycles.pulses[desk.name].failures
    assert desk.run().outcome == "unchanged"


def test_a_plan_that_is_left_behind_is_missed(office):
    office.second(calm=True)
    office.cycles.tick = lambda: None
    for _ in range(140):
        office.second(calm=True)
    assert {name for name, *_ in office.missed} == set(office.desks)


def test_what_grows_is_seen_to_grow():
    rising = [Sample(n / 60, 100 + n, 1000, 6, 9) for n in range(60)]
    assert growth(rising, "memory") == pytest.approx(24)
    assert slope(rising, "memory") == pytest.approx(60)
    assert growth(rising, "threads") == 0
