"""Lists, sync tokens, batches, and calendars that we make ourselves."""

from datetime import date

import pytest

from tests.google import clients
from tests.google.faults import CutAfter
from tests.google_server.refusals import denied
from tests.google_server.test_calendar_events import ID, all_day


@pytest.fixture
def listed(events, calendar):
    def pages(**params):
        found, request = [], events.list(calendarId=calendar.id, **params)
        while request is not None:
            answer = request.execute()
            found += answer["items"]
            request = events.list_next(request, answer)
        return found, answer.get("nextSyncToken")

    return pages


@pytest.fixture
def people(server, calendar):
    return server.calendar_people(calendar)


def test_a_sync_token_brings_only_what_changed(listed, people):
    first = people.add_event("one", date(2026, 3, 4))
    second = people.add_event("two", date(2026, 3, 5))
    found, token = listed()
    assert [one["id"] for one in found] == [first, second]
    people.move_event(first, date(2026, 3, 9))
    people.delete_event(second)
    found, token = listed(syncToken=token)
    assert {one["id"]: one["status"] for one in found} == {first: "confirmed", second: "cancelled"}
    assert set(found[1]) == {"kind", "etag", "id", "status"}
    assert listed(syncToken=token)[0] == []


def test_what_changes_between_pages_comes_with_the_token(events, calendar, people):
    for day in range(1, 6):
        people.add_event(f"day {day}", date(2026, 3, day))
    first = events.list(calendarId=calendar.id, maxResults=3)
    answer = first.execute()
    assert "nextSyncToken" not in answer
    people.edit_event(answer["items"][0]["id"], summary="changed meanwhile")
    last = events.list_next(first, answer).execute()
    assert [one["summary"] for one in last["items"]] == ["day 4", "day 5"]
    changes = events.list(calendarId=calendar.id, syncToken=last["nextSyncToken"]).execute()
    assert [one["summary"] for one in changes["items"]] == ["changed meanwhile"]


def test_an_old_token_wants_a_full_list(events, calendar, listed, people):
    _, token = listed()
    people.expire_tokens()
    assert denied(events.list(calendarId=calendar.id, syncToken=token)) == (410, "fullSyncRequired")


@pytest.mark.parametrize(
    "filters",
    [
        {"orderBy": "updated"},
        {"q": "x"},
        {"privateExtendedProperty": "a=b"},
        {"timeMin": "2026-01-01T00:00:00Z"},
        {"updatedMin": "2026-01-01T00:00:00Z"},
        {"iCalUID": "x"},
        {"showDeleted": False},
    ],
)
def test_a_token_bears_no_filter(events, calendar, listed, filters):
    _, token = listed()
    assert denied(events.list(calendarId=calendar.id, syncToken=token, **filters))[0] == 400


def test_an_ordered_list_ends_without_a_token(listed, people):
    late = people.add_event("late", date(2026, 5, 1))
    early = people.add_event("early", date(2026, 4, 1))
    found, token = listed(orderBy="startTime", singleEvents=True)
    assert [one["id"] for one in found] == [early, late]
    assert token is None


def test_order_by_start_needs_single_events(events, calendar):
    assert denied(events.list(calendarId=calendar.id, orderBy="startTime")) == (400, "invalid")


def test_our_events_are_found_by_their_mark(server, events, calendar, listed, people):
    mark = {"private": {"syncer": "apollo"}}
    events.insert(calendarId=calendar.id, body=all_day(id=ID, extendedProperties=mark)).execute()
    people.add_event("people's own", date(2026, 3, 4))
    found, token = listed(privateExtendedProperty="syncer=apollo")
    assert ([one["id"] for one in found], token) == ([ID], None)
    server.unsettled.token_with_filter = True
    assert listed(privateExtendedProperty="syncer=apollo")[1] is not None
    assert listed(privateExtendedProperty="syncer=other")[0] == []


def test_times_limit_a_list_by_end_and_start(listed, people):
    people.add_event("before", date(2026, 3, 1))
    inside = people.add_event("inside", date(2026, 3, 2))
    people.add_event("after", date(2026, 3, 3))
    found, _ = listed(timeMin="2026-03-02T00:00:00Z", timeMax="2026-03-03T00:00:00Z")
    assert [one["id"] for one in found] == [inside]


