"""What evaluating finds to mend, in words a person can act on."""

from plans import evaluated, row

from syncer.domain.findings import Severity


def found(*drafts, today="03-04"):
    return evaluated(*drafts, today=today).findings


def test_a_day_to_come_is_no_actual_day():
    (finding,) = found(row("A", due="03-06", actual="03-10"))
    assert (finding.row, finding.cell, finding.field) == (2, "", "actual")
    assert (finding.severity, finding.code) == (Severity.ERROR, "actual-in-future")
    assert finding.message == "it is said to be done on 10 Mar, a day after today"
    assert "due date" in finding.hint


def test_done_without_a_day_says_which_day_is_taken():
    (finding,) = found(row("A", due="02-20", status="done"))
    assert (finding.severity, finding.code) == (Severity.WARNING, "done-without-day")
    assert finding.message == "it is done, but nobody wrote on which day; 20 Feb is taken"
    (finding,) = found(row("A", status="done"))
    assert finding.message.endswith("no day is known for it")


def test_an_unreadable_actual_day_has_its_own_finding_already():
    assert found(row("A", due="02-20", status="done", unread=frozenset({"actual"}))) == ()


def test_a_status_that_says_otherwise_than_the_actual_day():
    for status in ("on_hold", "in_progress", "not_started", "blocked", "at_risk"):
        (finding,) = found(row("A", due="03-02", actual="03-02", status=status))
        assert (finding.field, finding.severity) == ("status", Severity.WARNING)
        assert status.replace("_", " ") in finding.message
    assert found(row("A", due="03-02", actual="03-02", status="done")) == ()
    assert found(row("A", due="03-02", actual="03-02", status="cancelled")) == ()


def test_waiting_for_something_cancelled():
    drafts = [
        row("Tender", due="02-20", status="cancelled"),
        row("Contract", due="03-13", after="Tender"),
        row("Idea", due="03-13", after="Tender", status="cancelled"),
    ]
    (finding,) = found(*drafts)
    assert (finding.row, finding.field, finding.code) == (3, "depends_on", "depends-on-cancelled")
    assert finding.message == "it depends on 'Tender' (row 2), which is cancelled"


def test_a_baseline_on_which_nobody_works():
    findings = found(
        row("A", due="04-07", baseline="04-03"),
        row("B", due="04-07", baseline="04-03"),
        row("C", due="03-08"),
        today="03-30",
    )
    assert [(finding.row, finding.severity) for finding in findings] == [
        (2, Severity.ADVICE),
        (3, Severity.ADVICE),
    ]
    assert findings[0].message == "the baseline 3 Apr is no working day"
    assert findings[0].hint == "the working days beside it are 2 Apr and 7 Apr"
