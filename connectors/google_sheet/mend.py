"""Results that landed in another row than was meant, as people moved rows meanwhile: taken back."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from connectors.google_sheet.cells import Plain, Rows, at
from connectors.google_sheet.rows import RowPlan


class Before(NamedTuple):
    """The tab as it was when the write was decided."""

    rows: Rows
    header_row: int
    id_column: int


def undoing(strays: Sequence[RowPlan], now: Rows, before: Before) -> list[RowPlan]:
    """
    What puts back what stood where *strays* may have landed, from what stands there *now*.

    A stray is looked for in every row: what it wrote stands there, but the proof does not. The
    cell gets what its row held when the write was decided; the row is found by its ID, else by
    what people wrote in it; its columns are found by their headings. A row that was not there
    then held nothing of ours.
    """
    columns = _columns(now, before)
    by_cells: defaultdict[tuple[int, ...], dict[tuple[Plain, ...], list[RowPlan]]]
    by_cells = defaultdict(dict)
    for stray in strays:
        values = by_cells[tuple(stray.cells)]
        values.setdefault(tuple(stray.cells.values()), []).append(stray)
    index = _Index(before)
    # Where columns moved, even the right row got values that belong into other columns of it.
    in_place = all(columns.get(c, c) == c for stray in strays for c in (*stray.cells, *stray.proof))
    in_place = in_place and all(c in columns for stray in strays for c in stray.cells)
    found: dict[int, RowPlan] = {}
    for row, cells in enumerate(now, start=1):
        for places, written in by_cells.items():
            seen = tuple(at([cells], 1, column) for column in places)
            meant = written.get(seen, ())
            if (
                row in found
                or not meant
                or (in_place and any(one.is_proven_by(cells, 1) for one in meant))
            ):
                continue
            undo = _undo(row, cells, places, index, columns)
            if undo is not None:
                found[row] = undo
    return list(found.values())


def _columns(now: Rows, before: Before) -> Mapping[int, int]:
    """By column as it stands now, the column that it was; by the heading where it is the only one."""
    old = before.rows[before.header_row - 1] if before.header_row <= len(before.rows) else []
    new = now[before.header_row - 1] if before.header_row <= len(now) else []
    once_old, once_new = _once(old), _once(new)
    named = {once_new[text]: once_old[text] for text in once_new.keys() & once_old.keys()}
    if len(named) < len(once_old) // 2:
        # The headings themselves moved to another row: columns stay where they were.
        width = max(map(len, now), default=0)
        return {column: column for column in range(1, width + 1)}
    return named


def _once(headings: Sequence[Plain]) -> dict[str, int]:
    """The column of each text that stands there once."""
    counts = Counter(map(str, headings))
    return {
        str(text): column
        for column, text in enumerate(headings, start=1)
        if text != "" and counts[str(text)] == 1
    }


class _Index:
    """The rows as they were, by ID."""

    def __init__(self, before: Before) -> None:
        self.before = before
        self._by_id: dict[Plain, list[int]] = {}
        for row in range(1, len(before.rows) + 1):
            key = at(before.rows, row, before.id_column)
            if key != "":
                self._by_id.setdefault(key, []).append(row)

    def row_of(
        self, cells: Sequence[Plain], written: Iterable[int], columns: Mapping[int, int]
    ) -> int:
        """The row that *cells* were; 0 where nobody can tell."""
        kept = {now: old for now, old in columns.items() if now not in set(written)}
        key = next(
            (at([cells], 1, now) for now, old in kept.items() if old == self.before.id_column), ""
        )
        rows = self._by_id.get(key, []) if key != "" else self._like(cells, kept)
        return rows[0] if len(rows) == 1 else 0

    def _like(self, cells: Sequence[Plain], kept: Mapping[int, int]) -> list[int]:
        shown = {old: at([cells], 1, now) for now, old in kept.items()}
        if all(value == "" for value in shown.values()):
            return []
        return [
            row
            for row in range(1, len(self.before.rows) + 1)
            if all(at(self.before.rows, row, old) == value for old, value in shown.items())
        ]


def _undo(
    row: int,
    cells: Sequence[Plain],
    places: Sequence[int],
    index: _Index,
    columns: Mapping[int, int],
) -> RowPlan | None:
    was = index.row_of(cells, places, columns)
    wanted = {
        column: at(index.before.rows, was, columns.get(column, 0)) if was else ""
        for column in places
    }
    changed = {c: v for c, v in wanted.items() if v != at([cells], 1, c)}
    if not changed:
        return None
    # Everything else in the row must still be as it was just read.
    proof = {c: v for c, v in enumerate(cells, start=1) if c not in changed}
    return RowPlan(row=row, key="", cells=changed, proof=proof)
