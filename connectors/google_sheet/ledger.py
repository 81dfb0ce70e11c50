"""Carries out writes of results, and remembers each until it is known to be right or taken back."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from connectors.google_sheet import scratch
from connectors.google_sheet.api import Sheets
from connectors.google_sheet.cells import Rows, at
from connectors.google_sheet.frame import TabFrame, new_id
from connectors.google_sheet.look import Look
from connectors.google_sheet.mend import undoing
from connectors.google_sheet.rows import RowPlan, heading_plan
from connectors.google_sheet.stood import Cells, cells_of, parts_in
from connectors.google_sheet.transaction import ENTERED, Transaction, transactions
from connectors.google_sheet.verdict import (
    Astray,
    Verdict,
    agreeing,
    agrees,
    judged,
    supposed,
)
from connectors.google_sheet.word import Added, Word, found_in, leaving, place_of
from syncer.domain.changes import OwnCell
from syncer.errors import AccessError, ConflictError, SourceError

Request = Mapping[str, Any]

_MENDS: Final = 8
_RANGES: Final = 60  # in one address
_MOST_DOUBLED: Final = 2_000_000  # cells; a spreadsheet holds ten million
_TOKENS: Final = 16  # of writes, of which one stands there


class Place(NamedTuple):
    """Where is written: the plan's tab as it was read, and our hidden one, which is large enough."""

    tab: TabFrame
    scratch: TabFrame
    rows: Rows
    header_row: int
    formulas: frozenset[tuple[int, int]]


class _Open(NamedTuple):
    """A write of which nobody knows what became."""

    made: Transaction
    rows: Rows


