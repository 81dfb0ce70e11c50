"""The calendar in memory keeps the port's promises."""

import pytest
from conformance.calendar_target import ALPHA, CalendarTargetContract

from connectors.memory import open_calendar
from syncer.domain.changes import Put
from syncer.errors import ConfigError
from syncer.ports import CalendarTarget


class TestMemoryCalendar(CalendarTargetContract):
    @pytest.fixture
    def calendar(self) -> CalendarTarget:
        return open_calendar({})


def test_two_calendars_are_apart():
    first, second = open_calendar({}), open_calendar({})
    list(first.change([Put(ALPHA, None)]))
    assert second.stored() == {}


def test_an_option_is_refused_by_name():
    with pytest.raises(ConfigError, match="no option 'path'"):
        open_calendar({"path": "x", "zone": "y"})
