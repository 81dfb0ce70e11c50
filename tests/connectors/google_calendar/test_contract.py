"""A Google calendar keeps the port's promises, over HTTP."""

from tests.conformance.calendar_target import CalendarTargetContract


class TestGoogleCalendar(CalendarTargetContract):
    """The fixture `calendar` stands in conftest."""
