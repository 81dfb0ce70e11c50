"""The cell formats of a workbook: the ones it has, and the few that ours add at their end."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Final, NamedTuple

from connectors.workbook.contents import is_on
from connectors.workbook.looks import DATE_FORMAT, DRESSES, HEALTH, LINK_COLOUR, Dress
from connectors.workbook.markup import (
    Node,
    escaped,
    opened,
    prefix_of,
    spliced,
    tree,
    whole,
    with_attribute,
)
from syncer.domain.page import Look
from syncer.domain.sheet import Value

MOST_FORMATS: Final = 64_000
"""Excel's own limit is 65,490 formats in a workbook."""

_SECTIONS: Final = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")
_FIRST_OWN_FORMAT: Final = 164  # ids below are Excel's own
_DATES: Final = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_PERCENTS: Final = frozenset((9, 10))
_DATE_AND_TIME: Final = 22
_TIME: Final = 20
_DURATION: Final = 46
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
_EMPTY: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{}"><cellStyles'
    ' count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_UNPREFIXED: Final = re.compile(r"<(/?)(?=\w)(?![\w.-]+:)")
_DEFAULTS: Final = {
    "fonts": ('<font><sz val="11"/><name val="Calibri"/></font>',),
    "fills": (
        '<fill><patternFill patternType="none"/></fill>',
        '<fill><patternFill patternType="gray125"/></fill>',
    ),
    "borders": ("<border><left/><right/><top/><bottom/><diagonal/></border>",),
    "cellStyleXfs": ('<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',),
    "cellXfs": ('<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',),
}


class Format(NamedTuple):
    """One cell format (an `xf`): its attributes and alignment sorted, and what else it holds."""

    attributes: tuple[tuple[str, str], ...]
    alignment: tuple[tuple[str, str], ...] = ()
    rest: str = ""

    def id(self, name: str) -> int:
        """The number of its font, fill, border or number format."""
        return whole(dict(self.attributes).get(name))

    def but(self, **ids: int) -> "Format":
        """The same with another font, fill, border or number format, which then applies."""
        given = dict(self.attributes)
        for name, value in ids.items():
            given[name] = str(value)
            given[f"apply{name[:1].upper()}{name[1:-2]}".replace("NumFmt", "NumberFormat")] = "1"
        return self._replace(attributes=tuple(sorted(given.items())))

    def aligned(self, **words: str) -> "Format":
        """The same with another alignment."""
        given = dict(self.attributes) | {"applyAlignment": "1"}
        return Format(
            tuple(sorted(given.items())),
            tuple(sorted((dict(self.alignment) | words).items())),
            self.rest,
        )


PLAIN: Final = Format(
    (("borderId", "0"), ("fillId", "0"), ("fontId", "0"), ("numFmtId", "0"), ("xfId", "0"))
)


