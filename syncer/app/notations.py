"""Short notations of the configuration: weekdays, a review rhythm, reminders, a day."""

import re
from datetime import date, datetime
from typing import Final, NamedTuple

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MOST_WEEKS: Final = 52
_MOST_DAYS: Final = 366


class Review(NamedTuple):
    """The day of the week (Monday 0) on which the plan is looked at, every so many weeks."""

    weekday: int = 0
    weeks: int = 1


def read_workdays(value: object) -> frozenset[int]:
    """Read `mon-fri`, `sun-thu` or `mon, wed-fri` as days of the week, Monday 0."""
    days: set[int] = set()
    for stretch in str(value).split(","):
        first, dash, last = (_word(part) for part in stretch.partition("-"))
        start = _weekday(first)
        days.update(_stretch(start, _weekday(last) if dash else start))
    return frozenset(days)


def read_review(value: object) -> Review:
    """Read `mon` or `2w mon`."""
    met = re.fullmatch(r"(?:(\d{1,3})\s*w\s+)?([a-z]+)", _word(value))
    if met is None or not 1 <= int(met[1] or 1) <= _MOST_WEEKS:
        raise ValueError('must be a day such as "mon", or "2w mon" for every second Monday')
    return Review(_weekday(met[2]), int(met[1] or 1))


def read_reminders(value: object) -> tuple[int, ...]:
    """Read `["14d", "1d"]` or `[14, 1]` as days before the milestone, the earliest first."""
    texts = value if isinstance(value, list) else [value]
    return tuple(sorted({_reminder(text) for text in texts}, reverse=True))


def read_day(value: object) -> date:
    """Read a TOML date, or the same in quotes."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> date:
    raise ValueError("must be a day such as 2026-03-02")


def _reminder(value: object) -> int:
    text = _word(str(value)).removesuffix("d")
    if isinstance(value, bool) or not text.isascii() or not text.isdigit():
        raise ValueError('must be days before the milestone, such as ["14d", "1d"]')
    if int(text) > _MOST_DAYS:
        raise ValueError(f"a reminder {text} days before is too early: at most {_MOST_DAYS}")
    return int(text)


def _stretch(first: int, last: int) -> list[int]:
    """From *first* to *last*, over the end of the week where last is the earlier."""
    return [(first + n) % 7 for n in range((last - first) % 7 + 1)]


def _weekday(word: str) -> int:
    if word not in WEEKDAYS:
        raise ValueError(f'{word!r} is not a day of the week; write "mon-fri" or "mon, wed, fri"')
    return WEEKDAYS.index(word)


def _word(value: object) -> str:
    return str(value).strip().casefold()
