"""Reads the mappings: how people name things, as data, into one vocabulary."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, TypeVar

from syncer.domain.layout import Owned
from syncer.domain.plan import Health, Kind, Priority, Stated
from syncer.domain.words import FIELDS, Words, folded
from syncer.errors import ConfigError

Meaning = TypeVar("Meaning")

_DEFAULT: Final = "default"
_VERSION: Final = 1
_ABOUT: Final = frozenset({"version", "language", "title"})
_LISTS: Final = ("weekdays", "yes", "no", "nothing", "later", "totals")
_UNITS: Final[Mapping[str, float]] = {"hour": 0.125, "day": 1, "week": 5, "month": 20}
_TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "columns": FIELDS,
    "statuses": tuple(Stated),
    "kinds": tuple(Kind),
    "priorities": tuple(Priority),
    "healths": tuple(Health),
    "months": tuple(str(month) for month in range(1, 13)),
    "units": tuple(_UNITS),
    "risks": tuple(str(score) for score in range(1, 26)),
    "words": _LISTS,
    "owned": tuple(Owned),
}
"""The tables of a mapping, and the keys that each may have."""

Mapped = dict[str, dict[str, Any]]


def mapping_names() -> tuple[str, ...]:
    """The mappings that come with the product."""
    names = (entry.name for entry in files("mappings").iterdir())
    return tuple(sorted(name[:-5] for name in names if name.endswith(".toml")))


def load_words(mapping: str | None, base: Path) -> Words:
    """
    The vocabulary for *mapping*: a name of ours, or a path to a person's own, seen from *base*.

    "auto" or None is English with every language we know laid under it. What *mapping* names
    comes before all that; an empty list takes a field's headings away. ConfigError names
    every problem of a person's own file at once.
    """
    layers = [_ours(name) for name in _in_order()]
    if mapping and mapping != "auto":
        layers.insert(0, _named(mapping, base))
    return _words(layers)


def _in_order() -> list[str]:
    """Every mapping of ours, the default first."""
    return sorted(mapping_names(), key=lambda name: (name != _DEFAULT, name))


def _named(mapping: str, base: Path) -> Mapped:
    if mapping in mapping_names():
        return _ours(mapping)
    if not mapping.endswith(".toml"):
        near = get_close_matches(mapping, mapping_names(), 1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        known = ", ".join(mapping_names())
        hint += f"Known are {known}; a file of your own is a path that ends in .toml"
        raise ConfigError(f"there is no mapping {mapping!r}", hint=hint)
    path = base / mapping
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ConfigError(f"the mapping {path} cannot be read: {why}") from None
    return _checked(text, str(path))


@lru_cache
def _ours(name: str) -> Mapped:
    text = files("mappings").joinpath(f"{name}.toml").read_text("utf-8")
    return _checked(text, f"mappings/{name}.toml")


def _checked(text: str, where: str) -> Mapped:
    """The tables of one file; ConfigError with every problem in it."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"the mapping {where} is not valid TOML: {error}") from None
    problems = list(_problems(raw))
    if problems:
        listed = "\n".join(f"  {problem}" for problem in problems)
        raise ConfigError(
            f"the mapping {where} has mistakes:\n{listed}",
            hint='write for instance [columns] and below it due = ["Due", "Go-live"]',
        )
    return {name: table for name, table in raw.items() if name not in _ABOUT}


def _problems(raw: Mapping[str, Any]) -> Iterable[str]:
    if raw.get("version", _VERSION) != _VERSION:
        yield f"version {raw['version']!r} is not known; this release reads version {_VERSION}"
    for name, table in raw.items():
        if name in _ABOUT:
            continue
        if name not in _TABLES:
            yield f"[{name}] is not a table of a mapping{_nearest(name, _TABLES)}"
        elif not isinstance(table, dict):
            yield f"{name} must be a table: write [{name}]"
        else:
            yield from _table_problems(name, table)


def _table_problems(name: str, table: Mapping[str, Any]) -> Iterable[str]:
    for key, value in table.items():
        if key not in _TABLES[name]:
            yield f"[{name}] {key!r} is not known{_nearest(key, _TABLES[name])}"
        elif name == "owned":
            if not (isinstance(value, str) and value.strip()):
                yield f"[owned] {key!r} must be one heading in quotes"
        elif not (isinstance(value, list) and all(isinstance(word, str) for word in value)):
            yield f'[{name}] {key} must be a list of words: {key} = ["…"]'


def _nearest(word: str, known: Iterable[str]) -> str:
    names = list(known)
    near = get_close_matches(word, names, 1)
    return f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(names)}"


def _words(layers: list[Mapped]) -> Words:
    """One vocabulary of *layers*, in which an earlier one wins."""
    sets = {name: frozenset(_listed(layers, name)) for name in _LISTS}
    return Words(
        columns=_columns(layers),
        statuses=_meanings(layers, "statuses", Stated),
        kinds=_meanings(layers, "kinds", Kind),
        priorities=_meanings(layers, "priorities", Priority),
        healths=_meanings(layers, "healths", Health),
        months=_meanings(layers, "months", int),
        units=_meanings(layers, "units", _UNITS.__getitem__),
        risks=_meanings(layers, "risks", int),
        owned=_owned(layers),
        **sets,
    )


def _columns(layers: list[Mapped]) -> dict[str, tuple[str, ...]]:
    """Per field its headings, those of earlier layers first; a first layer's [] empties it."""
    headings: dict[str, tuple[str, ...]] = {}
    for field in FIELDS:
        lists = [layer["columns"][field] for layer in layers if field in layer.get("columns", {})]
        if lists and lists[0]:
            headings[field] = tuple(dict.fromkeys(word for words in lists for word in words))
    return headings


def _meanings(
    layers: list[Mapped], name: str, meaning: Callable[[str], Meaning]
) -> dict[str, Meaning]:
    """The words of the table *name* and what they mean; the first that says so wins."""
    known: dict[str, Meaning] = {}
    for layer in layers:
        for key, words in layer.get(name, {}).items():
            for word in words:
                known.setdefault(folded(word), meaning(key))
    return known


def _listed(layers: list[Mapped], name: str) -> Iterable[str]:
    for layer in layers:
        yield from map(folded, layer.get("words", {}).get(name, ()))


def _owned(layers: list[Mapped]) -> dict[Owned, str]:
    renamed: dict[Owned, str] = {}
    for layer in layers:
        for name, heading in layer.get("owned", {}).items():
            renamed.setdefault(Owned(name), heading.strip())
    return renamed
