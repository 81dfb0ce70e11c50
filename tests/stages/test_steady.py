"""A column stays what it was read as; a heading that people change is followed, and they are told."""

from dataclasses import replace

import pytest
from reading import WORDS, fields, snapshot, tab

from syncer.domain.words import Words
from syncer.stages.attune import attuned
from syncer.stages.locate import locate
from syncer.stages.steady import understood

PLAN = """
Task|Owner|Due|Left
Design the frame|Ann Lee|2026-04-03|3
Build the wheels|Bo Chan|2026-05-03|4
Paint everything|Ann Lee|2026-06-05|5
"""
FIRST = {"Task": "title", "Owner": "owners", "Due": "due", "Left": ""}


def read(text, before=FIRST, words=WORDS):
    whole = snapshot(tab(text))
    return locate(whole, attuned(words, whole), None, before)


def told(findings):
    return [(f.cell, f.severity.value, f.code) for f in findings]


def heads(text, *headings):
    """The plan under other headings."""
    return "\n".join(["|".join(headings), *text.strip().splitlines()[1:]])


def test_what_was_understood_is_remembered_by_heading():
    layout, findings = read(PLAN, {})
    assert understood(layout, {}) == FIRST
    assert findings == ()


def test_the_same_sheet_is_read_the_same_and_nothing_is_said():
    layout, findings = read(PLAN)
    assert understood(layout, FIRST) == FIRST
    assert findings == ()


def test_columns_that_were_moved_are_found_by_their_headings():
    moved = [list(reversed(line.split("|"))) for line in PLAN.strip().splitlines()]
    layout, findings = read("\n".join(map("|".join, moved)))
    assert fields(layout) == {"title": "D", "owners": "C", "due": "B"}
    assert findings == ()


def test_a_better_heading_that_is_added_later_takes_nothing_away():
    text = """
    Target date|Deadline|Title|Task|Ende
    2027-01-01|2027-02-01|Frame|Design the frame|2026-04-03
    2027-01-01|2027-02-01|Wheels|Build the wheels|2026-05-03
    """
    layout, findings = read(text, {"Task": "title", "Ende": "due"})
    assert fields(layout)["due"] == "E"
    assert fields(layout)["title"] == "D"
    assert {code for _, _, code in told(findings)} == {"column-kept"}
    assert "“Ende” is read as the due date as before" in findings[0].message + findings[1].message


def test_a_column_that_is_renamed_is_followed_by_its_new_name():
    layout, findings = read(heads(PLAN, "Task", "Owner", "Deadline", "Left"))
    assert fields(layout)["due"] == "C"
    (finding,) = findings
    assert told(findings) == [("C1", "advice", "column-renamed")]
    assert finding.message.startswith("the column “Due” is now called “Deadline”")


def test_a_column_that_got_a_name_nobody_knows_is_followed_by_its_cells():
    layout, findings = read(heads(PLAN, "Task", "Xyzzy", "Due", "Left"))
    assert fields(layout)["owners"] == "B"
    assert told(findings) == [("B1", "warning", "column-renamed")]
    again, still = read(heads(PLAN, "Task", "Xyzzy", "Due", "Left"), understood(layout, FIRST))
    assert fields(again)["owners"] == "B"
    assert told(still) in ([], [("B1", "warning", "column-kept")])


def test_a_column_that_stood_there_before_never_was_the_one_that_is_gone():
    text = """
    Task|Owner|Qwertz
    Design the frame|Ann Lee|2026-04-03
    Build the wheels|Bo Chan|2026-05-03
    """
    layout, _ = read(text, {"Task": "title", "Owner": "owners", "Due": "due", "Qwertz": ""})
    column = layout.column("due")
    assert column is None or not column.sure


GROUPED = """
||Dates|||Progress||
Task|Owner|Planned|Due|Finished|%|Status|Comment
Design the frame|Ann Lee|2026-04-01|2026-04-03|2026-04-04|100|Done|x
Build the wheels|Bo Chan|2026-05-01|2026-05-03||40|Open|y
Paint everything|Ann Lee|2026-06-01|2026-06-05||0|Open|z
"""


def read_grouped(text, before=FIRST):
    whole = snapshot(tab(text, merges=["C1:E1", "F1:G1"]))
    return locate(whole, attuned(WORDS, whole), None, before)


def test_a_group_called_dates_hides_no_heading_below_it():
    more = GROUPED.replace("Progress||", "Progress||Notes").replace("Comment", "Wibble")
    layout, _ = read_grouped(more, {})
    assert [fields(layout)[name] for name in ("baseline", "due", "actual")] == ["C", "D", "E"]


@pytest.mark.parametrize("change", [("Due", "Wibble"), ("Comment", "Wibble")])
def test_a_new_word_below_a_group_of_headings_swaps_no_columns(change):
    layout, _ = read_grouped(GROUPED, {})
    again, _ = read_grouped(GROUPED.replace(*change), understood(layout, {}))
    assert [fields(again)[name] for name in ("baseline", "due", "actual")] == ["C", "D", "E"]


def test_another_known_column_in_its_place_is_a_warning():
    text = heads(PLAN, "Task", "Owner", "Deadline", "Left")
    layout, findings = read(text, FIRST | {"Deadline": ""})
    assert fields(layout)["due"] == "C"
    assert told(findings) == [("C1", "warning", "column-replaced")]


def test_another_sheet_is_read_without_regard_to_this_one():
    layout, findings = read(heads(PLAN, "Vorgang", "Verantwortlich", "Fällig", "Rest"))
    assert fields(layout) == {"title": "A", "owners": "B", "due": "C"}
    assert findings == ()


def test_a_persons_own_mapping_is_newer_than_what_is_remembered():
    mine = Words(columns={"due": ("Promised",)})
    text = """
    Task|Owner|Due|Promised
    Design the frame|Ann Lee|2026-04-03|2026-04-09
    Build the wheels|Bo Chan|2026-05-03|2026-05-09
    """
    layout, _ = read(text, words=replace(WORDS.under(mine), named=mine))
    assert fields(layout)["due"] == "D"


@pytest.mark.parametrize("headings", [("Task", "Task"), ("Due", "Due")])
def test_of_two_columns_with_one_heading_the_one_with_fitting_cells_stays(headings):
    text = heads(PLAN, "Task", "Owner", "Due", "Due") if "Due" in headings else PLAN
    layout, _ = read(text)
    assert fields(layout)["due"] == "C"
