"""Which column is which field: by its heading and by its cells, together."""

import pytest
from reading import WORDS, fields, tab, understand

from syncer.domain.words import Words
from syncer.stages.fields import choose_fields
from syncer.stages.headings import Heading
from syncer.stages.lexicon import Lexicon, Likeness
from syncer.stages.nearness import is_near, same_stem
from syncer.stages.table import by_column


def chosen(text, words=WORDS, percents=frozenset()):
    """What each column of a small sheet was taken for, and why."""
    rows = tab(text).rows
    heading = Heading(1, {n: cell for n, cell in enumerate(rows[0], start=1) if cell}, 1)
    return choose_fields(heading, by_column(rows), (), Lexicon(words), percents)


def places(text, **more):
    return {field: choice.column for field, choice in chosen(text, **more).items()}


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Due dte", "due"),
        ("Milesotne name", "title"),
        ("Staus", "status"),
        ("Asignee", "owners"),
        ("2. Due date", "due"),
        ("② Due date", "due"),
        ("DueDate", "due"),
        ("duedate", "due"),
        ("due_date (dd/mm/yyyy) *", "due"),
        ("Inferred due date", "due"),
        ("Final status (today)", "status"),
    ],
)
def test_a_heading_that_is_nearly_known_counts_where_its_cells_bear_it_out(heading, field):
    cells = {
        "due": ["2026-03-01", "2026-03-09", "2026-04-01"],
        "title": ["Dig a hole", "Lay pipes", "Fill it up"],
        "status": ["Done", "Open", "Open"],
        "owners": ["Ann", "Ann", "Ben"],
    }[field]
    names = ["Dig", "Lay", "Fill"] if field != "title" else ["1", "2", "3"]
    other = "Task" if field != "title" else "Weight"
    rows = "\n".join(f"{name} | {cell}" for name, cell in zip(names, cells, strict=True))
    assert places(f"{other} | {heading}\n{rows}")[field] == 2


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Due dte", ["yes", "no", "yes"]),  # nearly a word, and no dates
        ("Report date", ["2026-03-01", "2026-03-01", "2026-03-02"]),  # `date` heads many things
        ("Team size", ["3", "4", "3"]),
        ("Completed items", ["3", "4", "3"]),
        ("Warranty text", ["a", "b", "c"]),
    ],
)
def test_a_heading_that_is_not_known_says_nothing_against_its_cells(heading, cells):
    rows = "\n".join(f"Dig {n} | 2026-03-0{n} | {cell}" for n, cell in enumerate(cells, start=1))
    assert set(places(f"Task | Due | {heading}\n{rows}")) == {"title", "due"}


def test_of_two_columns_for_one_field_the_one_with_such_cells_is_taken():
    assert places("Task | Due | Target date\nDig | | 2026-03-01\nLay | | 2026-03-02")["due"] == 3
    assert places("Task | Start | Due date | Inferred due date\nDig | | | 2026-03-01")["due"] == 4
    words = "Task | Due | Target date\nDig | soonish | 2026-03-01\nLay | maybe | 2026-03-02"
    assert places(words)["due"] == 3


def test_of_two_headings_for_one_field_the_column_that_holds_something_is_taken():
    filled = "Task | Resources | Coordinator\nDig | | Ann Lee\nLay | | Bo Chan\nFill | | Cy Day"
    assert places(filled)["owners"] == 3


def test_a_heading_alone_is_enough_where_nothing_stands_below():
    assert places("Task | Due | Owner\nDig | |")["due"] == 2


def test_a_percentage_that_adds_up_to_a_whole_is_a_weight():
    weights = (
        "Task | % | Due\nDig | 60% | 2026-03-01\nLay | 30% | 2026-03-02\nFill | 10% | 2026-03-03"
    )
    assert "percent" not in places(weights)
    assert places(weights.replace("60%", "65%"))["percent"] == 2


def test_progress_in_numbers_is_a_share_and_in_words_a_status():
    numbers = "Task | Progress | Due\nDig | 1 | 2026-03-01\nLay | 0 | 2026-03-02"
    assert places(numbers)["percent"] == 2
    assert places(numbers.replace("| 1 |", "| Done |").replace("| 0 |", "| Open |"))["status"] == 2


def test_a_share_of_done_is_told_by_how_the_sheet_shows_it():
    sheet = "Task | Rate of task complete | Due\nDig | 1 | 2026-03-01\nLay | 0.5 | 2026-03-02"
    assert "percent" not in places(sheet)
    assert places(sheet, percents=frozenset({2}))["percent"] == 2


