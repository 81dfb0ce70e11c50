"""One cycle over a sheet in memory, a real state and a real feed."""

from datetime import date

import pytest

from syncer.domain.changes import Put
from syncer.domain.memory import Decision
from syncer.errors import HeldError, SourceError, UnavailableError
from syncer.store import open_store
from tests.cycles import FEED, HEADINGS, World, row


@pytest.fixture
def world(tmp_path):
    rows = [row(f"Milestone {n}", f"2026-04-{n:02}") for n in range(1, 11)]
    return World(tmp_path, rows)


def test_a_first_cycle_fills_our_columns_the_summary_the_feed_and_the_calendar(world):
    report = world.sync()
    assert report.outcome == "changed"
    assert (report.rows, report.errors, report.failures) == (10, 0, ())
    assert report.events.created == 20
    assert world.sheet.column("ID") == [f"M-{n:04}" for n in range(1, 11)]
    assert set(world.sheet.column("Health")) == {"Green"}
    assert world.sheet.column("Forecast")[0] == date(2026, 4, 1)
    assert world.sheet.page_name == "Summary"
    assert len(world.events()) == 10
    assert {stored.event.day.day for stored in world.calendar.stored().values()} == set(
        range(1, 11)
    )


def test_a_second_cycle_touches_nothing(world):
    world.sync()
    octets, writes = world.path.read_bytes(), world.sheet.writes
    stamp = world.path.stat().st_mtime_ns
    report = world.sync()
    assert report.outcome == "unchanged"
    assert (world.sheet.writes, world.path.read_bytes()) == (writes, octets)
    assert world.path.stat().st_mtime_ns == stamp


def test_another_day_without_news_changes_no_octet_of_the_feed(world):
    world.sync()
    octets = world.path.read_bytes()
    world.clock.day = date(2026, 3, 5)
    world.sync()
    assert world.path.read_bytes() == octets


def test_one_moved_date_changes_one_event(world):
    world.sync()
    before = world.events()
    world.sheet.rows[3][2] = "2026-04-20"
    world.clock.day = date(2026, 3, 5)
    report = world.sync()
    assert (report.events.updated, report.events.unchanged) == (2, 18)
    after = world.events()
    changed = {uid for uid in after if after[uid].to_ical() != before[uid].to_ical()}
    assert changed == {"M-0003"}
    assert (before["M-0003"]["SEQUENCE"], after["M-0003"]["SEQUENCE"]) == (0, 1)
    assert world.sheet.column("Moves")[2] == 1


def test_rows_that_were_sorted_keep_their_identity(world):
    world.sync()
    before = world.path.read_bytes()
    world.sheet.rows[1:] = reversed(world.sheet.rows[1:])
    world.sync()
    assert world.sheet.column("ID") == [f"M-{n:04}" for n in range(10, 0, -1)]
    assert world.path.read_bytes() == before


def test_ids_follow_rows_that_were_sorted_without_our_columns(world):
    """As Excel does by the arrows of a filter that ends where our columns begin."""
    world.sync()
    before = world.path.read_bytes()
    titles = [row[0] for row in world.sheet.rows[1:]]
    theirs = [row[:5] for row in reversed(world.sheet.rows[1:])]
    for line, cells in zip(world.sheet.rows[1:], theirs, strict=True):
        line[:5] = cells
    world.sync()
    assert [row[0] for row in world.sheet.rows[1:]] == titles[::-1]
    assert world.sheet.column("ID") == [f"M-{n:04}" for n in range(10, 0, -1)]
    assert set(world.sheet.column("Moves")) <= {0, None}
    assert world.path.read_bytes() == before
    assert world.sync().outcome == "unchanged"


def test_people_who_edit_while_we_decide_lose_nothing(world):
    def insert():
        world.sheet.rows.insert(1, row("Kick-off", "2026-03-10"))

    world.sheet.meanwhile = insert
    report = world.sync()
    assert report.outcome == "changed"
    assert [r[0] for r in world.sheet.rows[1:3]] == ["Kick-off", "Milestone 1"]
    assert world.sheet.column("Forecast")[:2] == [date(2026, 3, 10), date(2026, 4, 1)]
    assert world.sync().outcome == "unchanged"


