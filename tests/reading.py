"""Reads a grid of cells as the product does: for tests of locate, normalise and assemble."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from syncer.app.vocabulary import load_words
from syncer.domain.findings import Finding
from syncer.domain.layout import Layout
from syncer.domain.memory import Seen
from syncer.domain.plan import Item, Plan, Row
from syncer.domain.sheet import Merge, Snapshot, Tab, Version
from syncer.stages.assemble import assemble
from syncer.stages.attune import attuned
from syncer.stages.locate import locate
from syncer.stages.normalise import normalise

WORDS = load_words("auto", Path())


class Understood(NamedTuple):
    """Everything that reading a grid gives."""

    layout: Layout
    rows: tuple[Row, ...]
    plan: Plan
    findings: tuple[Finding, ...]

    def titles(self) -> list[str]:
        return [row.title for row in self.rows]

    def row(self, title: str) -> Row:
        return next(row for row in self.rows if row.title == title)

    def item(self, title: str) -> Item:
        return next(item for item in self.plan.items if item.row.title == title)

    def codes(self) -> list[tuple[str, str]]:
        """Where each finding stands, and its code."""
        return [(finding.cell or str(finding.row), finding.code) for finding in self.findings]

    def said(self, code: str) -> Finding:
        """The one finding with *code*."""
        (finding,) = [finding for finding in self.findings if finding.code == code]
        return finding


def snapshot(*tabs: Tab, locale: str | None = None) -> Snapshot:
    return Snapshot(source="plan.xlsx", version=Version("1"), tabs=tabs, locale=locale)


def tab(text: str, *, name: str = "Plan", merges: Iterable[str] = (), **more: Any) -> Tab:
    """A tab from lines of cells divided by `|`; `merges` like `A3:D3`."""
    lines = text.strip("\n").splitlines()
    rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    return Tab(name=name, rows=rows, merges=tuple(map(_merge, merges)), **more)


def understand(
    source: Tab | str,
    *,
    locale: str | None = None,
    seen: Mapping[str, Seen] | None = None,
    next_key: int = 1,
    **more: Any,
) -> Understood:
    """Read *source*, a tab or lines for one."""
    source = tab(source, **more) if isinstance(source, str) else source
    whole = snapshot(source, locale=locale)
    words = attuned(WORDS, whole)
    layout, found = locate(whole, words)
    rows, read = normalise(source, layout, words)
    plan, joined = assemble(rows, seen or {}, next_key)
    return Understood(layout, rows, plan, (*found, *read, *joined))


def fields(layout: Layout) -> dict[str, str]:
    """The letter of each field's column."""
    return {column.field: column.letter for column in layout.columns if column.field}


def _merge(text: str) -> Merge:
    start, end = text.split(":")
    top, bottom = int(start[1:]), int(end[1:])
    return Merge(top, ord(start[0]) - 64, bottom, ord(end[0]) - 64)
