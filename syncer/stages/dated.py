"""Columns of dates -> columns of days: what one column leaves open, another may tell."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache, partial
from typing import Any, Final

import numpy as np

from syncer.domain.layout import Column, Layout
from syncer.domain.sheet import Tab, Value
from syncer.domain.words import Words
from syncer.stages.columns import Reader, date_notation, day_reader, edged
from syncer.stages.date_forms import may_be_relative
from syncer.stages.date_order import evidence, orders_of_columns
from syncer.stages.date_problems import WITHOUT_YEAR, too_far
from syncer.stages.dates import LIFETIME, Notation, in_year
from syncer.stages.readings import Reading, clean
from syncer.stages.typed import Coded, Typed, spread
from syncer.stages.year_clues import year_above, year_in, years_of_rows, years_of_sections
from syncer.stages.years import Dates, Open, completed

_ONE_DAY: Final = len("2026-12-31")


def dated_columns(
    coded: Mapping[str, Coded],
    columns: Mapping[str, Column],
    tab: Tab,
    layout: Layout,
    words: Words,
) -> dict[str, Typed]:
    """The columns of dates of *coded* by field, and the starts that spans tell of."""
    said = {name: evidence(column.distinct, words.language) for name, column in coded.items()}
    headings = {name: columns[name].header for name in coded}
    orders = orders_of_columns(said, headings, layout.date_order)
    forms = {
        name: date_notation(headings[name], column.distinct, said[name], orders[name], words)
        for name, column in coded.items()
    }
    typed: dict[str, Typed] = {}
    for name, column in coded.items():
        read = day_reader(edged(name, forms[name]))
        readings = _within_a_lifetime([read(value) for value in column.distinct], column)
        if name == "due" and "start" not in coded:
            begin = day_reader(edged("start", forms[name]))
            if starts := _starts(column.distinct, readings, begin):
                typed["start"] = spread("start", starts, column)
        typed[name] = spread(name, readings, column)
    if opened := _without_year(coded, typed):
        dates = _known(typed, headings, tab, layout, words)
        _complete(typed, opened, dates._replace(readers=_readers(forms)), forms)
    return typed


def _without_year(coded: Mapping[str, Coded], typed: Mapping[str, Typed]) -> dict[str, list[Open]]:
    """The cells of each column that say no year."""
    opened = {
        name: [
            Open(position, column.distinct[column.codes[position]])
            for position, problem in typed[name].problems.items()
            if problem.code == WITHOUT_YEAR
        ]
        for name, column in coded.items()
    }
    return {name: cells for name, cells in opened.items() if cells}


def _known(
    typed: Mapping[str, Typed],
    headings: Mapping[str, str],
    tab: Tab,
    layout: Layout,
    words: Words,
) -> Dates:
    """The whole dates of the plan, and the years that stand around them."""
    days = {
        name: {place: day for place, day in enumerate(column.cells) if day is not None}
        for name, column in typed.items()
    }
    years = Counter(day.year for known in days.values() for day in known.values())
    rows = [
        row for row in range(layout.first_row, layout.last_row + 1) if row not in layout.skipped
    ]
    named = {name: year_in(text, words.months) for name, text in headings.items()}
    return Dates(
        days=days,
        readers={},
        headings={name: year for name, year in named.items() if year},
        rows=years_of_rows(tab, layout, rows),
        sections=years_of_sections(layout, rows, words.months),
        title=year_above(tab, layout, words.months),
        only=next(iter(years)) if len(years) == 1 and years.total() > 1 else None,
    )


def _readers(forms: Mapping[str, Notation]) -> dict[str, Any]:
    """By field what a cell would be in a year; `Week 3` may count from the start of the plan."""

    def read(form: Notation, value: Value, year: int) -> Reading[Any] | None:
        text = clean(value)
        return (
            None if may_be_relative(text, form.language, form.weeks) else in_year(text, year, form)
        )

    return {name: lru_cache(None)(partial(read, edged(name, form))) for name, form in forms.items()}


def _complete(
    typed: dict[str, Typed],
    opened: Mapping[str, Sequence[Open]],
    dates: Dates,
    forms: Mapping[str, Notation],
) -> None:
    """Put in the days of the cells that say no year and can be of one only."""
    problems = {name: {**typed[name].problems} for name in opened}
    vague: dict[str, list[int]] = {name: [] for name in opened}
    texts = dict(opened.get("due", ()))
    for name, position, reading in completed(opened, dates):
        typed[name].cells[position] = reading.value
        del problems[name][position]
        if reading.problem:
            problems[name][position] = reading.problem
        if reading.approximate:
            vague[name].append(position)
        elif name == "due" and "start" not in forms and reading.value:
            _begin(typed, texts[position], position, reading.value, forms[name])
    for name, told in problems.items():
        approximate = (*typed[name].approximate, *vague[name])
        typed[name] = typed[name]._replace(problems=told, approximate=approximate)


def _begin(typed: dict[str, Typed], value: Value, position: int, end: date, form: Notation) -> None:
    """Where *value* is a span that says no year, the day on which it begins."""
    begin = in_year(clean(value), end.year, edged("start", form))
    if begin and begin.value and begin.value != end:
        starts = typed.setdefault("start", Typed([None] * len(typed["due"].cells), {}))
        starts.cells[position] = begin.value


def _starts(
    values: Sequence[Value], readings: Sequence[Reading[Any]], begin: Reader
) -> list[Reading[Any]]:
    """Where some cells hold a span (`1 - 5 June 2026`), the days on which those begin."""
    starts = [
        begin(value).value if _may_be_span(value, reading) else None
        for value, reading in zip(values, readings, strict=True)
    ]
    different = [
        start if start != reading.value else None
        for start, reading in zip(starts, readings, strict=True)
    ]
    return [Reading(start) for start in different] if any(different) else []


def _may_be_span(value: Value, reading: Reading[Any]) -> bool:
    """Whether *value* is longer than one day is, and neither a week nor a month."""
    long = isinstance(value, str) and len(value) > _ONE_DAY
    return long and reading.value is not None and not reading.approximate


def _within_a_lifetime(readings: list[Reading[Any]], column: Coded) -> list[Reading[Any]]:
    """Dates far from the middle one of their column are slips of the pen, and are not read."""
    days = [reading.value.toordinal() if reading.value else 0 for reading in readings]
    known = [day for day in days if day]
    if not known or max(known) - min(known) <= LIFETIME:
        return readings
    ordinals = np.array([*days, 0])[column.codes]
    middle = float(np.median(ordinals[ordinals > 0]))
    return [
        Reading(None, too_far(value, day)) if day and abs(day - middle) > LIFETIME else reading
        for reading, day, value in zip(readings, days, column.distinct, strict=True)
    ]
