"""Messages that a sheet changed: whoever is not believed learns nothing, and makes nothing due."""

from datetime import timedelta
from hashlib import sha256
from hmac import new
from itertools import count
from queue import Empty

import pytest

from syncer.domain.bulletin import Bulletin
from syncer.domain.channel import Channel
from tests.serving import CLOCK, served, until

SECRET = "s3cret-of-the-script-of-apollo-0123456789"
NOW = CLOCK.now()
PLANS = """\
hook_secret_env = "APOLLO_HOOK"
[plan.zeus]
source = "zeus.xlsx"
hook_secret_env = "ZEUS_HOOK"
"""
_numbers = count(1)


def channel(plan, **changed):
    given = {
        "sheet": f"sheet-of-{plan}",
        "id": f"channel-of-{plan}",
        "token": f"canary-token-of-{plan}",
        "resource": f"resource-of-{plan}",
        "ends": NOW + timedelta(hours=1),
        **changed,
    }
    return Channel(**given)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    secrets = {"APOLLO_HOOK": SECRET, "ZEUS_HOOK": "z" * 40}
    with served(tmp_path_factory.mktemp("hooks"), plan=PLANS, **secrets) as server:
        server.tell(
            Bulletin(
                at=NOW,
                channels={
                    "apollo": channel("apollo"),
                    "zeus": channel("zeus", ends=NOW - timedelta(hours=1)),
                },
            )
        )
        # The bulletin is read on a thread of its own.
        until(lambda: push(server, "apollo") and dues(server, 0.3))
        yield server


@pytest.fixture
def quiet(server):
    """Nothing of what was before is still to be told: a plan is told of once a second."""
    while dues(server, 1.2):
        pass


def push(server, plan, *, state="update", **changed):
    """A push as Drive sends it, but for what is *changed*."""
    headers = {
        "X_Goog_Channel_ID": f"channel-of-{plan}",
        "X_Goog_Channel_Token": f"canary-token-of-{plan}",
        "X_Goog_Resource_ID": f"resource-of-{plan}",
        "X_Goog_Resource_State": state,
        "X_Goog_Message_Number": str(next(_numbers)),
        **changed,
    }
    return server.ask(f"/hooks/sheet/{plan}", "POST", b"", **headers)


def script(server, plan="apollo", *, secret=SECRET, at=None, body=b"{}"):
    """A message as our Apps Script sends it."""
    stamp = str(int((at or CLOCK.now()).timestamp() * 1000))
    signature = new(secret.encode(), stamp.encode() + body, sha256).hexdigest()
    headers = {"X_Syncer_Timestamp": stamp, "X_Syncer_Signature": signature}
    return server.ask(f"/hooks/sheet/{plan}", "POST", body, **headers)


def dues(server, seconds=1.5):
    """What the daemon is told within *seconds* of silence."""
    found = []
    while True:
        try:
            found.append(server.lines.get(timeout=seconds))
        except Empty:
            return found


def test_a_push_of_drive_makes_its_plan_due(quiet, server):
    answer = push(server, "apollo")
    assert (answer.status, answer.body) == (204, b"")
    (due,) = dues(server)
    assert (due["due"], due["why"]) == ("apollo", "drive")


def test_a_message_of_the_script_makes_its_plan_due(quiet, server):
    assert script(server).status == 204
    assert dues(server) == [{"due": "apollo", "why": "script"}]


REFUSED = {
    "a wrong token": lambda s: push(s, "apollo", X_Goog_Channel_Token="wrong"),
    "no token": lambda s: push(s, "apollo", X_Goog_Channel_Token=""),
    "an unknown channel": lambda s: push(s, "apollo", X_Goog_Channel_ID="other"),
    "an expired channel": lambda s: push(s, "zeus"),
    "a replay": lambda s: push(s, "apollo", X_Goog_Message_Number="1"),
    "no number": lambda s: push(s, "apollo", X_Goog_Message_Number="x" * 50),
    "another sheet": lambda s: push(s, "apollo", X_Goog_Resource_ID="resource-of-zeus"),
    "another plan's channel": lambda s: s.ask(
        "/hooks/sheet/zeus", "POST", b"", X_Goog_Channel_ID="channel-of-apollo",
        X_Goog_Channel_Token="canary-token-of-apollo", X_Goog_Resource_ID="resource-of-apollo",
        X_Goog_Message_Number="999999",
    ),
    "the first message": lambda s: push(s, "apollo", state="sync"),
    "an unknown plan": lambda s: push(s, "nowhere"),
    "a plan that is a path": lambda s: push(s, "..%2f..%2fetc"),
    "a stale script": lambda s: script(s, at=NOW - timedelta(minutes=6)),
    "a script from the future": lambda s: script(s, at=NOW + timedelta(hours=1)),
    "a wrong signature": lambda s: script(s, secret="x" * 40),
    "another plan's script": lambda s: script(s, "zeus"),
    "nothing at all": lambda s: s.ask("/hooks/sheet/apollo", "POST", b"hello"),
}  # fmt: skip


@pytest.fixture(scope="module")
def refusals(server):
    """What each of them was answered, and what the daemon heard of all."""
    while dues(server, 1.2):
        pass
    answers = {why: send(server) for why, send in REFUSED.items()}
    return answers, dues(server)


@pytest.mark.parametrize("why", [why for why in REFUSED if why != "a plan that is a path"])
def test_who_is_not_believed_is_answered_like_who_is(refusals, why):
    answers, _ = refusals
    assert (answers[why].status, answers[why].body) == (204, b"")
    believed = answers["the first message"].headers | {"date": ""}
    assert answers[why].headers | {"date": ""} == believed


def test_none_of_them_makes_anything_due(refusals):
    assert refusals[1] == []


def test_strangers_write_nothing_into_the_log(refusals, server):
    assert "believed" not in server.log


def test_hundreds_of_pushes_are_one_due_and_one_more(quiet, server):
    for _ in range(200):
        push(server, "apollo")
    told = dues(server)
    assert 1 <= len(told) <= 8  # one a second while they came
    assert {due["due"] for due in told} == {"apollo"}


def test_a_message_that_is_told_twice_is_due_once(quiet, server):
    at = CLOCK.now()
    for _ in range(2):
        script(server, at=at)
    assert len(dues(server)) == 1


@pytest.mark.parametrize("size", [4097, 10_000_000])
def test_a_long_body_is_not_read(quiet, server, size):
    assert script(server, body=b"x" * size).status == 413
    assert dues(server) == []


def test_a_body_of_the_most_octets_is_read(quiet, server):
    assert script(server, body=b"x" * 4096).status == 204
    assert len(dues(server)) == 1


def test_a_hook_is_only_posted_to(server):
    assert server.ask("/hooks/sheet/apollo").status == 405


def test_no_secret_stands_in_the_log(server):
    for secret in (SECRET, "canary-token-of-apollo", "canary-token-of-zeus", "z" * 40):
        assert secret not in server.log


def test_a_bulletin_that_is_none_is_passed_over(quiet, server):
    server.process.stdin.write(b"what?\n{}\n[]\n\xff\n")
    server.process.stdin.flush()
    assert push(server, "apollo").status == 204
    assert len(dues(server)) == 1


def test_it_ends_with_the_daemon(tmp_path):
    with served(tmp_path) as server:
        server.process.stdin.close()
        assert server.process.wait(30) == 0
