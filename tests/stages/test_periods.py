"""Days written as more than a day: spans, weeks, remarks, other calendars, other orders."""

from dataclasses import replace
from datetime import date

import pytest
from reading import WORDS, understand

from syncer.domain.layout import DateOrder
from syncer.domain.sheet import Tab
from syncer.stages.content import notation
from syncer.stages.date_order import evidence, orders_of_columns
from syncer.stages.dates import read_day

DMY = notation(WORDS)
START = replace(DMY, edge="start")


@pytest.mark.parametrize(
    "text",
    [
        "1-5 June 2026", "1 – 5 June 2026", "1st to 5th June 2026", "June 1-5, 2026", "Jun 1 – Jun 5, 2026",
        "1 June - 5 June 2026", "1.6. - 5.6.2026", "1.-5.6.2026", "01.06.2026–05.06.2026",
        "2026-06-01 - 2026-06-05", "2026-06-01 → 2026-06-05", "2026/6/1~2026/6/5", "2026.6.1~6.5",
        "1 juin au 5 juin 2026", "1. bis 5. Juni 2026", "Week 23 (June 1-5, 2026)",
    ],
)  # fmt: skip
def test_a_span_is_its_last_day_and_for_a_start_its_first(text):
    assert read_day(text, DMY).value == date(2026, 6, 5)
    assert read_day(text, START).value == date(2026, 6, 1)


def test_a_span_over_new_year_begins_in_the_old_one():
    assert read_day("20 Dec - 10 Jan 2027", START).value == date(2026, 12, 20)


@pytest.mark.parametrize(
    "text",
    ["Jan 5–9", "Week 4 (Jan 26–30)", "26-30 Jan", "16 Mar-20 Mar", "16 Mar-20", "Oct 1 – Nov 30",
     "2024-2025", "5 June - 1 June 2026", "1. Juni - 5. Juni"],
)  # fmt: skip
def test_a_span_without_a_year_or_backwards_is_not_read(text):
    assert read_day(text, DMY).value is None
    assert read_day(text, DMY).problem


def test_where_the_sheet_has_no_column_of_starts_a_span_gives_it():
    read = understand("Milestone | When\nDig | 1-5 June 2026\nLay | 2026-06-09")
    assert [(row.start, row.due) for row in read.rows] == [
        (date(2026, 6, 1), date(2026, 6, 5)),
        (None, date(2026, 6, 9)),
    ]
    kept = understand("Milestone | Start | When\nDig | 2026-05-30 | 1-5 June 2026")
    assert kept.row("Dig").start == date(2026, 5, 30)


def test_a_week_or_a_month_gives_no_start():
    assert understand("Milestone | Due\nDig | June 2026\nLay | 2026-W23").row("Dig").start is None


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("KW23/26", date(2026, 6, 5)), ("23. KW 2026", date(2026, 6, 5)), ("W23'26", date(2026, 6, 5)),
        ("2026 KW 23", date(2026, 6, 5)), ("Q3/26", date(2026, 9, 30)), ("3Q26", date(2026, 9, 30)),
        ("3rd Qtr 2026", date(2026, 9, 30)), ("H1 2026", date(2026, 6, 30)), ("2026年6月", date(2026, 6, 30)),
        ("juin 2026", date(2026, 6, 30)), ("Tháng 6/2026", date(2026, 6, 30)),
    ],
)  # fmt: skip
def test_weeks_quarters_halves_and_months_end_on_their_last_day(text, end):
    assert read_day(text, DMY) == (end, None, True)


@pytest.mark.parametrize("text", ["KW 23", "W23", "Q3", "5 June", "23.05.", "5/23", "5月23日"])
def test_without_a_year_nothing_is_read_and_that_is_said(text):
    reading = read_day(text, DMY)
    assert reading.value is None
    assert "no year" in reading.problem.message


@pytest.mark.parametrize(
    "text",
    ["2026年6月5日", "2026年6月5日(金)", "2026년 6월 5일", "2026. 6. 5.", "2026. június 5.", "5. kesäkuuta 2026",
     "5 czerwca 2026 r.", "5 июня 2026 г.", "5 Haziran 2026", "5 Ιουνίου 2026", "٥ يونيو ٢٠٢٦", "5 जून 2026",
     "ngày 5 tháng 6 năm 2026", "5 de junio del 2026", "令和8年6月5日", "民國115年6月5日", "ven. 5 juin 2026",
     "2026-06-05 Fri", "2026-06-05 下午 3:04", "June 5th, 2026 at 10:00", "(5 June 2026)", "thứ sáu, 5 tháng sáu 2026", "יום שישי 5 יוני 2026", "5 حزيران 2026", "２０２６/０６/０５"],
)  # fmt: skip
def test_a_day_is_read_in_the_notations_of_many_languages(text):
    assert read_day(text, DMY) == (date(2026, 6, 5), None, False)


