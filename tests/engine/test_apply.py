"""Carrying out changes: what is refused is skipped, and the rest is done."""

from dataclasses import replace
from datetime import date

import pytest

from connectors.memory import MemoryCalendar
from syncer.domain.changes import Delete, Outcome, Put, Stored
from syncer.domain.events import Event
from syncer.domain.sheet import Version
from syncer.engine.apply import apply
from syncer.errors import AccessError, ConflictError, SyncerError, UnavailableError
from syncer.stages.diff_events import diff_events

ALPHA = Event(uid="a", day=date(2026, 3, 2), summary="Alpha")
BETA = Event(uid="b", day=date(2026, 3, 3), summary="Beta")
GAMMA = Event(uid="c", day=date(2026, 3, 4), summary="Gamma")
MOVED = replace(ALPHA, day=date(2026, 3, 9))


class Refusing(MemoryCalendar):
    """A calendar that refuses to take one event."""

    def __init__(self, uid: str, error: SyncerError) -> None:
        super().__init__()
        self.refused = uid, error

    def put(self, event: Event, expected: Version | None) -> Version:
        uid, error = self.refused
        if event.uid == uid:
            raise error
        return super().put(event, expected)


def events(calendar: MemoryCalendar) -> dict[str, Event]:
    return {uid: held.event for uid, held in calendar.stored().items()}


def test_changes_are_carried_out():
    calendar = MemoryCalendar()
    alpha, beta = calendar.put(ALPHA, None), calendar.put(BETA, None)
    changes = (Put(MOVED, alpha), Put(GAMMA, None), Delete("b", beta))
    assert list(apply(changes, calendar)) == [Outcome(change, None) for change in changes]
    assert events(calendar) == {"a": MOVED, "c": GAMMA}


def test_what_somebody_else_changed_meanwhile_is_left_alone():
    calendar = MemoryCalendar()
    seen = {
        "a": Stored(ALPHA, calendar.put(ALPHA, None)),
        "b": Stored(BETA, calendar.put(BETA, None)),
    }
    changes = diff_events({"a": MOVED, "c": GAMMA}, seen)
    theirs = replace(ALPHA, summary="Alpha, as they call it")
    calendar.put(theirs, seen["a"].version)
    calendar.put(replace(BETA, summary="Beta, too"), seen["b"].version)
    refused = [outcome.change for outcome in apply(changes, calendar) if outcome.error]
    assert refused == [Put(MOVED, seen["a"].version), Delete("b", seen["b"].version)]
    assert events(calendar)["a"] == theirs
    assert events(calendar)["c"] == GAMMA
    assert "b" in events(calendar)


@pytest.mark.parametrize("error", [ConflictError("theirs"), UnavailableError("not now")])
def test_one_refused_change_does_not_stop_the_rest(error: SyncerError):
    calendar = Refusing("b", error)
    outcomes = list(apply([Put(ALPHA, None), Put(BETA, None), Put(GAMMA, None)], calendar))
    assert [outcome.error for outcome in outcomes] == [None, error, None]
    assert events(calendar) == {"a": ALPHA, "c": GAMMA}


def test_without_access_the_rest_is_not_tried():
    calendar = Refusing("b", AccessError("share the calendar first"))
    outcomes = apply([Put(ALPHA, None), Put(BETA, None), Put(GAMMA, None)], calendar)
    assert next(outcomes).error is None
    with pytest.raises(AccessError, match="share the calendar"):
        next(outcomes)
    assert events(calendar) == {"a": ALPHA}


def test_no_changes_have_no_outcomes():
    assert list(apply((), MemoryCalendar())) == []
