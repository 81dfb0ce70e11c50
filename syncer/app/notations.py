"""Short notations of the configuration: weekdays, rhythms, durations, reminders, a day, a port."""

import re
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from syncer.domain.rhythm import At, Rhythm

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MOST_WEEKS: Final = 52
_MOST_DAYS: Final = 366
_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_SHORTEST: Final = timedelta(seconds=10)
_LONGEST: Final = timedelta(days=1)
_RHYTHM: Final = 'must be from "10s" to "1d", or a time such as "08:00" or "mon 08:00"'
_LISTEN: Final = 'must be a host and a port, such as "127.0.0.1:8080" or "[::]:8080"'
_PUBLIC: Final = 'must be the address people reach it at, such as "https://milestones.example.org"'


class Review(NamedTuple):
    """The day of the week (Monday 0) on which the plan is looked at, every so many weeks."""

    weekday: int = 0
    weeks: int = 1


def read_workdays(value: object) -> frozenset[int]:
    """Read `mon-fri`, `sun-thu`, `mon, wed-fri` or a list of them as days of the week, Monday 0."""
    if isinstance(value, list):
        value = ",".join(map(str, value))
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


def read_duration(value: object) -> timedelta:
    """Read `90s`, `2m`, `1h` or `1d`."""
    met = re.fullmatch(r"(\d{1,6})\s*([smhd])", _word(value), re.ASCII)
    if met is None:
        raise ValueError('must be a time such as "90s", "10m", "1h" or "1d"')
    return timedelta(seconds=int(met[1]) * _UNITS[met[2]])


def read_rhythm(value: object) -> Rhythm:
    """Read `2m`, `08:00` or `mon 08:00`."""
    met = re.fullmatch(r"(?:([a-z]+)\s+)?(\d{1,2}):(\d{2})", _word(value), re.ASCII)
    if met is not None and int(met[2]) < 24 and int(met[3]) < 60:  # noqa: PLR2004 - a clock's
        return At(int(met[2]), int(met[3]), _weekday(met[1]) if met[1] else None)
    try:
        every = read_duration(value)
    except ValueError:
        raise ValueError(_RHYTHM) from None
    if not _SHORTEST <= every <= _LONGEST:
        raise ValueError(_RHYTHM)
    return every


def read_listen(value: object) -> tuple[str, int]:
    """Read `127.0.0.1:8080` or `[::1]:8080`; port 0 stands for any that is free."""
    text = str(value).strip()
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if host is None or port is None or parts.netloc != text or parts.username is not None:
        raise ValueError(_LISTEN)
    return host, port


def read_public(value: object) -> str:
    """Read `https://milestones.example.org`, without a slash at its end."""
    text = str(value).strip()
    try:
        parts = urlsplit(text)
        known = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        known = False
    if not known or parts.username is not None or parts.query or parts.fragment:
        raise ValueError(_PUBLIC)
    return text.rstrip("/")


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
        raise ValueError(f"{word!r} is not a day of the week; they are {', '.join(WEEKDAYS)}")
    return WEEKDAYS.index(word)


def _word(value: object) -> str:
    return str(value).strip().casefold()