class Styles:
    """
    The styles of one workbook; it grows only when a look is first needed.

    Cells name a format by its place in the list, so nothing in the list ever moves.
    """

    def __init__(self, given: bytes, part: str, main: str) -> None:
        octets = given
        root = tree(octets, part) if octets else None
        if root is None or not root.children:
            octets = _EMPTY.format(main).encode()
            root = tree(octets, part)
        self._octets = octets
        self._root = root
        self._prefix = prefix_of(octets, root).decode()
        self._added: dict[str, list[str]] = {name: [] for name in _SECTIONS}
        nodes = {name: self._nodes(name) for name in _SECTIONS}
        self._given = given
        self._grown = False
        self._formats = [_format(octets, node) for node in nodes["cellXfs"]] or [PLAIN]
        self._fills = [_solid(node) for node in nodes["fills"]] or ["", ""]
        self._codes = {
            whole(node.attributes.get("numFmtId")): node.attributes.get("formatCode", "")
            for node in nodes["numFmts"]
        }
        self._places: dict[Format, int] = {}
        for place, form in enumerate(self._formats):
            self._places.setdefault(form, place)
        self._made: dict[tuple[object, ...], int] = {}

    def percents(self) -> frozenset[int]:
        """The formats that show a number as percent."""
        return frozenset(
            place
            for place, form in enumerate(self._formats)
            if form.id("numFmtId") in _PERCENTS
            or "%" in _LITERAL.sub("", self._codes.get(form.id("numFmtId"), ""))
        )

    def bold(self) -> frozenset[int]:
        """The formats that show a text in bold."""
        fonts = self._root.child("fonts")
        nodes = fonts.children if fonts else []
        bold = {place for place, node in enumerate(nodes) if _is_bold(node)}
        return frozenset(n for n, form in enumerate(self._formats) if form.id("fontId") in bold)

    def indents(self) -> dict[int, int]:
        """The formats that move a text to the right, and how far."""
        steps = (whole(dict(form.alignment).get("indent"), 0) for form in self._formats)
        return {place: step for place, step in enumerate(steps) if step}

    def is_date(self, place: int) -> bool:
        """Whether the format at *place* shows a serial number as a date or a time."""
        number = self._at(place).id("numFmtId")
        return number in _DATES or is_date_code(self._codes.get(number, ""))

    def own(self, base: int, look: Look, value: Value) -> int:
        """For a cell of ours that stands already: as people left it, but with *look*."""
        key = ("own", base, look, type(value))
        if key not in self._made:
            form = self._filled(self._at(base), look)
            self._made[key] = self._place(self._typed(form, look, value, ()))
        return self._made[key]

    def beside(self, row: tuple[int, ...], look: Look, value: Value) -> int:
        """For a new cell of ours: like its row, whose formats are *row*, the nearest first."""
        key = ("beside", row, look, type(value))
        if key not in self._made:
            form = self._typed(self._filled(self._like(row), look), look, value, row)
            self._made[key] = self._place(form)
        return self._made[key]

    def page(self, look: Look, value: Value, *, link: bool = False) -> int:
        """For a cell of a tab that is ours altogether."""
        key = ("page", look, type(value), link)
        if key not in self._made:
            dress = DRESSES[look]
            if link:
                dress = dress._replace(colour=LINK_COLOUR, underline=True)
            form = PLAIN.aligned(vertical="top")
            if dress.bold or dress.size or dress.colour or dress.underline:
                form = form.but(fontId=self._font(dress))
            if dress.fill:
                form = form.but(fillId=self._fill(dress.fill))
            self._made[key] = self._place(self._typed(form, look, value, ()))
        return self._made[key]

    def octets(self) -> bytes:
        """The part with what was added; the very same octets where nothing was."""
        if not self._grown:
            return self._given
        edits: dict[tuple[int, int], bytes] = {}
        inserts: dict[int, bytes] = {}
        after = self._root.inner
        for name in _SECTIONS:
            node = self._root.child(name)
            new = "".join(self._added[name]).encode()
            if node is not None and new:
                tag, closing = opened(self._octets, node)
                if "count" in node.attributes:
                    count = len(node.children) + len(self._added[name])
                    tag = with_attribute(tag, b"count", str(count).encode())
                edits[node.start, node.inner] = tag
                if node.inner == node.end:
                    edits[node.start, node.inner] = tag + new + closing
                else:
                    edits[node.close, node.close] = new
            elif new:
                whole = f'<{self._prefix}{name} count="{len(self._added[name])}">'.encode()
                whole += new + f"</{self._prefix}{name}>".encode()
                inserts[after] = inserts.get(after, b"") + whole
            after = node.end if node is not None else after
        edits |= {(place, place): octets for place, octets in inserts.items()}
        return spliced(self._octets, edits)

    def _nodes(self, section: str) -> list[Node]:
        """What stands in *section*; what has to stand in it comes along with the first addition."""
        node = self._root.child(section)
        if node is not None and node.children:
            return node.children
        self._added[section] += [self._prefixed(markup) for markup in _DEFAULTS.get(section, ())]
        return []

    def _append(self, section: str, markup: str) -> None:
        self._grown = True
        self._added[section].append(self._prefixed(markup))

    def _prefixed(self, markup: str) -> str:
        return _UNPREFIXED.sub(rf"<\1{self._prefix}", markup)

    def _at(self, place: int) -> Format:
        return self._formats[place] if place < len(self._formats) else PLAIN

    def _place(self, form: Format) -> int:
        """Where *form* stands in the list; at its end when it is new."""
        if form not in self._places:
            if len(self._formats) >= MOST_FORMATS:
                return 0
            self._places[form] = len(self._formats)
            self._formats.append(form)
            self._append("cellXfs", _markup(form))
        return self._places[form]

    def _like(self, row: tuple[int, ...]) -> Format:
        """
        The font and border of the nearest cell.

        A fill belongs to the row only where two neighbours share it; one alone is about that
        cell, and so is a number format.
        """
        near = self._at(row[0]) if row else PLAIN
        form = PLAIN
        for name in ("fontId", "borderId"):
            form = form.but(**{name: near.id(name)}) if near.id(name) else form
        fill = near.id("fillId")
        band = len(row) > 1 and self._at(row[1]).id("fillId") == fill
        if fill and band and self._fills[fill : fill + 1] not in [[rgb] for rgb in HEALTH.values()]:
            form = form.but(fillId=fill)
        vertical = dict(near.alignment).get("vertical")
        return form.aligned(vertical=vertical) if vertical else form

    def _filled(self, form: Format, look: Look) -> Format:
        number = form.id("fillId")
        shown = self._fills[number] if number < len(self._fills) else ""
        if look in HEALTH:
            return form if shown == HEALTH[look] else form.but(fillId=self._fill(HEALTH[look]))
        return form.but(fillId=0) if shown in HEALTH.values() else form

    def _typed(self, form: Format, look: Look, value: Value, row: Iterable[int]) -> Format:
        """*form* with the number format that *value* needs, and wrapped where *look* says so."""
        number = form.id("numFmtId")
        dated = number in _DATES or is_date_code(self._codes.get(number, ""))
        timed = isinstance(value, (date, time, timedelta))
        if timed and not dated:
            form = form.but(numFmtId=self._format_of(value, row))
        elif dated and isinstance(value, (int, float)):
            form = form.but(numFmtId=0)
        if DRESSES[look].wrap and not is_on(dict(form.alignment).get("wrapText")):
            form = form.aligned(wrapText="1", vertical="top")
        return form

    def _format_of(self, value: Value, row: Iterable[int]) -> int:
        if isinstance(value, datetime):
            return _DATE_AND_TIME
        if isinstance(value, time):
            return _TIME
        if isinstance(value, timedelta):
            return _DURATION
        shown = (self._at(place).id("numFmtId") for place in row)
        days = (number for number in shown if self._shows_days(number))
        return next(days, None) or self._date_format()

    def _shows_days(self, number: int) -> bool:
        """A format of the sheet's own that shows a whole date and no time of day."""
        code = _LITERAL.sub("", self._codes.get(number, "")).lower()
        return number == min(_DATES) or ({"d", "y", "m"} <= set(code) and "h" not in code)

    def _date_format(self) -> int:
        for number, code in self._codes.items():
            if code == DATE_FORMAT:
                return number
        number = max([_FIRST_OWN_FORMAT - 1, *self._codes]) + 1
        self._codes[number] = DATE_FORMAT
        self._append("numFmts", f'<numFmt numFmtId="{number}" formatCode="{DATE_FORMAT}"/>')
        return number

    def _fill(self, rgb: str) -> int:
        if rgb not in self._fills:
            self._fills.append(rgb)
            colours = f'<fgColor rgb="FF{rgb}"/><bgColor indexed="64"/>'
            pattern = f'<patternFill patternType="solid">{colours}</patternFill>'
            self._append("fills", f"<fill>{pattern}</fill>")
        return self._fills.index(rgb)

    def _font(self, dress: Dress) -> int:
        """The workbook's own face, dressed; an equal one that stands already is used again."""
        section = self._root.child("fonts")
        nodes = section.children if section else []
        markup = _font_markup(nodes[0] if nodes else None, dress)
        written = self._prefixed(markup)
        for place, node in enumerate(nodes):
            if self._octets[node.start : node.end].decode() == written:
                return place
        if written not in self._added["fonts"]:
            self._append("fonts", markup)
        return len(nodes) + self._added["fonts"].index(written)


