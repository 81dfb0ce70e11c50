"""People, links, states, sums and lengths of time as people of many countries write them."""

from datetime import date

import pytest
from reading import WORDS, tab, understand

from syncer.domain.plan import LinkText, LinkType, Stated
from syncer.stages import cells
from syncer.stages.dependencies import read_links
from syncer.stages.people import read_owners


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Ann / Ben", ["Ann", "Ben"]), ("Ann und Ben", ["Ann", "Ben"]), ("Ann y Ben", ["Ann", "Ben"]),
        ("Ann 和 Ben", ["Ann", "Ben"]), ("佐藤、鈴木", ["佐藤", "鈴木"]), ("[Ann,Ben]", ["Ann", "Ben"]),
        ("Ann Lee <ann@example.org>; Ben", ["Ann Lee", "Ben"]), ("ann@example.org", ["ann@example.org"]),
        ("Tucker, Callie (Student)", ["Tucker, Callie (Student)"]), ("Ann [50%], Ben Oz, Cy", ["Ann", "Ben Oz", "Cy"]),
    ],
)  # fmt: skip
def test_people_are_told_apart_as_they_are_joined(text, people):
    assert list(read_owners(text, WORDS, frozenset())) == people


@pytest.mark.parametrize(
    ("text", "kind", "lag"),
    [
        ("3EA", LinkType.FS, 0), ("3AA+2d", LinkType.SS, 2), ("3FD", LinkType.FS, 0),
        ("3CC", LinkType.SS, 0), ("3 TI", LinkType.FS, 0), ("3ОН", LinkType.FS, 0), ("3ZZ", LinkType.FF, 0),
    ],
)  # fmt: skip
def test_the_types_of_links_are_known_in_other_languages(text, kind, lag):
    assert read_links(text, WORDS).value == (LinkText("3", kind, lag),)


def test_such_letters_behind_a_name_are_part_of_it():
    assert read_links("Vertrag EA", WORDS).value == (LinkText("Vertrag EA"),)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("R$ 5.000,50", 5000.5), ("5.000,- €", 5000), ("CHF 5’000.00", 5000), ("5 000 kr", 5000),
        ("₹12,34,567", 1234567), ("12 тыс. руб.", 12000), ("50万円", 500_000), ("1,2 Mio. €", 1.2e6),
        ("2억원", 2e8), ("Rp 1.500.000", 1_500_000), ("(500)", -500),
    ],
)  # fmt: skip
def test_sums_are_read_in_many_currencies(text, amount):
    assert cells.read_money(text, WORDS).value == pytest.approx(amount)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("3w", 15),
        ("2 días", 2),
        ("5 Tage", 5),
        ("1w 2d", 7),
        ("1 week, 2 days", 7),
        ("~ 3 d", 3),
        ("1,5 Wochen", 8),
    ],
)
def test_lengths_of_time_are_added_up(text, days):
    assert cells.read_duration(text, WORDS).value == days


@pytest.mark.parametrize("text", ["2-3 weeks", "3 4", "w", "5 fathoms", "1w 2"])
def test_what_is_no_single_length_of_time_is_told(text):
    assert cells.read_duration(text, WORDS).problem


@pytest.mark.parametrize(
    ("text", "state"),
    [("100%", Stated.DONE), ("0 %", Stated.NOT_STARTED), ("40 %", Stated.IN_PROGRESS),
     ("InProgress", Stated.IN_PROGRESS), ("NOT_STARTED", Stated.NOT_STARTED), ("✅ Done", Stated.DONE)],
)  # fmt: skip
def test_a_state_may_be_a_share_or_a_joined_word(text, state):
    read = understand(f"Task | Due | Status\nDig | 2026-03-01 | {text}\nLay | 2026-03-02 | Open")
    assert read.row("Dig").status is state
    assert not read.findings


def test_done_above_shares_is_how_far_it_is():
    read = understand(
        "Task | Due | Done\nDig | 2026-03-01 | 100\nLay | 2026-03-02 | 50\nFill | 2026-03-03 | 0"
    )
    assert [row.percent for row in read.rows] == [100, 50, 0]


def test_a_column_of_many_unknown_words_is_not_held_against_every_word_we_know():
    lines = "\n".join(f"Item {n} | 2026-03-01 | wibble {n}" for n in range(60))
    read = understand(f"Task | Due | Status\n{lines}")
    assert read.said("words-unknown").cell == "C1"


def on(read, title):
    return [read.plan.items[link.on].row.title for link in read.item(title).links]


def test_numbers_of_predecessors_are_rows_of_the_sheet_unless_one_is_too_low_for_that():
    of_the_sheet = understand(
        "Task | Due | Predecessors\nA | 2026-03-01 |\nB | 2026-03-02 | 2\nC | 2026-03-03 | 3"
    )
    assert (on(of_the_sheet, "B"), on(of_the_sheet, "C")) == (["A"], ["B"])
    from_one = understand(
        "Task | Due | Predecessors\nA | 2026-03-01 |\nB | 2026-03-02 | 1\nC | 2026-03-03 | 2FS"
    )
    assert (on(from_one, "B"), on(from_one, "C")) == (["A"], ["B"])


def test_numbers_that_are_ids_stay_ids():
    read = understand(
        "ID | Task | Due | Predecessors\n1 | A | 2026-03-01 |\n2 | B | 2026-03-02 | 1"
    )
    assert on(read, "B") == ["A"]


def dates_of(text):
    read = understand(tab(text))
    return [(row.start, row.due) for row in read.rows], len(read.findings)


def test_short_dates_of_a_korean_sheet_begin_with_the_year():
    days, found = dates_of(
        "작업명 | 담당 | 시작일 | 완료일\n기획 | 김 | 19.12.30 | 20.03.13\n개발 | 이 | 20.03.16 | 20.04.10"
    )
    assert days[0] == (date(2019, 12, 30), date(2020, 3, 13))
    assert not found


def test_a_version_number_does_not_tell_how_the_dates_are_written():
    _, found = dates_of(
        "Milestone | Due\nKickoff | 3/4/2026\nBeta | see v2.3.26 plan\nGA | 8/9/2026"
    )
    assert found == 3  # both dates are told as doubtful, and the text as no date


def test_planned_and_actual_over_start_and_end_are_four_columns():
    days, _ = dates_of(
        "Milestone | Planned | | Actual | | Owner\n | Start | End | Start | End |\n"
        "Kickoff | 2026-01-05 | 2026-01-09 | 2026-01-06 | 2026-01-12 | Ann"
    )
    assert days == [(date(2026, 1, 5), date(2026, 1, 9))]


def test_phases_that_are_the_only_names_are_the_titles():
    read = understand(
        tab("Phase | Owner | End\nInitiation | Ann | 2026-01-30\nDesign | Bo | 2026-03-27")
    )
    assert [row.title for row in read.rows] == ["Initiation", "Design"]
