"""Which language a sheet is in and which tool it comes from: their words then go first."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from syncer.domain.sheet import Snapshot, Tab
from syncer.domain.words import Profile, Tongue, Words, folded

_SEARCHED: Final = 80
"""Rows from the top of a tab that are looked at."""

_LONGEST: Final = 60
_ENOUGH: Final = 1.0
"""
What a language's words must come to: each counts for the more, the fewer languages have it.
`Status` says nearly nothing, `Fälligkeitsdatum` all.
"""

_ENGLISH: Final = "en"


def attuned(words: Words, snapshot: Snapshot) -> Words:
    """*words* with those of the sheet's language first, then its tool's, then the person's own."""
    tabs = [tab for tab in snapshot.tabs if not tab.ours]
    tongue = tongue_of(_texts(tabs), words.tongues)
    if tongue is not None:
        words = replace(words.under(tongue.words), language=tongue.code, spoken=tongue.title)
    profile = profile_of(tabs, words.profiles)
    if profile is not None:
        words = replace(words.under(profile.words), tool=profile.title)
    return words.under(words.named) if words.named and (tongue or profile) else words


def tongue_of(texts: Iterable[str], tongues: Iterable[Tongue]) -> Tongue | None:
    """The language that *texts*, folded, are in; None where none is surely better than English."""
    scores: Counter[str] = Counter()
    by_code = {tongue.code: tongue for tongue in tongues}
    for text in texts:
        speaking = [code for code, tongue in by_code.items() if text in tongue.known]
        for code in speaking:
            scores[code] += 1 / len(speaking)  # type: ignore[assignment]
    if not scores:
        return None
    best, score = scores.most_common(1)[0]
    if score < _ENOUGH or score <= scores[_ENGLISH]:
        return None
    return by_code[best]


def profile_of(tabs: Iterable[Tab], profiles: Iterable[Profile]) -> Profile | None:
    """The tool all of whose headings stand in one row; of several the one with the most."""
    signs = [(sign, profile) for profile in profiles for sign in profile.signs]
    signs.sort(key=lambda pair: -len(pair[0]))
    rows = [frozenset(_folded(row)) for tab in tabs for row in tab.rows[:_SEARCHED]]
    return next((profile for sign, profile in signs if any(sign <= row for row in rows)), None)


def _texts(tabs: Iterable[Tab]) -> set[str]:
    return {text for tab in tabs for row in tab.rows[:_SEARCHED] for text in _folded(row)}


def _folded(row: Iterable[object]) -> Iterator[str]:
    return (folded(cell) for cell in row if isinstance(cell, str) and 0 < len(cell) <= _LONGEST)
