"""Reads XML of strangers into plain elements: no entities, no depth, no more than is wanted."""

from collections.abc import Container
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn
from xml.parsers import expat

from syncer.errors import SourceError

_DEEPEST: Final = 6
"""Project/Tasks/Task/PredecessorLink/LinkLag is five deep; what is deeper is not read."""

_HINT: Final = "save it from Microsoft Project again: File, Save As, XML Format"


@dataclass(slots=True)
class Element:
    """One element; its name is without the namespace, attributes are not kept."""

    name: str
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def all(self, name: str) -> list["Element"]:
        """Its children called *name*, in order."""
        return [child for child in self.children if child.name == name]

    def inner(self, name: str) -> list["Element"]:
        """What stands inside its first child called *name*."""
        return next((child.children for child in self.children if child.name == name), [])

    def values(self) -> dict[str, str]:
        """The text of each child by name; of several the first."""
        return {child.name: child.text.strip() for child in reversed(self.children)}


def elements(octets: bytes, what: str, *, unwanted: Container[str]) -> Element:
    """The root of the document; elements called as in *unwanted* are left out with all in them."""
    reader = _Reader(what, unwanted)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    parser.StartDoctypeDeclHandler = reader.refuse
    try:
        parser.Parse(octets, True)  # noqa: FBT003 - expat's own signature
    except expat.ExpatError as error:
        said = expat.ErrorString(error.code)
        raise SourceError(f"{what} is broken: {said} in line {error.lineno}", hint=_HINT) from None
    except (LookupError, ValueError) as error:  # an encoding that nobody has
        raise SourceError(f"{what} cannot be read: {error}", hint=_HINT) from None
    return reader.top.children[0]


class _Reader:
    """What the parser calls."""

    def __init__(self, what: str, unwanted: Container[str]) -> None:
        self.top = Element("")
        self._what = what
        self._unwanted = unwanted
        self._open = [self.top]
        self._skipped = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if self._skipped or local in self._unwanted or len(self._open) > _DEEPEST:
            self._skipped += 1
            return
        element = Element(local)
        self._open[-1].children.append(element)
        self._open.append(element)

    def end(self, _name: str) -> None:
        if self._skipped:
            self._skipped -= 1
        else:
            self._open.pop()

    def data(self, text: str) -> None:
        if not self._skipped:
            self._open[-1].text += text

    def refuse(self, *_declared: Any) -> NoReturn:
        message = f"{self._what} declares XML entities, which Microsoft Project never does"
        raise SourceError(f"{message}: it is not opened", hint=_HINT)
