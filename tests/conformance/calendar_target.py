"""What every calendar promises. Inherit it, define the fixture `calendar`, pass."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from syncer.domain.changes import Change, Delete, Outcome, Put, Stored
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
GAMMA = Event(uid="m-0003@abc", day=date(2026, 5, 4), summary="Gamma <b>opens</b> & shuts")
STALE = Version("stale")


def put(calendar: CalendarTarget, event: Event, expected: Version | None = None) -> Version:
    """Put *event*, which must not be refused; the version that it has now."""
    outcomes = list(calendar.change([Put(event, expected)]))
    assert outcomes == [Outcome(Put(event, expected), None)]
    return calendar.stored()[event.uid].version


def delete(calendar: CalendarTarget, uid: str, expected: Version) -> None:
    """Delete an event, which must not be refused."""
    assert list(calendar.change([Delete(uid, expected)])) == [Outcome(Delete(uid, expected), None)]


def refused(calendar: CalendarTarget, *changes: Change) -> list[Change]:
    """Those of *changes* that are refused as conflicts; none is refused for another reason."""
    outcomes = list(calendar.change(changes))
    assert sorted((o.change for o in outcomes), key=repr) == sorted(changes, key=repr)
    assert all(o.error is None or isinstance(o.error, ConflictError) for o in outcomes)
    return [o.change for o in outcomes if o.error]


def events(calendar: CalendarTarget) -> Mapping[str, Event]:
    """The events that stand there."""
    return {uid: held.event for uid, held in calendar.stored().items()}


class CalendarTargetContract:
    """Subclass it in test_<connector>.py and define the `calendar` fixture there."""

    def test_nothing_of_ours_stands_in_a_new_calendar(self, calendar: CalendarTarget):
        assert calendar.stored() == {}
        assert calendar.proposals() == ()

    def test_what_was_put_is_stored(self, calendar: CalendarTarget):
        alpha = put(calendar, ALPHA)
        beta = put(calendar, BETA)
        gamma = put(calendar, GAMMA)
        assert calendar.stored() == {
            ALPHA.uid: Stored(ALPHA, alpha),
            BETA.uid: Stored(BETA, beta),
            GAMMA.uid: Stored(GAMMA, gamma),
        }

    def test_a_ghost_is_stored_as_one_or_not_at_all(self, calendar: CalendarTarget):
        version = put(calendar, ALPHA)
        put(calendar, BETA)
        assert not refused(calendar, Put(ALPHA.ghost(), version), Put(GAMMA.ghost(), None))
        found = events(calendar)
        assert found.pop(ALPHA.uid, ALPHA.ghost()) == ALPHA.ghost()
        assert found.pop(GAMMA.uid, GAMMA.ghost()) == GAMMA.ghost()
        assert found == {BETA.uid: BETA}

    def test_a_stale_ghost_is_refused(self, calendar: CalendarTarget):
        version = put(calendar, ALPHA)
        stale = Put(ALPHA.ghost(), STALE)
        assert refused(calendar, stale) == [stale]
        assert calendar.stored() == {ALPHA.uid: Stored(ALPHA, version)}

    def test_a_new_version_replaces_the_old_one(self, calendar: CalendarTarget):
        first = put(calendar, ALPHA)
        second = put(calendar, BETTER_ALPHA, first)
        assert second != first
        assert calendar.stored() == {ALPHA.uid: Stored(BETTER_ALPHA, second)}

    def test_each_field_can_change_and_change_back(self, calendar: CalendarTarget):
        bare = Event(uid=BETA.uid, day=BETA.day, summary=BETA.summary)
        version = put(calendar, bare)
        for wanted in (BETA, bare, replace(BETA, predecessors=(), url="")):
            version = put(calendar, wanted, version)
            assert calendar.stored() == {BETA.uid: Stored(wanted, version)}

    def test_a_stale_writer_is_refused_and_changes_nothing(self, calendar: CalendarTarget):
        version = put(calendar, ALPHA)
        stale = Put(BETTER_ALPHA, STALE)
        assert refused(calendar, stale) == [stale]
        assert calendar.stored() == {ALPHA.uid: Stored(ALPHA, version)}

    def test_the_version_before_is_stale(self, calendar: CalendarTarget):
        first = put(calendar, ALPHA)
        second = put(calendar, BETTER_ALPHA, first)
        stale = Put(ALPHA, first)
        assert refused(calendar, stale) == [stale]
        assert calendar.stored() == {ALPHA.uid: Stored(BETTER_ALPHA, second)}

    def test_what_exists_is_not_created_again(self, calendar: CalendarTarget):
        version = put(calendar, ALPHA)
        again = Put(BETTER_ALPHA, None)
        assert refused(calendar, again) == [again]
        assert calendar.stored() == {ALPHA.uid: Stored(ALPHA, version)}

    def test_what_is_gone_is_not_replaced(self, calendar: CalendarTarget):
        version = put(calendar, ALPHA)
        delete(calendar, ALPHA.uid, version)
        late = Put(BETTER_ALPHA, version)
        assert refused(calendar, late) == [late]
        assert calendar.stored() == {}

    def test_what_was_deleted_is_gone_and_nothing_else(self, calendar: CalendarTarget):
        alpha = put(calendar, ALPHA)
        beta = put(calendar, BETA)
        delete(calendar, ALPHA.uid, alpha)
        assert calendar.stored() == {BETA.uid: Stored(BETA, beta)}

    def test_a_stale_delete_is_refused(self, calendar: CalendarTarget):
        version = put(calendar, ALPHA)
        stale = Delete(ALPHA.uid, STALE)
        assert refused(calendar, stale) == [stale]
        assert calendar.stored() == {ALPHA.uid: Stored(ALPHA, version)}

    def test_deleting_what_is_gone_succeeds(self, calendar: CalendarTarget):
        delete(calendar, ALPHA.uid, Version("any"))
        delete(calendar, ALPHA.uid, put(calendar, ALPHA))
        delete(calendar, ALPHA.uid, Version("any"))
        assert calendar.stored() == {}

    def test_a_version_never_comes_back(self, calendar: CalendarTarget):
        first = put(calendar, ALPHA)
        delete(calendar, ALPHA.uid, first)
        again = put(calendar, ALPHA)
        late = Delete(ALPHA.uid, first)
        assert refused(calendar, late) == [late]
        assert calendar.stored() == {ALPHA.uid: Stored(ALPHA, again)}

    def test_many_changes_go_at_once(self, calendar: CalendarTarget):
        alpha, beta = put(calendar, ALPHA), put(calendar, BETA)
        changes = (Put(BETTER_ALPHA, alpha), Put(GAMMA, None), Delete(BETA.uid, beta))
        assert refused(calendar, *changes) == []
        assert events(calendar) == {ALPHA.uid: BETTER_ALPHA, GAMMA.uid: GAMMA}

    def test_one_refused_change_does_not_stop_the_rest(self, calendar: CalendarTarget):
        alpha, beta = put(calendar, ALPHA), put(calendar, BETA)
        put(calendar, BETTER_ALPHA, alpha)
        late = Put(ALPHA, alpha)
        assert refused(calendar, late, Put(GAMMA, None), Delete(BETA.uid, beta)) == [late]
        assert events(calendar) == {ALPHA.uid: BETTER_ALPHA, GAMMA.uid: GAMMA}

    def test_no_changes_have_no_outcomes(self, calendar: CalendarTarget):
        assert list(calendar.change(())) == []

    def test_what_is_known_follows_what_was_changed(self, calendar: CalendarTarget):
        alpha = put(calendar, ALPHA)
        assert not refused(calendar, Put(BETA, None), Put(BETTER_ALPHA, alpha), Put(GAMMA, None))
        known = calendar.known()
        assert known == calendar.stored()
        assert not refused(calendar, Delete(BETA.uid, known[BETA.uid].version))
        assert calendar.known() == calendar.stored()

    def test_what_was_looked_at_does_not_change_afterwards(self, calendar: CalendarTarget):
        version = put(calendar, ALPHA)
        seen, known = calendar.stored(), calendar.known()
        delete(calendar, ALPHA.uid, version)
        assert seen == known == {ALPHA.uid: Stored(ALPHA, version)}
