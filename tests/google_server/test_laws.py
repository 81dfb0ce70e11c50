"""Laws that hold whatever people do, found or refuted by random acts."""

import gspread
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.google import clients
from tests.google.a1 import (
    Box,
    cell_name,
    column_number,
    letters,
    quoted,
    range_name,
    read_box,
    split_title,
)
from tests.google.cells import ErrorValue
from tests.google.server import GoogleServer
from tests.google.sheets_model import Metadata

titles = st.text(min_size=1, max_size=12).filter(lambda text: "\x00" not in text)


@given(st.integers(1, 18_278))
def test_column_letters_count_back(number):
    assert column_number(letters(number)) == number


@given(titles, st.integers(1, 999), st.integers(1, 99), st.integers(0, 9), st.integers(0, 9))
def test_a_range_is_read_as_it_was_written(title, top, left, height, width):
    name = range_name(title, top, left, top + height, left + width)
    found, rest = split_title(name)
    assert found == title
    assert read_box(rest)[:4] == Box(top, left, top + height, left + width)[:4]
    assert split_title(quoted(title))[0] in (title, None)


rows = st.integers(2, 8)
acts = st.one_of(
    st.tuples(st.just("insert_rows"), rows),
    st.tuples(st.just("delete_rows"), rows),
    st.tuples(st.just("drag_rows"), rows, st.integers(1, 3), st.integers(2, 9)),
    st.tuples(st.just("sort"), st.sampled_from("ABC")),
    st.tuples(st.just("copy_row"), rows, st.integers(2, 9)),
    st.tuples(st.just("insert_column"), st.integers(1, 4)),
    st.tuples(st.just("move_column"), st.integers(1, 4), st.integers(1, 5)),
)


@pytest.fixture(scope="module")
def google():
    with GoogleServer() as server:
        yield server


@given(st.lists(acts, max_size=12), st.booleans())
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_rows_hold_together_whatever_people_do(google, steps, moves):
    """Whole-row acts never tear a row: its id, title and day stay beside each other."""
    google.reset()
    google.unsettled.sort_moves_metadata = moves
    book = google.add_book()
    people, tab = google.people(book), book.tabs[0]
    people.fill([["id", "title", "day"], *([f"M{n}", f"t{n}", n] for n in range(6))])
    for n, row in enumerate(tab.rows[1:7]):
        row.metadata.append(Metadata(n + 1, "id", f"M{n}"))
    sorted_once = False
    for name, *details in steps:
        getattr(people, name)(*details)
        sorted_once |= name == "sort"
    columns = [people.column(header) for header in ("id", "title", "day")]
    for row in tab.rows[1:]:
        ident, title, day = (
            row.cells[c - 1].value if c <= len(row.cells) else None for c in columns
        )
        if ident is not None:
            assert (f"M{day}", f"t{day}") == (ident, title)
            if row.metadata and not (sorted_once and not moves):
                assert row.metadata[0].value == ident


values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53) + 1, 2**53 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
)


@given(st.lists(st.lists(values, min_size=1, max_size=4), min_size=1, max_size=4))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_is_written_raw_is_read_back_as_it_was(google, table):
    google.reset()
    google.limits.lift()
    book = google.add_book()
    with clients.session(google) as session:
        client = gspread.HTTPClient(None, session=session)
        options = {
            "valueInputOption": "RAW",
            "includeValuesInResponse": "true",
            "responseValueRenderOption": "UNFORMATTED_VALUE",
        }
        answer = client.values_update(book.id, "Sheet1!A1", options, {"values": table})
        read = client.values_get(book.id, "Sheet1", {"valueRenderOption": "UNFORMATTED_VALUE"})
    assert answer["updatedData"].get("values") == read.get("values")
    wanted = [["" if value is None else value for value in row] for row in table]
    for row in wanted:
        while row and row[-1] == "":
            row.pop()
    while wanted and not wanted[-1]:
        wanted.pop()
    assert read.get("values", []) == wanted


writes = st.lists(
    st.tuples(st.integers(1, 6), st.sampled_from(["type", "insert", "sort", "drag"])), max_size=4
)


@given(writes)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_an_echoed_write_never_loses_a_human_cell(google, plan):
    """The way of writing that the design asks for can be tried here, people acting in between."""
    google.reset()
    google.limits.lift()
    book = google.add_book()
    people, tab = google.people(book), book.tabs[0]
    people.fill([["id", "title", "status"], *([f"M{n}", f"t{n}"] for n in range(5))])
    typed = {f"M{n}": f"t{n}" for n in range(5)}

    def act(kind, number):
        match kind:
            case "type":
                at = next(r for r in range(2, 20) if tab.value(r, 1) is not None)
                typed[tab.value(at, 1)] = f"typed {number}"
                people.type_text(cell_name(at, 2), f"typed {number}")
            case "insert":
                people.insert_rows(2)
            case "sort":
                people.sort("B")
            case "drag":
                people.drag_rows(3, 1, 2)

    for number, kind in plan:
        google.faults.between(number, lambda kind=kind, number=number: act(kind, number))
    with clients.session(google) as session:
        client = gspread.HTTPClient(None, session=session)
        for _ in range(12):
            if not _cycle(client, book):
                break
    assert {tab.value(r, 1): tab.value(r, 2) for r in range(2, 20) if tab.value(r, 1)} == typed
    status = [(tab.value(r, 1), tab.value(r, 3)) for r in range(2, 20) if tab.value(r, 1)]
    assert status == [(ident, f"late {ident}") for ident, _ in status]


def _cycle(client, book):
    """Read, write what is wrong with an echo; how many cells that took."""
    table = client.values_get(book.id, "Sheet1!A2:C30").get("values", [])
    data = []
    for at, row in enumerate(table, start=2):
        ident, status = row[0] if row else "", row[2] if len(row) > 2 else ""
        wanted = f"late {ident}" if ident else ""
        if status != wanted:
            data.append({"range": f"Sheet1!A{at}:C{at}", "values": [[None, None, wanted]]})
    if data:
        client.values_batch_update(
            book.id, {"valueInputOption": "RAW", "includeValuesInResponse": True, "data": data}
        )
    return len(data)


def test_an_error_value_is_shown_by_its_text(google):
    google.reset()
    book = google.add_book()
    google.people(book).set_formula("A1", "=A2", ErrorValue("REF", "#REF!"))
    with clients.session(google) as session:
        url = f"https://sheets.googleapis.com/v4/spreadsheets/{book.id}"
        found = session.get(url, params={"includeGridData": "true"}, timeout=30).json()
    cell = found["sheets"][0]["data"][0]["rowData"][0]["values"][0]
    assert cell["effectiveValue"] == {"errorValue": {"type": "REF", "message": "#REF!"}}
    assert cell["formattedValue"] == "#REF!"
