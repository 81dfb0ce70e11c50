"""What Calendar guarantees of single events, one promise a test."""

from datetime import UTC, date, datetime

import pytest

from tests.google import clients
from tests.google_server.refusals import denied

ID = "0a1b2c3d4e"


def all_day(day="2026-03-04", end="2026-03-05", **fields):
    return {"summary": "Launch", "start": {"date": day}, "end": {"date": end}, **fields}


@pytest.fixture
def put(events, calendar):
    """Insert an event and hand it back as Google answers it."""
    return lambda **fields: events.insert(calendarId=calendar.id, body=all_day(**fields)).execute()


def test_an_event_is_answered_with_what_google_adds(put, calendar):
    made = put(id=ID)
    assert (made["status"], made["sequence"], made["iCalUID"]) == (
        "confirmed",
        0,
        f"{ID}@google.com",
    )
    assert made["etag"].startswith('"')
    assert made["reminders"] == {"useDefault": True}
    assert [one["id"] for one in calendar.live()] == [ID]


@pytest.mark.parametrize("ident", ["abcd", "a" * 1025, "UPPER1", "with-dash", "wxyz0", "émile"])
def test_an_id_is_base32hex_of_5_to_1024_characters(events, calendar, ident):
    assert denied(events.insert(calendarId=calendar.id, body=all_day(id=ident))) == (400, "invalid")


def test_an_insert_takes_an_id_or_an_icaluid_not_both(events, calendar):
    body = all_day(id=ID, iCalUID="x@example.com")
    assert denied(events.insert(calendarId=calendar.id, body=body)) == (400, "invalid")


def test_a_taken_id_stays_taken_when_its_event_is_deleted(events, calendar, put):
    put(id=ID)
    again = events.insert(calendarId=calendar.id, body=all_day(id=ID))
    assert denied(again) == (409, "duplicate")
    delete = events.delete(calendarId=calendar.id, eventId=ID)
    delete.execute()
    assert denied(again) == (409, "duplicate")
    assert denied(events.delete(calendarId=calendar.id, eventId=ID)) == (410, "deleted")
    assert events.get(calendarId=calendar.id, eventId=ID).execute()["status"] == "cancelled"


def test_nothing_is_found_of_an_event_deleted_for_good_and_its_id_stays_taken(
    server, events, calendar, put
):
    put(id=ID)
    events.delete(calendarId=calendar.id, eventId=ID).execute()
    server.calendar_people(calendar).delete_forever(ID)
    assert denied(events.get(calendarId=calendar.id, eventId=ID)) == (404, "notFound")
    again = events.insert(calendarId=calendar.id, body=all_day(id=ID))
    assert denied(again) == (409, "duplicate")


def test_an_update_revives_a_deleted_event_or_is_forbidden(server, events, calendar, put):
    put(id=ID)
    events.delete(calendarId=calendar.id, eventId=ID).execute()
    update = events.update(calendarId=calendar.id, eventId=ID, body=all_day(status="confirmed"))
    server.unsettled.update_revives = False
    assert denied(update) == (403, "forbidden")
    server.unsettled.update_revives = True
    assert update.execute()["status"] == "confirmed"
    assert len(calendar.live()) == 1


def test_an_update_replaces_and_a_patch_merges(events, calendar, put):
    put(id=ID, location="Berlin", extendedProperties={"private": {"a": "1", "b": "2"}})
    patch = {"extendedProperties": {"private": {"b": None, "c": "3"}}, "description": "d"}
    patched = events.patch(calendarId=calendar.id, eventId=ID, body=patch).execute()
    assert patched["location"] == "Berlin"
    assert patched["extendedProperties"]["private"] == {"a": "1", "c": "3"}
    updated = events.update(calendarId=calendar.id, eventId=ID, body=all_day()).execute()
    assert not {"location", "description", "extendedProperties"} & set(updated)
    assert updated["created"] == patched["created"]


