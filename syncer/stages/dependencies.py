"""A cell of predecessors -> links as written: `3FS+2d; M-0003; Design approved`."""

import re
from collections.abc import Mapping
from math import ceil, floor
from typing import Final

from syncer.domain.plan import LinkText, LinkType
from syncer.domain.sheet import Value
from syncer.domain.words import Words, folded
from syncer.stages.cells import figure
from syncer.stages.readings import Problem, Reading, clean, clean_lines, shown

_MARKS: Final = re.compile(r"[;|\n；、]")  # noqa: RUF001 - CJK marks are meant
_COMMA: Final = re.compile(r"\s*,\s*")
# A reference is one word with a digit in it, or a bare type and lag behind one.
_REFERENCE: Final = re.compile(r"#?[\w./-]*\d[\w./-]*(?:\s?[A-ZА-Я]{2})?(?:\s?[+-].*)?")  # noqa: RUF001
_TYPED: Final = re.compile(
    r"(?P<on>.*?(?:\d|\s|[\])]))\s*(?P<type>FS|SS|FF|SF)\s*(?P<lag>[+-].*)?", re.IGNORECASE
)
# Nearly every cell is one of these: 3, M-0003, 2.1SS, A7FS+2d.
_SIMPLE: Final = re.compile(r"([\w.-]*\d)(?:(FS|SS|FF|SF)(?:([+-]\d{1,3})([dw]?))?)?", re.ASCII)
# How Microsoft Project writes the four types elsewhere: German, French, Spanish, Portuguese,
# Italian, Dutch, Polish, Russian. None means one type here and another there.
_TYPES: Final[Mapping[str, LinkType]] = {
    **dict.fromkeys(("EA", "FD", "FC", "TI", "FI", "EB", "ZR", "ОН"), LinkType.FS),  # noqa: RUF001
    **dict.fromkeys(("AA", "DD", "CC", "II", "BB", "RR", "НН"), LinkType.SS),  # noqa: RUF001
    **dict.fromkeys(("EE", "TT", "ZZ", "ОО"), LinkType.FF),  # noqa: RUF001
    **dict.fromkeys(("AE", "DF", "CF", "IT", "IF", "BE", "RZ", "НО"), LinkType.SF),  # noqa: RUF001
}
_ELSEWHERE: Final = re.compile(rf"(\d+)\s?({'|'.join(_TYPES)})\s*([+-].*)?")
_LAGGED: Final = re.compile(
    r"(?P<on>#?\d[\d.]*|.*?\d)\s*(?P<lag>\+.*)|(?P<on2>#?\d[\d.]*)\s*(?P<lag2>-.*[^\W\d])"
)
_LAG: Final = re.compile(r"([+-])\s*(\d[\d.,]*)\s*([^\W\d][\w ]*)?")
LAG_UNITS: Final[Mapping[str, float]] = {"d": 1, "day": 1, "days": 1, "w": 5, "week": 5, "weeks": 5}
_LONGEST: Final = 10_000


def read_links(value: Value, words: Words) -> Reading[tuple[LinkText, ...]]:
    """
    The predecessors that a cell names.

    A comma divides references, but not titles, which may contain one: what is left whole
    here is tried against the known titles when the plan is assembled.
    """
    text = clean(value)
    if match := _SIMPLE.fullmatch(text):
        return Reading((_simple(match),))
    links: list[LinkText] = []
    problem = None
    for part in map(clean, _MARKS.split(clean_lines(value))):
        if not part.strip(" ,") or folded(part) in words.nothing or folded(part) in words.later:
            continue
        pieces = [piece for piece in _COMMA.split(part) if piece]
        whole = not all(map(_REFERENCE.fullmatch, pieces))
        for piece in [part.strip(" ,")] if whole else pieces:
            link = read_link(piece, words.units)
            if link is None:
                problem = _bad_lag(piece)
            elif link not in links:
                links.append(link)
    return Reading(tuple(links), problem)


def _simple(match: re.Match[str]) -> LinkText:
    on, kind, lag, unit = match.groups()
    if kind is None:
        return LinkText(on)
    days = int(lag) * (5 if unit == "w" else 1) if lag else 0
    return LinkText(on, LinkType[kind], days)


def read_link(text: str, units: Mapping[str, float]) -> LinkText | None:
    """One predecessor; None where its lag cannot be understood."""
    if match := _TYPED.fullmatch(text):
        kind, on, lag = match["type"].upper(), match["on"], match["lag"]
        # A title may end in such a word; only written large, or at a number, is it a type.
        if match["type"].isupper() or on[-1:].isdecimal():
            return _link(on, LinkType(kind), lag, units)
    if match := _ELSEWHERE.fullmatch(text):
        return _link(match[1], _TYPES[match[2]], match[3], units)
    if match := _LAGGED.fullmatch(text):
        on, lag = match["on"] or match["on2"], match["lag"] or match["lag2"]
        if _LAG.fullmatch(lag):
            return _link(on, LinkType.FS, lag, units)
    return LinkText(_name(text))


def _link(on: str, kind: LinkType, lag: str | None, units: Mapping[str, float]) -> LinkText | None:
    days = _lag(lag, units) if lag else 0
    return None if days is None else LinkText(_name(on), kind, days)


def _lag(text: str, units: Mapping[str, float]) -> int | None:
    """Working days, begun ones counted away from zero; a bare number is days."""
    match = _LAG.fullmatch(text)
    amount = figure(match[2], grouped=False) if match else None
    if match is None or amount is None:
        return None
    unit = _unit(folded(match[3]), units) if match[3] else 1
    if unit is None or amount * unit > _LONGEST:
        return None
    days = amount * unit
    return ceil(days) if match[1] == "+" else floor(-days)


def _unit(name: str, units: Mapping[str, float]) -> float | None:
    return LAG_UNITS.get(name) or units.get(name)


def _name(text: str) -> str:
    """The predecessor's name: `#3` is row, or number, 3."""
    bare = text.strip(" ,")
    return bare[1:] if re.fullmatch(r"#\d+", bare) else bare


def _bad_lag(text: str) -> Problem:
    message = f"the lag of {shown(text)} cannot be understood"
    return Problem("dependency-unreadable", message, "write it like 3FS+2d or 3FS-1w")