def test_a_weekday_that_is_a_month_elsewhere_does_not_hide_the_month():
    assert read_day("mar. 3 mars 2026", DMY).value == date(2026, 3, 3)
    assert read_day("Mar 3 2026", DMY).value == date(2026, 3, 3)


@pytest.mark.parametrize("text", ["2 kw. 2026", "KW 2/2026"])
def test_where_a_word_means_week_here_and_quarter_there_neither_is_read(text):
    both = replace(DMY, weeks=frozenset({"kw"}), quarters=frozenset({"kw"}))
    assert read_day(text, both).value is None
    assert read_day("KW 23/2026", both).value == date(2026, 6, 5)


def test_what_stands_beside_a_date_is_not_lost_silently():
    reading = read_day("2026-06-05 (tentative)", DMY)
    assert (reading.value, reading.problem.code) == (date(2026, 6, 5), "date-remark")
    assert "tentative" in reading.problem.message


@pytest.mark.parametrize(
    ("text", "calendar"), [("05/06/2569", "Buddhist"), ("1405/03/15", "Persian")]
)
def test_a_year_of_another_calendar_is_told_and_not_read(text, calendar):
    reading = read_day(text, DMY)
    assert reading.value is None
    assert calendar in reading.problem.message


@pytest.mark.parametrize(
    ("texts", "order", "decided"),
    [
        (["13/02/2026", "03/04/2026"], DateOrder.DMY, True),
        (["02/13/2026", "03/04/2026"], DateOrder.MDY, True),
        (["26/03/01", "26/03/15", "26/04/18", "27/05/09"], DateOrder.ISO, True),
        (["01/03/26", "15/03/26", "18/04/26", "09/05/27"], DateOrder.DMY, True),
    ],
)
def test_each_column_has_an_order_of_its_own(texts, order, decided):
    said = {"due": evidence(texts)}
    assert orders_of_columns(said, {"due": "Due"}, DateOrder.DMY) == {"due": (order, decided)}


def test_a_column_that_fits_both_orders_is_read_as_another_proves_and_that_is_told():
    read = understand("Task | Start | Due\nDig | 02/13/2026 | 03/04/2026")
    assert read.row("Dig").due == date(2026, 3, 4)
    assert read.codes() == [("C2", "date-ambiguous")]


def test_where_columns_differ_in_their_order_each_doubtful_cell_is_told():
    rows = [
        ["Task", "Start", "Due"],
        ["Dig", "02/13/2026", "13/03/2026"],
        ["Lay", "02/03/2026", "04/05/2026"],
    ]
    read = understand(Tab(name="Plan", rows=rows))
    assert (read.row("Lay").start, read.row("Lay").due) == (date(2026, 2, 3), date(2026, 5, 4))
    assert read.codes() == [("B3", "date-ambiguous"), ("C3", "date-ambiguous")]


def test_where_nothing_decides_each_doubtful_cell_names_both_days():
    read = understand("Task | Due\nDig | 03/04/2026\nLay | 05/05/2026\nFill | 06/07/2026")
    assert [cell for cell, code in read.codes() if code == "date-ambiguous"] == ["B2", "B4"]


def test_two_digits_of_a_year_first_are_told_by_the_whole_column():
    dates = ["26/03/01", "26/03/15", "26/04/18", "27/05/09"]
    lines = "\n".join(f"Item {n} | {text}" for n, text in enumerate(dates))
    read = understand(f"Task | Due\n{lines}")
    assert [str(row.due) for row in read.rows] == [
        "2026-03-01",
        "2026-03-15",
        "2026-04-18",
        "2027-05-09",
    ]
    assert not read.findings


@pytest.mark.parametrize(
    "text",
    [
        "2026年三季度", "2026年第3季度", "2026년 3분기", "3-й квартал 2026", "third quarter of 2026",
        "3º trimestre de 2026", "tercer trimestre 2026", "Γ' τρίμηνο 2026", "Quý III năm 2026",
        "الربع الثالث 2026", "רבעון ג' 2026",
    ],
)  # fmt: skip
def test_a_quarter_is_numbered_in_many_ways(text):
    assert read_day(text, DMY) == (date(2026, 9, 30), None, True)


@pytest.mark.parametrize("text", ["2026年下半年", "2026년 하반기", "2026 H2", "2. Halbjahr 2026"])
def test_the_half_of_a_year_is_named_in_many_ways(text):
    assert read_day(text, DMY) == (date(2026, 12, 31), None, True)
    assert read_day(text, START).value == date(2026, 7, 1)


@pytest.mark.parametrize("text", ["4 2026", "a 2026", "二 2026", "first 2026"])
def test_a_number_beside_a_year_is_no_quarter(text):
    assert read_day(text, DMY).value is None
