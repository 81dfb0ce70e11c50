"""Laws: whatever stands in a grid and whatever we write, only our cells change, and rest."""

import io
from datetime import date

import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.workbook.mojibake import mended
from syncer.domain.changes import OwnCell
from syncer.domain.page import Look
from tests.connectors.workbook.books import parts_of, raw_records
from tests.connectors.workbook.writing import change, grid, opened, write

TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12
)
# What looks as if it had been encoded twice is put right where a text file is read.
ONCE = TEXT.filter(lambda text: not mended([text]))
DAYS = st.dates(date(1901, 1, 1), date(2199, 12, 31))
FIGURES = st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9)
VALUES = TEXT | DAYS | FIGURES | st.booleans()
PLACES = st.tuples(st.integers(1, 9), st.integers(1, 9))
GRIDS = st.dictionaries(PLACES, VALUES, max_size=25)
WRITES = st.dictionaries(PLACES, st.tuples(VALUES | st.none(), st.sampled_from(Look)), max_size=15)


def saved(path, cells):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Plan")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for (row, column), value in cells.items():
            match value:
                case bool():
                    sheet.write_boolean(row - 1, column - 1, value)
                case str():
                    sheet.write_string(row - 1, column - 1, value)
                case date():
                    sheet.write_datetime(row - 1, column - 1, value, day)
                case _:
                    sheet.write_number(row - 1, column - 1, value)
        for (row, _column), value in list(cells.items())[:3]:
            if isinstance(value, str):
                sheet.write_formula(row - 1, 9, "=1+1", None, 2)
    path.write_bytes(stream.getvalue())


def changes(writes):
    rows = {}
    for (row, column), (value, look) in writes.items():
        rows.setdefault(row, {})[column] = OwnCell(column, value, look)
    return change(rows, header_row=1)


def meant(value):
    return float(f"{value:.15g}") if isinstance(value, float) else value


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=GRIDS, writes=WRITES)
def test_ours_are_as_wanted_the_rest_is_as_it_was_and_the_same_again_changes_no_byte(
    tmp_path, cells, writes
):
    path = tmp_path / "plan.xlsx"
    saved(path, cells)
    before, octets = grid(path), path.read_bytes()
    write(path, changes(writes))
    after = grid(path)
    wanted = before | {place: value for place, (value, _) in writes.items()}
    assert after == {place: value for place, value in wanted.items() if value is not None}
    old, new = raw_records(octets), raw_records(path.read_bytes())
    assert {name for name in new if old[name] != new[name]} <= {
        "xl/worksheets/sheet1.xml", "xl/styles.xml",
    }  # fmt: skip
    octets = path.read_bytes()
    write(path, changes(writes))
    assert path.read_bytes() == octets


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=GRIDS, writes=WRITES)
def test_openpyxl_reads_the_same_values(tmp_path, cells, writes):
    path = tmp_path / "plan.xlsx"
    saved(path, cells)
    write(path, changes(writes))
    sheet = opened(path)["Plan"]
    for (row, column), value in grid(path).items():
        theirs = sheet.cell(row, column).value
        if column != 10:
            theirs = theirs.date() if isinstance(value, date) else theirs
            assert theirs == value


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(ONCE | st.just(""), min_size=1, max_size=5), min_size=2, max_size=6),
    writes=st.dictionaries(st.integers(1, 6), ONCE | st.integers(-99, 99), max_size=4),
    delimiter=st.sampled_from(",;\t"),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_a_csv_gives_back_what_was_written_and_keeps_the_rest(
    tmp_path, rows, writes, delimiter, end
):
    path = tmp_path / "plan.csv"
    quoted = [['"' + cell.replace('"', '""') + '"' for cell in row] for row in rows]
    head = delimiter.join(['"h"'] * 5)
    lines = [head] * 60 + [delimiter.join(row) for row in quoted]
    path.write_bytes("".join(line + end for line in lines).encode())
    before = grid(path, "plan")
    ours = {60 + row: {7: value} for row, value in writes.items() if row <= len(rows)}
    write(path, change(ours, header_row=1))
    wanted = {(row, 7): str(cells[7]) for row, cells in ours.items()}
    assert grid(path, "plan") == before | wanted
    kept = path.read_bytes().decode().split(end)
    assert all(new.startswith(old) for new, old in zip(kept, lines, strict=False))
    octets = path.read_bytes()
    write(path, change(ours, header_row=1))
    assert path.read_bytes() == octets


def test_the_parts_of_a_saved_grid_are_what_we_think(tmp_path):
    saved(tmp_path / "plan.xlsx", {(1, 1): "x", (2, 2): date(2026, 3, 1)})
    assert "xl/worksheets/sheet1.xml" in parts_of((tmp_path / "plan.xlsx").read_bytes())
