"""A Google Sheet as a source of plans: read in one call, written in one call, proven by its echo."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from connectors._google.account import Account
from connectors.google_sheet import columns, page, scratch, sorters
from connectors.google_sheet.a1 import Range
from connectors.google_sheet.address import Address
from connectors.google_sheet.api import Sheets
from connectors.google_sheet.frame import (
    Details,
    Frame,
    TabFrame,
    new_id,
    read_details,
    read_frame,
    read_small,
)
from connectors.google_sheet.grid import Grid, grid_of, read_grids
from connectors.google_sheet.ledger import Ledger, Place
from connectors.google_sheet.look import NOTHING, Look, reshaped
from connectors.google_sheet.rows import row_plans
from connectors.google_sheet.which_tab import gid_of, refuse_shared, tab_called
from connectors.google_sheet.written import with_columns, with_page, with_page_tab, with_results
from syncer.domain.changes import SheetChanges
from syncer.domain.page import Page
from syncer.domain.sheet import Snapshot, Version
from syncer.errors import (
    AccessError,
    ConflictError,
    SourceError,
    SyncerError,
    UnavailableError,
)
from syncer.ports import Written

_FRESH: Final = 10.0
"""Seconds that what `version` read may wait for `read` to ask for it."""
_LASTING: Final = 600.0
"""Seconds that tabs and details are believed without a sign that they changed."""
_NEVER: Final = float("-inf")


class _Ahead(NamedTuple):
    """What `version` read, for the `read` that follows it."""

    look: Look
    moment: float


class SheetSource:
    """
    One spreadsheet. Not to be shared by threads.

    People may do anything between our read and our write. So `write` goes by position and proves
    itself by what stood there at that moment (connectors.google_sheet.transaction); where that is
    not what was read, it is put back, and ConflictError lets it be decided anew.

    The first look is one call where the plan is known and not long. Between cycles the outline
    (tabs, merges) and the details (formulas, formats, what is hidden) are kept: values are read
    each time, the others when the values' shape, a failure or ten minutes say so, one call each
    and never both in a cycle that is quiet otherwise.
    """

    def __init__(
        self,
        address: Address,
        account: Account,
        tab: str | None,
        *,
        settles: bool = True,
        others: Sequence[str] = (),
    ) -> None:
        self._name = f"https://docs.google.com/spreadsheets/d/{address.book}/edit"
        self._sheets = Sheets(account, address.book)
        self._now = account.pace.now
        self._called = tab
        gid = None if address.tab is None else f"gid={address.tab}"
        self._pointed = gid if tab is None else tab
        self._others = others
        self._followed: int | None = None
        self._settles = settles
        self._ledger = Ledger(self._sheets)
        self._last: Look | None = None
        self._ahead: _Ahead | None = None
        self._outlined = self._detailed = _NEVER
        self._page: Page | None = None
        self._cuts: list[sorters.Cut] = []

    def version(self) -> Version:
        """Of what stands there now; what was read for it is kept for the `read` that follows."""
        look = self._look()
        self._ahead = _Ahead(look, self._now())
        return look.version()

    def read(self) -> Snapshot:
        """All values and what is said of them; other tabs than the plan's are named, not read."""
        ahead, self._ahead = self._ahead, None
        fresh = ahead is not None and self._now() - ahead.moment < _FRESH
        look = ahead.look if ahead is not None and fresh else self._look()
        return look.snapshot(self._name, self._called, look.version())

    def write(self, changes: SheetChanges, expected: Version) -> Written:
        """
        Make *changes*, people's cells untouched; `rows` are those that the echo proved.

        ConflictError: it was read anew since *expected*, people moved rows meanwhile (then what
        landed astray was taken back), or no answer came: whoever reads again sees what is true.
        """
        look = self._last
        self._ahead = None
        if look is None or look.version() != expected:
            raise ConflictError(
                "the sheet is not as it was read", hint="nothing is lost: it is decided anew"
            )
        tab = look.frame.tab(changes.tab)
        if tab is None:
            raise ConflictError(f"the tab {changes.tab!r} is gone", hint="it is read again")
        try:
            return self._write(changes, look, tab)
        except SyncerError:
            self._forget()
            raise

    def _forget(self) -> None:
        """After a failure nothing is believed."""
        self._outlined = self._detailed = _NEVER
        self._page = None

    # Reading.

    def _look(self) -> Look:
        if self._ledger.owes:
            self._settle()
        look = self._glance()
        if self._settles:
            self._ledger.take_up(look)
        if not self._ledger.owes:
            return look
        self._settle()
        return self._glance()

    def _settle(self) -> None:
        try:
            self._ledger.settle(self._glance)
        except (AccessError, SourceError):
            self._forget()
            raise
        except SyncerError as error:
            self._forget()
            raise UnavailableError(str(error), hint=error.hint) from error

    def _first_look(self) -> Look | None:
        """By one call all that a plan at rest needs; None where that is not all there is to know."""
        if self._called is None or gid_of(self._called) is not None:
            return None
        try:
            small = read_small(self._sheets, self._called)
        except (ConflictError, SourceError):
            return None  # renamed, or not answered like this: other calls tell
        if small is None:
            return None
        plan = self._plan(small.frame)
        self._outlined = self._detailed = self._now()
        grids = {tab.id: grid_of(tab, small.rows[tab.id]) for tab in small.frame.tabs}
        return Look(
            frame=small.frame, grids=grids, details=small.details, plan=plan, hidden=small.hidden
        )

    def _glance(self) -> Look:
        last = self._last
        if last is None and (look := self._first_look()):
            self._last = look
            return look
        frame = None if last is None or self._is_old(self._outlined) else last.frame
        try:
            look = self._read(frame, last)
        except ConflictError:
            # A tab was renamed or taken out since its name was learnt.
            look = self._read(None, last)
        self._last = look
        return look

    def _is_old(self, moment: float) -> bool:
        return self._now() - moment >= _LASTING

    def _read(self, frame: Frame | None, last: Look | None) -> Look:
        renewed = frame is None
        if frame is None:
            frame = read_frame(self._sheets)
            self._outlined = self._now()
        plan = self._plan(frame)
        tabs = self._wanted(frame, plan)
        grids = read_grids(self._sheets, tabs, last.grids if last else {})
        # Our own tab has no formulas, and what is hidden there hides no plan.
        plans = {tab.id: grids[tab.id] for tab in tabs if not tab.ours}
        # One of the two is enough for a quiet cycle.
        due = self._is_old(self._detailed) and (not renewed or self._detailed == _NEVER)
        if last is None or due or reshaped(last, plans) or plan != last.plan:
            if last is not None and not renewed and _regrown(last, plans):
                # Tabs grew or shrank: merges may have moved too.
                frame = read_frame(self._sheets)
                self._outlined = self._now()
            details = self._details(frame, tabs, grids)
        else:
            details = dict(last.details)
        return Look(frame=frame, grids=grids, details=details, plan=plan)

    def _details(
        self, frame: Frame, tabs: Sequence[TabFrame], grids: Mapping[int, Grid]
    ) -> dict[int, Details]:
        names = {tab.id: tab.name for tab in frame.tabs}
        asked = {
            names.get(tab.id, tab.name): (tab.id, grids[tab.id].rows)
            for tab in tabs
            if not tab.ours
        }
        self._detailed = self._now()
        return read_details(self._sheets, asked)

    def _plan(self, frame: Frame) -> int | None:
        """The tab that the configuration names, followed by its id once it was found."""
        if self._pointed is None:
            return None
        if frame.by_id(self._followed) is None:
            self._followed = tab_called(frame, self._pointed, self._others)
        if self._followed is not None:
            refuse_shared(frame, self._followed, self._pointed, self._others)
        return self._followed

    def _wanted(self, frame: Frame, plan: int | None) -> list[TabFrame]:
        if self._pointed is None:
            return [tab for tab in frame.tabs if tab.grid]
        kept = frame.summary(plan)
        return [tab for tab in frame.tabs if tab.grid and (tab.id == plan or tab is kept)]

    # Writing.

    def _write(self, changes: SheetChanges, look: Look, tab: TabFrame) -> Written:
        look, extra = self._prepared(changes, look, tab)
        plans = row_plans(changes, look.rows(tab))
        right = True
        if plans:
            right = self._ledger.write(plans, _place(look, tab, changes), extra)
        elif extra:
            self._sheets.change(extra, "writing our tab")
        if not right:
            self._ledger.settle(self._glance)
            raise ConflictError(
                "people moved rows or columns while the results were written",
                hint="nothing is lost: what went astray was taken back and is decided anew",
            )
        self._let_reach(changes, look, tab)
        self._page = changes.page or self._page
        self._last = look = with_page(with_results(look, tab, plans), tab, changes.page)
        return Written(look.version(), frozenset(plan.row for plan in plans))

    def _let_reach(self, changes: SheetChanges, look: Look, tab: TabFrame) -> None:
        """Let filters and tables that were there before take in the columns that were just added."""
        if ours := {cell.column for cell in changes.headers}:
            above = look.rows(tab)[changes.header_row - 1]
            self._cuts = sorters.cut_off(tab.sorters, changes.header_row, ours, above)
        self._cuts = [cut for cut in self._cuts if not self._is_settled(cut, tab)]

    def _is_settled(self, cut: sorters.Cut, tab: TabFrame) -> bool:
        """Widen *cut*, as it is now; False where the next write is to try again."""
        row, left = cut.sorter.top, cut.sorter.right + 1
        place = Range(tab.name, row, left, row, left + len(cut.headings) - 1)
        try:
            answer = self._sheets.describe(sorters.WHOLE, [str(place)])
            if requests := sorters.widening(answer, tab.id, cut):
                self._outlined = self._detailed = _NEVER
                self._sheets.change(requests, "letting a filter or a table take our columns in")
        except (ConflictError, UnavailableError):
            return False
        except SyncerError:
            return True  # Google will not; the results stand there all the same
        return True

    def _prepared(
        self, changes: SheetChanges, look: Look, tab: TabFrame
    ) -> tuple[Look, list[dict[str, Any]]]:
        """What stands there once columns and tabs are made, and what of our tab is left to do."""
        headers = columns.missing(changes, look.rows(tab))
        requests: list[dict[str, Any]] = []
        if headers:
            width = look.grids.get(tab.id, NOTHING).width
            requests += columns.adding(tab, width, headers, changes, self._called or "")
            self._ledger.adding(headers, _place(look, tab, changes))
        ident = new_id()
        extra = self._page_requests(changes, look, tab, ident)
        if look.frame.summary(tab.id) is None:
            requests += extra
            extra = []
        held, hidden = look.frame.scratch(tab.id), _hidden(changes, look, tab)
        if hidden is not None and hidden != held:
            requests += scratch.making(held, hidden)
        if hidden is not None and headers:
            place = _place(look, tab, changes)._replace(scratch=hidden)
            requests += self._ledger.adding_leaves(place)
        if requests:
            self._sheets.change(requests, "adding our columns and our tabs")
        if headers and any(len(cells) >= headers[0].column for cells in look.rows(tab)):
            self._outlined = self._detailed = _NEVER  # what stood there moved to the right
        if hidden is not None:
            look = replace(look, frame=look.frame.with_scratch(hidden))
        look = with_page_tab(look, tab, changes.page, ident)
        return with_columns(look, tab, headers, changes), extra

    def _page_requests(
        self, changes: SheetChanges, look: Look, tab: TabFrame, ident: int
    ) -> list[dict[str, Any]]:
        """The values that changed, where only values did."""
        wanted, ours = changes.page, look.frame.summary(tab.id)
        if wanted is None:
            return []
        if ours is None:
            return page.page_requests(wanted, look.frame, tab.id, ident)
        made = page.value_requests(wanted, self._page, look.rows(ours), ours.id)
        if made is None:
            made = page.page_requests(wanted, look.frame, tab.id, ours.id)
        return [*page.adopting(ours, tab.id), *made]


def _place(look: Look, tab: TabFrame, changes: SheetChanges) -> Place:
    hidden = look.frame.scratch(tab.id)
    formulas = look.details[tab.id].formulas if tab.id in look.details else frozenset()
    return Place(tab, hidden or tab, look.rows(tab), changes.header_row, formulas)


def _hidden(changes: SheetChanges, look: Look, tab: TabFrame) -> TabFrame | None:
    """The scratch that writing *changes* needs; None where no row is written."""
    if not changes.rows:
        return None
    places = [(row.row, cell.column) for row in changes.rows for cell in row.cells]
    read = look.rows(tab)
    height = max((look.grids.get(tab.id, NOTHING).height, *(row for row, _ in places)))
    width = max((*map(len, read), *(column for _, column in places))) + len(changes.headers)
    return scratch.fitting(look.frame, tab.id, height, width)


def _regrown(last: Look, grids: Mapping[int, Grid]) -> bool:
    old = last.grids
    return any(
        ident in old and (old[ident].height, old[ident].width) != (grid.height, grid.width)
        for ident, grid in grids.items()
    )
