"""XML as octets: where each element stands, so that it can be changed without touching the rest."""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from xml.parsers import expat

from syncer.errors import SourceError

_HINT: Final = "open it in Excel or LibreOffice, save it again under a new name, and use that"
_TAG: Final = re.compile(rb"<[^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*>")
_ATTRIBUTE: Final = re.compile(rb"([^\s=<>/\"']+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_UNREAD: Final = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
_ENTITY: Final = re.compile(rb"&(#x[0-9A-Fa-f]+|#[0-9]+|amp|lt|gt|quot|apos);")
_NAMED: Final = {b"amp": "&", b"lt": "<", b"gt": ">", b"quot": '"', b"apos": "'"}
_WHOLE: Final = re.compile("[0-9]{1,9}")
_ILLEGAL: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DECLARED: Final = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)", re.IGNORECASE)


@dataclass(slots=True)
class Node:
    """
    One element and the octets it stands in.

    Attributes:
        name: Without its prefix.
        attributes: By name without prefix.
        start, end: From its `<` up to and without the octet after its last `>`.
        inner, close: From behind its opening tag up to its closing tag; both are `end` where it
            is written `<a/>`.
    """

    name: str
    attributes: Mapping[str, str]
    start: int
    inner: int
    close: int = 0
    end: int = 0
    text: str = ""
    children: list["Node"] = field(default_factory=list)

    def child(self, name: str) -> "Node | None":
        """The first child called *name*."""
        return next((node for node in self.children if node.name == name), None)

    def all(self, name: str) -> list["Node"]:
        """Its children called *name*, in order."""
        return [node for node in self.children if node.name == name]


def refuse_unsafe(octets: bytes, part: str) -> None:
    """Refuse what could make a parser expand entities, and what is not in UTF-8."""
    if octets[:2] in {b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<"}:
        raise SourceError(f"{part} inside the workbook is not in UTF-8", hint=_HINT)
    declared = _DECLARED.match(octets.removeprefix(b"\xef\xbb\xbf")[:200])
    if declared and declared[1].lower() not in {b"utf-8", b"us-ascii", b"ascii"}:
        raise SourceError(f"{part} inside the workbook is not in UTF-8", hint=_HINT)
    if b"<!DOCTYPE" in octets or b"<!ENTITY" in octets:
        raise SourceError(
            f"{part} inside the workbook declares XML entities, which no spreadsheet program"
            " writes: it is not opened",
            hint="ask whoever sent it for a copy saved by Excel or LibreOffice",
        )


def refuse_broken(octets: bytes, part: str) -> None:
    """Refuse what is not well-formed, at the speed of expat without callbacks."""
    refuse_unsafe(octets, part)
    parser = expat.ParserCreate()
    try:
        parser.Parse(octets, True)  # noqa: FBT003 - expat's own signature
    except expat.ExpatError as error:
        raise _broken(part, error) from None


def tree(octets: bytes, part: str) -> Node:
    """The elements of a small part, with their places."""
    refuse_unsafe(octets, part)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    top = Node("", {}, 0, 0)
    open_nodes = [top]

    def start(name: str, attributes: dict[str, str]) -> None:
        place = parser.CurrentByteIndex
        tag = _TAG.match(octets, place)
        inner = tag.end() if tag else place
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        node = Node(name.rpartition(" ")[2], plain, place, inner)
        open_nodes[-1].children.append(node)
        open_nodes.append(node)

    def end(_name: str) -> None:
        node = open_nodes.pop()
        if octets[node.inner - 2 : node.inner] == b"/>":
            node.close = node.end = node.inner
        else:
            node.close = parser.CurrentByteIndex
            node.end = octets.index(b">", node.close) + 1

    def text(data: str) -> None:
        open_nodes[-1].text += data

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(octets, True)  # noqa: FBT003 - expat's own signature
    except expat.ExpatError as error:
        raise _broken(part, error) from None
    return top.children[0]


def _broken(part: str, error: expat.ExpatError) -> SourceError:
    said = expat.ErrorString(error.code)
    message = f"{part} inside the workbook is broken: {said} in line {error.lineno}"
    return SourceError(message, hint=_HINT)


def attributes(tag: bytes) -> dict[bytes, bytes]:
    """The attributes of one opening tag, as written, in their order."""
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(tag)}


