"""The text of a .csv as fields: cut so that each field that nobody changes keeps its octets."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from connectors.workbook.csv_encoding import decode
from syncer.errors import SourceError

LONGEST_FIELD: Final = 1_000_000
"""Characters; thirty times what a cell of a spreadsheet holds."""

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
        guessed: The encoding is the one that fits best.
        unclosed: The line where a quotation mark opens that nothing closes; 0 for none.
    """

    mark: bytes
    encoding: str
    head: str
    delimiter: str
    records: tuple[tuple[str, str], ...]
    line_end: str
    quotes_all: bool
    guessed: bool = False
    unclosed: int = 0

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
    mark, encoding, text, guessed = decode(octets, what)
    if "\0" in text:
        raise SourceError(f"{what} holds NUL characters: it is not a text table", hint=_HINT)
    head = ""
    named = _SEPARATOR.match(text)
    if named:
        head, text = named[0], text[named.end() :]
    line_end = _line_end(text)
    delimiter = named[1] if named else _delimiter(text)
    records, unclosed = _records(text, delimiter, what)
    first = fields(records[0][0], delimiter) if records else []
    quotes_all = len(first) > 1 and all(field.startswith('"') for field in first)
    return Table(mark, encoding, head, delimiter, records, line_end, quotes_all, guessed, unclosed)


def _line_end(text: str) -> str:
    counts = {"\r\n": text.count("\r\n")}
    counts["\n"] = text.count("\n") - counts["\r\n"]
    counts["\r"] = text.count("\r") - counts["\r\n"]
    return max(counts, key=lambda end: counts[end])


def _delimiter(text: str) -> str:
    """The one that stands in most of the first lines, most evenly; a comma where none does."""
    # Where all fields are in quotes, nothing but the tabs between them is left.
    lines = [line for line in _bare(text).splitlines()[:_LOOKED_AT] if line.strip(" ")]

    def divides(delimiter: str) -> tuple[int, int, int]:
        # Rows may be ragged, ours too, so that being there at all comes before being even.
        counts = [count for line in lines if (count := line.count(delimiter))]
        most = max(set(counts), key=lambda count: (counts.count(count), count), default=0)
        return len(counts), counts.count(most), most

    return max(_DELIMITERS, key=divides)


def _bare(text: str) -> str:
    """The first lines without what stands in quotes: delimiters in there divide nothing."""
    return re.sub(r'"(?:[^"]|"")*"', "", text[:200_000])


def _records(text: str, delimiter: str, what: str) -> tuple[tuple[tuple[str, str], ...], int]:
    """
    The rows with their line ends; a field in quotes may run over several lines.

    And the line where a quotation mark opens a field that nothing closes: there it is a letter.
    There is one at most, for the next such mark would close it; 0 where there is none.
    """
    lines = re.findall(r"([^\r\n]*)(\r\n|\n|\r|\Z)", text)
    if lines and lines[-1] == ("", ""):
        lines.pop()  # the empty match behind the last line
    found: list[tuple[str, str]] = []
    unclosed = 0
    start = 0
    while start < len(lines):
        stop = _end_of_record(lines, start, delimiter)
        if stop is None:
            unclosed = start + 1
            stop = start
        record = "".join(line + end for line, end in lines[start:stop]) + lines[stop][0]
        found.append((_of_bearable_length(record, delimiter, what, start + 1), lines[stop][1]))
        start = stop + 1
    return tuple(found), unclosed


def _end_of_record(lines: Sequence[tuple[str, str]], start: int, delimiter: str) -> int | None:
    """The line in which the record ends that begins in line *start*; None where it never does."""
    line = lines[start][0]
    if '"' not in line or not _is_open(line, delimiter):
        return start
    for number in range(start + 1, len(lines)):
        rest = _behind_quote(lines[number][0], delimiter)
        if rest is not None and not ('"' in rest and _is_open(rest, delimiter)):
            return number
    return None


def _behind_quote(line: str, delimiter: str) -> str | None:
    """What follows the field that was open when *line* began; None where it stays open."""
    closing = _CLOSING.match(line)
    return line[closing.end() :].partition(delimiter)[2] if closing else None


def _is_open(record: str, delimiter: str) -> bool:
    """Whether the last field is in quotes that are not closed yet."""
    return bool(_OPEN.fullmatch(_cut(record, delimiter)[-1]))


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
    found = _cut(record, delimiter)
    if found and _OPEN.fullmatch(found[-1]):
        # Nothing closes this quotation mark: it is a letter like others.
        return [*found[:-1], *found[-1].split(delimiter)]
    return found


def _cut(record: str, delimiter: str) -> list[str]:
    """The fields; the last reaches to the end where its quotation mark is not closed."""
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
        inside, closed, after = raw[1:].replace('""', "\0").partition('"')
        raw = (inside + after).replace("\0", '"') if closed else raw
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
