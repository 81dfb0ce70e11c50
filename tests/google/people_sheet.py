"""What people do to a spreadsheet while nobody is looking: the side door of the tests."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from tests.google.a1 import cell_name, column_number, quoted
from tests.google.cells import BLANK, Cell, as_number, evaluated, serial, typed
from tests.google.drive_model import Json
from tests.google.sheets_cells import pasted, taken
from tests.google.sheets_decor import add_protected, apply_filter
from tests.google.sheets_lines import append, delete, insert, move, sort_rows
from tests.google.sheets_model import Area, Book, Tab, new_tab
from tests.google.sheets_tables import add_table, put_row_in, take_row_out
from tests.google.sheets_tabs import check_title
from tests.google.world import World


class SheetPeople:
    """
    People in front of one tab. Rows and columns count from 1; a column is a letter or a number.

    The tab is followed by its id, so a rename does not lose it.
    """

    def __init__(self, world: World, book: Book, sheet_id: int | None = None) -> None:
        self._world = world
        self._book = book
        self._sheet_id = book.tabs[0].id if sheet_id is None else sheet_id

    def on(self, title: str) -> "SheetPeople":
        """The same people in front of another tab."""
        return SheetPeople(self._world, self._book, self._book.tab(title).id)

    @property
    def tab(self) -> Tab:
        return self._book.by_id(self._sheet_id)

    @contextmanager
    def _edit(self) -> Iterator[Tab]:
        with self._world.lock:
            yield self.tab
            self._world.drive.touch(self._book)

    def _area(self, text: str) -> Area:
        return self._book.area(text if "!" in text else f"{quoted(self.tab.title)}!{text}")

    # Cells.

    def type(self, cell: str, value: Any) -> None:
        """Type *value*; text is read as Sheets reads typing, a day becomes a day, None empties."""
        with self._edit() as tab:
            area = self._area(cell)
            tab.put(area.top, area.left, self._entered(tab.cell(area.top, area.left), value))

    def type_text(self, cell: str, text: str) -> None:
        """Enter *text* that stays text whatever it looks like."""
        with self._edit() as tab:
            area = self._area(cell)
            old = tab.cell(area.top, area.left)
            tab.put(area.top, area.left, old._replace(value=text or None, formula=None))

    def fill(self, rows: Sequence[Sequence[Any]], at: str = "A1") -> None:
        """Lay down a table for a test: text stays text (a formula with `=` aside), days are days."""
        with self._edit() as tab:
            top, left = self._area(at).top, self._area(at).left
            self._room(tab, top + len(rows) - 1, left + max(map(len, rows), default=0) - 1)
            laid: dict[tuple[type, Any], Cell] = {}  # cells are values: equal ones are one
            for r, row in enumerate(rows, start=top):
                for c, value in enumerate(row, start=left):
                    old, key = tab.cell(r, c), (type(value), value)
                    if old is not BLANK:
                        tab.put(r, c, self._laid(old, value))
                        continue
                    if key not in laid:
                        laid[key] = self._laid(old, value)
                    tab.put(r, c, laid[key])

    @staticmethod
    def _room(tab: Tab, bottom: int, right: int) -> None:
        append(tab, "ROWS", max(0, bottom - len(tab.rows)))
        append(tab, "COLUMNS", max(0, right - len(tab.columns)))

    def _laid(self, old: Cell, value: Any) -> Cell:
        if isinstance(value, str) and not value.startswith("="):
            return old._replace(value=value or None, formula=None)
        return self._entered(old, value)

    def _entered(self, old: Cell, value: Any) -> Cell:
        if value is None:
            return old._replace(value=None, formula=None, runs=())
        if isinstance(value, date):
            form = old.format if old.is_date else {**old.format, "numberFormat": {"type": "DATE"}}
            return old._replace(value=as_number(serial(value)), formula=None, format=form)
        if isinstance(value, bool):
            return old._replace(value=value, formula=None)
        if isinstance(value, int | float):
            return old._replace(value=as_number(value), formula=None)
        return typed(value, old, self._book.locale, self._world.computed)

    def set_formula(self, cell: str, formula: str, shows: Any) -> None:
        """A formula and what it shows; it shows the same wherever it is entered again."""
        with self._edit():
            self._world.computed[formula] = shows
        self.type(cell, formula)

    def recalculate(self, formula: str, shows: Any) -> None:
        """Let every cell with *formula* show something else: no edit of anybody's."""
        with self._world.lock:
            self._world.computed[formula] = shows
            for tab in self._book.tabs:
                for row in tab.rows:
                    row.cells[:] = [
                        c._replace(value=evaluated(formula, self._world.computed))
                        if c.formula == formula
                        else c
                        for c in row.cells
                    ]

    def clear(self, where: str) -> None:
        """Press Delete on a range: values go, formats and notes stay."""
        with self._edit() as tab:
            self._change(
                self._area(where), tab, lambda c: c._replace(value=None, formula=None, runs=())
            )

    @staticmethod
    def _change(area: Area, tab: Tab, change: Any) -> None:
        for r in range(area.top, area.bottom + 1):
            for c in range(area.left, area.right + 1):
                tab.put(r, c, change(tab.cell(r, c)))

    def note(self, cell: str, text: str) -> None:
        with self._edit() as tab:
            self._change(self._area(cell), tab, lambda c: c._replace(note=text))

    def format(self, where: str, **form: Any) -> None:
        """Set parts of the cells' format, such as `numberFormat={"type": "DATE"}`."""
        with self._edit() as tab:
            self._change(self._area(where), tab, lambda c: c._replace(format={**c.format, **form}))

    def cut_paste(self, source: str, to: str) -> None:
        """Move cells; the rows' metadata stays where it is."""
        with self._edit() as tab:
            area, target = self._area(source), self._area(to)
            cells = taken(area)
            self._change(area, tab, lambda _c: BLANK)
            self._room(target.tab, target.top + len(cells) - 1, target.left + len(cells[0]) - 1)
            pasted(target.tab, target.top, target.left, cells)

    def copy_paste(self, source: str, to: str) -> None:
        with self._edit():
            area, target = self._area(source), self._area(to)
            cells = taken(area)
            self._room(target.tab, target.top + len(cells) - 1, target.left + len(cells[0]) - 1)
            pasted(target.tab, target.top, target.left, cells)

    def copy_row(self, row: int, to: int) -> None:
        """Insert a row before row *to* and paste a copy of row *row* into it."""
        with self._edit() as tab:
            cells = list(tab.rows[row - 1].cells)
            insert(self._book, tab, "ROWS", to - 1, 1, inherit_before=to > 1)
            tab.rows[to - 1].cells = cells

    # Rows.

    def insert_rows(self, before: int, count: int = 1) -> None:
        with self._edit() as tab:
            insert(self._book, tab, "ROWS", before - 1, count, inherit_before=before > 1)

    def delete_rows(self, first: int, count: int = 1) -> None:
        with self._edit() as tab:
            delete(self._book, tab, "ROWS", first - 1, first - 1 + count)

    def drag_rows(self, first: int, count: int, before: int) -> None:
        """Drag rows to before row *before*, as it is numbered now; their metadata goes along."""
        with self._edit() as tab:
            if not first <= before <= first + count:
                move(self._book, tab, "ROWS", first - 1, first - 1 + count, before - 1)

    def sort(
        self,
        by: str | int,
        *,
        ascending: bool = True,
        top: int = 2,
        bottom: int | None = None,
        left: str | int = 1,
        right: str | int | None = None,
        moves_metadata: bool | None = None,
    ) -> None:
        """
        Sort rows *top* to *bottom* by column *by*; fewer columns make a partial sort.

        *moves_metadata* None takes what `unsettled.sort_moves_metadata` says.
        """
        with self._edit() as tab:
            moved = (
                self._world.unsettled.sort_moves_metadata
                if moves_metadata is None
                else moves_metadata
            )
            last = len(tab.columns) if right is None else _number(right)
            end = self.last_row() if bottom is None else bottom
            sort_rows(
                tab,
                top - 1,
                end,
                _number(left) - 1,
                last,
                [(_number(by) - 1, ascending)],
                moves_metadata=moved,
            )

    def last_row(self) -> int:
        """The last row with anything in it; 0 for an empty tab."""
        rows = self.tab.rows
        return next(
            (
                at
                for at in range(len(rows), 0, -1)
                if any(not c.is_empty for c in rows[at - 1].cells)
            ),
            0,
        )

    def hide_rows(self, first: int, count: int = 1, *, hidden: bool = True) -> None:
        with self._edit() as tab:
            for row in tab.rows[first - 1 : first - 1 + count]:
                row.hidden = hidden

    def trim_rows(self) -> None:
        """Delete the empty rows at the end, so that the grid ends with the data."""
        with self._edit() as tab:
            last = max(1, self.last_row())
            if last < len(tab.rows):
                delete(self._book, tab, "ROWS", last, len(tab.rows))

    # Columns.

    def column(self, header: str, header_row: int = 1) -> int:
        """The column under *header*, from 1; 0 where there is none."""
        cells = self.tab.rows[header_row - 1].cells
        return next((at for at, c in enumerate(cells, start=1) if c.value == header), 0)

    def insert_column(self, before: str | int, header: str = "", header_row: int = 1) -> None:
        with self._edit() as tab:
            at = _number(before)
            insert(self._book, tab, "COLUMNS", at - 1, 1, inherit_before=at > 1)
            if header:
                tab.put(header_row, at, Cell(header))

    def delete_column(self, column: str | int) -> None:
        with self._edit() as tab:
            at = _number(column)
            delete(self._book, tab, "COLUMNS", at - 1, at)

    def move_column(self, column: str | int, before: str | int) -> None:
        """Drag a column to before column *before*, as it is lettered now."""
        with self._edit() as tab:
            at, to = _number(column), _number(before)
            if not at <= to <= at + 1:
                move(self._book, tab, "COLUMNS", at - 1, at, to - 1)

    def rename_column(self, old: str, new: str, header_row: int = 1) -> None:
        self.type_text(cell_name(header_row, self.column(old, header_row)), new)

    def hide_column(self, column: str | int, *, hidden: bool = True) -> None:
        with self._edit() as tab:
            tab.columns[_number(column) - 1].hidden = hidden

    # What hangs on ranges.

    def protect(self, where: str, *editors: str) -> Json:
        """Let only *editors* and the owner edit a range; the rule."""
        with self._edit():
            found = self._area(where).grid_range()
            rule = {"range": found, "editors": {"users": list(editors)}}
            made = add_protected(
                self._world, self._book, {"protectedRange": rule}, self._book.owner
            )
            protected: Json = made["addProtectedRange"]["protectedRange"]
            return protected

    def filter(self, where: str, column: str | int, *hidden: str) -> None:
        """A basic filter over a range that hides the rows showing *hidden* in *column*."""
        with self._edit() as tab:
            spec = {
                "columnIndex": _number(column) - 1,
                "filterCriteria": {"hiddenValues": list(hidden)},
            }
            tab.filter = {"range": self._area(where).grid_range(), "filterSpecs": [spec]}
            apply_filter(self._book, tab)

    def sort_by_filter(self, by: str | int, *, ascending: bool = True) -> None:
        """Sort by the arrow in a heading of the filter: what stands beside the filter stays."""
        held = self.tab.filter
        assert held is not None
        self._sort_within(held["range"], by, ascending=ascending)

    def make_table(self, where: str, name: str = "Milestones") -> None:
        """Format, Convert to table."""
        with self._edit():
            table = {"name": name, "range": self._area(where).grid_range()}
            add_table(self._world, self._book, {"table": table}, self._book.owner)

    def sort_table(self, by: str | int, *, ascending: bool = True) -> None:
        """Sort by the arrow in a heading of the table: what stands beside the table stays."""
        self._sort_within(self.tab.tables[0]["range"], by, ascending=ascending)

    def delete_table_row(self, row: int) -> None:
        with self._edit() as tab:
            take_row_out(self._book, tab.tables[0], row)

    def insert_table_row(self, row: int) -> None:
        with self._edit() as tab:
            put_row_in(self._book, tab.tables[0], row)

    def _sort_within(self, found: Json, by: str | int, *, ascending: bool) -> None:
        area = self._book.grid_area(found)
        bottom = min(area.bottom, self.last_row())
        self.sort(
            by, ascending=ascending, top=area.top + 1, bottom=bottom, left=area.left,
            right=area.right,
        )  # fmt: skip

    def merge(self, where: str) -> None:
        with self._edit() as tab:
            area = self._area(where)
            first = tab.cell(area.top, area.left)
            self._change(area, tab, lambda c: c._replace(value=None, formula=None))
            tab.put(area.top, area.left, first)
            tab.merges.append(area.grid_range())

    def remove_protection(self) -> None:
        with self._edit() as tab:
            tab.protected.clear()

    def remove_colours(self) -> None:
        with self._edit() as tab:
            tab.conditional.clear()

    # Tabs and the spreadsheet.

    def rename_tab(self, title: str) -> None:
        with self._edit() as tab:
            check_title(self._book, title, tab)
            tab.title = title

    def add_tab(self, title: str, index: int | None = None) -> "SheetPeople":
        with self._edit():
            check_title(self._book, title)
            made = new_tab(self._book.new_number(), title)
            self._book.tabs.insert(len(self._book.tabs) if index is None else index, made)
        return SheetPeople(self._world, self._book, made.id)

    def delete_tab(self) -> None:
        with self._world.lock:
            self._book.tabs.remove(self.tab)
            self._world.drive.touch(self._book)

    def move_tab(self, index: int) -> None:
        with self._edit() as tab:
            self._book.tabs.remove(tab)
            self._book.tabs.insert(index, tab)

    def hide_tab(self, *, hidden: bool = True) -> None:
        with self._edit() as tab:
            tab.hidden = hidden

    def set_locale(self, locale: str) -> None:
        with self._edit():
            self._book.locale = locale

    def set_timezone(self, timezone: str) -> None:
        with self._edit():
            self._book.timezone = timezone

    def rename_book(self, title: str) -> None:
        with self._world.lock:
            self._book.title = title
            self._world.drive.note(self._book, "update")

    def share(self, email: str, role: str = "writer") -> None:
        with self._world.lock:
            self._book.roles[email] = role
            self._world.drive.note(self._book, "update")

    def revoke(self, email: str) -> None:
        """Stop sharing with *email*."""
        with self._world.lock:
            self._book.roles.pop(email, None)
            self._world.drive.lose(self._book, email)

    def trash(self, *, trashed: bool = True) -> None:
        """Put the spreadsheet into the bin, or take it out: the API still reads it there."""
        with self._world.lock:
            self._book.trashed = trashed
            self._world.drive.note(self._book, "trash" if trashed else "untrash")

    def delete_book(self) -> None:
        """Delete it for good: 404 for everybody."""
        with self._world.lock:
            for email in self._book.roles:
                self._world.drive.lose(self._book, email)
            self._book.deleted = True


def _number(column: str | int) -> int:
    return column if isinstance(column, int) else column_number(column)
