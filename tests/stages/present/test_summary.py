"""The Summary tab tells a manager where the plan stands."""

from datetime import date

from syncer.domain.days import WorkCalendar
from syncer.domain.findings import Finding, Severity
from syncer.domain.layout import Column, DateOrder, Layout
from syncer.domain.memory import Held
from syncer.domain.page import Look
from syncer.domain.plan import Health, Item, Kind, Plan, Row
from syncer.domain.verdicts import Evaluation, Roll, Status, Terms, Verdict
from syncer.stages.present.summary import Story, sentence, summary_page

TODAY = date(2026, 3, 4)
REVIEW = date(2026, 3, 2)
LAYOUT = Layout(
    tab="The plan",
    header_row=3,
    first_row=4,
    last_row=20,
    columns=(Column(2, "B", "Milestone", "title"),),
    date_order=DateOrder.ISO,
)


def item(row, title, kind=Kind.MILESTONE, **said):
    key = f"M-{row:04}"
    return Item(Row(row, title, **said), key, key, kind)


def verdict(status, health, due, forecast, *, slip=0, why="because", baseline=None):
    return Verdict(
        status, health, "rule", why, due=due, forecast=forecast, baseline=baseline or due, slip=slip
    )


DONE = (
    item(4, "Kick-off"),
    verdict(Status.DONE, Health.GREEN, date(2026, 2, 2), date(2026, 2, 2)),
)
LATE = (
    item(5, "Design", owners=("Ada", "Ben")),
    verdict(Status.LATE, Health.RED, date(2026, 2, 27), TODAY, slip=3, why="Red: overdue."),
)
RISK = (
    item(6, "Pilot"),
    verdict(Status.AT_RISK, Health.AMBER, date(2026, 3, 20), date(2026, 3, 23), slip=1),
)
FAR = (
    item(7, "Launch"),
    verdict(
        Status.ON_TRACK, Health.GREEN, date(2026, 6, 30), date(2026, 6, 30),
        baseline=date(2026, 6, 25),
    ),
)  # fmt: skip


def story(*pairs, **more):
    verdicts = tuple(verdict for _, verdict in pairs)
    roll = Roll("", Health.RED, "Design is Red and a Must.", tuple(range(len(pairs))))
    said = {
        "title": "Apollo",
        "layout": LAYOUT,
        "plan": Plan(items=tuple(item for item, _ in pairs)),
        "evaluation": Evaluation(
            verdicts=verdicts, overall=roll, phases={"Build": roll._replace(name="Build")}
        ),
        "findings": (),
        "terms": Terms(today=TODAY, calendar=WorkCalendar()),
        "since": None,
        "before": {},
        "fresh": frozenset(),
        "gone": (),
        "held": (),
    }
    return Story(**{**said, **more})


def lines(told):
    page = summary_page(told, "Summary")
    return [[cell.value for cell in row] for row in page.rows]


def part(told, beginning):
    """The lines below the one that begins so, up to the next blank one."""
    rows = lines(told)
    at = next(n for n, row in enumerate(rows) if row and str(row[0]).startswith(beginning))
    end = next((n for n in range(at, len(rows)) if not rows[n]), len(rows))
    return rows[at:end]


def test_one_sentence_says_how_far_how_bad_and_when_it_ends():
    assert sentence(story(DONE, LATE, RISK, FAR)) == (
        "Red: 1 of 4 done, 1 late, 1 at risk. "
        "Expected to end on 30 Jun, 3 working days later than agreed."
    )


def test_an_empty_plan_says_so():
    assert sentence(story()) == "The plan has no rows yet."


def test_cancelled_rows_count_for_nothing():
    gone = (item(8, "Fair"), verdict(Status.CANCELLED, Health.GREY, date(2027, 1, 1), None))
    assert sentence(story(DONE, gone)) == "Red: 1 of 1 done. Expected to end on 2 Feb, as agreed."


def test_the_first_line_names_the_plan_and_the_day():
    assert lines(story(DONE))[0] == ["Apollo: where the plan stands on 4 March 2026"]


def test_the_counts_by_health_and_status():
    assert part(story(DONE, LATE, RISK, FAR), "Health")[1:] == [
        ["Red", "1 row", "Done", "1 row"],
        ["Amber", "1 row", "Late", "1 row"],
        ["Green", "2 rows", "At risk", "1 row"],
        [None, None, "On track", "1 row"],
    ]


def test_a_phase_shows_its_health_and_what_it_reached():
    told = [row for row in lines(story(DONE, LATE)) if "Build" in row]
    assert told == [["Red", "Build", "1 of 2 reached", "Design is Red and a Must."]]


