"""Where the plan is: tab, heading row, columns, sections, date order."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Final, NamedTuple

from syncer.domain.findings import Finding, Severity, address, letter
from syncer.domain.layout import Column, DateOrder, Layout, Owned
from syncer.domain.sheet import Snapshot, Tab
from syncer.domain.words import Words
from syncer.errors import SourceError
from syncer.stages import dates, headings, sections, table
from syncer.stages.headings import DATES, PLAN_DATES, Heading, Lexicon
from syncer.stages.readings import is_blank
from syncer.stages.table import Columns, Table
from syncer.stages.unheaded import guess_fields, holds_keys

_SHOWN: Final = 12


class Candidate(NamedTuple):
    """A tab that may hold the plan, and its heading row where it has one."""

    tab: Tab
    heading: Heading | None
    fields: Mapping[str, int]
    columns: Columns


def locate(
    snapshot: Snapshot, words: Words, tab: str | None = None, taken: Collection[str] = ()
) -> tuple[Layout, tuple[Finding, ...]]:
    """
    Where the plan stands in *snapshot*, and what is wrong with its headings.

    *taken* are the names of our columns by which people called columns of theirs before us.

    SourceError: *tab* is not there, or no tab holds anything like a plan.
    """
    lexicon = Lexicon(words)
    chosen = _chosen(snapshot, lexicon, tab)
    if chosen.heading is None:
        return _without_headings(snapshot, chosen, lexicon)
    heading, columns = chosen.heading, chosen.columns
    owned = headings.owned_columns(heading, columns, _right_end(chosen, heading), lexicon, taken)
    ours = frozenset(own.index for own in owned if own.exists)
    fields = headings.fields_of(heading, columns, ours, lexicon)
    keys = next((own.index for own in owned if own.name is Owned.ID and own.exists), 0)
    found = Table(
        tab=chosen.tab,
        columns=columns,
        heading=heading,
        fields=fields,
        lexicon=lexicon,
        keys=keys,
        ours=ours,
    )
    layout = replace(_layout(found, snapshot.locale), owned=owned)
    return layout, (*_heading_findings(found), *_another(found, layout))


def _chosen(snapshot: Snapshot, lexicon: Lexicon, name: str | None) -> Candidate:
    """The tab called *name*, else the one that looks most like a plan."""
    tabs = [tab for tab in snapshot.tabs if not tab.ours]
    if name is not None:
        followed = [tab for tab in tabs if tab.called == name]
        tabs = followed or [tab for tab in tabs if tab.name == name]
        if not tabs:
            raise _no_such_tab(snapshot, name)
    candidates = [candidate for tab in tabs if (candidate := _candidate(tab, lexicon))]
    if not candidates:
        raise _no_plan(snapshot, tabs, lexicon)
    return max(candidates, key=_likeness)


def _candidate(tab: Tab, lexicon: Lexicon) -> Candidate | None:
    if not any(tab.rows):
        return None
    columns = table.by_column(tab.rows)
    heading = headings.find_heading(tab, lexicon)
    if heading is not None:
        fields = headings.fields_of(heading, columns, (), lexicon)
        return Candidate(tab, heading, fields, columns)
    guessed = guess_fields(columns, lexicon.words)
    return Candidate(tab, None, guessed, columns) if guessed else None


def _likeness(candidate: Candidate) -> tuple[bool, bool, bool, int, int]:
    """What makes one tab more like a plan than another, the weightiest first."""
    fields = candidate.fields.keys()
    return (
        "title" in fields and bool(DATES & fields),
        not candidate.tab.hidden,
        candidate.heading is not None,
        len(fields),
        len(candidate.tab.rows),
    )


def _layout(found: Table, locale: str | None) -> Layout:
    """The layout, our columns left out; without titles it has no rows."""
    order = _date_order(found, locale)
    layout = Layout(
        tab=found.tab.name,
        header_row=found.heading.row,
        first_row=found.first,
        last_row=found.heading.row,
        columns=tuple(_columns(found)),
        date_order=order,
    )
    if "title" not in found.fields:
        return layout
    no_items = table.sums(found) | (again := table.repeated(found))
    another = table.another_table(found, again)
    last = table.last_row(found, another - 1 if another else found.end, no_items)
    headed = sections.sections_of(found, last, no_items)
    no_items |= _no_items(found, {section.row for section in headed}, last)
    return replace(
        layout,
        last_row=last,
        sections=headed,
        skipped=frozenset(row for row in no_items if row <= last),
    )


def _no_items(found: Table, headed: set[int], last: int) -> set[int]:
    """Rows of the table that are no items: blank, leftovers, and mere headings of sections."""
    rows = {row for row in headed if not sections.is_item(found, row)}
    for row in found.odd:
        if row > last:
            break
        if row not in headed and not found.is_titled(row):
            # Without a title it is one only where a person dated it; that gets a finding.
            dated = found.is_keyed(row) or found.has(row, DATES)
            if not dated:
                rows.add(row)
    return rows


def _columns(found: Table) -> Iterator[Column]:
    names = {index: name for name, index in found.fields.items()}
    for index, text in sorted(found.heading.texts.items()):
        if index not in found.ours:
            yield Column(index, letter(index), text, names.get(index))


def _date_order(found: Table, locale: str | None) -> DateOrder:
    cells = (
        set(found.columns[index - 1][found.heading.row :])
        for name, index in found.fields.items()
        if name in DATES
    )
    return dates.order_of(dates.evidence(set().union(*cells)), locale)


def _right_end(chosen: Candidate, heading: Heading) -> int:
    """The last column that is in use beside or below the headings."""
    end = len(chosen.columns)
    while end > max(heading.texts) and all(
        map(is_blank, chosen.columns[end - 1][heading.row - 1 :])
    ):
        end -= 1
    below = (merge.right for merge in chosen.tab.merges if merge.bottom >= heading.row)
    return max(end, max(below, default=0))


def _without_headings(
    snapshot: Snapshot, chosen: Candidate, lexicon: Lexicon
) -> tuple[Layout, tuple[Finding, ...]]:
    """A bare list: its columns are told by what they hold, and nothing is written to it."""
    if holds_keys(chosen.columns):
        raise SourceError(
            f"the heading row of {chosen.tab.name!r} in {snapshot.source} is gone: its IDs are there",
            hint="put the row of headings back above the plan; nothing was changed",
        )
    found = Table(
        tab=chosen.tab,
        columns=chosen.columns,
        heading=Heading(0, {}, 0),
        fields=chosen.fields,
        lexicon=lexicon,
    )
    names = {index: name for name, index in chosen.fields.items()}
    shown = tuple(Column(index, letter(index), "", names[index]) for index in sorted(names))
    message = "the plan has no row of headings; its columns were told by what they hold"
    hint = "put a row above it, for instance: Title, Due date; then results can be written"
    finding = Finding(0, "", None, Severity.WARNING, "heading-missing", message, hint)
    return replace(_layout(found, snapshot.locale), columns=shown), (finding,)


def _heading_findings(found: Table) -> Iterator[Finding]:
    row, texts = found.heading.row, found.heading.texts
    for name, index in headings.twice(found.heading, found.fields, found.ours):
        first = address(row, found.fields[name])
        message = f"the heading “{texts[index]}” stands twice; the column at {first} is read"
        hint = "give this column another heading, or take it away"
        cell = address(row, index)
        yield Finding(row, cell, name, Severity.WARNING, "heading-twice", message, hint)
    for names, what, name in (({"title"}, "a title", "title"), (PLAN_DATES, "a date", "due")):
        if not names & found.fields.keys():
            yield _missing(found, names, what, name)


def _missing(found: Table, names: Iterable[str], what: str, name: str) -> Finding:
    texts = [text for _, text in sorted(found.heading.texts.items())]
    seen = ", ".join(f"“{text}”" for text in texts[:_SHOWN]) + (" …" if texts[_SHOWN:] else "")
    known = found.lexicon.words.columns
    would = [known[field][0] for field in sorted(names) if known.get(field)]
    would = [*known.get(name, ())[:4], *would]
    good = ", ".join(dict.fromkeys(f"“{heading}”" for heading in would))
    message = f"no column is headed as {what}; row {found.heading.row} has {seen}"
    hint = f"call the column {good}, or name its heading in a mapping of your own"
    code = "column-missing"
    return Finding(found.heading.row, "", name, Severity.ERROR, code, message, hint)


def _another(found: Table, layout: Layout) -> Iterator[Finding]:
    """Say so where another table below was left alone."""
    row = table.another_table(found, set()) if "title" in found.fields else 0
    if row > layout.last_row:
        message = f"another table begins in row {row}; it was not read"
        hint = "put it on a tab of its own"
        yield Finding(row, "", None, Severity.ADVICE, "another-table", message, hint)


def _no_such_tab(snapshot: Snapshot, name: str) -> SourceError:
    names = [tab.name for tab in snapshot.tabs if not tab.ours]
    near = get_close_matches(name, names, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"its tabs are {', '.join(map(repr, names))}"
    return SourceError(f"{snapshot.source} has no tab {name!r}", hint=hint)


def _no_plan(snapshot: Snapshot, tabs: Iterable[Tab], lexicon: Lexicon) -> SourceError:
    names = ", ".join(repr(tab.name) for tab in tabs) or "none"
    known = lexicon.words.columns
    like = ", ".join(known[field][0] for field in ("title", "owners", "due") if known.get(field))
    return SourceError(
        f"no tab of {snapshot.source} holds anything like a plan (looked at: {names})",
        hint=f"a plan has a row of headings with at least a title and a date: {like}",
    )