def test_codes_under_milestone_are_ids_where_a_better_title_stands_beside():
    sheet = (
        "Milestone | Description | Due\nMS1 | Dig a hole | 2026-03-01\nMS2 | Lay pipes | 2026-03-02"
    )
    assert places(sheet) == {"id": 1, "title": 2, "due": 3}


def test_a_completion_date_that_waits_for_done_is_the_day_it_was_done():
    sheet = "Task | Status | Completion date\nDig | Done | 2026-03-01\nLay | Open |\nFill | Open |"
    assert "actual" in places(sheet)
    filled = sheet.replace("Open |", "Open | 2026-04-01")
    assert "due" in places(filled)


def test_numbers_are_no_dates_of_the_past():
    assert "actual" not in places("Task | Due | Actual\nDig | 2026-03-01 | 0\nLay | 2026-03-02 | 5")


def test_a_heading_of_one_letter_needs_its_cells():
    words = Words(columns={"title": ("Task",), "due": ("a",)})
    assert "due" not in places("Task | a\nDig | 12\nLay | 13", words=words)
    assert places("Task | a\nDig | 2026-03-01\nLay | 2026-03-02", words=words)["due"] == 2


def test_a_heading_that_names_two_fields_is_told_by_its_cells():
    assert places("Phase / activity | Due\nDig | 2026-03-01\nLay | 2026-03-02")["title"] == 1


def test_without_a_heading_we_know_the_cells_tell_where_they_are_unmistakable():
    sheet = "Foo | Bar | Baz | Qux\nA-1 | Dig a hole | 2026-03-01 | Done\nA-2 | Lay pipes | 2026-03-02 | Open"
    choices = chosen(sheet)
    assert {field: choice.column for field, choice in choices.items()} == {
        "id": 1, "title": 2, "due": 3, "status": 4,
    }  # fmt: skip
    assert not any(choice.sure for choice in choices.values())
    assert choices["due"].why == "its cells are dates, and no other column's are"


def test_two_columns_of_dates_are_start_and_due_only_where_they_are_in_order():
    sheet = "Foo | Bar | Baz\nDig | 2026-03-01 | 2026-03-05\nLay | 2026-03-06 | 2026-03-09"
    assert places(sheet) == {"title": 1, "start": 2, "due": 3}
    assert "due" not in places(sheet.replace("2026-03-05", "2026-02-05"))


def test_three_columns_of_dates_are_not_told_apart():
    assert set(places("Foo | A1 | B1 | C1\nDig | 2026-03-01 | 2026-03-05 | 2026-03-06")) <= {
        "title"
    }


def test_a_time_line_of_dates_is_nobodys():
    sheet = "Foo | Due | 2026-03-01 | 2026-03-02\nDig | 2026-03-01 | Done | Open\nLay | 2026-03-02 | Open | Done"
    assert places(sheet) == {"title": 1, "due": 2}


def test_what_was_chosen_says_why_and_whether_it_is_sure():
    choices = chosen("Task | Due dte\nDig | 2026-03-01\nLay | 2026-03-02")
    assert (choices["title"].why, choices["title"].sure) == ("by its heading", True)
    assert (choices["due"].why, choices["due"].sure) == (
        "its heading is nearly “due date”, and its cells fit",
        False,
    )


def test_known_headings_of_nothing_we_read_are_left_alone():
    words = Words(
        columns={"title": ("Task",), "due": ("Due date",)}, others=frozenset({"due data"})
    )
    sheet = "Task | Due data\nDig | 2026-03-01\nLay | 2026-03-02"
    assert places(sheet, words=words) == {"title": 1}


def test_the_layout_names_the_columns_that_were_chosen():
    assert fields(understand("Task | Due dte\nDig | 2026-03-01\nLay | 2026-03-02").layout) == {
        "title": "A",
        "due": "B",
    }


@pytest.mark.parametrize(
    ("word", "known", "near"),
    [
        ("due dte", "due date", True),
        ("milesotne", "milestone", True),
        ("descr", "description", True),
        ("dnoe", "done", True),
        ("date", "data", False),
        ("start", "stand", False),
        ("owner", "other", False),
        ("phase 2", "phase 1", False),
        ("end", "and", False),
    ],
)
def test_a_slip_of_the_pen_is_near_and_another_word_is_not(word, known, near):
    assert is_near(word, known) is near


def test_a_stem_is_shared_by_forms_of_one_word():
    assert same_stem("assignment", "assigned")
    assert not same_stem("start", "status")


