"""Random memories, for the laws that hold for each of them."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from syncer.domain.board import Facts, Former
from syncer.domain.events import Event, Revision
from syncer.domain.memory import Baseline, Decision, Held, Memory, Move, Proposed, Seen
from syncer.domain.plan import Health, Kind, Priority

# Few of each, so that two memories speak of the same things.
KEYS = st.sampled_from(["M-0001", "M-0002", "M-0003"])
UIDS = st.sampled_from(["m-0001@abc", "m-0002@abc", "m-0003@abc"])
FEEDS = st.sampled_from(["ics:a", "ics:b/\u00e9.ics"])
# What no database can hold has a test of its own.
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
DAYS = st.dates()
MAYBE = st.none() | DAYS
MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
COUNTS = st.integers(0, 2**31 - 1)

EVENTS = st.builds(
    Event,
    uid=UIDS,
    day=DAYS,
    summary=st.text(max_size=8),
    description=st.text(max_size=8),
    categories=st.lists(WORDS, max_size=2).map(tuple),
    priority=st.integers(0, 9),
    url=WORDS,
    predecessors=st.lists(UIDS, max_size=2).map(tuple),
    reminders=st.lists(st.integers(0, 99), max_size=2).map(tuple),
    cancelled=st.booleans(),
)
REVISIONS = st.builds(Revision, EVENTS, COUNTS, MOMENTS, MOMENTS, MAYBE)
SEEN = st.builds(
    Seen,
    KEYS,
    WORDS,
    st.text(st.characters(), max_size=8),
    WORDS,
    COUNTS,
    MAYBE,
    DAYS,
    MAYBE,
    MAYBE,
    MAYBE,
    st.booleans(),
    MAYBE,
)
MOVES = st.builds(Move, KEYS, MAYBE, MAYBE, DAYS, WORDS)
BASELINES = st.builds(Baseline, KEYS, WORDS, DAYS, MAYBE, WORDS, WORDS)
PROPOSED = st.builds(
    Proposed, FEEDS, UIDS, DAYS, DAYS, DAYS, WORDS, st.none() | MOMENTS, st.booleans()
)
HELD = st.builds(Held, FEEDS, UIDS, WORDS, DAYS, DAYS, WORDS, st.sampled_from(Decision))

FACTS = st.builds(
    Facts,
    st.sampled_from(Kind),
    st.none() | st.sampled_from(Priority),
    st.lists(WORDS, max_size=2).map(tuple),
    WORDS,
    WORDS,
    st.sampled_from(Health),
    st.booleans(),
)
GHOSTS = st.builds(
    Revision,
    st.builds(Event, uid=UIDS, day=DAYS, summary=st.text(max_size=8), cancelled=st.just(value=True)),
    COUNTS, MOMENTS, MOMENTS, DAYS,
)  # fmt: skip
FORMER = st.builds(Former, FACTS, DAYS, MOMENTS, GHOSTS)


def by_key(entries):
    """Ledger entries as a memory has them."""
    return {
        key: tuple(entry for entry in entries if entry.key == key)
        for key in {entry.key for entry in entries}
    }


def by_ghost(former):
    """What events were, as a memory has it."""
    return {
        uid: tuple(one for one in former if one.ghost.event.uid == uid)
        for uid in {one.ghost.event.uid for one in former}
    }


def by_uid(revisions):
    """Events as a memory has them."""
    return {revision.event.uid: revision for revision in revisions}


def in_order(held):
    """Held deletions as a store gives them, each but once."""
    return tuple(sorted(held, key=lambda one: (one.target, one.day, one.uid)))


MEMORIES = st.builds(
    Memory,
    instance=WORDS,
    settled=st.sampled_from(["", "cafe", "f00d"]),
    next_key=COUNTS,
    columns=st.dictionaries(WORDS, WORDS, max_size=3),
    seen=st.lists(SEEN, max_size=3).map(lambda seen: {one.key: one for one in seen}),
    baselines=st.lists(BASELINES, max_size=3).map(by_key),
    moves=st.lists(MOVES, max_size=3).map(by_key),
    review=MAYBE,
    reviewed=st.dictionaries(KEYS, DAYS),
    review_before=MAYBE,
    reviewed_before=st.dictionaries(KEYS, DAYS),
    published=st.dictionaries(FEEDS, st.lists(REVISIONS, min_size=1, max_size=3).map(by_uid)),
    digests=st.dictionaries(FEEDS, WORDS),
    headings=st.dictionaries(WORDS, WORDS),
    places=st.dictionaries(FEEDS, WORDS),
    proposed=st.lists(PROPOSED, max_size=3, unique_by=lambda one: one[:2]).map(
        lambda proposed: tuple(sorted(proposed, key=lambda one: one[:2]))
    ),
    held=st.lists(HELD, max_size=3, unique_by=lambda one: one[:2]).map(in_order),
    synced=MAYBE,
    summary_made=st.booleans(),
    errors=st.integers(0, 10_000),
    facts=st.dictionaries(UIDS, FACTS),
    former=st.lists(FORMER, max_size=4).map(by_ghost),
)
"""Any memory; its epoch is the store's own."""
