"""Which row holds the headings, and which field each heading names."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from syncer.domain.layout import Owned, OwnedColumn
from syncer.domain.sheet import Merge, Tab, Value
from syncer.domain.words import FIELDS, Words, folded
from syncer.stages.content import fits
from syncer.stages.present.impact import is_impact
from syncer.stages.readings import clean, is_blank

DATES: Final = frozenset(
    {"start", "due", "baseline", "committed", "forecast", "actual", "check_in"}
)
PLAN_DATES: Final = DATES - {"check_in", "start"}
_SEARCHED: Final = 150
"""How far down a heading row is looked for."""

_CLEAR: Final = 4
_WHOLE: Final = 3
_BEYOND: Final = 30

_SAMPLED: Final = 400
_LONGEST: Final = 80
MARKED: Final = " (syncer)"
"""What ends the heading of a column of ours where people have one of that name."""
# Taken only where the cells below bear it out, for these words head other columns as well.
_DOUBTFUL: Final = frozenset(
    {"type", "risk", "kpi", "kpi_start", "target", "wbs", "level", "client_visible"}
)
_BARE: Final = frozenset({"%"})
_BRACKETS: Final = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_EDGES: Final = re.compile(r"^[^\w%#]+|[^\w%#?]+$")
_JOINTS: Final = re.compile(r"[_\-–\s]+")  # noqa: RUF001 - an en dash in headings is meant


class Match(NamedTuple):
    """One field that a heading may name; a lower *rank* is the better word for it."""

    field: str
    rank: int
    loose: bool


@dataclass(frozen=True, slots=True)
class Heading:
    """
    The row of headings.

    Attributes:
        row: Counts from 1; the lowest where there are several.
        texts: By column, from 1.
        matched: How many columns have a heading that we know.
    """

    row: int
    texts: Mapping[int, str]
    matched: int


class Lexicon:
    """The headings we know: which fields each can name."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self._exact: dict[str, dict[str, int]] = {}
        for field in FIELDS:
            for rank, heading in enumerate(words.columns.get(field, ())):
                self._exact.setdefault(folded(heading), {}).setdefault(field, rank)
        self.owned = {name: words.owned.get(name, str(name)) for name in Owned}
        self._found: dict[str, tuple[Match, ...]] = {}
        self._ours = {folded(text) for own in self.owned.values() for text in (own, own + MARKED)}

    def matches(self, text: str) -> tuple[Match, ...]:
        """The fields that the heading *text* can name: as it is written, else loosely."""
        found = self._found.get(text)
        if found is None:
            found = self._found[text] = self._looked_up(text)
        return found

    def _looked_up(self, text: str) -> tuple[Match, ...]:
        word = folded(text)
        for form in dict.fromkeys((word, *_looser(text))):
            if form in self._exact:
                fields = self._exact[form]
                return tuple(Match(field, fields[field], form != word) for field in fields)
        return ()

    def knows(self, text: str) -> bool:
        """Whether *text* is a heading of a plan, or of ours."""
        if len(text) > _LONGEST:
            return False
        return bool(self.matches(text)) or folded(text) in self._ours


def find_heading(tab: Tab, lexicon: Lexicon) -> Heading | None:
    """The row of *tab* with the most headings that we know; the first of several."""
    best: Heading | None = None
    best_score = 0
    for row in range(1, min(len(tab.rows), _SEARCHED) + 1):
        if best is not None and best.matched >= _CLEAR and row > best.row + _BEYOND:
            break
        heading = _heading_at(tab, row, lexicon)
        score = heading.matched - _not_text(tab, heading, lexicon) + _wholeness(heading, lexicon)
        if score > best_score and _is_enough(heading):
            best, best_score = heading, score
    if best is None:
        return None
    return _with_lower_row(tab, _with_upper_row(tab, best, lexicon), lexicon)


def fields_of(
    heading: Heading, columns: Sequence[Sequence[Value]], ours: Iterable[int], lexicon: Lexicon
) -> dict[str, int]:
    """The column of each field. *columns* are those of the tab, *ours* are not people's."""
    taken = set(ours)
    hits = sorted(
        (FIELDS.index(match.field), match.rank, match.loose, index, _is_in_doubt(matches))
        for index, text in heading.texts.items()
        if index not in taken
        for matches in [lexicon.matches(text)]
        for match in matches
    )
    fields: dict[str, int] = {}
    for place, _, _, index, in_doubt in hits:
        field = FIELDS[place]
        if field in fields or index in taken:
            continue
        if in_doubt or field in _DOUBTFUL or heading.texts[index] in _BARE:
            below = columns[index - 1][heading.row : heading.row + _SAMPLED]
            if not fits(field, below, lexicon.words):
                continue
        fields[field] = index
        taken.add(index)
    return fields


def _is_in_doubt(matches: Sequence[Match]) -> bool:
    """Whether only the cells below can tell which is meant; of two dates they cannot."""
    return len(matches) > 1 and not {match.field for match in matches} <= DATES


