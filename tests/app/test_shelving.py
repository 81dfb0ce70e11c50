"""The shelf over a state that answers from memory, and fails when it is told to."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from syncer.app.shelving import AGAIN, Shelving
from syncer.app.wiring import feed_renderer
from syncer.domain.subscription import Subscription, digest_of
from syncer.errors import SourceError, UnavailableError
from syncer.web.pages import WrongQueryError
from tests.cycles import StandingClock
from tests.serving import DAY, EVERY_KIND, MADE, board, event

ADA = Subscription(
    digest=digest_of("ada"), name="Ada", plans=("apollo",), only=EVERY_KIND, created=MADE
)
BOTH = replace(ADA, digest=digest_of("both"), name="Both", plans=("apollo", "zeus"))


class State:
    """Boards, subscriptions, and what was asked of them."""

    def __init__(self, *subscriptions):
        self.subscriptions = list(subscriptions)
        self.boards, self.numbers = {}, {}
        self.fetches, self.editions, self.read = [], [], []
        self.broken = set()

    def put_up(self, *revisions, plan="apollo", **given):
        self.boards[plan] = board(*revisions, plan=plan, **given)
        self.numbers[plan] = self.numbers.get(plan, 0) + 1

    def changes(self):
        if "changes" in self.broken:
            raise UnavailableError("the state does not answer now")
        return (*self.numbers.items(), *self.subscriptions)

    def board(self, plan, on=None, known=None):
        self.read.append((plan, on))
        if plan in self.broken:
            raise SourceError(f"the board of {plan!r} is damaged")
        found = self.boards.get(plan)
        return found if found and (on is None or found.day <= on) else None

    def note_fetches(self, told):
        self.fetches += told

    def note_editions(self, told):
        if "notes" in self.broken:
            raise UnavailableError("the disk is full")
        self.editions += told


@pytest.fixture
def state():
    state = State(ADA, BOTH)
    state.put_up(event(1, "Beta"), event(2, "Launch"), owners=("Ada", "Ben"))
    state.put_up(event(3, "Olympus"), plan="zeus")
    return state


@pytest.fixture
def clock():
    return StandingClock(DAY)


@pytest.fixture
def shelving(state, clock):
    return Shelving(state, feed_renderer(), clock)


def key(subscription):
    return bytes.fromhex(subscription.digest)


def text(shelf, subscription):
    return b"".join(shelf[key(subscription)].answer.plain.octets).decode()


def test_each_subscription_has_the_events_of_its_plans(shelving):
    shelf = shelving.refresh()
    assert "Olympus" not in text(shelf, ADA)
    assert all(title in text(shelf, BOTH) for title in ("Beta", "Launch", "Olympus"))


def test_while_nothing_changes_the_shelf_is_the_same_and_no_board_is_read(shelving, state):
    shelf = shelving.refresh()
    state.read.clear()
    assert shelving.refresh() is shelf
    assert state.read == []


def test_only_what_changed_is_read_and_made_anew(shelving, state):
    before = shelving.refresh()
    state.read.clear()
    state.put_up(event(3, "Olympus moved", sequence=1), plan="zeus")
    after = shelving.refresh()
    assert after[key(ADA)] is before[key(ADA)]
    assert "moved" in text(after, BOTH)
    assert state.read == [("zeus", None)]


def test_two_subscriptions_of_a_plan_read_it_once(shelving, state):
    shelving.refresh()
    assert sorted(state.read) == [("apollo", None), ("zeus", None)]


def test_two_changes_in_one_second_have_two_dates(shelving, state):
    """Else whoever asks by date alone would keep the first of them for ever."""
    moments = []
    for n in range(3):
        state.put_up(event(1, f"Beta {n}", sequence=n))
        moments.append(shelving.refresh()[key(ADA)].answer.modified)
    assert moments[0] < moments[1] < moments[2]


def test_a_board_that_fails_leaves_its_feed_and_takes_no_other(shelving, state):
    before = shelving.refresh()
    state.put_up(event(3, "Olympus moved", sequence=1), plan="zeus")
    state.put_up(event(1, "Beta moved", sequence=1))
    state.broken = {"zeus"}
    during = shelving.refresh()
    assert during[key(BOTH)] is before[key(BOTH)]
    assert "Beta moved" in text(during, ADA)


def test_what_failed_is_tried_again(shelving, state):
    shelving.refresh()
    state.put_up(event(3, "Olympus moved", sequence=1), plan="zeus")
    state.broken = {"zeus"}
    shelving.refresh()
    state.broken = set()
    for _ in range(AGAIN):
        shelf = shelving.refresh()
    assert "Olympus moved" in text(shelf, BOTH)


def test_a_state_that_takes_nothing_keeps_no_edit_from_the_feeds(shelving, state):
    state.broken = {"notes"}
    shelf = shelving.refresh()
    with pytest.raises(UnavailableError):
        shelving.note_offered()
    assert key(ADA) in shelf
    state.broken = set()
    shelving.note_offered()
    assert {one.digest for one in state.editions} == {ADA.digest, BOTH.digest}


def test_a_state_that_fails_is_for_the_caller_and_leaves_the_shelf(shelving, state):
    before = shelving.refresh()
    state.broken = {"changes"}
    with pytest.raises(UnavailableError):
        shelving.refresh()
    state.broken = set()
    assert shelving.refresh() is before


def test_an_address_expires_at_the_end_of_its_day(shelving, state, clock):
    state.subscriptions = [replace(ADA, expires=DAY)]
    assert key(ADA) in shelving.refresh()
    clock.day = DAY + timedelta(days=1)
    assert shelving.refresh() == {}


def test_a_revoked_address_is_gone(shelving, state):
    shelving.refresh()
    state.subscriptions = [replace(ADA, revoked=MADE)]
    assert shelving.refresh() == {}


def test_a_plan_without_a_board_is_an_empty_calendar(state, clock):
    state.subscriptions = [replace(ADA, plans=("nowhere",))]
    shelf = Shelving(state, feed_renderer(), clock).refresh()
    assert "BEGIN:VEVENT" not in text(shelf, ADA)


def test_each_new_version_is_an_edition(shelving, state):
    shelving.refresh()
    state.put_up(event(1, "Beta"), event(2, "Launch"), owners=("Ben", "Ben"))
    shelving.refresh()
    state.put_up(event(1, "Beta moved", sequence=1))
    shelf = shelving.refresh()
    shelving.note_offered()
    told = [one.etag for one in state.editions if one.digest == ADA.digest]
    assert len(told) == len(set(told)) == 2
    assert told[-1] == shelf[key(ADA)].answer.version


def test_fetches_are_noted_once(shelving, state):
    reader = shelving.refresh()[key(ADA)].reader
    reader.count, reader.last, reader.agent, reader.holds = 3, MADE, b"Thunderbird/1", "v"
    shelving.note_fetched()
    shelving.note_fetched()
    ((digest, at, client, etag, count),) = state.fetches
    assert (digest, at, client, etag, count) == (ADA.digest, MADE, "Thunderbird", "v", 3)


class TestQueries:
    def prepared(self, shelving, query):
        shelving.refresh()
        made = shelving.prepare(key(ADA), query.encode())
        return b"".join(made.answer.plain.octets).decode()

    def test_a_filter_narrows(self, shelving):
        said = self.prepared(shelving, "owner=Ada")
        assert "Beta" in said
        assert "Launch" not in said

    def test_a_filter_cannot_widen(self, shelving, state):
        from syncer.stages.present.filters import only_of

        state.subscriptions = [replace(ADA, only=only_of([("owner", "Ben")]))]
        assert "BEGIN:VEVENT" not in self.prepared(shelving, "owner=Ada")

    def test_a_past_day_is_read_from_the_boards_of_the_past(self, shelving, state):
        assert "BEGIN:VEVENT" not in self.prepared(shelving, f"as_of={DAY - timedelta(days=1)}")
        assert ("apollo", DAY - timedelta(days=1)) in state.read
        assert "Beta" in self.prepared(shelving, f"as_of={DAY}")

    def test_an_address_of_a_past_day_shows_no_later_one(self, shelving, state):
        state.subscriptions = [replace(ADA, as_of=date(2026, 1, 1))]
        assert "Beta" not in self.prepared(shelving, f"as_of={DAY}")

    def test_an_address_that_is_gone_has_no_answer(self, shelving):
        assert shelving.prepare(b"unknown", b"owner=Ada") is None

    @pytest.mark.parametrize("query", ["ownr=Ada", "as_of=x", "\xff", "owner=%ff%fe=&;", "a" * 99])
    def test_a_query_that_is_none_says_so(self, shelving, query):
        shelving.refresh()
        with pytest.raises(WrongQueryError):
            shelving.prepare(key(ADA), query.encode())
