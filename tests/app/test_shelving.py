"""The shelf over a state that answers from memory, and fails when it is told to."""

from dataclasses import replace
from datetime import date, timedelta
from threading import Event, Thread

import pytest

from syncer.app.shelving import AGAIN, Shelving
from syncer.app.wiring import feed_renderer
from syncer.domain.subscription import Subscription, digest_of
from syncer.errors import SourceError, UnavailableError
from syncer.stages.present.filters import only_of
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
        self.meanwhile = None  # what happens while a board is read

    def put_up(self, *revisions, plan="apollo", **given):
        self.boards[plan] = board(*revisions, plan=plan, **given)
        self.numbers[plan] = self.numbers.get(plan, 0) + 1

    def changes(self):
        if "changes" in self.broken:
            raise UnavailableError("the state does not answer now")
        return (*self.numbers.items(), *self.subscriptions)

    def board(self, plan, on=None, known=None):
        self.read.append((plan, on))
        if self.meanwhile:
            self.meanwhile()
        if plan in self.broken:
            raise SourceError(f"the board of {plan!r} is damaged")
        found = self.boards.get(plan)
        return found if found and (on is None or found.day <= on) else None

    def note_fetches(self, told):
        if "notes" in self.broken:
            raise UnavailableError("the disk is full")
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


def test_an_address_expires_although_the_state_does_not_answer(shelving, state, clock):
    state.subscriptions = [replace(ADA, expires=DAY), BOTH]
    shelving.refresh()
    clock.day = DAY + timedelta(days=1)
    state.broken = {"changes"}
    with pytest.raises(UnavailableError):
        shelving.refresh()
    assert shelving.prepare(key(ADA), b"owner=Ada") is None
    assert shelving.prepare(key(BOTH), b"owner=Ada")


def test_what_is_revoked_is_gone_before_anything_is_made(state, clock):
    shown = []
    shelving = Shelving(state, feed_renderer(), clock, show=shown.append)
    shelving.refresh()
    state.subscriptions = [replace(ADA, revoked=MADE), BOTH]
    state.put_up(event(3, "Olympus moved", sequence=1), plan="zeus")
    during = []
    state.meanwhile = lambda: during.append(shown[-1].keys())
    shelving.refresh()
    assert during == [{key(BOTH)}]


def test_what_is_revoked_while_feeds_are_made_is_not_shown_again(state, clock):
    """Each takes a while; the second one is taken back while the first is made."""
    seconds = iter(range(100))
    shelving = Shelving(state, feed_renderer(), clock, seconds=lambda: next(seconds))
    shelving.refresh()

    def revoke():
        state.subscriptions = [ADA, replace(BOTH, revoked=MADE)]

    state.put_up(event(1, "Beta moved", sequence=1))
    state.meanwhile = revoke
    assert shelving.refresh().keys() == {key(ADA)}


def test_an_address_that_dies_while_a_filter_is_made_is_not_answered(state, clock):
    gone = Event()
    shelving = Shelving(
        state, feed_renderer(), clock, show=lambda shelf: key(ADA) in shelf or gone.set()
    )
    shelving.refresh()
    looking = Thread(target=shelving.refresh)

    def revoke():
        state.meanwhile = None
        state.subscriptions = [BOTH]
        looking.start()
        assert gone.wait(30)

    state.meanwhile = revoke
    assert shelving.prepare(key(ADA), f"as_of={DAY}".encode()) is None
    looking.join(30)


def test_a_digest_that_is_none_takes_no_other_down(shelving, state):
    state.subscriptions = [replace(BOTH, digest="no digest"), ADA]
    assert shelving.refresh().keys() == {key(ADA)}


def test_a_plan_that_is_configured_no_more_is_not_served(state, clock):
    shelving = Shelving(state, feed_renderer(), clock, plans={"apollo"})
    shelf = shelving.refresh()
    assert "Beta" in text(shelf, BOTH)
    assert "Olympus" not in text(shelf, BOTH)
    assert ("zeus", None) not in state.read


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


def test_fetches_that_could_not_be_noted_are_noted_later(shelving, state):
    reader = shelving.refresh()[key(ADA)].reader
    reader.count, reader.last = 3, MADE
    state.broken = {"notes"}
    with pytest.raises(UnavailableError):
        shelving.note_fetched()
    reader.count += 1
    state.broken = set()
    shelving.note_fetched()
    reader.count += 2
    shelving.note_fetched()
    assert [one.times for one in state.fetches] == [4, 2]


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
        state.subscriptions = [replace(ADA, only=only_of([("owner", "Ben")]))]
        assert "BEGIN:VEVENT" not in self.prepared(shelving, "owner=Ada")

    def test_a_past_day_is_read_from_the_boards_of_the_past(self, shelving, state):
        assert "BEGIN:VEVENT" not in self.prepared(shelving, f"as_of={DAY - timedelta(days=1)}")
        assert ("apollo", DAY - timedelta(days=1)) in state.read
        assert "Beta" in self.prepared(shelving, f"as_of={DAY}")

    def test_a_day_to_come_is_refused(self, shelving):
        with pytest.raises(WrongQueryError, match="yet to come"):
            self.prepared(shelving, f"as_of={DAY + timedelta(days=1)}")

    def test_a_choice_is_not_shown_as_it_was_before_it_was_given_out(self, shelving, state):
        state.subscriptions = [replace(ADA, only=only_of([("owner", "Ada")]))]
        assert "Beta" in self.prepared(shelving, f"as_of={DAY}")
        with pytest.raises(WrongQueryError, match="2026-03-02 or later"):
            self.prepared(shelving, f"as_of={DAY - timedelta(days=1)}")

    def test_of_two_plans_the_one_with_the_older_stamp_makes_a_filter_new_too(
        self, shelving, state
    ):
        """Else who asks by date alone is told that nothing changed."""
        later = replace(state.boards["zeus"], made=MADE + timedelta(minutes=1))
        state.boards["zeus"] = later
        shelving.refresh()
        before = shelving.prepare(key(BOTH), b"kind=milestone").answer
        state.put_up(event(1, "Beta moved", sequence=1))
        shelving.refresh()
        after = shelving.prepare(key(BOTH), b"kind=milestone").answer
        assert after.version != before.version
        assert after.modified > before.modified

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
