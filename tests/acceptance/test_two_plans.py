"""Two plans in one workbook: each keeps its own Summary, and neither touches the other's."""

from datetime import date

import openpyxl
import pytest

CONFIG = """\
[service]
state = "sqlite:///var/state.db"
[plan.apollo]
title = "Apollo"
source = "plan.xlsx"
tab = "Plan"
today = 2026-03-02
[plan.borealis]
title = "Borealis"
source = "plan.xlsx"
tab = "North"
today = 2026-03-02
"""


@pytest.fixture
def two(team):
    team.configure(CONFIG)
    book = openpyxl.load_workbook(team.workbook)
    north = book.create_sheet("North")
    for row in (["Title", "Owner", "Due"], ["Camp built", "Ben", date(2026, 5, 1)]):
        north.append(row)
    book.save(team.workbook)
    team.syncer("sync")
    return team


def tabs(team):
    return openpyxl.load_workbook(team.workbook).sheetnames


def test_each_keeps_its_own_summary(two):
    assert tabs(two) == ["Plan", "North", "Summary", "Summary (Borealis)"]
    assert two.cells("Summary")[0][0].startswith("Apollo: ")
    assert two.cells("Summary (Borealis)")[0][0].startswith("Borealis: ")


def test_a_second_sync_changes_nothing(two):
    before = two.workbook.read_bytes()
    assert two.syncer("sync").count("nothing changed") == 2
    assert two.workbook.read_bytes() == before


def test_each_writes_into_its_own(two):
    apollo = two.cells("Summary")
    book = openpyxl.load_workbook(two.workbook)
    book["North"]["C2"] = date(2026, 3, 20)
    book.save(two.workbook)
    before = two.cells("Summary (Borealis)")
    two.syncer("sync")
    assert two.cells("Summary") == apollo
    assert two.cells("Summary (Borealis)") != before
    assert tabs(two) == ["Plan", "North", "Summary", "Summary (Borealis)"]


def test_one_that_people_delete_stays_away_and_the_other_stands(two):
    book = openpyxl.load_workbook(two.workbook)
    del book["Summary (Borealis)"]
    book["North"]["C2"] = date(2026, 3, 20)
    book.save(two.workbook)
    two.syncer("sync")
    assert tabs(two) == ["Plan", "North", "Summary"]
    assert two.cells("Summary")[0][0].startswith("Apollo: ")
