"""One cell -> a day: every notation, and nothing guessed."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import WORDS

from syncer.domain.findings import Severity
from syncer.domain.layout import DateOrder
from syncer.stages.content import notation
from syncer.stages.date_order import evidence, is_decided, order_of
from syncer.stages.dates import read_day

DMY = notation(WORDS)
MDY = notation(WORDS, DateOrder.MDY)
START = replace(DMY, edge="start")

THIRD_OF_MARCH = [
    "2026-03-03", "2026/03/03", "2026.03.03", "20260303", 20260303, "2026-03-03T09:30:00Z",
    "2026-03-03 24:00", "2026-03-03 02:30 Europe/Berlin", "03/03/2026", "3.3.2026", "3. 3. 2026",
    "03-03-26", "Tue 03/03/26", "2026-03-03 (Tuesday)", "3 March 2026", "3rd of March, 2026",
    "March 3, 2026", "Mar 3rd 2026", "3-Mar-26", "3 mar '26", "03/Mar/26 9:14 AM", "2026-Mar-03",
    "Tuesday, 3 March 2026", "3. März 2026", "3 de marzo de 2026", "3 mars 2026", 46084,
    46084.999999, "46084", date(2026, 3, 3), datetime(2026, 3, 3, 23, 59),
    "\u0662\u0660\u0662\u0666-\u0660\u0663-\u0660\u0663", "2026年3月3日", "3/3/2026 12:00:00 AM",
]  # fmt: skip


@pytest.mark.parametrize("value", THIRD_OF_MARCH, ids=repr)
def test_every_notation_of_one_day_is_read(value):
    for form in (DMY, MDY):
        reading = read_day(value, form)
        assert (reading.value, reading.problem) == (date(2026, 3, 3), None)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("31/02/2025", "date-impossible"),
        ("2025-13-01", "date-impossible"),
        ("2026-00-10", "date-impossible"),
        ("00/00/0000", "date-impossible"),
        ("01/01/0000", "date-impossible"),
        ("13/2026", "date-impossible"),
        ("W54 2026", "date-impossible"),
        ("Feb 30 2026", "date-impossible"),
        (0, "date-placeholder"),
        (1, "date-placeholder"),
        (datetime(1899, 12, 30), "date-placeholder"),
        ("1899-12-30", "date-placeholder"),
        ("1900-01-01", "date-placeholder"),
        ("9999-12-31", "date-placeholder"),
        (2958465, "date-placeholder"),
        (59, "date-implausible"),
        (2026, "date-implausible"),
        ("0001-01-01", "date-implausible"),
        ("2200-01-01", "date-implausible"),
        ("1969-12-31", "date-implausible"),
        (60, "date-unreadable"),  # 29 February 1900, which never was
        (-1, "date-unreadable"),
        (2958466, "date-unreadable"),
        (1e308, "date-unreadable"),
        (float("nan"), "date-unreadable"),
        (float("-inf"), "date-unreadable"),
        ("1e5", "date-unreadable"),
        ("0x10", "date-unreadable"),
        ("1_000", "date-unreadable"),
        ("24:00", "date-unreadable"),
        (time(2), "date-unreadable"),
        (timedelta(3), "date-unreadable"),
        ("mid-June", "date-unreadable"),
        ("3 March", "date-without-year"),
        ("Mar-26", "date-without-year"),
        ("W23", "date-without-year"),
        ("2026", "date-unreadable"),
        ("not before 2026-03-03", "date-unreadable"),
        ("TBD", "date-open"),
        ("asap", "date-open"),
    ],
    ids=repr,
)
def test_what_is_no_day_is_not_read_but_reported_with_a_hint(value, code):
    reading = read_day(value, DMY)
    assert reading.value is None
    assert reading.problem.code == code
    assert reading.problem.hint


@pytest.mark.parametrize("value", [None, "", "  ", "-", "—", "n/a", "None"])
def test_blanks_say_nothing(value):
    assert read_day(value, DMY) == (None, None, False)


def test_a_date_that_fits_both_orders_is_read_with_both_readings_named():
    reading = read_day("03/04/2026", DMY)
    assert reading.value == date(2026, 4, 3)
    assert reading.problem.severity is Severity.WARNING
    assert "3 April 2026" in reading.problem.message
    assert "4 March 2026" in reading.problem.message
    assert reading.problem.hint == "write 2026-04-03 or 2026-03-04"
    assert read_day("03/04/2026", MDY).value == date(2026, 3, 4)


def test_where_the_plan_decides_the_order_nothing_is_doubtful():
    decided = notation(WORDS, DateOrder.MDY, decided=True)
    assert read_day("03/04/2026", decided) == (date(2026, 3, 4), None, False)


def test_iso_is_never_turned_round():
    assert read_day("2026-02-03", DMY).value == date(2026, 2, 3)
    assert read_day("2026-02-03", MDY).value == date(2026, 2, 3)


def test_points_are_day_first_even_among_dates_that_are_month_first():
    assert read_day("03.04.2026", MDY) == (date(2026, 4, 3), None, False)


def test_a_cell_that_only_fits_the_other_order_is_read_so_and_reported():
    reading = read_day("03/25/2026", DMY)
    assert reading.value == date(2026, 3, 25)
    assert reading.problem.code == "date-order"


def test_two_digits_that_may_be_the_year_first_are_doubtful():
    assert read_day("26-03-15", DMY).problem.code == "date-ambiguous"
    assert read_day("15-03-26", DMY).problem is None
    assert read_day("26/03/27", DMY).problem.code == "date-ambiguous"
    assert read_day("26/03/27", replace(DMY, decided=True)) == (date(2027, 3, 26), None, False)


@pytest.mark.parametrize(
    ("text", "end", "start"),
    [
        ("2026-W23", date(2026, 6, 5), date(2026, 6, 1)),
        ("KW 23/2026", date(2026, 6, 5), date(2026, 6, 1)),
        ("Week 53, 2026", date(2027, 1, 1), date(2026, 12, 28)),
        ("Q2 2026", date(2026, 6, 30), date(2026, 4, 1)),
        ("2026-Q4", date(2026, 12, 31), date(2026, 10, 1)),
        ("1. Quartal 2026", date(2026, 3, 31), date(2026, 1, 1)),
        ("February 2028", date(2028, 2, 29), date(2028, 2, 1)),
        ("02/2026", date(2026, 2, 28), date(2026, 2, 1)),
        ("2026-12", date(2026, 12, 31), date(2026, 12, 1)),
    ],
)
def test_weeks_months_and_quarters_are_their_end_or_start_and_approximate(text, end, start):
    assert read_day(text, DMY) == (end, None, True)
    assert read_day(text, START) == (start, None, True)


@given(st.dates(date(1970, 1, 1), date(2199, 12, 31)))
def test_any_day_in_any_unmistakable_notation_is_that_day(day):
    serial = (day - date(1899, 12, 30)).days
    texts = [day.isoformat(), f"{day:%d.%m.%Y}", f"{day.day} {day:%B} {day.year}", serial]
    assert {read_day(text, form).value for text in texts for form in (DMY, MDY)} == {day}


@given(st.one_of(st.text(max_size=30), st.integers(), st.floats(), st.datetimes(), st.times()))
def test_nothing_a_cell_can_hold_breaks_the_reader(value):
    reading = read_day(value, DMY)
    assert reading.value is None or 1970 <= reading.value.year <= 2199


@given(st.from_regex(r"[0-9]{1,4}[-/. ][0-9A-Za-z]{1,9}[-/. ,][0-9]{0,4}", fullmatch=True))
def test_nothing_like_a_date_breaks_the_reader(text):
    assert read_day(text, DMY).value or read_day(text, DMY).problem


@pytest.mark.parametrize(
    ("texts", "locale", "order", "decided"),
    [
        (["03/04/2026", "25/04/2026"], "en_US", DateOrder.DMY, True),
        (["03/04/2026", "04/25/2026"], "en_GB", DateOrder.MDY, True),
        (["03/04/2026"], "en_US", DateOrder.MDY, False),
        (["03/04/2026"], "en_GB", DateOrder.DMY, False),
        (["03/04/2026"], None, DateOrder.DMY, False),
        (["25/04/2026", "26/04/2026", "04/25/2026"], None, DateOrder.DMY, False),
        (["03.04.2026"], "en_US", DateOrder.DMY, True),
        (["2026-04-03"], None, DateOrder.ISO, False),
        ([date(2026, 4, 3), 45000, None], None, DateOrder.DMY, False),
    ],
)
def test_the_order_is_told_by_all_texts_then_by_the_locale(texts, locale, order, decided):
    found = evidence(texts)
    assert order_of(found, locale) is order
    assert is_decided(found, order) is decided


def test_a_word_that_is_a_weekday_here_and_a_month_there_is_left_out_before_a_whole_date_alone():
    form = notation(WORDS)
    assert read_day("mar 4 mars 2025", form).value == date(2025, 3, 4)
    assert read_day("Mar 1 - Mar 10", form).value is None