def test_an_exact_heading_is_likelier_than_a_loose_one():
    lexicon = Lexicon(WORDS)
    assert lexicon.matches("Due date")[0].likeness is Likeness.EXACT
    assert lexicon.matches("[Due date]*")[0].likeness is Likeness.LOOSE
    assert lexicon.matches("Weather") == ()


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("項目負責人", "owners"),
        ("项目开始时间", "start"),
        ("taakeigenaar", "owners"),
        ("Erstelldatum", None),
    ],
)
def test_a_compound_is_what_it_ends_with_unless_that_ends_all_dates(heading, field):
    found = {match.field for match in Lexicon(WORDS).resembling(heading)}
    assert found == ({field} if field else set())


def test_the_same_headings_are_folded_once():
    assert Lexicon(WORDS)._exact is Lexicon(WORDS)._exact


def named(text):
    """The heading of each field's column."""
    return {column.field: column.header for column in understand(text).layout.columns}


def test_names_are_taken_for_titles_before_codes():
    rows = "\n".join(f"D{n} | {name} | 2026-03-0{n}" for n, name in enumerate(["Plan", "Tool"], 1))
    assert named(f"Deliverable | Title | Due\n{rows}")["title"] == "Title"


def test_names_that_stand_again_and_again_are_phases_of_the_titles_beside_them():
    found = named(
        """
Activity | Exact wording     | Due
Growth   | Referral scheme   | 2026-03-01
Growth   | Annual billing    | 2026-03-02
Platform | Single sign-on    | 2026-03-03
Platform | Record of changes | 2026-03-04
"""
    )
    assert (found["phase"], found["title"]) == ("Activity", "Exact wording")


@pytest.mark.parametrize(
    ("cells", "field"), [(["Backlog", "Shipped"], "status"), (["Design", "Build"], "phase")]
)
def test_a_column_of_stages_holds_states_or_phases(cells, field):
    rows = "\n".join(f"{name} | {cells[n % 2]} | 2026-03-01" for n, name in enumerate("ABCD"))
    assert named(f"Title | Stage | Due\n{rows}")[field] == "Stage"


@pytest.mark.parametrize(
    ("heading", "field"),
    [("End / Ende", "due"), ("开始 Start", "start"), ("Task Name 任务名称", "title")],
)
def test_a_heading_in_two_languages_is_known_by_both(heading, field):
    assert field in {match.field for match in Lexicon(WORDS).matches(heading)}


def test_a_stroke_between_two_different_things_names_neither():
    assert Lexicon(WORDS).matches("Start / End") == ()


def test_where_only_a_forecast_is_given_it_is_when_the_item_is_due():
    assert named("Task | ETA\nDig | 2026-03-01")["due"] == "ETA"
    assert named("Task | Due | ETA\nDig | 2026-03-01 | 2026-03-02")["forecast"] == "ETA"


def test_items_that_are_words_are_titles_where_nothing_else_is():
    assert (
        named("Item | Price | Due\nChair | 80 | 2026-03-01\nDesk | 240 | 2026-03-02")["title"]
        == "Item"
    )


def test_dates_are_no_ids_whatever_their_heading_is_like():
    assert "id" not in named("Task | Issued | Due\nDig | 2026-01-05 | 2026-03-01")


def test_a_register_of_risks_has_them_as_titles():
    found = named(
        "Risk description | Likelihood | Resp | Review by\nFlood | Low | Ann | 2026-03-01"
    )
    assert (found["title"], found["owners"], found["due"]) == (
        "Risk description",
        "Resp",
        "Review by",
    )


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Lead beneficiary", "owners"), ("Federführend", "owners"), ("Chef de file", "owners"),
        ("牵头单位", "owners"), ("Instansi penanggung jawab", "owners"), ("Soggetto attuatore", "owners"),
        ("Ход реализации", "status"), ("Stan prac", "status"), ("موقف التنفيذ", "status"),
        ("Ukończone do", "due"), ("Hotovo do", "due"), ("Срок сдачи", "due"), ("לביצוע עד", "due"), ("ngày đến hạn", "due"),
        ("Rencana aksi", "title"), ("重点任务", "title"), ("Τίτλος δράσης", "title"),
        ("Genomförandegrad", "percent"), ("Grado de avance", "percent"),
    ],
)  # fmt: skip
def test_the_headings_of_programmes_and_offices_are_known(heading, field):
    assert field in {match.field for match in Lexicon(WORDS).matches(heading)}
