"""Completes dates that say no year, where the sheet leaves only one, and tells of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias

from syncer.domain.sheet import Value
from syncer.domain.words import folded
from syncer.stages.date_problems import long_form, year_added
from syncer.stages.readings import Reading, clean
from syncer.stages.weekdays import falls_on, weekday_in

InYear: TypeAlias = Callable[[Value, int], Reading[date] | None]
"""What a cell would be in a year; None where it is no date at all."""

_STEP: Final = 100
"""Days from one date of a list to the next, beyond which it is not taken to go on."""
_TASK: Final = 200
"""Days from a start to its end, beyond which the year is not taken to be plain."""
_JUMP: Final = 180
"""Days back to the next date of a list: there a new year has begun."""


class Open(NamedTuple):
    """A cell that says no year, by its place among the items."""

    position: int
    value: Value


class Found(NamedTuple):
    """An open cell completed; *why* is empty where the heading itself says the year."""

    cell: Open
    day: date
    reading: Reading[date]
    why: str

    def told(self) -> Reading[date]:
        """The reading, with a doubt where the year stands elsewhere."""
        if self.reading.problem or not self.why:
            return self.reading
        return self.reading._replace(problem=year_added(self.cell.value, self.day, self.why))


class Dates(NamedTuple):
    """
    What is known of the dates of a plan.

    Attributes:
        days: By field and position; it grows as cells are completed.
        readers: By field.
        headings: By field the year that its heading names.
        rows, sections: By position the year that stands in its row, or as its section's title.
        title: The year that stands above the table.
        only: The year of all dates that are whole; None where there are several.
    """

    days: dict[str, dict[int, date]]
    readers: Mapping[str, InYear]
    headings: Mapping[str, int]
    rows: Mapping[int, int]
    sections: Mapping[int, int]
    title: int | None
    only: int | None


def completed(
    cells: Mapping[str, Sequence[Open]], dates: Dates
) -> Iterator[tuple[str, int, Reading[date]]]:
    """Those of *cells* whose year is certain: field, position, reading; the surest proof first."""
    left = {field: [*opened] for field, opened in cells.items()}
    for rule in (_by_heading, _by_place, _by_row, _by_list, _by_list_upwards, _by_title, _by_all):
        for field, opened in left.items():
            known = dates.days.setdefault(field, {})
            found = {one.cell: one for one in rule(field, opened, dates)}
            known.update({one.cell.position: one.day for one in found.values()})
            yield from ((field, one.cell.position, one.told()) for one in found.values())
            left[field] = [cell for cell in opened if cell not in found]


def _by_heading(field: str, cells: Iterable[Open], dates: Dates) -> Iterator[Found]:
    year = dates.headings.get(field)
    for cell in cells if year else ():
        yield from _in(field, cell, [year or 0], "", dates)


def _by_place(field: str, cells: Iterable[Open], dates: Dates) -> Iterator[Found]:
    for cell in cells:
        for place, years in (("row", dates.rows), ("section", dates.sections)):
            if year := years.get(cell.position):
                yield from _in(field, cell, [year], f"its {place} says {year}", dates)
                break


def _by_row(field: str, cells: Iterable[Open], dates: Dates) -> Iterator[Found]:
    """
    An end is the first such day after the start of its row, a start the last before its end,
    and any other date is near those of its row.
    """
    for cell in cells:
        begin, ends = _mates(field, cell.position, dates)
        if field == "start" and ends:
            end = min(ends)
            why = f"its row ends on {long_form(end)}"
            found = _in(field, cell, range(end.year - 1, end.year + 1), why, dates)
            near = [one for one in found if 0 <= (end - one.day).days <= _TASK]
        elif begin:
            why = f"its row starts on {long_form(begin)}"
            found = _in(field, cell, range(begin.year, begin.year + 2), why, dates)
            near = [one for one in found if 0 <= (one.day - begin).days <= _TASK]
        elif ends:
            why = f"the nearest date of its row is {long_form(ends[0])}"
            found = _in(field, cell, range(ends[0].year - 1, ends[0].year + 2), why, dates)
            near = [one for one in found if abs((one.day - ends[0]).days) <= _STEP]
        else:
            near = []
        yield from near if len(near) == 1 else ()


def _mates(field: str, position: int, dates: Dates) -> tuple[date | None, list[date]]:
    """The start and the other days of a row, without those of *field*."""
    row = {
        name: days[position]
        for name, days in dates.days.items()
        if name not in (field, "check_in") and position in days
    }
    return row.pop("start", None), [*row.values()]


def _by_list(field: str, cells: Sequence[Open], dates: Dates) -> Iterator[Found]:
    """In a column that runs on from day to day, what stands above, and below, leaves one year."""
    known = dates.days[field]
    if not known or not _rises(known):
        return
    below = _next_known(known, cells)
    passed: date | None = None
    places: dict[int, Open | None] = dict.fromkeys(known)
    for position, cell in sorted((places | {cell.position: cell for cell in cells}).items()):
        if cell is None:
            passed = known[position]
        elif passed and (one := _between(field, cell, passed, below.get(position), dates)):
            passed = one.day
            yield one


def _between(field: str, cell: Open, above: date, below: date | None, dates: Dates) -> Found | None:
    last = below or date.fromordinal(above.toordinal() + _STEP)
    why = f"the date above it is {long_form(above)}"
    if below:
        why += f", and the one below it {long_form(below)}"
    years = range(above.year, min(last.year, above.year + 2) + 1)
    near = [one for one in _in(field, cell, years, why, dates) if above <= one.day <= last]
    return near[0] if len(near) == 1 else None


def _by_list_upwards(field: str, cells: Sequence[Open], dates: Dates) -> Iterator[Found]:
    """Above the first whole date of a column that runs on from day to day."""
    known = dates.days[field]
    if not known or not _rises(known):
        return
    first = min(known)
    following = known[first]
    for cell in sorted(cells, reverse=True):
        if cell.position < first:
            why = f"the date below it is {long_form(following)}"
            years = range(following.year - 1, following.year + 1)
            found = _in(field, cell, years, why, dates)
            near = [one for one in found if 0 <= (following - one.day).days <= _STEP]
            if len(near) != 1:
                return
            following = near[0].day
            yield near[0]


def _rises(known: Mapping[int, date]) -> bool:
    """Whether the days of a column are in their order."""
    days = [known[position] for position in sorted(known)]
    return all(one <= other for one, other in pairwise(days))


def _next_known(known: Mapping[int, date], cells: Iterable[Open]) -> dict[int, date]:
    """For each of *cells* the next whole date below it."""
    found: dict[int, date] = {}
    following: date | None = None
    places = known.keys() | {cell.position for cell in cells}
    for position in sorted(places, reverse=True):
        if position in known:
            following = known[position]
        elif following:
            found[position] = following
    return found


def _by_title(field: str, cells: Sequence[Open], dates: Dates) -> Iterator[Found]:
    """The year above the table, where no other one is written in it."""
    if dates.title and dates.only in (dates.title, None):
        why = f"{dates.title} stands above the table"
        yield from _all_in(field, cells, dates.title, why, dates)


def _by_all(field: str, cells: Sequence[Open], dates: Dates) -> Iterator[Found]:
    """The year of all the dates that have one."""
    if dates.only:
        why = f"all dates that say one are of {dates.only}"
        yield from _all_in(field, cells, dates.only, why, dates)


def _all_in(
    field: str, cells: Iterable[Open], year: int, why: str, dates: Dates
) -> Iterator[Found]:
    """*cells* in *year*, unless the column then jumps back as lists do over New Year."""
    found = [one for cell in cells for one in _in(field, cell, [year], why, dates)]
    days = dates.days[field] | {one.cell.position: one.day for one in found}
    order = [days[position] for position in sorted(days)]
    if any((one - other).days > _JUMP for one, other in pairwise(order)):
        return
    for one in found:
        begin, ends = _mates(field, one.cell.position, dates)
        late = begin is not None and one.day < begin
        if not late and not (field == "start" and ends and one.day > max(ends)):
            yield one


def _in(field: str, cell: Open, years: Iterable[int], why: str, dates: Dates) -> Iterator[Found]:
    """What *cell* is in each of *years* in which it falls on the weekday that it names."""
    weekday = weekday_in(folded(clean(cell.value)))
    for year in years:
        reading = dates.readers[field](cell.value, year)
        if reading and reading.value and (not weekday or falls_on(reading.value, weekday)):
            yield Found(cell, reading.value, reading, why)
