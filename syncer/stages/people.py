"""A cell of names -> the people in it."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from syncer.domain.sheet import Value
from syncer.domain.words import Words, folded
from syncer.stages.readings import clean, clean_lines

_MARKS: Final = re.compile(r"\s*[;|\n、，；・،؛]\s*")  # noqa: RUF001 - CJK marks are meant
_JOINTS: Final = r"|(?<=\w)\s*[+]\s*(?=\w)|\s*(?<!:)(?<!/)[/／](?!/)\s*"  # noqa: RUF001
_ANDS: Final = frozenset({"&", "and"})
_COMMA: Final = re.compile(r"\s*,\s*")
_SHARE: Final = re.compile(r"\s*\[\d+\s*%\]")  # MS Project: Jane [50%]
_MAIL_BEHIND: Final = re.compile(r"(?<=\S)\s*<[^<>@\s]+@[^<>\s]+>")  # Jane <jane@example.org>
_LISTED: Final = re.compile(r"\[([^\[\]]*)\]")  # ClickUp: [Jane,Joe]
_REMARK: Final = re.compile(r"\s*\([^)]*\)")
_INITIAL: Final = re.compile(r"\w\.?|.*\s\w\.?")
_SHORT: Final = 4


def read_owners(value: Value, words: Words, alone: frozenset[str]) -> tuple[str, ...]:
    """
    The people a cell names, in its order.

    A comma divides people, save in `Tucker, Callie`, which is one person: what cannot be
    told from the cell itself is told by *alone*, the names that stand by themselves in
    other cells of the column (see `names_alone`).
    """
    found: dict[str, None] = {}
    for part in _parts(value, words.ands):
        names = _COMMA.split(part) if _is_list(part, alone) else [part]
        for name in names:
            bare = _SHARE.sub("", name).strip(" ,")
            if bare and not _is_nobody(bare, words):
                found.setdefault(bare)
    return tuple(found)


def names_alone(values: Iterable[Value], ands: frozenset[str] = frozenset()) -> frozenset[str]:
    """
    The names in *values* that are a person by themselves, folded.

    Those are the ones without a comma, and those that stand before a comma in one cell and
    after one in another, as only names in a list do.
    """
    alone: set[str] = set()
    before: set[str] = set()
    after: set[str] = set()
    for part in (part for value in values for part in _parts(value, ands)):
        first, *others = map(folded, _COMMA.split(part))
        if others:
            before.add(first)
            after.update(others)
        else:
            alone.add(first)
    return frozenset(alone | (before & after))


def _parts(value: Value, ands: frozenset[str]) -> list[str]:
    """The cell divided at everything that divides people for certain."""
    text = _MAIL_BEHIND.sub("", clean_lines(value))
    if listed := _LISTED.fullmatch(text):
        text = listed[1].replace(",", ";")
    if "://" in text or ("@" in text and "/" in text):
        return [clean(part) for part in _MARKS.split(text)]
    joiners = _joiners(ands)
    return [clean(name) for part in _MARKS.split(text) for name in joiners.split(part)]


@lru_cache
def _joiners(ands: frozenset[str]) -> re.Pattern[str]:
    """What joins two people: a word for `and` between blanks, a plus or a stroke."""
    words = "|".join(map(re.escape, sorted(ands | _ANDS)))
    return re.compile(rf"\s+(?:{words})\s+{_JOINTS}", re.IGNORECASE)


def _is_list(part: str, alone: frozenset[str]) -> bool:
    """Whether the commas of *part* divide people."""
    names = [name for name in _COMMA.split(_REMARK.sub("", part)) if name]
    if len(names) != 2:  # noqa: PLR2004 - surname, first name
        return True
    if any(folded(name) in alone or "@" in name for name in names):
        return True
    if any(name.isupper() and len(name) <= _SHORT for name in names) or part.islower():
        return True  # teams (QA, IT) or user names
    surname, first = names
    return " " in surname or (" " in first and not _INITIAL.fullmatch(first))


def _is_nobody(name: str, words: Words) -> bool:
    word = folded(name)
    return word in words.nothing or word in words.later
