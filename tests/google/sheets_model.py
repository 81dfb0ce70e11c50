"""A spreadsheet: tabs, rows and columns that carry their own metadata, cells, and what hangs on ranges."""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.google.a1 import Box, RangeError, range_name, read_box, split_title
from tests.google.answers import GoogleError, invalid
from tests.google.cells import BLANK, Cell, Value

Json = dict[str, Any]
MOST_CELLS = 10_000_000
MOST_COLUMNS = 18_278
HEIGHT, WIDTH = 21, 100  # pixels of a new row and a new column


@dataclass(slots=True)
class Metadata:
    """Developer metadata; where it sits is told by what holds it."""

    id: int
    key: str
    value: str = ""
    visibility: str = "DOCUMENT"


@dataclass(slots=True)
class Line:
    """A row or a column as a thing: it is what inserts, deletes and drags move, with its metadata."""

    size: int = HEIGHT
    hidden: bool = False
    filtered: bool = False
    metadata: list[Metadata] = field(default_factory=list)


@dataclass(slots=True)
class Row(Line):
    """A row; *cells* may end before the last column."""

    cells: list[Cell] = field(default_factory=list)


@dataclass(slots=True)
class Area:
    """A rectangle within the grid of a tab; rows and columns count from 1, ends inclusive."""

    tab: "Tab"
    top: int
    left: int
    bottom: int
    right: int
    single: bool = False

    @property
    def name(self) -> str:
        return range_name(self.tab.title, self.top, self.left, self.bottom, self.right)

    def grid_range(self) -> Json:
        """The API's GridRange: from 0, ends exclusive."""
        return {
            "sheetId": self.tab.id,
            "startRowIndex": self.top - 1,
            "endRowIndex": self.bottom,
            "startColumnIndex": self.left - 1,
            "endColumnIndex": self.right,
        }


@dataclass(slots=True)
class Tab:
    """One tab. Rows and columns count from 1 in its methods."""

    id: int
    title: str
    rows: list[Row]
    columns: list[Line]
    hidden: bool = False
    frozen_rows: int = 0
    frozen_columns: int = 0
    extra: Json = field(default_factory=dict)
    merges: list[Json] = field(default_factory=list)
    protected: list[Json] = field(default_factory=list)
    conditional: list[Json] = field(default_factory=list)
    banded: list[Json] = field(default_factory=list)
    filter: Json | None = None
    filter_views: list[Json] = field(default_factory=list)
    metadata: list[Metadata] = field(default_factory=list)
    tables: list[Json] = field(default_factory=list)

    def cell(self, row: int, column: int) -> Cell:
        cells = self.rows[row - 1].cells
        return cells[column - 1] if column <= len(cells) else BLANK

    def put(self, row: int, column: int, cell: Cell) -> None:
        cells = self.rows[row - 1].cells
        if column > len(cells):
            if cell == BLANK:
                return
            cells += [BLANK] * (column - len(cells))
        cells[column - 1] = cell

    def value(self, row: int, column: int) -> Value:
        return self.cell(row, column).value

    def values(self) -> list[list[Value]]:
        """Every value, trailing blanks cut: for tests that look straight into the sheet."""
        table = [[cell.value for cell in row.cells] for row in self.rows]
        for values in table:
            while values and values[-1] is None:
                values.pop()
        while table and not table[-1]:
            table.pop()
        return table

    def entered(self) -> list[list[Value]]:
        """The same, with each formula's text in the place of its result."""
        table = [
            [c.formula if c.formula is not None else c.value for c in row.cells]
            for row in self.rows
        ]
        for values in table:
            while values and values[-1] is None:
                values.pop()
        while table and not table[-1]:
            table.pop()
        return table

    def lines(self, dimension: str) -> list[Any]:
        return self.rows if dimension == "ROWS" else self.columns

    def ranges(self) -> Iterator[Json]:
        """Every GridRange that hangs on this tab, to be changed in place."""
        yield from self.merges
        for held in (
            *self.protected,
            *self.banded,
            *self.filter_views,
            *self.tables,
            *([self.filter] if self.filter else ()),
        ):
            if "range" in held:
                yield held["range"]
        for rule in self.conditional:
            yield from rule["ranges"]

    def copied(self) -> "Tab":
        """A copy for going back to; cells are values and are shared."""
        return Tab(
            self.id,
            self.title,
            [Row(r.size, r.hidden, r.filtered, list(r.metadata), list(r.cells)) for r in self.rows],
            [Line(c.size, c.hidden, c.filtered, list(c.metadata)) for c in self.columns],
            self.hidden,
            self.frozen_rows,
            self.frozen_columns,
            *copy.deepcopy(
                (
                    self.extra,
                    self.merges,
                    self.protected,
                    self.conditional,
                    self.banded,
                    self.filter,
                    self.filter_views,
                )
            ),
            list(self.metadata),
            copy.deepcopy(self.tables),
        )


