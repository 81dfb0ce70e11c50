"""What a person must do where Google refuses: named, with the address to share with."""

import pytest

from connectors.google_calendar import open_calendar
from syncer.domain.changes import Delete, Put
from syncer.domain.sheet import Version
from syncer.errors import AccessError, ConfigError, SyncerError, UnavailableError
from syncer.ports import CalendarTarget
from tests.connectors.google_calendar.desk import ALPHA, Desk, plan, settle, sync
from tests.google.faults import Refuse
from tests.google.server import SERVICE


def test_a_calendar_that_is_not_shared_says_with_whom_to_share_it(desk: Desk):
    desk.people.revoke(SERVICE)
    with pytest.raises(AccessError, match="or it is not shared") as caught:
        desk.open().stored()
    assert f"share it with {SERVICE}; the role is Make changes to events" in caught.value.hint


def test_a_deleted_calendar_is_named(desk: Desk, calendar: CalendarTarget):
    settle(calendar, plan(3))
    version = calendar.stored()[next(iter(plan(1)))].version
    desk.people.delete_calendar()
    with pytest.raises(AccessError, match=desk.calendar.id):
        calendar.stored()
    fresh = Put(ALPHA, None)
    with pytest.raises(AccessError, match=desk.calendar.id):
        list(calendar.change([fresh]))
    assert version


def test_a_calendar_that_may_only_be_read_stops_at_the_first_batch(
    desk: Desk, calendar: CalendarTarget
):
    desk.people.share(SERVICE, "reader")
    with pytest.raises(AccessError, match="access refused while writing the calendar") as caught:
        sync(calendar, plan(120))
    assert SERVICE in caught.value.hint
    assert desk.server.calls.total(method="events.insert") == 50
    assert desk.calendar.live() == []
    desk.people.share(SERVICE, "writer")
    settle(calendar, plan(120))


def test_a_revoked_key_is_named(desk: Desk, calendar: CalendarTarget):
    settle(calendar, plan(1))
    desk.server.world.accounts.revoke(SERVICE)
    with pytest.raises(AccessError, match="access refused"):
        calendar.stored()


def test_a_login_that_does_not_cover_calendars_is_told_from_one_that_is_not_shared(desk: Desk):
    desk.server.faults.clear()
    desk.server.faults.when(lambda call: True, Refuse(403, "insufficientPermissions"), times=9)
    with pytest.raises(AccessError) as caught:
        desk.open().stored()
    assert caught.value.hint == "the login does not cover this: run `syncer init --login` again"


def test_an_expired_token_is_renewed_unseen(desk: Desk, calendar: CalendarTarget):
    settle(calendar, plan(3))
    desk.server.world.accounts.expire()
    assert {o.error for o in sync(calendar, {})} == {None}
    seen = desk.open()
    desk.server.world.accounts.expire()
    (outcome,) = seen.change([Put(ALPHA, None)])
    assert outcome.error is None


def test_nothing_secret_is_said(desk: Desk, calendar: CalendarTarget):
    sync(calendar, plan(1))
    desk.people.revoke(SERVICE)
    with pytest.raises(SyncerError) as caught:
        calendar.stored()
    said = f"{caught.value!r} {caught.value.hint} {calendar!r} {caught.value.__cause__!r}"
    assert "ya29" not in said
    assert "PRIVATE" not in said
    assert str(desk.options["credentials"]) not in said


def test_a_calendar_without_an_id_is_refused(desk: Desk):
    with pytest.raises(ConfigError, match="without its id"):
        open_calendar({**desk.options, "calendar": ""})


def test_a_plan_without_an_instance_is_refused(desk: Desk):
    with pytest.raises(ConfigError, match="whose events"):
        open_calendar({**desk.options, "owner": ""})


def test_the_quota_of_the_day_is_spent(desk: Desk, calendar: CalendarTarget):
    sync(calendar, {})
    desk.server.faults.clear()
    desk.server.faults.when(
        lambda call: call.method.endswith("insert"), Refuse(403, "quotaExceeded"), times=10**6
    )
    outcomes = sync(calendar, plan(60))
    assert len(outcomes) == 60
    assert all(isinstance(outcome.error, UnavailableError) for outcome in outcomes)
    desk.server.faults.clear()
    settle(calendar, plan(60))


def test_a_delete_in_a_calendar_that_was_never_seen(desk: Desk):
    sync(desk.open(), {ALPHA.uid: ALPHA})
    (outcome,) = desk.open().change([Delete(ALPHA.uid, Version("stale"))])
    assert outcome.error is not None
    assert len(desk.calendar.live()) == 1
