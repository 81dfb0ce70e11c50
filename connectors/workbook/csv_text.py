"""The text of a .csv as fields: cut so that each field that nobody changes keeps its octets."""

import codecs
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from syncer.errors import SourceError

LONGEST_FIELD: Final = 1_000_000
"""Characters; thirty times what a cell of a spreadsheet holds."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DELIMITERS: Final = ",;\t|"
_LOOKED_AT: Final = 50
_SEPARATOR: Final = re.compile(r"sep=(.)(\r\n|\n|\r)", re.IGNORECASE)
_CLOSING: Final = re.compile(r'(?:[^"]|"")*+"')
_OPEN: Final = re.compile(r'"(?:[^"]|"")*+')
_HINT: Final = 'save it as "CSV UTF-8" and use that'


class Table(NamedTuple):
    """
    A .csv, cut up.

    Attributes:
        mark: The byte-order mark it begins with, or none.
        head: What stands before the first row and is none (`sep=;`).
        records: The rows, each with the line end that closes it.
        line_end: The one that most rows have.
        quotes_all: Every field of the first row is in quotes: so will ours be.
    """

    mark: bytes
    encoding: str
    head: str
    delimiter: str
    records: tuple[tuple[str, str], ...]
    line_end: str
    quotes_all: bool

    def octets(self, records: Mapping[int, str]) -> bytes:
        """The file with the text of some rows (from 1) replaced; their line ends stay."""
        lines = list(self.records)
        for row, text in records.items():
            while len(lines) < row:
                lines = _grown(lines, self.line_end)
            lines[row - 1] = (text, lines[row - 1][1])
        text = self.head + "".join(text + end for text, end in lines)
        return self.mark + text.encode(self.encoding)


def _grown(lines: list[tuple[str, str]], line_end: str) -> list[tuple[str, str]]:
    """One more row; the last line without an end hands that on to the new one."""
    if not lines:
        return [("", line_end)]
    text, end = lines[-1]
    return [*lines[:-1], (text, end or line_end), ("", end)]


def table(octets: bytes, what: str) -> Table:
    """Find out how *octets* are written; SourceError where they are no text table."""
    mark, encoding, text = _decoded(octets, what)
    if "\0" in text:
        raise SourceError(f"{what} holds NUL characters: it is not a text table", hint=_HINT)
    head = ""
    named = _SEPARATOR.match(text)
    if named:
        head, text = named[0], text[named.end() :]
    line_end = _line_end(text)
    delimiter = named[1] if named else _delimiter(text)
    records = tuple(_records(text, delimiter, what))
    first = fields(records[0][0], delimiter) if records else []
    quotes_all = len(first) > 1 and all(field.startswith('"') for field in first)
    return Table(mark, encoding, head, delimiter, records, line_end, quotes_all)


def _decoded(octets: bytes, what: str) -> tuple[bytes, str, str]:
    for mark, encoding in _MARKS:
        if octets.startswith(mark):
            try:
                return mark, encoding, octets[len(mark) :].decode(encoding)
            except UnicodeDecodeError:
                message = f"{what} is not the {encoding.upper()} text that it begins as"
                raise SourceError(message, hint=_HINT) from None
    for encoding in ("utf-8", "cp1252", "latin-1"):
        try:
            return b"", encoding, octets.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError("latin-1 decodes everything")


def _line_end(text: str) -> str:
    counts = {"\r\n": text.count("\r\n")}
    counts["\n"] = text.count("\n") - counts["\r\n"]
    counts["\r"] = text.count("\r") - counts["\r\n"]
    return max(counts, key=lambda end: counts[end])


def _delimiter(text: str) -> str:
    """The one that stands in most of the first lines, most evenly; a comma where none does."""
    lines = [line for line in _bare(text).splitlines()[:_LOOKED_AT] if line.strip()]

    def divides(delimiter: str) -> tuple[int, int, int]:
        # Rows may be ragged, ours too, so that being there at all comes before being even.
        counts = [count for line in lines if (count := line.count(delimiter))]
        most = max(set(counts), key=lambda count: (counts.count(count), count), default=0)
        return len(counts), counts.count(most), most

    return max(_DELIMITERS, key=divides)


def _bare(text: str) -> str:
    """The first lines without what stands in quotes: delimiters in there divide nothing."""
    return re.sub(r'"(?:[^"]|"")*"', "", text[:200_000])


def _records(text: str, delimiter: str, what: str) -> Iterator[tuple[str, str]]:
    """The rows with their line ends; a field in quotes may run over several lines."""
    lines = re.findall(r"([^\r\n]*)(\r\n|\n|\r|\Z)", text)
    if lines and lines[-1] == ("", ""):
        lines.pop()  # the empty match behind the last line
    pending: list[str] = []
    since = 0
    for number, (line, end) in enumerate(lines, 1):
        since = since if pending else number
        rest = _behind_quote(line, delimiter) if pending else line
        if rest is None or ('"' in rest and _is_open(rest, delimiter)):
            pending.append(line + end)
            continue
        yield _of_bearable_length("".join(pending) + line, delimiter, what, since), end
        pending = []
    if pending:
        raise SourceError(
            f"{what} has a field in line {since} that does not end: a quotation mark opens it and"
            " none closes it",
            hint="double that quotation mark, or delete it",
        )


def _behind_quote(line: str, delimiter: str) -> str | None:
    """What follows the field that was open when *line* began; None where it stays open."""
    closing = _CLOSING.match(line)
    return line[closing.end() :].partition(delimiter)[2] if closing else None


def _is_open(record: str, delimiter: str) -> bool:
    """Whether the last field is in quotes that are not closed yet."""
    return bool(_OPEN.fullmatch(fields(record, delimiter)[-1]))


def _of_bearable_length(record: str, delimiter: str, what: str, line: int) -> str:
    if len(record) > LONGEST_FIELD and max(map(len, fields(record, delimiter))) > LONGEST_FIELD:
        raise SourceError(
            f"{what} has a field of more than {LONGEST_FIELD:,} characters in line {line}",
            hint="look for a single quotation mark in that line, and double it or delete it",
        )
    return record


def fields(record: str, delimiter: str) -> list[str]:
    """The fields of one row as they are written, quotes and all."""
    if '"' not in record:
        return record.split(delimiter)
    found = [match[0] for match in _field(delimiter).finditer(record + delimiter)]
    return [raw[:-1] for raw in found]


@lru_cache(maxsize=8)
def _field(delimiter: str) -> re.Pattern[str]:
    d = re.escape(delimiter)
    # Possessive, so that a doubled quote is never taken for the closing one.
    return re.compile(rf'"(?:[^"]|"")*+(?:"[^{d}]*{d}|\Z)|[^{d}]*{d}')


def value(raw: str) -> str:
    """What a field means: without its quotes, and without the quote that disarms a formula."""
    if raw.startswith('"'):
        inside, _, after = raw[1:].replace('""', "\0").partition('"')
        raw = (inside + after).replace("\0", '"')
    return raw[1:] if raw.startswith("'") and is_armed(raw[1:]) else raw


_ARMED: Final = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad \u00a0]*"
    "'*[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]"
)


def is_armed(text: str) -> bool:
    """Whether a spreadsheet program may take *text* for a formula when it opens the file."""
    return bool(_ARMED.match(text))


def written(text: str, table: Table) -> str:
    """
    *text* as a field of *table*; text that looks like a formula gets a quote before it.

    Text of ours that bears such a quote already gets one more, so that reading gives it back
    unchanged; fields of people's are never rewritten. What the encoding lacks becomes `?`.
    """
    held = text.encode(table.encoding, "replace").decode(table.encoding)
    safe = "'" + held if is_armed(held) else held
    special = any(char in safe for char in (table.delimiter, '"', "\r", "\n"))
    if special or table.quotes_all or safe != safe.strip():
        return '"' + safe.replace('"', '""') + '"'
    return safe


def numeral(text: str, table: Table) -> str:
    """A number or a day as a field: never disarmed, since -3 is no formula."""
    return f'"{text}"' if table.quotes_all else text
