"""A person logs in: by the browser, once, for no more than was agreed to; nothing secret is told."""

import json
import logging
import stat
import threading
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
import requests

from connectors._google.credentials import CALENDAR_EVENTS, DRIVE_METADATA, SHEETS, login_of
from connectors._google.login import log_in
from connectors._google.redirect import Redirect
from syncer.errors import AccessError, ConfigError, UnavailableError
from tests.google.server import GoogleServer

NEEDS = {"sheet"}
SCOPES = [DRIVE_METADATA, SHEETS]
SECRET = "GOCSPX-canary-of-the-client"
CLIENT = {
    "installed": {
        "client_id": "client.apps.googleusercontent.com",
        "client_secret": SECRET,
        "auth_uri": "https://evil.example/auth",
        "token_uri": "https://evil.example/token",
        "redirect_uris": ["http://localhost"],
    }
}


@pytest.fixture
def server():
    with GoogleServer() as server:
        yield server


@pytest.fixture
def client(tmp_path):
    path = tmp_path / "google-client.json"
    path.write_text(json.dumps(CLIENT))
    path.chmod(0o600)
    return path


class Browser:
    """A person's browser: opens Google's page, and goes where that sends it."""

    def __init__(self, server, change=None):
        self.server, self.change = server, change or (lambda address: address)
        self.opened = ""
        self.pages = []
        self.thread = threading.Thread(target=self.run)

    def __call__(self, address):
        self.opened = address
        self.thread.start()

    @property
    def query(self):
        return dict(parse_qsl(urlsplit(self.opened).query))

    def run(self):
        page = f"http://{self.server.netloc}/o/oauth2/auth?{urlsplit(self.opened).query}"
        to = requests.get(page, allow_redirects=False, timeout=30).headers["Location"]
        changed = self.change(to)
        for address in dict.fromkeys([changed, to]):
            try:
                self.pages.append(requests.get(address, timeout=30))
            except requests.ConnectionError:
                return


def login(server, client, browser=None, needs=NEEDS):
    browser = browser or Browser(server)
    try:
        return log_in(str(client), needs, browser, {"endpoint": server.netloc, "patience": 5})
    finally:
        browser.thread.join(30)


def refresh(server, kept):
    held = json.loads(kept.read_text())
    form = {"grant_type": "refresh_token", "refresh_token": held["refresh_token"]}
    return requests.post(server.token_uri, data=form, timeout=30).json()


def test_a_yes_leaves_a_login_that_lasts_and_is_its_owners_alone(server, client):
    kept = login(server, client)
    assert kept == login_of(client) == client.with_name("google-client.login.json")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert refresh(server, kept)["scope"].split() == sorted(SCOPES)
    assert sorted(p.name for p in client.parent.iterdir()) == sorted([client.name, kept.name])


def test_google_is_asked_with_a_challenge_a_state_and_the_scopes_alone(server, client):
    browser = Browser(server)
    login(server, client, browser)
    assert urlsplit(browser.opened)[:2] == ("https", "accounts.google.com")
    asked = browser.query
    assert asked["scope"].split() == SCOPES
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert len(asked["state"]) >= 20
    assert asked["access_type"] == "offline"
    assert asked["redirect_uri"].startswith("http://127.0.0.1:")


def test_a_calendar_that_we_make_takes_no_scope_for_other_calendars(server, client):
    kept = login(server, client, needs={"own calendar", "sharing"})
    granted = refresh(server, kept)["scope"]
    assert {one.rpartition("/")[2] for one in granted.split()} == {
        "drive.metadata.readonly", "calendar.app.created", "calendar.calendarlist.readonly",
        "calendar.acls",
    }  # fmt: skip


def test_the_clients_own_addresses_are_not_believed(server, client):
    kept = login(server, client)
    assert json.loads(kept.read_text())["token_uri"] == "https://oauth2.googleapis.com/token"


def test_another_ones_code_is_sent_away_and_the_right_one_still_taken(server, client):
    def forged(address):
        url = urlsplit(address)
        query = {**dict(parse_qsl(url.query)), "state": "guessed", "code": "4/evil"}
        return url._replace(query=urlencode(query)).geturl()

    browser = Browser(server, forged)
    kept = login(server, client, browser)
    assert [page.status_code for page in browser.pages] == [400, 200]
    assert "refresh_token" in json.loads(kept.read_text())


