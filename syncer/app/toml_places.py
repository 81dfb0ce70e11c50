"""On which line of a TOML text each key stands, so that a mistake can name its place."""

import tomllib
from typing import TypeAlias

Place: TypeAlias = tuple[str | int, ...]


def places(text: str) -> dict[Place, int]:
    """
    The line (from 1) of every table and key of *text*, which must be valid TOML.

    A key's place is its way from the top, arrays of tables counted from 0:
    `("plan", "apollo", "publish", 0, "path")`. Keys inside an inline table stand on the line
    where their table begins.
    """
    found: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    for line, statement in _statements(text):
        parsed = tomllib.loads(statement)
        if statement.lstrip().startswith("["):
            table = _table(parsed, counts)
            found.setdefault(table, line)
            if isinstance(table[-1], int):
                found.setdefault(table[:-1], line)
        else:
            for way in _ways(parsed):
                found.setdefault((*table, *way), line)
    return found


def line_of(place: Place, found: dict[Place, int]) -> int | None:
    """The line of *place*, or of the nearest table around it that has one."""
    for length in range(len(place), 0, -1):
        if place[:length] in found:
            return found[place[:length]]
    return None


def _statements(text: str) -> list[tuple[int, str]]:
    """Each statement with its first line; one may go over several lines (arrays, long texts)."""
    statements: list[tuple[int, str]] = []
    begun, first = "", 1
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        if not begun:
            first = number
        begun += line
        try:
            parsed = tomllib.loads(begun)
        except tomllib.TOMLDecodeError:
            continue
        if parsed:
            statements.append((first, begun))
        begun = ""
    return statements


def _table(parsed: dict[str, object], counts: dict[Place, int]) -> Place:
    """The place a `[table]` or `[[table]]` heading opens; *counts* is kept up for the arrays."""
    place: Place = ()
    inside: object = parsed
    while isinstance(inside, dict) and inside:
        (key, inside), *_ = inside.items()
        place = (*place, key)
        if isinstance(inside, list):
            counts[place] = counts.get(place, -1) + 1
            inside = inside[0]
        if place in counts:
            place = (*place, counts[place])
    return place


def _ways(parsed: dict[str, object]) -> list[Place]:
    """Every way into the nested tables of one statement."""
    ways: list[Place] = []
    waiting: list[tuple[Place, object]] = [((), parsed)]
    while waiting:
        way, value = waiting.pop()
        if way:
            ways.append(way)
        if isinstance(value, dict):
            waiting.extend(((*way, key), inner) for key, inner in value.items())
    return ways
