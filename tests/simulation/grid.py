"""What people do to a table, as plain functions over lists of cells."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

TITLE = ("Title", "Milestone name")
OWNER = ("Owner", "Responsible")
DUE = ("Due", "Deadline")
BASELINE = ("Baseline", "Original date")
STATUS = ("Status", "State")
AFTER = ("Depends on", "Predecessors")
TAG = ("Tag",)
THEIRS = (TITLE, OWNER, DUE, BASELINE, STATUS, AFTER)
UNKNOWN = "Blah"
OURS = (
    "ID", "Computed status", "Health", "Forecast", "Slip (workdays)", "Why", "Moves", "Checked",
)  # fmt: skip
OWN_HEADINGS = frozenset({*OURS, *(f"{name} (syncer)" for name in OURS)})
TITLES = ("Alpha signed", "Beta out", "Gate 3; part 2", 'Größe "fest"', "Übergabe, Teil 2", "=1+1")
BAD = "31/02/2026"


@dataclass
class Grid:
    """A table: `rows[0]` is row 1 of the sheet, `rows[head]` the headings; all rows equally wide."""

    rows: list[list[Any]]
    head: int = 0
    tags: int = 0
    doubtful: set[str] = field(default_factory=set)

    @property
    def headings(self):
        return self.rows[self.head]

    @property
    def width(self):
        return max(map(len, self.rows))

    @property
    def items(self):
        """The rows below the headings."""
        return self.rows[self.head + 1 :]

    def column(self, names):
        """The place of the column that bears one of *names*, None where none does."""
        return next((n for n, text in enumerate(self.headings) if text in names), None)

    def own(self):
        """The places of the columns that bear headings of ours."""
        return [n for n, text in enumerate(self.headings) if text in OWN_HEADINGS]

    def theirs(self):
        """The places of the columns that bear headings, and none of ours."""
        own = self.own()
        return [n for n, text in enumerate(self.headings) if text not in BLANK and n not in own]

    def row(self, n):
        """Any row below the headings, None where there is none."""
        return self.items[n % len(self.items)] if self.items else None

    def even(self):
        """The same with all rows as wide as the widest."""
        width = self.width
        for row in self.rows:
            row.extend([None] * (width - len(row)))
        return self

    def fresh_tag(self):
        self.tags += 1
        return f"t{self.tags}"

    def value(self, row, names):
        place = self.column(names)
        return None if place is None else row[place]


BLANK = (None, "")


def put(grid, n, names, value):
    """Type *value* into the column called one of *names*."""
    row, place = grid.row(n), grid.column(names)
    if row is not None and place is not None:
        row[place] = value


def type_due(grid, n, day):
    put(grid, n, DUE, day)


def type_title(grid, n, k):
    put(grid, n, TITLE, TITLES[k % len(TITLES)])


def type_owner(grid, n, k):
    put(grid, n, OWNER, ("Ada", "Ben", "Cem", None)[k % 4])


def type_baseline(grid, n, day):
    put(grid, n, BASELINE, day)


def type_status(grid, n, k):
    put(grid, n, STATUS, ("Done", "Cancelled", "In progress", None)[k % 4])


def type_after(grid, n, k):
    """Depend on the title of another row."""
    if grid.items:
        other = grid.value(grid.row(k), TITLE)
        put(grid, n, AFTER, other)


def insert_row(grid, n, k, day):
    """A new row among the others, or below them."""
    row = [None] * grid.width
    at = n % (len(grid.items) + 1)
    grid.rows.insert(grid.head + 1 + at, row)
    type_title(grid, at, k)
    put(grid, at, OWNER, "Ada")
    put(grid, at, DUE, day)
    put(grid, at, TAG, grid.fresh_tag())


def delete_row(grid, n):
    if len(grid.items) > 1:
        del grid.rows[grid.head + 1 + n % len(grid.items)]


def copy_row(grid, n, k):
    """Copy a row, our cells and all, and insert it somewhere."""
    if (row := grid.row(n)) is not None:
        grid.doubtful.add(grid.value(row, TAG))
        grid.rows.insert(grid.head + 1 + k % (len(grid.items) + 1), list(row))


def sort_rows(grid, k, backwards):
    """Whole rows by any column, as Excel does: blanks last."""
    place = k % grid.width
    items = grid.items
    filled = [row for row in items if row[place] not in BLANK]
    blank = [row for row in items if row[place] in BLANK]
    filled.sort(key=lambda row: str(row[place]), reverse=backwards)
    grid.rows[grid.head + 1 :] = filled + blank


def move_column(grid, k, to):
    """Any column, ours as well."""
    width = grid.width
    for row in grid.rows:
        row.insert(to % width, row.pop(k % width))


def insert_column(grid, k, headed):
    """A blank column; with a heading that means nothing, or with none."""
    at = k % (grid.width + 1)
    for row in grid.rows:
        row.insert(at, None)
    grid.headings[at] = "Remark of mine" if headed else None


def delete_column(grid, k):
    """One of ours."""
    if own := grid.own():
        place = own[k % len(own)]
        _doubt_ids(grid, place)
        for row in grid.rows:
            del row[place]


def rename_column(grid, k, how):
    """One of theirs: to another word for the same, or to one that nobody knows; and back."""
    names = THEIRS[k % len(THEIRS)]
    place = grid.column((*names, f"{UNKNOWN} {names[0]}"))
    if place is not None:
        grid.headings[place] = (*names, f"{UNKNOWN} {names[0]}")[how % 3]


def mend_headings(grid):
    for n, text in enumerate(grid.headings):
        if str(text).startswith(UNKNOWN):
            grid.headings[n] = text.removeprefix(f"{UNKNOWN} ")


def clear_id(grid, n):
    _type_id(grid, n, None)


def copy_id(grid, n, k):
    """Into another row's cell."""
    place = grid.column(("ID (syncer)",)) or grid.column(("ID",))
    if place is not None and grid.items:
        grid.doubtful.add(grid.value(grid.row(k), TAG))
        _type_id(grid, n, grid.row(k)[place])


