"""The sentence beside a row is true for that row, and can be read aloud."""

import pytest
from plans import day, evaluated, row

from syncer.domain.memory import Baseline


def why(*drafts, today="03-04", of=-1, **terms):
    """Of the last row, where no other is named."""
    return evaluated(*drafts, today=today, **terms).verdicts[of].why


def one(today="03-04", **said):
    return why(row("Pilot", **said), today=today)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"due": "03-20"}, "On track: due 20 Mar."),
        ({"due": "2027-03-20"}, "On track: due 20 Mar 2027."),
        (
            {"due": "03-13", "baseline": "03-20"},
            "On track: due 13 Mar, 5 working days before the baseline of 20 Mar.",
        ),
        (
            {"due": "03-20", "forecast": "03-18"},
            "On track: expected 18 Mar, 2 working days before the baseline of 20 Mar.",
        ),
        (
            {"due": "03-20", "baseline": "03-18", "forecast": "03-18"},
            "On track: expected 18 Mar, the day of its baseline.",
        ),
        (
            {"due": "03-08", "baseline": "03-06"},
            ("On track: due 8 Mar, after the baseline of 6 Mar but with no working day between "
            "them."),
        ),
        ({"due": "03-02", "actual": "03-02"}, "Done 2 Mar, the day of its baseline."),
        (
            {"due": "03-02", "actual": "03-03"},
            "Done 3 Mar, 1 working day after the baseline of 2 Mar.",
        ),
        (
            {"due": "02-20", "status": "done"},
            "Done 20 Feb (no day is given, so its due date is taken), the day of its baseline.",
        ),
        (
            {"due": "03-02", "status": "done", "first_done": "03-03"},
            ("Done 3 Mar (no day is given, so the day it was first seen done is taken), "
            "1 working day after the baseline of 2 Mar."),
        ),
        ({"status": "done"}, "Done, on a day that nobody wrote down."),
        ({"actual": "03-02"}, "Done 2 Mar."),
        ({"due": "03-02", "status": "cancelled"}, "Cancelled."),
        (
            {"due": "03-20", "status": "on_hold"},
            "On hold: its status says so; expected 20 Mar if it goes on.",
        ),
        ({"status": "on_hold"}, "On hold: its status says so."),
        ({}, "Not scheduled: it has no date of its own."),
        ({"due": "03-03"}, "Red: was due 3 Mar and is not done."),
        (
            {"due": "03-02", "tolerance": 9, "forecast": "03-06"},
            "Red: was due 2 Mar and is not done; expected 6 Mar.",
        ),
        (
            {"due": "02-27"},
            ("Red: was due 27 Feb and is not done; 4 Mar at the earliest, 3 working days after "
            "the baseline of 27 Feb; tolerance is 2."),
        ),
        (
            {"due": "03-10", "baseline": "02-27"},
            "Red: expected 10 Mar, 7 working days after the baseline of 27 Feb; tolerance is 2.",
        ),
        (
            {"due": "03-10", "baseline": "03-09"},
            "Amber: expected 10 Mar, 1 working day after the baseline of 9 Mar; tolerance is 2.",
        ),
        (
            {"due": "03-27", "baselines": ["03-06", "03-27 set 03-02"]},
            ("Red: expected 27 Mar, 15 working days after an earlier baseline of 6 Mar; "
            "tolerance is 2."),
        ),
        (
            {"due": "04-01", "committed": "03-31"},
            "Red: expected 1 Apr, 1 working day after the committed date of 31 Mar.",
        ),
        (
            {"due": "03-08", "committed": "03-07"},
            "Red: expected 8 Mar, after the committed date of 7 Mar.",
        ),
        (
            {"due": "03-20", "forecast": "02-24"},
            "Red: its forecast of 24 Feb passed 6 working days ago and no new one was given.",
        ),
        (
            {"due": "03-20", "forecast": "03-03"},
            "Amber: its forecast of 3 Mar passed 1 working day ago and no new one was given.",
        ),
        (
            {"due": "03-13", "baseline": "03-20", "forecast": "03-17"},
            "Amber: expected 17 Mar, 2 working days after its due date of 13 Mar.",
        ),
        ({"due": "03-20", "status": "blocked"}, "Amber: its status says blocked."),
        ({"due": "03-20", "status": "at_risk"}, "Amber: its status says at risk."),
        (
            {"due": "03-20", "baseline": "03-10", "status": "blocked"},
            ("Red: expected 20 Mar, 8 working days after the baseline of 10 Mar; tolerance is 2. "
            "Its status says blocked."),
        ),
        (
            {"due": "03-13", "baseline": "03-13", "due_seen": ["03-10", "03-11", "03-12"]},
            "Amber: its due date was moved later 3 times, by 3 working days in all.",
        ),
        ({"due": "03-20", "risk": 20}, "Amber: its risk is 20 of 25 and has no contingency."),
        (
            {
                "due": "03-20", "target": 50.0, "kpi": 20.0,
                "baselines": ["03-20 set 02-16"],
            },
            "Amber: its KPI is 40 % of the way to its target, and 50 % of its time has passed.",
        ),
        (
            {
                "due": "03-20", "target": 1000.0, "kpi": 498.0,
                "baselines": ["03-20 set 02-16"],
            },
            ("Amber: its KPI is 49.8 % of the way to its target, and 50.0 % of its time has "
            "passed."),
        ),
        (
            {"due": "04-20", "status": "in_progress", "check_in": "02-13"},
            "Amber: nobody has checked in on it since 13 Feb, 19 days ago.",
        ),
        (
            {"start": "03-02", "due": "03-05", "percent": 40.0},
            ("Amber: expected 6 Mar, 1 working day after the baseline of 5 Mar; tolerance is 2. "
            "With 40 % done, the work left takes until 6 Mar."),
        ),
    ],
)  # fmt: skip
def test_why_a_row_stands_where_it_stands(said, expected):
    assert one(**said) == expected


