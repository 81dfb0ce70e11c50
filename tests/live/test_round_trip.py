"""From the sheet to the calendar and back, by commands as people run them."""

import pytest

from tests.live.ground import settled

DAYS = ["2026-04-06", "2026-04-07", "2026-04-08", "2026-04-09"]


@pytest.fixture
def plan(ground):
    """A plan of four milestones, synced once."""
    rows = [[f"{ground.title} {n}", "Ada", day, day] for n, day in enumerate(DAYS, 1)]
    ground.type("A1", [["Milestone", "Owner", "Due", "Baseline"], *rows])
    ground.syncer("doctor")
    ground.syncer("sync")
    return ground


def days(ground):
    return sorted(event["start"]["date"] for event in ground.listed())


def column(ground, heading):
    head, *rows = ground.rows()
    return [row[head.index(heading)] for row in rows]


def test_the_first_sync_fills_the_columns_and_the_calendar(plan):
    assert column(plan, "ID") == ["M-0001", "M-0002", "M-0003", "M-0004"]
    assert all(column(plan, "Computed status"))
    assert settled(lambda: days(plan), DAYS) == DAYS


def test_the_second_sync_changes_nothing(plan):
    assert "nothing changed" in plan.syncer("sync")


def test_an_edited_date_moves_its_event_alone(plan):
    plan.type("C3", [["2026-05-20"]])
    plan.syncer("sync")
    moved = sorted([*DAYS[:1], *DAYS[2:], "2026-05-20"])
    assert settled(lambda: days(plan), moved) == moved


def test_an_event_that_a_person_moved_is_put_back(plan):
    settled(lambda: days(plan), DAYS)
    event = plan.listed()[0]
    body = {"start": {"date": "2026-06-01"}, "end": {"date": "2026-06-02"}}
    place = {"calendarId": plan.calendar, "eventId": event["id"]}
    plan.do(plan.events().patch(**place, body=body))
    plan.syncer("sync")
    assert settled(lambda: days(plan), DAYS) == DAYS


@pytest.mark.parametrize("kind", ["filter", "table"])
def test_a_filter_or_a_table_that_was_there_before_takes_our_columns_in(ground, kind):
    rows = [[f"{ground.title} {n}", "Ada", day, day] for n, day in enumerate(DAYS, 1)]
    ground.type("A1", [["Milestone", "Owner", "Due", "Baseline"], *rows])
    place = {"sheetId": ground.tab, "startRowIndex": 0, "endRowIndex": 5,
             "startColumnIndex": 0, "endColumnIndex": 4}  # fmt: skip
    if kind == "filter":
        ground.change({"setBasicFilter": {"filter": {"range": place}}})
    else:
        name = ground.title.replace(" ", "_")
        ground.change({"addTable": {"table": {"name": name, "range": place}}})
    ground.syncer("sync")
    assert ground.reaches(kind) == len(ground.rows()[0]) > 4


def test_a_deleted_row_takes_its_event_along(plan):
    place = {"sheetId": plan.tab, "dimension": "ROWS", "startIndex": 4, "endIndex": 5}
    plan.change({"deleteDimension": {"range": place}})
    plan.syncer("sync")
    assert settled(lambda: days(plan), DAYS[:3]) == DAYS[:3]
