"""What the daemon does when its state or others fail it."""

import pytest

from syncer.app.daemon import do_chores, pulses_of
from syncer.errors import UnavailableError


class Damaged:
    def pulses(self):
        raise UnavailableError("the state holds what is no pulse")


def test_what_an_earlier_process_left_damaged_does_not_keep_it_from_starting(caplog):
    assert pulses_of(Damaged()) == {}
    assert "what is no pulse" in caplog.text


@pytest.mark.parametrize("error", [UnavailableError("Drive is away"), ZeroDivisionError("ours")])
def test_what_is_old_is_cleared_away_whatever_becomes_of_the_channels(error):
    done = []

    def fails():
        raise error

    with pytest.raises(type(error)):
        do_chores(lambda: done.append("tidied"), fails)
    with pytest.raises(type(error)):
        do_chores(fails, lambda: done.append("renewed"))
    assert done == ["tidied", "renewed"]
