"""A sheet in memory: a PlanSource that tests type into as people do."""

from collections.abc import Callable, Iterator
from hashlib import sha256

from syncer.domain.changes import SheetChanges
from syncer.domain.sheet import Snapshot, Tab, Value, Version
from syncer.errors import ConflictError
from syncer.ports import Written


class MemorySheet:
    """
    A PlanSource over a grid of cells; `rows[0]` is row 1.

    `meanwhile` is called once, just before the next write: somebody edits while we decide.
    `refuses` is raised by every write until it is taken away. A `loose` sheet knows no versions
    when it is written to, as those on the web: it writes by place, and proves by what then stands
    in the row that it was the row meant.
    """

    def __init__(self, rows: list[list[Value]], *, name: str = "Plan", loose: bool = False) -> None:
        self.name = name
        self.loose = loose
        self.rows = rows
        self.page: list[list[Value]] | None = None
        self.page_name = ""
        self.writes = 0
        self.meanwhile: Callable[[], None] | None = None
        self.refuses: Exception | None = None

    def version(self) -> Version:
        return Version(sha256(repr((self.rows, self.page)).encode()).hexdigest())

    def read(self) -> Snapshot:
        tabs = [Tab(name=self.name, rows=tuple(tuple(row) for row in self.rows))]
        if self.page is not None:
            page = tuple(tuple(row) for row in self.page)
            tabs.append(Tab(name=self.page_name, rows=page, ours=True))
        return Snapshot(source="plan.xlsx", version=self.version(), tabs=tuple(tabs))

    def write(self, changes: SheetChanges, expected: Version) -> Written:
        if self.meanwhile is not None:
            act, self.meanwhile = self.meanwhile, None
            act()
        if self.refuses is not None:
            raise self.refuses
        if not self.loose and self.version() != expected:
            raise ConflictError("somebody else wrote")
        for cell in changes.headers:
            self._set(changes.header_row, cell.column, cell.value)
        for row in changes.rows:
            for cell in row.cells:
                self._set(row.row, cell.column, cell.value)
        if changes.page is not None:
            self.page = [[cell.value for cell in row] for row in changes.page.rows]
            self.page_name = changes.page.name
        self.writes += 1
        return Written(self.version(), frozenset(self._proven(changes)))

    def _proven(self, changes: SheetChanges) -> Iterator[int]:
        for row in changes.rows:
            cells = self.rows[row.row - 1]
            if not row.key or (row.title in cells and row.key in cells):
                yield row.row

    def _set(self, row: int, column: int, value: Value) -> None:
        self.rows += [[] for _ in range(row - len(self.rows))]
        cells = self.rows[row - 1]
        cells += [None] * (column - len(cells))
        cells[column - 1] = value

    def column(self, heading: str) -> list[Value]:
        """What stands below *heading*, from the first row under the headings on."""
        top = next(at for at, row in enumerate(self.rows) if heading in row)
        place = self.rows[top].index(heading)
        return [row[place] if place < len(row) else None for row in self.rows[top + 1 :]]
