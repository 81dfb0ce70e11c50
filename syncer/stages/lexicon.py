"""The headings we know, and which fields a heading as people wrote it can name."""

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from enum import IntEnum
from functools import cached_property, lru_cache
from typing import Final, NamedTuple, TypeAlias

from syncer.domain.layout import Owned
from syncer.domain.words import FIELDS, Words, folded, folded_all
from syncer.stages.nearness import is_near, same_stem

OURS: Final = " (syncer)"
_LONGEST: Final = 80
_MOST_TOKENS: Final = 8
_SHORTEST: Final = 5
_GENERIC: Final = 3
_TELLING: Final = 3
_DATED: Final = frozenset({"start", "due", "baseline", "committed", "forecast", "actual"})
_BRACKETS: Final = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_EDGES: Final = re.compile(r"^[^\w%#]+|[^\w%#?]+$")
_JOINTS: Final = re.compile(r"[_\-–\s]+")  # noqa: RUF001 - an en dash in headings is meant
_NUMBERED: Final = re.compile(r"^(?:\d{1,2}|[①-⑳]|[a-h])[.):\s]+(?=[^\W\d])|^[①-⑳]")
_WORD: Final = re.compile(r"[^\s_\-–/,.()\[\]:;|&+*\"<>!?%#]+|[%#]")  # noqa: RUF001
_MARKS: Final = re.compile(r"[()\[\]:,;]")
_YEAR: Final = re.compile(r"[\s(\[]*\b20\d\d\b[\s)\]]*")
MADE: Final = 999
"""The rank of a heading made of two: any written as we know it comes before."""
# A stroke, or where letters of Europe's west meet others.
_HALVES: Final = re.compile(
    r"\s*[/|]\s*|(?<=[a-z.\u00df-\u024f])\s+(?=[\u0370-\uffff])|(?<=[\u0370-\uffff])\s*(?=[a-z])"
)
_FIRST_CJK: Final = "\u3000"

Columns: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]


class Likeness(IntEnum):
    """How a heading is like a word we know, the likest first."""

    EXACT = 0
    LOOSE = 1
    NEAR = 2
    PART = 3


class Match(NamedTuple):
    """One field that a heading may name; a lower *rank* is the better word for it."""

    field: str
    rank: int
    likeness: Likeness = Likeness.EXACT
    word: str = ""


class _Headings:
    """
    The headings of a vocabulary, folded.

    Attributes:
        exact: For each the fields it names, with its rank among the words of that field.
    """

    def __init__(self, columns: Columns) -> None:
        self.exact: dict[str, dict[str, int]] = {}
        for field, headings in columns:
            tidy = [heading if _is_tidy(heading) else folded(heading) for heading in headings]
            for rank, heading in enumerate(folded_all(tidy)):
                self.exact.setdefault(heading, {}).setdefault(field, rank)
        self._dates: dict[str, frozenset[str]] = {}

    @cached_property
    def joined(self) -> Mapping[str, str]:
        """The headings of several words by how they are written in one: `plandate`."""
        return {"".join(word.split()): word for word in self.exact if " " in word}

    @cached_property
    def by_first(self) -> Mapping[str, list[str]]:
        """The headings by their first letter: slips of the pen are rarely there."""
        by_first: dict[str, list[str]] = {}
        for word in self.exact:
            by_first.setdefault(word[:1], []).append(word)
        return by_first

    def dates_with(self, word: str) -> frozenset[str]:
        """The fields of dates in whose headings *word* stands, or which end with it."""
        found = self._dates.get(word)
        if found is None:
            fields = (
                fields.keys()
                for heading, fields in self.exact.items()
                if heading.endswith(word) or word in heading.split()
            )
            found = self._dates[word] = frozenset().union(*fields) & _DATED
        return found


def _is_tidy(heading: str) -> bool:
    return heading.isprintable() and "  " not in heading and heading == heading.strip()