def test_a_code_that_was_looked_at_is_of_no_use_without_the_verifier(server, client):
    browser = Browser(server)
    stolen = []

    def take(address):
        (code,) = parse_qs(urlsplit(address).query)["code"]
        form = {"grant_type": "authorization_code", "code": code, "code_verifier": "x" * 43}
        stolen.append(requests.post(server.token_uri, data=form, timeout=30).status_code)
        return address

    browser.change = take
    with pytest.raises(AccessError):  # the code was used up by the thief, who got nothing
        login(server, client, browser)
    assert stolen == [400]


def test_a_no_is_told(server, client):
    server.world.accounts.consent = False
    browser = Browser(server)
    with pytest.raises(AccessError, match="refused in the browser"):
        login(server, client, browser)
    assert "Nothing was agreed to" in browser.pages[0].text
    assert not login_of(client).exists()


def test_a_box_that_was_not_ticked_is_named(server, client):
    server.world.accounts.unticked = frozenset({CALENDAR_EVENTS})
    with pytest.raises(AccessError, match=r"does not cover calendar\.events$"):
        login(server, client, needs={"sheet", "calendar"})
    assert not login_of(client).exists()


def test_a_login_that_is_no_longer_good_is_made_anew_with_its_own_client(server, client):
    kept = login(server, client)
    before = kept.read_text()
    assert login(server, kept) == kept
    assert kept.read_text() != before
    assert SECRET in kept.read_text()


def test_nobody_is_waited_for_for_ever(client):
    with pytest.raises(UnavailableError, match="in time"):
        log_in(str(client), NEEDS, lambda _address: None, {"patience": 0.05})


def test_a_google_that_is_down_leaves_no_file(server, client):
    server.world.accounts.failing = True
    with pytest.raises(UnavailableError):
        login(server, client)
    assert not login_of(client).exists()


@pytest.mark.parametrize(
    "page", [b"<html>Welcome to our network</html>", b"", b"{", b"[]", b'"x"', b"null", b"{}", b"7"]
)
def test_what_answers_in_the_stead_of_google_makes_no_login(server, client, page):
    server.world.accounts.says = page
    with pytest.raises((AccessError, UnavailableError)):
        login(server, client)
    assert not login_of(client).exists()


@pytest.mark.parametrize(
    "held", [{"web": CLIENT["installed"]}, {"installed": {}}, {"type": "service_account"}]
)
def test_what_is_no_desktop_client_is_refused(client, held):
    client.write_text(json.dumps(held))
    with pytest.raises(ConfigError) as caught:
        log_in(str(client), NEEDS, lambda _address: None, {})
    assert "Desktop app" in caught.value.hint


def test_a_client_that_others_can_read_is_refused(client):
    client.chmod(0o644)
    with pytest.raises(ConfigError, match="other users"):
        log_in(str(client), NEEDS, lambda _address: None, {})


def test_nothing_secret_is_logged_or_told(server, client, caplog, capfd):
    with caplog.at_level(logging.DEBUG):
        browser = Browser(server)
        kept = login(server, client, browser)
        server.world.accounts.unticked = frozenset({SHEETS})
        with pytest.raises(AccessError) as caught:
            login(server, client)
    held = json.loads(kept.read_text())
    told = "".join([caplog.text, *capfd.readouterr(), str(caught.value), caught.value.hint])
    ours = "\n".join(line for line in told.splitlines() if "GET /" not in line)  # the browser's
    for secret in (SECRET, held["refresh_token"], "ya29.", "4/code", browser.query["state"]):
        assert secret not in ours
        assert secret not in browser.pages[0].text
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("path", ["/", "/?code=4/x", "/?state=&code=4/x", "/favicon.ico"])
def test_what_is_not_the_answer_is_not_taken_for_it(path):
    with Redirect() as redirect:
        asked = threading.Thread(
            target=lambda: statuses.append(
                requests.get(redirect.address.rstrip("/") + path, timeout=30).status_code
            )
        )
        statuses = []
        asked.start()
        with pytest.raises(UnavailableError):
            redirect.code("the-state", 0.5)
        asked.join(30)
    assert statuses == [400]
