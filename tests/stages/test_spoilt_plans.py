"""A plan is read back whatever people do to its sheet; where it is not, they are told."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import WORDS, snapshot

from connectors.workbook import open_source
from syncer.domain.sheet import Merge, Tab
from syncer.stages.attune import attuned
from syncer.stages.locate import locate
from syncer.stages.normalise import normalise

THINGS = [
    "frame",
    "wheel",
    "saddle",
    "brake",
    "battery",
    "label",
    "manual",
    "display",
    "cable",
    "box",
]
VERBS = ["Design the", "Order the", "Test the", "Paint the", "Ship the"]
PEOPLE = ["Ann Lee", "Bo Chan", "Cy Novak", "Dana Ortiz"]
PHASES = ["Preparation", "Making", "Delivery"]
MONTHS = "January February March April May June July August September October November December"
NAMES = MONTHS.split()
EPOCH = date(1899, 12, 30)  # of serial numbers, before 1900-03-01 aside
FORMS: dict[str, Callable[[date], object]] = {
    "iso": str,
    "serial": lambda day: (day - EPOCH).days,
    "real": lambda day: day,
    "dotted": lambda day: f"{day.day}.{day.month}.{day.year}",
    "day first": lambda day: f"{day:%d/%m/%Y}",
    "month first": lambda day: f"{day:%m/%d/%Y}",
    "short year": lambda day: f"{day:%d/%m/%y}",
    "named": lambda day: f"{day.day} {NAMES[day.month - 1]} {day.year}",
    "american": lambda day: f"{NAMES[day.month - 1][:3]} {day.day}, {day.year}",
    "weekday": lambda day: f"{day:%Y-%m-%d} ({['Mon','Tue','Wed','Thu','Fri','Sat','Sun'][day.weekday()]})",
}  # fmt: skip
FIELDS = ("title", "owners", "start", "due")


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet as it is being spoilt."""

    headings: list[str]
    rows: list[list[object]]


@st.composite
def plans(draw):
    """Items with different titles, in the order of their rows."""
    titles = [f"{verb} {thing}" for verb in VERBS for thing in THINGS]
    chosen = draw(st.lists(st.sampled_from(titles), min_size=4, max_size=12, unique=True))
    items = []
    for title in chosen:
        start = draw(st.dates(date(2024, 1, 1), date(2031, 12, 31)))
        days = draw(st.integers(1, 200))
        owner = draw(st.sampled_from(PEOPLE))
        items.append((title, (owner,), start, start + timedelta(days=days)))
    return items


def drawn(items, language, form):
    """The sheet of *items*, headed in *language*, with dates in *form*."""
    columns = next(t.words.columns for t in WORDS.tongues if t.code == language)
    write = FORMS[form]
    rows = [[title, owners[0], write(start), write(due)] for title, owners, start, due in items]
    return Sheet(headings=[columns[field][0] for field in FIELDS], rows=[list(row) for row in rows])


def reordered(sheet, random):
    order = random.sample(range(4), 4)
    rows = [[row[place] for place in order] for row in sheet.rows]
    return replace(sheet, headings=[sheet.headings[place] for place in order], rows=rows)


def with_extras(sheet, random):
    """Columns of other things, at any place."""
    place = random.randint(0, len(sheet.headings))
    rows = [[*row[:place], random.choice(["x", "yes", ""]), *row[place:]] for row in sheet.rows]
    headings = [*sheet.headings[:place], "Room", *sheet.headings[place:]]
    return replace(sheet, headings=headings, rows=rows)


def with_band(sheet, random):
    """A time line to the right: days as headings, marks below."""
    first = date(2026, 1, 5)
    days = [str(first + timedelta(days=7 * n)) for n in range(12)]
    rows = [[*row, *(random.choice(["", "x"]) for _ in days)] for row in sheet.rows]
    return replace(sheet, headings=[*sheet.headings, *days], rows=rows)


def with_blanks(sheet, random):
    rows = [new for row in sheet.rows for new in ([row, []] if random.random() < 0.3 else [row])]
    return replace(sheet, rows=rows)