@lru_cache(maxsize=8)
def _index(columns: Columns) -> _Headings:
    """Made once for a vocabulary: it has thousands of headings, and each plan is read often."""
    return _Headings(columns)


class Lexicon:
    """The headings we know: which fields each can name."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self._index = _index(tuple((field, words.columns.get(field, ())) for field in FIELDS))
        self._exact = self._index.exact
        self.owned = {name: words.owned.get(name, str(name)) for name in Owned}
        self._found: dict[str, tuple[Match, ...]] = {}
        self._alike: dict[str, tuple[Match, ...]] = {}
        self._ours = {folded(text) for own in self.owned.values() for text in (own, own + OURS)}

    def matches(self, text: str) -> tuple[Match, ...]:
        """The fields that the heading *text* can name: as it is written, else loosely."""
        found = self._found.get(text)
        if found is None:
            found = self._found[text] = self._looked_up(text)
        return found

    def _looked_up(self, text: str) -> tuple[Match, ...]:
        word = folded(text)
        if word in self.words.others:
            return ()
        made = self._composed(text)
        if made is not None and word not in self._exact and _BRACKETS.search(text):
            return _made(made, word)  # `Finish (actual)`, which without its brackets is another
        for form in dict.fromkeys((word, *_looser(text))):
            if form in self._exact:
                likeness = Likeness.EXACT if form == word else Likeness.LOOSE
                return self._matches(form, likeness)
            if form in self.words.others:
                return ()
        joined = self._index.joined.get(_JOINTS.sub("", _EDGES.sub("", word)))
        if joined:
            return self._matches(joined, Likeness.LOOSE)
        return self._said_twice(word) or _made(made or "", word)

    def _said_twice(self, word: str) -> tuple[Match, ...]:
        """What both halves of a heading in two languages name: `End / Ende`, `开始 Start`."""
        halves = [half for half in _HALVES.split(word) if half]
        if len(halves) != 2:  # noqa: PLR2004
            return ()
        first, second = (self._exact.get(half, {}) for half in halves)
        return tuple(
            Match(field, rank, Likeness.LOOSE, halves[0])
            for field, rank in first.items()
            if field in second
        )

    def _composed(self, text: str) -> str | None:
        """
        The date that two known headings make together: `Real Inicio`, `Fin (prévue)`.

        Empty where it is none of ours, as the day on which an item really began.
        """
        words = folded(_MARKS.sub(" ", text)).replace("_", " ").split()
        if not 1 < len(words) <= _MOST_TOKENS // 2:
            return None
        for cut in range(1, len(words)):
            parts = (" ".join(words[:cut]), " ".join(words[cut:]))
            known = [self._exact.get(part, {}).keys() & _DATED for part in parts]
            if all(known) and (field := _together(*known)) is not None:
                return field
        return None

    def resembling(self, text: str) -> tuple[Match, ...]:
        """
        The fields that *text* may name though we do not know it.

        A slip of the pen or an abbreviation (`Due dte`, `Descr`) comes first; then a known
        heading inside it (`Phase / activity`, `Inferred due date`), longer ones before shorter.
        Only the cells below can bear out either.
        """
        found = self._alike.get(text)
        if found is None:
            found = self._alike[text] = self._resembled(text)
        return found

    def _resembled(self, text: str) -> tuple[Match, ...]:
        word = folded(text)
        if self.matches(text) or self.is_other(text) or not (3 <= len(word) <= _LONGEST):  # noqa: PLR2004
            return ()
        forms = [form for form in dict.fromkeys((word, *_looser(text))) if len(form) >= _SHORTEST]
        near = {
            match.field: match
            for form in forms
            for known in self._index.by_first.get(form[0], ())
            if is_near(form, known)
            for match in reversed(self._matches(known, Likeness.NEAR))
        }
        parts = {match.field: match for match in reversed(list(self._parts(text)))}
        return tuple((parts | near).values())

    def knows(self, text: str) -> bool:
        """Whether *text* is a heading of a plan, or of ours."""
        if len(text) > _LONGEST:
            return False
        return bool(self.matches(text)) or folded(text) in self._ours

    def is_other(self, text: str) -> bool:
        """Whether *text* heads, as far as we know, a column of nothing we read."""
        others = self.words.others
        if any(form in others for form in (folded(text), *_looser(text))):
            return True
        return not self.matches(text) and self._composed(text) == ""

    def _matches(self, form: str, likeness: Likeness) -> tuple[Match, ...]:
        fields = self._exact[form]
        return tuple(Match(field, fields[field], likeness, form) for field in fields)

    def _parts(self, text: str) -> Iterable[Match]:
        """The known headings inside *text*, the longest first; of one word a stem will do."""
        tokens = _WORD.findall(folded(_CAMEL.sub(" ", text)))[:_MOST_TOKENS]
        for length in range(len(tokens), 0, -1):
            for first in range(len(tokens) - length + 1):
                phrase = " ".join(tokens[first : first + length])
                if phrase in self._exact:
                    for match in self._matches(phrase, Likeness.PART):
                        if length > 1 or self._tells(phrase, match.field):
                            yield match
        for token in tokens:
            if len(token) >= _SHORTEST:
                yield from self._stems(token)
            yield from self._ends(token)

    def _stems(self, token: str) -> Iterable[Match]:
        unknown = token not in self._exact  # of known words only people have many forms
        for known in self._index.by_first.get(token[0], ()):
            first = known.partition(" ")[0]
            if same_stem(token, first):
                fields = self._exact[known]
                for match in self._matches(known, Likeness.PART):
                    # `Deliverable lead` is a person for its second word, and not for its first.
                    says = first == known or match.field in self._exact.get(first, ())
                    plain = not _DATED & fields.keys() and (unknown or match.field == "owners")
                    if says and plain:
                        yield match

    def _ends(self, token: str) -> Iterable[Match]:
        """The known heading that a compound ends with: Projektende, 作業開始日."""
        shortest = _SHORTEST if token[-1] < _FIRST_CJK else 2
        for start in range(1, len(token) - shortest + 1):
            if (end := token[start:]) in self._exact:
                for match in self._matches(end, Likeness.PART):
                    if self._tells(end, match.field):
                        yield match
                return

    def _tells(self, word: str, field: str) -> bool:
        """Whether *word* alone says enough: `date` and `planned` stand in headings of all dates."""
        if field not in _DATED:
            return True
        return len(word) >= _TELLING and len(self._index.dates_with(word)) < _GENERIC


def _made(field: str, word: str) -> tuple[Match, ...]:
    """The match of a heading that two others make; none where *field* is empty."""
    return (Match(field, MADE, Likeness.LOOSE, word),) if field else ()


def _together(one: AbstractSet[str], other: AbstractSet[str]) -> str | None:
    """What a start or an end is with a word beside it that says which: planned, actual, new."""
    for edge, which in ((one, other), (other, one)):
        is_start, is_end = "start" in edge, "due" in edge
        if "start" in which or not (is_start or is_end):
            continue
        if "actual" in which:
            return "" if is_start else "actual"
        if "forecast" in which:
            return "" if is_start else "forecast"
        if {"due", "baseline"} & which:
            return "start" if is_start else "due"
    return None


def _looser(text: str) -> Iterable[str]:
    """
    Without brackets, numbering, punctuation around it and joints.

    `planned_end (date)*`, `2. planned end` and `PlannedEnd` are planned end.
    """
    text = _NUMBERED.sub("", text)
    yield folded(text)
    if _YEAR.search(text):
        yield folded(_YEAR.sub(" ", text))
    bare = _BRACKETS.sub("", text)
    for form in (text, bare, _CAMEL.sub(" ", bare)):
        yield folded(_EDGES.sub("", form))
        yield folded(_JOINTS.sub(" ", _EDGES.sub("", form)))
