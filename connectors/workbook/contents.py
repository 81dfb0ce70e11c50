"""What a workbook's parts are: which tab is which part, its styles, its epoch, our mark."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from connectors.workbook.markup import Node, tree
from connectors.workbook.package import Package
from syncer.errors import SourceError

MARK: Final = "_syncer_summary"
"""A hidden defined name that points into a tab of ours: it follows when people rename the tab."""
PLAN_MARK: Final = "_syncer_plan"
"""The same into the tab of the plan that it is the Summary of. Of further plans both end in _2, _3."""

_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OFFICE_STRICT: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_MAIN_STRICT: Final = "http://purl.oclc.org/ooxml/spreadsheetml/main"


class Sheet(NamedTuple):
    """One tab: `part` is its XML's place in the zip; charts have tabs too, but no `cells`."""

    name: str
    part: str
    cells: bool
    hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """
    The parts of a workbook.

    Attributes:
        workbook: The part that lists the tabs; `root` is what stands in it.
        relations: Where its relations stand.
        styles, strings: Empty where the workbook has none.
        ours: The tabs that bear our mark, as their names are folded; of each the tab of its plan,
            empty where that is gone.
        epoch_1904: Its serial numbers count from 1904, as on old Macs.
        signed: A digital signature seals it.
    """

    workbook: str
    relations: str
    root: Node
    sheets: tuple[Sheet, ...]
    styles: str
    strings: str
    ours: Mapping[str, str]
    epoch_1904: bool
    signed: bool
    strict: bool

    def plan_of(self, summary: str) -> str | None:
        """The tab of the plan that *summary* is of; empty: it is gone; None: the tab is people's."""
        tab = self.ours.get(summary.casefold())
        found = self.sheet(tab) if tab else None
        return (found.name if found else "") if tab is not None else None

    def summary_of(self, plan: str) -> Sheet | None:
        """The tab that we keep for the plan in the tab *plan*, or one whose plan is gone."""
        kept = [sheet for sheet in self.sheets if self.plan_of(sheet.name) in {"", plan}]
        return max(kept, key=lambda sheet: self.plan_of(sheet.name) == plan, default=None)

    def sheet(self, name: str) -> Sheet | None:
        """The tab called *name*; spreadsheet programs do not tell case apart."""
        folded = name.casefold()
        return next((sheet for sheet in self.sheets if sheet.name.casefold() == folded), None)

    @property
    def main(self) -> str:
        """The namespace of its sheets."""
        return _MAIN_STRICT if self.strict else _MAIN

    @property
    def office(self) -> str:
        """The namespace of its relations."""
        return _OFFICE_STRICT if self.strict else _OFFICE


def relations_of(part: str) -> str:
    """Where the relations of *part* stand."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """By id: the last word of its type, and the part it leads to."""
    place = relations_of(part)
    if place not in package:
        return {}
    found = {}
    for node in tree(package.part(place), place).all("Relationship"):
        if node.attributes.get("TargetMode") == "External":
            continue
        kind = node.attributes.get("Type", "").rpartition("/")[2]
        target = node.attributes.get("Target", "").replace("\\", "/")
        whole = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target))
        found[node.attributes.get("Id", "")] = (kind, whole.lstrip("/"))
    return found


def contents(package: Package) -> Contents:
    """Find the parts; SourceError where it is a zip but no workbook."""
    starts = relations(package, "")
    main = next((part for kind, part in starts.values() if kind == "officeDocument"), "")
    main = main or "xl/workbook.xml"
    if main not in package:
        raise SourceError(
            f"{package.what} is a zip file but no workbook",
            hint="if the plan is packed inside it, unpack it first",
        )
    root = tree(package.part(main), main)
    if root.name != "workbook":
        raise SourceError(f"{package.what} is not a spreadsheet", hint="name an .xlsx file")
    related = relations(package, main)
    by_kind = dict(related.values())
    settings = root.child("workbookPr")
    return Contents(
        workbook=main,
        relations=relations_of(main),
        root=root,
        sheets=_sheets(package, root, related),
        styles=_present(package, by_kind.get("styles", "")),
        strings=_present(package, by_kind.get("sharedStrings", "")),
        ours=summaries({name: tab for name, (_, tab) in marks(root).items()}),
        epoch_1904=bool(settings and is_on(settings.attributes.get("date1904"))),
        signed=any(kind == "origin" and "signatur" in part for kind, part in starts.values()),
        strict=any("purl.oclc.org" in word for word in _namespaces(package.part(main), root)),
    )


def _namespaces(octets: bytes, root: Node) -> list[str]:
    return [
        word.decode("utf-8", "replace")
        for word in re.findall(rb"xmlns(?::\w+)?\s*=\s*[\"']([^\"']*)", octets[: root.inner])
    ]


def is_on(value: str | None) -> bool:
    """An XML flag: `1`, `true` and `on` mean yes."""
    return value in {"1", "true", "on"}


def _present(package: Package, part: str) -> str:
    return part if part and part in package else ""


def _sheets(package: Package, root: Node, related: dict[str, tuple[str, str]]) -> tuple[Sheet, ...]:
    listed = root.child("sheets")
    found = []
    for node in listed.all("sheet") if listed else []:
        kind, part = related.get(node.attributes.get("id", ""), ("", ""))
        hidden = node.attributes.get("state", "visible") != "visible"
        cells = kind == "worksheet" and part in package
        found.append(Sheet(node.attributes.get("name", ""), part, cells, hidden))
    return tuple(found)


def marks(root: Node) -> dict[str, tuple[Node, str]]:
    """
    By name, the defined names of ours, each with the tab that it leads to.

    `#REF!` once people deleted the tab: then empty. Those of one tab alone come of copying a tab.
    """
    names = root.child("definedNames")
    return {
        str(node.attributes["name"]): (node, _tab_of(node.text))
        for node in (names.all("definedName") if names else [])
        if node.attributes.get("name", "").startswith((MARK, PLAN_MARK))
        and "localSheetId" not in node.attributes
    }


def summaries(names: Mapping[str, str]) -> dict[str, str]:
    """The tabs that *names*, our marks, lead to, folded; by each the tab of its plan."""
    return {
        tab.casefold(): names.get(PLAN_MARK + name.removeprefix(MARK), "")
        for name, tab in names.items()
        if name.startswith(MARK) and tab
    }


def _tab_of(target: str) -> str:
    """The tab's name in `'It''s'!$A$1`."""
    name = target.strip().rpartition("!")[0]
    if name.startswith("'") and name.endswith("'"):
        name = name[1:-1].replace("''", "'")
    return "" if name.startswith("#") else name
