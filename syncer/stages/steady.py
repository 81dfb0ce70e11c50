"""What each column was read as before stays so; a heading that people changed is followed."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from syncer.domain.findings import Finding, Severity, address
from syncer.domain.layout import Layout
from syncer.domain.words import Words, folded
from syncer.stages.content import bears_out
from syncer.stages.fields import Chosen
from syncer.stages.present.words import field_name
from syncer.stages.table import Table

HEADING_CHANGED: Final = frozenset({"column-renamed", "column-replaced"})
"""Codes of findings that are true of one look only: by the next one it is remembered so."""

_BEFORE: Final = "as before"


@dataclass(frozen=True, slots=True)
class Before:
    """
    The columns as they were last understood, as far as they are those of this sheet.

    Attributes:
        fields: By field, the heading of its column.
        headings: All headings there were, folded.
    """

    fields: Mapping[str, str]
    headings: frozenset[str]


def before_of(columns: Mapping[str, str], texts: Mapping[int, str], words: Words) -> Before:
    """
    What is remembered as *columns* (by heading, its field), for a sheet with headings *texts*.

    Where more than half of them are gone it is another sheet, and nothing is remembered of it.
    A person's own mapping is newer than what was read without it.
    """
    named = words.named.columns if words.named else {}
    fields = {field: text for text, field in columns.items() if field and field not in named}
    standing = set(map(folded, texts.values()))
    still = sum(folded(text) in standing for text in fields.values())
    if 2 * still < len(fields):
        return Before({}, frozenset())
    return Before(fields, frozenset(map(folded, columns)))


def kept(
    before: Before,
    texts: Mapping[int, str],
    ours: Collection[int],
    fresh: Mapping[str, Chosen],
) -> dict[str, Chosen]:
    """The columns whose heading is the one that their field had; *fresh* tells apart two of them."""
    places: dict[str, list[int]] = {}
    for column, text in sorted(texts.items()):
        if column in ours:
            continue
        places.setdefault(folded(text), []).append(column)
    found: dict[str, Chosen] = {}
    for field, text in before.fields.items():
        choice = fresh.get(field)
        if columns := places.get(folded(text)):
            same = choice is not None and choice.column in columns
            found[field] = choice if choice and same else Chosen(columns[0], _BEFORE)
    return found


def followed(found: Table, before: Before) -> dict[str, Chosen]:
    """
    The fields that lost their heading, by a new heading whose cells can be nothing else.

    Only the one new column with such cells is taken: one that stood there before was never it.
    """
    taken = {*found.fields.values(), *found.ours}
    new = [
        column
        for column, text in found.heading.texts.items()
        if column not in taken and folded(text) not in before.headings
    ]
    claims: dict[str, list[int]] = {}
    for field in before.fields.keys() - found.fields.keys():
        claims[field] = [column for column in new if _bears_out(field, column, found)]
    wanted = [column for columns in claims.values() for column in columns]
    return {
        field: Chosen(columns[0], f"its cells are such as “{before.fields[field]}” had")
        for field, columns in claims.items()
        if len(columns) == 1 and wanted.count(columns[0]) == 1
    }


def changes(
    found: Table, before: Before, by_cells: Collection[str], fresh: Mapping[str, Chosen]
) -> Iterator[Finding]:
    """
    What a person should know: headings that changed, and columns that would be chosen now.

    *by_cells* are the fields that nothing but their cells told; *fresh* is what would be chosen
    if nothing were remembered.
    """
    row, texts = found.heading.row, found.heading.texts
    for field, was in before.fields.items():
        column = found.fields.get(field)
        if column is None:
            continue
        now, what = texts.get(column, ""), field_name(field)
        cell = address(row, column)
        other = fresh.get(field)
        if folded(now) in before.headings and folded(now) != folded(was):
            yield Finding(row, cell, field, *_replaced(was, now, what))
        elif folded(now) != folded(was):
            yield Finding(row, cell, field, *_renamed(was, now, what, sure=field not in by_cells))
        elif other is None:
            yield Finding(row, cell, field, *_unsaid(was, what))
        elif other.column not in {column, *found.ours}:
            better = texts.get(other.column, "")
            cell = address(row, other.column)
            yield Finding(row, cell, field, *_still(was, better, what))


def understood(layout: Layout, columns: Mapping[str, str]) -> Mapping[str, str]:
    """What is to be remembered of *layout*'s columns, by heading; *columns* where it has none."""
    if not layout.header_row:
        return columns
    named = [column for column in layout.columns if column.header]
    found = {column.header: "" for column in named}
    return found | {column.header: column.field for column in named if column.field}


def _renamed(was: str, now: str, what: str, *, sure: bool) -> tuple[Severity, str, str, str]:
    message = f"the column “{was}” is now called “{now}”: it is still read as the {what}"
    hint = f"if it is not the {what}, give the right column the heading “{was}”"
    return Severity.ADVICE if sure else Severity.WARNING, "column-renamed", message, hint


def _unsaid(was: str, what: str) -> tuple[Severity, str, str, str]:
    message = f"“{was}” is read as the {what} as before, though its name does not say so"
    hint = "give it a heading that does, or name it in a mapping of your own"
    return Severity.WARNING, "column-kept", message, hint


def _replaced(was: str, now: str, what: str) -> tuple[Severity, str, str, str]:
    message = f"the column “{was}” is gone: “{now}” is read as the {what} in its place"
    hint = f"if it is not the {what}, give the right column the heading “{was}”"
    return Severity.WARNING, "column-replaced", message, hint


def _still(was: str, better: str, what: str) -> tuple[Severity, str, str, str]:
    message = f"“{was}” is read as the {what} as before, and not “{better}”"
    hint = f"if “{better}” is the {what} now, rename “{was}”, or say so in a mapping of your own"
    return Severity.ADVICE, "column-kept", message, hint


def _bears_out(field: str, column: int, found: Table) -> bool:
    return bears_out(field, found.columns[column - 1][found.heading.row :], found.lexicon.words)