@lru_cache(maxsize=1 << 12)
def whole(given: str | bytes | None, default: int = 0) -> int:
    """The whole number that an attribute holds; *default* where it holds none or a vast one."""
    if isinstance(given, bytes):
        given = given.decode("utf-8", "replace")
    return int(given) if given and _WHOLE.fullmatch(given) else default


def prefix_of(octets: bytes, node: Node) -> bytes:
    """The namespace prefix that *node* is written with: `x:` or nothing."""
    name = re.match(rb"[^\s/>]+", octets[node.start + 1 : node.inner])
    before, colon, _ = name[0].rpartition(b":") if name else (b"", b"", b"")
    return before + colon


def masked(octets: bytes) -> bytes:
    """The same length, with comments, CDATA and instructions blanked: what is left is tags."""
    if b"<!" not in octets and octets.count(b"<?") <= 1:
        return octets
    return _UNREAD.sub(lambda found: b" " * len(found[0]), octets)


def plain(octets: bytes) -> bytes:
    """Without comments, and with CDATA as ordinary text, for readers that know no CDATA."""
    if b"<!" not in octets:
        return octets
    return _UNREAD.sub(_ordinary, octets)


def _ordinary(found: re.Match[bytes]) -> bytes:
    if not found[0].startswith(b"<![CDATA["):
        return found[0] if found[0].startswith(b"<?") else b""
    inside = found[0][9:-3]
    return inside.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")


def escaped(text: str) -> bytes:
    """*text* for between tags or for an attribute; what XML 1.0 cannot hold is left out."""
    safe = _ILLEGAL.sub("", text)
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        safe = safe.replace(char, entity)
    return safe.encode()


def unescaped(octets: bytes) -> str:
    """What `escaped` text means."""
    return _ENTITY.sub(_meant, octets).decode()


def _meant(found: re.Match[bytes]) -> bytes:
    name = found[1]
    if not name.startswith(b"#"):
        return _NAMED[name].encode()
    number = int(b"0" + name[1:], 0) if name[1:2] == b"x" else int(name[1:])
    return chr(number).encode(errors="replace") if number <= sys.maxunicode else b""


def spliced(octets: bytes, edits: Mapping[tuple[int, int], bytes]) -> bytes:
    """*octets* with each place (start, end) replaced; the places do not overlap."""
    return b"".join(_pieces(octets, edits))


def _pieces(octets: bytes, edits: Mapping[tuple[int, int], bytes]) -> Iterator[bytes]:
    reached = 0
    for start, end in sorted(edits):
        yield octets[reached:start]
        yield edits[start, end]
        reached = end
    yield octets[reached:]


def opened(octets: bytes, node: Node) -> tuple[bytes, bytes]:
    """The opening tag of *node*, never `<a/>`, and the closing tag that fits it."""
    tag = octets[node.start : node.inner]
    if tag.endswith(b"/>"):
        tag = tag[:-2].rstrip() + b">"
    name = re.match(rb"[^\s/>]+", tag[1:])
    return tag, b"</" + (name[0] if name else b"") + b">"


def with_attribute(tag: bytes, name: bytes, value: bytes) -> bytes:
    """*tag* with its attribute *name* set to *value*; added where it has none."""
    given = re.compile(rb"(\s" + re.escape(name) + rb"\s*=\s*)(?:\"[^\"]*\"|'[^']*')")
    if given.search(tag):
        return given.sub(lambda found: found[1] + b'"' + value + b'"', tag, count=1)
    end = -2 if tag.endswith(b"/>") else -1
    return tag[:end] + b" " + name + b'="' + value + b'"' + tag[end:]