def test_the_sequence_counts_moves_and_may_not_fall_back(events, calendar, put):
    put(id=ID)
    moved = all_day("2026-03-06", "2026-03-07")
    assert events.update(calendarId=calendar.id, eventId=ID, body=moved).execute()["sequence"] == 1
    named = {**moved, "summary": "other"}
    assert events.update(calendarId=calendar.id, eventId=ID, body=named).execute()["sequence"] == 1
    stale = events.update(calendarId=calendar.id, eventId=ID, body={**moved, "sequence": 0})
    assert denied(stale) == (400, "invalid")


def test_a_stale_etag_is_refused(server, events, calendar, put):
    first = put(id=ID)["etag"]
    server.calendar_people(calendar).edit_event(ID, colorId="5")
    requests = [
        events.update(calendarId=calendar.id, eventId=ID, body=all_day()),
        events.patch(calendarId=calendar.id, eventId=ID, body={"summary": "x"}),
        events.delete(calendarId=calendar.id, eventId=ID),
    ]
    for request in requests:
        request.headers["If-Match"] = first
        assert denied(request) == (412, "conditionNotMet")
    fresh = events.get(calendarId=calendar.id, eventId=ID).execute()["etag"]
    requests[0].headers["If-Match"] = fresh
    assert requests[0].execute()["etag"] != fresh


def test_an_event_not_changed_is_not_sent_again(events, calendar, put):
    etag = put(id=ID)["etag"]
    request = events.get(calendarId=calendar.id, eventId=ID)
    request.headers["If-None-Match"] = etag
    assert denied_status(request) == 304


def denied_status(request):
    from googleapiclient.errors import HttpError

    with pytest.raises(HttpError) as caught:
        request.execute()
    return caught.value.status_code


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        ({"date": "2026-03-04"}, None, "required"),
        ({"date": "2026-03-04"}, {}, "required"),
        ({"date": "2026-03-04"}, {"date": "2026-03-03"}, "timeRangeEmpty"),
        ({"date": "2026-02-30"}, {"date": "2026-03-03"}, "invalid"),
        ({"date": "2026-03-04"}, {"dateTime": "2026-03-05T10:00:00Z"}, "invalid"),
        ({"dateTime": "2026-03-04T10:00:00"}, {"dateTime": "2026-03-04T11:00:00"}, "required"),
        (
            {"date": "2026-03-04", "dateTime": "2026-03-04T10:00:00Z"},
            {"date": "2026-03-05"},
            "invalid",
        ),
    ],
)
def test_times_that_do_not_fit_are_refused(events, calendar, start, end, reason):
    body = {"summary": "x", "start": start, **({"end": end} if end is not None else {})}
    assert denied(events.insert(calendarId=calendar.id, body=body)) == (400, reason)


def test_the_same_day_for_start_and_end_is_borne(put):
    assert put(end="2026-03-04")["end"] == {"date": "2026-03-04"}


def test_a_patch_to_a_timed_event_needs_a_null_on_the_other_form(server, events, calendar, put):
    put(id=ID)
    server.calendar_people(calendar).make_timed(
        ID, datetime(2026, 3, 4, 10, tzinfo=UTC), datetime(2026, 3, 4, 11, tzinfo=UTC)
    )
    bare = {"start": {"date": "2026-03-04"}, "end": {"date": "2026-03-05"}}
    assert denied(events.patch(calendarId=calendar.id, eventId=ID, body=bare)) == (400, "invalid")
    other = {"dateTime": None, "timeZone": None}
    full = {side: {**when, **other} for side, when in bare.items()}
    assert (
        events.patch(calendarId=calendar.id, eventId=ID, body=full).execute()["start"]
        == bare["start"]
    )


