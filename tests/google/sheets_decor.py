"""Batch requests for what hangs on ranges: protection, colours, names, filters, bands, metadata."""

import copy
from typing import Any

from tests.google import sheets_metadata
from tests.google.answers import invalid
from tests.google.formats import shown
from tests.google.mask import paths, read_mask
from tests.google.sheets_model import Book, Json, Tab
from tests.google.world import World


def _placed(book: Book, found: Json) -> Tab:
    return book.grid_area(found).tab


def add_protected(_world: World, book: Book, wanted: Json, email: str) -> Json:
    """Without editors named, everybody who may edit the spreadsheet may edit the range."""
    made = copy.deepcopy(wanted.get("protectedRange", {}))
    tab = _placed(book, made.get("range", {}))
    if made.get("warningOnly"):
        if made.get("editors"):
            raise invalid("Editors cannot be set on a protected range that only warns.")
    else:
        every = [one for one, role in book.roles.items() if role != "reader"]
        users = made.get("editors", {}).get("users", every)
        made["editors"] = {
            **made.get("editors", {}),
            "users": list(dict.fromkeys([*users, book.owner, email])),
        }
    made.setdefault("protectedRangeId", book.new_number())
    made["requestingUserCanEdit"] = True
    tab.protected.append(made)
    return {"addProtectedRange": {"protectedRange": made}}


def _one(held: list[Json], name: str, ident: Any, what: str) -> Json:
    for one in held:
        if one.get(name) == ident:
            return one
    raise invalid(f"No {what} with ID: {ident}")


def _every(book: Book, name: str) -> list[Json]:
    return [one for tab in book.tabs for one in getattr(tab, name)]


def _remove(book: Book, name: str, one: Json) -> None:
    for tab in book.tabs:
        held = getattr(tab, name)
        held[:] = [other for other in held if other is not one]


def _take(old: Json, new: Json, fields: str) -> None:
    """Set in *old* what *fields* names as *new* has it."""
    for path in paths(read_mask(fields or "*")):
        if not path:
            old.update(copy.deepcopy(new))
        elif path[0] in new:
            old[path[0]] = copy.deepcopy(new[path[0]])
        else:
            old.pop(path[0], None)


def update_protected(_world: World, book: Book, wanted: Json, _email: str) -> Json:
    new = wanted.get("protectedRange", {})
    old = _one(
        _every(book, "protected"),
        "protectedRangeId",
        new.get("protectedRangeId"),
        "protected range",
    )
    _take(old, new, wanted.get("fields", ""))
    return {}


def delete_protected(_world: World, book: Book, wanted: Json, _email: str) -> Json:
    _remove(
        book,
        "protected",
        _one(
            _every(book, "protected"),
            "protectedRangeId",
            wanted.get("protectedRangeId"),
            "protected range",
        ),
    )
    return {}


def add_conditional(_world: World, book: Book, wanted: Json, _email: str) -> Json:
    rule = copy.deepcopy(wanted.get("rule", {}))
    if not rule.get("ranges"):
        raise invalid("ConditionalFormatRule.ranges must not be empty.")
    if ("booleanRule" in rule) == ("gradientRule" in rule):
        raise invalid("ConditionalFormatRule must have exactly one kind of rule.")
    tabs = {_placed(book, found).id for found in rule["ranges"]}
    if len(tabs) > 1:
        raise invalid("ConditionalFormatRule.ranges must all be on the same sheet.")
    tab = book.by_id(tabs.pop())
    index = wanted.get("index", len(tab.conditional))
    if not 0 <= index <= len(tab.conditional):
        raise invalid(f"Invalid index: {index}")
    tab.conditional.insert(index, rule)
    return {}


def _rule_at(book: Book, wanted: Json) -> tuple[Tab, int]:
    tab, index = book.by_id(wanted.get("sheetId", 0)), wanted.get("index", 0)
    if not 0 <= index < len(tab.conditional):
        raise invalid(f"No conditional format on sheet: {tab.id} at index: {index}")
    return tab, index


def update_conditional(_world: World, book: Book, wanted: Json, _email: str) -> Json:
    ranges = wanted.get("rule", {}).get("ranges") or [{"sheetId": wanted.get("sheetId", 0)}]
    tab, index = _rule_at(
        book, {"sheetId": ranges[0].get("sheetId", 0), "index": wanted.get("index", 0)}
    )
    old = tab.conditional[index]
    new = copy.deepcopy(wanted["rule"]) if "rule" in wanted else old
    if "newIndex" in wanted:
        tab.conditional.insert(wanted["newIndex"], tab.conditional.pop(index))
    else:
        tab.conditional[index] = new
    return {
        "updateConditionalFormatRule": {
            "newRule": new,
            "newIndex": wanted.get("newIndex", index),
            "oldRule": old,
            "oldIndex": index,
        }
    }


