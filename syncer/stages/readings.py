"""What reading one cell gives: a value, or what a person should mend."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final, Generic, NamedTuple, TypeVar, cast

from syncer.domain.findings import Severity
from syncer.domain.sheet import Value

T = TypeVar("T")

# Line ends and tabs are white space and fold into blanks; the rest of C0 and C1 and half a
# surrogate pair are nothing that any output could carry.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")


_EXACT: Final = 1e15

# What word processors put for what keyboards have.
_TYPOGRAPHIC: Final = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-"}
    | {"\u00d7": "x", "\u00b7": "x"}
)


class Problem(NamedTuple):
    """What is wrong with a cell, in the words of `Finding`."""

    code: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR


class Reading(NamedTuple, Generic[T]):
    """
    A cell as understood.

    Attributes:
        value: None where the cell is blank, or could not be read.
        problem: With a value it is a doubt, without one the reason why there is none.
        approximate: The value is the end (or start) of a week, a month or a quarter.
    """

    value: T | None = None
    problem: Problem | None = None
    approximate: bool = False


def clean(value: Value) -> str:
    """The text of a cell, its white space folded; whole numbers without a decimal point."""
    match value:
        # No white space but blanks is printable, so most texts are done with at once.
        case str() if value.isprintable() and "  " not in value:
            text = value.strip()
        case str():
            text = " ".join(_printable(value).split())
        case None:
            text = ""
        case bool():
            text = "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < _EXACT:
            text = str(int(value))
        case datetime():
            text = value.isoformat(" ", "minutes").removesuffix(" 00:00")
        case date() | time():
            text = value.isoformat()
        case timedelta():
            text = f"{value.total_seconds() / 3600:g} h"
        case _:
            text = str(value)
    return text


def clean_all(values: Sequence[Value]) -> list[str]:
    """`clean` for a whole column: most columns of texts have nothing to clean."""
    types = set(map(type, values))
    if types == {str} and _is_clean("|".join(cast("Sequence[str]", values))):
        return list(cast("Sequence[str]", values))
    if types <= {str, type(None)}:
        texts = [value.strip() if value else "" for value in cast("Sequence[str | None]", values)]
        # Only blanks are printable white space; a mark between texts keeps their ends apart.
        joined = "|".join(texts)
        if joined.isprintable() and "  " not in joined:
            return texts
    known = {value: clean(value) for value in set(values)}
    return [known[value] for value in values]


def _is_clean(joined: str) -> bool:
    """Whether texts joined by strokes have nothing to fold and nothing to cut off."""
    edged = " |" in joined or "| " in joined or joined[:1] == " " or joined[-1:] == " "
    return joined.isprintable() and "  " not in joined and not edged


def clean_lines(value: Value) -> str:
    """The text of a cell, line breaks kept."""
    if not isinstance(value, str) or value.isprintable():
        return clean(value)
    return "\n".join(line.strip() for line in _printable(value).strip().splitlines())


def is_blank(value: Value) -> bool:
    """Nothing, or nothing but white space."""
    return value is None or (isinstance(value, str) and not value.strip())


def shown(value: Value) -> str:
    """The cell's content for a message: quoted, and cut where it is long."""
    text = clean(value)
    return f"“{text}”" if len(text) <= 40 else f"“{text[:39]}…”"  # noqa: PLR2004 - a line's worth


def plain_marks(text: str) -> str:
    """With the marks of a keyboard: a dash is a hyphen, a times sign an x."""
    return text if text.isascii() else text.translate(_TYPOGRAPHIC)


def _printable(text: str) -> str:
    return text if text.isprintable() else _UNPRINTABLE.sub("", text)
