"""The first five minutes with a Google Sheet: look, share, log in, examine."""

import base64
import hashlib
import hmac
import json
import logging
import os
import shutil
import stat
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from connectors._google import account
from tests.google.faults import Refuse
from tests.google.server import PERSON, SERVICE

ROWS = [
    ["Milestone", "Owner", "Due", "Baseline"],
    ["Alpha approved", "Ada", date(2026, 4, 1), date(2026, 4, 1)],
    ["Beta approved", "Ada", date(2026, 5, 4), date(2026, 5, 1)],
]
CLIENT = {
    "installed": {"client_id": "c.apps.googleusercontent.com", "client_secret": "GOCSPX-canary"}
}


class Newcomers:
    """A team with a sheet and a key, and no configuration yet."""

    def __init__(self, server, team):
        self.server, self.team, self.folder = server, team, team.folder
        self.book = server.add_book("Apollo plan (v2)")
        self.people = server.people(self.book)
        self.people.fill(ROWS)
        self.address = f"https://docs.google.com/spreadsheets/d/{self.book.id}/edit#gid=0"
        self.config.unlink()
        self.keep("service-account.json", server.service_key())

    @property
    def config(self):
        return self.folder / "config.toml"

    @property
    def written(self):
        return tomllib.loads(self.config.read_text("utf-8"))

    def keep(self, name, held):
        path = self.folder / name
        path.write_text(json.dumps(held), "utf-8")
        path.chmod(0o600)
        return path

    def add_calendar(self, **shared):
        """A calendar of people's, and the lines that publish to it."""
        calendar = self.server.add_calendar(**shared)
        with self.config.open("a") as file:
            file.write(
                '\n[[plan.apollo-plan-v2.publish]]\nto = "google-calendar"\n'
                f'calendar = "{calendar.id}"\n'
            )
        return calendar

    @staticmethod
    def process_ends():
        """What the next command finds is as if it ran in a process of its own."""
        for one in account._accounts.values():
            one.drop_lines()
        account._accounts.clear()

    def checks(self, *options, code=0):
        listed = self.team.json("doctor", *options, code=code)["checks"]
        return {one["subject"].removeprefix("apollo-plan-v2: "): one for one in listed}


@pytest.fixture
def new(server, team, monkeypatch):
    monkeypatch.setenv("SYNCER_GOOGLE_ENDPOINT", server.netloc)
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    newcomers = Newcomers(server, team)
    yield newcomers
    newcomers.process_ends()


class TestInit:
    def test_it_writes_a_configuration_that_works_as_it_stands(self, new):
        out = new.team.syncer("init", new.address)
        assert out.startswith(f"Looking as {SERVICE}\n")
        assert f"{new.address}, tab Sheet1: headings in row 1, 2 rows" in out
        assert new.written["google"] == {"credentials": "service-account.json"}
        plan = new.written["plan"]["apollo-plan-v2"]
        assert (plan["source"], plan["tab"], plan["title"]) == (
            new.address, "Sheet1", "Apollo plan (v2)",
        )  # fmt: skip
        new.team.syncer("doctor")
        new.team.syncer("sync", "--today", "2026-03-02")
        assert (new.folder / "public" / "apollo-plan-v2.ics").exists()
        assert new.people.column("Computed status")

    def test_its_lines_for_a_calendar_need_only_their_marks_taken_off(self, new):
        new.team.syncer("init", new.address)
        calendar = new.server.add_calendar()
        head, mark, tail = new.config.read_text().partition("# [[plan.apollo-plan-v2.publish]]")
        lines = (mark + tail).replace("c_abc@group.calendar.google.com", calendar.id)
        new.config.write_text(
            head + "\n".join(line.removeprefix("# ") for line in lines.splitlines())
        )
        new.team.syncer("sync", "--today", "2026-03-02")
        assert len(calendar.live()) == 2

    def test_a_sheet_that_is_not_shared_is_told_click_by_click(self, new):
        new.book.roles.pop(SERVICE)
        out = new.team.syncer("init", new.address, code=3)
        assert f"1. Open {new.address}" in out
        assert f"3. Paste {SERVICE}" in out
        assert "role Editor" in out
        assert not new.config.exists()

    def test_a_sheet_that_is_shared_for_reading_alone(self, new):
        new.book.roles[SERVICE] = "reader"
        out = new.team.syncer("init", new.address)
        assert "Results cannot be written into it yet:" in out
        assert f"3. Paste {SERVICE}" in out

    def test_an_excel_file_that_drive_shows_as_a_sheet(self, new):
        new.book.office = True
        new.team.syncer("init", new.address, code=3)
        assert "an Excel file that Drive only shows as a sheet" in new.team.err
        assert "File, Save as Google Sheets" in new.team.err
        assert not new.config.exists()

    def test_credentials_elsewhere_are_named_from_the_configurations_folder(self, new):
        (new.folder / "keys").mkdir()
        (new.folder / "service-account.json").rename(new.folder / "keys" / "robot.json")
        new.team.syncer("init", new.address, "--credentials", "keys/robot.json")
        assert new.written["google"]["credentials"] == "keys/robot.json"
        new.team.syncer("doctor")

    def test_the_machines_own_credentials(self, new, monkeypatch):
        key = (new.folder / "service-account.json").rename(new.folder / "machine.json")
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(key))
        new.team.syncer("init", new.address)
        assert new.written["google"]["credentials"] == "application-default"
        assert SERVICE in new.checks()["google"]["says"]

    def test_without_any_it_says_where_they_belong(self, new):
        (new.folder / "service-account.json").unlink()
        new.team.syncer("init", new.address, code=2)
        assert "no Google credentials are named" in new.team.err
        assert "service-account.json" in new.team.err

    def test_it_overwrites_no_configuration(self, new):
        new.config.write_text("# mine\n")
        new.team.syncer("init", new.address, code=2)
        assert new.config.read_text() == "# mine\n"
        assert not new.server.calls


