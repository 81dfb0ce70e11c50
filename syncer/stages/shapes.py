"""What rows look like where no word tells: headings stand as text above columns of one kind."""

from collections.abc import Sequence
from typing import Final

from syncer.domain.sheet import Tab, Value
from syncer.domain.words import Words, folded
from syncer.stages.content import is_date, is_text
from syncer.stages.readings import clean, is_blank

_SEARCHED: Final = 60
_BELOW: Final = 30
_LONGEST: Final = 60
_LEAST: Final = 2
_MANY: Final = 4


def heading_by_shape(tab: Tab, words: Words) -> int:
    """
    The row whose texts stand above columns of dates, numbers or recurring words; 0 where none.

    It has two texts or more and nothing else, and the more columns it heads the better.
    """
    best, best_score = 0, 0
    for row in range(1, min(len(tab.rows), _SEARCHED) + 1):
        texts = {
            index: value
            for index, value in enumerate(tab.rows[row - 1], start=1)
            if not is_blank(value)
        }
        if len(texts) < _LEAST or not all(_could_head(value, words) for value in texts.values()):
            continue
        heads = sum(_heads(tab, row, index, clean(value), words) for index, value in texts.items())
        score = 2 * heads + len(texts) if heads else 0
        if score > best_score:
            best, best_score = row, score
    return best


def _could_head(value: Value, words: Words) -> bool:
    text = clean(value)
    word = folded(text)
    said = word in words.nothing or word in words.later or word in words.statuses
    return len(text) <= _LONGEST and not said and is_text(value, words)


def _heads(tab: Tab, row: int, index: int, text: str, words: Words) -> bool:
    """Whether *text* is of another kind than what stands below it."""
    rows = tab.rows[row : row + _BELOW]
    below = [cells[index - 1] for cells in rows if index <= len(cells)]
    below = [value for value in below if not is_blank(value)]
    if len(below) < _LEAST:
        return False
    if 3 * sum(_is_figure(value, words) for value in below) >= 2 * len(below):
        return True
    return _recur(below) and text not in set(map(clean, below))


def _is_figure(value: Value, words: Words) -> bool:
    """A date or a number."""
    return not isinstance(value, str) or is_date(value, words) or not is_text(value, words)


def _recur(below: Sequence[Value]) -> bool:
    return len(below) >= _MANY and 2 * len(set(below)) <= len(below)
