"""What every source of plans promises (syncer/ports.py)."""

import pytest

from syncer.domain.changes import OwnCell, RowWrite, SheetChanges
from syncer.errors import ConflictError

GRID = (
    ("Title", "Due", "Owner"),
    ("Alpha", "2026-03-01", "Ann"),
    ("Beta", "2026-04-01", "Ben"),
)
"""What the sheet under test holds; its second row of cells is row 2."""


def changes(tab, *, alpha="M-0001", beta="M-0002", why="as agreed"):
    """Our two columns D and E beside GRID, with their headings."""
    return SheetChanges(
        tab=tab,
        header_row=1,
        id_column=4,
        headers=(OwnCell(4, "ID"), OwnCell(5, "Why")),
        rows=(
            RowWrite(2, "M-0001", "Alpha", (OwnCell(4, alpha), OwnCell(5, why))),
            RowWrite(3, "M-0002", "Beta", (OwnCell(4, beta), OwnCell(5, "because"))),
        ),
    )


def texts(snapshot, columns=5):
    """The first tab as text, blanks as empty, every row *columns* wide."""
    tab = snapshot.tabs[0]
    shown = [[tab.at(row, column) for column in range(1, columns + 1)] for row in (1, 2, 3)]
    return [["" if cell is None else cell for cell in row] for row in shown]


class PlanSourceContract:
    """
    Subclass it in test_<connector>.py and define two fixtures there.

    `plan` is a source whose first tab holds GRID and nothing else; `meddle` is a function that
    changes Alpha's owner to Zoe behind the source's back, as a person would.
    """

    def test_a_read_names_the_version_that_stands_there(self, plan):
        assert plan.read().version == plan.version()

    def test_row_1_and_column_a_come_first(self, plan):
        assert texts(plan.read(), 3) == [list(row) for row in GRID]

    def test_reading_changes_nothing(self, plan):
        before = plan.version()
        assert plan.read() == plan.read()
        assert plan.version() == before

    def test_what_was_written_is_read_and_nothing_else_changed(self, plan):
        first = plan.read()
        written = plan.write(changes(first.tabs[0].name), first.version)
        assert texts(plan.read()) == [
            [*GRID[0], "ID", "Why"],
            [*GRID[1], "M-0001", "as agreed"],
            [*GRID[2], "M-0002", "because"],
        ]
        assert written.rows == {2, 3}
        assert written.version == plan.version() != first.version

    def test_writing_the_same_again_changes_no_version(self, plan):
        tab = plan.read().tabs[0].name
        once = plan.write(changes(tab), plan.version())
        assert plan.write(changes(tab), once.version).version == once.version

    def test_a_stale_writer_is_refused_and_changes_nothing(self, plan, meddle):
        first = plan.read()
        meddle()
        before = plan.read()
        assert texts(before, 3)[1] == ["Alpha", "2026-03-01", "Zoe"]
        with pytest.raises(ConflictError):
            plan.write(changes(first.tabs[0].name), first.version)
        assert plan.read() == before

    def test_a_stale_writer_is_refused_even_where_nothing_would_change(self, plan):
        tab = plan.read().tabs[0].name
        stale = plan.version()
        plan.write(changes(tab), stale)
        with pytest.raises(ConflictError):
            plan.write(changes(tab), stale)

    @pytest.mark.parametrize(
        "text", ["=1+1", "+3 days", "-2+3", "@SUM(1)", "\t=1", "＝1+1", "'=1", 'a "b", c\nd', " x "]
    )
    def test_text_stays_the_text_it_is(self, plan, text):
        tab = plan.read().tabs[0].name
        plan.write(changes(tab, why=text), plan.version())
        assert texts(plan.read())[1][4] == text

    def test_nothing_as_value_clears_the_cell(self, plan):
        tab = plan.read().tabs[0].name
        plan.write(changes(tab), plan.version())
        plan.write(changes(tab, why=None), plan.version())
        assert texts(plan.read())[1] == [*GRID[1], "M-0001", ""]

    def test_the_next_write_follows_the_version_it_was_given(self, plan):
        tab = plan.read().tabs[0].name
        once = plan.write(changes(tab), plan.version())
        twice = plan.write(changes(tab, why="anew"), once.version)
        assert texts(plan.read())[1][4] == "anew"
        assert twice.version == plan.version()
