"""The token flow runs for real: keys, scopes, expiry, skew, refusals."""

import json

import google.auth.exceptions
import gspread
import pytest
import requests
from google.oauth2 import service_account
from google.oauth2.credentials import Credentials

from tests.google import clients
from tests.google_server.refusals import refused

SHEETS_READ = "https://www.googleapis.com/auth/spreadsheets.readonly"


def client_of(server, credentials):
    return gspread.HTTPClient(None, session=clients.session(server, credentials))


@pytest.fixture
def closing():
    opened = []
    yield lambda client: (opened.append(client), client)[1]
    for client in opened:
        client.session.close()


def test_a_key_file_gets_a_token_and_uses_it_again(server, book, tmp_path, closing):
    path = tmp_path / "service-account.json"
    path.write_text(json.dumps(server.service_key()))
    credentials = service_account.Credentials.from_service_account_file(
        path, scopes=[clients.SHEETS]
    )
    client = closing(client_of(server, credentials))
    client.values_get(book.id, "A1")
    client.values_get(book.id, "A1")
    assert server.world.accounts.exchanges == 1


def test_an_expired_token_is_renewed(server, sheets, book):
    sheets.values_get(book.id, "A1")
    server.clock.advance(3601)
    sheets.values_get(book.id, "A1")
    assert [call.status for call in server.calls] == [200, 401, 200]
    assert server.world.accounts.exchanges == 2


def test_a_scope_too_narrow_is_named(server, book, closing):
    client = closing(client_of(server, clients.service_credentials(server, [SHEETS_READ])))
    client.values_get(book.id, "A1")
    with pytest.raises(gspread.exceptions.APIError) as caught:
        client.values_clear(book.id, "A1")
    error = caught.value.error
    assert (error["code"], error["status"]) == (403, "PERMISSION_DENIED")
    assert error["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"


def test_a_clock_too_far_off_gets_no_token(server, book, closing):
    server.world.accounts.skew = 7200
    client = closing(client_of(server, clients.service_credentials(server)))
    with pytest.raises(google.auth.exceptions.RefreshError, match="short-lived token"):
        client.values_get(book.id, "A1")


def test_a_revoked_account_gets_no_token(server, sheets, book):
    sheets.values_get(book.id, "A1")
    server.world.accounts.revoke("syncer@test-project.iam.gserviceaccount.com")
    with pytest.raises(google.auth.exceptions.RefreshError, match="invalid_grant"):
        sheets.values_get(book.id, "A1")


def test_a_token_endpoint_may_be_down(server):
    """Asked directly: google-auth would try again for seconds of its own."""
    server.world.accounts.failing = True
    answer = requests.post(server.token_uri, data={"grant_type": "refresh_token"}, timeout=30)
    assert (answer.status_code, answer.json()["error"]) == (500, "internal_failure")


def test_no_token_at_all_is_unauthenticated(server, book):
    with clients.mount(server, requests.Session()) as session:
        client = gspread.HTTPClient(None, session=session)
        code, message = refused(lambda: client.values_get(book.id, "A1"))
    assert code == 401
    assert message.startswith("Request is missing required authentication credential.")


def test_a_person_s_login_lasts_until_it_is_revoked(server, book, closing):
    info = server.person_login("person@example.com", [clients.SHEETS])
    client = closing(client_of(server, Credentials.from_authorized_user_info(info)))
    client.values_get(book.id, "A1")
    assert server.calls[-1].email == "person@example.com"
    server.world.accounts.revoke("person@example.com")
    with pytest.raises(google.auth.exceptions.RefreshError, match="expired or revoked"):
        client.values_get(book.id, "A1")


def test_a_person_logs_in_by_the_consent_page(server, book, closing):
    query = {
        "client_id": "client.apps.googleusercontent.com",
        "redirect_uri": "http://127.0.0.1:1/",
        "response_type": "code",
        "scope": clients.SHEETS,
        "state": "s",
    }
    page = f"http://{server.netloc}/o/oauth2/auth"
    to = requests.get(page, params=query, allow_redirects=False, timeout=30).headers["Location"]
    code = to.partition("code=")[2].partition("&")[0].replace("%2F", "/")
    form = {"grant_type": "authorization_code", "code": code}
    answer = requests.post(server.token_uri, data=form, timeout=30).json()
    assert answer["refresh_token"]
    assert requests.post(server.token_uri, data=form, timeout=30).json()["error"] == "invalid_grant"
    server.world.accounts.consent = False
    to = requests.get(page, params=query, allow_redirects=False, timeout=30).headers["Location"]
    assert "error=access_denied" in to
