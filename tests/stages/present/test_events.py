"""What an event says of its item, when there is one, and that it keeps still."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from plans import plan_of, row, terms_on
from worked_plans import worked_plans

from syncer.domain.events import Revision
from syncer.domain.memory import Memory
from syncer.domain.plan import Health, Kind, Priority
from syncer.domain.setup import Only, Publication
from syncer.stages.evaluate import evaluate
from syncer.stages.present.events import events, uid_of

TODAY = date(2026, 3, 4)
NOW = datetime(2026, 3, 4, 8, tzinfo=UTC)
FEED = "ics:plan.ics"
ALL = Only(kind=frozenset())
WORKED = Path(__file__).parents[1] / "evaluate" / "worked_plans.txt"


def wanted_of(*drafts, today=TODAY, only=ALL, reminders=(), published=None, source="apollo.xlsx"):
    plan, memory = plan_of(*drafts, today=today)
    memory = Memory(
        instance="5eed",
        seen=memory.seen,
        baselines=memory.baselines,
        moves=memory.moves,
        published={FEED: published or {}},
    )
    return events(
        plan,
        evaluate(plan, memory, terms_on(today)),
        memory,
        Publication(name=FEED, only=only, reminders=reminders),
        tab="Plan",
        source_name=source,
    )


def event_of(*drafts, title=0, **more):
    made = wanted_of(*drafts, **more).events
    return made[uid_of(f"M-{title + 1:04}", "5eed")]


@pytest.mark.parametrize(
    ("draft", "summary"),
    [
        (row("Alpha", due="03-20"), "Alpha"),
        (
            row("Beta sign-off", due="03-18", due_seen=["03-06", "03-09", "03-13"]),
            "Beta sign-off (moved +8 wd, 3rd move)",
        ),
        (row("Alpha", due="03-13", due_seen=["03-06"]), "Alpha (moved +5 wd)"),
        (row("Alpha", due="03-06", due_seen=["03-06", "03-13"]), "Alpha (moved once)"),
        (row("Alpha", due="03-06", actual="03-02"), "Alpha (done, 4 wd early)"),
        (row("Alpha", due="02-27", baseline="02-25", actual="02-27"), "Alpha (done, 2 wd late)"),
        (row("Alpha", due="03-02", actual="03-02"), "Alpha (done)"),
        (row("Alpha", due="02-27"), "Alpha (overdue)"),
        (row("Alpha", due="02-27", forecast="03-13"), "Alpha (overdue, forecast 13 Mar)"),
        (
            row("Alpha", due="03-20", forecast="2027-01-08", committed="03-25"),
            "Alpha (late for 25 Mar, forecast 8 Jan 2027)",
        ),
        (row("Alpha", due="03-20", forecast="03-23"), "Alpha (forecast 23 Mar)"),
        (row("Alpha", due="03-20", status="on_hold"), "Alpha (on hold)"),
        (row("Alpha", due="03-20", status="blocked"), "Alpha (blocked)"),
        (row("Alpha", due="03-20", status="at_risk"), "Alpha (at risk)"),
        (row("  Alpha\n of  Apollo ", due="03-20"), "Alpha of Apollo"),
        (row("", due="03-20"), "Untitled milestone M-0001"),
        (row("", due="03-20", id="G4"), "Untitled milestone G4"),
        (row("x" * 300, due="03-20"), "x" * 199 + "…"),
    ],
)
def test_the_summary_tells_the_story(draft, summary):
    assert event_of(draft).summary == summary


def test_the_description_tells_the_rest():
    drafts = (
        row("Hardware ready", due="03-13", baseline="03-06", owners=("Ada",)),
        row(
            "Beta sign-off",
            due="03-10",
            baseline="03-05",
            due_seen=["03-06"],
            reason="late delivery",
            committed="03-31",
            owners=("Ben", "Cleo"),
            percent=40.0,
            after="Hardware ready",
        ),
    )
    assert event_of(*drafts, title=1).description.split("\n") == [
        "At risk, Red, 40 % done",
        "Owners: Ben, Cleo",
        "Due: 10 Mar 2026",
        "Committed: 31 Mar 2026",
        "Baseline: 5 Mar 2026",
        "Forecast: 13 Mar 2026",
        "Slip: +6 working days (+8 days), 0 own and 6 from Hardware ready",
        "Moved later: once, +2 working days: late delivery",
        (
            "Why: Red: expected 13 Mar, 6 working days after the baseline of 5 Mar; tolerance is 2. "
            "'Hardware ready', expected 13 Mar, moves this from 10 Mar to 13 Mar."
        ),
        "After: Hardware ready",
        "From: apollo.xlsx, tab Plan, ID M-0002",
    ]


def test_one_reached_says_when():
    lines = event_of(row("Alpha", due="03-02", actual="03-03")).description.split("\n")
    assert "Reached: 3 Mar 2026" in lines
    assert "Slip: +1 working day (+1 days)" in lines


def test_a_date_read_from_a_week_is_called_approximate():
    event = event_of(row("Alpha", due="03-20", approximate=frozenset({"due"})))
    assert "Due: 20 Mar 2026 (approximately)" in event.description


@pytest.mark.parametrize(
    ("source", "origin"),
    [
        ("/home/ada/plans/apollo.xlsx", "apollo.xlsx, tab Plan, ID M-0001"),
        ("plans\\apollo.xlsx", "apollo.xlsx, tab Plan, ID M-0001"),
        ("https://sheets.example.org/d/secret/edit", "tab Plan, ID M-0001"),
    ],
)
def test_where_it_comes_from_gives_away_no_folder_and_no_address(source, origin):
    assert event_of(row("Alpha", due="03-20"), source=source).description.endswith(
        f"From: {origin}"
    )


def test_no_cell_can_pass_for_a_line_of_ours():
    draft = row("Alpha\nDue: never", due="03-20", owners=("Ada\nDue: never",), id="A\nDue: never")
    assert not any(
        line.startswith("Due: never") for line in event_of(draft).description.split("\n")
    )


def test_the_day_is_the_actual_one_once_reached_else_the_due_date():
    made = wanted_of(
        row("Reached", due="03-06", actual="03-02"),
        row("Late", due="03-02"),
        row("Later by forecast", due="03-20", forecast="03-27"),
        row("Only a baseline", baseline="03-17"),
        row("No date"),
        row("Only after another", after="Late"),
        row("Cancelled", due="03-20", status="cancelled"),
    ).events
    assert {uid: event.day for uid, event in made.items()} == {
        "M-0001@5eed": date(2026, 3, 2),
        "M-0002@5eed": date(2026, 3, 2),
        "M-0003@5eed": date(2026, 3, 20),
        "M-0004@5eed": date(2026, 3, 17),
    }


def test_categories_are_sorted_and_bear_no_comma():
    draft = row("Alpha", due="03-20", phase="Design, build ", priority="must")
    event = event_of(draft)
    assert event.categories == ("Design / build", "Green", "Milestone", "Must")
    same = row("Alpha", due="03-20", phase="Milestone")
    assert event_of(same).categories == ("Green", "Milestone")


@pytest.mark.parametrize(
    ("priority", "number"), [("must", 1), ("should", 5), ("could", 7), ("wont", 9), (None, 0)]
)
def test_priority_as_calendars_count_it(priority, number):
    assert event_of(row("Alpha", due="03-20", priority=priority)).priority == number


def test_reminders_are_for_what_is_open():
    made = wanted_of(
        row("Open", due="03-20"), row("Done", due="03-02", actual="03-02"), reminders=(1, 7, 1)
    ).events
    assert [event.reminders for event in made.values()] == [(7, 1), ()]


def test_an_event_depends_on_what_stands_beside_it_only():
    drafts = (
        row("Task", start="03-02", due="03-06"),
        row("Alpha", due="03-10"),
        row("Beta", due="03-20", after="Task; Alpha; Alpha SS"),
    )
    assert event_of(*drafts, title=2).predecessors == ("M-0001@5eed", "M-0002@5eed")
    assert event_of(*drafts, title=2, only=Only()).predecessors == ("M-0002@5eed",)


@pytest.mark.parametrize(
    ("only", "titles"),
    [
        (Only(), {"Alpha", "Beta"}),
        (ALL, {"Alpha", "Beta", "Work"}),
        (Only(kind=frozenset({Kind.TASK})), {"Work"}),
        (Only(priority=frozenset({Priority.MUST})), {"Alpha"}),
        (Only(owner=frozenset({"ada LOVELACE"})), {"Alpha"}),
        (Only(phase=frozenset({" build"})), {"Beta"}),
        (Only(project=frozenset({"Apollo"})), {"Beta"}),
        (Only(health=frozenset({Health.RED})), {"Beta"}),
        (Only(client_visible=True), {"Alpha"}),
        (Only(client_visible=False), {"Beta"}),
        (Only(phase=frozenset({"Build"}), priority=frozenset({Priority.MUST})), set()),
    ],
)
def test_only_what_the_publication_admits(only, titles):
    made = wanted_of(
        row("Alpha", due="03-20", priority="must", owners=("Ada Lovelace",), client_visible=True),
        row("Beta", due="03-02", phase="Build", project="apollo"),
        row("Work", start="03-05", due="03-20"),
        only=only,
    ).events
    assert {event.summary.partition(" (")[0] for event in made.values()} == titles


@pytest.mark.parametrize(
    ("said", "is_kept"),
    [
        ({"unread": {"due"}}, True),
        ({"unread": {"due"}, "baseline": "03-20"}, True),
        ({"due": "03-20", "unread": {"actual"}}, True),
        ({"due": "03-02", "status": "done", "unread": {"actual"}}, True),
        ({"unread": {"due"}, "actual": "03-02"}, False),
        ({"unread": {"baseline"}}, True),
        ({"due": "03-20", "unread": {"baseline", "start"}}, False),
        ({"due": "03-20", "unread": {"budget"}}, False),
        ({"status": "cancelled", "unread": {"due"}}, False),
        ({}, False),
    ],
)
def test_an_unreadable_day_keeps_the_last_good_event(said, is_kept):
    said["unread"] = frozenset(said.get("unread", ()))
    wanted = wanted_of(row("Alpha", **said))
    assert wanted.kept == ({"M-0001@5eed"} if is_kept else set())
    assert not wanted.kept & wanted.events.keys()


def test_an_event_may_depend_on_one_that_was_kept():
    unreadable = row("Alpha", unread=frozenset({"due"}))
    beta = row("Beta", due="03-20", after="Alpha")
    last = Revision(event_of(row("Alpha", due="03-06")), 0, NOW, NOW)
    kept = {last.event.uid: last}
    assert event_of(unreadable, beta, title=1).predecessors == ()
    assert event_of(unreadable, beta, title=1, published=kept).predecessors == ("M-0001@5eed",)
    ghost = {last.event.uid: last._replace(cancelled_on=TODAY)}
    assert event_of(unreadable, beta, title=1, published=ghost).predecessors == ()


def test_a_row_that_moves_changes_no_event():
    drafts = (row("Alpha", due="03-20", key="M-0001"), row("Beta", due="03-27", key="M-0002"))
    after = row("Gamma", due="03-31", after="Beta", key="M-0003")
    assert wanted_of(*drafts, after) == wanted_of(after, *reversed(drafts))


DRIFTING = (
    (row("Alpha", due="03-02"),),
    (row("Alpha", due="03-20", forecast="03-02"),),
    (row("Alpha", due="03-02"), row("Beta", due="03-03", after="Alpha FS+3d")),
    (row("Alpha", due="03-02"), row("Beta", due="03-06", baseline="04-17", after="Alpha FS+5d")),
    (row("Alpha", due="03-02"), row("Beta", due="03-27", baseline="03-03", after="Alpha")),
    (row("Alpha", due="03-02"), row("Beta", due="03-13", after="Alpha FS+3d")),
    (row("Alpha", due="03-03"), row("Beta", due="03-20", buffer=10, after="Alpha FS+9d")),
    (row("Alpha", due="03-02"), row("Beta", due="04-15", buffer=30, after="Alpha FS+21d")),
    (row("Alpha", due="03-13"), row("Beta", due="03-20", forecast="03-02", after="Alpha")),
    (row("Alpha", due="03-13"), row("Beta", due="03-20", forecast="02-20", after="Alpha")),
    (row("Alpha", start="02-09", due="03-03", percent=20.0),),
    (row("Alpha", due="03-02", status="on_hold"),),
    (row("Alpha", due="03-20", status="in_progress", check_in="01-30"),),
    (row("Alpha", due="03-27", baseline="03-27", kpi=2.0, target=50.0, first_seen="02-02"),),
)  # fmt: skip


def kept_still(plan, memory, today, terms):
    """The events of two days whose verdicts agree but for what the day itself moves."""
    both = []
    for when in (today, today + timedelta(days=1)):
        evaluation = evaluate(plan, memory, terms_on(when, **terms))
        publication = Publication(name=FEED, only=ALL)
        made = events(plan, evaluation, memory, publication, tab="Plan", source_name="a.xlsx")
        both.append((evaluation.verdicts, made.events))
    (verdicts, before), (later, after) = both
    for item, old, new in zip(plan.items, verdicts, later, strict=True):
        same = (old.status, old.health) == (new.status, new.health)
        uid = uid_of(item.key, memory.instance)
        if same and uid in before:
            yield before[uid], after[uid]


@pytest.mark.parametrize("drafts", DRIFTING)
def test_a_day_that_passes_changes_no_event(drafts):
    plan, memory = plan_of(*drafts, today=TODAY)
    pairs = list(kept_still(plan, memory, TODAY, {}))
    assert pairs
    for before, after in pairs:
        assert after == before


@pytest.mark.parametrize("case", worked_plans(WORKED), ids=lambda case: case.name)
def test_in_no_worked_plan_does_a_day_that_passes_change_an_event(case):
    plan, memory = plan_of(*case.drafts, today=case.today, loops=case.loops)
    today = date.fromisoformat(case.today if len(case.today) > 5 else f"2026-{case.today}")
    for before, after in kept_still(plan, memory, today, case.terms):
        assert after == before


def test_one_that_drifts_says_so():
    event = event_of(row("Alpha", due="03-02"), row("Beta", due="03-03", after="Alpha"), title=1)
    lines = event.description.split("\n")
    assert (
        "Forecast: moves on day by day, and the slip with it, until somebody gives a new date"
        in lines
    )
    assert "Why: Red: Alpha is late, and it has no date that can be met." in lines
    assert event.summary == "Beta (overdue)"


def test_one_on_hold_and_overdue_is_on_hold():
    event = event_of(row("Alpha", due="03-02", status="on_hold"))
    assert event.summary == "Alpha (on hold)"
    assert "Why: On hold: its status says so." in event.description.split("\n")


def test_one_that_only_inherits_from_what_drifts_keeps_its_own_forecast():
    late = row("Alpha", due="03-02")
    event = event_of(late, row("Beta", due="03-27", baseline="03-03", after="Alpha"), title=1)
    lines = event.description.split("\n")
    assert "Forecast: 27 Mar 2026" in lines
    assert "Slip: +18 working days (+24 days), some of it from Alpha" in lines