def test_a_service_account_may_not_invite_but_leaves_people_s_guests_alone(
    server, events, calendar, put
):
    guests = [{"email": "guest@example.com"}]
    insert = events.insert(calendarId=calendar.id, body=all_day(attendees=guests))
    assert denied(insert) == (403, "forbiddenForServiceAccounts")
    put(id=ID)
    server.calendar_people(calendar).edit_event(ID, attendees=guests)
    events.patch(calendarId=calendar.id, eventId=ID, body={"summary": "Renamed"}).execute()
    assert calendar.event(ID)["attendees"] == guests
    again = events.update(calendarId=calendar.id, eventId=ID, body=all_day(attendees=guests))
    assert denied(again) == (403, "forbiddenForServiceAccounts")


def test_a_person_s_login_may_invite(server, calendar):
    from google.oauth2.credentials import Credentials

    login = server.person_login("person@example.com", [clients.EVENTS])
    person = Credentials.from_authorized_user_info(login, [clients.EVENTS])
    with clients.service(server, "calendar", person) as service:
        body = all_day(attendees=[{"email": "guest@example.com"}])
        assert service.events().insert(calendarId=calendar.id, body=body).execute()["attendees"]


def test_reminders_are_each_user_s_own(server, events, calendar, put):
    put(id=ID, reminders={"useDefault": False, "overrides": [{"method": "popup", "minutes": 60}]})
    people = server.calendar_people(calendar)
    version = calendar.event(ID)["etag"]
    people.set_alarms(ID, 5)
    assert calendar.event(ID)["etag"] == version
    update = events.update(calendarId=calendar.id, eventId=ID, body=all_day())
    assert update.execute()["reminders"] == {"useDefault": True}
    assert people.alarms(ID)["overrides"] == [{"method": "popup", "minutes": 5}]


def test_extended_properties_are_cut_to_size(put):
    private = {"k" * 44: "v" * 1025, "k" * 45: "dropped"}
    assert put(extendedProperties={"private": private})["extendedProperties"]["private"] == {
        "k" * 44: "v" * 1024
    }


def test_an_import_is_known_by_its_icaluid(events, calendar):
    body = all_day(iCalUID="m-1@example.com")
    first = events.import_(calendarId=calendar.id, body=body).execute()
    second = events.import_(calendarId=calendar.id, body={**body, "summary": "again"}).execute()
    assert (second["id"], len(calendar.live())) == (first["id"], 1)
    missing = events.import_(calendarId=calendar.id, body=all_day())
    assert denied(missing) == (400, "required")


def test_a_dragged_event_keeps_its_length_and_counts_as_moved(server, events, calendar, put):
    put(id=ID, end="2026-03-06")
    server.calendar_people(calendar).move_event(ID, date(2026, 4, 1))
    found = events.get(calendarId=calendar.id, eventId=ID).execute()
    assert (found["start"], found["end"], found["sequence"]) == (
        {"date": "2026-04-01"},
        {"date": "2026-04-03"},
        1,
    )


@pytest.mark.parametrize(
    "body",
    [
        all_day(status="maybe"),
        all_day(transparency="clear"),
        all_day(nonsense=1),
        all_day(summary=7),
        all_day(reminders={"useDefault": True, "overrides": [{"method": "popup", "minutes": 5}]}),
        all_day(reminders={"useDefault": False, "overrides": [{"method": "sms", "minutes": 5}]}),
        all_day(reminders={"useDefault": False, "overrides": [{"minutes": 5}]}),
    ],
)
def test_bodies_are_held_against_the_description(events, calendar, body):
    assert denied(events.insert(calendarId=calendar.id, body=body))[0] == 400


def test_a_calendar_not_shared_is_not_there_and_a_reader_may_not_write(server, events, calendar):
    people = server.calendar_people(calendar)
    insert = events.insert(calendarId=calendar.id, body=all_day())
    people.share("syncer@test-project.iam.gserviceaccount.com", "reader")
    assert denied(insert) == (403, "requiredAccessLevel")
    people.revoke("syncer@test-project.iam.gserviceaccount.com")
    assert denied(insert) == (404, "notFound")
