"""Channels of Drive's: opened, renewed before they end, closed when nobody needs them."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from syncer.app.daemon_channels import EARLY, Channels
from syncer.domain.channel import Channel
from syncer.errors import AccessError, UnavailableError

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
SHEETS = {"apollo": "1AbC", "gemini": "1XyZ"}


class Drive:
    """Opens channels for a day."""

    def __init__(self):
        self.opened, self.closed, self.error = [], [], None

    def open(self, sheet, address, now):
        self.opened.append((sheet, address))
        if self.error:
            raise self.error
        ident = f"channel {len(self.opened)}"
        return Channel(sheet=sheet, id=ident, token="t", resource="r", ends=now + timedelta(days=1))

    def close(self, channel):
        self.closed.append(channel.id)
        if self.error:
            raise self.error


@pytest.fixture
def drive():
    return Drive()


@pytest.fixture
def channels(drive):
    return Channels(drive, "https://milestones.example.org")


def test_each_sheet_gets_one_at_the_address_of_its_plan(channels, drive):
    channels.renew(SHEETS, NOON)
    channels.renew(SHEETS, NOON + timedelta(hours=1))
    assert drive.opened == [
        ("1AbC", "https://milestones.example.org/hooks/sheet/apollo"),
        ("1XyZ", "https://milestones.example.org/hooks/sheet/gemini"),
    ]
    assert {plan: one.sheet for plan, one in channels.open.items()} == SHEETS


def test_one_that_ends_soon_is_followed_by_another_and_closed(channels, drive):
    channels.renew(SHEETS, NOON)
    channels.renew(SHEETS, NOON + timedelta(days=1) - EARLY)
    assert drive.closed == ["channel 1", "channel 2"]
    assert channels.open["apollo"].id == "channel 3"


def test_those_of_plans_that_are_gone_are_closed(channels, drive):
    channels.renew(SHEETS, NOON)
    channels.renew({"gemini": "1XyZ"}, NOON)
    assert drive.closed == ["channel 1"]
    assert set(channels.open) == {"gemini"}


def test_another_sheet_of_a_plan_gets_another_one(channels, drive):
    channels.renew({"apollo": "1AbC"}, NOON)
    channels.renew({"apollo": "1New"}, NOON)
    assert drive.closed == ["channel 1"]
    assert channels.open["apollo"].sheet == "1New"


@pytest.mark.parametrize("error", [AccessError("may not"), UnavailableError("not now")])
def test_where_drive_does_not_open_it_is_said_once_and_tried_from_time_to_time(
    channels, drive, error, caplog
):
    drive.error = error
    for minute in range(61):
        channels.renew({"apollo": "1AbC"}, NOON + timedelta(minutes=minute))
    assert len(drive.opened) == 3
    assert len(caplog.messages) == 1
    drive.error = None
    channels.renew({"apollo": "1AbC"}, NOON + timedelta(minutes=95))
    assert channels.open


def test_one_that_cannot_be_renewed_stays_until_it_ends(channels, drive):
    channels.renew({"apollo": "1AbC"}, NOON)
    drive.error = UnavailableError("not now")
    channels.renew({"apollo": "1AbC"}, NOON + timedelta(hours=23))
    assert channels.open["apollo"].id == "channel 1"
    assert drive.closed == []


def test_one_that_cannot_be_closed_is_let_be(channels, drive, caplog):
    caplog.set_level(logging.INFO)
    channels.renew({"apollo": "1AbC"}, NOON)
    drive.error = UnavailableError("not now")
    channels.renew({}, NOON)
    assert not channels.open
    assert "was not closed" in caplog.text


def test_what_was_heard_is_not_believed_again_by_a_server_that_is_new(channels):
    channels.renew({"apollo": "1AbC"}, NOON)
    for number in (5, 3):
        channels.heard("apollo", number, "channel 1")
    assert channels.open["apollo"].number == 5
    channels.heard("gone", 9, "channel 1")


def test_a_late_message_of_the_old_one_does_not_deafen_the_new_one(channels):
    channels.renew({"apollo": "1AbC"}, NOON)
    channels.renew({"apollo": "1AbC"}, NOON + timedelta(hours=23))
    channels.heard("apollo", 137, "channel 1")
    assert channels.open["apollo"].number == 0


def test_a_clock_that_is_set_back_does_not_keep_it_from_trying(channels, drive):
    drive.error = UnavailableError("not now")
    channels.renew({"apollo": "1AbC"}, NOON)
    channels.renew({"apollo": "1AbC"}, NOON - timedelta(days=1))
    assert len(drive.opened) == 2
