"""A row of headings, and which of its columns are ours."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from syncer.domain.layout import Owned, OwnedColumn
from syncer.domain.sheet import Value
from syncer.domain.words import folded
from syncer.stages.lexicon import OURS, Lexicon
from syncer.stages.present.impact import is_impact
from syncer.stages.readings import is_blank

DATES: Final = frozenset(
    {"start", "due", "baseline", "committed", "forecast", "actual", "check_in"}
)
PLAN_DATES: Final = DATES - {"check_in", "start"}


@dataclass(frozen=True, slots=True)
class Heading:
    """
    The row of headings.

    Attributes:
        row: Counts from 1; the lowest where there are several.
        texts: By column, from 1.
        matched: How many columns have a heading that we know.
        top: The highest row of headings where there are several, else 0.
    """

    row: int
    texts: Mapping[int, str]
    matched: int
    top: int = 0


def owned_columns(
    heading: Heading,
    columns: Sequence[Sequence[Value]],
    right_end: int,
    lexicon: Lexicon,
    taken: Collection[str] = (),
) -> tuple[OwnedColumn, ...]:
    """
    Our columns; absent ones get places behind *right_end* in the order of `Owned`.

    `Forecast (syncer)` is ours, and then a plain `Forecast` beside it is people's. Without
    `Computed status` we have never written here: then a plain `Forecast` is people's too. So
    that nobody's deleting that one column gives our forecasts away as people's, our
    `Slip (workdays)`, which no one else calls so, stands for it.

    `Impact` comes later than the others, so that a plain one is ours only by what it holds. The
    names that are *taken* people used before us: a column that is called just so is never ours.
    """
    places = _places(heading)
    marks = _marks(places, lexicon)
    found: list[OwnedColumn] = []
    free = right_end + 1
    for name, header in lexicon.owned.items():
        plain, marked = places.get(folded(header)), places.get(folded(header + OURS))
        mine = [
            index
            for index in (plain if plain and marks and name not in taken else ())
            if name is not Owned.IMPACT or _may_hold_impacts(columns, heading.row, index)
        ]
        if marked:
            found.append(OwnedColumn(name, header + OURS, marked[0], exists=True))
        elif mine:
            # Of two that are called so, ours stands with the rest of ours.
            index = min(mine, key=lambda index: abs(index - marks[0]))
            found.append(OwnedColumn(name, header, index, exists=True))
        else:
            ours = header + OURS if plain or name in taken else header
            found.append(OwnedColumn(name, ours, free, exists=False))
            free += 1
    return tuple(found)


def _places(heading: Heading) -> Mapping[str, list[int]]:
    """The columns that are called by each text, folded."""
    places: dict[str, list[int]] = {}
    for index, text in heading.texts.items():
        places.setdefault(folded(text), []).append(index)
    return places


def _may_hold_impacts(columns: Sequence[Sequence[Value]], row: int, index: int) -> bool:
    """Whether the column is blank below its heading in *row*, or what we wrote stands in it."""
    texts = {value for value in columns[index - 1][row:] if not is_blank(value)}
    return not texts or any(map(is_impact, texts))


def _marks(places: Mapping[str, list[int]], lexicon: Lexicon) -> list[int]:
    """Where the headings stand that say that we have written here before."""
    for name in (Owned.STATUS, Owned.SLIP):
        header = folded(lexicon.owned[name])
        if found := places.get(header) or places.get(header + OURS):
            return found
    return []