@cache
def is_date_code(code: str) -> bool:
    """Whether a number format of people's making shows a date or a time."""
    bare = _LITERAL.sub("", code).lower()
    return "general" not in bare and bool(set("ymdhs") & set(bare))


def _format(octets: bytes, node: Node) -> Format:
    alignment = node.child("alignment")
    rest = (child for child in node.children if child is not alignment)
    return Format(
        tuple(sorted(node.attributes.items())),
        tuple(sorted(alignment.attributes.items())) if alignment else (),
        "".join(octets[child.start : child.end].decode() for child in rest),
    )


def _markup(form: Format) -> str:
    attributes = "".join(f' {name}="{escaped(value).decode()}"' for name, value in form.attributes)
    alignment = "".join(f' {name}="{escaped(value).decode()}"' for name, value in form.alignment)
    inside = f"<alignment{alignment}/>" if alignment else ""
    inside += form.rest
    return f"<xf{attributes}>{inside}</xf>" if inside else f"<xf{attributes}/>"


def _is_bold(font: Node) -> bool:
    mark = font.child("b")
    return mark is not None and is_on(mark.attributes.get("val", "1"))


def _solid(node: Node) -> str:
    """The colour of a solid fill, as six hexadecimal digits; empty for any other."""
    pattern = node.child("patternFill")
    if pattern is None or pattern.attributes.get("patternType") != "solid":
        return ""
    colour = pattern.child("fgColor")
    return colour.attributes.get("rgb", "")[-6:].upper() if colour else ""


def _font_markup(face: Node | None, dress: Dress) -> str:
    def of(name: str, default: str) -> str:
        node = face.child(name) if face else None
        return escaped(node.attributes.get("val", default)).decode() if node else default

    bold = "<b/>" if dress.bold else ""
    underline = "<u/>" if dress.underline else ""
    size = str(dress.size or of("sz", "11"))
    colour = f'<color rgb="FF{dress.colour}"/>' if dress.colour else ""
    family = of("family", "")
    ending = f'<name val="{of("name", "Calibri")}"/>'
    ending += f'<family val="{family}"/>' if family else ""
    return f'<font>{bold}{underline}<sz val="{size}"/>{colour}{ending}</font>'
