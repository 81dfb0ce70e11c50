"""Laws of dates: a day is read back as the day it was, or a person is told of the doubt."""

import tomllib
from dataclasses import replace
from datetime import date
from importlib.resources import files

from hypothesis import given, settings
from hypothesis import strategies as st
from reading import WORDS, understand

from syncer.domain.layout import DateOrder
from syncer.domain.sheet import Tab
from syncer.stages.content import notation
from syncer.stages.dates import in_year, read_day

DAYS = st.dates(date(2020, 1, 1), date(2039, 12, 31))
FORMS = [
    "{d} {name} {y}", "{d}. {name} {y}", "{name} {d}, {y}", "{d} de {name} de {y}", "{d}-{name}-{yy}",
    "{y}. {name} {d}.", "{y}-{name}-{d:02}", "{d} {name} '{yy}", "{d}/{name}/{yy} 9:14 AM", "{d} {name}, {y}",
    "{name} {d} {y}", "{d:02} {name} {yy}", "{d:02}.{name}.{y}",
]  # fmt: skip
NUMERIC = ["{d}/{m}/{y}", "{m}/{d}/{y}", "{d:02}/{m:02}/{yy}", "{m:02}/{d:02}/{yy}", "{yy}/{m:02}/{d:02}",
           "{d}.{m}.{y}", "{yy}.{m:02}.{d:02}", "{d:02}-{m:02}-{y}", "{y}/{m}/{d}", "{y}年{m}月{d}日",
           "{m}-{d}-{yy}", "{y}. {m}. {d}."]  # fmt: skip


def month_names():
    """Every name of a month in every language, with its number."""
    for file in files("mappings").iterdir():
        if file.name.endswith(".toml"):
            months = tomllib.loads(file.read_text("utf-8")).get("months", {})
            yield from ((name, int(number)) for number, names in months.items() for name in names)


NAMES = sorted(month_names())


def written(form, day, name=""):
    return form.format(d=day.day, m=day.month, y=day.year, yy=f"{day:%y}", name=name)


def is_right_or_told(reading, day):
    return reading.value == day or reading.problem is not None


@given(
    st.sampled_from(NAMES),
    DAYS,
    st.sampled_from(FORMS),
    st.sampled_from([*DateOrder]),
    st.booleans(),
)
@settings(max_examples=600)
def test_a_named_month_in_any_language_is_never_silently_another(month, day, form, order, decided):
    name, number = month
    day = day.replace(month=number, day=min(day.day, 28))
    text = written(form, day, name)
    assert is_right_or_told(read_day(text, notation(WORDS, order, decided=decided)), day), text


@given(st.sampled_from(["{name} {d}-{e}", "{d}-{e} {name}", "{name} {d} - {name} {e}", "{d} {name}-{e} {name}"]),
       st.sampled_from(NAMES), st.integers(1, 28), st.integers(1, 28))  # fmt: skip
def test_a_span_without_a_year_is_no_date(form, month, first, last):
    text = form.format(name=month[0], d=first, e=last)
    assert read_day(text, notation(WORDS)).value is None, text


@given(
    st.lists(DAYS, min_size=1, max_size=9),
    st.sampled_from(NUMERIC),
    st.sampled_from(["en_US", "en_GB", None]),
)
@settings(max_examples=300, deadline=None)
def test_a_column_in_one_notation_is_right_or_each_doubtful_cell_is_told(days, form, locale):
    rows = [[f"Item {n}", written(form, day)] for n, day in enumerate(days)]
    read = understand(Tab(name="Plan", rows=[["Milestone", "Due"], *rows]), locale=locale)
    told = {finding.row for finding in read.findings}
    wrong = [row for row, day in zip(read.rows, days, strict=True) if row.due != day]
    assert {row.row for row in wrong} <= told


@given(DAYS, DAYS, st.sampled_from(["{a} - {b}", "{a} – {b}", "{a} to {b}", "{a} bis {b}", "{a}~{b}"]),
       st.sampled_from(["{d}.{m}.{y}", "{y}-{m:02}-{d:02}", "{d} March {y}", "{y}/{m}/{d}"]))  # fmt: skip
def test_a_span_of_two_days_is_its_end_and_for_a_start_its_start(one, other, form, each):
    if "March" in each:
        one, other = (day.replace(month=3, day=min(day.day, 28)) for day in (one, other))
    first, last = sorted((one, other))
    text = form.format(a=written(each, first), b=written(each, last))
    assert read_day(text, notation(WORDS)).value == last


PIECES = st.sampled_from(
    ["3", "13", "2026", "26", "115", "KW", "week", "Q3", "mar", "May", "Mon", "3.4.", "3/4", "3.4.26", "3/4/2026", "月",
     "日", "년", "IV", "xiii", "end of", "by", "ca.", "~", "tbc", "-", "/", " - ", "(", ")", "'", "?", "R8", "tháng", "til"]
)  # fmt: skip
COLUMNS = st.fixed_dictionaries(
    {
        "order": st.sampled_from([*DateOrder]),
        "decided": st.booleans(),
        "counts": st.sampled_from(["", "weeks", "months"]),
        "month_years": st.sampled_from(["", "likely"]),
        "language": st.sampled_from(["", "ja", "sv"]),
    }
)


@given(st.lists(PIECES, max_size=6), st.sampled_from(["", " "]), COLUMNS)
@settings(max_examples=800)
def test_no_jumble_of_parts_of_dates_breaks_the_reader(parts, between, column):
    text, form = between.join(parts), replace(notation(WORDS), **column)
    for reading in (read_day(text, form), in_year(text, 2026, form)):
        says_nothing = not any(map(str.isalnum, text))
        assert reading is None or reading.value or reading.problem or says_nothing


@given(st.lists(DAYS, min_size=2, max_size=9), st.data())
@settings(max_examples=60)
def test_a_year_that_was_left_out_is_the_right_one_or_told_or_left_out(days, data):
    days = sorted(days)
    whole = data.draw(st.lists(st.booleans(), min_size=len(days), max_size=len(days)))
    rows = [
        [f"Item {n}", f"{day.day}.{day.month}." + (str(day.year) if said else "")]
        for n, (day, said) in enumerate(zip(days, whole, strict=True))
    ]
    read = understand(Tab(name="Plan", rows=[["Task", "Due"], *rows]))
    told = {finding.row for finding in read.findings}
    assert all(row.due == day or row.row in told for row, day in zip(read.rows, days, strict=True))
