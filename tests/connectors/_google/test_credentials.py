"""Files of credentials: who may read them, what they are, and that nothing of them is shown."""

import json

import pytest

from connectors._google.account import account_of
from connectors._google.credentials import (
    MACHINE,
    SHEETS,
    address_of,
    load_credentials,
    login_of,
)
from syncer.errors import ConfigError
from tests.google.server import SERVICE, GoogleServer


@pytest.fixture(scope="module")
def server():
    with GoogleServer() as server:
        yield server


@pytest.fixture
def key(server, tmp_path):
    path = tmp_path / "key.json"
    path.write_text(json.dumps(server.service_key()))
    path.chmod(0o600)
    return path


def test_a_service_account_tells_whom_to_share_with(key):
    assert address_of(load_credentials(str(key), [SHEETS])) == SERVICE


def test_a_persons_login_has_no_address_to_share_with(server, tmp_path):
    path = tmp_path / "login.json"
    path.write_text(json.dumps(server.person_login("ann@example.com", [SHEETS])))
    path.chmod(0o600)
    assert address_of(load_credentials(str(path), [SHEETS])) == ""


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o620])
def test_a_file_that_others_can_reach_is_refused(key, mode):
    key.chmod(mode)
    with pytest.raises(ConfigError, match="other users") as caught:
        load_credentials(str(key), [SHEETS])
    assert caught.value.hint == f"chmod 600 {key}"


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"type": "elephant"}', '{"type": "service_account"}', '"x"']
)
def test_what_is_no_credentials_is_named_and_not_quoted(tmp_path, text):
    path = tmp_path / "key.json"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(ConfigError, match="credentials") as caught:
        load_credentials(str(path), [SHEETS])
    assert caught.value.__cause__ is None


CLIENT = {"installed": {"client_id": "c", "client_secret": "GOCSPX-canary"}}


def test_an_oauth_client_stands_for_the_login_that_was_made_with_it(server, tmp_path):
    client = tmp_path / "google-client.json"
    client.write_text(json.dumps(CLIENT))
    client.chmod(0o600)
    with pytest.raises(ConfigError, match="nobody has logged in yet") as caught:
        load_credentials(str(client), [SHEETS])
    assert "--login" in caught.value.hint
    login_of(client).write_text(json.dumps(server.person_login("ann@example.com", [SHEETS])))
    with pytest.raises(ConfigError, match="other users"):
        load_credentials(str(client), [SHEETS])
    login_of(client).chmod(0o600)
    assert load_credentials(str(client), [SHEETS]).refresh_token


def test_a_machine_without_credentials_says_what_to_do(monkeypatch, tmp_path):
    broken = tmp_path / "none.json"
    broken.write_text("{}")
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(broken))
    with pytest.raises(ConfigError, match="of its own") as caught:
        load_credentials(MACHINE, [SHEETS])
    assert "[google]" in caught.value.hint
    assert caught.value.__suppress_context__


def test_a_file_that_is_missing_is_named(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        load_credentials(str(tmp_path / "none.json"), [SHEETS])


def test_nothing_secret_is_in_a_repr_or_an_error(key):
    account = account_of({"credentials": str(key)})
    secret = json.loads(key.read_text())["private_key"][40:80]
    assert secret not in repr(account)
    broken = json.loads(key.read_text()) | {"private_key": f"-----BEGIN {secret}"}
    key.write_text(json.dumps(broken))
    with pytest.raises(ConfigError) as caught:
        load_credentials(str(key), [SHEETS])
    assert secret not in f"{caught.value} {caught.value.hint} {caught.value.__context__ and ''}"


def test_all_plans_with_the_same_credentials_share_one_account(key, tmp_path):
    assert account_of({"credentials": str(key)}) is account_of({"credentials": str(key)})


def test_a_key_that_was_replaced_is_used_from_then_on(key):
    account = account_of({"credentials": str(key)})
    old, line = account._credentials([SHEETS]), account.service("sheets", [SHEETS])
    assert account.service("sheets", [SHEETS]) is line
    new = key.with_name("new.json")
    new.write_text(json.dumps(json.loads(key.read_text()) | {"private_key_id": "new"}))
    new.chmod(0o600)
    new.replace(key)
    assert account.service("sheets", [SHEETS]) is not line
    assert account._credentials([SHEETS]) is not old
    assert account_of({"credentials": str(key)}) is account


def test_a_key_that_is_gone_for_a_moment_stays_in_use(key):
    account = account_of({"credentials": str(key)})
    held = account._credentials([SHEETS])
    key.unlink()
    assert account._credentials([SHEETS]) is held


def test_without_credentials_it_says_where_they_are_named():
    with pytest.raises(ConfigError) as caught:
        account_of({})
    assert "[google]" in caught.value.hint


def test_calls_are_only_ever_diverted_to_this_machine(key):
    with pytest.raises(ConfigError):
        account_of({"credentials": str(key), "endpoint": "evil.example:80"})