def test_a_batch_answers_part_by_part(server, cal, calendar):
    answers, events = {}, cal.events()
    batch = cal.new_batch_http_request(
        callback=lambda i, got, error: answers.update({i: (got, error)})
    )
    batch.add(
        events.insert(calendarId=calendar.id, body=all_day(id=ID, summary="Ünï – 日本")),
        request_id="a b",
    )
    batch.add(events.insert(calendarId=calendar.id, body=all_day(id=ID)), request_id="again")
    batch.add(events.delete(calendarId=calendar.id, eventId=ID), request_id="delete")
    before = server.calls.exchanges
    batch.execute()
    assert answers["a b"][0]["summary"] == "Ünï – 日本"
    assert answers["again"][1].status_code == 409
    assert answers["delete"] == ("", None)
    # Each part counts as a call, though there was one request.
    assert (server.calls.exchanges - before, server.calls.total("calendar", "write")) == (1, 3)
    assert [call.part for call in server.calls] == [1, 2, 3]


def test_a_part_of_a_batch_keeps_its_own_headers(server, cal, calendar):
    events, outcomes = cal.events(), []
    made = events.insert(calendarId=calendar.id, body=all_day(id=ID)).execute()
    server.calendar_people(calendar).edit_event(ID, summary="theirs")
    batch = cal.new_batch_http_request(callback=lambda _i, _got, error: outcomes.append(error))
    stale = events.update(calendarId=calendar.id, eventId=ID, body=all_day())
    stale.headers["If-Match"] = made["etag"]
    batch.add(stale)
    batch.execute()
    assert outcomes[0].status_code == 412
    assert calendar.event(ID)["summary"] == "theirs"


def test_a_batch_has_at_most_fifty_parts(cal, calendar):
    from googleapiclient.errors import HttpError

    batch, events = cal.new_batch_http_request(), cal.events()
    for _ in range(51):
        batch.add(events.list(calendarId=calendar.id))
    with pytest.raises(HttpError) as caught:
        batch.execute()
    assert caught.value.status_code == 400


def test_httplib2_sends_a_post_again_when_its_answer_is_cut_off(server, events, calendar):
    """An insert without an id doubles; one with an id meets its own first self."""
    events.list(calendarId=calendar.id).execute()
    server.faults.when(lambda call: call.method.endswith("insert"), CutAfter())
    events.insert(calendarId=calendar.id, body=all_day()).execute()
    assert len(calendar.live()) == 2
    server.faults.when(lambda call: call.method.endswith("insert"), CutAfter())
    assert denied(events.insert(calendarId=calendar.id, body=all_day(id=ID))) == (409, "duplicate")
    assert len(calendar.live()) == 3


def test_a_calendar_of_our_own_is_made_shared_and_deleted(server, cal):
    made = cal.calendars().insert(body={"summary": "Apollo", "timeZone": "Europe/Berlin"}).execute()
    ident = made["id"]
    rule = {"role": "reader", "scope": {"type": "user", "value": "boss@example.com"}}
    assert cal.acl().insert(calendarId=ident, body=rule).execute()["id"] == "user:boss@example.com"
    roles = {one["id"]: one["role"] for one in cal.acl().list(calendarId=ident).execute()["items"]}
    assert roles["user:boss@example.com"] == "reader"
    entries = cal.calendarList().list().execute()["items"]
    assert [(one["id"], one["accessRole"]) for one in entries] == [(ident, "owner")]
    cal.calendars().delete(calendarId=ident).execute()
    assert denied(cal.calendars().get(calendarId=ident)) == (404, "notFound")


def test_a_shared_calendar_is_in_a_service_account_s_list_only_once_it_put_it_there(cal, calendar):
    assert cal.calendarList().list().execute()["items"] == []
    assert cal.calendarList().insert(body={"id": calendar.id}).execute()["accessRole"] == "writer"
    assert [one["id"] for one in cal.calendarList().list().execute()["items"]] == [calendar.id]


def test_the_scope_for_own_calendars_reaches_no_other(server, calendar):
    narrow = clients.service_credentials(server, [clients.APP_CREATED])
    with clients.service(server, "calendar", narrow) as service:
        made = service.calendars().insert(body={"summary": "Ours"}).execute()
        service.events().insert(calendarId=made["id"], body=all_day()).execute()
        other = service.events().insert(calendarId=calendar.id, body=all_day())
        assert denied(other) == (403, "forbidden")
        rule = {"role": "reader", "scope": {"type": "default"}}
        share = service.acl().insert(calendarId=made["id"], body=rule)
        # The client takes the reason from `details` where there are any.
        assert denied(share) == (403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT")
