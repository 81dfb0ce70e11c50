"""The board that cycles leave, and that feeds chosen from it keep the rules of calendars."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from cycles import StandingClock, World, row
from feed_rules import pair_violations, violations
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.ics_feed import feed_octets
from syncer.domain.board import WEB
from syncer.domain.events import Feed
from syncer.domain.plan import Health, Kind
from syncer.domain.setup import Only, Publication
from syncer.engine.rebuild import rebuild
from syncer.stages.present.selection import selected

TODAY = date(2026, 3, 4)
DUE = date(2026, 3, 20)
BOARD = Publication(name=WEB, only=Only(kind=frozenset()))


class Served(World):
    """A world with a server: the plan has a board."""

    def __init__(self, folder, rows):
        super().__init__(folder, rows)
        self.setup = replace(self.setup, publications=(*self.setup.publications, BOARD))

    def board(self, on=None):
        return self.store.board("plan", on)

    def number(self):
        return self.store.board_numbers().get("plan", 0)

    def feed(self, **only):
        """The octets of the feed of those that `Only` chooses."""
        chosen = selected(self.board(), [Only(**only)])
        return feed_octets(Feed(title="Apollo", revisions=chosen))


@pytest.fixture
def served(tmp_path):
    world = Served(tmp_path, [row("Alpha", DUE), row("Beta", DUE, owner="Ben")])
    world.sync()
    return world


def test_a_board_has_every_kind_and_the_document(served):
    board = served.board()
    assert [one.event.summary for one in board.revisions] == ["Alpha", "Beta"]
    assert {facts.owners for facts in board.facts.values()} == {("Ada",), ("Ben",)}
    document = json.loads(board.document)
    assert document["plan"] == "plan"
    assert [item["title"] for item in document["items"]] == ["Alpha", "Beta"]
    assert document["items"][0]["computed"]["status"] == "on_track"


def test_a_second_cycle_puts_up_nothing(served):
    number = served.number()
    assert served.sync().outcome == "unchanged"
    assert served.number() == number


def test_a_plan_without_a_server_has_no_board(tmp_path):
    world = World(tmp_path, [row("Alpha", DUE)])
    world.sync()
    assert world.store.board("plan") is None
    assert world.store.load("plan").facts == {}


def test_an_edit_is_on_the_board_and_its_stamp_is_later(served):
    before = served.board()
    served.sheet.rows[1][2] = DUE + timedelta(days=7)
    served.sync()
    after = served.board()
    assert after.made > before.made
    moved = next(one for one in after.revisions if one.event.summary.startswith("Alpha"))
    assert (moved.event.day, moved.sequence) == (DUE + timedelta(days=7), 1)


def test_a_past_day_is_answered_by_what_stood_at_its_end(served):
    first = served.clock.day
    served.sheet.rows[1][0] = "Alpha, renamed at noon"
    served.sync()
    served.clock.day = first + timedelta(days=3)
    served.sheet.rows[1][0] = "Alpha, renamed again"
    served.sync()
    assert served.board(first - timedelta(days=1)) is None
    for day in (first, first + timedelta(days=2)):
        board = served.board(day)
        assert (board.day, board.document) == (first, b"")
        assert board.revisions[0].event.summary == "Alpha, renamed at noon"
    assert served.board(first + timedelta(days=3)) == served.board()


def test_what_leaves_a_filter_is_cancelled_there_and_comes_back_newer(served):
    ada = frozenset({"Ada"})
    first = served.feed(owner=ada)
    served.sheet.rows[1][1] = "Ben"
    served.sync()
    second = served.feed(owner=ada)
    assert b"STATUS:CANCELLED" in second
    assert served.feed(owner=frozenset({"Ben"})).count(b"STATUS:CONFIRMED") == 2
    served.sheet.rows[1][1] = "Ada"
    served.sync()
    third = served.feed(owner=ada)
    assert b"STATUS:CONFIRMED" in third
    assert pair_violations(first, second) == pair_violations(second, third) == []


def test_an_address_given_out_later_is_not_told_what_left_before(tmp_path):
    """By the real clock, which dates addresses, also where the plan's own stands still."""
    world = Served(tmp_path, [row("Layoffs", DUE)])
    world.real = StandingClock(date(2026, 11, 1))
    world.sync()
    world.real.day = date(2026, 11, 2)
    world.sheet.rows[1][1] = "Ben"
    world.sync()
    ada, noon = [Only(owner=frozenset({"Ada"}))], world.real.now()
    assert len(selected(world.board(), ada, since=noon)) == 1
    assert selected(world.board(), ada, since=noon + timedelta(seconds=1)) == ()


