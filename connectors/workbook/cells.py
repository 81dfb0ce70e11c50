"""One cell of ours as XML: a number as number, a day as serial, text always as text."""

import math
import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from connectors.workbook.markup import escaped
from syncer.domain.sheet import Value

LONGEST_TEXT: Final = 32_767
"""In UTF-16 units: what a cell of Excel holds."""

_LARGEST: Final = 1e300
_LIKE_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_DAY: Final = timedelta(days=1)


def cell(prefix: bytes, ref: bytes, style: int, value: Value, *, epoch_1904: bool) -> bytes:
    """The element of one cell; *ref* is its address, *style* the place of its format."""
    start = b'<%sc r="%s"' % (prefix, ref) + (b' s="%d"' % style if style else b"")
    if value is None or value == "":
        return start + b"/>"
    end = b"</%sc>" % prefix
    if isinstance(value, bool):
        return start + b' t="b"><%sv>%d</%sv>' % (prefix, value, prefix) + end
    figure = number(value, epoch_1904=epoch_1904)
    if figure is not None:
        return start + b"><%sv>%s</%sv>" % (prefix, figure.encode(), prefix) + end
    inside = _text(prefix, value if isinstance(value, str) else str(value))
    return start + b' t="inlineStr"><%sis>%s</%sis>' % (prefix, inside, prefix) + end


def number(value: Value, *, epoch_1904: bool) -> str | None:
    """The figure that stands for *value*; None where only text can."""
    if isinstance(value, str) or value is None:
        return None
    if isinstance(value, (int, float)):
        return repr(value) if abs(value) < _LARGEST or _whole_float(value) else None
    serial = _serial(value, epoch_1904=epoch_1904)
    return None if serial is None else f"{serial:.15g}"


def _whole_float(value: float) -> bool:
    return isinstance(value, float) and math.isfinite(value)


@lru_cache(maxsize=1 << 12)
def _serial(value: date | datetime | time | timedelta, *, epoch_1904: bool) -> float | None:
    """Days since the workbook's epoch; None for a day that it cannot count."""
    if isinstance(value, timedelta):
        return value / _DAY
    if isinstance(value, time):
        since = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
        return (since + timedelta(microseconds=value.microsecond)) / _DAY
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day has no zone
    moment = moment.replace(tzinfo=None)
    if epoch_1904:
        serial = (moment - datetime(1904, 1, 1)) / _DAY  # noqa: DTZ001 - as above
        return serial if serial >= 0 else None
    serial = (moment - datetime(1899, 12, 30)) / _DAY  # noqa: DTZ001 - as above
    # Lotus took 1900 for a leap year, and every spreadsheet since counts a 29 February in it.
    serial -= moment < datetime(1900, 3, 1)  # noqa: DTZ001 - as above
    return serial if serial >= 1 else None


@lru_cache(maxsize=1 << 16)
def _text(prefix: bytes, text: str) -> bytes:
    text = shortened(text)
    # `_x000D_` is how the format itself writes what XML cannot: text that looks like it is kept.
    text = _LIKE_ESCAPE.sub("_x005F_", text).replace("\r", "_x000D_")
    return b'<%st xml:space="preserve">%s</%st>' % (prefix, escaped(text), prefix)


def shortened(text: str) -> str:
    """*text* as far as a cell holds it, with an ellipsis where it was cut."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * LONGEST_TEXT:
        return text
    return units[: 2 * (LONGEST_TEXT - 1)].decode("utf-16-le", "ignore") + "\u2026"
