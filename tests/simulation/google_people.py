"""What people do to a Google Sheet, as plain acts on numbers."""

from datetime import timedelta

from tests.google.a1 import cell_name
from tests.google.cells import EPOCH
from tests.google.sheets_lines import append
from tests.simulation.grid import (
    AFTER,
    BASELINE,
    DUE,
    OWNER,
    STATUS,
    TAG,
    THEIRS,
    TITLE,
    TITLES,
    UNKNOWN,
)

OLDEST = 1950
"""A year in which no plan has days: a number that was typed into a cell of days."""


class Crowd:
    """
    People in front of one sheet; each act takes numbers and finds its place.

    Attributes:
        doubtful: Tags of rows of whom nobody can say any more which of several they are.
    """

    def __init__(self, office):
        self.office = office
        self.sheet = office.server.people(office.book)
        self.tags = 0
        self.doubtful = set()

    def fresh_tag(self):
        self.tags += 1
        return f"t{self.tags}"

    @property
    def tab(self):
        return self.sheet.tab

    @property
    def head(self):
        return self.office.typed.head()

    def items(self):
        """The rows of the table, from 1."""
        return range(self.head + 1, max(self.head, self.sheet.last_row()) + 1)

    def row(self, n):
        rows = self.items()
        return rows[n % len(rows)] if rows else None

    def column(self, names):
        cells = self.tab.rows[self.head - 1].cells
        return next((at for at, cell in enumerate(cells, start=1) if cell.value in names), None)

    def width(self):
        return len(self.tab.rows[self.head - 1].cells)

    def value(self, row, names):
        column = self.column(names)
        return None if column is None else self._at(row, column)

    def _at(self, row, column):
        return self.tab.cell(row, column).value if row <= len(self.tab.rows) else None

    def doubt(self, *rows):
        self.doubtful.update(self.value(row, TAG) for row in rows)

    def _type(self, row, column, value):
        """Type into any cell, the heading row aside."""
        self._rows_to(row)
        if column > len(self.tab.columns):
            append(self.tab, "COLUMNS", column - len(self.tab.columns))
        if isinstance(value, str):
            self.sheet.type_text(cell_name(row, column), value)
        else:
            self.sheet.type(cell_name(row, column), value)
        cell = self.tab.cell(row, column)._replace(note="")
        head = row == self.head
        if not cell.is_empty and (head or column not in self.office.typed.own()):
            cell = self.office.typed.fresh(cell, head=head)
        self.tab.put(row, column, cell)

    def _rows_to(self, row):
        """Let the grid reach down to *row*."""
        append(self.tab, "ROWS", max(0, row - len(self.tab.rows)))

    def _put(self, n, names, value):
        row, column = self.row(n), self.column(names)
        if row is not None and column is not None:
            self._type(row, column, value)

    # Cells.

    def type_due(self, n, day):
        self._put(n, DUE, day)

    def type_title(self, n, k):
        self._put(n, TITLE, TITLES[k % len(TITLES)])

    def type_owner(self, n, k):
        self._put(n, OWNER, ("Ada", "Ben", "Cem", None)[k % 4])

    def type_baseline(self, n, day):
        self._put(n, BASELINE, day)

    def type_status(self, n, k):
        self._put(n, STATUS, ("Done", "Cancelled", "In progress", None)[k % 4])

    def type_after(self, n, k):
        row = self.row(k)
        if row is not None:
            self._put(n, AFTER, self.value(row, TITLE))

    def type_anywhere(self, n, k, value):
        """Into any column, ours as well, down to the second row below the table."""
        row = self.head + 1 + n % (len(self.items()) + 2)
        column = 1 + k % (self.width() + 2)
        if column in self._ids():
            self.doubt(row)
        self._type(row, column, value)

    def clear_id(self, n):
        row = self.row(n)
        for column in self._ids() if row is not None else ():
            self.doubt(row)
            self._type(row, column, None)

    def copy_id(self, n, k):
        row, other = self.row(n), self.row(k)
        for column in self._ids() if row is not None else ():
            self.doubt(row, other)
            self._type(row, column, self.tab.cell(other, column).value)

    def _ids(self):
        found = [self.column(("ID",)), self.column(("ID (syncer)",))]
        return [column for column in found if column is not None]

    def cut_cell(self, n, k, m):
        """A cell of people's to the same column of another row."""
        row, to = self.row(n), self.row(m)
        column = self.column(THEIRS[k % len(THEIRS)])
        if None not in (row, column) and row != to:
            self.sheet.cut_paste(cell_name(row, column), cell_name(to, column))

    # Rows.

    def insert_row(self, n, k, day):
        """A new row among the others, or below them."""
        rows = self.items()
        at = self.head + 1 + n % (len(rows) + 1)
        if at <= len(self.tab.rows):
            self.sheet.insert_rows(at)
        self._rows_to(at)
        for names, value in (
            (TITLE, TITLES[k % len(TITLES)]),
            (OWNER, "Ada"),
            (DUE, day),
            (TAG, self.fresh_tag()),
        ):
            column = self.column(names)
            if column is not None and value is not None:
                self._type(at, column, value)

    def type_row(self, title, day):
        """Below the table."""
        row = self.items()[-1] + 1
        self._type(row, self.column(TITLE), title)
        self._type(row, self.column(DUE), day)

    def insert_blank_row(self, n):
        row = self.row(n)
        if row is not None:
            self.sheet.insert_rows(row)

    def insert_above(self):
        if self.head < 4:
            self.sheet.insert_rows(1)

    def delete_row(self, n):
        row = self.row(n)
        if row is not None and len(self.items()) > 1:
            self.sheet.delete_rows(row)

    def delete_rows(self, n, k):
        """Several at once, not all of them."""
        rows = self.items()
        count = 1 + k % 4
        if len(rows) > count:
            self.sheet.delete_rows(rows[n % (len(rows) - count)], count)

    def drag_row(self, n, to):
        rows = self.items()
        if rows:
            self.sheet.drag_rows(self.row(n), 1, self.head + 1 + to % (len(rows) + 1))

    def copy_row(self, n, to):
        """Our cells and all."""
        row = self.row(n)
        if row is not None:
            self.doubt(row)
            self.sheet.copy_row(row, self.head + 1 + to % (len(self.items()) + 1))

    def cut_row(self, n):
        """Cut a whole row and paste it below the table."""
        row = self.row(n)
        if row is not None:
            last = self.items()[-1]
            width = max(len(one.cells) for one in self.tab.rows)
            self._rows_to(last + 1)
            self.sheet.cut_paste(f"A{row}:{cell_name(row, width)}", f"A{last + 1}")

    def paste_over(self, n, k):
        """Copy a row over another one, our cells and all."""
        row, to = self.row(n), self.row(k)
        if row is not None and row != to:
            self.doubt(row, to)
            width = max(len(one.cells) for one in self.tab.rows)
            self.sheet.copy_paste(f"A{row}:{cell_name(row, width)}", f"A{to}")

    def sort(self, k, backwards):
        """Whole rows, by any column."""
        self._sort(1 + k % max(1, self.width()), backwards)

    def _sort(self, by, backwards, right=None):
        rows = self.items()
        if len(rows) > 1:
            self.sheet.sort(by, ascending=not backwards, top=rows[0], bottom=rows[-1], right=right)

    def sort_part(self, k, backwards):
        """Only the columns left of the first one of ours: rows and results part."""
        own = self.office.typed.own()
        right = min(own, default=self.width() + 1) - 1
        if right > 0:
            self.doubt(*self.items())
            self._sort(1 + k % right, backwards, right)

    def sort_by_filter(self, k, backwards):
        """By an arrow in the filter's headings: what stands beside it stays where it is."""
        if self.tab.filter and len(self.items()) > 1:
            area = self.office.book.grid_area(self.tab.filter["range"])
            if area.left > 1 or area.right < self.width():
                self.doubt(*self.items())
            by = area.left + k % (area.right - area.left + 1)
            self.sheet.sort_by_filter(by, ascending=not backwards)

    def filter(self, k):
        """Show only some owners' rows, or all again."""
        column = self.column(OWNER)
        if column is None or not self.items() or k % 2:
            self.tab.filter = None
            for row in self.tab.rows:
                row.filtered = False
            return
        last = cell_name(self.items()[-1], max(self.width(), column))
        self.sheet.filter(f"A{self.head}:{last}", column, ("Ada", "Ben", "")[k % 3])

    def hide_row(self, n, hidden):
        row = self.row(n)
        if row is not None:
            self.sheet.hide_rows(row, hidden=hidden)

    def trim(self):
        """Let the grid end with the data."""
        self.sheet.trim_rows()

    # Columns.

    def move_column(self, k, to):
        """Any column, ours as well; also into the middle of ours."""
        width = self.width()
        if width:
            self.sheet.move_column(1 + k % width, 1 + to % (width + 1))

    def cut_column(self, k, to):
        """The cells of a column of people's to anywhere: over others, ours as well."""
        column = self.column(THEIRS[k % len(THEIRS)])
        target = 1 + to % (self.width() + 2)
        if column not in (None, target):
            if target in self._ids():
                self.doubt(*self.items())
            last = max(self.head, self.sheet.last_row())
            source = f"{cell_name(self.head, column)}:{cell_name(last, column)}"
            append(self.tab, "COLUMNS", max(0, target - len(self.tab.columns)))
            self.sheet.cut_paste(source, cell_name(self.head, target))

    def insert_column(self, k, headed):
        at = 1 + k % (self.width() + 1)
        if at > len(self.tab.columns):
            append(self.tab, "COLUMNS", 1)
        else:
            self.sheet.insert_column(at)
        if headed:
            self._type(self.head, at, f"Remark {len(self.office.typed.cells)}")

    def insert_and_type(self, n, k, value):
        """A column, and at once something into it."""
        self.insert_column(k, headed=True)
        row = self.row(n)
        if row is not None:
            self._type(row, 1 + k % max(1, self.width()), value)

    def delete_own_column(self, k):
        own = sorted(self.office.typed.own())
        if own:
            column = own[k % len(own)]
            if column in self._ids():
                self.doubt(*self.items())
            self.sheet.delete_column(column)

    def delete_remark(self):
        """A column of people's that means nothing to the plan."""
        cells = self.tab.rows[self.head - 1].cells
        for at, cell in enumerate(cells, start=1):
            if str(cell.value).startswith("Remark"):
                self.sheet.delete_column(at)
                return

    def rename_column(self, k, how):
        names = THEIRS[k % len(THEIRS)]
        words = (*names, f"{UNKNOWN} {names[0]}")
        column = self.column(words)
        if column is not None:
            self._type(self.head, column, words[how % len(words)])

    def mend_headings(self):
        for at, cell in enumerate(list(self.tab.rows[self.head - 1].cells), start=1):
            if str(cell.value).startswith(UNKNOWN):
                self._type(self.head, at, str(cell.value).removeprefix(f"{UNKNOWN} "))

    # Tabs.

    def rename_tab(self, k):
        name = ("Sheet1", "Plan, second edition", "It's the plan")[k % 3]
        if not any(tab.title == name for tab in self.office.book.tabs):
            self.sheet.rename_tab(name)

    def add_tab(self, index):
        tabs = self.office.book.tabs
        if len(tabs) < 5:
            made = self.sheet.add_tab(
                f"Notes {self.office.book.new_number()}", index % (len(tabs) + 1)
            )
            made.type_text("A1", "of no interest")

    def delete_summary(self):
        for tab in self._summaries():
            self.office.book.tabs.remove(tab)

    def rename_summary(self):
        for tab in self._summaries():
            tab.title = "Overview"

    def type_in_summary(self, n, k):
        for tab in self._summaries():
            row, column = 1 + n % len(tab.rows), 1 + k % len(tab.columns)
            tab.put(row, column, tab.cell(row, column)._replace(value="mine"))

    def _summaries(self):
        return [
            tab
            for tab in self.office.book.tabs
            if any(one.key == "syncer.summary" for one in tab.metadata)
        ]

    # What stands there of an event.

    def row_of(self, uid):
        """The row that bears the ID of *uid*, None where not exactly one does."""
        key = uid.partition("@")[0]
        rows = [row for row in self.items() for at in self._ids() if self._at(row, at) == key]
        return rows[0] if len(rows) == 1 else None

    def said_of(self, uid):
        """The very cells of its row that say when it is due and whether it is open."""
        row, columns = self.row_of(uid), (self.column(DUE), self.column(STATUS))
        if row is None or None in columns:
            return None
        return tuple(self.tab.cell(row, column).note for column in columns)

    def day_of(self, uid):
        return self.due(self.row_of(uid))

    def due(self, row):
        """The day in a row, None where it has none."""
        column = self.column(DUE)
        cell = self.tab.cell(row, column) if row and column else None
        day = EPOCH + timedelta(days=cell.value) if cell and cell.is_date else None
        return day if day and day.year > OLDEST else None
