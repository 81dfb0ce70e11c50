"""What holds of ids, marks and descriptions, whatever they are made of."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from connectors.google_calendar.identity import event_id, identity_of
from connectors.google_calendar.mark import Mark, mark_of, packed, properties_of
from connectors.google_calendar.wording import LINE, lines, parts, whole
from syncer.domain.changes import Proposal
from syncer.domain.events import Event

TEXT = st.text(st.characters(codec="utf-8"), max_size=60)
UIDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)
DAYS = st.dates(date(1900, 1, 1), date(9999, 12, 31))
EVENTS = st.builds(
    Event,
    uid=st.just("M-0001@abc"),
    day=DAYS,
    summary=TEXT,
    description=TEXT,
    categories=st.lists(TEXT, max_size=3).map(tuple),
    priority=st.integers(0, 9),
    url=st.sampled_from(["", "https://example.org/a?b=c"]),
    predecessors=st.lists(st.from_regex(r"M-\d{4}@abc", fullmatch=True), max_size=300).map(tuple),
    reminders=st.lists(st.integers(0, 99), max_size=6).map(tuple),
)
MOVES = st.builds(
    Proposal,
    uid=st.just("M-0001@abc"),
    day=DAYS,
    instead_of=DAYS,
    who=st.sampled_from(["", "zoe@example.com", "Zo\u00eb B"]),
    at=st.none() | st.datetimes(datetime(2000, 1, 1), timezones=st.just(UTC)),
)


@given(uid=UIDS, generation=st.integers(0, 8))
def test_an_id_is_googles_and_says_whose_it_is(uid: str, generation: int):
    ident = event_id(uid, generation)
    assert re.fullmatch("[0-9a-v]{5,1024}", ident)
    assert identity_of(ident) == (uid, generation)


@given(st.text("0123456789abcdefghijklmnopqrstuv_", max_size=40))
def test_no_other_id_is_taken_for_ours(ident: str):
    found = identity_of(ident)
    assert found is None or event_id(*found) == ident


@given(
    event=EVENTS,
    seal=st.from_regex("[0-9a-f]{64}", fullmatch=True),
    theirs=st.frozensets(st.sampled_from(["colour", "alarms"])),
    moved=st.none() | MOVES,
)
def test_a_mark_is_read_as_it_was_written(
    event: Event, seal: str, theirs: frozenset[str], moved: Proposal | None
):
    mark = Mark("abc", event, packed(event), seal, theirs, moved)
    properties = properties_of(mark)
    assert all(len(name) <= 44 and len(value) <= 1024 for name, value in properties.items())
    assert mark_of(properties, event.uid) == mark


@given(st.dictionaries(st.just("milestoneSyncer") | TEXT, TEXT))
def test_what_is_no_mark_is_not_taken_for_one(properties: dict[str, str]):
    mark = mark_of(properties, "M-0001@abc")
    assert (mark is None) == ("milestoneSyncer" not in properties)


NOTES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zs", "Zl", "Zp")))


@given(event=EVENTS, notes=NOTES)
def test_a_description_comes_apart_as_it_was_put_together(event: Event, notes: str):
    ours = lines(event)
    found = parts(whole(ours, notes), ours)
    assert found == parts(whole(found.ours, found.theirs), found.ours)
    if LINE not in ours + notes and not notes.startswith("<"):
        assert found.theirs == notes


@given(before=EVENTS, after=EVENTS, notes=NOTES)
def test_notes_outlive_what_stands_above_them(before: Event, after: Event, notes: str):
    if LINE in notes or notes.startswith("<"):
        return
    first = parts(whole(lines(before), notes), lines(before))
    second = parts(whole(lines(after), first.theirs), lines(after))
    assert second.theirs == notes


def test_notes_are_never_cut():
    event = replace(Event(uid="a", day=date(2026, 3, 2), summary="Alpha"), description="x" * 20_000)
    notes = "y" * 7000
    text = whole(lines(event), notes)
    assert len(text) <= 8192
    assert text.endswith(notes)
    assert parts(text, lines(event)).theirs == notes
