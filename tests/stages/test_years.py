"""Dates that say no year: completed where the sheet leaves one only, and told; else left out."""

from datetime import date

import pytest
from reading import understand


def lines(heading, *dates, above=""):
    rows = "\n".join(f"Item {n} | {text}" for n, text in enumerate(dates, start=1))
    return f"{above}\nTask | {heading}\n{rows}" if above else f"Task | {heading}\n{rows}"


def dues(read):
    return [str(row.due or "") for row in read.rows]


def test_a_heading_that_names_the_year_leaves_nothing_open():
    read = understand(lines("Due 2026", "12.3.", "Mar 14", "31.3."))
    assert dues(read) == ["2026-03-12", "2026-03-14", "2026-03-31"]
    assert "date-year-added" not in [code for _, code in read.codes()]


def test_the_year_above_the_table_holds_and_each_cell_is_told():
    read = understand(lines("Termin", "5.1.", "2.2.", "Mo 16.3.", above="Projektplan 2026"))
    assert dues(read) == ["2026-01-05", "2026-02-02", "2026-03-16"]
    assert read.codes() == [(f"B{row}", "date-year-added") for row in (3, 4, 5)]
    assert "2026 stands above the table" in read.findings[0].message


@pytest.mark.parametrize(
    "above",
    [
        "Winterplan 2026/27",
        "FY2026 plan",
        "Stand: Mai 2026",
        "As of 3.5.2026",
        "Plan 2025 and 2026",
    ],
)
def test_a_title_that_does_not_say_the_plans_year_tells_nothing(above):
    read = understand(lines("Termin", "5.1.", "2.2.", above=above))
    assert dues(read) == ["", ""]
    assert {code for _, code in read.codes()} == {"date-without-year"}


def test_a_list_that_runs_over_new_year_is_not_all_of_the_titles_year():
    read = understand(lines("Termin", "5.11.", "2.12.", "20.1.", above="Plan 2026"))
    assert dues(read) == ["", "", ""]


def test_a_weekday_that_contradicts_the_year_keeps_it_out():
    read = understand(lines("Termin", "Mo 5.1.", "Di 6.1.", "Mi 6.1.", above="Plan 2026"))
    assert dues(read) == ["2026-01-05", "2026-01-06", ""]


def test_a_list_that_runs_on_leaves_one_year_even_over_new_year():
    read = understand(lines("Due", "1 Dec 2026", "20 Dec", "8 Jan", "3 Feb", "1 Mar 2027"))
    assert dues(read)[1:4] == ["2026-12-20", "2027-01-08", "2027-02-03"]
    assert [cell for cell, code in read.codes() if code == "date-year-added"] == ["B3", "B4", "B5"]


def test_a_list_is_completed_upwards_from_its_first_whole_date():
    assert dues(understand(lines("Due", "May", "June", "July 2026")))[0] == "2026-05-31"


def test_a_list_that_jumps_back_is_left_alone():
    assert dues(understand(lines("Due", "1 Mar 2026", "5 Jan", "3 Feb"))) == ["2026-03-01", "", ""]


def test_an_end_is_the_first_such_day_after_the_start_of_its_row():
    read = understand("Task | Start | Due\nDig | 2026-11-15 | 5.1.\nLay | 1.12. | 2027-01-20")
    assert read.row("Dig").due == date(2027, 1, 5)
    assert read.row("Lay").start == date(2026, 12, 1)


def test_a_date_of_the_same_row_is_near():
    read = understand("Task | Due | Done on\nDig | 2026-12-20 | 8.1.\nLay | 2026-03-01 | 2.3.")
    assert [str(row.actual) for row in read.rows] == ["2027-01-08", "2026-03-02"]


def test_the_section_around_a_date_may_say_its_year():
    read = understand("Task | Due\n2026 | \nDig | 5.11.\nLay | 2.12.\n2027 | \nFill | 20.1.")
    assert dues(read) == ["2026-11-05", "2026-12-02", "2027-01-20"]


def test_weeks_between_whole_ones_are_of_their_year_and_approximate():
    read = understand(lines("Termin", "KW 30/2026", "KW 32", "KW 40/2026"))
    assert read.row("Item 2").due == date(2026, 8, 7)
    assert read.row("Item 2").approximate == {"due"}


def test_weeks_that_may_count_from_the_start_of_the_plan_are_not_completed():
    read = understand(lines("Due", "Week 1", "Week 3", "Week 5", above="Spring course 2026"))
    assert dues(read) == ["", "", ""]


def test_a_span_without_a_year_begins_and_ends_in_it():
    read = understand(lines("Due", "5.1. - 9.1.", "12.1. - 16.1.", above="Plan 2026"))
    assert (read.rows[0].start, read.rows[0].due) == (date(2026, 1, 5), date(2026, 1, 9))


def test_day_and_month_stay_open_where_only_the_year_was_found():
    read = understand(lines("Due", "3/4", "5/6", above="Plan 2026"))
    assert [code for _, code in read.codes()] == ["date-ambiguous", "date-ambiguous"]


def test_in_korea_the_month_stands_first():
    read = understand(
        "작업명 | 담당자 | 종료일\n기획 | 김 | 2026/3/13\n설계 | 이 | 4/3\n개발 | 박 | 5/29"
    )
    assert dues(read) == ["2026-03-13", "2026-04-03", "2026-05-29"]


def test_a_column_mostly_without_years_is_a_column_of_dates_and_is_told():
    read = understand(
        "Mijlpaal | Gepland | Gerealiseerd\nStart | 1.2.2026 | wk 13\nBouw | 1.5.2026 | wk 20"
    )
    assert [str(row.actual) for row in read.rows] == ["2026-03-27", "2026-05-15"]
    open_ones = understand(lines("Due", "Mar 4", "Apr 5", "May 6"))
    assert [code for _, code in open_ones.codes()] == ["date-without-year"] * 3


def test_two_weeks_with_a_hyphen_are_not_one_of_another_year():
    read = understand(lines("Termin", "KW 11", "KW 30-31", above="Jahresplanung 2026"))
    assert dues(read) == ["2026-03-13", "2026-07-31"]
    assert {code for _, code in read.codes()} == {"date-year-added"}


def test_a_list_out_of_order_tells_nothing_about_what_stands_between():
    read = understand(lines("Due", "20 Dec 2026", "10 Nov 2026", "5 Jan", "3 Mar 2027"))
    assert dues(read)[2] == ""


def test_a_column_of_years_says_it_for_its_row():
    read = understand("Meilenstein | Jahr | KW\nStart | 2026 | 12\nEnde | 2027 | 3")
    assert dues(read) == ["2026-03-20", "2027-01-22"]
    assert "its row says 2026" in read.findings[0].message


def test_a_time_of_day_does_not_hide_that_only_the_year_is_missing():
    read = understand("Plan 2026\nTask | Due\nHand in | onsdag 20. mai kl. 12:00")
    assert read.row("Hand in").due == date(2026, 5, 20)