def test_a_row_that_people_emptied_is_no_item_and_loses_what_we_wrote(world):
    world.sync()
    world.sheet.rows[3][:5] = [None] * 5
    report = world.sync()
    assert (report.rows, report.errors, report.events.deleted) == (9, 0, 2)
    assert [cell for cell in world.sheet.rows[3] if cell] == []
    assert world.sync().outcome == "unchanged"


@pytest.mark.parametrize("act", ["insert", "sort", "delete"])
@pytest.mark.parametrize("before", ["first", "later"])
def test_what_was_written_beside_another_row_is_mended_at_once(world, act, before):
    world.sheet.loose = True
    rows = world.sheet.rows
    if before == "later":
        world.sync()
        for at in range(1, 11):
            rows[at][2] = f"2026-05-{at:02}"
        rows.append(row("Milestone 11", "2026-05-11"))
    acts = {
        "insert": lambda: rows.insert(1, row("Kick-off", "2026-03-10")),
        "sort": lambda: rows.__setitem__(slice(1, None), rows[:0:-1]),
        "delete": lambda: rows.pop(1),
    }
    world.sheet.meanwhile = acts[act]
    report = world.sync()
    assert report.failures == ()
    while not any(rows[-1]):
        rows.pop()
    forecasts = world.sheet.column("Forecast")
    assert forecasts == [date.fromisoformat(due) for due in world.sheet.column("Due")]
    ids = world.sheet.column("ID")
    assert len(set(ids)) == len(ids) == len(rows) - 1
    if before == "later":
        known = dict(zip(world.sheet.column("Milestone"), ids, strict=True))
        assert all(known[f"Milestone {n}"] == f"M-{n:04}" for n in range(2, 11))
    assert world.sync().outcome == "unchanged"


def test_a_sheet_that_refuses_keeps_no_feed_waiting(world):
    world.sheet.refuses = UnavailableError("it is open elsewhere")
    report = world.sync()
    assert report.outcome == "failed"
    assert [str(failure) for failure in report.failures] == ["it is open elsewhere"]
    assert len(world.events()) == 10
    octets = world.path.read_bytes()
    assert world.sheet.page is None
    world.sheet.refuses = None
    assert world.sync().outcome == "changed"
    assert world.sheet.page is not None
    assert world.path.read_bytes() == octets
    assert world.sheet.column("ID")[0] == "M-0001"
    assert world.sync().outcome == "unchanged"


def test_a_row_that_goes_becomes_a_ghost_and_then_nothing(world):
    world.sync()
    del world.sheet.rows[3]
    assert world.sync().events.deleted == 2
    assert world.events()["M-0003"]["STATUS"] == "CANCELLED"
    assert len(world.calendar.stored()) == 9
    world.clock.day = date(2026, 4, 10)
    world.sync()
    assert "M-0003" not in world.events()


def test_mass_disappearance_is_held_until_a_person_decides(world):
    world.sync()
    octets, kept = world.path.read_bytes(), world.sheet.rows[4:]
    world.sheet.rows[4:] = []
    report = world.sync()
    assert (report.events.held, report.events.deleted) == (14, 0)
    assert world.path.read_bytes() == octets
    assert len(world.calendar.stored()) == 10
    uids = frozenset(held.uid for held in world.store.load("plan").held)
    assert world.store.decide_held("plan", uids, Decision.APPLY) == 14
    assert world.sync().events.deleted == 14
    assert len(world.calendar.stored()) == 3
    world.sheet.rows += kept
    assert world.sync().events.created == 14


def test_a_deletion_that_a_feed_refuses_needs_no_second_decision(world, monkeypatch):
    world.sync()
    world.sheet.rows[4:] = []
    world.sync()
    uids = frozenset(held.uid for held in world.store.load("plan").held)
    world.store.decide_held("plan", uids, Decision.APPLY)

    def refuse(_, __):
        raise UnavailableError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(type(world.ports().feeds[FEED]), "publish", refuse)
        assert world.sync().outcome == "failed"
    assert len(world.events()) == 10
    assert world.sync().events.deleted == 7
    assert world.sync().outcome == "unchanged"
    assert world.store.load("plan").held == ()


