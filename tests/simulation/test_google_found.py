"""What the simulation over a Google Sheet once found, each as a person would tell it."""

from datetime import timedelta

import pytest

from tests.google.faults import Refuse
from tests.simulation.google_office import Office
from tests.simulation.google_standing import stands
from tests.simulation.world import START

SOON = START + timedelta(days=20)
LATER = SOON + timedelta(days=30)


@pytest.fixture
def open_office():
    made = []

    def opened(*days, **how):
        made.append(Office(days, **how))
        return made[-1]

    yield opened
    for office in made:
        office.close()


def settle(office):
    office.rest()
    stands(office)


def test_a_forecast_of_peoples_own_stays_theirs_when_they_delete_ours(open_office):
    office = open_office(SOON, taken=True)
    theirs = office.crowd.column(("Forecast",))
    office.crowd._type(2, theirs, "a guess")
    office.typed.settle()
    settle(office)
    office.crowd.sheet.delete_column(office.crowd.column(("Forecast (syncer)",)))
    office.typed.settle()
    settle(office)
    assert office.crowd.value(2, ("Forecast",)) == "a guess"


@pytest.mark.parametrize("call", [1, 2, 3, 4])
def test_a_row_above_the_table_while_our_columns_are_added(open_office, call):
    office = open_office(SOON)
    office.cycle([(call, "act", "insert_above")])
    settle(office)
    assert all(cell.is_empty for cell in office.typed.tab.rows[0].cells)


def test_an_event_taken_out_of_the_bin_is_deleted_again_and_that_is_said(open_office):
    office = open_office(SOON, LATER)
    settle(office)
    office.act("delete_row", 1)
    settle(office)
    office.act("restore_event", 0)
    report = office.cycle()
    assert report.outcome == "changed"
    assert report.events.deleted == 1
    settle(office)


def test_a_column_typed_into_among_ours_during_the_write_and_nobody_lived_to_mend_it(open_office):
    for act in range(1, 4):
        for end in range(act + 1, act + 4):
            office = open_office(SOON)
            settle(office)
            office.act("insert_row", 1, 1, START)
            typed = (act, "act", "insert_and_type", 1, 10, 7)
            office.cycle([typed, (end, "kill", True)])
            settle(office)


@pytest.mark.parametrize("new_process", [False, True], ids=["same-process", "new-process"])
def test_a_column_moved_among_ours_during_the_write_and_a_mend_that_is_refused(
    open_office, new_process
):
    for fault in (Refuse(400), Refuse(500)):
        for call in range(3, 8):
            office = open_office(SOON, None)
            settle(office)
            office.act("insert_row", 1, 1, START)
            office.cycle([(2, "act", "move_column", 6, 9), (call, "fault", fault)])
            if new_process:
                office.start()
            settle(office)


def test_a_column_typed_into_among_ours_while_a_filter_hides_rows(open_office):
    office = open_office(START + timedelta(days=24), copy_skips_filtered=True)
    office.act("insert_row", 1, 1, START)
    office.cycle([(0, "act", "filter", 0)])
    office.wait(1)
    office.act("insert_row", 5, 13, START + timedelta(days=24))
    office.cycle([(3, "act", "insert_and_type", 1, 1, "M-0002")])
    settle(office)