class Ledger:
    """
    The writes to one tab; what they owe people outlasts failures, until `settle` pays it.

    It outlasts the process, too: what a ledger owes, another one takes up.
    """

    def __init__(self, sheets: Sheets) -> None:
        self._sheets = sheets
        self._sheet = self._header_row = 0
        self._open: _Open | None = None
        self._added: Added | None = None
        # The newest last: what a mend hit is taken back before what it was to mend.
        self._layers: list[list[Astray]] = []
        self._sent: deque[str] = deque(maxlen=_TOKENS)
        self._checked: str | None = None
        self._doubles = True

    @property
    def owes(self) -> bool:
        """Whether something may stand where it must not."""
        return bool(self._open or self._added or self._layers)

    def adding(self, headers: Sequence[OwnCell], place: Place) -> None:
        """*headers* are about to be put in: by position, so perhaps into another row."""
        self._sheet, self._header_row = place.tab.id, place.header_row
        above = place.rows[place.header_row - 1] if place.header_row <= len(place.rows) else []
        headings = {cell.column: str(cell.value) for cell in headers}
        self._added = Added(headings, frozenset(above) - {""})

    def adding_leaves(self, place: Place) -> list[dict[str, Any]]:
        """Requests that leave word of what is being added, in the same batch."""
        made = self._first(place)
        self._sent.append(made.token)
        word = Word(made, added=self._added)
        return [
            *scratch.renewing(made.scratch, made.sheet, made.token),
            leaving(word, place.scratch),
        ]

    def write(self, plans: Sequence[RowPlan], place: Place, extra: Sequence[Request] = ()) -> bool:
        """Carry out *plans*; whether all of them are right. If not, `settle` takes back the rest."""
        self._sheet, self._header_row = place.tab.id, place.header_row
        first = replace(self._first(place), extra=[dict(one) for one in extra])
        verdict = self._carry_out(plans, place, first, mends=False)
        self._lay(verdict.astray)
        right = verdict.whole(plans)
        if right:
            self._added = None
        return right

    def _first(self, place: Place) -> Transaction:
        return Transaction(
            sheet=place.tab.id,
            scratch=place.scratch.id,
            heading=heading_plan((), place.rows, place.header_row),
            plans=(),
            double=new_id() if self._doubles and _is_doubled(place.tab) else None,
        )

    def _carry_out(
        self, plans: Sequence[RowPlan], place: Place, first: Transaction, *, mends: bool
    ) -> Verdict:
        right: dict[int, frozenset[int]] = {}
        parts = list(transactions(plans, place.rows, place.header_row, place.formulas, first))
        for made in parts:
            below, top = self._layers, []
            if mends and made is parts[-1]:
                below, top = self._layers[:-1], self._layers[-1]
            verdict = self._done(Word(made, place.tab.filtered, self._added, below, top), place)
            right |= verdict.right
            if not verdict.whole(made.plans):
                return Verdict(right, verdict.astray)
        return Verdict(right, [])

    def _done(self, word: Word, place: Place) -> Verdict:
        made = word.made
        self._open = _Open(made, place.rows)
        self._sent.append(made.token)
        shown = made.shown(place.tab.name, place.scratch.name)
        requests = [*made.requests(), leaving(word, place.scratch)]
        try:
            answer = self._sheets.transact(requests, shown, made.fields)
        except (AccessError, SourceError):
            self._open = None  # refused as a whole
            if made.double is None:
                raise
            # Perhaps for the double alone; then there are to be no more.
            verdict = self._done(word._replace(made=replace(made, double=None)), place)
            self._doubles = False
            return verdict
        if parts_in(answer) != len(shown):
            raise _unsure()
        before, after = cells_of(answer, made.scratch), cells_of(answer, made.sheet)
        exact = agrees(made, before, after)
        verdict = judged(made, before, after) if exact else supposed(made, after, place.rows)
        self._open = None
        return verdict

    def settle(self, glance: Callable[[], Look]) -> None:
        """
        Take back all that stands where it must not; *glance* reads the sheet.

        Raises where that fails half-way: what is left is remembered.
        """
        if self._open is not None:
            self._resolve(self._open, glance())
        for _ in range(_MENDS):
            if not self.owes:
                return
            look = glance()
            tab = look.frame.by_id(self._sheet)
            if tab is None:
                self._added, self._layers = None, []
                return
            self._mend(look, tab)
        if self.owes:
            raise _unsure()

    def _mend(self, look: Look, tab: TabFrame) -> None:
        rows = look.rows(tab)
        if self._added is not None:
            self._lay(_misplaced(self._added, rows))
            self._added = None
        undos = undoing(self._layers[-1], rows, self._header_row) if self._layers else []
        if not undos:
            self._layers = self._layers[:-1]
            return
        plans = [undo.plan for undo in undos]
        hidden = scratch.fitting(look.frame, tab.id, *_extent(plans, self._header_row))
        formulas = look.details[tab.id].formulas if tab.id in look.details else frozenset()
        place = Place(tab, hidden, rows, self._header_row, formulas)
        first = replace(self._first(place), room=scratch.making(look.frame.scratch(tab.id), hidden))
        verdict = self._carry_out(plans, place, first, mends=True)
        self._layers.pop()
        self._lay([a for u in undos for a in u.left(verdict.right.get(u.plan.row, frozenset()))])
        self._lay(verdict.astray)

    def _lay(self, astray: list[Astray]) -> None:
        if astray:
            self._layers.append(astray)

    def take_up(self, look: Look) -> None:
        """Owe what the word in our hidden tab tells of, where another process left it."""
        hidden = look.scratch
        if hidden is None or not hidden.token or hidden.token == self._checked:
            return
        if hidden.token not in self._sent and (word := self._word(look, hidden)):
            tab = look.frame.by_id(word.made.sheet)
            # People can write there: what it says of another plan's tab is not ours to settle.
            if tab is not None and tab.id == hidden.of:
                self._owe(word, look, tab, hidden)
        self._checked = hidden.token

    def _word(self, look: Look, hidden: TabFrame) -> Word | None:
        answer = look.hidden
        if answer is None:
            answer = self._sheets.describe(ENTERED, [str(place_of(hidden))])
        word = found_in(cells_of(answer, hidden.id), hidden)
        # The tab may have been written to since its token was read: the next look has the new one.
        return word if word is not None and word.made.token == hidden.token else None

    def _owe(self, word: Word, look: Look, tab: TabFrame, hidden: TabFrame) -> None:
        made = word.made
        self._sheet, self._header_row = made.sheet, made.heading.row
        before = self._before(made, look, hidden) if made.plans else Cells({}, {})
        if made.double is None and (word.filtered or tab.filtered):
            made = agreeing(made, before, _seen(look.rows(tab)))
        verdict = judged(made, before, None)
        self._layers = [list(layer) for layer in word.layers]
        if word.made.plans and verdict.whole(made.plans):
            return
        self._added = word.added
        self._lay(list(word.mended))
        self._lay(verdict.astray)

    def _before(self, made: Transaction, look: Look, hidden: TabFrame) -> Cells:
        if look.hidden is not None:
            return cells_of(look.hidden, hidden.id)
        return self._read_back(made, hidden)

    def _resolve(self, unsure: _Open, look: Look) -> None:
        """What became of a write without an answer: our hidden tab tells."""
        made = unsure.made
        tab, hidden = look.frame.by_id(made.sheet), look.frame.scratch(made.sheet)
        height, width = _extent(made.plans, made.heading.row)
        if tab is None or hidden is None or hidden.token != made.token:
            self._open = None  # never done, or there is nothing to take back
            return
        if hidden.height >= height and hidden.width >= width:
            before = self._read_back(made, hidden)
            after = _seen(look.rows(tab))
            exact = agrees(made, before, after) or not tab.filtered
            verdict = judged(made, before, after) if exact else supposed(made, after, unsure.rows)
            self._lay(verdict.astray)
        self._open = None

    def _read_back(self, made: Transaction, hidden: TabFrame) -> Cells:
        ranges = [str(place) for place in made.copied(hidden.name)]
        found = Cells({}, {})
        for first in range(0, len(ranges), _RANGES):
            answer = self._sheets.describe(made.fields, ranges[first : first + _RANGES])
            shown = cells_of(answer, made.scratch)
            found = Cells({**found.entered, **shown.entered}, {})
        return found


def _is_doubled(tab: TabFrame) -> bool:
    """Whether a filter may keep rows from being copied, and the book has room for all once more."""
    return tab.filtered and tab.height * tab.width <= _MOST_DOUBLED


def _extent(plans: Sequence[RowPlan], header_row: int) -> tuple[int, int]:
    """The last row and the last column of *plans*."""
    right = max((column for plan in plans for column in plan.held), default=1)
    return max((header_row, *(plan.row for plan in plans))), right


def _misplaced(added: Added, rows: Rows) -> list[Astray]:
    """Our new headings where they are not among the others."""
    return [
        Astray(row=row, was=dict.fromkeys(added.headings, ""), now=dict(added.headings), marks={},
               headings={})
        for row, cells in enumerate(rows, start=1)
        if all(at([cells], 1, c) == text for c, text in added.headings.items())
        and not added.others.intersection(cells)
    ]  # fmt: skip


def _seen(rows: Rows) -> Cells:
    found = {
        (row, column): value
        for row, cells in enumerate(rows, start=1)
        for column, value in enumerate(cells, start=1)
    }
    return Cells(found, {})


def _unsure() -> ConflictError:
    return ConflictError(
        "people moved rows or columns while the results were written",
        hint="nothing is lost: what went astray is taken back and decided anew",
    )
