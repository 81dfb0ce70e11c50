"""Which row of a tab holds the headings: by words we know, else by its shape."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import Final, NamedTuple

from syncer.domain.sheet import Merge, Tab
from syncer.domain.words import folded
from syncer.stages.content import is_date
from syncer.stages.headings import DATES, Heading
from syncer.stages.lexicon import Lexicon, Likeness
from syncer.stages.readings import clean, is_blank
from syncer.stages.shapes import heading_by_shape

_SEARCHED: Final = 150
"""How far down a heading row is looked for."""

_CLEAR: Final = 4
_WHOLE: Final = 3
_BEYOND: Final = 30
_BELOW: Final = 5
_DEEPEST: Final = 3
"""How many rows of headings there may be, one above the other."""


class Scored(NamedTuple):
    """A row that may hold the headings, and how much speaks for it."""

    heading: Heading
    score: int


def find_heading(tab: Tab, lexicon: Lexicon) -> Heading | None:
    """
    The row of *tab* with the most headings that we know; the first of several.

    Of several tables the first that has titles and dates counts. Where we know no words, the
    row that stands as text above columns of dates or numbers is taken.
    """
    scored = list(_scored(tab, lexicon))
    best = max(scored, key=lambda one: one.score, default=None)
    if best is None or (best.heading.matched < _WHOLE and not _is_whole(best.heading, lexicon)):
        by_shape = heading_by_shape(tab, lexicon.words)
        if by_shape and (best is None or not _has_title(best.heading, lexicon)):
            best = Scored(heading_at(tab, by_shape, lexicon), 0)
    if best is None:
        return None
    whole = (one for one in scored if _is_whole(one.heading, lexicon) and one.score > _WHOLE)
    first = next((one for one in whole if _has_dates_below(tab, one.heading, lexicon)), best)
    if first.heading.row > best.heading.row and _is_whole(best.heading, lexicon):
        first = best
    return with_neighbours(tab, first.heading, lexicon)


def with_neighbours(tab: Tab, heading: Heading, lexicon: Lexicon) -> Heading:
    """*heading* joined with the rows of headings above and below it."""
    for _ in range(_DEEPEST - 1):
        heading = _with_upper_row(tab, heading, lexicon)
    return _with_lower_row(tab, heading, lexicon)


def as_remembered(
    tab: Tab, heading: Heading, remembered: AbstractSet[str], lexicon: Lexicon
) -> Heading:
    """
    *heading*; its own row alone where that has more of the headings *remembered* (folded).

    A word that is new in that row must not make another set of headings of all the others.
    """
    if not heading.top:
        return heading
    alone = heading_at(tab, heading.row, lexicon)
    return max(
        heading, alone, key=lambda one: len(remembered & set(map(folded, one.texts.values())))
    )


def heading_at(tab: Tab, row: int, lexicon: Lexicon) -> Heading:
    """The cells of *row* as headings."""
    cells = enumerate(tab.rows[row - 1], start=1)
    texts = {index: clean(value) for index, value in cells if not is_blank(value)}
    return Heading(row, texts, _known(texts.values(), lexicon))


def _scored(tab: Tab, lexicon: Lexicon) -> Iterator[Scored]:
    """The rows that may hold the headings, from the top."""
    clear_at = 0
    for row in range(1, min(len(tab.rows), _SEARCHED) + 1):
        if clear_at and row > clear_at + _BEYOND:
            return
        heading = heading_at(tab, row, lexicon)
        if not heading.matched:
            continue
        score = heading.matched - _not_text(tab, heading, lexicon) - _labels(heading, lexicon)
        score -= _states(tab, heading, lexicon)
        score += _WHOLE if _is_whole(heading, lexicon) else 0
        if score > 0 and _is_enough(tab, heading, lexicon):
            if heading.matched >= _CLEAR and not clear_at:
                clear_at = row
            yield Scored(heading, score)


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


def _labels(heading: Heading, lexicon: Lexicon) -> int:
    """Known words that label the cell beside them: `Start date:` and then something else."""
    places = sorted(heading.texts)
    return sum(
        text.endswith(":") and lexicon.knows(text) and not lexicon.knows(heading.texts[behind])
        for index, behind in pairwise(places)
        for text in [heading.texts[index]]
    )


def _states(tab: Tab, heading: Heading, lexicon: Lexicon) -> int:
    """Known words that are rather the first of a column of states: `Done` above `Open`."""
    states = lexicon.words.statuses.keys()
    return sum(
        folded(text) in states
        and lexicon.knows(text)
        and _stands_above_states(tab, heading, index, states)
        for index, text in heading.texts.items()
    )


def _stands_above_states(tab: Tab, heading: Heading, index: int, states: Collection[str]) -> bool:
    """Whether another state stands below; the same word is rather the same headings again."""
    rows = range(heading.row + 1, heading.row + _BELOW + 1)
    below = {folded(clean(tab.at(row, index))) for row in rows}
    return any(text in states for text in below - {folded(heading.texts[index])})


def _is_whole(heading: Heading, lexicon: Lexicon) -> bool:
    """Whether a title and a date are named: other tables have many headings, but not those."""
    named = _named(heading, lexicon)
    return "title" in named and bool(DATES & named)


def _has_title(heading: Heading, lexicon: Lexicon) -> bool:
    return heading.matched > 1 and "title" in _named(heading, lexicon)


def _named(heading: Heading, lexicon: Lexicon) -> set[str]:
    return {match.field for text in heading.texts.values() for match in lexicon.matches(text)}


def _has_dates_below(tab: Tab, heading: Heading, lexicon: Lexicon) -> bool:
    """Whether a date stands soon below a heading of dates, and no number among the headings."""
    if _not_text(tab, heading, lexicon):
        return False
    dated = [
        index
        for index, text in heading.texts.items()
        if DATES & {match.field for match in lexicon.matches(text)}
    ]
    rows = range(heading.row + 1, heading.row + _BELOW + 1)
    return any(
        not is_blank(value := tab.at(row, index)) and is_date(value, lexicon.words)
        for row in rows
        for index in dated
    )


def _is_enough(tab: Tab, heading: Heading, lexicon: Lexicon) -> bool:
    """Two known headings; or one, beside others that are no dates or numbers."""
    if heading.matched > 1:
        return True
    cells = (tab.at(heading.row, index) for index in heading.texts)
    words = lexicon.words
    return len(heading.texts) > 1 and all(
        isinstance(cell, str) and not is_date(cell, words) for cell in cells
    )


def _with_upper_row(tab: Tab, heading: Heading, lexicon: Lexicon) -> Heading:
    """With the row above, where headings are spread over two: `Planned` above `Start`, `End`."""
    top = heading.top or heading.row
    if top == 1:
        return heading
    upper = heading_at(tab, top - 1, lexicon)
    if len(upper.texts) < 2 or not _is_all_text(tab, upper):  # noqa: PLR2004 - a title is one cell
        return heading
    spread = _spread(upper, tab.merges, heading)
    joined = _joined(upper, heading, spread, lexicon, heading.row)
    return joined if joined.matched > heading.matched else heading


def _with_lower_row(tab: Tab, heading: Heading, lexicon: Lexicon) -> Heading:
    """With the row below, where that fills what this one leaves open, or says the same again."""
    if heading.row >= len(tab.rows):
        return heading
    lower = heading_at(tab, heading.row + 1, lexicon)
    if not lower.matched or not _is_all_text(tab, lower):
        return heading
    if _says_the_same(heading, lower, lexicon):
        return _joined(heading, lower, {}, lexicon, lower.row)
    spread = _spread(heading, tab.merges, lower)
    open_below = {index for index in lower.texts if index not in heading.texts or index in spread}
    if open_below != lower.texts.keys():
        return heading
    joined = _joined(heading, lower, spread, lexicon, lower.row)
    # `Planned` over `Start` and `End`: two that we know, for one that we know.
    parted = bool(spread) and all(map(lexicon.knows, lower.texts.values()))
    return joined if parted or joined.matched > heading.matched else heading


def _is_all_text(tab: Tab, heading: Heading) -> bool:
    return all(isinstance(tab.at(heading.row, index), str) for index in heading.texts)


def _says_the_same(heading: Heading, lower: Heading, lexicon: Lexicon) -> bool:
    """Whether *lower* heads the same columns in other words: another language, long names."""
    both = heading.texts.keys() & lower.texts.keys()
    known = [index for index in both if lexicon.knows(lower.texts[index])]
    if len(known) < _WHOLE or 3 * len(known) < 2 * len(lower.texts):
        return False
    same = [
        index for index in known if _meant(heading, index, lexicon) & _meant(lower, index, lexicon)
    ]
    return 2 * len(same) >= len(known)


def _meant(heading: Heading, index: int, lexicon: Lexicon) -> set[str]:
    return {match.field for match in lexicon.matches(heading.texts[index])}


def _spread(upper: Heading, merges: Iterable[Merge], lower: Heading) -> dict[int, str]:
    """The texts of *upper* that stand over several columns, by each of these columns."""
    spread: dict[int, str] = {}
    for merge in merges:
        if merge.top == merge.bottom == upper.row and merge.left in upper.texts:
            span = range(merge.left, merge.right + 1)
            spread.update(dict.fromkeys(span, upper.texts[merge.left]))
    merged = frozenset(spread)
    for index in sorted(lower.texts.keys() - merged):
        # Not merged, but blank behind the first of the columns it stands over.
        text = spread.get(index - 1) or upper.texts.get(index - 1)
        if text and index not in upper.texts and index - 1 in lower.texts.keys() - merged:
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
        texts[index] = _better(above, below, lexicon)
    top = upper.top or upper.row
    return Heading(row, texts, _known(texts.values(), lexicon), top)


def _better(above: str, below: str, lexicon: Lexicon) -> str:
    """Both together where they are a heading we know; else the one we know, else the lower."""
    both = f"{above} {below}".strip()
    if above and below and lexicon.is_other(both):
        return both
    if _is_plain(above, both, lexicon) and _is_exact(below, lexicon):
        return below
    if folded(above) == folded(below) or not lexicon.matches(both):
        return above if not below or (lexicon.knows(above) and not lexicon.knows(below)) else below
    return both


def _is_plain(above: str, both: str, lexicon: Lexicon) -> bool:
    """Whether *above* only says that dates stand below (`Dates`), not which, as `Planned` does."""
    named = {match.field for match in lexicon.matches(above)}
    return named == {"due"} and not _is_exact(both, lexicon)


def _is_exact(text: str, lexicon: Lexicon) -> bool:
    return any(match.likeness is Likeness.EXACT for match in lexicon.matches(text))
