"""`syncer feeds`: what people see who give addresses out."""

import gzip
import os
import pty
import re
import subprocess
import sys
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from team import CONFIG

from syncer.app.clock import SystemClock
from syncer.app.config import load
from syncer.app.subscriptions import Wish, clock_of, create
from syncer.app.wiring import open_state
from syncer.domain.subscription import Edition, Fetch

SERVED = f"""{CONFIG}
[server]
public_url = "https://milestones.example.org"
"""
ADDRESS = re.compile(r"https://milestones\.example\.org/feeds/([A-Za-z0-9_-]{43})\.ics")


@pytest.fixture
def served(team):
    """A team with a server that was synced once."""
    team.configure(SERVED)
    team.syncer("sync")
    return team


def state(team):
    return open_state(load(team.folder / "config.toml"))


def token(text):
    (found,) = ADDRESS.findall(text)
    return found


def test_an_address_is_printed_once_and_only_its_hash_is_kept(served):
    served.syncer("feeds", "create", "--plan", "apollo", "--name", "Ada's phone")
    secret = token(served.out)
    assert served.out.strip().endswith(".ics")
    assert "Google Calendar: by itself, every few hours" in served.err
    with state(served) as store:
        (kept,) = store.subscriptions()
    assert kept.digest == sha256(secret.encode()).hexdigest()
    served.syncer("backup", "keep.backup")
    octets = b"".join(path.read_bytes() for path in (served.folder / "var").iterdir())
    assert secret.encode() not in octets + gzip.decompress(Path("keep.backup").read_bytes())
    for args in (("list",), ("list", "--json"), ("revoke", "Ada's phone")):
        served.syncer("feeds", *args)
        assert secret not in served.out + served.err


def test_two_addresses_are_never_alike(served):
    made = {token(served.syncer("feeds", "create", "--name", f"n{n}")) for n in range(5)}
    assert len(made) == 5


def test_the_document_has_both_addresses_and_the_scope(served):
    wish = ("--only", "owner=Ana", "--only", "kind=task,milestone", "--expires", "2099-01-31")
    document = served.json("feeds", "create", "--plan", "apollo", "--name", "Ana", *wish)
    assert ADDRESS.fullmatch(document["url"])
    assert document["webcal"] == "webcal" + document["url"].removeprefix("https")
    assert document["only"] == ["kind=milestone", "kind=task", "owner=Ana"]
    assert (document["plans"], document["expires"], document["doubts"]) == (
        ["apollo"],
        "2099-01-31",
        [],
    )


def test_without_a_public_address_it_says_what_to_set(team):
    team.syncer("feeds", "create", "--name", "Ada", code=2)
    assert 'set public_url = "https://milestones.example.org" under [server]' in team.err


def test_a_plan_that_was_never_synced_is_said_to_show_nothing_yet(team):
    team.configure(SERVED)
    team.syncer("feeds", "create", "--name", "Ada")
    assert "But apollo shows nothing until it is synced: `syncer sync apollo`" in team.err


def test_a_day_before_the_first_sync_is_said_to_show_nothing(served):
    served.syncer("feeds", "create", "--name", "Ada", "--as-of", "2001-01-01")
    assert "But apollo shows nothing: it was not kept here on 2001-01-01 yet." in served.err


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--only", "onwer=Ana"), "there is no filter 'onwer'; did you mean 'owner'?"),
        (("--only", "priority=msut"), "not 'msut'; did you mean 'must'?"),
        (("--only", "owner=Anna"), "no item in the plan has the owner 'Anna'; did you mean 'Ana'?"),
        (("--only", "owner"), "the filter 'owner' has no value"),
        (("--plan", "apolo"), "there is no plan 'apolo'"),
        (("--as-of", "2999-01-01"), "2999-01-01 is yet to come"),
        (("--expires", "2001-01-01"), "it would have expired on 2001-01-01"),
        (("--name", " \n "), "a name is one line"),
    ],
)
def test_a_wrong_wish_is_refused_and_nothing_is_given_out(served, args, message):
    served.syncer("feeds", "create", "--name", "Ada", *args, code=2)
    assert message in served.err
    assert served.json("feeds", "list") == {"feeds": []}


def test_a_name_that_is_taken_says_so_until_it_is_revoked(served):
    served.syncer("feeds", "create", "--name", "Ada")
    served.syncer("feeds", "create", "--name", "Ada", code=2)
    assert "there is a subscription 'Ada' already" in served.err
    served.syncer("feeds", "revoke", "Ada")
    served.syncer("feeds", "create", "--name", "Ada")


def test_rotating_gives_another_address_of_the_same_scope(served):
    first = token(served.syncer("feeds", "create", "--name", "Ada", "--only", "owner=Ana"))
    second = token(served.syncer("feeds", "rotate", "Ada"))
    assert first != second
    with state(served) as store:
        (kept,) = store.subscriptions()
    assert kept.digest == sha256(second.encode()).hexdigest()
    assert kept.only.owner == {"Ana"}


