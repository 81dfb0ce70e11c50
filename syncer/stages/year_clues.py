"""Which year a heading, a section, a column of years, or what stands above a table names."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from syncer.domain.layout import Layout
from syncer.domain.sheet import Tab, Value
from syncer.domain.words import folded
from syncer.stages.readings import clean

_YEAR: Final = re.compile(r"(?<![\d./–-])20[23]\d(?![\d/–-]|\.\d|年度|학년도)")  # noqa: RUF001 - en dash
_PLAIN: Final = re.compile(r"20[23]\d")
# Of another day than the plan's, or of a year that does not begin in January.
_OTHERWISE: Final = re.compile(r"\d\s?[./-]\s?\d|©|\bfy\s?\d|copyright|template|version|vertex")


def year_in(text: Value, months: Mapping[str, int]) -> int | None:
    """The only year that *text* names, if it is no date and no `as of May 2026`."""
    said = folded(clean(text))
    if _OTHERWISE.search(said) or any(word.strip(".,:") in months for word in said.split()):
        return None
    years = set(_YEAR.findall(said))
    return int(years.pop()) if len(years) == 1 else None


def year_above(tab: Tab, layout: Layout, months: Mapping[str, int]) -> int | None:
    """The only year that stands above the table, or in the name of its tab."""
    above = tab.rows[: max(layout.header_row - 1, 0)]
    cells = [tab.name, *(cell for row in above for cell in row if isinstance(cell, str | int))]
    years = {year for cell in cells if (year := year_in(cell, months))}
    return years.pop() if len(years) == 1 else None


def years_of_rows(tab: Tab, layout: Layout, rows: Sequence[int]) -> dict[int, int]:
    """By position among *rows* the year in the only column that holds nothing else."""
    found: list[dict[int, int]] = []
    for column in layout.columns:
        if not column.field:
            cells = {place: clean(tab.at(row, column.index)) for place, row in enumerate(rows)}
            filled = {place: text for place, text in cells.items() if text}
            if filled and all(map(_PLAIN.fullmatch, filled.values())):
                found.append({place: int(text) for place, text in filled.items()})
    return found[0] if len(found) == 1 else {}


def years_of_sections(
    layout: Layout, rows: Sequence[int], months: Mapping[str, int]
) -> dict[int, int]:
    """By position among *rows* the year that the title of the section around it names."""
    named = [
        (section.row, year)
        for section in layout.sections
        if (year := year_in(section.title, months))
    ]
    if not named:
        return {}
    found: dict[int, int] = {}
    ends = [row for row, _ in named[1:]] + [layout.last_row + 1]
    for (first, year), end in zip(named, ends, strict=True):
        inside = (place for place, row in enumerate(rows) if first <= row < end)
        found.update(dict.fromkeys(inside, year))
    return found
