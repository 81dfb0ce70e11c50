"""How a sheet was understood, in words: date orders, what is to mend, what was left alone."""

import pytest
from reading import snapshot, tab, understand

from syncer.domain.findings import Finding, Severity
from syncer.stages.present.understanding import date_notes, left_alone, listed, mendings


def notes(text, locale=None):
    source = tab(text)
    return date_notes(snapshot(source, locale=locale), source, understand(source).layout)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (["3/4/2026", "25/4/2026"], "day first (3/4/2026 is 3 April): B3 “25/4/2026” can be read"),
        (["3/4/2026", "4/25/2026"], "month first (3/4/2026 is 4 March): B3 “4/25/2026” can be"),
        (["2026-04-03", "2026-04-25"], "year first"),
        (["3/4/2026", "5/4/2026"], "day first (3/4/2026 is 3 April): no cell decides it"),
    ],
)
def test_what_decided_the_order_of_dates_is_named(days, said):
    (note,) = notes("Title|Due\n" + "\n".join(f"Item {n}|{day}" for n, day in enumerate(days)))
    assert note.startswith(said)


def test_where_the_spreadsheet_itself_decides_that_is_said():
    (note,) = notes("Title|Due\nDesign|3/4/2026\nBuild|5/4/2026", "en_GB")
    assert note.endswith("no cell decides it; the spreadsheet's own settings (en_GB) do")


def test_a_plan_without_dates_in_text_has_nothing_to_say_of_them():
    assert notes("Title|Due\nDesign|3 April 2026\nBuild|5 May 2026") == ()


def test_findings_are_one_line_for_each_kind_the_weightiest_first():
    def found(cell, severity, code):
        return Finding(1, cell, "due", severity, code, f"{cell} is wrong")

    kinds = mendings(
        [
            found("C2", Severity.ADVICE, "odd"),
            found("C3", Severity.ERROR, "bad"),
            found("C4", Severity.ERROR, "bad"),
        ]
    )
    assert [(kind.first.cell, kind.places) for kind in kinds] == [
        ("C3", ("C3", "C4")),
        ("C2", ("C2",)),
    ]


def test_a_long_list_ends_with_how_many_more():
    assert listed(["C7", "C9", "C12", "D1", "D2"]) == "C7, C9, C12 and 2 more"
    assert listed(["C7", "C9", "C12"]) == "C7, C9, C12"


def test_what_is_no_item_is_named():
    plan = tab(
        """
        Title|Due|Budget
        Design||
        Sketches|2026-04-03|10
        Drawings|2026-04-10|20
        Total||30
        Build||
        Frame|2026-05-03|10
        Wheels|2026-05-10|20
        """
    )
    other = tab("Ann|Bo", name="Team")
    said = left_alone(snapshot(plan, other), plan, understand(plan).layout)
    assert said == (
        "2 rows read as headings of sections: “Design”, “Build”",
        "row 5: totals, headings again, or notes",
        "1 other tab: “Team”",
    )
