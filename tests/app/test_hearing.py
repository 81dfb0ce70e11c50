"""Which of many messages are passed on, on a clock that stands until it is set."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import new

from syncer.app.hearing import Hearing
from syncer.domain.channel import Channel

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
CHANNEL = Channel(
    sheet="s", id="c", token="canary", resource="r", ends=NOW + timedelta(days=1), number=0
)
SECRET = b"secret-of-the-script-0123456789ab"


class Ears:
    """A Hearing, the clock it looks at, and what it told."""

    def __init__(self, **channels):
        self.time, self.told = 0.0, []
        self.hearing = Hearing({"zeus": SECRET}, self.told.append, lambda: NOW, lambda: self.time)
        self.hearing.channels(channels)

    def push(self, number, plan="apollo"):
        headers = {
            "x-goog-channel-id": "c",
            "x-goog-channel-token": "canary",
            "x-goog-resource-id": "r",
            "x-goog-resource-state": "update",
            "x-goog-message-number": str(number),
        }
        return self.hearing.hear(plan, headers, b"")

    def script(self, plan, seconds=0):
        stamp = str((int(NOW.timestamp()) + seconds) * 1000)
        signature = new(SECRET, stamp.encode() + b"{}", sha256).hexdigest()
        headers = {"x-syncer-timestamp": stamp, "x-syncer-signature": signature}
        return self.hearing.hear(plan, headers, b"{}")

    def later(self, seconds):
        self.time += seconds
        self.hearing.flush()


def test_ten_thousand_pushes_in_a_second_are_one_due_and_one_for_the_rest():
    ears = Ears(apollo=CHANNEL)
    assert all(ears.push(n) for n in range(1, 10_001))
    assert [due["number"] for due in ears.told] == [1]
    ears.later(1)
    assert [due["number"] for due in ears.told] == [1, 10_000]
    ears.later(10)
    assert len(ears.told) == 2


def test_each_plan_is_told_of_by_itself():
    ears = Ears(apollo=CHANNEL)
    ears.push(1)
    ears.script("zeus")
    assert [due["due"] for due in ears.told] == ["apollo", "zeus"]


def test_a_push_heard_before_is_not_heard_again_after_the_next_bulletin():
    ears = Ears(apollo=CHANNEL)
    assert ears.push(7)
    ears.hearing.channels({"apollo": CHANNEL})
    assert not ears.push(7)
    assert ears.push(8)


def test_what_the_daemon_has_heard_of_is_not_heard_again_after_a_restart():
    from dataclasses import replace

    ears = Ears(apollo=replace(CHANNEL, number=7))
    assert not ears.push(7)


def test_a_channel_that_is_closed_is_believed_no_more():
    ears = Ears(apollo=CHANNEL)
    ears.hearing.channels({})
    assert not ears.push(1)
    assert ears.told == []


def test_a_plan_without_a_script_believes_none():
    ears = Ears()
    assert not ears.script("apollo")
    assert ears.script("zeus")
