"""Where the plan is: tab, heading row, columns, sections, date order."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final, NamedTuple

from syncer.domain.findings import Finding, Severity, address, letter
from syncer.domain.layout import Block, Column, DateOrder, Layout, Owned, Section
from syncer.domain.sheet import Snapshot, Value
from syncer.domain.words import Words, folded
from syncer.errors import SourceError
from syncer.stages import date_order, headings, sections, steady, table
from syncer.stages.doubts import doubts_of
from syncer.stages.fields import Chosen, choose_fields, twice
from syncer.stages.grids import Grid, grid_of
from syncer.stages.heading_rows import as_remembered
from syncer.stages.headings import DATES, PLAN_DATES, Heading
from syncer.stages.lexicon import Lexicon
from syncer.stages.outline import counted, depths_of
from syncer.stages.readings import is_blank
from syncer.stages.shifted import shifted_rows
from syncer.stages.side_tables import twin, without_side_tables
from syncer.stages.stacked import stacked, title_above
from syncer.stages.table import Table
from syncer.stages.tabs import Candidate, choose_tab
from syncer.stages.unheaded import holds_keys

_SHOWN: Final = 12


class Part(NamedTuple):
    """The rows of one table: the last, its sections, titles set beside, and what is no item."""

    table: Table
    last: int
    sections: tuple[Section, ...]
    named: list[tuple[int, str]]
    no_items: set[int]


def locate(
    snapshot: Snapshot,
    words: Words,
    tab: str | None = None,
    before: Mapping[str, str] = MappingProxyType({}),
    taken: Collection[str] = (),
) -> tuple[Layout, tuple[Finding, ...]]:
    """
    Where the plan stands in *snapshot*, and what is wrong with its headings.

    *before* is what each of its columns was last read as (`Memory.columns`); that stays so.
    *taken* are the names of our columns by which people called columns of theirs before us.

    SourceError: *tab* is not there, or no tab holds anything like a plan.
    """
    lexicon = Lexicon(words)
    chosen, others = choose_tab(snapshot, lexicon, tab)
    chosen = _as_remembered(chosen, before, lexicon)
    if grid := grid_of(chosen.tab, chosen.heading, chosen.chosen, lexicon):
        return _declined(chosen, grid)
    if chosen.heading is None:
        layout, found = _without_headings(snapshot, chosen, lexicon)
    else:
        layout, found = _with_headings(
            snapshot, chosen, chosen.heading, lexicon, before=before, taken=taken
        )
    doubts = doubts_of(layout, chosen.tab, others, words)
    return replace(layout, doubts=(*snapshot.doubts, *doubts)), found


def _as_remembered(candidate: Candidate, before: Mapping[str, str], lexicon: Lexicon) -> Candidate:
    """*candidate* under the headings of *before*, where its own row alone still has them."""
    if candidate.heading is None:
        return candidate
    remembered = frozenset(map(folded, before))
    heading = as_remembered(candidate.tab, candidate.heading, remembered, lexicon)
    if heading is candidate.heading:
        return candidate
    fresh = choose_fields(heading, candidate.columns, (), lexicon, candidate.tab.percents)
    return candidate._replace(heading=heading, chosen=fresh)


def _declined(candidate: Candidate, grid: Grid) -> tuple[Layout, tuple[Finding, ...]]:
    """No plan that could be read: no row is an item, and no column a field."""
    name, heading = candidate.tab.name, candidate.heading
    row = heading.row if heading else 0
    texts = heading.texts if heading else {}
    columns = tuple(Column(i, letter(i), text, None) for i, text in sorted(texts.items()))
    doubt = f"“{name}” {grid.what}."
    layout = Layout(
        tab=name,
        header_row=row,
        first_row=row + 1,
        last_row=row,
        columns=columns,
        date_order=DateOrder.ISO,
        doubts=(doubt,),
    )
    message = f"the tab “{name}” {grid.what}; nothing was read"
    return layout, (Finding(0, "", None, Severity.ERROR, "layout-grid", message, grid.hint),)


def _with_headings(
    snapshot: Snapshot,
    candidate: Candidate,
    heading: Heading,
    lexicon: Lexicon,
    *,
    before: Mapping[str, str],
    taken: Collection[str],
) -> tuple[Layout, tuple[Finding, ...]]:
    columns = candidate.columns
    right_end = _right_end(candidate, heading)
    owned = headings.owned_columns(heading, columns, right_end, lexicon, taken)
    ours = frozenset(own.index for own in owned if own.exists)
    heading, beside = _first_plan(heading, columns, ours, lexicon)
    near = without_side_tables(heading, columns, ours)
    known = steady.before_of(before, near.texts, lexicon.words)
    kept = steady.kept(known, near.texts, ours, candidate.chosen)
    chosen = choose_fields(near, columns, ours, lexicon, candidate.tab.percents, kept=kept)
    found = Table(
        tab=candidate.tab,
        columns=columns,
        heading=heading,
        fields={name: choice.column for name, choice in chosen.items()},
        lexicon=lexicon,
        keys=next((own.index for own in owned if own.name is Owned.ID and own.exists), 0),
        ours=ours,
    )
    if followed := steady.followed(found, known):
        chosen |= followed
        found = replace(found, fields={name: choice.column for name, choice in chosen.items()})
    layout, another = _layout(found, chosen, snapshot.locale)
    shifted = shifted_rows(found, layout) if not snapshot.paged else ()
    told = (*_heading_findings(found), *_guessed(found, chosen))
    told += tuple(steady.changes(found, known, followed, candidate.chosen))
    findings = (*told, *_another(another), *_beside(found, beside), *shifted)
    return replace(layout, owned=owned), findings


def _first_plan(
    heading: Heading, columns: Sequence[Sequence[Value]], ours: frozenset[int], lexicon: Lexicon
) -> tuple[Heading, int]:
    """The headings of the leftmost plan, and the column where another one begins, or 0."""
    if start := twin(heading, columns, lexicon):
        left = {i: text for i, text in heading.texts.items() if i < start or i in ours}
        heading = replace(heading, texts=left)
    return heading, start


def _layout(found: Table, chosen: Mapping[str, Chosen], locale: str | None) -> tuple[Layout, int]:
    """
    The layout, our columns left out; without titles it has no rows.

    And the row of a table below that was left alone; 0 where there is none.
    """
    layout = Layout(
        tab=found.tab.name,
        header_row=found.heading.row,
        first_row=found.first,
        last_row=found.heading.row,
        columns=tuple(_columns(found, chosen)),
        date_order=_date_order(found, locale),
    )
    if "title" not in found.fields:
        return layout, 0
    found = _counted(found)
    again = table.repeated(found)
    tables, another = stacked(found, again)
    titles = _titles(tables, again)
    parts = [_part(one, again | titles.keys()) for one in tables]
    last = max(part.last for part in parts)
    inside = {row for part in parts for row in range(part.table.first, part.last + 1)}
    no_items = {row for part in parts for row in part.no_items}
    no_items |= set(range(found.first, last + 1)) - inside if len(parts) > 1 else set()
    layout = replace(
        layout,
        last_row=last,
        sections=_all_sections(parts, titles),
        skipped=frozenset(row for row in no_items if found.first <= row <= last),
        named=tuple(pair for part in parts for pair in part.named),
        blocks=tuple(
            Block(part.table.heading.row, part.table.first, part.last, _named(part.table, layout))
            for part in parts
            if part.table.fields != found.fields
        ),
        depths=depths_of(found),
    )
    return layout, another


def _counted(found: Table) -> Table:
    """*found* with its IDs as outline numbers, where they are."""
    ids = found.columns[found.fields["id"] - 1][found.heading.row :] if "id" in found.fields else ()
    return replace(found, fields=counted(found.fields, ids))


def _named(found: Table, layout: Layout) -> Mapping[str, int]:
    """The columns of *found*, outline numbers as IDs where those of the first table are."""
    fields = found.fields
    if not layout.column("id") or layout.column("wbs"):
        return fields
    return {("id" if name == "wbs" else name): column for name, column in fields.items()}


def _part(found: Table, again: set[int]) -> Part:
    """The rows of one table of the tab."""
    leftovers = table.leftovers(found)
    no_items = (
        table.sums(found)
        | table.summaries(found)
        | leftovers
        | {row for row in again if row <= found.end}
    )
    last = table.last_row(found, found.end, no_items)
    headed = sections.sections_of(found, last, no_items)
    rows = {section.row for section in headed if not section.begins}
    named = sections.named(found, last, no_items | rows)
    no_items |= _no_items(found, rows, last) - {row for row, _ in named}
    return Part(found, last, headed, named, no_items)


def _titles(tables: Sequence[Table], again: set[int]) -> dict[int, str]:
    """The titles above headings, by row; none where only the first has one."""
    above = [title_above(one) for one in tables]
    more = [title_above(tables[0], row) for row in again]
    titles = {row: title for row, title in (*above, *more) if title}
    return titles if titles.keys() - {above[0][0]} else {}


def _all_sections(parts: Sequence[Part], titles: Mapping[int, str]) -> tuple[Section, ...]:
    """The sections of all tables, within those that the *titles* above headings make."""
    found = [Section(row, title, 1, begins=True) for row, title in titles.items()]
    for part in parts:
        found += [section._replace(level=section.level + bool(titles)) for section in part.sections]
    return tuple(sorted(found, key=lambda section: (section.row, section.level)))


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


def _columns(found: Table, chosen: Mapping[str, Chosen]) -> Iterator[Column]:
    """Every column with a heading or a field, but ours."""
    names = {choice.column: name for name, choice in chosen.items()}
    texts = found.heading.texts
    for index in sorted((texts.keys() | names.keys()) - found.ours):
        name = names.get(index)
        why, sure = (chosen[name].why, chosen[name].sure) if name else ("", True)
        yield Column(index, letter(index), texts.get(index, ""), name, why, sure)


def _date_order(found: Table, locale: str | None) -> DateOrder:
    cells = (
        set(found.columns[index - 1][found.heading.row :])
        for name, index in found.fields.items()
        if name in DATES
    )
    language = found.lexicon.words.language
    said = date_order.evidence(set().union(*cells), language)
    texts = found.heading.texts
    named = [texts.get(index, "") for name, index in found.fields.items() if name in DATES]
    return date_order.order_of(said, locale, named)


def _right_end(candidate: Candidate, heading: Heading) -> int:
    """The last column that is in use beside or below the headings."""
    end = len(candidate.columns)
    while end > max(heading.texts) and all(
        map(is_blank, candidate.columns[end - 1][heading.row - 1 :])
    ):
        end -= 1
    below = (merge.right for merge in candidate.tab.merges if merge.bottom >= heading.row)
    return max(end, max(below, default=0))


def _without_headings(
    snapshot: Snapshot, candidate: Candidate, lexicon: Lexicon
) -> tuple[Layout, tuple[Finding, ...]]:
    """A bare list: its columns are told by what they hold, and nothing is written to it."""
    if holds_keys(candidate.columns):
        raise SourceError(
            f"the heading row of {candidate.tab.name!r} in {snapshot.source} is gone: its IDs are there",
            hint="put the row of headings back above the plan; nothing was changed",
        )
    found = Table(
        tab=candidate.tab,
        columns=candidate.columns,
        heading=Heading(0, {}, 0),
        fields=candidate.fields,
        lexicon=lexicon,
    )
    message = "the plan has no row of headings; its columns were told by what they hold"
    hint = "put a row above it, for instance: Title, Due date; then results can be written"
    finding = Finding(0, "", None, Severity.WARNING, "heading-missing", message, hint)
    layout, another = _layout(found, candidate.chosen, snapshot.locale)
    return layout, (finding, *_another(another))


def _heading_findings(found: Table) -> Iterator[Finding]:
    row, texts = found.heading.row, found.heading.texts
    for name, index in twice(found.heading, found.fields, found.ours):
        first = address(row, found.fields[name])
        message = f"the heading “{texts[index]}” stands twice; the column at {first} is read"
        hint = "give this column another heading, or take it away"
        cell = address(row, index)
        yield Finding(row, cell, name, Severity.WARNING, "heading-twice", message, hint)
    for names, what, name in (({"title"}, "a title", "title"), (PLAN_DATES, "a date", "due")):
        if not names & found.fields.keys():
            yield _missing(found, names, what, name)


def _guessed(found: Table, chosen: Mapping[str, Chosen]) -> Iterator[Finding]:
    """A warning at the heading of each column of titles or dates that its words do not tell."""
    row = found.heading.row
    for name, (index, why, sure) in sorted(chosen.items(), key=lambda item: item[1].column):
        if sure or name not in DATES | {"title"}:
            continue
        text = found.heading.texts.get(index)
        message = f"“{text}” is read as {name}: {why}" if text else f"this is read as {name}: {why}"
        hint = f"call the column “{found.lexicon.words.columns[name][0]}”, if that is what it holds"
        cell = address(row, index)
        yield Finding(row, cell, name, Severity.WARNING, "column-guessed", message, hint)


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


def _another(row: int) -> Iterator[Finding]:
    """Say so where another table below was left alone."""
    if row:
        message = f"another table begins in row {row}; it was not read"
        hint = "put it on a tab of its own"
        yield Finding(row, "", None, Severity.ADVICE, "another-table", message, hint)


def _beside(found: Table, column: int) -> Iterator[Finding]:
    """Say so where another plan beside was left alone."""
    if column:
        row = found.heading.row
        cell = address(row, column)
        message = (
            f"another table begins beside this one in column {letter(column)}; it was not read"
        )
        hint = "put it below this one, or on a tab of its own"
        yield Finding(row, cell, None, Severity.WARNING, "another-table", message, hint)
