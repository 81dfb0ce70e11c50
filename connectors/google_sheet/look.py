"""One look at a spreadsheet: what was read, as the snapshot that a plan is decided on."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from connectors.google_sheet.cells import Rows
from connectors.google_sheet.frame import Details, Frame, TabFrame
from connectors.google_sheet.grid import Grid
from syncer.domain.sheet import Snapshot, Tab, Version

NOTHING = Grid([], 0, 0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """
    All that was read at about one moment.

    Attributes:
        grids: By the tab's id; tabs that hold no plan of ours are not read.
        details: By the tab's id, as they were when they were last asked for.
        plan: The id of the tab that the configuration names; None where it names none.
        hidden: What our hidden tab holds, where it was read along with the others.
    """

    frame: Frame
    grids: Mapping[int, Grid] = field(repr=False)
    details: Mapping[int, Details] = field(repr=False)
    plan: int | None
    hidden: Mapping[str, Any] | None = field(default=None, repr=False)

    @property
    def scratch(self) -> TabFrame | None:
        """Our hidden tab for the plan; where none is named, that of the tab which was chosen."""
        unnamed = (tab.id for tab in self.frame.tabs if tab.called == "")
        return self.frame.scratch(next(unnamed, None) if self.plan is None else self.plan)

    def rows(self, tab: TabFrame) -> Rows:
        """The values of *tab*."""
        return self.grids.get(tab.id, NOTHING).rows

    def with_rows(self, tab: TabFrame, rows: Rows, width: int = 0) -> "Look":
        """The same with other values in *tab*."""
        grid = self.grids.get(tab.id, NOTHING)
        new = grid._replace(rows=rows, width=max(width, grid.width))
        return replace(self, grids={**self.grids, tab.id: new})

    def version(self) -> Version:
        """
        Of all that a decision is made from: values, formulas, merges, what is hidden.

        Where the plan's tab is known, people's other tabs are nothing to it.
        """
        digest = sha256(f"{self.frame.locale} {self.frame.timezone} {self.plan}".encode())
        known = self.frame.by_id(self.plan) if self.plan is not None else None
        summary = self.frame.summary(self.plan)
        for tab in self.frame.tabs:
            if known is not None and tab is not known and tab is not summary:
                continue
            about = (tab.id, tab.name, tab.hidden, tab.ours, tab.merges)
            digest.update(f"{about} {_said(self.details.get(tab.id))}".encode())
            digest.update(json.dumps(self.rows(tab)).encode())
        return Version(digest.hexdigest())

    def snapshot(self, source: str, called: str | None, version: Version) -> Snapshot:
        """What the product sees; the tab followed under the name *called* still bears it."""
        return Snapshot(
            source=source,
            version=version,
            tabs=tuple(self._tab(tab, called) for tab in self.frame.tabs if tab.grid),
            locale=self.frame.locale,
            timezone=self.frame.timezone,
        )

    def _tab(self, tab: TabFrame, called: str | None) -> Tab:
        details = self.details.get(tab.id, Details())
        return Tab(
            name=tab.name,
            rows=self.rows(tab),
            hidden=tab.hidden,
            ours=tab.ours,
            of=self._name_of(tab.of),
            called=called or "" if tab.id == self.plan else "",
            hidden_rows=details.hidden_rows,
            hidden_columns=details.hidden_columns,
            merges=tab.merges,
            formulas=details.formulas,
            percents=details.percents,
        )

    def _name_of(self, ident: int | None) -> str:
        """What the tab *ident* is called; empty where it is gone."""
        tab = self.frame.by_id(ident) if ident is not None else None
        return tab.name if tab else ""


def _said(details: Details | None) -> object:
    """The same for the same details, in whatever order their sets hold them."""
    held = details or Details()
    sets: Sequence[frozenset[object]] = (
        held.hidden_rows, held.hidden_columns, held.formulas, held.percents,
    )  # fmt: skip
    return [sorted(one) for one in sets]  # type: ignore[type-var]


def reshaped(before: Look, now: Mapping[int, Grid]) -> bool:
    """
    Whether the values *now* make the details of *before* doubtful.

    Values come with each read, details cost a call of their own. They may be others wherever rows
    or columns moved, a formula's result changed, or a cell turned from one kind into another
    (`45` into `45%`, which reads 0.45). A few texts, days and whole numbers typed over others
    leave them as they are.
    """
    return any(
        _moved(before.grids.get(ident, NOTHING), grid, before.details.get(ident))
        for ident, grid in now.items()
    )


_FEW = 20


def _moved(old: Grid, new: Grid, details: Details | None) -> bool:
    if details is None or (old.height, old.width, len(old.rows)) != (
        new.height,
        new.width,
        len(new.rows),
    ):
        return True
    rows = [row for row, (a, b) in enumerate(zip(old.rows, new.rows, strict=True), 1) if a != b]
    if len(rows) > _FEW:
        return True
    return any(_doubtful(row, old.rows[row - 1], new.rows[row - 1], details) for row in rows)


def _doubtful(row: int, old: Sequence[object], new: Sequence[object], details: Details) -> bool:
    changed = 0
    for column in range(1, max(len(old), len(new)) + 1):
        was = old[column - 1] if column <= len(old) else ""
        now = new[column - 1] if column <= len(new) else ""
        if was == now and type(was) is type(now):
            continue
        changed += 1
        if (row, column) in details.formulas or isinstance(now, float):
            return True
        if (column in details.percents) and not isinstance(now, str):
            return True
    # A row that is another one throughout was moved, or put in where one was taken out.
    return changed > max(1, len(new)) // 2 and changed > 2  # noqa: PLR2004 - two cells are an edit
