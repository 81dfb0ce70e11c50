"""A channel of Drive's from its opening to its end, and what comes by it."""

from datetime import timedelta

import pytest

from connectors._google.channels import channels_of
from syncer.app.hooks import hear_drive
from syncer.errors import AccessError, ConflictError, SourceError
from tests.google.faults import CutAfter, Refuse
from tests.google.server import SERVICE

ADDRESS = "https://milestones.example.org/hooks/sheet/apollo"


@pytest.fixture
def channels(options):
    return channels_of(options)


@pytest.fixture
def book(google):
    return google.add_book()


@pytest.fixture
def channel(google, channels, book):
    return channels.open(book.id, ADDRESS, google.clock.now)


def pushed(google):
    """The headers of the notifications on their way, as a server reads them."""
    sent, google.world.drive.pushes = google.world.drive.pushes, []
    assert {push.address for push in sent} <= {ADDRESS}
    return [{name.lower(): value for name, value in push.headers.items()} for push in sent]


def hear(google, channel):
    """What comes of the notifications on their way."""
    told = []
    for headers in pushed(google):
        heard = hear_drive(channel, headers, google.clock.now)
        channel = heard.sender
        told.append(heard.refused or heard.due)
    return told, channel


def test_an_edit_makes_the_plan_due_and_the_first_message_does_not(google, book, channel):
    told, channel = hear(google, channel)
    assert told == [False]
    google.people(book).type_text("A2", "Alpha")
    google.clock.advance(240)
    told, _ = hear(google, channel)
    assert told == [True]


def test_a_channel_lives_a_day(google, book, channel):
    assert channel.ends == google.clock.now + timedelta(days=1)
    google.clock.advance(86_400)
    pushed(google)
    google.people(book).type_text("A2", "Alpha")
    assert pushed(google) == []


def test_no_two_channels_have_anything_secret_in_common(google, channels, book, channel):
    other = channels.open(book.id, ADDRESS, google.clock.now)
    assert other.id != channel.id
    assert other.token != channel.token
    first, second = pushed(google)
    assert hear_drive(channel, second, google.clock.now).refused == "unknown channel"
    assert not hear_drive(other, second, google.clock.now).refused
    assert channel.token not in repr(channel)
    assert first["x-goog-channel-token"] == channel.token


def test_a_closed_channel_is_silent_and_closing_it_again_is_no_failure(
    google, channels, book, channel
):
    pushed(google)
    channels.close(channel)
    channels.close(channel)
    google.people(book).type_text("A2", "Alpha")
    google.clock.advance(240)
    assert pushed(google) == []


def test_an_opening_without_an_answer_leaves_a_channel_that_nobody_believes(google, channels, book):
    google.faults.when(lambda call: call.kind == "write", CutAfter())
    with pytest.raises(ConflictError):
        channels.open(book.id, ADDRESS, google.clock.now)
    channel = channels.open(book.id, ADDRESS, google.clock.now)
    assert hear(google, channel)[0] == ["unknown channel", False]


def test_a_closing_without_an_answer_is_sent_again(google, channels, channel):
    google.faults.when(lambda call: call.method.endswith("stop"), CutAfter())
    channels.close(channel)
    assert google.world.drive.channels == {}


def test_what_drive_refuses_is_told_as_such(google, channels, book):
    with pytest.raises(SourceError, match="HTTPS"):
        channels.open(book.id, "http://milestones.example.org/hooks", google.clock.now)
    google.faults.when(lambda call: True, Refuse(403))
    with pytest.raises(AccessError):
        channels.open(book.id, ADDRESS, google.clock.now)
    google.people(book).revoke(SERVICE)
    with pytest.raises(SourceError, match=book.id):
        channels.open(book.id, ADDRESS, google.clock.now)
