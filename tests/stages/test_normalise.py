"""Cells -> rows: every field, and a finding for each cell that cannot be understood."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from reading import tab, understand

from syncer.domain.findings import Severity
from syncer.domain.plan import Health, Kind, LinkText, LinkType, Priority, Row, Stated
from syncer.domain.sheet import Tab

WHOLE = {
    "Ref": "A1", "Milestone": "Beta", "Type": "Task", "Project": "Apollo", "Phase": "Build",
    "Parent": "Launch", "WBS": "2.1", "Level": "2", "Owner": "Ann; Ben", "Start": "2026-03-02",
    "Due": "2026-03-06", "Baseline": "2026-03-05", "Committed": "2026-03-31",
    "Forecast": "2026-03-09", "Actual": "2026-03-10", "Status": "In progress", "% done": "40%",
    "MoSCoW": "Must", "Depends on": "A0FS+2d", "Duration": "5d", "Effort": "16 h", "Buffer": "3",
    "Tolerance": "2", "Budget": "1,000", "Spent": "250.5", "Notes": "one\ntwo", "Reason": "rain",
    "KPI": "20", "KPI start": "10", "KPI target": "50", "Risk": "3 x 5", "Contingency": "plan B",
    "Last check-in": "2026-03-01", "RAG": "Amber", "Client visible": "yes",
}  # fmt: skip


def test_every_field_is_read():
    source = Tab(name="Plan", rows=[list(WHOLE), list(WHOLE.values())])
    read = understand(source)
    assert read.rows == (
        Row(
            row=2, title="Beta", id="A1", kind=Kind.TASK, project="Apollo", phase="Build",
            parent="Launch", wbs="2.1", level=2, owners=("Ann", "Ben"), start=date(2026, 3, 2),
            due=date(2026, 3, 6), baseline=date(2026, 3, 5), committed=date(2026, 3, 31),
            forecast=date(2026, 3, 9), actual=date(2026, 3, 10), status=Stated.IN_PROGRESS,
            percent=40.0, priority=Priority.MUST, links=(LinkText("A0", LinkType.FS, 2),),
            duration=5, effort=16.0, buffer=3, tolerance=2, budget=1000.0, spent=250.5,
            notes="one\ntwo", reason="rain", kpi=20.0, kpi_start=10.0, target=50.0, risk=15,
            contingency="plan B", check_in=date(2026, 3, 1), reported_health=Health.AMBER,
            client_visible=True,
        ),
    )  # fmt: skip
    assert {code for _, code in read.codes()} == {"parent-unknown", "dependency-unknown"}


def test_what_is_blank_is_none_or_empty_and_no_finding():
    rows = [list(WHOLE), *([""] * len(WHOLE) for _ in range(2))]
    for row, title in zip(rows[1:], ("A", "B"), strict=True):
        row[1] = title
    read = understand(Tab(name="Plan", rows=rows))
    assert read.rows == (Row(row=2, title="A"), Row(row=3, title="B"))
    assert read.findings == ()


def test_what_cannot_be_understood_is_blank_marked_and_reported_with_its_cell():
    bad = dict.fromkeys(WHOLE, "") | {
        "Milestone": "Beta", "Due": "31/02/2026", "Start": "soonish", "Status": "wibble",
        "% done": "150%", "Duration": "ages", "Budget": "a lot", "Depends on": "3FS+50%",
        "MoSCoW": "perhaps", "RAG": "blue",
    }  # fmt: skip
    read = understand(Tab(name="Plan", rows=[list(WHOLE), list(bad.values())]))
    found = {
        finding.field: (finding.cell, finding.code, finding.severity) for finding in read.findings
    }
    error, warning = Severity.ERROR, Severity.WARNING
    assert found == {
        "start": ("J2", "date-unreadable", error),
        "due": ("K2", "date-impossible", error),
        "status": ("P2", "word-unknown", warning),
        "percent": ("Q2", "percent-range", error),
        "priority": ("R2", "word-unknown", warning),
        "depends_on": ("S2", "dependency-unreadable", error),
        "duration": ("T2", "duration-unreadable", error),
        "budget": ("X2", "number-unreadable", error),
        "reported_health": ("AH2", "word-unknown", warning),
    }
    assert read.rows[0] == Row(row=2, title="Beta", unread=frozenset(found))


def test_one_odd_cell_stops_nothing():
    read = understand("Title | Due\nA | 2026-03-01\nB | whenever\nC | 2026-03-03")
    assert [row.due for row in read.rows] == [date(2026, 3, 1), None, date(2026, 3, 3)]
    assert read.codes() == [("B3", "date-unreadable")]


def test_dates_of_all_kinds_may_stand_in_one_column():
    cells = [datetime(2026, 3, 3), 46084, "03/03/2026", "2026-03-03", "3 March 2026", "46084"]
    rows = [["Title", "Due"], *([f"T{n}", cell] for n, cell in enumerate(cells))]
    read = understand(Tab(name="Plan", rows=rows))
    assert {row.due for row in read.rows} == {date(2026, 3, 3)}
    assert {type(row.due) for row in read.rows} == {date}
    assert read.findings == ()


def test_a_doubtful_date_is_read_and_reported_where_nothing_decides():
    read = understand("Title | Due\nA | 03/04/2026\nB | 05/05/2026", locale="en_US")
    assert read.row("A").due == date(2026, 3, 4)
    assert read.codes() == [("B2", "date-ambiguous")]
    assert read.row("A").unread == frozenset()
    decided = understand("Title | Due\nA | 03/04/2026\nB | 25/05/2026", locale="en_US")
    assert decided.row("A").due == date(2026, 4, 3)
    assert decided.findings == ()


def test_a_date_a_lifetime_from_the_others_is_a_slip_of_the_pen():
    read = understand("Title | Due\nA | 2026-03-01\nB | 2026-04-01\nC | 2126-05-01")
    assert read.row("C").due is None
    assert read.codes() == [("B4", "date-implausible")]
    assert understand("Title | Due\nA | 1990-03-01\nB | 2035-04-01").findings == ()


def test_weeks_are_marked_approximate_and_start_on_monday():
    read = understand("Title | Start | Due\nA | 2026-W10 | 2026-W11\nB | 2026-03-01 | Q2 2026")
    assert (read.row("A").start, read.row("A").due) == (date(2026, 3, 2), date(2026, 3, 13))
    assert read.row("A").approximate == {"start", "due"}
    assert read.row("B").approximate == {"due"}


def test_true_one_and_one_point_nought_are_told_apart():
    rows = [["Title", "Status", "% done", "Due"]]
    rows += [[f"T{n}", flag, 1.0, "2026-03-01"] for n, flag in enumerate((True, False, "Done"))]
    rows += [[1, "", 1, "2026-03-01"], [1.0, "", 0.5, "2026-03-01"], [True, "", 0, "2026-03-01"]]
    read = understand(Tab(name="Plan", rows=rows))
    assert read.titles() == ["T0", "T1", "T2", "1", "1", "TRUE"]
    assert [row.status for row in read.rows[:3]] == [Stated.DONE, None, Stated.DONE]
    assert [row.percent for row in read.rows] == [100, 100, 100, 100, 50, 0]


def test_percentages_shown_so_are_parts_of_one():
    source = replace(tab("Title | % done | Due\nA | | 2026-03-01"), percents=frozenset({2}))
    rows = [list(row) for row in source.rows]
    rows[1][1] = 1
    assert understand(replace(source, rows=rows)).row("A").percent == 100


def test_a_dated_row_without_a_title_is_kept_and_reported():
    read = understand("Title | Due\nA | 2026-03-01\n | 2026-03-02\nB | 2026-03-03")
    assert read.codes() == [("A3", "title-missing")]
    assert read.rows[1] == Row(row=3, title="", due=date(2026, 3, 2), unread=frozenset({"title"}))


def test_a_phase_written_once_a_group_holds_for_the_group():
    read = understand(
        """
