"""What every calendar promises. Inherit it, define the fixture `calendar`, pass."""

from dataclasses import replace
from datetime import date

import pytest

from syncer.domain.changes import Stored
from syncer.domain.events import Event
from syncer.domain.sheet import Version
from syncer.errors import ConflictError
from syncer.ports import CalendarTarget

ALPHA = Event(uid="m-0001@abc", day=date(2026, 3, 2), summary="Alpha signed off")
BETTER_ALPHA = replace(ALPHA, day=date(2026, 3, 9), summary="Alpha signed off (moved +5 wd)")
BETA = Event(
    uid="m-0002@abc",
    day=date(2026, 4, 1),
    summary="Beta, signed; off \u2713",
    description="late\nOwner: Zo\u00eb \U0001f600",
    categories=("milestone", "must"),
    priority=1,
    url="https://example.org/a?b=c",
    predecessors=("m-0001@abc",),
    reminders=(7, 1),
)
STALE = Version("stale")


class CalendarTargetContract:
    """Subclass it in test_<connector>.py and define the `calendar` fixture there."""

    def test_nothing_of_ours_stands_in_a_new_calendar(self, calendar: CalendarTarget):
        assert calendar.stored() == {}

    def test_what_was_put_is_stored(self, calendar: CalendarTarget):
        alpha = calendar.put(ALPHA, None)
        beta = calendar.put(BETA, None)
        assert calendar.stored() == {
            ALPHA.uid: Stored(ALPHA, alpha),
            BETA.uid: Stored(BETA, beta),
        }

    def test_a_ghost_is_stored_as_one(self, calendar: CalendarTarget):
        version = calendar.put(BETA.ghost(), None)
        assert calendar.stored() == {BETA.uid: Stored(BETA.ghost(), version)}

    def test_a_new_version_replaces_the_old_one(self, calendar: CalendarTarget):
        first = calendar.put(ALPHA, None)
        second = calendar.put(BETTER_ALPHA, first)
        assert second != first
        assert calendar.stored() == {ALPHA.uid: Stored(BETTER_ALPHA, second)}

    def test_a_stale_writer_is_refused_and_changes_nothing(self, calendar: CalendarTarget):
        version = calendar.put(ALPHA, None)
        with pytest.raises(ConflictError):
            calendar.put(BETTER_ALPHA, STALE)
        assert calendar.stored() == {ALPHA.uid: Stored(ALPHA, version)}

    def test_the_version_before_is_stale(self, calendar: CalendarTarget):
        first = calendar.put(ALPHA, None)
        second = calendar.put(BETTER_ALPHA, first)
        with pytest.raises(ConflictError):
            calendar.put(ALPHA, first)
        assert calendar.stored() == {ALPHA.uid: Stored(BETTER_ALPHA, second)}

    def test_what_exists_is_not_created_again(self, calendar: CalendarTarget):
        version = calendar.put(ALPHA, None)
        with pytest.raises(ConflictError):
            calendar.put(BETTER_ALPHA, None)
        assert calendar.stored() == {ALPHA.uid: Stored(ALPHA, version)}

    def test_what_is_gone_is_not_replaced(self, calendar: CalendarTarget):
        version = calendar.put(ALPHA, None)
        calendar.delete(ALPHA.uid, version)
        with pytest.raises(ConflictError):
            calendar.put(BETTER_ALPHA, version)
        assert calendar.stored() == {}

    def test_what_was_deleted_is_gone_and_nothing_else(self, calendar: CalendarTarget):
        alpha = calendar.put(ALPHA, None)
        beta = calendar.put(BETA, None)
        calendar.delete(ALPHA.uid, alpha)
        assert calendar.stored() == {BETA.uid: Stored(BETA, beta)}

    def test_a_stale_delete_is_refused(self, calendar: CalendarTarget):
        version = calendar.put(ALPHA, None)
        with pytest.raises(ConflictError):
            calendar.delete(ALPHA.uid, STALE)
        assert calendar.stored() == {ALPHA.uid: Stored(ALPHA, version)}

    def test_deleting_what_is_gone_succeeds(self, calendar: CalendarTarget):
        calendar.delete(ALPHA.uid, Version("any"))
        calendar.delete(ALPHA.uid, calendar.put(ALPHA, None))
        calendar.delete(ALPHA.uid, Version("any"))
        assert calendar.stored() == {}

    def test_a_version_never_comes_back(self, calendar: CalendarTarget):
        first = calendar.put(ALPHA, None)
        calendar.delete(ALPHA.uid, first)
        again = calendar.put(ALPHA, None)
        with pytest.raises(ConflictError):
            calendar.delete(ALPHA.uid, first)
        assert calendar.stored() == {ALPHA.uid: Stored(ALPHA, again)}

    def test_what_was_looked_at_does_not_change_afterwards(self, calendar: CalendarTarget):
        version = calendar.put(ALPHA, None)
        seen = calendar.stored()
        calendar.delete(ALPHA.uid, version)
        assert seen == {ALPHA.uid: Stored(ALPHA, version)}
