"""Makes one vocabulary of the mappings: of all languages, of each tool, and of a person's own."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from syncer.app.mapping_files import (
    UNITS,
    MappingFile,
    mapping_names,
    named_mapping,
    our_mapping,
)
from syncer.app.spellings import Spelling, spelt
from syncer.domain.layout import Owned
from syncer.domain.plan import Health, Kind, Priority, Stated
from syncer.domain.words import FIELDS, WORD_LISTS, Profile, Tongue, Words

Spellings = Mapping[str, Spelling]

_MEANINGS: Final[Mapping[str, Callable[[str], Any]]] = {
    "statuses": Stated,
    "kinds": Kind,
    "priorities": Priority,
    "healths": Health,
    "months": int,
    "units": UNITS.__getitem__,
    "risks": int,
}
"""The tables whose words mean something, and what their keys are made into."""


def load_words(mapping: str | None, base: Path) -> Words:
    """
    The vocabulary for *mapping*: a name of ours, or a path to a person's own, seen from *base*.

    "auto" or None is English with every language we know laid under it, and every tool's
    profile to be recognised. What *mapping* names comes before all that; an empty list takes
    a field's headings away. ConfigError names every problem of a person's own file at once.
    """
    ours = _all_of_ours()
    if not mapping or mapping == "auto":
        return ours
    file = named_mapping(mapping, base)
    named = _words_of(file, spelt(_words_in(file)))
    digest = _digest([ours.digest, repr(file)])
    return replace(ours.under(named), named=named, profiles=(), digest=digest, language="")


@cache
def _all_of_ours() -> Words:
    """Everything that comes with the product, read once."""
    found = [our_mapping(name) for name in mapping_names()]
    spellings = spelt(word for file in found for word in _words_in(file))
    tongues = tuple(_tongue(file, spellings) for file in found if file.language)
    english, *rest = (tongue.words for tongue in tongues)
    return replace(
        _mixed(rest).under(english),
        tongues=tongues,
        profiles=tuple(_profile(file, spellings) for file in found if file.signs),
        digest=_digest(map(repr, found)),
        language="",
    )


def _digest(parts: Iterable[str]) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()


def _words_in(file: MappingFile) -> Iterator[str]:
    for name, table in file.tables.items():
        if name != "owned":
            for words in table.values():
                yield from words


def _tongue(file: MappingFile, spellings: Spellings) -> Tongue:
    words = _words_of(file, spellings)
    tables = (table for name, table in file.tables.items() if name != "owned")
    known = (word for table in tables for listed in table.values() for word in listed)
    return Tongue(
        code=file.language,
        words=words,
        known=frozenset(form for word in known for form in _forms(spellings[word])),
        title=file.title,
    )


def _profile(file: MappingFile, spellings: Spellings) -> Profile:
    signs = tuple(frozenset(spellings[word].folded for word in sign) for sign in file.signs)
    words = _words_of(file, spellings)
    return Profile(name=file.name, signs=signs, words=words, title=file.title)


def _words_of(file: MappingFile, spellings: Spellings) -> Words:
    """The words of one mapping alone."""
    tables = file.tables
    meanings: dict[str, Any] = {
        name: _meanings(tables.get(name, {}), meaning, spellings)
        for name, meaning in _MEANINGS.items()
    }
    lists: dict[str, Any] = {
        name: frozenset(
            form
            for word in tables.get("words", {}).get(name, ())
            for form in _forms(spellings[word])
        )
        for name in WORD_LISTS
    }
    owned = {Owned(name): text.strip() for name, text in tables.get("owned", {}).items()}
    columns = _columns(tables.get("columns", {}), spellings)
    return Words(columns=columns, owned=owned, language=file.language, **meanings, **lists)


def _forms(spelling: Spelling) -> tuple[str, ...]:
    return (spelling.folded, *spelling.others)


def _columns(
    table: Mapping[str, Sequence[str]], spellings: Spellings
) -> dict[str, tuple[str, ...]]:
    """Per field its headings; an empty tuple is a field that shall have none."""
    return {
        field: tuple(form for word in table[field] for form in (word, *spellings[word].others))
        for field in FIELDS
        if field in table
    }


def _meanings(
    table: Mapping[str, Sequence[str]], meaning: Callable[[str], Any], spellings: Spellings
) -> dict[str, Any]:
    """What the words of *table* mean; a word as written wins over another one's spelling."""
    known = {spellings[word].folded: meaning(key) for key, words in table.items() for word in words}
    for key, words in table.items():
        for word in words:
            for form in spellings[word].others:
                known.setdefault(form, meaning(key))
    return known


def _mixed(tongues: Sequence[Words]) -> Words:
    """
    All of *tongues* at once, for sheets whose language cannot be told.

    A word that means one thing in one language and another in another means nothing here.
    """
    columns = {
        field: tuple(word for words in tongues for word in words.columns.get(field, ()))
        for field in FIELDS
    }
    lists: dict[str, Any] = {
        name: frozenset().union(*(getattr(words, name) for words in tongues)) for name in WORD_LISTS
    }
    contradicted = lists["yes"] & lists["no"]
    lists["yes"] -= contradicted
    lists["no"] -= contradicted
    meanings: dict[str, Any] = {
        name: _agreed([getattr(words, name) for words in tongues]) for name in _MEANINGS
    }
    return Words(columns=columns, **meanings, **lists)


def _agreed(tables: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    known: dict[str, Any] = {}
    for table in tables:
        known.update(table)
    disputed = {
        word for table in tables for word, meaning in table.items() if known[word] != meaning
    }
    return {word: meaning for word, meaning in known.items() if word not in disputed}