def with_sections(sheet, random):
    """Headings of phases, each alone in its row under the titles."""
    title = next(i for i, cell in enumerate(sheet.rows[0]) if str(cell).partition(" ")[0] in WHAT)
    size = max(2, len(sheet.rows) // 2)
    rows: list[list[object]] = []
    for n, row in enumerate(sheet.rows):
        if n % size == 0 and len(sheet.rows) - n >= 2:
            rows.append([*[""] * title, PHASES[n // size % 3], *[""] * (len(row) - title - 1)])
        rows.append(row)
    return replace(sheet, rows=rows)


WHAT = {verb.split()[0] for verb in VERBS}


def with_totals(sheet, random):
    return replace(sheet, rows=[*sheet.rows, ["Total", *[""] * (len(sheet.headings) - 1)]])


def with_headings_again(sheet, random):
    middle = len(sheet.rows) // 2
    return replace(sheet, rows=[*sheet.rows[:middle], list(sheet.headings), *sheet.rows[middle:]])


SPOILS = [reordered, with_extras, with_band, with_blanks, with_sections, with_totals,
          with_headings_again]  # fmt: skip


def laid_out(sheet, above, two_rows):
    """The tab: rows *above* the headings, and a merged row of groups over them where *two_rows*."""
    rows: list[list[object]] = [list(row) for row in above]
    merges = []
    if two_rows:
        width = len(sheet.headings)
        rows.append(["Plan", *[""] * (width - 1)])
        merges.append(Merge(len(rows), 1, len(rows), width))
    rows.append(list(sheet.headings))
    return Tab(name="Plan", rows=[*rows, *sheet.rows], merges=tuple(merges))


ABOVE = [[], [["Project Bicycle"]], [["Project Bicycle"], [], ["Manager:", "Ann Lee"], []],
         [["Status of 2026-03-02"], ["Version", 3]]]  # fmt: skip


@given(
    items=plans(),
    language=st.sampled_from([tongue.code for tongue in WORDS.tongues]),
    form=st.sampled_from([*FORMS]),
    spoils=st.lists(st.sampled_from(SPOILS), max_size=4, unique=True),
    above=st.sampled_from(ABOVE),
    two_rows=st.booleans(),
    seed=st.integers(0, 99),
)
@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
def test_a_spoilt_plan_is_read_back_or_a_person_is_told(
    *, items, language, form, spoils, above, two_rows, seed
):
    sheet, random = drawn(items, language, form), Random(seed)
    for spoil in sorted(spoils, key=SPOILS.index):
        sheet = spoil(sheet, random)
    compare(items, laid_out(sheet, above, two_rows))


def compare(items, tab, phases=None):
    """Read *tab*: each of *items* is there with its dates, in its phase, and nothing else is."""
    whole = snapshot(tab)
    words = attuned(WORDS, whole)
    layout, located = locate(whole, words)
    rows, read = normalise(tab, layout, words)
    findings = (*located, *read)
    told = {finding.row for finding in findings if finding.row != layout.header_row}
    whole_told = [f for f in findings if f.row in {0, layout.header_row}]
    found = {row.title: row for row in rows if row.title in {item[0] for item in items}}
    assert not whole_told, (whole_told, layout)
    assert list(found) == [item[0] for item in items], layout
    for title, owners, start, due in items:
        row = found[title]
        assert row.owners == owners
        assert phases is None or row.phase == phases[title]
        assert (row.start, row.due) == (start, due) or row.row in told, (row, layout)
    extra = [row.title for row in rows if row.title not in found]
    assert extra == []


@given(plans(), st.sampled_from([*FORMS]), st.booleans(), st.sampled_from(ABOVE))
@settings(max_examples=100)
def test_a_merged_column_of_phases_names_them_all(items, form, is_merged, above):
    size = 2
    items = items[: len(items) // size * size]
    sheet = drawn(items, "en", form)
    groups = [f"Stage {n // size + 1}" if n % size == 0 else "" for n in range(len(items))]
    rows = [[group, *row] for group, row in zip(groups, sheet.rows, strict=True)]
    tab = laid_out(replace(sheet, headings=["Phase", *sheet.headings], rows=rows), above, False)
    top = len(tab.rows) - len(items)
    firsts = range(1, len(items) + 1, size)
    merges = [
        Merge(top + first, 1, top + min(first + size - 1, len(items)), 1)
        for first in firsts
        if is_merged and first < len(items)
    ]
    phases = {item[0]: f"Stage {n // size + 1}" for n, item in enumerate(items)}
    compare(items, replace(tab, merges=tuple(merges)), phases)


@given(
    items=plans(),
    language=st.sampled_from(["de", "pl", "ru", "ja", "tr", "fr"]),
    form=st.sampled_from([form for form in FORMS if form not in {"real", "serial"}]),
    mark=st.sampled_from([",", ";", "\t", "|"]),
    code=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
@settings(max_examples=100)
def test_a_csv_in_any_dialect_is_the_same_plan(*, items, language, form, mark, code, end, quoting):
    sheet = drawn(items, language, form)
    text = io.StringIO()
    csv.writer(text, delimiter=mark, lineterminator=end, quoting=quoting).writerows(
        [sheet.headings, *sheet.rows]
    )
    with TemporaryDirectory() as folder:
        path = Path(folder, "plan.csv")
        path.write_bytes(text.getvalue().encode(code))
        (tab,) = open_source(str(path), {}).read().tabs
    compare(items, tab)
