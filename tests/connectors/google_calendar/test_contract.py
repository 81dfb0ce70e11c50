"""A Google calendar keeps the port's promises, over HTTP."""

import pytest

from syncer.ports import CalendarTarget
from tests.conformance.calendar_target import CalendarTargetContract
from tests.connectors.google_calendar.desk import Desk


class TestGoogleCalendar(CalendarTargetContract):
    """The fixture `calendar` stands in conftest."""


class TestOwnCalendar(CalendarTargetContract):
    """One that is made at the first change keeps them too."""

    @pytest.fixture
    def calendar(self, desk: Desk) -> CalendarTarget:
        return desk.open(calendar="new", title="Apollo", name="google-calendar:new")