def test_held_rows_that_come_back_are_held_no_more(world):
    world.sync()
    octets, kept = world.path.read_bytes(), world.sheet.rows[4:]
    world.sheet.rows[4:] = []
    world.sync()
    world.sheet.rows += kept
    report = world.sync()
    assert (report.events.held, report.events.unchanged) == (0, 20)
    assert world.path.read_bytes() == octets


def test_lost_headings_delete_nothing(world):
    world.sync()
    octets = world.path.read_bytes()
    world.sheet.rows[0] = [None] * len(world.sheet.rows[0])
    with pytest.raises(SourceError, match="heading"):
        world.sync()
    assert world.path.read_bytes() == octets


@pytest.mark.parametrize("heading", ["Milestone", "Due"])
@pytest.mark.parametrize("now", ["Blah", "Notes"])  # one that is followed, one that is not
def test_a_renamed_heading_changes_no_event_and_no_history(world, heading, now):
    for cells in world.sheet.rows[1:4]:
        cells[3] = "2026-03-31"
    world.sync()
    octets = world.path.read_bytes()
    place = HEADINGS.index(heading)
    world.sheet.rows[0][place] = now
    report = world.sync()
    if now == "Blah":
        assert f"the column “{heading}” is now called “Blah”" in report.notes[0]
    else:
        assert report.errors > 0
    assert (report.events.updated, report.events.deleted) == (0, 0)
    assert world.path.read_bytes() == octets
    assert world.store.history("plan") == ()
    world.sheet.rows[0][place] = heading
    report = world.sync()
    assert (report.errors, report.events.held) == (0, 0)
    assert world.path.read_bytes() == octets
    assert world.store.history("plan") == ()


@pytest.mark.parametrize("heading", ["Due", "Baseline"])
@pytest.mark.parametrize(("now", "errors"), [("Blah", 0), ("Notes", 1)])
def test_a_renamed_heading_changes_no_verdict(world, heading, now, errors):
    for cells in world.sheet.rows[1:4]:
        cells[2:4] = ["2026-04-20", "2026-03-31"]
    world.sync()
    before = [world.sheet.column(name) for name in ("Forecast", "Slip (workdays)", "Why")]
    assert before[1][:4] == [14, 14, 14, 0]
    world.sheet.rows[0][HEADINGS.index(heading)] = now
    assert world.sync().errors == errors
    assert before == [world.sheet.column(name) for name in ("Forecast", "Slip (workdays)", "Why")]


def test_one_of_our_columns_taken_out_comes_back_and_gives_none_of_the_others_away(world):
    world.sync()
    octets = world.path.read_bytes()
    place = world.sheet.rows[0].index("Computed status")
    for cells in world.sheet.rows:
        del cells[place]
    world.sync()
    assert world.sheet.rows[0].count("Forecast") == 1
    assert set(world.sheet.column("Computed status")) == {"On track"}
    assert world.path.read_bytes() == octets
    assert world.sync().outcome == "unchanged"


def test_a_copied_row_keeps_one_id_and_is_told_at_its_cell(world):
    world.sync()
    world.sheet.rows.insert(4, list(world.sheet.rows[3]))
    world.sheet.rows[4][0] = "Milestone 3, second part"
    world.sync()
    assert world.sheet.column("ID")[2:4] == ["M-0003", "M-0011"]
    assert "M-0003 belongs to row 4" in world.sheet.column("Checked")[3]


def test_a_date_that_turns_bad_keeps_its_last_good_event(world):
    world.sync()
    octets = world.path.read_bytes()
    world.sheet.rows[3][2] = "31/02/2026"
    report = world.sync()
    assert report.errors == 1
    assert world.path.read_bytes() == octets
    assert "31/02/2026" in world.sheet.column("Checked")[2]
    assert world.sheet.column("Forecast")[2] == date(2026, 4, 3)
    assert world.sheet.rows[3][2] == "31/02/2026"


