"""Reads the files of mappings: ours, which are known to be right, and people's, which are checked."""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, NamedTuple

from syncer.domain.layout import Owned
from syncer.domain.plan import Health, Kind, Priority, Stated
from syncer.domain.words import FIELDS, WORD_LISTS
from syncer.errors import ConfigError

DEFAULT: Final = "default"
UNITS: Final[Mapping[str, float]] = {"hour": 0.125, "day": 1, "week": 5, "month": 20}
"""Working days in one unit of time."""

_VERSION: Final = 1
_ABOUT: Final = frozenset({"version", "language", "title"})
_TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "recognise": ("headings", "instead"),
    "columns": FIELDS,
    "statuses": tuple(Stated),
    "kinds": tuple(Kind),
    "priorities": tuple(Priority),
    "healths": tuple(Health),
    "months": tuple(str(month) for month in range(1, 13)),
    "units": tuple(UNITS),
    "risks": tuple(str(score) for score in range(1, 26)),
    "words": WORD_LISTS,
    "owned": tuple(Owned),
}
"""The tables of a mapping, and the keys that each may have."""

# The shape that our own files keep to, so that they need no TOML parser: it takes 300 ms for
# them all, at every start, where this takes 10.
_OUR_LINE: Final = re.compile(r"""^(?:\[(\w+)\]|(\w+) = ("[^"]*"|\[.*\]|\d+))""", re.MULTILINE)


class MappingFile(NamedTuple):
    """
    One mapping.

    Attributes:
        language: ISO 639-1; empty where it is a tool's.
        title: What people call it.
    """

    name: str
    language: str
    title: str
    tables: Mapping[str, Mapping[str, Any]]

    @property
    def signs(self) -> tuple[tuple[str, ...], ...]:
        """The sets of headings that it is recognised by: each by itself."""
        return tuple(tuple(listed) for listed in self.tables.get("recognise", {}).values())


def mapping_names() -> tuple[str, ...]:
    """The mappings that come with the product, the default first."""
    entries = (entry.name for entry in files("mappings").iterdir())
    names = (name[:-5] for name in entries if name.endswith(".toml"))
    return tuple(sorted(names, key=lambda name: (name != DEFAULT, name)))


def mapping_text(name: str) -> str:
    """The text of the mapping of ours called *name*; ConfigError where there is none."""
    if name not in mapping_names():
        raise _unknown(name)
    return files("mappings").joinpath(f"{name}.toml").read_text("utf-8")


@cache
def our_mapping(name: str) -> MappingFile:
    """The mapping of ours called *name*."""
    return _made(name, read_quickly(mapping_text(name)))


def read_quickly(text: str) -> dict[str, Any]:
    """The tables of a file of ours, which has one list a line."""
    tables: dict[str, Any] = {}
    table = tables
    for name, key, value in _OUR_LINE.findall(text):
        if name:
            table = tables[name] = {}
        else:
            table[key] = json.loads(value)
    return tables


def named_mapping(mapping: str, base: Path) -> MappingFile:
    """The mapping that a person names: one of ours, or the path of a file, seen from *base*."""
    if mapping in mapping_names():
        return our_mapping(mapping)
    if not mapping.endswith(".toml"):
        raise _unknown(mapping)
    path = base / mapping
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ConfigError(f"the mapping {path} cannot be read: {why}") from None
    return _made(path.stem, _tidied(checked(text, str(path))))


def _tidied(raw: Mapping[str, Any]) -> dict[str, Any]:
    """With the white space of every word folded."""

    def tidied(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: tidied(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [word for word in (" ".join(word.split()) for word in value) if word]
        return value

    return {name: tidied(table) for name, table in raw.items()}


def _unknown(mapping: str) -> ConfigError:
    near = get_close_matches(mapping, mapping_names(), 1)
    meant = f"did you mean {near[0]!r}? " if near else ""
    hint = f"{meant}`syncer mappings` lists them; a file of your own is a path that ends in .toml"
    return ConfigError(f"there is no mapping {mapping!r}", hint=hint)


def _made(name: str, raw: Mapping[str, Any]) -> MappingFile:
    tables = {key: table for key, table in raw.items() if key not in _ABOUT}
    title = raw.get("title", "") or name.replace("_", " ").capitalize()
    return MappingFile(name, raw.get("language", ""), title, tables)


def checked(text: str, where: str) -> dict[str, Any]:
    """The tables of a file; ConfigError with every problem in it."""
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
    return raw


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
