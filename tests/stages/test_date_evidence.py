"""What decides whether day or month stands first: cells, headings, weekdays, and nothing less."""

import tomllib
from datetime import date
from importlib.resources import files

import pytest
from reading import understand

from syncer.domain.layout import DateOrder
from syncer.domain.words import folded
from syncer.stages.date_forms import order_in
from syncer.stages.date_order import evidence, is_decided, order_of
from syncer.stages.weekdays import weekday_in


@pytest.mark.parametrize(
    ("heading", "order"),
    [
        ("Due (M/D)", DateOrder.MDY), ("Target (MM/DD/YY)", DateOrder.MDY), ("mm-dd-yyyy", DateOrder.MDY),
        ("Termin (TT.MM.JJJJ)", DateOrder.DMY), ("Échéance jj/mm/aaaa", DateOrder.DMY), ("Bitiş (gg.aa.yyyy)", DateOrder.DMY),
        ("Срок (ДД.ММ.ГГГГ)", DateOrder.DMY), ("Päättyy pp.kk.vvvv", DateOrder.DMY), ("Date DMY", DateOrder.DMY),
        ("Due YYYY-MM-DD", DateOrder.ISO), ("Határidő (éééé.hh.nn)", DateOrder.ISO),
        ("Due", None), ("Start/End", None), ("Owner (R/A)", None), ("N/A", None),
    ],
)  # fmt: skip
def test_a_heading_may_name_the_order(heading, order):
    assert order_in(heading) is order


def test_what_the_heading_names_decides_cells_that_fit_both():
    read = understand("Task | Due (M/D/Y)\nDig | 3/4/2026\nLay | 5/6/2026")
    assert [row.due for row in read.rows] == [date(2026, 3, 4), date(2026, 5, 6)]
    assert read.findings == ()


def test_cells_that_contradict_their_heading_are_right_and_the_others_told():
    read = understand("Task | Due (DD/MM/YYYY)\nDig | 3/25/2026\nLay | 3/4/2026")
    assert [row.due for row in read.rows] == [date(2026, 3, 25), date(2026, 3, 4)]
    assert read.codes() == [("B3", "date-ambiguous")]


@pytest.mark.parametrize(
    ("locale", "due"), [("en_US", date(2026, 4, 3)), ("en_GB", date(2026, 4, 3))]
)
def test_points_say_nothing_for_sure_about_strokes(locale, due):
    read = understand("Task | Due\nDig | 15.3.2026\nLay | 3/4/2026", locale=locale)
    assert read.row("Lay").due == due
    assert read.codes() == [("B3", "date-ambiguous")]


def test_points_that_can_only_be_month_first_make_the_others_doubtful():
    read = understand("Task | Due\nDig | 3.25.26\nLay | 3.4.26")
    assert [row.due for row in read.rows] == [date(2026, 3, 25), date(2026, 3, 4)]
    assert read.codes() == [("B3", "date-ambiguous")]


def test_a_column_with_cells_of_both_orders_is_told_cell_by_cell():
    read = understand(
        "Task | Due\nDig | 25/3/2026\nLay | 26/3/2026\nFill | 3/27/2026\nSow | 3/4/2026"
    )
    assert read.codes() == [("B4", "date-order"), ("B5", "date-ambiguous")]


def test_weekdays_decide_where_they_contradict_one_reading():
    read = understand("Task | Due\nDig | Tue 2/3/2026\nLay | Wed 3/4/2026\nFill | 5/6/2026")
    assert [row.due for row in read.rows] == [date(2026, 2, 3), date(2026, 3, 4), date(2026, 5, 6)]
    assert read.findings == ()


def test_weekdays_of_which_one_is_wrong_decide_nothing():
    read = understand("Task | Due\nDig | Tue 2/3/2026\nLay | Thu 3/4/2026")
    assert [code for _, code in read.codes()] == ["date-ambiguous"] * 2


@pytest.mark.parametrize(
    ("word", "day"),
    [
        ("monday", 1), ("mo", 1), ("lunes", 1), ("пн", 1), ("pazartesi", 1), ("martes", 2), ("dienstag", 2),
        ("keskiviikko", 3), ("środa", 3), ("torsdag", 4), ("perşembe", 4), ("sexta-feira", 5), ("fr", 5),
        ("sonnabend", 6), ("cumartesi", 6), ("lördag", 6), ("domingo", 7), ("вс", 7), ("pazar", 7),
        ("so", None), ("mar", None), ("phase", None), ("mon tue", None),
    ],
)  # fmt: skip
def test_days_of_the_week_are_known_where_no_language_says_otherwise(word, day):
    assert weekday_in(word) == day


@pytest.mark.parametrize(
    "language",
    ["czech", "danish", "default", "dutch", "finnish", "french", "greek", "italian", "norwegian",
     "polish", "portuguese", "russian", "spanish", "swedish", "turkish"],
)  # fmt: skip
def test_the_days_of_each_of_these_languages_are_told_apart(language):
    file = (files("mappings") / f"{language}.toml").read_text("utf-8")
    days = tomllib.loads(file)["words"]["weekdays"][:7]
    assert [weekday_in(folded(day)) for day in days] == [1, 2, 3, 4, 5, 6, 7]


def test_where_nothing_else_does_the_headings_give_the_plans_order():
    fits_both = evidence(["3/4/2026"])
    assert order_of(fits_both, "en_GB", ["Due (MM/DD/YYYY)"]) is DateOrder.MDY
    assert not is_decided(fits_both, DateOrder.MDY)
