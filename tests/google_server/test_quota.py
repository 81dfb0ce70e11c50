"""Quotas: how many calls a minute, and how the refusal reads."""

import gspread
import pytest
from googleapiclient.errors import HttpError

from tests.google import clients
from tests.google_server.refusals import denied
from tests.google_server.test_calendar_events import ID, all_day

RAW = {"valueInputOption": "RAW"}


def test_sixty_reads_and_sixty_writes_a_minute(server, sheets, book):
    for _ in range(60):
        sheets.values_get(book.id, "A1")
    with pytest.raises(gspread.exceptions.APIError) as caught:
        sheets.values_get(book.id, "A1")
    error = caught.value.error
    assert (error["code"], error["status"]) == (429, "RESOURCE_EXHAUSTED")
    assert "'Read requests per minute per user'" in error["message"]
    assert error["details"][0]["reason"] == "RATE_LIMIT_EXCEEDED"
    sheets.values_update(book.id, "A1", RAW, {"values": [["x"]]})  # writes count apart
    server.clock.advance(60)
    sheets.values_get(book.id, "A1")


def test_a_project_has_a_limit_over_all_users(server, book, people):
    server.limits.sheets_project = 3
    for number in range(4):
        email = f"account{number}@test-project.iam.gserviceaccount.com"
        people.share(email)
        session = clients.session(server, clients.service_credentials(server, email=email))
        client = gspread.HTTPClient(None, session=session)
        if number < 3:
            client.values_get(book.id, "A1")
            session.close()
            continue
        with pytest.raises(gspread.exceptions.APIError, match="Read requests per minute'"):
            client.values_get(book.id, "A1")
        session.close()


def test_a_batch_update_counts_as_one_whatever_its_size(server, sheets, book):
    data = [{"range": f"A{at}", "values": [["x"]]} for at in range(1, 200)]
    sheets.values_batch_update(book.id, {"valueInputOption": "RAW", "data": data})
    assert server.calls.by_kind() == {("sheets", "write"): 1}
    assert [call.units for call in server.calls] == [1]


def test_a_patch_costs_three_units_of_calendar(server, events, calendar):
    events.insert(calendarId=calendar.id, body=all_day(id=ID)).execute()
    events.update(calendarId=calendar.id, eventId=ID, body=all_day()).execute()
    events.patch(calendarId=calendar.id, eventId=ID, body={"summary": "x"}).execute()
    assert [call.units for call in server.calls] == [1, 1, 3]


def test_calendar_refuses_by_403_with_a_reason(server, events, calendar):
    server.limits.calendar_user = 1
    events.list(calendarId=calendar.id).execute()
    assert denied(events.list(calendarId=calendar.id)) == (403, "userRateLimitExceeded")
    server.limits.calendar_project = 1
    assert denied(events.list(calendarId=calendar.id)) == (403, "rateLimitExceeded")


def test_each_part_of_a_batch_counts(server, cal, calendar):
    server.limits.calendar_user = 3
    outcomes, events = [], cal.events()
    batch = cal.new_batch_http_request(callback=lambda _id, _got, error: outcomes.append(error))
    for _ in range(5):
        batch.add(events.list(calendarId=calendar.id))
    batch.execute()
    assert outcomes[:3] == [None, None, None]
    assert all(isinstance(error, HttpError) and error.status_code == 403 for error in outcomes[3:])