LATE = row("Data migration", due="03-02", forecast="03-11")


def test_a_late_predecessor_blocks():
    assert why(LATE, row("Go-live", due="03-09", after="Data migration")) == (
        "Amber: expected 11 Mar, 2 working days after the baseline of 9 Mar; tolerance is 2. "
        "Blocked: 'Data migration' is late and moves this from 9 Mar to 11 Mar."
    )


def test_a_late_predecessor_that_alone_would_block():
    other = row("Contract", due="03-06", forecast="03-13")
    assert why(LATE, other, row("Go-live", due="03-09", after="Data migration; Contract")) == (
        "Red: expected 13 Mar, 4 working days after the baseline of 9 Mar; tolerance is 2. "
        "Blocked: 'Data migration' is late and holds this until 11 Mar."
    )


def test_a_held_predecessor_blocks():
    held = row("Audit", due="03-04", status="on_hold")
    assert why(held, row("Report", due="03-06", after="Audit FS+3d")) == (
        "Amber: expected 9 Mar, 1 working day after the baseline of 6 Mar; tolerance is 2. "
        "Blocked: 'Audit' is on hold and moves this from 6 Mar to 9 Mar, with a lag of 3 working "
        "days."
    )


def test_where_a_delay_began():
    drafts = [
        LATE,
        row("Training", due="03-09", after="Data migration"),
        row("Handover", due="03-10", after="Training FS+1d"),
    ]
    assert why(*drafts) == (
        "Amber: expected 12 Mar, 2 working days after the baseline of 10 Mar; tolerance is 2. "
        "'Training', expected 11 Mar, moves this from 10 Mar to 12 Mar, with a lag of 1 working "
        "day; the delay began with 'Data migration'."
    )


def test_a_row_below_that_moves_it():
    drafts = [
        row("Beta", type="milestone", due="03-06"),
        row("Bug bash", due="03-09", under="Beta"),
    ]
    assert why(*drafts, of=0) == (
        "Amber: expected 9 Mar, 1 working day after the baseline of 6 Mar; tolerance is 2. "
        "'Bug bash' below it, expected 9 Mar, moves this from 6 Mar to 9 Mar."
    )


