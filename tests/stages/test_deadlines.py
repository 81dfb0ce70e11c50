"""Days as people put them into words: until when, the end of a month, other years, other scripts."""

from dataclasses import replace
from datetime import date

import pytest
from reading import WORDS, understand

from syncer.stages.content import notation
from syncer.stages.dates import read_day

FORM = notation(WORDS)


@pytest.mark.parametrize(
    "text",
    [
        "by 3 April 2026", "bis 3.4.2026", "spätestens 3. April 2026", "до 3 апреля 2026 г.", "не позднее 03.04.2026",
        "entro il 3 aprile 2026", "hasta el 3 de abril de 2026", "até 3 de abril de 2026", "do 3.04.2026r.",
        "uiterlijk 3 april 2026", "senast 3 april 2026", "2026년 4월 3일까지", "2026年4月3日まで", "2026年4月3日前",
    ],
)  # fmt: skip
def test_a_deadline_is_the_day_it_names(text):
    assert read_day(text, FORM) == (date(2026, 4, 3), None, False)


@pytest.mark.parametrize(
    "text", ["not before 2026-04-03", "after 3 April 2026", "ab 3.4.2026", "mid-June"]
)
def test_what_names_another_day_than_the_deadline_is_not_read(text):
    assert read_day(text, FORM).value is None


@pytest.mark.parametrize(
    "text",
    [
        "end of April 2026", "Ende April 2026", "Ende Apr. 26", "fin avril 2026", "fine aprile 2026", "eind april 2026",
        "koniec kwietnia 2026", "конец апреля 2026", "τέλη Απριλίου 2026", "2026. ápr. vége", "2026년 4월말", "2026年4月末",
        "March-April 2026", "март-апрель 2026",
    ],
)  # fmt: skip
def test_the_end_of_a_month_is_its_last_day_and_approximate(text):
    assert read_day(text, FORM) == (date(2026, 4, 30), None, True)


@pytest.mark.parametrize(
    "text",
    [
        "3 tháng 4 năm 2026", "ngày 3 tháng 4, 2026", "2026년 4월 3일", "2026년 4월 3일(금)", "2026年4月3日", "3 באפריל 2026",
        "115/04/03", "115年4月3日", "令和8年4月3日", "'26.4.3", "3.4.2026 klo 12", "3.4.2026 um 9 Uhr", "03.04.2026 г.",
    ],
)  # fmt: skip
def test_a_day_is_read_however_its_parts_are_named(text):
    assert read_day(text, FORM).value == date(2026, 4, 3)


def test_a_year_of_the_emperor_in_short_is_one_in_japan_alone():
    assert read_day("R8.4.3", replace(FORM, language="ja")).value == date(2026, 4, 3)
    assert read_day("R8.4.3", FORM).value is None


def test_a_span_may_begin_with_a_word():
    read = understand("Actividad | Plazo\nObra | del 5 al 20 de enero de 2026")
    assert (read.rows[0].start, read.rows[0].due) == (date(2026, 1, 5), date(2026, 1, 20))


def test_numbers_under_a_heading_of_weeks_are_weeks():
    read = understand("Vorgang | KW\nStart | 6/2026\nTest | 24/2026\nEnde | 2026/30")
    assert [str(row.due) for row in read.rows] == ["2026-02-06", "2026-06-12", "2026-07-24"]
    assert all(row.approximate == {"due"} for row in read.rows)


def test_numbers_under_a_heading_of_months_are_months():
    read = understand("Task | Month\nDig | Jan 2026\nLay | 3/26\nFill | 11/26")
    assert [str(row.due) for row in read.rows] == ["2026-01-31", "2026-03-31", "2026-11-30"]


def test_the_same_year_behind_many_months_is_a_year():
    read = understand("Task | Due\nDig | Jan-26\nLay | Mar-26\nFill | Jun-26\nSow | Dec-26")
    assert [str(row.due) for row in read.rows] == [
        "2026-01-31",
        "2026-03-31",
        "2026-06-30",
        "2026-12-31",
    ]
    assert read.findings == ()


def test_behind_one_month_it_may_be_a_day_and_that_is_told():
    read = understand("Task | Due\nDig | mai/26\nLay | 2026-06-01")
    assert read.row("Dig").due == date(2026, 5, 31)
    assert read.said("date-ambiguous").message == (
        "“mai/26” may be May 2026 or 26 May; it was read as the month"
    )


def test_numbers_that_no_year_ends_in_are_days():
    read = understand("Task | Due\nDig | Jan-26\nLay | Feb-14\nFill | Mar-03")
    assert {code for _, code in read.codes()} == {"date-without-year"}


def test_bare_numbers_are_weeks_only_where_the_heading_says_those_of_the_calendar():
    read = understand("Plan 2026\nVorgang | KW | Verantwortlich\nStart | 12 | Ann\nTest | 14 | Ben")
    assert [str(row.due) for row in read.rows] == ["2026-03-20", "2026-04-03"]
    assert {code for _, code in read.codes()} == {"date-year-added"}
    course = understand("Plan 2026\nTask | Week | Owner\nStart | 12 | Ann\nTest | 14 | Ben")
    assert [row.due for row in course.rows] == [None, None]


@pytest.mark.parametrize(
    "text", ["week of March 2, 2026", "w/c 2 March 2026", "Woche vom 2.3.2026", "KW 9-10 2026", "end of KW 10/2026"]
)  # fmt: skip
def test_a_week_named_by_its_first_day_ends_on_friday_and_is_approximate(text):
    assert read_day(text, FORM) == (date(2026, 3, 6), None, True)


@pytest.mark.parametrize(
    "text", ["ca. 3.4.2026", "~ 3 April 2026", "3 April 2026 tbc", "2026-04-03?", "3 April 2026*"]
)
def test_a_date_that_is_doubted_is_read_and_the_doubt_told(text):
    reading = read_day(text, FORM)
    assert reading.value == date(2026, 4, 3)
    assert reading.problem.code == "date-remark"


@pytest.mark.parametrize(
    "text", ["3.IV.2026", "3/IV/2026", "d. 3/4-2026", "2026-04-01/2026-04-03", "EOD 3.4.2026"]
)
def test_a_day_is_read_in_notations_of_few_countries(text):
    assert read_day(text, FORM).value == date(2026, 4, 3)


def test_two_digits_behind_a_hyphen_are_a_year_in_the_north_alone():
    assert read_day("3/4-26", replace(FORM, language="sv")).value == date(2026, 4, 3)
    assert read_day("3/4-26", FORM).value is None


@pytest.mark.parametrize(
    "text",
    ["November 2025 - February 2026", "листопад 2025 – лютий 2026", "2026년 2월 중", "2026年2月内"],
)
def test_months_with_years_end_with_the_last_of_them(text):
    assert read_day(text, FORM) == (date(2026, 2, 28), None, True)


def test_months_that_run_backwards_are_impossible():
    assert read_day("May 2026 - March 2026", FORM).value is None


def test_a_release_is_no_month_if_another_stands_in_brackets():
    assert read_day("2026.1 (Feb)", FORM).value is None
    assert read_day("2026.2 (Feb)", FORM).value == date(2026, 2, 28)
