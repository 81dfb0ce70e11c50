"""What is noted of those who fetch."""

from datetime import UTC, datetime

import pytest

from syncer.web.answers import prepared
from syncer.web.desk import Desk, Reader, Shelved

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(("whole", "holds"), [(True, True), (False, False)])
def test_only_who_got_the_whole_feed_holds_its_version(whole, holds):
    answer, reader = prepared([b"feed"], NOW), Reader()
    Desk(lambda: NOW).note(Shelved(b"", answer, reader), b"Thunderbird/1", 200, whole=whole)
    assert (reader.count, reader.last, reader.agent) == (1, NOW, b"Thunderbird/1")
    assert (reader.holds == answer.version) is holds
