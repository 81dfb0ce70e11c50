"""C01 to C09: octets, physical lines and content lines."""

import re
from typing import NamedTuple

from feed_rules.breach import Breach

_VALUE = r'(?:"[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x08\x0a-\x1f\x7f]*)'
_PARAM = rf"[A-Za-z0-9-]+={_VALUE}(?:,{_VALUE})*"
_CONTENT = re.compile(rf"([A-Za-z0-9-]+)((?:;{_PARAM})*):(.*)", re.DOTALL)
_ONE_PARAM = re.compile(rf";([A-Za-z0-9-]+)=({_VALUE}(?:,{_VALUE})*)")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class Content(NamedTuple):
    """One content line, unfolded."""

    number: int
    name: str
    params: dict[str, list[str]]
    value: str


def octet_breaches(octets):
    """What is wrong before anybody looks at what it says."""
    if octets.startswith(b"\xef\xbb\xbf"):
        yield Breach("C02", 0, "starts with a byte order mark")
    try:
        octets.decode()
    except UnicodeDecodeError as error:
        yield Breach("C01", 0, str(error))
    if re.search(rb"(?<!\r)\n|\r(?!\n)", octets):
        yield Breach("C03", 0, "a line break that is no CRLF")
    if not octets.endswith(b"\r\nEND:VCALENDAR\r\n"):
        yield Breach("C04", 0, f"ends with {octets[-20:]!r}")
    rows = octets.split(b"\r\n")[:-1]
    if rows and rows[0][:1] in b" \t" and rows[0]:
        yield Breach("C07", 1, "a continuation before any line")
    for number, row in enumerate(rows, 1):
        yield from _row_breaches(number, row)
    if _CONTROL.search(octets.decode(errors="ignore")):
        yield Breach("C08", 0, "a control character")


def _row_breaches(number, row):
    if len(row) > 75:
        yield Breach("C05", number, f"{len(row)} octets")
    if not row.strip(b" \t"):
        yield Breach("C07", number, "an empty line")
    try:
        row.decode()
    except UnicodeDecodeError:
        yield Breach("C06", number, "folded inside a character")


def read(octets):
    """The content lines, and a breach for each that is none."""
    lines, broken = [], []
    for number, text in enumerate(_unfolded(octets), 1):
        match = _CONTENT.fullmatch(text)
        if not match:
            broken.append(Breach("C09", number, text[:60]))
            continue
        name, params, value = match.groups()
        given = {key.upper(): _values(some) for key, some in _ONE_PARAM.findall(params)}
        lines.append(Content(number, name.upper(), given, value))
    return lines, broken


def _unfolded(octets):
    text = octets.decode(errors="replace").removeprefix("\ufeff")
    rows = re.split("\r\n|\n|\r", text)
    whole = []
    for row in rows:
        if row[:1] in (" ", "\t") and whole:
            whole[-1] += row[1:]
        elif row:
            whole.append(row)
    return whole


def _values(text):
    return [value.strip('"') for value in re.findall(_VALUE, text) if value] or [""]
