"""The tab that we keep in a workbook of people's: found by its mark, made where there is none."""

import posixpath
import re
from collections.abc import Mapping

from connectors.workbook.contents import MARK, PLAN_MARK, Contents, marks
from connectors.workbook.markup import Node, escaped, opened, prefix_of, spliced, tree, whole
from connectors.workbook.package import Package
from connectors.workbook.page_xml import page_xml, quoted
from connectors.workbook.styles import Styles
from syncer.domain.page import Page
from syncer.errors import ConflictError, SourceError

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_TYPES = "[Content_Types].xml"


def summary_parts(
    package: Package, contents: Contents, page: Page, plan: str, styles: Styles
) -> dict[str, bytes]:
    """
    The parts that change so that *page* stands in the workbook: one part if it was there.

    It is the Summary of the plan in the tab *plan*.
    """
    xml = page_xml(page, styles, main=contents.main, epoch_1904=contents.epoch_1904)
    kept = contents.summary_of(plan)
    if kept is not None and kept.cells:
        if contents.plan_of(kept.name) == plan:
            return {kept.part: xml}
        octets, root = package.part(contents.workbook), contents.root
        p = prefix_of(octets, root).decode()
        marked = spliced(octets, _marked(octets, root, p, kept.name, plan))
        return {kept.part: xml, contents.workbook: marked}
    if contents.sheet(page.name) is not None:
        raise ConflictError(
            f"{package.what} has a tab {page.name!r} that is not ours",
            hint="the next sync chooses another name",
        )
    folder = posixpath.dirname(contents.workbook)
    part = _free_part(package, posixpath.join(folder, "worksheets"))
    relations, relation = _related(package, contents, posixpath.relpath(part, folder or "."))
    return {
        part: xml,
        _TYPES: _typed(package.part(_TYPES), part, _SHEET_TYPE),
        contents.relations: relations,
        contents.workbook: _listed(package, contents, page.name, plan, relation),
    }


def _free_part(package: Package, folder: str) -> str:
    number = 1
    while posixpath.join(folder, f"sheet{number}.xml") in package:
        number += 1
    return posixpath.join(folder, f"sheet{number}.xml")


def _typed(octets: bytes, part: str, kind: str) -> bytes:
    root = tree(octets, _TYPES)
    p = prefix_of(octets, root).decode()
    line = f'<{p}Override PartName="/{escaped(part).decode()}" ContentType="{kind}"/>'
    return _inside(octets, root, line.encode())


def _related(package: Package, contents: Contents, target: str) -> tuple[bytes, str]:
    """The relations of the workbook with one more, and its id."""
    octets = package.part(contents.relations)
    root = tree(octets, contents.relations)
    relation = free_relation(root)
    return _relation(octets, root, f"{contents.office}/worksheet", target, relation), relation


def free_relation(root: Node) -> str:
    """An id that no relation bears yet."""
    taken = {node.attributes.get("Id", "") for node in root.children}
    number = len(taken) + 1
    while f"rId{number}" in taken:
        number += 1
    return f"rId{number}"


def _relation(octets: bytes, root: Node, kind: str, target: str, relation: str) -> bytes:
    p = prefix_of(octets, root).decode()
    to = escaped(target).decode()
    line = f'<{p}Relationship Id="{relation}" Type="{kind}" Target="{to}"/>'
    return _inside(octets, root, line.encode())


def _inside(octets: bytes, node: Node, new: bytes) -> bytes:
    """*new* as the last thing inside *node*."""
    return spliced(octets, _inside_edit(octets, node, new))


def _inside_edit(octets: bytes, node: Node, new: bytes) -> dict[tuple[int, int], bytes]:
    if node.inner < node.end:
        return {(node.close, node.close): new}
    tag, closing = opened(octets, node)
    return {(node.start, node.end): tag + new + closing}


def _listed(package: Package, contents: Contents, name: str, plan: str, relation: str) -> bytes:
    """The workbook part with the tab at the end of its list, and the marks that lead to it."""
    octets, root = package.part(contents.workbook), contents.root
    sheets = root.child("sheets")
    if sheets is None:
        raise SourceError(f"{package.what} lists no tabs", hint="save it again")
    p = prefix_of(octets, root).decode()
    taken = (whole(node.attributes.get("sheetId")) for node in sheets.children)
    number = max(taken, default=0) + 1
    declared, r = _office_prefix(octets, root, contents)
    line = f'<{p}sheet name="{escaped(name).decode()}" sheetId="{number}"{declared} {r}:id="'
    edits = _inside_edit(octets, sheets, f'{line}{relation}"/>'.encode())
    return spliced(octets, edits | _marked(octets, root, p, name, plan))


def _office_prefix(octets: bytes, root: Node, contents: Contents) -> tuple[str, str]:
    """How this workbook writes the namespace of relations; declared on the spot if it does not."""
    tag = octets[root.start : root.inner].decode()
    found = re.search(rf"xmlns:([\w.-]+)\s*=\s*[\"']{re.escape(contents.office)}[\"']", tag)
    return ("", found[1]) if found else (f' xmlns:r="{contents.office}"', "r")


def _marked(
    octets: bytes, root: Node, p: str, summary: str, plan: str
) -> dict[tuple[int, int], bytes]:
    """The edits by which the tab *summary* is marked as that of *plan*; marks that lead nowhere go."""
    found = marks(root)
    live = {
        name.removeprefix(MARK)
        for name, (_, tab) in found.items()
        if name.startswith(MARK) and tab.casefold() not in {"", summary.casefold()}
    }
    edits = {
        (node.start, node.end): b""
        for name, (node, _) in found.items()
        if name.removeprefix(MARK).removeprefix(PLAN_MARK) not in live
    }
    ends = ("", *(f"_{number}" for number in range(2, len(live) + 3)))
    end = next(end for end in ends if end not in live)
    names = root.child("definedNames")
    line = b"".join(_name(p, mark + end, tab) for mark, tab in ((MARK, summary), (PLAN_MARK, plan)))
    if names is not None:
        return edits | _inside_edit(octets, names, line)
    # The schema's order: sheets, functionGroups, externalReferences, definedNames, calcPr.
    before = {"sheets", "functionGroups", "externalReferences"}
    place = max(node.end for node in root.children if node.name in before)
    opening, closing = f"<{p}definedNames>".encode(), f"</{p}definedNames>".encode()
    return edits | {(place, place): opening + line + closing}


def _name(p: str, name: str, tab: str) -> bytes:
    target = escaped(f"{quoted(tab)}!$A$1").decode()
    return f'<{p}definedName name="{name}" hidden="1">{target}</{p}definedName>'.encode()


def styles_parts(
    package: Package, contents: Contents, octets: bytes, parts: Mapping[str, bytes]
) -> dict[str, bytes]:
    """
    The styles part as *octets*; made, with all that leads to it, where the book has none.

    *parts* are those that change already.
    """
    if contents.styles:
        return {contents.styles: octets}
    folder = posixpath.dirname(contents.workbook)
    part = posixpath.join(folder, "styles.xml")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
    relations = parts.get(contents.relations) or package.part(contents.relations)
    root = tree(relations, contents.relations)
    related = _relation(
        relations, root, f"{contents.office}/styles", "styles.xml", free_relation(root)
    )
    types = _typed(parts.get(_TYPES) or package.part(_TYPES), part, kind)
    return {part: octets, _TYPES: types, contents.relations: related}
