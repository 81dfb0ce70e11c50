"""Anybody can call a hook; only whoever we asked to is believed, and all it does is to make due."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import new
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncer.app.hooks import MOST_OCTETS, WINDOW, hear_drive, hear_script
from syncer.domain.channel import Channel, Script

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
TOKEN = "canary-token-of-the-channel"
CHANNEL = Channel(
    sheet="sheet", id="channel", token=TOKEN, resource="resource", ends=NOW + SECOND, number=4
)
SECRET = b"canary-secret-of-the-script-0123"
SCRIPT = Script(secret=SECRET)
BODY = b'{"at": 1772625600}'


def push(**changed):
    """A push as Drive sends it, but for what is *changed* (None: left out)."""
    headers = {
        "x_goog_channel_id": "channel",
        "x_goog_channel_token": TOKEN,
        "x_goog_resource_id": "resource",
        "x_goog_resource_state": "update",
        "x_goog_message_number": "5",
        **changed,
    }
    return {k.replace("_", "-"): v for k, v in headers.items() if v is not None}


def signed(at=NOW, body=BODY, secret=SECRET):
    """The headers of a message as the script sends it."""
    stamp = str(round(at.timestamp() * 1000))
    signature = new(secret, stamp.encode() + body, sha256).hexdigest()
    return {"x-syncer-timestamp": stamp, "x-syncer-signature": signature}


def test_a_push_makes_the_plan_due_and_its_number_is_remembered():
    heard = hear_drive(CHANNEL, push(), NOW)
    assert (heard.refused, heard.due, heard.sender.number) == ("", True, 5)


@pytest.mark.parametrize("state", ["add", "remove", "trash", "untrash", "change", "", "anything"])
def test_whatever_happened_to_the_sheet_it_is_read(state):
    assert hear_drive(CHANNEL, push(x_goog_resource_state=state), NOW).due


def test_the_first_message_of_a_channel_is_no_change():
    first = hear_drive(
        replace(CHANNEL, number=0),
        push(x_goog_resource_state="sync", x_goog_message_number="1"),
        NOW,
    )
    assert (first.refused, first.due, first.sender.number) == ("", False, 1)


FORGED = {
    "wrong token": {"x_goog_channel_token": TOKEN[:-1] + "x"},
    "part of the token": {"x_goog_channel_token": TOKEN[:-1]},
    "no token": {"x_goog_channel_token": None},
    "empty token": {"x_goog_channel_token": ""},
    "token beyond ASCII": {"x_goog_channel_token": TOKEN + "é\udc80"},
    "unknown channel": {"x_goog_channel_id": "channel-2"},
    "no channel": {"x_goog_channel_id": None},
    "another sheet": {"x_goog_resource_id": "resource-of-another-plan"},
    "no resource": {"x_goog_resource_id": None},
    "same number": {"x_goog_message_number": "4"},
    "older number": {"x_goog_message_number": "1"},
    "no number": {"x_goog_message_number": None},
    "negative number": {"x_goog_message_number": "-9"},
    "endless number": {"x_goog_message_number": "9" * 5000},
    "number in other digits": {"x_goog_message_number": "٩"},
}


@pytest.mark.parametrize("name", FORGED)
def test_a_push_that_is_not_drives_is_refused_and_changes_nothing(name):
    heard = hear_drive(CHANNEL, push(**FORGED[name]), NOW)
    assert heard.refused
    assert not heard.due
    assert heard.sender == CHANNEL


def test_a_channel_that_has_ended_is_not_listened_to():
    assert hear_drive(CHANNEL, push(), CHANNEL.ends - SECOND / 2).due
    assert hear_drive(CHANNEL, push(), CHANNEL.ends).refused == "the channel has ended"


def test_a_push_that_is_sent_again_is_refused():
    once = hear_drive(CHANNEL, push(), NOW)
    assert hear_drive(once.sender, push(), NOW).refused == "heard before"


def test_a_message_of_the_script_makes_the_plan_due():
    heard = hear_script(SCRIPT, signed(), BODY, NOW)
    assert (heard.refused, heard.due) == ("", True)


@pytest.mark.parametrize("body", [BODY + b" ", b"", BODY.replace(b"1", b"2"), b"\xff\x00"])
def test_a_body_that_was_not_signed_is_refused(body):
    assert hear_script(SCRIPT, signed(), body, NOW).refused == "wrong signature"


def test_a_time_that_was_not_signed_is_refused():
    old = signed(NOW - timedelta(hours=1))
    moved = {**old, "x-syncer-timestamp": signed()["x-syncer-timestamp"]}
    assert hear_script(SCRIPT, moved, BODY, NOW).refused == "wrong signature"


@pytest.mark.parametrize("missing", ["x-syncer-timestamp", "x-syncer-signature"])
def test_without_either_header_it_is_refused(missing):
    headers = {k: v for k, v in signed().items() if k != missing}
    assert hear_script(SCRIPT, headers, BODY, NOW).refused == "wrong signature"


def test_the_script_of_one_plan_cannot_make_another_due():
    other = signed(secret=b"canary-secret-of-another-plan-00")
    assert hear_script(SCRIPT, other, BODY, NOW).refused == "wrong signature"


@pytest.mark.parametrize("sign", [-1, 1])
def test_a_message_is_believed_for_five_minutes(sign):
    within, beyond = NOW + sign * WINDOW * SECOND, NOW + sign * (WINDOW + 1) * SECOND
    assert hear_script(SCRIPT, signed(within), BODY, NOW).due
    assert hear_script(SCRIPT, signed(beyond), BODY, NOW).refused


def test_a_message_that_is_sent_again_is_refused_and_a_later_one_is_not():
    once = hear_script(SCRIPT, signed(), BODY, NOW).sender
    assert hear_script(once, signed(), BODY, NOW).refused == "heard before"
    assert hear_script(once, signed(NOW - SECOND), BODY, NOW).refused == "heard before"
    assert hear_script(once, signed(NOW + SECOND), BODY, NOW).due


def test_two_messages_within_one_second_are_both_heard():
    once = hear_script(SCRIPT, signed(), BODY, NOW).sender
    assert hear_script(once, signed(NOW + SECOND / 1000), BODY, NOW).due


def test_the_script_sends_the_time_in_the_unit_in_which_it_is_judged():
    script = files("syncer.app").joinpath("changed.gs").read_text("utf-8")
    assert "const at = Date.now();" in script  # milliseconds
    assert '"X-Syncer-Timestamp": String(at)' in script


def test_a_body_of_ten_megabytes_is_refused_although_it_is_signed():
    for size, refused in ((MOST_OCTETS, ""), (MOST_OCTETS + 1, "too long"), (10**7, "too long")):
        body = b"x" * size
        assert hear_script(SCRIPT, signed(body=body), body, NOW).refused == refused


@given(st.dictionaries(st.sampled_from([*push(), *signed()]), st.text()), st.binary())
def test_whatever_strangers_say_they_are_refused(headers, body):
    assert hear_drive(CHANNEL, headers, NOW).refused
    assert hear_script(SCRIPT, headers, body, NOW).refused


def test_nothing_secret_is_shown():
    heard = hear_drive(CHANNEL, push(x_goog_channel_token="guess"), NOW)
    shown = f"{heard!r} {hear_script(SCRIPT, signed(), BODY, NOW)!r} {CHANNEL} {SCRIPT}"
    assert "canary" not in shown
    assert "guess" not in shown