def test_a_revoked_one_cannot_be_rotated_and_a_wrong_name_is_told_with_the_nearest(served):
    served.syncer("feeds", "create", "--name", "Ada")
    served.syncer("feeds", "revoke", "Ada")
    served.syncer("feeds", "rotate", "Ada", code=2)
    assert "was revoked" in served.err
    served.syncer("feeds", "revoke", "Adda", code=2)
    assert "there is no subscription 'Adda'; did you mean 'Ada'?" in served.err


def test_the_list_says_which_plan_is_served_no_more(served):
    served.syncer("feeds", "create", "--plan", "apollo", "--name", "Ada")
    served.configure(SERVED.replace("[plan.apollo", "[plan.gemini"))
    (listed,) = served.json("feeds", "list")["feeds"]
    assert listed["unserved"] == ["apollo"]
    assert "apollo (not" in served.syncer("feeds", "list")


def test_the_list_says_who_fetched_what_when(served):
    for name in ("current", "behind", "never", "revoked"):
        served.syncer("feeds", "create", "--name", name)
    now = SystemClock(ZoneInfo("UTC")).now()
    with state(served) as store:
        digests = {one.name: one.digest for one in store.subscriptions()}
        past = now - timedelta(days=3, hours=1)
        for name in ("current", "behind"):
            made = [Edition(digests[name], str(n), past + timedelta(hours=n)) for n in range(3)]
            store.note_editions(made)
        store.note_fetches(
            [
                Fetch(digests["current"], now - timedelta(minutes=5), "Thunderbird", "2", 7),
                Fetch(digests["behind"], past, "Google Calendar", "0"),
            ]
        )
    served.syncer("feeds", "revoke", "revoked")
    listed = {one["name"]: one for one in served.json("feeds", "list")["feeds"]}
    assert (listed["current"]["current"], listed["current"]["times"]) == (True, 7)
    assert (listed["behind"]["current"], listed["behind"]["behind"]) == (False, 2)
    assert (listed["never"]["fetched"], listed["never"]["behind"]) == (None, None)
    assert listed["revoked"]["state"] == "revoked"
    lines = {line.split()[0]: line for line in served.syncer("feeds", "list").splitlines()}
    assert re.search(r"5 minutes ago +Thunderbird +current", lines["current"])
    assert "of 3 days ago (2 changes behind)" in lines["behind"]
    assert lines["never"].rstrip().endswith("never fetched")
    assert lines["revoked"].rstrip().endswith("revoked")


def test_looking_makes_no_state(team):
    team.syncer("feeds", "list")
    assert "No subscription yet" in team.out
    assert not (team.folder / "var").exists()


def test_the_board_counts_nowhere_that_people_count(team):
    """They named one feed: its three milestones are three events, with a server as without."""
    plain = team.json("sync")["plans"][0]["events"]
    team.configure(SERVED)
    assert team.json("diff")["plans"][0]["events"] == []
    served = team.json("sync")["plans"][0]
    assert (served["events"]["created"], served["events"]["unchanged"]) == (0, plain["created"])
    assert team.json("sync")["plans"][0]["events"] == served["events"]


def test_a_packed_copy_is_kept_in_step_with_the_feed(team):
    copy = team.feed.with_name("apollo.ics.gz")
    team.configure(f"{CONFIG}gzip = true\n")
    team.syncer("sync")
    team.type_in("G3", datetime(2026, 4, 1))
    team.syncer("sync")
    assert gzip.decompress(copy.read_bytes()) == team.feed.read_bytes()
    assert team.json("sync")["plans"][0]["outcome"] == "unchanged"
    copy.unlink()
    assert team.json("sync")["plans"][0]["outcome"] == "unchanged"
    assert copy.exists()


def test_a_terminal_gets_a_link_and_a_code_for_the_camera(served):
    """In a terminal of its own, made by the machine: a pipe gets the address alone."""
    leader, follower = pty.openpty()
    command = (Path(sys.executable).with_name("syncer"), "feeds", "create", "--name", "Ada")
    surroundings = {**os.environ, "COLUMNS": "100", "TERM": "xterm", "PYTHONIOENCODING": "utf-8"}
    subprocess.run(
        command, stdout=follower, stderr=subprocess.DEVNULL, env=surroundings, check=True
    )
    os.close(follower)
    shown = b"".join(iter(lambda: piece(leader), b"")).decode()
    os.close(leader)
    assert f"webcal://milestones.example.org/feeds/{token(shown)}.ics" in shown
    assert "\u2580" in shown, "half blocks, of which the code is made"


def piece(leader):
    try:
        return os.read(leader, 65536)
    except OSError:  # nobody has the other end any more
        return b""


def test_no_error_and_no_repr_tells_the_token(served):
    config = load(served.folder / "config.toml")
    given = create(config, Wish(plans=("apollo",), name="Ada"), clock_of(config))
    secret = token(given.url)
    assert secret not in repr(given)
    assert secret not in str(given)