Phase  | Title | Due
Design | A     | 2026-03-01
       | B     | 2026-03-02
       | C     | 2026-03-03
Build  | D     | 2026-03-04
       | E     | 2026-03-05
"""
    )
    assert [row.phase for row in read.rows] == ["Design", "Design", "Design", "Build", "Build"]


@pytest.mark.parametrize(
    "phases",
    [
        ["Design", "", "Design", "", "", "Build"],  # stands twice: blanks are blanks
        ["", "Design", "", "", "Build", ""],  # the first has none
        ["Design", "", "", "", "", ""],  # one only
        ["Design", "Build", "Test", "Ship", "", "Sell"],  # most have one
    ],
)
def test_a_blank_phase_is_no_phase_where_that_is_not_clear(phases):
    lines = "\n".join(f"{phase} | T{n} | 2026-03-0{n + 1}" for n, phase in enumerate(phases))
    assert [row.phase or "" for row in understand(f"Phase | Title | Due\n{lines}").rows] == phases


def test_a_merged_cell_holds_for_all_its_rows():
    read = understand(
        """
Phase  | Title | Owner | Due
Design | A     | Ann   | 2026-03-01
       | B     |       | 2026-03-02
Build  | C     | Ben   | 2026-03-04
Design | D     | Cy    | 2026-03-05
""",
        merges=["A2:A3", "C2:C3"],
    )
    assert [row.phase for row in read.rows] == ["Design", "Design", "Build", "Design"]
    assert [row.owners for row in read.rows] == [("Ann",), ("Ann",), ("Ben",), ("Cy",)]


def test_a_column_whose_words_we_do_not_know_gets_one_finding():
    words = ["Ops", "Sales", "Legal", "Board", "Done"]
    lines = "\n".join(f"T{n} | 2026-03-01 | {word}" for n, word in enumerate(words))
    read = understand(f"Title | Due | Status\n{lines}")
    assert read.codes() == [("C1", "words-unknown")]
    assert read.row("T4").status is Stated.DONE
    assert read.row("T0").unread == {"status"}


def test_hidden_rows_are_items():
    source = replace(tab("Title | Due\nA | 2026-03-01\nB | 2026-03-02"), hidden_rows=frozenset({3}))
    assert understand(source).titles() == ["A", "B"]


def test_our_id_column_is_the_key_and_peoples_is_the_id():
    text = "ID | Title | Due | ID (syncer) | Computed status\nx7 | A | 2026-03-01 | m-0004 | late"
    (row,) = understand(text).rows
    assert (row.id, row.key) == ("x7", "M-0004")


def test_text_that_would_be_trouble_elsewhere_comes_through_harmless():
    cells = ['=HYPERLINK("https://evil","M1")', "x\r\nATTENDEE:mailto:evil@e", "a\x00b", "\ud800"]
    rows = [["Title", "Due"], *([cell, "2026-03-01"] for cell in cells)]
    assert understand(Tab(name="Plan", rows=rows)).titles() == [
        '=HYPERLINK("https://evil","M1")', "x ATTENDEE:mailto:evil@e", "ab", "",
    ]  # fmt: skip


def test_ragged_rows_and_cells_of_fifty_thousand_characters_are_read():
    rows = [
        ["Title", "Due", "Notes"],
        ["x" * 50_001, "2026-03-01"],
        ["B", "2026-03-02", "n", "more"],
    ]
    read = understand(Tab(name="Plan", rows=rows))
    assert [len(row.title) for row in read.rows] == [50_001, 1]
    assert read.row("B").notes == "n"
