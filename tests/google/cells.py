"""One cell: what is in it, and how Sheets reads what somebody enters."""

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

Json = dict[str, Any]
EPOCH = date(1899, 12, 30)  # day 0 of serial numbers
MOST_CHARACTERS = 50_000
_EMPTY: Mapping[str, Any] = {}


class ErrorValue(NamedTuple):
    """A formula's error; *kind* is the API's name, such as `REF`, *text* what the cell shows."""

    kind: str
    text: str


Value = None | bool | int | float | str | ErrorValue


class Cell(NamedTuple):
    """
    A cell. Cells are values: a change makes a new one.

    Attributes:
        value: What is shown and computed with; of a formula, its result.
        formula: The formula's text with its `=`; None where there is none.
    """

    value: Value = None
    formula: str | None = None
    format: Mapping[str, Any] = _EMPTY
    note: str = ""
    validation: Mapping[str, Any] | None = None
    runs: tuple[Json, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing entered; it may still have a format."""
        return self.value is None and self.formula is None

    @property
    def number_format(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.format.get("numberFormat", _EMPTY)
        return found

    @property
    def is_date(self) -> bool:
        """A number that Sheets shows as a day or time."""
        return (
            isinstance(self.value, int | float)
            and not isinstance(self.value, bool)
            and self.number_format.get("type") in ("DATE", "TIME", "DATE_TIME")
        )


BLANK = Cell()


def serial(day: date) -> int | float:
    """The serial number of a day, or of a day with its time."""
    number: int | float = (date(day.year, day.month, day.day) - EPOCH).days
    if isinstance(day, datetime):
        number += (day.hour * 3600 + day.minute * 60 + day.second) / 86400
    return number


def as_number(number: float) -> int | float:
    """Sheets keeps doubles, and sends a whole one without its point."""
    value = float(number)
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


# How people write, by the spreadsheet's language and country: order of a day's parts, the
# decimal point, and how a day is shown.
_MONTH_FIRST = ("en_US", "en_PH", "es_PR")
_YEAR_FIRST = ("ja_JP", "zh_CN", "ko_KR", "sv_SE", "hu_HU", "en_CA", "en_ZA", "lt_LT")
_COMMA = (
    "de",
    "fr",
    "es",
    "it",
    "nl",
    "pt",
    "pl",
    "ru",
    "sv",
    "da",
    "nb",
    "fi",
    "cs",
    "tr",
    "hu",
    "lt",
    "uk",
)


class Locale(NamedTuple):
    order: str
    decimal: str
    group: str
    day: str


def locale_rules(name: str) -> Locale:
    """The rules of a locale such as `de_DE`."""
    order = "MDY" if name in _MONTH_FIRST else "YMD" if name in _YEAR_FIRST else "DMY"
    language = name.partition("_")[0]
    comma = language in _COMMA
    day = {"MDY": "M/d/yyyy", "YMD": "yyyy-MM-dd", "DMY": "dd/MM/yyyy"}[order]
    if language in ("de", "ru", "pl", "cs", "nb", "fi", "tr", "uk") and order == "DMY":
        day = "dd.MM.yyyy"
    return Locale(order, "," if comma else ".", "." if comma else ",", day)


def raw(entered: Any, old: Cell) -> Cell:
    """What a RAW write of *entered* leaves: as it is, never parsed. An empty string empties."""
    if entered == "" and isinstance(entered, str):
        return old._replace(value=None, formula=None, runs=())
    if isinstance(entered, bool | str):
        return old._replace(value=entered, formula=None, runs=())
    return old._replace(value=as_number(entered), formula=None, runs=())


def typed(text: str, old: Cell, locale: str, computed: Mapping[str, Any]) -> Cell:
    """What a person who types *text* gets: formulas, numbers, days and truth values are read."""
    plain = old._replace(formula=None, runs=())
    if text.startswith("'"):
        return plain._replace(value=text[1:])
    if text.startswith("=") and len(text) > 1:
        return plain._replace(value=evaluated(text, computed), formula=text)
    if text.upper() in ("TRUE", "FALSE"):
        return plain._replace(value=text.upper() == "TRUE")
    if text and old.number_format.get("type") != "TEXT":
        read = _read_number(text, plain, locale_rules(locale))
        if read is not None:
            return read
    return plain._replace(value=text or None)


def _read_number(text: str, plain: Cell, rules: Locale) -> Cell | None:
    """A number, a share or a day; None where *text* is none of these."""
    number = _number(text, rules)
    if number is not None:
        return _formatted(plain, *number)
    day = _day(text, rules)
    return None if day is None else _formatted(plain, serial(day), "DATE")


def _formatted(old: Cell, value: float, kind: str) -> Cell:
    """A number takes the format it was typed in, unless the cell has one already."""
    entered = old._replace(value=as_number(value), formula=None, runs=())
    if not kind or old.number_format:
        return entered
    pattern = {"PERCENT": {"pattern": "0.00%"}}.get(kind, {})
    return entered._replace(format={**old.format, "numberFormat": {"type": kind, **pattern}})


def _number(text: str, rules: Locale) -> tuple[float, str] | None:
    bare = text.strip()
    percent = bare.endswith("%")
    bare = bare.removesuffix("%").strip()
    group, point = re.escape(rules.group), re.escape(rules.decimal)
    plain = rf"[+-]?(\d+|\d{{1,3}}({group}\d{{3}})+)?({point}\d*)?([eE][+-]?\d+)?"
    if not re.fullmatch(plain, bare, re.ASCII) or not any(c in "0123456789" for c in bare):
        return None
    number = float(bare.replace(rules.group, "").replace(rules.decimal, "."))
    if not math.isfinite(number):
        return None
    return (number / 100, "PERCENT") if percent else (number, "")


def _day(text: str, rules: Locale) -> date | None:
    found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text.strip(), re.ASCII)
    order = "YMD" if found else rules.order
    found = found or re.fullmatch(r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})", text.strip(), re.ASCII)
    if not found:
        return None
    parts = dict(zip(order, map(int, found.groups()), strict=True))
    year = (
        parts["Y"]
        if parts["Y"] >= 100
        else 2000 + parts["Y"]
        if parts["Y"] < 50
        else 1900 + parts["Y"]
    )
    try:
        return date(year, parts["M"], parts["D"])
    except ValueError:
        return None


_LINK = re.compile(
    r'=HYPERLINK\(\s*"((?:[^"]|"")*)"\s*(?:[,;]\s*"((?:[^"]|"")*)"\s*)?\)', re.IGNORECASE
)


def evaluated(formula: str, computed: Mapping[str, Any]) -> Value:
    """A formula's result: as the test says, a link's label, else 0. This server does not calculate."""
    if formula in computed:
        value: Value = computed[formula]
        return value
    link = _LINK.fullmatch(formula)
    if link:
        return (link[2] if link[2] is not None else link[1]).replace('""', '"')
    return 0


def link_of(cell: Cell) -> str | None:
    """Where the cell leads: by its HYPERLINK formula or by its text's link."""
    found = _LINK.fullmatch(cell.formula or "")
    if found:
        return found[1].replace('""', '"')
    uri: str | None = cell.format.get("textFormat", {}).get("link", {}).get("uri")
    return uri


def to_extended(value: Value) -> Json:
    """*value* as the API's ExtendedValue."""
    match value:
        case None:
            return {}
        case bool():
            return {"boolValue": value}
        case str():
            return {"stringValue": value}
        case ErrorValue():
            return {"errorValue": {"type": value.kind, "message": value.text}}
    return {"numberValue": value}


def entered_value(entered: Json | None, old: Cell, computed: Mapping[str, Any]) -> Cell:
    """The cell after `userEnteredValue` was set to *entered*."""
    if not entered:
        return old._replace(value=None, formula=None, runs=())
    (kind, value), *_ = entered.items()
    if kind == "formulaValue":
        return old._replace(value=evaluated(value, computed), formula=value, runs=())
    if kind == "numberValue":
        value = as_number(value)
    return old._replace(value=value if value != "" else None, formula=None, runs=())
