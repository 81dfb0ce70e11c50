"""The example: made by its maker, with six mistakes that are found and a story that is told."""

import subprocess
import sys
import zipfile

import pytest
from apollo import TOP, checked, copied


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    folder = tmp_path_factory.mktemp("apollo")
    copied(folder)
    return checked(folder)


@pytest.fixture(scope="module")
def computed(plan):
    """What was computed for each item, by title."""
    return {item["title"]: item["computed"] | {"due": item["due"]} for item in plan["items"]}


def parts(workbook):
    with zipfile.ZipFile(workbook) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_the_workbook_is_what_its_maker_makes(tmp_path):
    made = tmp_path / "made.xlsx"
    subprocess.run([sys.executable, TOP / "examples" / "make_apollo.py", made], check=True)
    assert parts(made) == parts(TOP / "examples" / "apollo.xlsx")


def test_every_item_is_read_and_nothing_else(plan):
    assert (plan["tab"], plan["header_row"]) == ("Plan", 4)
    assert len(plan["items"]) == 47
    assert {item["phase"] for item in plan["items"]} == {
        "Phase 1 · Design and approval",
        "Phase 2 · Build and test",
        "Phase 3 · Launch",
    }
    kinds = [item["kind"] for item in plan["items"]]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "milestone": 24,
        "task": 15,
        "deliverable": 8,
    }


def test_every_column_but_the_formula_has_a_meaning(plan):
    unknown = [column["header"] for column in plan["columns"] if column["field"] is None]
    assert unknown == ["Left"]


def test_the_six_mistakes_are_found_each_in_its_cell(plan):
    by_cell = {
        finding["cell"]: finding["code"]
        for finding in plan["findings"]
        if finding["severity"] == "error"
    }
    assert by_cell == {
        "K7": "percent-range",  # 103 %
        "J35": "actual-in-future",  # done on a day to come
        "I42": "date-impossible",  # 31/04/2026
        "A47": "duplicate-id",  # the row copied, its number kept:
        "A48": "duplicate-id",  # one mistake, shown at both rows
        "I49": "date-unreadable",  # mid June
        "M50": "dependency-unknown",  # a misspelt title
    }


def test_each_error_says_what_to_write_instead(plan):
    for finding in plan["findings"]:
        if finding["severity"] == "error":
            assert finding["message"]
            assert finding["hint"]


@pytest.mark.parametrize(
    ("title", "standing"),
    [
        ("Battery safety test at the lab", ("late", "red", "2026-03-09", 11)),
        ("Battery safety certificate", ("late", "red", "2026-03-16", 11)),
        ("Road approval", ("blocked", "red", "2026-03-26", 9)),
        ("Pilot run of 50 bikes", ("at_risk", "red", "2026-04-10", 8)),
        ("Test report accepted", ("at_risk", "red", "2026-04-24", 8)),
        ("First 500 bikes built", ("at_risk", "red", "2026-05-22", 7)),
        ("Launch event", ("at_risk", "amber", "2026-05-29", 1)),
        ("Frame moulds", ("on_track", "green", "2026-03-06", 0)),
        ("Trade mark registered", ("at_risk", "amber", "2026-03-13", 2)),
        ("Factory staff trained", ("blocked", "amber", "2026-03-13", 0)),
        ("Spare parts list with prices", ("on_hold", "grey", "2026-03-20", 0)),
        ("Second battery supplier approved", ("cancelled", "grey", None, None)),
        ("Design freeze", ("done_late", "green", "2026-02-10", 2)),
        ("Rider survey", ("done", "green", "2025-11-27", -1)),
    ],
)
def test_each_row_stands_where_the_story_has_it(computed, title, standing):
    """Reckoned by hand: working days of England, from Monday 2 March 2026."""
    found = computed[title]
    names = ("status", "health", "forecast", "slip_workdays")
    assert tuple(found[name] for name in names) == standing


@pytest.mark.parametrize("title", ["Road approval", "Pilot run of 50 bikes", "Launch event"])
def test_what_is_late_by_inheritance_names_the_test_at_the_lab(computed, title):
    assert "Battery safety test at the lab" in computed[title]["why"]
    assert computed[title]["own"] == 0
