"""A Google Sheet as a source of plans: read in one call, written in one call, proven by its echo."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from connectors._google.account import Account
from connectors.google_sheet import columns, page
from connectors.google_sheet.a1 import Range
from connectors.google_sheet.address import Address
from connectors.google_sheet.api import Block, Sheets
from connectors.google_sheet.cells import Rows, put, trim
from connectors.google_sheet.frame import (
    Details,
    Frame,
    TabFrame,
    read_details,
    read_frame,
)
from connectors.google_sheet.grid import Grid, read_grids
from connectors.google_sheet.look import NOTHING, Look, reshaped
from connectors.google_sheet.mend import Before, undoing
from connectors.google_sheet.rows import RowPlan, blocks_of, headings_of, loads, row_plans, unproven
from syncer.domain.changes import SheetChanges
from syncer.domain.page import Page
from syncer.domain.sheet import Snapshot, Version
from syncer.errors import ConflictError, SyncerError
from syncer.ports import Written

_FRESH: Final = 10.0
"""Seconds that what `version` read may wait for `read` to ask for it."""
_LASTING: Final = 600.0
"""Seconds that tabs and details are believed without a sign that they changed."""
_NEVER: Final = float("-inf")
_MENDS: Final = 3


class _Ahead(NamedTuple):
    """What `version` read, for the `read` that follows it."""

    look: Look
    moment: float


class SheetSource:
    """
    One spreadsheet. Not to be shared by threads.

    Sheets has no compare-and-set: people may move rows between our read and our write. So `write`
    goes by position and proves itself by what Google shows afterwards; where that is not what
    was meant, it takes back what it did there and raises ConflictError. People's cells are
    written null, which leaves them alone.

    Between cycles the outline (tabs, merges) and the details (formulas, formats, what is hidden)
    are kept: values are read each time, the others when the values' shape, a failure or ten
    minutes say so, one call each and never both in a cycle that is quiet otherwise.
    """

    def __init__(self, address: Address, account: Account, tab: str | None) -> None:
        self._name = f"https://docs.google.com/spreadsheets/d/{address.book}/edit"
        self._sheets = Sheets(account, address.book)
        self._now = account.pace.now
        self._gid = address.tab
        self._called = tab
        self._followed: int | None = None
        self._last: Look | None = None
        self._ahead: _Ahead | None = None
        self._outlined = self._detailed = _NEVER
        self._page: Page | None = None

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
        last = self._last
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
        ids = {tab.id for tab in frame.tabs}
        if self._followed not in ids:
            self._followed = self._found(frame)
        return self._followed

    def _found(self, frame: Frame) -> int | None:
        gid = _gid_of(self._called) if self._called is not None else self._gid
        if gid is not None:
            return next((tab.id for tab in frame.tabs if tab.id == gid), None)
        if self._called is None:
            return None
        marked = [tab for tab in frame.tabs if tab.called == self._called]
        named = [tab for tab in frame.tabs if tab.name == self._called]
        # The mark outlasts a rename, also across restarts; a copy of the tab does not bear it.
        return next((tab.id for tab in (*marked, *named)), None)

    def _wanted(self, frame: Frame, plan: int | None) -> list[TabFrame]:
        if plan is None and self._called is None and self._gid is None:
            return [tab for tab in frame.tabs if tab.grid]
        return [tab for tab in frame.tabs if tab.grid and (tab.id == plan or tab.ours)]

    # Writing.

    def _write(self, changes: SheetChanges, look: Look, tab: TabFrame) -> Written:
        held = look.rows(tab)
        plans = row_plans(changes, held)
        headers = columns.missing(changes, held)
        values = self._page_values(changes, look)
        requests: list[dict[str, Any]] = []
        if headers:
            width = look.grids.get(tab.id, NOTHING).width
            requests += columns.adding(tab, width, headers, changes, self._called or "")
        sheet = look.frame.ours.id if look.frame.ours else page.new_id(look.frame)
        if changes.page is not None and values is None:
            requests += page.page_requests(changes.page, look.frame, sheet)
        if requests:
            self._sheets.change(requests, "adding our columns and our tab")
        if headers and any(len(cells) >= headers[0].column for cells in held):
            self._outlined = self._detailed = _NEVER  # what stood there moved to the right
        look = _structured(look, tab, headers, changes, sheet)
        before = Before(look.rows(tab), changes.header_row, changes.id_column)
        blocks = [*blocks_of(plans, tab.name), *(values or ())]
        look, astray = self._put(blocks, plans, look, tab, before)
        self._page = changes.page or self._page
        if astray:
            self._mend(astray, tab, before)
        self._last = look
        return Written(look.version(), frozenset(plan.row for plan in plans))

    def _page_values(self, changes: SheetChanges, look: Look) -> list[Block] | None:
        ours = look.frame.ours
        if changes.page is None or ours is None or ours.name != changes.page.name:
            return None
        return page.value_blocks(changes.page, self._page, look.rows(ours), ours.name)

    def _put(
        self,
        blocks: Sequence[Block],
        plans: Sequence[RowPlan],
        look: Look,
        tab: TabFrame,
        before: Before,
    ) -> tuple[Look, list[RowPlan]]:
        """Write *blocks*; what stands there afterwards, and the rows that nothing proves."""
        echo: list[tuple[Range, Rows]] = []
        witness = headings_of(blocks, tab.name, before.header_row)
        try:
            for load in loads(blocks, before.rows, witness):
                echo += self._sheets.write(load)
        except ConflictError:
            # No answer, or people were quicker: some of it may stand anywhere.
            self._forget()
            self._mend(plans, tab, before)
        return _with_blocks(look, blocks), unproven(plans, echo, tab.name, witness, before.rows)

    def _mend(self, astray: Sequence[RowPlan], tab: TabFrame, before: Before) -> None:
        """Read again, take back what landed in other rows, and leave the deciding to the next."""
        for _ in range(_MENDS):
            look = self._look()
            now = next((one for one in look.frame.tabs if one.id == tab.id), None)
            undo = undoing(astray, look.rows(now), before) if now is not None else []
            self._ahead = _Ahead(look, self._now())
            if now is None or not undo:
                break
            echo: list[tuple[Range, Rows]] = []
            blocks = blocks_of(undo, now.name)
            for load in loads(blocks, look.rows(now)):
                echo += self._sheets.write(load)
            self._last = _with_blocks(look, blocks)
            self._ahead = _Ahead(self._last, self._now())
            again = unproven(undo, echo, now.name)
            if not again:
                break
            # What was put back went astray itself: it is looked for too.
            astray = [*astray, *again]
        raise ConflictError(
            "people moved rows while the results were written",
            hint="nothing is lost: what went astray was taken back and is decided anew",
        )


def _gid_of(tab: str) -> int | None:
    """`gid=123` as a tab's id; None for a name."""
    number = tab.removeprefix("gid=")
    return int(number) if tab.startswith("gid=") and number.isdecimal() else None