class TestInspect:
    def test_it_needs_no_configuration(self, new):
        found = new.team.json("inspect", new.address)
        assert (found["source"], found["tab"], found["header_row"]) == (new.address, "Sheet1", 1)
        assert [item["due"] for item in found["items"]] == ["2026-04-01", "2026-05-04"]
        assert new.server.calls.total(kind="write") == 0

    def test_it_looks_with_what_the_configuration_names(self, new):
        (new.folder / "service-account.json").rename(new.folder / "robot.json")
        new.team.syncer("init", new.address, "--credentials", "robot.json")
        assert len(new.team.json("inspect", new.address)["items"]) == 2


class TestDoctor:
    def test_it_tries_each_thing_and_changes_nothing(self, new):
        new.team.syncer("init", new.address)
        new.add_calendar()
        before = [list(row.cells) for row in new.people.tab.rows]
        checks = new.checks()
        assert {one["verdict"] for one in checks.values()} <= {"good", "note"}
        assert "a token was given to" in checks["google"]["says"]
        assert new.server.calls.total(kind="write") == 0
        assert [list(row.cells) for row in new.people.tab.rows] == before

    def test_a_sheet_that_may_only_be_read(self, new):
        new.book.roles[SERVICE] = "reader"
        new.team.syncer("init", new.address)
        sheet = new.checks(code=3)["sheet"]
        assert "results cannot be written back" in sheet["says"]
        assert sheet["todo"] == f"in the sheet: Share, {SERVICE}, role Editor"

    def test_a_tab_in_which_something_is_protected_from_us(self, new):
        new.team.syncer("init", new.address)
        new.people.protect("A1:B9", PERSON)
        listed = new.team.json("doctor")["checks"]
        (note,) = [one for one in listed if "protected" in one["says"]]
        assert (note["verdict"], note["todo"].endswith(f"add {SERVICE}")) == ("note", True)

    def test_the_calendar_of_the_account_itself_is_no_place_for_events(self, new):
        new.team.syncer("init", new.address)
        with new.config.open("a") as file:
            file.write(
                '\n[[plan.apollo-plan-v2.publish]]\nto = "google-calendar"\ncalendar = "primary"\n'
            )
        own = new.server.add_calendar(owner=SERVICE)
        new.server.world.calendars[SERVICE] = own
        assert "which nobody sees" in new.checks(code=3)["calendar"]["says"]

    def test_a_time_zone_that_is_not_the_sheets(self, new):
        new.people.set_timezone("America/New_York")
        new.team.syncer("init", new.address)
        assert new.written["service"]["timezone"] == "America/New_York"
        assert "time zone" not in new.checks()
        new.people.set_timezone("Asia/Tokyo")
        new.process_ends()
        assert "Asia/Tokyo" in new.checks()["time zone"]["says"]

    def test_a_sheet_that_somebody_locked(self, new):
        new.team.syncer("init", new.address)
        new.book.locked = True
        sheet = new.checks(code=3)["sheet"]
        assert "Apollo plan (v2) is locked" in sheet["says"]
        assert "Unlock" in sheet["todo"]
        new.team.syncer("sync", "--today", "2026-03-02", code=3)
        assert "it may be locked: `syncer doctor` tells" in new.team.err

    def test_a_plan_that_is_an_excel_file_in_drive(self, new):
        new.team.syncer("init", new.address)
        new.book.office = True
        sheet = new.checks(code=3)["sheet"]
        assert "an Excel file that Drive only shows as a sheet" in sheet["says"]
        assert "File, Save as Google Sheets" in sheet["todo"]

    def test_a_sheet_in_the_bin_is_named(self, new):
        new.team.syncer("init", new.address)
        new.people.trash()
        sheet = new.checks(code=3)["sheet"]
        assert "Apollo plan (v2) lies in the bin" in sheet["says"]
        assert "Restore" in sheet["todo"]

    def test_a_sheet_that_was_deleted_is_named(self, new):
        new.team.syncer("init", new.address)
        new.people.delete_book()
        assert new.book.id in new.checks(code=3)["sheet"]["says"]

    def test_a_calendar_that_may_only_be_read(self, new):
        new.team.syncer("init", new.address)
        calendar = new.add_calendar()
        new.server.calendar_people(calendar).share(SERVICE, "reader")
        found = new.checks(code=3)["calendar"]
        assert "can be read, but not written" in found["says"]
        assert f"{SERVICE}: Make changes to events" in found["todo"]

    def test_a_calendar_that_the_first_sync_makes(self, new):
        new.team.syncer("init", new.address)
        with new.config.open("a") as file:
            file.write(
                '\n[[plan.apollo-plan-v2.publish]]\nto = "google-calendar"\ncalendar = "new"\n'
                'share = ["team@example.org"]\n'
            )
        assert new.checks()["calendar"]["says"] == "the first sync makes it"
        assert not new.server.world.calendars
        new.team.syncer("sync", "--today", "2026-03-02")
        assert "can be read and written, 2 events of ours" in new.checks()["calendar"]["says"]

    def test_a_clock_that_is_wrong(self, new):
        new.team.syncer("init", new.address)
        new.process_ends()
        new.server.world.accounts.skew = 7200
        checks = new.checks(code=3)
        assert checks["clock"]["says"] == "2 hours behind Google's"
        assert "clock is wrong" in checks["google"]["todo"]

    def test_a_drive_api_that_is_off_is_named(self, new):
        new.team.syncer("init", new.address)
        new.server.faults.when(
            lambda call: call.api == "drive", Refuse(403, "accessNotConfigured"), times=9
        )
        assert "switch on the drive API" in new.checks(code=3)["google"]["todo"]

    def test_what_cannot_be_reached_is_not_waited_for_again_and_again(self, new, monkeypatch):
        new.team.syncer("init", new.address)
        new.add_calendar()
        monkeypatch.setenv("SYNCER_GOOGLE_ENDPOINT", "127.0.0.1:1")
        monkeypatch.setattr(account.Pace, "patience", property(lambda _self: 0.0))
        checks = new.checks(code=3)
        assert checks["google"]["verdict"] == "bad"
        for subject in ("sheet", "calendar"):
            assert checks[subject]["says"].startswith("not looked at")

    def test_its_advice_keeps_the_configuration(self, new):
        new.people.type("C2", "someday")
        new.team.syncer("-c", "my own.toml", "init", new.address)
        new.team.syncer("-c", "my own.toml", "doctor")
        assert "`syncer -c 'my own.toml' check apollo-plan-v2`" in new.team.out

    def test_a_plan_that_another_process_has_in_hand(self, new):
        from syncer.store import open_store

        new.team.syncer("init", new.address)
        new.team.syncer("sync", "--today", "2026-03-02")
        url = f"sqlite:///{new.folder}/var/syncer.db"
        with open_store(url) as other, other.claim("apollo-plan-v2"):
            assert new.checks(code=4)["state"]["verdict"] == "bad"