def test_the_late_come_first_by_health_then_slip_each_with_its_reason():
    rows = part(story(RISK, LATE, FAR), "Late or at risk")
    assert rows[0] == ["Late or at risk, and why (2)"]
    assert rows[2] == [
        "B5", "Design", "Ada, Ben", date(2026, 2, 27), TODAY, 3, "Red", "Red: overdue.",
    ]  # fmt: skip
    assert rows[3][1] == "Pilot"


def test_rows_are_linked_to_their_cells():
    page = summary_page(story(LATE), "Summary")
    links = [cell.link for row in page.rows for cell in row if cell.link]
    assert links == ["The plan!B5", "The plan!B5"]


def test_what_comes_in_thirty_days_leaves_done_tasks_and_far_rows_out():
    task = (item(9, "Paint", Kind.TASK), RISK[1])
    rows = part(story(DONE, LATE, RISK, FAR, task), "Expected in the next 30 days")
    assert [row[1] for row in rows[2:]] == ["Design", "Pilot"]


def test_what_changed_since_the_last_review():
    before = {"M-0006": date(2026, 3, 16), "M-0004": date(2026, 2, 9), "M-0007": date(2026, 6, 30)}
    told = story(
        DONE, RISK, FAR, since=REVIEW, before=before, fresh=frozenset({"M-0007"}), gone=("Fair",)
    )
    rows = part(told, "Changed since the last review on 2 Mar")
    assert [(row[1], row[-1]) for row in rows[2:]] == [
        ("Kick-off", "Reached on 2 Feb; it was expected on 9 Feb."),
        ("Pilot", "Moved from 16 Mar to 23 Mar (+5 working days). because"),
        ("Launch", "New in the plan"),
        ("Fair", "gone from the sheet"),
    ]


def test_a_new_row_that_moved_is_told_once_and_one_cancelled_is_told():
    fair = (item(8, "Fair"), verdict(Status.CANCELLED, Health.GREY, None, None, why="Cancelled."))
    told = story(
        RISK, FAR, fair, since=REVIEW, fresh=frozenset({"M-0006", "M-0007"}), first_look=True,
        before={"M-0006": date(2026, 3, 20), "M-0008": date(2026, 3, 9)},
    )  # fmt: skip
    rows = part(told, "Changed since the first look on 2 Mar")
    assert [(row[1], row[-1]) for row in rows[2:]] == [
        ("Pilot", "Moved from 20 Mar to 23 Mar (+1 working day). because"),
        ("Fair", "Cancelled. It was expected on 9 Mar."),
        ("Launch", "New in the plan"),
    ]


def test_new_rows_alone_stand_below_their_headings():
    rows = part(story(FAR, since=REVIEW, fresh=frozenset({"M-0007"})), "Changed since")
    assert [row[1] for row in rows[1:]] == ["Title", "Launch"]


def test_before_the_first_review_nothing_is_said_of_changes():
    assert not [row for row in lines(story(RISK)) if row and str(row[0]).startswith("Changed")]


def test_what_to_mend_comes_with_its_cell_and_the_way_out():
    finding = Finding(5, "D5", "due", Severity.ERROR, "x", "'31/02' is not a date", "write 28 Feb")
    advice = Finding(5, "", None, Severity.ADVICE, "y", "nobody is accountable")
    undated = Finding(6, "", "actual", Severity.WARNING, "z", "no day is given")
    rows = part(story(LATE, findings=(finding, advice, undated)), "To mend")
    assert rows == [
        ["To mend in the sheet (2)"],
        ["Error", "D5", "'31/02' is not a date: write 28 Feb"],
        ["Warning", "row 6", "no day is given"],
        [None, "Besides, 1 piece of advice: see Checked."],
    ]


def test_where_people_and_figures_disagree():
    told = (item(10, "Pilot", reported_health=Health.GREEN), RISK[1])
    rows = part(story(told), "Reported otherwise")
    assert rows[2][-1] == "Reported Green, computed Amber. because"


def test_held_deletions_are_listed_until_somebody_decides():
    held = Held("ics:a", "M-1@x", "Launch", TODAY, TODAY, "9 of 10 events would vanish at once")
    rows = part(story(LATE, held=(held,)), "Deletions that wait")
    assert rows[1] == [None, "Launch", "9 of 10 events would vanish at once"]


def test_a_long_list_is_cut_and_says_so():
    many = [(item(row, f"Late {row}"), LATE[1]) for row in range(100, 145)]
    rows = part(story(*many), "Late or at risk")
    assert rows[0] == ["Late or at risk, and why (45)"]
    assert len(rows) == 2 + 40 + 1
    assert rows[-1] == [None, "and 5 more, each beside its row"]


def test_health_is_coloured():
    page = summary_page(story(LATE), "Summary")
    assert page.rows[1][0] == ("Red", Look.RED, "")
