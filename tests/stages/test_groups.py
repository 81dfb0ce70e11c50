"""Groups whose name stands once, over or beside the rows that belong to them."""

import pytest
from reading import fields, understand


def phases(text):
    return {row.title: row.phase for row in understand(text).rows}


@pytest.mark.parametrize(
    ("first", "second"), [("A", "B"), ("I.", "II."), ("一", "二"), ("а)", "б)")]
)
def test_a_letter_or_roman_number_heads_the_rows_that_are_counted(first, second):
    read = understand(
        f"""
No | Task | Due
{first} | Prepare |
1 | Dig | 2026-03-01
2 | Pour | 2026-03-02
{second} | Build |
3 | Wall | 2026-03-03
"""
    )
    assert {row.title: row.phase for row in read.rows} == {
        "Dig": "Prepare", "Pour": "Prepare", "Wall": "Build",
    }  # fmt: skip


def test_a_row_with_a_letter_and_a_date_is_an_item():
    found = phases("No | Task | Due\nA | Start | 2026-03-01\n1 | Dig | 2026-03-02\n2 | Pour |")
    assert found == {"Start": None, "Dig": None, "Pour": None}


def test_rows_that_all_have_letters_are_items():
    found = phases("No | Task | Due\nA | Start |\nB | Dig | 2026-03-02\nC | Pour |")
    assert found == {"Start": None, "Dig": None, "Pour": None}


def test_a_phase_is_carried_down_where_half_of_the_phases_have_several_rows():
    found = phases(
        """
Phase | Task | Due
Start | Dig | 2026-03-01
      | Pour | 2026-03-02
End   | Paint | 2026-03-03
"""
    )
    assert found == {"Dig": "Start", "Pour": "Start", "Paint": "End"}


def test_a_lone_gap_among_phases_is_a_row_without_a_phase():
    found = phases(
        """
Phase | Task | Due
Start | Dig | 2026-03-01
Mid   | Pour | 2026-03-02
Late  | Wait | 2026-03-03
      | Paint | 2026-03-04
"""
    )
    assert found["Paint"] is None


def test_a_heading_of_titles_or_phases_with_gaps_heads_phases():
    read = understand(
        """
Vaihe | Tavoite | Määräaika
Alku  | Aihe    | 15.1.2026
      | Runko   | 5.2.2026
Loppu | Palautus| 16.2.2026
"""
    )
    assert fields(read.layout)["title"] == "B"
    assert {row.title: row.phase for row in read.rows} == {
        "Aihe": "Alku", "Runko": "Alku", "Palautus": "Loppu",
    }  # fmt: skip
