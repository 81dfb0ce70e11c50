"""`spreadsheets.batchUpdate`: all of its requests take effect, or none."""

from collections.abc import Callable, Mapping

from tests.google.answers import GoogleError, invalid
from tests.google.mask import read_mask
from tests.google.sheets_cells import CELL_REQUESTS
from tests.google.sheets_decor import DECOR_REQUESTS
from tests.google.sheets_get import below, book_json, wants_data
from tests.google.sheets_model import Book, Json, open_book
from tests.google.sheets_tables import TABLE_REQUESTS
from tests.google.sheets_tabs import TAB_REQUESTS
from tests.google.world import Request, World

REQUESTS: Mapping[str, Callable[[World, Book, Json, str], Json]] = {
    **TAB_REQUESTS,
    **CELL_REQUESTS,
    **DECOR_REQUESTS,
    **TABLE_REQUESTS,
}


def batch_update(world: World, request: Request) -> Json:
    book = open_book(world.books, request.params["spreadsheetId"], request.email, write=True)
    wanted = request.body.get("requests", [])
    if not wanted:
        raise invalid("Must specify at least one request.")
    before = book.snapshot()
    try:
        replies = [_one(world, book, index, one, request.email) for index, one in enumerate(wanted)]
    except GoogleError:
        book.restore(before)
        raise
    answer: Json = {"spreadsheetId": book.id, "replies": replies}
    if request.body.get("includeSpreadsheetInResponse"):
        areas = [book.area(text) for text in request.body.get("responseRanges", ())]
        fields = request.params.get("fields")
        mask = below(read_mask(fields) if fields else None, "updatedSpreadsheet")
        data = wants_data(mask, flag=request.body.get("responseIncludeGridData", False))
        answer["updatedSpreadsheet"] = book_json(book, areas=areas, data=data, mask=mask)
    return answer


def _one(world: World, book: Book, index: int, wanted: Json, email: str) -> Json:
    kinds = list(wanted)
    if len(kinds) != 1:
        raise invalid(
            f"Invalid requests[{index}]: Must specify exactly one request, not {len(kinds)}."
        )
    kind = kinds[0]
    if kind not in REQUESTS:
        raise GoogleError(501, f"This test server does not have requests[{index}].{kind}.")
    try:
        return REQUESTS[kind](world, book, wanted[kind], email)
    except GoogleError as error:
        if error.code != 400:
            raise
        raise invalid(f"Invalid requests[{index}].{kind}: {error.message}") from None


SHEETS_BATCH = {"sheets.spreadsheets.batchUpdate": batch_update}
