"""Data filters: ranges of a spreadsheet found by name, by grid, or by developer metadata."""

from collections.abc import Iterator
from typing import NamedTuple

from tests.google.answers import invalid
from tests.google.sheets_model import Area, Book, Json, Metadata, Tab


class Placed(NamedTuple):
    """Metadata with where it sits now."""

    metadata: Metadata
    kind: str
    tab: Tab | None = None
    at: int = 0

    def location(self) -> Json:
        if self.tab is None:
            return {"locationType": "SPREADSHEET", "spreadsheet": True}
        if self.kind == "SHEET":
            return {"locationType": "SHEET", "sheetId": self.tab.id}
        across = "ROWS" if self.kind == "ROW" else "COLUMNS"
        found = {
            "sheetId": self.tab.id,
            "dimension": across,
            "startIndex": self.at,
            "endIndex": self.at + 1,
        }
        return {"locationType": self.kind, "dimensionRange": found}

    def to_json(self) -> Json:
        held = self.metadata
        value = {"metadataValue": held.value} if held.value else {}
        return {
            "metadataId": held.id,
            "metadataKey": held.key,
            **value,
            "location": self.location(),
            "visibility": held.visibility,
        }

    def area(self) -> Area | None:
        tab = self.tab
        if tab is None:
            return None
        height, width = len(tab.rows), len(tab.columns)
        if self.kind == "ROW":
            return Area(tab, self.at + 1, 1, self.at + 1, width)
        if self.kind == "COLUMN":
            return Area(tab, 1, self.at + 1, height, self.at + 1)
        return Area(tab, 1, 1, height, width)


def all_metadata(book: Book) -> Iterator[Placed]:
    """Every piece of metadata, where it sits now."""
    for held in book.metadata:
        yield Placed(held, "SPREADSHEET")
    for tab in book.tabs:
        for held in tab.metadata:
            yield Placed(held, "SHEET", tab)
        for index, row in enumerate(tab.rows):
            for held in row.metadata:
                yield Placed(held, "ROW", tab, index)
        for index, column in enumerate(tab.columns):
            for held in column.metadata:
                yield Placed(held, "COLUMN", tab, index)


def matching(book: Book, wanted: Json) -> list[Placed]:
    """The metadata that data filter *wanted* matches."""
    if "developerMetadataLookup" in wanted:
        lookup = wanted["developerMetadataLookup"]
        return [placed for placed in all_metadata(book) if _matches(placed, lookup)]
    area = filter_areas(book, wanted)[0]
    return [
        p
        for p in all_metadata(book)
        if p.tab is area.tab and (p.kind == "SHEET" or _within(p, area))
    ]


def _within(placed: Placed, area: Area) -> bool:
    first, last = (area.top, area.bottom) if placed.kind == "ROW" else (area.left, area.right)
    return first <= placed.at + 1 <= last


def _matches(placed: Placed, lookup: Json) -> bool:
    held = placed.metadata
    checks = (
        ("metadataId", held.id),
        ("metadataKey", held.key),
        ("metadataValue", held.value),
        ("visibility", held.visibility),
        ("locationType", placed.kind),
    )
    if any(name in lookup and lookup[name] != value for name, value in checks):
        return False
    place = lookup.get("metadataLocation")
    return place is None or _at(placed, place, lookup.get("locationMatchingStrategy", ""))


def _at(placed: Placed, place: Json, strategy: str) -> bool:
    if strategy == "INTERSECTING_LOCATION" and "sheetId" in place:
        return placed.tab is not None and placed.tab.id == place["sheetId"]
    here = placed.location()
    return all(here.get(name) == value for name, value in place.items())


def filter_areas(book: Book, wanted: Json) -> list[Area]:
    """Every rectangle that data filter *wanted* names: metadata on several rows names them all."""
    if "a1Range" in wanted:
        return [book.area(wanted["a1Range"])]
    if "gridRange" in wanted:
        return [book.grid_area(wanted["gridRange"])]
    if "developerMetadataLookup" not in wanted:
        raise invalid("Invalid dataFilter: a filter must be set.")
    areas = [placed.area() for placed in matching(book, wanted)]
    return [area for area in areas if area is not None]


def echoed(wanted: Json) -> Json:
    """A data filter as answers repeat it: numbers that are 0 are left out."""
    grid = wanted.get("gridRange")
    return {**wanted, "gridRange": {k: v for k, v in grid.items() if v != 0}} if grid else wanted