# Opens the page of Google that stands in the way, as a browser would.
BROWSER = """\
import sys, urllib.request
from urllib.parse import urlsplit
page = urlsplit(sys.argv[1])._replace(scheme="http", netloc="{netloc}", path="/o/oauth2/auth")
urllib.request.urlopen(page.geturl(), timeout=30).read()
"""


class TestLogin:
    @pytest.fixture
    def client(self, new):
        (new.folder / "service-account.json").unlink()
        (new.folder / "browser.py").write_text(BROWSER.format(netloc=new.server.netloc))
        return new.keep("google-client.json", CLIENT)

    @staticmethod
    def begin(new, *args):
        syncer = Path(sys.executable).with_name("syncer")
        browser = f"{sys.executable} {new.folder / 'browser.py'} %s &"
        return subprocess.Popen(
            [syncer, "init", "--login", *args],
            cwd=new.folder, env={**os.environ, "BROWSER": browser}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def test_a_person_logs_in_and_a_plan_is_theirs_to_sync(self, new, client):
        done = self.begin(new, new.address)
        out, err = done.communicate(timeout=60)
        assert (done.returncode, err) == (0, "")
        assert f"Logged in as {PERSON}. That is kept in google-client.login.json" in out
        kept = new.folder / "google-client.login.json"
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        assert new.written["google"]["credentials"] == "google-client.json"
        assert PERSON in new.checks()["google"]["says"]
        new.team.syncer("sync", "--today", "2026-03-02")
        assert new.people.column("Health")

    def test_without_a_browser_the_address_is_printed(self, new, client):
        begun = self.begin(new, "--no-browser")
        assert "Log in to Google" in begun.stdout.readline()
        address = urlsplit(begun.stdout.readline().strip())
        assert address.netloc == "accounts.google.com"
        assert "another machine" in begun.stdout.readline()
        page = f"http://{new.server.netloc}/o/oauth2/auth?{address.query}"
        requests.get(page, timeout=30)
        _, err = begun.communicate(timeout=60)
        assert (begun.returncode, err) == (0, "")
        assert not new.config.exists()

    def test_a_client_alone_says_that_nobody_logged_in(self, new, client):
        new.team.syncer("init", new.address, code=2)
        assert "nobody has logged in yet" in new.team.err
        assert "syncer init --login" in new.team.err

    def test_a_calendar_in_the_plan_is_asked_for_then(self, new, client):
        new.keep("service-account.json", new.server.service_key())
        new.team.syncer("init", new.address)
        new.add_calendar()
        new.config.write_text(
            new.config.read_text().replace("service-account.json", "google-client.json")
        )
        done = self.begin(new)
        done.communicate(timeout=60)
        held = json.loads((new.folder / "google-client.login.json").read_text())
        assert [one.rpartition("/")[2] for one in held["scopes"]] == [
            "drive.metadata.readonly", "spreadsheets", "calendar.events",
        ]  # fmt: skip

    def test_without_a_client_it_says_how_to_make_one(self, new):
        new.team.syncer("init", "--login", code=2)
        assert "Desktop app" in new.team.err


# A Google Apps Script engine, as far as the script needs one.
ENGINE = """\
const crypto = require("crypto");
const log = { triggers: [], deleted: 0 };
const made = { forSpreadsheet: () => made, onChange: () => made, create: () => log.triggers.push("changed") };
globalThis.SpreadsheetApp = { getActive: () => ({}) };
globalThis.ScriptApp = {
  getProjectTriggers: () => [{ getHandlerFunction: () => "changed" }, { getHandlerFunction: () => "mine" }],
  deleteTrigger: () => { log.deleted += 1; },
  newTrigger: () => made,
};
globalThis.PropertiesService = { getScriptProperties: () => ({ getProperty: () => process.argv[2] + "\\n" }) };
globalThis.Utilities = {
  computeHmacSha256Signature: (text, key) =>
    [...crypto.createHmac("sha256", key).update(text).digest()].map((b) => (b > 127 ? b - 256 : b)),
};
globalThis.UrlFetchApp = { fetch: (address, asked) => { log.address = address; log.asked = asked; } };
"""


class TestAppsScript:
    def test_it_signs_what_it_sends_with_the_plans_own_secret(self, new):
        node = shutil.which("node")
        if node is None:
            reason = "needs Node.js: apt install nodejs"
            pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
        out = new.team.syncer("init", new.address, "--apps-script", "https://m.example.org/")
        secret = (new.folder / "apollo-plan-v2.hook-secret").read_text().strip()
        assert secret not in out + new.team.err
        script = out[out.index("// Tells") : out.index("2. Project Settings")]
        code = f"{ENGINE}{script}\ninstall(); changed(); console.log(JSON.stringify(log));"
        (new.folder / "engine.js").write_text(code)
        done = subprocess.run(
            [node, "engine.js", secret], cwd=new.folder, capture_output=True, text=True, check=True
        )
        log = json.loads(done.stdout)
        assert log["address"] == "https://m.example.org/hooks/sheet/apollo-plan-v2"
        assert (log["triggers"], log["deleted"]) == (["changed"], 1)
        headers, body = log["asked"]["headers"], log["asked"]["payload"]
        assert json.loads(body) == {"at": int(headers["X-Syncer-Timestamp"])}
        signed = (headers["X-Syncer-Timestamp"] + body).encode()
        proof = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        assert headers["X-Syncer-Signature"] == proof

    def test_the_secret_is_its_owners_alone_and_made_once(self, new):
        new.team.syncer("init", new.address)
        new.team.syncer("init", "--apps-script", "https://m.example.org")
        path = new.folder / "apollo-plan-v2.hook-secret"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        before = path.read_text()
        assert len(base64.urlsafe_b64decode(before.strip() + "=")) == 32
        text = new.config.read_text()
        new.config.write_text(
            text.replace("\ntab =", '\nhook_secret_file = "apollo-plan-v2.hook-secret"\ntab =')
        )
        out = new.team.syncer("init", "--apps-script", "https://m.example.org")
        assert path.read_text() == before
        assert "a new secret" not in out

    @pytest.mark.parametrize(
        "url", ["http://m.example.org", "m.example.org", "https://", "https://a:b@m.example.org"]
    )
    def test_an_address_that_google_cannot_call_is_refused(self, new, url):
        new.team.syncer("init", new.address)
        new.team.syncer("init", "--apps-script", url, code=2)
        assert "https://milestones.example.org" in new.team.err


class TestSecrets:
    def test_nothing_secret_is_logged_or_told(self, new, caplog, monkeypatch):
        key = json.loads((new.folder / "service-account.json").read_text())["private_key"]
        tokens = []
        grant = new.server.world.accounts.grant
        monkeypatch.setattr(
            new.server.world.accounts, "grant",
            lambda *args, **kw: (tokens.append(grant(*args, **kw)), tokens[-1])[1],
        )  # fmt: skip
        new.process_ends()
        told = ""
        with caplog.at_level(logging.DEBUG):
            told += new.team.syncer("init", new.address) + new.team.err
            new.add_calendar()
            told += new.team.syncer("--debug", "doctor") + new.team.err
            told += new.team.syncer("sync", "--today", "2026-03-02") + new.team.err
            new.server.world.accounts.revoke(SERVICE)
            told += new.team.syncer("--debug", "sync", code=3) + new.team.err
        assert tokens
        for secret in (key[40:80], key.replace("\n", "\\n")[40:80], "assertion=", "Bearer ",
                       *(one["access_token"] for one in tokens)):  # fmt: skip
            assert secret not in told
            assert secret not in caplog.text

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ('credentials = "a.json"\nclient_secret = "GOCSPX-canary"', "a file of its own"),
            ('credentials = \'{"client_secret": "GOCSPX-canary"}\'', "not what stands in it"),
            ('credentials = """-----BEGIN PRIVATE KEY-----GOCSPX-canary"""', "the path of a file"),
            ('credentials = { client_secret = "GOCSPX-canary" }', "must be a text"),
        ],
    )
    def test_a_secret_in_the_configuration_is_refused_and_not_repeated(self, new, line, said):
        new.team.syncer("init", new.address)
        text = new.config.read_text()
        new.config.write_text(text.replace('credentials = "service-account.json"', line))
        new.team.syncer("doctor", code=2)
        assert "[google]" in new.team.err
        assert said in new.team.err
        assert "canary" not in new.team.err + new.team.out

    def test_a_key_that_others_can_read_is_refused_before_it_is_used(self, new):
        (new.folder / "service-account.json").chmod(0o644)
        new.team.syncer("init", new.address, code=2)
        assert "chmod 600" in new.team.err
        assert not new.server.calls
