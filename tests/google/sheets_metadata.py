"""Developer metadata: made, changed, searched, read."""

from tests.google.answers import GoogleError, invalid
from tests.google.sheets_filters import Placed, all_metadata, matching
from tests.google.sheets_model import Book, Json, Metadata, open_book
from tests.google.world import Request, World


def holder(book: Book, place: Json) -> list[Metadata]:
    """The list that metadata at *place* belongs in."""
    if place.get("spreadsheet"):
        return book.metadata
    if "sheetId" in place and "dimensionRange" not in place:
        return book.by_id(place["sheetId"]).metadata
    found = place.get("dimensionRange")
    if not found:
        raise invalid("Must specify a location for developer metadata.")
    tab = book.by_id(found.get("sheetId", 0))
    lines = tab.lines(found.get("dimension", "DIMENSION_UNSPECIFIED"))
    start, end = found.get("startIndex", 0), found.get("endIndex", 0)
    if end - start != 1:
        raise invalid("Developer metadata can only be put on one row or column.")
    if not 0 <= start < len(lines):
        raise invalid("The dimension range is beyond the grid.")
    held: list[Metadata] = lines[start].metadata
    return held


def create(book: Book, wanted: Json) -> Json:
    """The Response of a createDeveloperMetadata request."""
    data = wanted.get("developerMetadata", {})
    if not data.get("metadataKey"):
        raise invalid("Developer metadata must have a key.")
    if "visibility" not in data:
        raise invalid("Developer metadata must have a visibility.")
    ident = data.get("metadataId") or book.new_number()
    if any(placed.metadata.id == ident for placed in all_metadata(book)):
        raise invalid(f"Developer metadata with id {ident} already exists.")
    made = Metadata(ident, data["metadataKey"], data.get("metadataValue", ""), data["visibility"])
    holder(book, data.get("location", {})).append(made)
    placed = next(p for p in all_metadata(book) if p.metadata is made)
    return {"createDeveloperMetadata": {"developerMetadata": placed.to_json()}}


def update(book: Book, wanted: Json) -> Json:
    changed = []
    new = wanted.get("developerMetadata", {})
    fields = wanted.get("fields", "").split(",")
    for placed in _found(book, wanted.get("dataFilters", ())):
        held = placed.metadata
        made = Metadata(
            held.id,
            new.get("metadataKey", held.key) if _named(fields, "metadataKey") else held.key,
            new.get("metadataValue", "") if _named(fields, "metadataValue") else held.value,
            new.get("visibility", held.visibility)
            if _named(fields, "visibility")
            else held.visibility,
        )
        _drop(book, placed)
        holder(book, new["location"] if _named(fields, "location") else placed.location()).append(
            made
        )
        changed.append(next(p for p in all_metadata(book) if p.metadata is made).to_json())
    return {"updateDeveloperMetadata": {"developerMetadata": changed}}


def _named(fields: list[str], name: str) -> bool:
    return "*" in fields or any(f.partition(".")[0] == name for f in fields)


def delete(book: Book, wanted: Json) -> Json:
    gone = matching(book, wanted.get("dataFilter", {}))
    answer = [placed.to_json() for placed in gone]
    for placed in gone:
        _drop(book, placed)
    return {"deleteDeveloperMetadata": {"deletedDeveloperMetadata": answer}}


def _drop(book: Book, placed: Placed) -> None:
    held = holder(book, placed.location())
    held[:] = [one for one in held if one is not placed.metadata]


def _found(book: Book, filters: list[Json]) -> list[Placed]:
    by_id = {placed.metadata.id: placed for wanted in filters for placed in matching(book, wanted)}
    return list(by_id.values())


def get(world: World, request: Request) -> Json:
    book = open_book(world.books, request.params["spreadsheetId"], request.email, write=False)
    for placed in all_metadata(book):
        if placed.metadata.id == request.params["metadataId"]:
            return placed.to_json()
    raise GoogleError(404, "Requested entity was not found.")


def search(world: World, request: Request) -> Json:
    book = open_book(world.books, request.params["spreadsheetId"], request.email, write=False)
    filters = request.body.get("dataFilters", [])
    found = []
    for placed in _found(book, filters):
        why = [
            w for w in filters if placed.metadata.id in {p.metadata.id for p in matching(book, w)}
        ]
        found.append({"developerMetadata": placed.to_json(), "dataFilters": why})
    return {"matchedDeveloperMetadata": found} if found else {}


SHEETS_METADATA = {
    "sheets.spreadsheets.developerMetadata.get": get,
    "sheets.spreadsheets.developerMetadata.search": search,
}
