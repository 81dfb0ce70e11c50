"""Which item each item is part of: by name, outline number, level or section."""

from collections.abc import Callable, Sequence

from syncer.domain.findings import Finding, Severity
from syncer.domain.plan import Row
from syncer.stages.content import is_outline
from syncer.stages.references import References, outline_number


def parents_of(
    rows: Sequence[Row], references: References, findings: list[Finding]
) -> list[int | None]:
    """The position of each row's parent; None at the top."""
    parents: list[int | None] = [None] * len(rows)
    if {row.section for row in rows} - {None}:
        _by_section(rows, parents)
    if {row.level for row in rows} - {None}:
        _by_level(rows, parents)
    if {row.wbs for row in rows} - {""}:
        _each(rows, parents, lambda row: _by_outline(row.wbs, references.outline))
    elif _are_outline([row.id for row in rows if row.id]):
        _each(rows, parents, lambda row: _by_outline(row.id, references.by_id))
    if {row.parent for row in rows} - {""}:
        _each(rows, parents, lambda row: _by_name(row, references, findings))
    return [None if parent == place else parent for place, parent in enumerate(parents)]


def _each(
    rows: Sequence[Row], parents: list[int | None], find: Callable[[Row], int | None]
) -> None:
    for place, row in enumerate(rows):
        if (parent := find(row)) is not None:
            parents[place] = parent


def _by_section(rows: Sequence[Row], parents: list[int | None]) -> None:
    """The heading that a row stands under, where that is an item itself."""
    headings = {row.row: place for place, row in enumerate(rows) if row.heading}
    for place, row in enumerate(rows):
        if row.section is not None:
            parents[place] = headings.get(row.section)


def _by_level(rows: Sequence[Row], parents: list[int | None]) -> None:
    """The nearest row above that stands further out."""
    above: list[tuple[int, int]] = []
    for place, row in enumerate(rows):
        if row.level is None:
            continue
        while above and above[-1][0] >= row.level:
            above.pop()
        if above:
            parents[place] = above[-1][1]
        above.append((row.level, place))


def _are_outline(ids: Sequence[str]) -> bool:
    """Whether people number their rows as an outline is: 1, 1.1, 1.2."""
    dotted = [number for number in ids if "." in number]
    return 3 * len(dotted) >= len(ids) and all(map(is_outline, ids)) if dotted else False


def _by_outline(number: str, find: Callable[[str], int | None]) -> int | None:
    """The row of the nearest outline number that this one continues: 2.1.3, then 2.1, then 2."""
    number = outline_number(number)
    while "." in number:
        number = number.rpartition(".")[0]
        if (place := find(outline_number(number))) is not None:
            return place
    return None


def _by_name(row: Row, references: References, findings: list[Finding]) -> int | None:
    if not row.parent:
        return None
    found = references.find(row.parent)
    if found.place is None:
        message = f"the parent “{row.parent}” {found.wrong}"
        findings.append(
            Finding(row.row, "", "parent", Severity.WARNING, "parent-unknown", message, found.hint)
        )
    return found.place
