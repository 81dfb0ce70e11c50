"""What a cell shows: its value through its number format and the spreadsheet's locale."""

import re
from datetime import UTC, datetime, timedelta

from tests.google.cells import Cell, ErrorValue, Locale, locale_rules

_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_DATE_TOKEN = re.compile(r'"[^"]*"|\\.|y+|m+|d+|h+|s+|am/pm|a/p|.', re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(r"[#0?][#0?,]*(\.[#0?]+)?|\.[#0?]+")


def shown(cell: Cell, locale: str) -> str:
    """The text of *cell* as FORMATTED_VALUE gives it; month names are always English here."""
    match cell.value:
        case None:
            return ""
        case bool() as truth:
            return "TRUE" if truth else "FALSE"
        case str() as text:
            return text
        case ErrorValue() as error:
            return error.text
        case number:
            return _number_shown(cell, number, locale_rules(locale))


def _number_shown(cell: Cell, value: float, rules: Locale) -> str:
    kind = cell.number_format.get("type", "")
    pattern = cell.number_format.get("pattern", "") or _default_pattern(kind, rules)
    if kind in ("DATE", "TIME", "DATE_TIME"):
        return _dated(float(value), pattern)
    if pattern:
        return _patterned(float(value), pattern, rules)
    return general(value, rules)


def _default_pattern(kind: str, rules: Locale) -> str:
    return {
        "DATE": rules.day,
        "TIME": "h:mm:ss am/pm" if rules.order == "MDY" else "HH:mm:ss",
        "DATE_TIME": f"{rules.day} {'h:mm:ss' if rules.order == 'MDY' else 'HH:mm:ss'}",
        "PERCENT": "0.00%",
        "NUMBER": "#,##0.00",
        "CURRENCY": "$#,##0.00",
        "SCIENTIFIC": "0.00E+00",
    }.get(kind, "")


def general(value: float, rules: Locale) -> str:
    """A number without a format: up to ten digits, as Sheets shows it."""
    text = f"{value:.10g}"
    if "e" in text:
        mantissa, _, power = text.partition("e")
        text = f"{mantissa}E{int(power):+03d}"
    return text.replace(".", rules.decimal)


def _dated(value: float, pattern: str) -> str:
    moment = _EPOCH + timedelta(seconds=round(value * 86400))
    tokens = _DATE_TOKEN.findall(pattern)
    half_day = any(token.lower() in ("am/pm", "a/p") for token in tokens)
    out, last = "", ""
    for at, token in enumerate(tokens):
        kind = token[0].lower()
        if kind == "m" and (last == "h" or _next_unit(tokens, at) == "s"):
            out += f"{moment.minute:02d}" if len(token) > 1 else str(moment.minute)
        else:
            out += _date_part(token, moment, half_day=half_day)
        if kind in "ymdhs":
            last = kind
    return out


def _next_unit(tokens: list[str], at: int) -> str:
    return next((t[0].lower() for t in tokens[at + 1 :] if t[0].lower() in "ymdhs"), "")


def _date_part(token: str, moment: datetime, *, half_day: bool) -> str:
    kind, size = token[0].lower(), len(token)
    hour = (moment.hour % 12 or 12) if half_day else moment.hour
    if kind == "a" and size > 1:
        noon = moment.hour >= 12
        return ("AM", "PM")[noon] if token.lower() == "am/pm" else "AP"[noon]
    parts = {
        '"': token[1:-1],
        "\\": token[1:],
        "y": f"{moment.year % 100:02d}" if size <= 2 else f"{moment.year:04d}",
        "m": _named(moment.month, size, _MONTHS[moment.month - 1]),
        "d": _named(moment.day, size, _DAYS[moment.weekday()]),
        "h": f"{hour:02d}" if size > 1 else str(hour),
        "s": f"{moment.second:02d}" if size > 1 else str(moment.second),
    }
    return parts.get(kind, token)


def _named(number: int, size: int, name: str) -> str:
    if size == 1:
        return str(number)
    return (
        f"{number:02d}" if size == 2 else name[:3] if size == 3 else name[:1] if size == 5 else name
    )


def _patterned(value: float, pattern: str, rules: Locale) -> str:
    parts = pattern.split(";")
    if value < 0 and len(parts) > 1:
        part, value = parts[1], -value
    elif value == 0 and len(parts) > 2:
        part = parts[2]
    else:
        part = parts[0]
    part = re.sub(r"\[[^\]]*\]", "", part)
    found = _NUMBER.search(part)
    if not found:
        return _literal(part)
    shape = found[0]
    value *= 100 if "%" in part else 1
    decimals = len(shape.partition(".")[2])
    needed = shape.partition(".")[2].count("0")
    text = f"{abs(value):{',' if ',' in shape.partition('.')[0] else ''}.{decimals}f}"
    whole, _, tail = text.partition(".")
    while len(tail) > needed and tail.endswith("0"):
        tail = tail[:-1]
    text = whole.replace(",", rules.group) + (rules.decimal + tail if tail else "")
    sign = "-" if value < 0 else ""
    return sign + _literal(part[: found.start()]) + text + _literal(part[found.end() :])


def _literal(text: str) -> str:
    return re.sub(r'"([^"]*)"|\\(.)|_.|\*.', lambda m: m[1] or m[2] or "", text)