def delete_conditional(_world: World, book: Book, wanted: Json, _email: str) -> Json:
    tab, index = _rule_at(book, wanted)
    return {"deleteConditionalFormatRule": {"rule": tab.conditional.pop(index)}}


def add_named(_world: World, book: Book, wanted: Json, _email: str) -> Json:
    made = copy.deepcopy(wanted.get("namedRange", {}))
    _placed(book, made.get("range", {}))
    if not made.get("name"):
        raise invalid("A named range must have a name.")
    if any(one["name"].casefold() == made["name"].casefold() for one in book.named):
        raise invalid(f'A named range with the name "{made["name"]}" already exists.')
    made.setdefault("namedRangeId", str(book.new_number()))
    book.named.append(made)
    return {"addNamedRange": {"namedRange": made}}


def update_named(_world: World, book: Book, wanted: Json, _email: str) -> Json:
    new = wanted.get("namedRange", {})
    _take(
        _one(book.named, "namedRangeId", new.get("namedRangeId"), "named range"),
        new,
        wanted.get("fields", ""),
    )
    return {}


def delete_named(_world: World, book: Book, wanted: Json, _email: str) -> Json:
    book.named.remove(_one(book.named, "namedRangeId", wanted.get("namedRangeId"), "named range"))
    return {}


def add_banding(_world: World, book: Book, wanted: Json, _email: str) -> Json:
    made = copy.deepcopy(wanted.get("bandedRange", {}))
    tab = _placed(book, made.get("range", {}))
    made.setdefault("bandedRangeId", book.new_number())
    tab.banded.append(made)
    return {"addBanding": {"bandedRange": made}}


def update_banding(_world: World, book: Book, wanted: Json, _email: str) -> Json:
    new = wanted.get("bandedRange", {})
    _take(
        _one(_every(book, "banded"), "bandedRangeId", new.get("bandedRangeId"), "banded range"),
        new,
        wanted.get("fields", ""),
    )
    return {}


def delete_banding(_world: World, book: Book, wanted: Json, _email: str) -> Json:
    _remove(
        book,
        "banded",
        _one(_every(book, "banded"), "bandedRangeId", wanted.get("bandedRangeId"), "banded range"),
    )
    return {}


def set_filter(_world: World, book: Book, wanted: Json, _email: str) -> Json:
    made = copy.deepcopy(wanted.get("filter", {}))
    tab = _placed(book, made.get("range", {}))
    tab.filter = made
    apply_filter(book, tab)
    return {}


def apply_filter(book: Book, tab: Tab) -> None:
    """Hide the rows that the basic filter's hidden values name; conditions are not carried out."""
    for row in tab.rows:
        row.filtered = False
    if tab.filter is None:
        return
    area = book.grid_area({"sheetId": tab.id, **tab.filter.get("range", {})})
    hidden = {
        int(at): set(c.get("hiddenValues", ())) for at, c in tab.filter.get("criteria", {}).items()
    }
    for spec in tab.filter.get("filterSpecs", ()):
        hidden[spec.get("columnIndex", 0)] = set(
            spec.get("filterCriteria", {}).get("hiddenValues", ())
        )
    for r in range(area.top + 1, area.bottom + 1):
        tab.rows[r - 1].filtered = any(
            shown(tab.cell(r, at + 1), book.locale) in values for at, values in hidden.items()
        )


def clear_filter(_world: World, book: Book, wanted: Json, _email: str) -> Json:
    tab = book.by_id(wanted.get("sheetId", 0))
    tab.filter = None
    apply_filter(book, tab)
    return {}


def add_filter_view(_world: World, book: Book, wanted: Json, _email: str) -> Json:
    made = copy.deepcopy(wanted.get("filter", {}))
    tab = _placed(book, made.get("range", {}))
    made.setdefault("filterViewId", book.new_number())
    tab.filter_views.append(made)
    return {"addFilterView": {"filter": made}}


DECOR_REQUESTS = {
    "addProtectedRange": add_protected,
    "updateProtectedRange": update_protected,
    "deleteProtectedRange": delete_protected,
    "addConditionalFormatRule": add_conditional,
    "updateConditionalFormatRule": update_conditional,
    "deleteConditionalFormatRule": delete_conditional,
    "addNamedRange": add_named,
    "updateNamedRange": update_named,
    "deleteNamedRange": delete_named,
    "addBanding": add_banding,
    "updateBanding": update_banding,
    "deleteBanding": delete_banding,
    "setBasicFilter": set_filter,
    "clearBasicFilter": clear_filter,
    "addFilterView": add_filter_view,
    "createDeveloperMetadata": lambda _w, book, wanted, _e: sheets_metadata.create(book, wanted),
    "updateDeveloperMetadata": lambda _w, book, wanted, _e: sheets_metadata.update(book, wanted),
    "deleteDeveloperMetadata": lambda _w, book, wanted, _e: sheets_metadata.delete(book, wanted),
}