def type_id(grid, n, text):
    _type_id(grid, n, text)


def _type_id(grid, n, value):
    for name in ("ID", "ID (syncer)"):
        if grid.row(n) is not None and grid.column((name,)) is not None:
            grid.doubtful.add(grid.value(grid.row(n), TAG))
            put(grid, n, (name,), value)


def type_over(grid, n, k, value):
    """Over a computed cell."""
    own = [place for place in grid.own() if not str(grid.headings[place]).startswith("ID")]
    if own and (row := grid.row(n)) is not None:
        row[own[k % len(own)]] = value


def _doubt_ids(grid, place):
    if str(grid.headings[place]).startswith("ID"):
        grid.doubtful.update(grid.value(row, TAG) for row in grid.items)


def insert_above(grid):
    """A line above the table."""
    if grid.head < 3:
        grid.rows.insert(0, ["Plan of the team", *[None] * (grid.width - 1)])
        grid.head += 1


ACTS: dict[str, Callable[..., None]] = {
    act.__name__: act
    for act in (
        type_due, type_title, type_owner, type_baseline, type_status, type_after, insert_row,
        delete_row, copy_row, sort_rows, move_column, insert_column, delete_column, rename_column,
        mend_headings, clear_id, copy_id, type_id, type_over, insert_above,
    )
}  # fmt: skip


def table(days, *, titled=False, formula=False):
    """A plan as a team begins it: a row for each of *days*."""
    grid = Grid([["Title", "Owner", "Due", "Baseline", "Status", "Depends on", "Tag"]])
    if formula:
        grid.headings.append("Sum")
    for n, day in enumerate(days):
        row = [f"Milestone {n}", "Ada" if n % 2 else "Ben", day, None, None, None, grid.fresh_tag()]
        grid.rows.append([*row, f'=LEN("{"x" * n}")'] if formula else row)
    if titled:
        insert_above(grid)
    return grid


def is_day(value):
    """Whether people typed a day there, however the file gives it back."""
    return day_of(value) is not None


def day_of(value):
    if hasattr(value, "hour"):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
