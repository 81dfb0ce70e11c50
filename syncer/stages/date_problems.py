"""What is wrong with a cell that should be a date, in words for people."""

from datetime import date
from typing import Final

from syncer.domain.findings import Severity
from syncer.domain.sheet import Value
from syncer.stages.readings import Problem, Reading, shown

WRITE_SO: Final = "write the day like 2026-12-31"
WITHOUT_YEAR: Final = "date-without-year"

_NAMES: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def unreadable(value: Value) -> Reading[date]:
    """Nothing like a date."""
    return Reading(None, Problem("date-unreadable", f"{shown(value)} is not a date", WRITE_SO))


def placeholder(value: Value) -> Reading[date]:
    """1900-01-00, 9999-12-31."""
    message = f"{shown(value)} stands where a date is missing"
    return Reading(None, Problem("date-placeholder", message, f"{WRITE_SO}, or leave it blank"))


def still_open(value: Value) -> Reading[date]:
    """`TBD`."""
    message = f"{shown(value)} is no date yet"
    hint = f"{WRITE_SO} as soon as it is known, or leave the cell blank"
    return Reading(None, Problem("date-open", message, hint, Severity.WARNING))


def without_year(value: Value) -> Reading[date]:
    """`3 March`."""
    return Reading(None, Problem(WITHOUT_YEAR, f"{shown(value)} says no year", WRITE_SO))


def month_or_day(value: Value, end: date) -> Problem:
    """`Jan-26`, read as the month whose last day is *end*."""
    day = f"{end.year % 100} {_NAMES[end.month - 1]}"
    month = f"{_NAMES[end.month - 1]} {end.year}"
    message = f"{shown(value)} may be {month} or {day}; it was read as the month"
    return Problem("date-ambiguous", message, f"write {end}, or the day", Severity.WARNING)


def impossible(value: Value) -> Reading[date]:
    """31 February."""
    message = f"{shown(value)} is not a day of the calendar"
    return Reading(None, Problem("date-impossible", message, WRITE_SO))


def implausible(value: Value, year: int, calendar: str) -> Reading[date]:
    """A *year* that no plan can mean, or that of another *calendar*."""
    message = f"{shown(value)} would be the year {year}, which no plan can mean"
    if calendar:
        message = f"{shown(value)} looks like a year of the {calendar} calendar"
    return Reading(None, Problem("date-implausible", message, WRITE_SO))


def too_far(value: Value, ordinal: int) -> Problem:
    """Half a century from the other dates of its column."""
    message = f"{shown(value)} is the year {date.fromordinal(ordinal).year}, far from the column's other dates"
    return Problem("date-implausible", message, WRITE_SO)


def against_the_order(value: Value, read: date) -> Problem:
    """13/2/2026 among dates that are month first."""
    message = f"{shown(value)} can only be {long_form(read)}, unlike the other dates of its column"
    return Problem("date-order", message, f"write it as {read}", Severity.WARNING)


def ambiguous(value: Value, read: date, other: date) -> Problem:
    """3/4/2026 where nothing decides."""
    message = (
        f"{shown(value)} may be {long_form(read)} or {long_form(other)};"
        f" it was read as {long_form(read)}"
    )
    return Problem("date-ambiguous", message, f"write {read} or {other}", Severity.WARNING)


def remark_left(value: Value, rest: str) -> Problem:
    """`2026-03-03 (tentative)`."""
    message = f"of {shown(value)} the date was read, and “{rest}” was not"
    return Problem("date-remark", message, WRITE_SO, Severity.WARNING)


def year_added(value: Value, read: date, why: str) -> Problem:
    """A day that says no year, completed; *why* says from where."""
    message = f"{shown(value)} says no year; it was read as {long_form(read)}, as {why}"
    return Problem("date-year-added", message, f"write {read}", Severity.WARNING)


def long_form(day: date) -> str:
    """3 April 2026, whatever the machine's language."""
    return f"{day.day} {_NAMES[day.month - 1]} {day.year}"