def test_a_feed_that_somebody_deleted_comes_back_the_same(world):
    world.sync()
    octets = world.path.read_bytes()
    world.path.unlink()
    world.sync()
    assert world.path.read_bytes() == octets


def test_a_lost_state_finds_the_same_events_again(world):
    world.sync()
    before = set(world.events())
    world.state.unlink()
    world.store = open_store(f"sqlite:///{world.state}")
    report = world.sync()
    assert report.failures == ()
    assert set(world.events()) == before
    assert len(world.calendar.stored()) == 10


def test_a_cycle_that_was_overtaken_commits_nothing(world):
    world.sync()
    world.sheet.rows[3][2] = "2026-04-20"

    def overtake():
        world.store.begin("plan")

    world.sheet.meanwhile = overtake
    with pytest.raises(HeldError):
        world.sync()
    assert world.sync().failures == ()
    assert world.sync().outcome == "unchanged"


def changes(world):
    """What our tab says of changes: its title, then the titles of rows with what is said."""
    rows = [[*row, *[None] * (8 - len(row))] for row in world.sheet.page]
    at = next((n for n, row in enumerate(rows) if str(row[0]).startswith("Changed")), None)
    if at is None:
        return None, {}
    end = next(n for n in range(at, len(rows)) if not any(rows[n]))
    return rows[at][0], {row[1]: row[7] or row[2] for row in rows[at + 1 : end]}


def test_the_first_look_is_no_news_and_what_follows_is_compared_with_it(world):
    world.sync()
    assert changes(world) == (None, {})
    world.clock.day = date(2026, 3, 5)
    world.sheet.rows[3][2] = "2026-04-20"
    world.sheet.rows.append(row("Milestone 11", "2026-04-11"))
    world.sync()
    title, said = changes(world)
    assert title == "Changed since the first look on 4 Mar"
    assert said.keys() == {"Title", "Milestone 3", "Milestone 11"}
    world.clock.day = date(2026, 3, 6)
    del world.sheet.rows[11], world.sheet.rows[10]
    world.sync()
    assert changes(world)[1]["Milestone 10"] == "gone from the sheet"
    assert "Milestone 11" not in changes(world)[1]


def test_without_its_column_of_titles_the_sheet_keeps_all_that_was_written(world):
    world.sync()
    ours = [row[5:] for row in world.sheet.rows]
    world.sheet.rows[0][0] = "Notes"
    world.clock.day = date(2026, 3, 9)
    assert world.sync().cells_written == 0
    assert [row[5:] for row in world.sheet.rows] == ours
    assert "cannot be read" in world.sheet.page[1][1]
    assert not any(seen.gone for seen in world.store.load("plan").seen.values())
    world.sheet.rows[0][0] = "Milestone"
    world.sync()
    assert [row[5:] for row in world.sheet.rows] == ours


def test_a_summary_that_people_deleted_stays_away(world):
    world.sync()
    world.sheet.page = None
    world.sheet.rows[3][2] = "2026-04-20"
    world.sync()
    assert world.sheet.page is None


def test_an_own_tab_of_that_name_stays_peoples(world):
    read = world.sheet.read

    def with_their_summary():
        snapshot = read()
        from dataclasses import replace

        from syncer.domain.sheet import Tab

        theirs = Tab(name="Summary", rows=(("ours, hands off",),))
        return replace(snapshot, tabs=(*snapshot.tabs, theirs))

    world.sheet.read = with_their_summary
    world.sync()
    assert world.sheet.page_name == "Summary (syncer)"


def test_an_event_that_people_bring_back_after_its_row_went_is_told_when_it_goes_again(world):
    world.sync()
    event = world.calendar.stored()[next(iter(world.calendar.stored()))].event
    del world.sheet.rows[1]
    world.sync()
    list(world.calendar.change([Put(event, None)]))
    report = world.sync()
    assert (report.outcome, report.events.deleted, report.events.unchanged) == ("changed", 1, 18)
    assert event.uid not in world.calendar.stored()
