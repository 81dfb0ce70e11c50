"""Drive tells that something changed: late, once, and never what."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.google_server.refusals import denied

SERVICE = "syncer@test-project.iam.gserviceaccount.com"


@pytest.fixture
def changed(drive):
    """The ids of changed files since a token, and the next token."""

    def ask(token):
        answer = drive.changes().list(pageToken=token).execute()
        return [(one["fileId"], one["removed"]) for one in answer["changes"]], answer[
            "newStartPageToken"
        ]

    return ask


@pytest.fixture
def start(server, book, drive):
    """A token from a quiet time."""
    server.clock.advance(1000)
    return drive.changes().getStartPageToken().execute()["startPageToken"]


def test_a_file_answers_few_fields_unless_asked(drive, book):
    bare = drive.files().get(fileId=book.id).execute()
    assert set(bare) == {"kind", "id", "name", "mimeType"}
    asked = drive.files().get(fileId=book.id, fields="version, modifiedTime,trashed").execute()
    assert set(asked) == {"version", "modifiedTime", "trashed"}
    assert denied(drive.files().get(fileId=book.id, fields="versions")) == (400, "invalidParameter")


def test_edits_are_told_of_once_in_three_minutes(server, book, people, start, changed):
    people.type("A1", "one")
    found, token = changed(start)
    assert found == [(book.id, False)]
    people.type("A1", "two")
    people.type("A1", "three")
    assert changed(token)[0] == []
    server.clock.advance(180)
    found, token = changed(token)
    assert found == [(book.id, False)]
    assert changed(token)[0] == []


def test_the_version_lags_behind_as_well(server, book, people, drive):
    def version():
        return int(drive.files().get(fileId=book.id, fields="version").execute()["version"])

    first = version()
    people.type("A1", "x")
    assert version() == first
    server.clock.advance(180)
    assert version() > first


def test_our_own_writes_are_changes_too(book, sheets, start, changed):
    sheets.values_update(book.id, "A1", {"valueInputOption": "RAW"}, {"values": [["x"]]})
    assert changed(start)[0] == [(book.id, False)]


def test_reading_changes_nothing(book, sheets, start, changed):
    sheets.values_get(book.id, "A1")
    assert changed(start)[0] == []


def test_the_bin_and_a_lost_access_are_told(book, people, drive, start, changed):
    people.trash()
    found, token = changed(start)
    assert found == [(book.id, False)]
    assert drive.files().get(fileId=book.id, fields="trashed").execute() == {"trashed": True}
    people.revoke(SERVICE)
    assert changed(token)[0] == [(book.id, True)]
    assert denied(drive.files().get(fileId=book.id)) == (404, "notFound")


def test_an_unknown_page_token_is_refused(drive, book):
    assert denied(drive.changes().list(pageToken="soon")) == (400, "invalid")


class _Hook(BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.heard.append({k.lower(): v for k, v in self.headers.items()})
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_args):
        pass


@pytest.fixture
def hook():
    listener = HTTPServer(("127.0.0.1", 0), _Hook)
    listener.heard = []
    thread = threading.Thread(target=listener.serve_forever, args=(0.01,))
    thread.start()
    yield listener
    listener.shutdown()
    thread.join()
    listener.server_close()


@pytest.fixture
def channel(book, drive, hook, start):
    """A push channel of the spreadsheet, opened with a token."""
    address = f"http://127.0.0.1:{hook.server_port}/hooks/sheet/apollo"
    body = {"id": "channel-1", "type": "web_hook", "address": address, "token": "secret"}
    return drive.files().watch(fileId=book.id, body=body).execute()


def test_a_channel_says_by_headers_that_something_changed(server, people, drive, hook, channel):
    people.type("A1", "x")
    people.type("A1", "y")
    assert server.deliver_pushes() == [204, 204]
    first, second = hook.heard
    assert (first["x-goog-resource-state"], first["x-goog-message-number"]) == ("sync", "1")
    assert second["x-goog-resource-state"] == "update"
    assert second["x-goog-channel-token"] == "secret"
    assert second["x-goog-resource-id"] == channel["resourceId"]
    drive.channels().stop(body={"id": "channel-1", "resourceId": channel["resourceId"]}).execute()
    server.clock.advance(180)
    assert server.deliver_pushes() == []


def test_a_channel_ends(server, people, channel):
    assert server.deliver_pushes() == [204]
    server.clock.advance(3601)
    people.type("A1", "x")
    assert server.deliver_pushes() == []
