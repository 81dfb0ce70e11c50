"""What people typed into a Google Sheet, known by each cell itself, wherever it is moved."""

from syncer.domain.layout import Owned
from tests.google.cells import Cell

OWN_HEADINGS = frozenset(text for name in Owned for text in (name, f"{name} (syncer)"))
MARK = "syncer."
"""Tabs with metadata of such names, but the plan's, are the product's."""
STRAY = "!"
"""The note on a cell of people's that was blank until something wrote into it."""


class Typed:
    """
    Every cell that people filled bears a note of ours: notes go wherever cells go.

    The product never touches notes, so that what a cell held when people last typed into it can
    be told by its note, through sorts, drags, cuts and moved columns. Call `settle` after
    whatever people do, and `wrong` after whatever the product does.
    """

    def __init__(self, book, theirs=()):
        self.book = book
        self.tab_id = book.tabs[0].id
        self.own_names = OWN_HEADINGS - frozenset(theirs)
        self.cells: dict[str, Cell] = {}
        self.heads: set[str] = set()
        self.shapes: dict[int, list[list[str]]] = {}

    @property
    def tab(self):
        return self.book.by_id(self.tab_id)

    def theirs(self):
        """The tabs that people keep."""
        for tab in self.book.tabs:
            if tab.id == self.tab_id or not any(m.key.startswith(MARK) for m in tab.metadata):
                yield tab

    def head(self):
        """The row of headings, from 1."""
        for at, row in enumerate(self.tab.rows, start=1):
            if any(cell.note in self.heads for cell in row.cells):
                return at
        return 1

    def own(self):
        """The columns that bear headings of ours, from 1."""
        cells = self.tab.rows[self.head() - 1].cells
        return {at for at, cell in enumerate(cells, start=1) if cell.value in self.own_names}

    def fresh(self, cell, *, head=False):
        """*cell* as people just typed it."""
        note = f"#{len(self.cells) + 1}"
        self.cells[note] = made = cell._replace(note=note)
        if head:
            self.heads.add(note)
        return made

    def settle(self):
        """What stands there now, people have put there."""
        for tab in self.theirs():
            plan = tab.id == self.tab_id
            head, own = (self.head(), self.own()) if plan else (0, set())
            for number, row in enumerate(tab.rows, start=1):
                for at, cell in enumerate(row.cells):
                    if plan and number >= head and at + 1 in own:
                        row.cells[at] = cell._replace(note="") if cell.note else cell
                    elif not cell.is_empty and not cell.note:
                        row.cells[at] = self.fresh(cell, head=plan and number == head)
        self.shapes = {tab.id: _shape(tab) for tab in self.theirs()}

    def wrong(self):
        """Each cell that does not hold what people typed there last, and all that came or went."""
        return [line for tab in self.theirs() for line in self._wrong_in(tab)]

    def _wrong_in(self, tab):
        plan = tab.id == self.tab_id
        head, own = (self.head(), self.own()) if plan else (0, set())
        for number, row in enumerate(tab.rows, start=1):
            for at, cell in enumerate(row.cells):
                place = (tab.title, number, at + 1)
                if cell.note.startswith("#") and cell != self.cells[cell.note]:
                    yield f"{place} was {self.cells[cell.note]}, is {cell}"
                elif cell.is_empty or cell.note.startswith("#"):
                    continue
                elif not plan or at + 1 not in own or number < head:
                    row.cells[at] = cell._replace(note=STRAY)
                    yield f"{place} was blank, is {cell}"
        if _shape(tab) != self.shapes.get(tab.id):
            yield f"cells of {tab.title} came, went or moved"


def _shape(tab):
    """The cells that people filled, row by row."""
    return [[cell.note for cell in row.cells if cell.note[:1] == "#"] for row in tab.rows]