class Book:
    """
    A spreadsheet.

    Attributes:
        roles: Who may do what: email -> reader, writer or owner.
        trashed: In the owner's bin: still there for the API, marked in Drive.
        deleted: Gone for good.
        drive: The shared drive that it is kept in, of which everybody here is a member.
        office: It is an .xlsx that Drive opens in the sheets' editor: the Sheets API refuses it.
        locked: Its content is restricted in Drive, so that it can be read and not written.
    """

    def __init__(
        self,
        ident: str,
        title: str,
        owner: str,
        *,
        locale: str = "en_US",
        timezone: str = "Etc/GMT",
    ) -> None:
        self.id = ident
        self.title = title
        self.locale = locale
        self.timezone = timezone
        self.owner = owner
        self.roles: dict[str, str] = {owner: "owner"}
        self.trashed = False
        self.deleted = False
        self.drive = ""
        self.office = False
        self.locked = False
        self.named: list[Json] = []
        self.metadata: list[Metadata] = []
        self.tabs: list[Tab] = [new_tab(0, "Sheet1")]
        self._made = 0

    def new_number(self) -> int:
        """An id for a tab, metadata or a rule; big and irregular, as Google's are."""
        self._made += 1
        return 100_000_000 + self._made * 7_919_333 % 900_000_000

    def tab(self, title: str) -> Tab:
        for tab in self.tabs:
            if tab.title == title:
                return tab
        raise KeyError(title)

    def find(self, title: str) -> Tab | None:
        """Sheets takes a tab's title in any case."""
        return next((tab for tab in self.tabs if tab.title.casefold() == title.casefold()), None)

    def by_id(self, sheet_id: int) -> Tab:
        for tab in self.tabs:
            if tab.id == sheet_id:
                return tab
        raise invalid(f"No grid with id: {sheet_id}")

    @property
    def cell_count(self) -> int:
        return sum(len(tab.rows) * len(tab.columns) for tab in self.tabs)

    def check_size(self) -> None:
        if any(len(tab.columns) > MOST_COLUMNS for tab in self.tabs):
            raise invalid(f"A sheet can have at most {MOST_COLUMNS} columns.")
        self.check_room(0)

    def check_room(self, more: int) -> None:
        if self.cell_count + more > MOST_CELLS:
            raise invalid(
                f"This action would increase the number of cells in the workbook above the limit of {MOST_CELLS} cells."
            )

    def role(self, email: str) -> str:
        return "" if self.deleted else self.roles.get(email, self.roles.get("anyone", ""))

    def snapshot(self) -> Mapping[str, Any]:
        """What `restore` needs to undo a batch that fails half-way."""
        held = {"tabs": [tab.copied() for tab in self.tabs], "named": copy.deepcopy(self.named)}
        return {**self.__dict__, **held, "metadata": list(self.metadata), "roles": dict(self.roles)}

    def restore(self, held: Mapping[str, Any]) -> None:
        self.__dict__.update(held)

    def area(self, text: str, *, write: bool = False) -> Area:
        """
        The rectangle that *text* names.

        A read that starts within the grid is cut to it; a write must fit.
        """
        try:
            title, rest = split_title(text)
            tab, box = self._named_area(title, rest)
        except RangeError:
            raise invalid(f"Unable to parse range: {text}") from None
        return self.clip(tab, box, write=write)

    def _named_area(self, title: str | None, rest: str) -> tuple[Tab, Box]:
        if title is not None:
            tab = self.find(title)
            if tab is None:
                raise RangeError(title)
            return tab, read_box(rest) if rest else Box()
        try:
            return self.tabs[0], read_box(rest)
        except RangeError:
            pass
        for named in self.named:
            if named["name"].casefold() == rest.casefold():
                return self.by_id(named["range"].get("sheetId", 0)), box_of(named["range"])
        tab = self.find(rest)
        if tab is None:
            raise RangeError(rest)
        return tab, Box()

    def clip(self, tab: Tab, box: Box, *, write: bool = False) -> Area:
        height, width = len(tab.rows), len(tab.columns)
        top, left = box.top or 1, box.left or 1
        bottom, right = box.bottom or height, box.right or width
        over = bottom > height or right > width if write else False
        if top > height or left > width or over:
            # Google names the range as it read it.
            name = range_name(tab.title, top, left, max(bottom, top), max(right, left))
            raise invalid(
                f"Range ({name}) exceeds grid limits. Max rows: {height}, max columns: {width}"
            )
        return Area(tab, top, left, min(bottom, height), min(right, width), box.single)

    def grid_area(self, found: Json, where: str = "") -> Area:
        """The rectangle of a GridRange; *where* starts the message of the refusal."""
        tab = self.by_id(found.get("sheetId", 0))
        box = box_of(found)
        top, left = box.top or 1, box.left or 1
        bottom = box.bottom if box.bottom is not None else len(tab.rows)
        right = box.right if box.right is not None else len(tab.columns)
        if not (1 <= top <= bottom <= len(tab.rows) and 1 <= left <= right <= len(tab.columns)):
            name = range_name(tab.title, max(top, 1), max(left, 1), max(bottom, 1), max(right, 1))
            raise invalid(
                f"{where}Range ({name}) exceeds grid limits. Max rows: {len(tab.rows)}, max columns: {len(tab.columns)}"
            )
        return Area(tab, top, left, bottom, right)


def box_of(found: Json) -> Box:
    """A GridRange as a Box; an end that is left out is open."""
    top, left = found.get("startRowIndex", 0) + 1, found.get("startColumnIndex", 0) + 1
    return Box(top, left, found.get("endRowIndex"), found.get("endColumnIndex"))


def new_tab(sheet_id: int, title: str, rows: int = 1000, columns: int = 26) -> Tab:
    return Tab(sheet_id, title, [Row() for _ in range(rows)], [Line(WIDTH) for _ in range(columns)])


def open_book(books: Mapping[str, Book], ident: str, email: str, *, write: bool) -> Book:
    """The spreadsheet, or Google's refusal of *email*."""
    book = books.get(ident)
    if book is None or book.deleted:
        raise GoogleError(404, "Requested entity was not found.")
    role = book.role(email)
    if not role or (write and (role == "reader" or book.locked)):
        raise GoogleError(403, "The caller does not have permission")
    if book.office:
        raise GoogleError(
            400,
            "This operation is not supported for this document. "
            "The document must not be an Office file.",
            reason="failedPrecondition",
            status="FAILED_PRECONDITION",
        )
    return book
