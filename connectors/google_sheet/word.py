"""
The word that a write leaves in our hidden tab: all that another process needs to settle it.

It goes out with the write itself, so it stands there if and only if the write was carried out, and
beside the copy of what stood there before. Nobody clears it: the next write replaces it, and that
of a write that was right owes nothing. People can edit a hidden tab: what cannot be read is none.
"""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from connectors.google_sheet.a1 import Range
from connectors.google_sheet.cells import Entry, Formula, extended
from connectors.google_sheet.frame import TabFrame
from connectors.google_sheet.rows import RowPlan
from connectors.google_sheet.stood import Cells
from connectors.google_sheet.transaction import Transaction
from connectors.google_sheet.verdict import Astray

Layers = Sequence[Sequence[Astray]]
"""What is owed, the newest last (connectors.google_sheet.ledger)."""

LINES: Final = 50
"""Rows that a word may take, as many as our hidden tab has at least."""
_CHUNK: Final = 45_000  # characters of a cell, which holds 50,000
_LONGEST: Final = 100_000_000  # octets: what is packed may be forged


class Added(NamedTuple):
    """Headings that were just put in, and those that stood there before."""

    headings: Mapping[int, str]
    others: frozenset[object]


class Word(NamedTuple):
    """
    What a write was decided on, and what was owed when it went out.

    Attributes:
        made: Without plans where it put in nothing but columns.
        filtered: The tab had a filter, so that the copy may be short of rows.
        layers: Owed whatever became of it.
        mended: Owed too, unless it was right.
    """

    made: Transaction
    filtered: bool = False
    added: Added | None = None
    layers: Layers = ()
    mended: Sequence[Astray] = ()


def place_of(hidden: TabFrame) -> Range:
    """Where the word stands: in the last column, which no copy reaches."""
    return Range(hidden.name, 1, hidden.width, min(LINES, hidden.height), hidden.width)


def leaving(word: Word, hidden: TabFrame) -> dict[str, Any]:
    """The request that leaves *word* in the tab *hidden*."""
    packed = b64encode(zlib.compress(json.dumps(_said(word)).encode())).decode()
    chunks = [packed[first : first + _CHUNK] for first in range(0, len(packed), _CHUNK)]
    start = {"sheetId": hidden.id, "rowIndex": 0, "columnIndex": hidden.width - 1}
    return {
        "updateCells": {
            "start": start,
            "rows": [{"values": [extended(chunk)]} for chunk in chunks[:LINES]],
            "fields": "userEnteredValue",
        }
    }


def found_in(cells: Cells, hidden: TabFrame) -> Word | None:
    """The word among the *cells* of the tab *hidden*; None where there is none to be read."""
    packed = "".join(str(cells.at(row, hidden.width)) for row in range(1, LINES + 1))
    try:
        said = zlib.decompressobj().decompress(b64decode(packed, validate=True), _LONGEST)
        word = _word(json.loads(said), hidden)
        return word if _fits(word, hidden) else None
    except (
        zlib.error,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        OverflowError,
        RecursionError,
    ):
        return None


def _fits(word: Word, hidden: TabFrame) -> bool:
    """
    Whether all that it speaks of has its place in *hidden*, which holds whatever we write.

    Else people wrote it: a row number of theirs would have us ask for tabs of any size.
    """
    owed = [one for layer in (*word.layers, word.mended) for one in layer]
    plans = (word.made.heading, *word.made.plans)
    rows = [*(plan.row for plan in plans), *(one.row for one in owed)]
    columns = {
        *(column for plan in plans for cells in (plan.cells, plan.held) for column in cells),
        *(c for one in owed for cells in (one.was, one.marks, one.headings) for c in cells),
        *(word.added.headings if word.added else ()),
    }
    return (
        min(rows) > 0
        and max(rows) <= hidden.height
        and all(0 < column <= hidden.width for column in columns)
    )


def _said(word: Word) -> dict[str, Any]:
    made, added = word.made, word.added
    return {
        "sheet": made.sheet,
        "token": made.token,
        "filtered": word.filtered,
        "double": made.double,
        "heading": _plan_said(made.heading),
        "plans": [_plan_said(plan) for plan in made.plans],
        "added": added and [_cells_said(added.headings), sorted(map(str, added.others))],
        "layers": [[_astray_said(one) for one in layer] for layer in word.layers],
        "mended": [_astray_said(one) for one in word.mended],
    }


def _word(said: Mapping[str, Any], hidden: TabFrame) -> Word:
    made = Transaction(
        sheet=int(said["sheet"]),
        scratch=hidden.id,
        heading=_plan(said["heading"]),
        plans=[_plan(one) for one in said["plans"]],
        token=str(said["token"]),
        double=None if said["double"] is None else int(said["double"]),
    )
    added = said["added"]
    return Word(
        made=made,
        filtered=bool(said["filtered"]),
        added=added and Added({c: str(v) for c, v in _cells(added[0]).items()},
                              frozenset(added[1])),
        layers=[_astrays(layer) for layer in said["layers"]],
        mended=_astrays(said["mended"]),
    )  # fmt: skip


def _plan_said(plan: RowPlan) -> list[object]:
    return [plan.row, _cells_said(plan.cells), _cells_said(plan.held)]


def _plan(said: Sequence[Any]) -> RowPlan:
    row, cells, held = said
    known = {c: v for c, v in _cells(held).items() if not isinstance(v, Formula)}
    return RowPlan(row=int(row), cells=_cells(cells), held=known)


def _astray_said(astray: Astray) -> list[object]:
    parts = (astray.was, astray.now, astray.marks, astray.headings)
    return [astray.row, *map(_cells_said, parts)]


def _astrays(said: Iterable[Sequence[Any]]) -> list[Astray]:
    return [
        Astray(row=int(row), was=_cells(was), now=_cells(now), marks=_cells(marks),
               headings=_cells(headings))
        for row, was, now, marks, headings in said
    ]  # fmt: skip


def _cells_said(cells: Mapping[int, Entry]) -> dict[str, object]:
    """A formula as a list of its text, as no cell holds a list."""
    return {str(c): [v.text] if isinstance(v, Formula) else v for c, v in cells.items()}


def _cells(said: Mapping[str, Any]) -> dict[int, Entry]:
    return {int(column): _entry(value) for column, value in said.items()}


def _entry(value: object) -> Entry:
    match value:
        case bool() | int() | float() | str():
            return value
        case [str(text)]:
            return Formula(text)
    raise ValueError