def _regrown(last: Look, grids: Mapping[int, Grid]) -> bool:
    old = last.grids
    return any(
        ident in old and (old[ident].height, old[ident].width) != (grid.height, grid.width)
        for ident, grid in grids.items()
    )


def _structured(
    look: Look,
    tab: TabFrame,
    headers: Sequence[Any],
    changes: SheetChanges,
    sheet: int,
) -> Look:
    """*look* with the columns and the page that were just put in."""
    if headers:
        rows = [list(cells) for cells in look.rows(tab)]
        for cell in headers:
            for cells in rows:
                if len(cells) >= cell.column:
                    cells.insert(cell.column - 1, "")
            put(rows, changes.header_row, cell.column, [str(cell.value)])
        width = max(look.grids.get(tab.id, NOTHING).width, headers[0].column - 1) + len(headers)
        look = look.with_rows(tab, trim(rows), width)
        called = tab.called if tab.called is not None else ""
        look = replace(
            look, frame=_changed(look.frame, tab.id, lambda t: replace(t, called=called))
        )
    if changes.page is None:
        return look
    ours = look.frame.ours
    if ours is None:
        ours = TabFrame(
            id=sheet, name=changes.page.name, grid=True, hidden=False, ours=True, called=None,
            height=0, width=0,
        )  # fmt: skip
        look = replace(look, frame=replace(look.frame, tabs=(*look.frame.tabs, ours)))
    return look.with_rows(ours, page.page_rows(changes.page))


def _changed(frame: Frame, ident: int, change: Callable[[TabFrame], TabFrame]) -> Frame:
    return replace(frame, tabs=tuple(change(t) if t.id == ident else t for t in frame.tabs))


def _with_blocks(look: Look, blocks: Sequence[Block]) -> Look:
    """
    *look* with what was written.

    Not with what the echo shows: people's cells in it may be newer than what was decided on, and
    then the next cycle must find another version.
    """
    grids = {ident: grid._replace(rows=list(grid.rows)) for ident, grid in look.grids.items()}
    names = {tab.name: tab.id for tab in look.frame.tabs}
    for place, written in blocks:
        rows = grids[names[place.tab]].rows
        for row, cells in enumerate(written, start=place.top):
            if row <= len(rows):
                rows[row - 1] = list(rows[row - 1])
            for column, value in enumerate(cells, start=place.left):
                if value is not None:
                    put(rows, row, column, [value])
    return replace(
        look, grids={ident: grid._replace(rows=trim(grid.rows)) for ident, grid in grids.items()}
    )
