"""Whether two words are one, but for a slip of the pen, an abbreviation or an ending."""

from typing import Final

_LONG: Final = 9
_STEM: Final = 5
_ABBREVIATED: Final = 4


def is_near(word: str, known: str) -> bool:
    """
    Whether *word* is *known* misspelt or cut short.

    One letter may be wrong, missing, too many or swapped; two in words of nine letters and more.
    """
    if word == known:
        return True
    if abs(len(word) - len(known)) > 2:  # noqa: PLR2004 - two slips at most
        return len(word) >= _ABBREVIATED and " " not in known and known.startswith(word)
    if word[:1] != known[:1] or (not word.isalpha() and any(map(str.isdigit, word))):
        return False
    if len(word) == len(known) and sorted(word) == sorted(known):
        return len(known) >= _ABBREVIATED and _within(word, known, 1)
    slips = 2 if len(known) >= _LONG else 1
    return len(known) >= _STEM and _within(word, known, slips)


def same_stem(word: str, known: str) -> bool:
    """Whether both begin alike for most of the shorter one: assignment, assigned."""
    shorter = min(len(word), len(known))
    if shorter < _STEM:
        return False
    shared = next((n for n in range(shorter) if word[n] != known[n]), shorter)
    return shared >= _STEM and 4 * shared >= 3 * shorter


def _within(word: str, known: str, slips: int) -> bool:
    """Whether at most *slips* edits, swaps of neighbours among them, part the two."""
    start = 0
    shorter = min(len(word), len(known))
    while start < shorter and word[start] == known[start]:
        start += 1
    one, other = word[start:], known[start:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    if not one or not other:
        return len(one) + len(other) <= slips
    if len(one) == len(other) == 2 and one == other[::-1]:  # noqa: PLR2004 - two neighbours
        return True
    if max(len(one), len(other)) == 1:
        return True
    if slips < 2:  # noqa: PLR2004 - the one slip is used up
        return False
    return any(
        _within(a, b, slips - 1)
        for a, b in ((one[1:], other), (one, other[1:]), (one[1:], other[1:]))
    )