def test_what_a_filter_left_is_told_as_it_was_whatever_it_becomes(served):
    ada = {"owner": frozenset({"Ada"})}
    for title, owner, due in (("Layoffs", "Ben", 9), ("Layoffs of team X", "Cem", 30)):
        served.sheet.rows[1][:3] = [title, owner, DUE + timedelta(days=due)]
        served.sync()
        said = served.feed(**ada)
        assert b"SUMMARY:Alpha" in said
        assert b"VALUE=DATE:20260320" in said
        assert b"Layoffs" not in said
        assert b"DESCRIPTION" not in said
        assert b"SEQUENCE:1\r" in said, "nor is told that it is changed again"


def test_a_change_that_no_event_tells_of_raises_it_all_the_same(tmp_path):
    """A project stands in no event; one that leaves a project's feed must still be newer."""
    world = Served(tmp_path, [["Alpha", "Ada", DUE, "", "", "Apollo"]])
    world.sheet.rows[0].append("Project")
    world.sync()
    first = world.feed(project=frozenset({"Apollo"}))
    world.sheet.rows[1][5] = "Gemini"
    world.sync()
    second = world.feed(project=frozenset({"Apollo"}))
    assert b"STATUS:CANCELLED" in second
    assert pair_violations(first, second) == []


def test_who_left_a_filter_is_forgotten_after_the_grace_time(served):
    served.sheet.rows[1][1] = "Ben"
    served.sync()
    for days, ghosts in ((served.setup.grace_days, 1), (1, 0)):
        served.clock.day += timedelta(days=days)
        served.sync()
        assert served.feed(owner=frozenset({"Ada"})).count(b"STATUS:CANCELLED") == ghosts


def test_deletions_that_look_like_an_accident_are_held_on_the_board_too(tmp_path):
    world = Served(tmp_path, [row(f"Milestone {n}", DUE) for n in range(9)])
    world.sync()
    del world.sheet.rows[3:]
    report = world.sync()
    assert report.events.held == 14, "twice held, in the feed and in the calendar, but no more"
    assert all(one.cancelled_on is None for one in world.board().revisions)
    assert len(world.board().revisions) == 9


def test_a_server_that_is_set_up_later_gets_a_board_at_once(tmp_path):
    world = World(tmp_path, [row("Alpha", DUE)])
    world.sync()
    world.setup = replace(
        world.setup, publications=(*world.setup.publications, BOARD), fingerprint="2"
    )
    world.sync()
    assert len(world.store.board("plan").revisions) == 1


ROWS = range(1, 4)
FILTERS = (
    {"owner": frozenset({"Ada"})},
    {"owner": frozenset({"Ben"}), "kind": frozenset({Kind.MILESTONE})},
    {"health": frozenset({Health.GREEN})},
    {"kind": frozenset({Kind.TASK, Kind.MILESTONE})},
)
EDITS = st.one_of(
    st.tuples(st.just("owner"), st.sampled_from(ROWS), st.sampled_from(["Ada", "Ben", ""])),
    st.tuples(st.just("due"), st.sampled_from(ROWS), st.sampled_from([DUE, TODAY, "soon", ""])),
    st.tuples(st.just("status"), st.sampled_from(ROWS), st.sampled_from(["", "done", "cancelled"])),
    st.tuples(st.just("days"), st.sampled_from([1, 20]), st.none()),
)


@settings(max_examples=12)
@given(st.lists(EDITS, min_size=1, max_size=6))
def test_whatever_people_do_each_filtered_feed_keeps_the_rules(tmp_path_factory, edits):
    folder = tmp_path_factory.mktemp("world")
    world = Served(folder, [row(title, DUE) for title in ("Alpha", "Beta", "Gamma")])
    world.sync()
    before = [world.feed(**only) for only in FILTERS]
    for what, where, value in edits:
        if what == "days":
            world.clock.day += timedelta(days=where)
        else:
            world.sheet.rows[where][{"owner": 1, "due": 2, "status": 4}[what]] = value
        world.sync()
        after = [world.feed(**only) for only in FILTERS]
        for old, new in zip(before, after, strict=True):
            assert violations(new) == []
            assert pair_violations(old, new) == []
        before = after
    world.store.close()


def test_what_only_the_document_tells_is_put_up_too(served):
    before = served.board()
    served.setup = replace(served.setup, title="Apollo II", fingerprint="2")
    served.sync()
    assert (served.board().title, served.board().revisions) == ("Apollo II", before.revisions)


def test_what_subscribers_were_told_is_taken_up_again_from_the_board(served):
    """The state was damaged: what was published is lost, and the board is not."""
    ada = {"owner": frozenset({"Ada"})}
    served.sheet.rows[1][2] = DUE + timedelta(days=1)
    served.sync()
    before = served.feed(**ada)
    begun = served.store.begin("plan")
    served.store.commit("plan", begun, replace(begun, published={}, facts={}, former={}))
    assert rebuild(served.setup, served.sheet, served.store, {}, served.clock.today()) is None
    served.sheet.rows[1][1] = "Ben"
    served.sync()
    after = served.feed(**ada)
    assert b"STATUS:CANCELLED" in after
    assert pair_violations(before, after) == []