def twice(
    heading: Heading, fields: Mapping[str, int], ours: Iterable[int]
) -> list[tuple[str, int]]:
    """Columns that repeat the heading of a field's column: (field, column)."""
    known = {folded(heading.texts[index]): field for field, index in fields.items()}
    taken = {*fields.values(), *ours}
    return [
        (known[folded(text)], index)
        for index, text in heading.texts.items()
        if index not in taken and folded(text) in known
    ]


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
    places: dict[str, list[int]] = {}
    for index, text in heading.texts.items():
        places.setdefault(folded(text), []).append(index)
    marks = _marks(places, lexicon)
    found: list[OwnedColumn] = []
    free = right_end + 1
    for name, header in lexicon.owned.items():
        plain, marked = places.get(folded(header)), places.get(folded(header + MARKED))
        mine = [
            index
            for index in (plain if plain and marks and name not in taken else ())
            if name is not Owned.IMPACT or _may_hold_impacts(columns, heading.row, index)
        ]
        if marked:
            found.append(OwnedColumn(name, header + MARKED, marked[0], exists=True))
        elif mine:
            # Of two that are called so, ours stands with the rest of ours.
            index = min(mine, key=lambda index: abs(index - marks[0]))
            found.append(OwnedColumn(name, header, index, exists=True))
        else:
            ours = header + MARKED if plain or name in taken else header
            found.append(OwnedColumn(name, ours, free, exists=False))
            free += 1
    return tuple(found)


def _may_hold_impacts(columns: Sequence[Sequence[Value]], row: int, index: int) -> bool:
    """Whether the column is blank below its heading in *row*, or what we wrote stands in it."""
    texts = {value for value in columns[index - 1][row:] if not is_blank(value)}
    return not texts or any(map(is_impact, texts))


def _marks(places: Mapping[str, list[int]], lexicon: Lexicon) -> list[int]:
    """Where the headings stand that say that we have written here before."""
    for name in (Owned.STATUS, Owned.SLIP):
        header = folded(lexicon.owned[name])
        if found := places.get(header) or places.get(header + MARKED):
            return found
    return []


def _heading_at(tab: Tab, row: int, lexicon: Lexicon) -> Heading:
    cells = enumerate(tab.rows[row - 1], start=1)
    texts = {index: clean(value) for index, value in cells if not is_blank(value)}
    return Heading(row, texts, _known(texts.values(), lexicon))


def _known(texts: Iterable[str], lexicon: Lexicon) -> int:
    """How many different texts are headings that we know."""
    return sum(map(lexicon.knows, set(texts)))


def _not_text(tab: Tab, heading: Heading, lexicon: Lexicon) -> int:
    """Numbers and dates up to the last known heading: a heading row has none there."""
    known = [index for index, text in heading.texts.items() if lexicon.knows(text)]
    last = max(known, default=0)
    return sum(
        not isinstance(tab.at(heading.row, index), str) for index in heading.texts if index <= last
    )


def _wholeness(heading: Heading, lexicon: Lexicon) -> int:
    """What a title and a date add: other tables have many headings, but not those two."""
    named = {match.field for text in heading.texts.values() for match in lexicon.matches(text)}
    return _WHOLE if "title" in named and DATES & named else 0


def _is_enough(heading: Heading) -> bool:
    """Two known headings; or one, beside others that are not."""
    return heading.matched > 1 or len(heading.texts) > 1


def _with_upper_row(tab: Tab, heading: Heading, lexicon: Lexicon) -> Heading:
    """With the row above, where headings are spread over two: `Planned` above `Start`, `End`."""
    if heading.row == 1:
        return heading
    upper = _heading_at(tab, heading.row - 1, lexicon)
    if len(upper.texts) < 2 or not all(  # noqa: PLR2004 - a title row is one cell
        isinstance(tab.at(upper.row, index), str) for index in upper.texts
    ):
        return heading
    spread = _spread(upper, tab.merges, heading)
    joined = _joined(upper, heading, spread, lexicon, heading.row)
    return joined if joined.matched > heading.matched else heading


def _with_lower_row(tab: Tab, heading: Heading, lexicon: Lexicon) -> Heading:
    """With the row below, where that fills what this one leaves open, and nothing else."""
    if heading.row >= len(tab.rows):
        return heading
    lower = _heading_at(tab, heading.row + 1, lexicon)
    spread = _spread(heading, tab.merges, lower)
    open_below = {index for index in lower.texts if index not in heading.texts or index in spread}
    if not lower.matched or open_below != lower.texts.keys():
        return heading
    if not all(isinstance(tab.at(lower.row, index), str) for index in lower.texts):
        return heading
    joined = _joined(heading, lower, spread, lexicon, lower.row)
    return joined if joined.matched > heading.matched else heading


def _spread(upper: Heading, merges: Iterable[Merge], lower: Heading) -> dict[int, str]:
    """The texts of *upper* that stand over several columns, by each of these columns."""
    spread: dict[int, str] = {}
    for merge in merges:
        if merge.top == merge.bottom == upper.row and merge.left in upper.texts:
            span = range(merge.left, merge.right + 1)
            spread.update(dict.fromkeys(span, upper.texts[merge.left]))
    for index in sorted(lower.texts):
        # Not merged, but blank behind the first of the columns it stands over.
        text = spread.get(index - 1) or upper.texts.get(index - 1)
        if text and index not in upper.texts and index - 1 in lower.texts:
            spread.setdefault(index, text)
            spread.setdefault(index - 1, text)
    return spread


def _joined(
    upper: Heading, lower: Heading, spread: Mapping[int, str], lexicon: Lexicon, row: int
) -> Heading:
    texts: dict[int, str] = {}
    for index in sorted({*upper.texts, *lower.texts}):
        above = spread.get(index) or upper.texts.get(index, "")
        below = lower.texts.get(index, "")
        both = f"{above} {below}".strip()
        texts[index] = both if lexicon.matches(both) else below or above
    return Heading(row, texts, _known(texts.values(), lexicon))


def _looser(text: str) -> Iterable[str]:
    """Without brackets, punctuation around it and joints: `planned_end (date)*` is planned end."""
    bare = _BRACKETS.sub("", text)
    for form in (text, bare, _CAMEL.sub(" ", bare)):
        yield folded(_EDGES.sub("", form))
        yield folded(_JOINTS.sub(" ", _EDGES.sub("", form)))
