"""Which events a subscription shows, by laws that hold for any board and any filter."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from memories import by_ghost

from syncer.domain.board import Board, Facts, Former
from syncer.domain.events import Event, Revision
from syncer.domain.plan import Health, Kind, Priority
from syncer.domain.setup import Only
from syncer.domain.subscription import Subscription
from syncer.stages.present.selection import feed_of_boards, first_day, selected

DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
EVERYTHING = Only(kind=frozenset())
ADA = Facts(Kind.MILESTONE, Priority.MUST, ("Ada",), "Build", "Apollo", Health.RED, True)
BEN = ADA._replace(owners=("Ben",), health=Health.GREEN)


def revision(uid, day=DAY, *, gone=False):
    event = Event(uid=uid, day=day, summary=uid)
    if gone:
        return Revision(event.ghost(), 1, NOW, NOW, DAY)
    return Revision(event, 0, NOW, NOW)


def board(facts, former=None, *, gone=(), plan="apollo", title="Apollo"):
    """A board with one event for each of *facts*, by UID, a day apart."""
    days = (DAY + timedelta(days=n) for n in range(len(facts)))
    return Board(
        plan=plan, title=title, day=DAY, made=NOW, facts=facts, former=former or {},
        revisions=tuple(revision(u, d, gone=u in gone) for u, d in zip(facts, days, strict=True)),
    )  # fmt: skip


def former(facts, left=NOW, uid="M-0001@5eed", *, summary="Acceptance", sequence=1):
    """What an event was until *left*, under its title and on its day of then."""
    event = Event(uid=uid, day=date(2026, 2, 1), summary=summary, cancelled=True)
    return Former(facts, DAY, left, Revision(event, sequence, NOW, left, DAY))


def subscription(*plans, only=EVERYTHING, as_of=None):
    return Subscription(
        digest="",
        name="Ada's phone",
        plans=plans or ("apollo",),
        only=only,
        as_of=as_of,
        created=NOW,
    )


def living(revisions):
    return {one.event.uid for one in revisions if not one.cancelled_on}


NAMES = st.sampled_from(["Ada", "Ben", "Zoë"])
FACTS = st.builds(
    Facts,
    st.sampled_from(Kind),
    st.none() | st.sampled_from(Priority),
    st.lists(NAMES, max_size=2).map(tuple),
    st.sampled_from(["", "Build", "Test"]),
    st.sampled_from(["", "Apollo"]),
    st.sampled_from(Health),
    st.booleans(),
)
UIDS = st.sampled_from([f"M-{n:04}@5eed" for n in range(6)])
LEFT = st.sampled_from([NOW - timedelta(days=1), NOW, NOW + timedelta(days=1)])
FORMER = st.lists(st.builds(former, FACTS, LEFT, UIDS), max_size=6)
BOARDS = st.builds(
    board, st.dictionaries(UIDS, FACTS), FORMER.map(by_ghost), gone=st.frozensets(UIDS)
)
ONLYS = st.builds(
    Only,
    kind=st.frozensets(st.sampled_from(Kind)),
    priority=st.frozensets(st.sampled_from(Priority), max_size=2),
    owner=st.frozensets(st.sampled_from(["ada", "Ben"]), max_size=1),
    phase=st.frozensets(st.sampled_from(["build"]), max_size=1),
    project=st.frozensets(st.just("APOLLO"), max_size=1),
    health=st.frozensets(st.sampled_from(Health), max_size=2),
    client_visible=st.none() | st.booleans(),
)


@given(BOARDS, ONLYS, ONLYS)
def test_a_filter_only_narrows(whole, only, query):
    scoped, narrowed = selected(whole, [only]), selected(whole, [only, query])
    assert living(narrowed) <= living(scoped)
    assert {one.event.uid for one in narrowed} <= {one.event.uid for one in scoped}


@given(BOARDS, ONLYS, ONLYS)
def test_two_filters_choose_what_both_choose_in_any_order(whole, one, other):
    both = selected(whole, [one, other])
    assert both == selected(whole, [other, one])
    assert living(both) == living(selected(whole, [one])) & living(selected(whole, [other]))


@given(BOARDS, ONLYS)
def test_the_feed_of_a_filter_is_the_filter_of_the_feed(whole, query):
    feed = feed_of_boards(subscription(), {"apollo": whole})
    filtered = feed_of_boards(subscription(), {"apollo": whole}, query=query)
    scoped = feed_of_boards(subscription(only=query), {"apollo": whole})
    assert filtered == scoped
    rest = [
        r
        for r in feed.revisions
        if not r.cancelled_on and r.event.uid in living(filtered.revisions)
    ]
    assert rest == [r for r in filtered.revisions if not r.cancelled_on]


@given(BOARDS)
def test_without_a_filter_the_board_stands_there_as_it_is(whole):
    assert selected(whole, [EVERYTHING]) == whole.revisions


def test_names_are_compared_without_regard_to_case():
    both = board({"M-0001@5eed": ADA, "M-0002@5eed": BEN})
    assert living(selected(both, [Only(owner=frozenset({"ADA"}))])) == {"M-0001@5eed"}


def test_what_left_a_filter_is_told_as_cancelled_and_nowhere_else():
    moved = board({"M-0001@5eed": BEN}, {"M-0001@5eed": (former(ADA),)})
    (ghost,) = selected(moved, [Only(owner=frozenset({"Ada"}))])
    assert (ghost.cancelled_on, ghost.event.cancelled) == (DAY, True)
    (alive,) = selected(moved, [Only(owner=frozenset({"Ben"}))])
    assert alive == moved.revisions[0]
    assert selected(moved, [Only(owner=frozenset({"Cem"}))]) == ()


HIDDEN = ADA._replace(client_visible=False)
CLIENTS = [Only(client_visible=True)]
SHOWN = former(ADA, sequence=5)


def secret_board(*former, gone=False):
    """An event that the client saw as *former*; since then it was hidden, moved and renamed."""
    event = Event(
        uid="M-0001@5eed", day=DAY, summary="Layoffs", description="all of team X",
        url="https://hr.example", categories=("Red",), predecessors=("M-0002@5eed",),
    )  # fmt: skip
    last = Revision(event.ghost() if gone else event, 7, NOW, NOW, DAY if gone else None)
    whole = board({"M-0001@5eed": HIDDEN}, {"M-0001@5eed": former})
    return replace(whole, revisions=(last,))


@pytest.mark.parametrize("gone", [False, True])
def test_what_was_hidden_says_no_more_than_it_did_before(gone):
    (ghost,) = selected(secret_board(SHOWN, gone=gone), CLIENTS)
    assert ghost.event == Event(
        uid="M-0001@5eed", day=date(2026, 2, 1), summary="Acceptance", cancelled=True
    )
    assert ghost.sequence == 5, "nor that it is changed again and again"


@pytest.mark.parametrize(("given", "ghosts"), [(-1, 1), (0, 1), (1, 0)])
def test_what_was_hidden_before_an_address_was_given_out_is_not_told_there(given, ghosts):
    """Shown to clients by mistake, put right, and then a client is given an address."""
    new = replace(subscription(only=CLIENTS[0]), created=NOW + timedelta(seconds=given))
    assert len(feed_of_boards(new, {"apollo": secret_board(SHOWN)}).revisions) == ghosts


def test_of_several_the_last_that_was_admitted_is_told():
    middle = former(HIDDEN._replace(phase="Test"), summary="Restructuring")
    older = former(ADA._replace(phase="Plan"), summary="Test")
    (ghost,) = selected(secret_board(middle, SHOWN, older), CLIENTS)
    assert ghost.event.summary == "Acceptance"


def test_ghosts_stand_in_order():
    shown = former(ADA, uid="M-0002@5eed")
    whole = board({"M-0001@5eed": ADA, "M-0002@5eed": HIDDEN}, {"M-0002@5eed": (shown,)})
    found = selected(whole, CLIENTS)
    assert [one.event.uid for one in found] == ["M-0002@5eed", "M-0001@5eed"]


@pytest.mark.parametrize(
    ("only", "as_of", "first"),
    [
        (EVERYTHING, None, None),
        (Only(), None, None),
        (CLIENTS[0], None, DAY),
        (CLIENTS[0], date(2026, 1, 1), date(2026, 1, 1)),
    ],
)
def test_a_choice_is_not_shown_as_it_was_before_it_was_given_out(only, as_of, first):
    assert first_day(subscription(only=only, as_of=as_of)) == first


def test_several_plans_are_one_calendar_by_day_under_the_name_of_the_subscription():
    apollo = board({"M-0001@a": ADA, "M-0002@a": ADA})
    gemini = board({"M-0001@b": BEN}, plan="gemini", title="Gemini")
    feed = feed_of_boards(subscription("apollo", "gemini"), {"apollo": apollo, "gemini": gemini})
    assert feed.title == "Ada's phone"
    assert [one.event.uid for one in feed.revisions] == ["M-0001@a", "M-0001@b", "M-0002@a"]


def test_one_plan_has_its_own_title():
    assert feed_of_boards(subscription(), {"apollo": board({})}).title == "Apollo"


def test_a_past_day_is_named_and_before_the_first_board_the_feed_says_so():
    feed = feed_of_boards(subscription(as_of=DAY), {"apollo": None})
    assert feed.revisions == ()
    assert feed.title == "Ada's phone, as of 2 Mar 2026"
    assert feed.description == (
        "As it stood at the end of 2 Mar 2026.\nNothing is known of apollo as of then."
    )


def test_a_request_cannot_look_nearer_than_its_subscription():
    scoped = subscription(as_of=DAY)
    later = feed_of_boards(scoped, {"apollo": board({})}, as_of=DAY + timedelta(days=9))
    earlier = feed_of_boards(scoped, {"apollo": board({})}, as_of=DAY - timedelta(days=1))
    assert later.title == "Apollo, as of 2 Mar 2026"
    assert earlier.title == "Apollo, as of 1 Mar 2026"
