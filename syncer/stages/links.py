"""Dependencies as written -> the rows they mean."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from syncer.domain.findings import Finding, Severity
from syncer.domain.plan import Link, LinkText, Row
from syncer.stages.dependencies import LAG_UNITS, read_link
from syncer.stages.references import Found, References

_COMMA: Final = re.compile(r"\s*,\s*")


def links_of(
    rows: Sequence[Row], references: References, findings: list[Finding]
) -> list[tuple[Link, ...]]:
    """The predecessors of each row; what could not be resolved is dropped, with a finding."""
    known: dict[LinkText, Found] = {}
    links: list[tuple[Link, ...]] = [()] * len(rows)
    for place, row in enumerate(rows):
        if not row.links:
            continue
        first = row.links[0]
        found = references.by_id(first.on) if len(row.links) == 1 else None
        if found is not None and found != place:
            links[place] = (Link(found, first.type, first.lag),)
            continue
        resolved = _resolved(row, place, references, known, findings)
        links[place] = tuple(dict.fromkeys(resolved))
    return links


def _resolved(
    row: Row,
    place: int,
    references: References,
    known: dict[LinkText, Found],
    findings: list[Finding],
) -> Iterator[Link]:
    for text in row.links:
        for part in _parts(text, references, known):
            found = known.get(part)
            if found is None:
                found = known[part] = references.find(part.on)
            if found.place is None:
                findings.append(_unknown(row, part, found))
            elif found.place == place:
                findings.append(_on_itself(row))
            else:
                yield Link(found.place, part.type, part.lag)


def _parts(
    text: LinkText, references: References, known: dict[LinkText, Found]
) -> Sequence[LinkText]:
    """The link itself; or where commas divide several titles, each of them."""
    if text in known or "," not in text.on:
        return (text,)
    found = references.find(text.on)
    if found.place is not None:
        known[text] = found
        return (text,)
    written = [read_link(part, LAG_UNITS) for part in _COMMA.split(text.on) if part]
    parts = [part for part in written if part]
    if not any(references.knows(part.on) for part in parts):
        return (text,)
    # A type and lag behind the last title were taken off before the commas were known.
    return [*parts[:-1], parts[-1]._replace(type=text.type, lag=text.lag)]


def _unknown(row: Row, text: LinkText, found: Found) -> Finding:
    code = "dependency-ambiguous" if found.wrong.startswith("could") else "dependency-unknown"
    message = f"it depends on “{text.on}”, which {found.wrong}; that was left out"
    return Finding(row.row, "", "depends_on", Severity.ERROR, code, message, found.hint)


def _on_itself(row: Row) -> Finding:
    message = "the row depends on itself; that was left out"
    hint = "name the row that has to be reached first"
    code = "dependency-self"
    return Finding(row.row, "", "depends_on", Severity.ERROR, code, message, hint)
