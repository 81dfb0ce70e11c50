"""Other spellings of a word that people use: without accents, or with umlauts spelt out."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple
from unicodedata import normalize

from syncer.domain.words import folded_all

_SHORTEST: Final = 4
"""Letters; shorter words are too often another word without their accents (French `à`)."""

# The combining accents of Latin, Greek and Cyrillic letters; those of other scripts are letters.
_ACCENTS: Final = re.compile("[\u0300-\u036f]")
# ruff: noqa: RUF001 - these letters are meant
_BARE: Final = (
    ("ł", "l"), ("ø", "o"), ("đ", "d"), ("æ", "ae"), ("œ", "oe"),
    ("أ", "ا"), ("إ", "ا"), ("آ", "ا"), ("ى", "ي"), ("’", "'"), ("״", '"'), ("׳", "'"),
)  # fmt: skip
_SPELT_OUT: Final = (
    ("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("å", "aa"), ("ø", "oe"), ("æ", "ae"), ("’", "'"),
)  # fmt: skip


class Spelling(NamedTuple):
    """A word as it is compared, and the other ways that people write it."""

    folded: str
    others: tuple[str, ...]


def spelt(words: Iterable[str]) -> dict[str, Spelling]:
    """The spellings of each of *words*; all at once, for there are tens of thousands."""
    known = list(dict.fromkeys(words))
    plain = folded_all(known)
    joined = "\n".join(plain)
    stripped = normalize("NFC", _ACCENTS.sub("", normalize("NFD", joined)))
    bare, out = _changed(stripped, _BARE).split("\n"), _changed(joined, _SPELT_OUT).split("\n")
    return {
        word: Spelling(fold, _other(fold, forms) if forms != (fold, fold) else ())
        for word, fold, *pair in zip(known, plain, bare, out, strict=True)
        for forms in [tuple(pair)]
    }


def _changed(text: str, pairs: Iterable[tuple[str, str]]) -> str:
    for letter, other in pairs:
        text = text.replace(letter, other)
    return text


def _other(word: str, forms: Iterable[str]) -> tuple[str, ...]:
    if len(word) < _SHORTEST:
        return ()
    return tuple(form for form in dict.fromkeys(forms) if form != word)