def test_a_start_that_moves_it():
    drafts = [
        row("Survey", start="03-09", due="03-13"),
        row("Notice", due="03-06", after="Survey SS"),
    ]
    assert why(*drafts) == (
        "Amber: expected 9 Mar, 1 working day after the baseline of 6 Mar; tolerance is 2. "
        "'Survey', to begin 9 Mar, moves this from 6 Mar to 9 Mar."
    )


def test_a_share_of_the_slip():
    drafts = [
        row("Permit", due="03-10", baseline="02-27"),
        row("Site", due="03-16", baseline="03-02", after="Permit"),
    ]
    assert why(*drafts) == (
        "Red: expected 16 Mar, 10 working days after the baseline of 2 Mar; tolerance is 2. "
        "Of its slip of 10 working days, 6 come from 'Permit'."
    )


def test_done_late_because_of_another():
    drafts = [
        row("Permit", due="02-25", actual="02-27"),
        row("Fence", due="02-26", actual="02-27", after="Permit"),
    ]
    assert why(*drafts) == (
        "Done 27 Feb, 1 working day after the baseline of 26 Feb. "
        "Its slip of 1 working day comes from 'Permit'."
    )


def test_trouble_that_is_near():
    risky = row("Tender", due="03-10", status="at_risk")
    assert why(risky, row("Contract", due="03-13", after="Tender")) == (
        "Amber: 'Tender' is Amber and only 3 working days from moving this."
    )
    assert why(risky, row("Contract", due="03-10", after="Tender")) == (
        "Amber: 'Tender' is Amber and moves this if it slips by a day more."
    )
    early = row("Contract", due="03-13", forecast="03-09", after="Tender")
    assert why(risky, early).startswith("Amber: 'Tender' is Amber and moves this. 'Tender', exp")
    held = row("Tender", due="03-10", status="on_hold")
    assert why(held, row("Contract", due="03-11", after="Tender")) == (
        "Amber: 'Tender' is on hold and only 1 working day from moving this."
    )


def test_a_buffer_that_is_nearly_used():
    drafts = [row("Parts", due="03-12"), row("Launch", due="03-13", buffer=4, after="Parts")]
    assert why(*drafts) == "Amber: 3 of 4 working days of buffer are used."


def test_not_scheduled_but_waiting():
    assert why(LATE, row("Party", after="Data migration")) == (
        "Not scheduled: it has no date of its own; what it waits for allows 11 Mar at the earliest."
    )


def test_titles_are_quoted_whole_or_cut():
    long = " ".join(["Ünïcode"] * 12)
    late = row(long, due="03-02", forecast="03-11")
    text = why(late, row("Go-live", due="03-09", after=long))
    assert "'Ünïcode Ünïcode Ünïcode Ünïcode Ünïcode Ünïcode…'" in text
    own = row("Client's\nsign-off", due="03-02", forecast="03-11")
    assert '"Client\'s sign-off" is late' in why(
        own, row("Go-live", due="03-09", after="Client's\nsign-off")
    )


def test_the_baseline_exceeded_most_is_named():
    approved = Baseline("", "replan", day("03-12"), day("03-02"), "the scope grew", "Ada")
    later = Baseline("", "again", day("03-20"), day("03-03"))
    said = row("A", due="03-20", baselines=["03-02", approved, later])
    assert why(said) == (
        "Red: expected 20 Mar, 6 working days after an earlier baseline of 12 Mar; tolerance is 2."
    )


def test_of_several_baselines_one_that_is_missed_is_named():
    # Set 205 working days before it: 20 are borne.
    old = Baseline("", "sheet", day("03-13"), day("2025-06-01"))
    assert why(row("A", due="03-16", baselines=[old, "03-17 set 03-02"])) == (
        "Amber: expected 16 Mar, 1 working day after an earlier baseline of 13 Mar; "
        "tolerance is 20."
    )
