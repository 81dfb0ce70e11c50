"""A look at a spreadsheet with what was just written, so that it need not be read again."""

from collections.abc import Sequence
from dataclasses import replace

from connectors.google_sheet.cells import Formula, put, trim
from connectors.google_sheet.columns import width_with
from connectors.google_sheet.frame import Frame, TabFrame
from connectors.google_sheet.look import NOTHING, Look
from connectors.google_sheet.page import page_rows
from connectors.google_sheet.rows import RowPlan
from syncer.domain.changes import OwnCell, SheetChanges
from syncer.domain.page import Page


def with_page_tab(look: Look, tab: TabFrame, page: Page | None, ident: int) -> Look:
    """*look* with the tab *ident* that was made for *page*, or is now that of the plan in *tab*."""
    if page is None:
        return look
    ours = look.frame.summary(tab.id)
    if ours is not None:
        return replace(look, frame=_changed(look.frame, replace(ours, of=tab.id)))
    made = TabFrame(
        id=ident, name=page.name, grid=True,
        hidden=False, of=tab.id, called=None, height=0, width=0,
    )  # fmt: skip
    return replace(look, frame=replace(look.frame, tabs=(*look.frame.tabs, made)))


def with_columns(
    look: Look, tab: TabFrame, headers: Sequence[OwnCell], changes: SheetChanges
) -> Look:
    """*look* with the columns that were put in for *headers*."""
    if not headers:
        return look
    rows = [list(cells) for cells in look.rows(tab)]
    for cell in headers:
        for cells in rows:
            if len(cells) >= cell.column:
                cells.insert(cell.column - 1, "")
        put(rows, changes.header_row, cell.column, [str(cell.value)])
    width = width_with(look.grids.get(tab.id, NOTHING).width, headers)
    look = look.with_rows(tab, trim(rows), width)
    called = tab.called if tab.called is not None else ""
    return replace(look, frame=_changed(look.frame, replace(tab, called=called)))


def with_results(look: Look, tab: TabFrame, plans: Sequence[RowPlan]) -> Look:
    """*look* with what was written, and nothing that people did since it was read."""
    rows = list(look.rows(tab))
    for plan in plans:
        if plan.row <= len(rows):
            rows[plan.row - 1] = list(rows[plan.row - 1])
        for column, entry in plan.cells.items():
            if not isinstance(entry, Formula):
                put(rows, plan.row, column, [entry])
    return look.with_rows(tab, trim(rows))


def with_page(look: Look, tab: TabFrame, page: Page | None) -> Look:
    """*look* with *page* in our tab for the plan in *tab*."""
    ours = look.frame.summary(tab.id)
    return look if page is None or ours is None else look.with_rows(ours, page_rows(page))


def _changed(frame: Frame, new: TabFrame) -> Frame:
    return replace(frame, tabs=tuple(new if tab.id == new.id else tab for tab in frame.tabs))
