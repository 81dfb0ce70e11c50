"""Which credentials a first look uses, and the least that a login must be good for."""

import pytest

from syncer.app.config import load
from syncer.app.google_setup import client_named, credentials_named, login_needs
from syncer.errors import UsageError

SHEET = 'source = "https://docs.google.com/spreadsheets/d/1AbC/edit"'
FILE = 'source = "plan.xlsx"'
PEOPLES = (
    '[[plan.apollo.publish]]\nto = "google-calendar"\ncalendar = "c_abc@group.calendar.google.com"'
)
OURS = '[[plan.apollo.publish]]\nto = "google-calendar"\ncalendar = "new"'
SHARED = f'{OURS}\nshare = ["team@example.org"]'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    return tmp_path


def configure(folder, *lines, credentials="named.json"):
    path = folder / "config.toml"
    google = f'[google]\ncredentials = "{credentials}"' if credentials else ""
    path.write_text("\n".join([google, "[plan.apollo]", *lines]))
    return path


@pytest.mark.parametrize(
    ("lines", "needs"),
    [
        ([SHEET], {"sheet"}),
        ([SHEET, PEOPLES], {"sheet", "calendar"}),
        ([SHEET, OURS], {"sheet", "own calendar"}),
        ([FILE, SHARED], {"own calendar", "sharing"}),
        ([FILE, PEOPLES, OURS], {"calendar", "own calendar"}),
    ],
)
def test_a_login_is_good_for_what_the_plans_need_and_no_more(folder, lines, needs):
    assert login_needs(load(configure(folder, *lines))) == needs


def test_without_a_configuration_it_is_good_for_a_sheet():
    assert login_needs(None) == {"sheet"}


def test_what_is_named_comes_first_then_the_configuration_then_what_lies_there(folder, monkeypatch):
    config = folder / "config.toml"
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", "machine.json")
    assert credentials_named("", config) == "application-default"
    (folder / "google-client.json").touch()
    assert credentials_named("", config) == str(folder / "google-client.json")
    (folder / "service-account.json").touch()
    assert credentials_named("", config) == str(folder / "service-account.json")
    configure(folder, SHEET)
    assert credentials_named("", config) == str(folder / "named.json")
    assert credentials_named("other.json", config) == str(folder / "other.json")
    assert credentials_named("application-default", config) == "application-default"


def test_a_configuration_without_google_names_none(folder):
    with pytest.raises(UsageError, match="no Google credentials are named"):
        credentials_named("", configure(folder, FILE, credentials=""))


def test_a_login_needs_a_client(folder):
    config = folder / "config.toml"
    (folder / "service-account.json").touch()
    with pytest.raises(UsageError, match="no OAuth client"):
        client_named("", config)
    (folder / "google-client.json").touch()
    assert client_named("", config) == str(folder / "google-client.json")
    configure(folder, SHEET)
    assert client_named("", config) == str(folder / "named.json")
    assert client_named("mine.json", config) == str(folder / "mine.json")
