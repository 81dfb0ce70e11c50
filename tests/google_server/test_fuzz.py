"""Whatever fits Google's description is carried out or refused: it is never a bug of this server."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.google import clients
from tests.google.description import document
from tests.google.drive_api import DRIVE
from tests.google.front import HANDLERS
from tests.google.server import GoogleServer
from tests.google.sheets_batch import REQUESTS

ANY_DAY = st.dates().map(str)
TEXTS = st.sampled_from(
    ["", "a", "A1", "Sheet1!A1:B2", "=1+1", "2026-03-04", "userEnteredValue", "*", "title"]
)
SMALL = st.integers(-1, 12)
LEAVES: dict[tuple[str, str], st.SearchStrategy[object]] = {
    ("integer", ""): SMALL,
    ("number", ""): st.one_of(SMALL, st.floats(allow_nan=False, allow_infinity=False)),
    ("boolean", ""): st.booleans(),
    ("string", "date"): ANY_DAY,
    ("string", "date-time"): st.datetimes().map(lambda moment: moment.isoformat()[:19] + "Z"),
    ("string", "int64"): SMALL.map(str),
    ("string", ""): TEXTS,
    ("any", ""): st.one_of(st.none(), SMALL, TEXTS, st.booleans()),
}
# Names that lead somewhere, so that not every request ends at the first check.
NAMED = {
    "sheetId": st.sampled_from([0, 0, 0, 0, 7]),
    "fields": st.sampled_from(
        [
            "*",
            "userEnteredValue",
            "userEnteredFormat.numberFormat",
            "note",
            "hiddenByUser",
            "title",
            "gridProperties.rowCount",
            "gridProperties",
            "index",
            "hidden",
            "range",
            "name",
        ]
    ),
    "dimension": st.sampled_from(["ROWS", "COLUMNS"]),
    "valueInputOption": st.sampled_from(["RAW", "USER_ENTERED"]),
    "formulaValue": st.sampled_from(["=1", "=A1", "1"]),
    "metadataKey": st.just("key"),
    "visibility": st.just("DOCUMENT"),
}


MADE: dict[tuple[str, str, int], st.SearchStrategy[object]] = {}
"""One strategy for each schema and depth: Hypothesis must find the same one each time."""


def values(api: str, schema: dict, depth: int) -> st.SearchStrategy[object]:
    """Values that fit *schema*; at *depth* 0 objects are empty."""
    key = api, json.dumps(schema, sort_keys=True), depth
    if key not in MADE:
        MADE[key] = _values(api, schema, depth)
    return MADE[key]


def _values(api: str, schema: dict, depth: int) -> st.SearchStrategy[object]:
    if "$ref" in schema:
        return values(api, document(api)["schemas"][schema["$ref"]], depth)
    kind = schema.get("type", "any")
    if kind == "object":
        fields = schema.get("properties", {}) if depth else {}
        made = {
            name: NAMED[name]
            if api == "sheets" and name in NAMED
            else st.deferred(_later(api, one, depth - 1))
            for name, one in fields.items()
        }
        return st.fixed_dictionaries({}, optional=made)
    if kind == "array":
        return (
            st.lists(values(api, schema["items"], depth - 1), max_size=2) if depth else st.just([])
        )
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    return LEAVES.get((kind, schema.get("format", "")), LEAVES[kind, ""])


def _later(api: str, schema: dict, depth: int) -> Callable[[], st.SearchStrategy[object]]:
    return lambda: values(api, schema, depth)


@pytest.fixture(scope="module")
def google():
    with GoogleServer() as server, clients.session(server) as session:
        yield server, session


FUZZ = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))


def _fresh(server):
    server.reset()
    server.limits.lift()
    book = server.add_book()
    people = server.people(book)
    people.fill([["ID", "Title"], *([f"M-{n}", "a"] for n in range(11))])
    people.trim_rows()
    return book


@pytest.mark.parametrize("kind", sorted(REQUESTS))
@given(data=st.data())
@FUZZ
def test_any_batch_request(google, kind, data):
    server, session = google
    book = _fresh(server)
    schema = document("sheets")["schemas"]["Request"]["properties"][kind]
    request = data.draw(values("sheets", schema, 5))
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{book.id}"
    answer = session.post(f"{url}:batchUpdate", json={"requests": [{kind: request}]}, timeout=30)
    server.check()
    assert answer.status_code in (200, 400)
    # What was accepted can be read.
    assert session.get(url, params={"includeGridData": "true"}, timeout=30).status_code == 200
    server.check()


def _bodies() -> list[str]:
    return sorted(
        name
        for name in HANDLERS
        if name not in DRIVE and not name.endswith("spreadsheets.batchUpdate")
    )


def _method(api: str, name: str) -> dict:
    found = document(api)
    *folders, last = name.split(".")[1:]
    for folder in folders:
        found = found["resources"][folder]
    return found["methods"][last]


@pytest.mark.parametrize("name", _bodies())
@given(data=st.data())
@FUZZ
def test_any_call(google, name, data):
    server, session = google
    book, calendar = _fresh(server), server.add_calendar()
    event = server.calendar_people(calendar).add_event("x", date(2026, 3, 4))
    api = name.partition(".")[0]
    method = _method(api, name)
    known = {
        "spreadsheetId": book.id,
        "calendarId": calendar.id,
        "eventId": event,
        "range": "A1:B2",
        "metadataId": "1",
        "ruleId": "default",
    }
    path = method.get("flatPath", method["path"])
    for parameter, value in known.items():
        path = path.replace(f"{{{parameter}}}", value)
    query = {
        key: data.draw(values(api, one, 1))
        for key, one in method.get("parameters", {}).items()
        if one.get("location") == "query" and data.draw(st.integers(0, 4)) == 0
    }
    body = data.draw(values(api, method["request"], 4)) if "request" in method else None
    base = document(api)["rootUrl"] + document(api)["servicePath"]
    answer = session.request(method["httpMethod"], base + path, params=query, json=body, timeout=30)
    server.check()
    assert answer.status_code < 500
