"""The grammar of single values."""

import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

_DURATION = re.compile(
    r"([+-]?)P(?:(\d+)W|(?:(\d+)D)?(T(?:(\d+)H(?:(\d+)M(?:(\d+)S)?)?|(\d+)M(?:(\d+)S)?|(\d+)S))?)"
)


def duration(text):
    """The time span that *text* is, or None."""
    match = _DURATION.fullmatch(text)
    if not match or text.lstrip("+-") == "P":
        return None
    sign, weeks, days, _, hours, m1, s1, m2, s2, s3 = match.groups()
    span = timedelta(
        weeks=int(weeks or 0),
        days=int(days or 0),
        hours=int(hours or 0),
        minutes=int(m1 or m2 or 0),
        seconds=int(s1 or s2 or s3 or 0),
    )
    return -span if sign == "-" else span


def day(text):
    """The day that *text* is, or None."""
    if not re.fullmatch(r"\d{8}", text):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def moment(text):
    """The date and time that *text* is, aware where it is UTC, or None."""
    if not re.fullmatch(r"\d{8}T\d{6}Z?", text):
        return None
    try:
        found = datetime.strptime(text[:15], "%Y%m%dT%H%M%S")
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if text.endswith("Z") else found


def is_utc(text):
    found = moment(text)
    return found is not None and found.tzinfo is not None


def tokens(value):
    """The characters of a TEXT value, each escape in one."""
    return re.findall(r"\\.|.", value, re.DOTALL)


def is_escaped(value):
    """Whether a backslash stands only where RFC 5545 3.3.11 lets it."""
    return all(token[1:] in tuple("\\;,nN") for token in tokens(value) if token[0] == "\\")


def is_text(value):
    """TEXT as RFC 5545 3.3.11 has it."""
    return is_escaped(value) and not {";", ","} & set(tokens(value))


def is_uri(value):
    if re.search(r"[\s\\]", value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return bool(parts.scheme and (parts.netloc or parts.path))


def split_text(value):
    """The values of a list of TEXT, unescaped."""
    parts = [""]
    for token in tokens(value):
        if token == ",":
            parts.append("")
        else:
            parts[-1] += token
    return [unescaped(part) for part in parts]


def unescaped(value):
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], value)
