"""Deletions that look like an accident wait for a person."""

from datetime import UTC, date, datetime

import pytest

from syncer.domain.events import Event, Revision
from syncer.domain.findings import Finding, Severity
from syncer.domain.memory import Decision
from syncer.engine.guard import hold, staying, unsure

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def published(count):
    events = [Event(uid=f"M-{n:04}@x", day=TODAY, summary=f"E{n}") for n in range(count)]
    return {event.uid: Revision(event, 0, NOW, NOW) for event in events}


def held(before, safe, earlier=(), doubt=""):
    return hold("ics:a", before, earlier, safe=frozenset(safe), doubt=doubt, today=TODAY)


@pytest.mark.parametrize(("live", "vanishing", "waits"), [
    (5, 3, False), (5, 4, True), (100, 20, False), (100, 21, True), (3, 3, False),
])  # fmt: skip
def test_more_than_three_or_a_fifth_wait(live, vanishing, waits):
    before = published(live)
    parked = held(before, list(before)[vanishing:])
    assert len(parked) == (vanishing if waits else 0)


def test_in_doubt_even_one_waits_and_says_why():
    before = published(5)
    (parked,) = held(before, list(before)[1:], doubt="the sheet has lost its row of headings")
    assert parked.reason == "the sheet has lost its row of headings"
    assert parked.decision is Decision.WAITING


def test_what_waits_goes_on_waiting_until_its_row_is_back():
    before = published(10)
    parked = held(before, list(before)[5:])
    still = held(before, list(before)[1:], parked)
    assert [entry.uid for entry in still] == [next(iter(before))]
    assert held(before, before, still) == ()


def test_a_person_lets_it_go_or_keeps_it():
    before = published(10)
    parked = held(before, list(before)[5:])
    applied = [entry._replace(decision=Decision.APPLY) for entry in parked]
    assert held(before, list(before)[5:], applied) == ()
    dropped = [entry._replace(decision=Decision.DROP) for entry in parked]
    assert staying(held(before, list(before)[5:], dropped)) == staying(parked)


def test_what_a_person_let_go_is_not_forgotten_while_in_doubt():
    before = published(10)
    applied = [e._replace(decision=Decision.APPLY) for e in held(before, list(before)[5:])]
    still = held(before, list(before)[5:], applied, doubt="the sheet has lost its headings")
    assert list(still) == applied
    assert held(before, list(before)[5:], still) == ()


def test_what_waits_in_another_feed_does_not_count_here():
    before = published(10)
    elsewhere = [entry._replace(target="ics:b") for entry in held(before, list(before)[5:])]
    assert held(before, list(before)[1:], elsewhere) == ()


@pytest.mark.parametrize("code", ["column-missing", "column-lost"])
def test_a_sheet_that_lost_a_column_proves_no_deletion(code):
    lost = Finding(0, "", "due", Severity.ERROR, code, "the column of the due dates is gone")
    assert "the due dates is gone" in unsure((lost,))
    assert unsure((lost._replace(severity=Severity.WARNING),)) == ""
    assert unsure(()) == ""
