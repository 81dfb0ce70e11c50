"""Drive tells which sheets to read: a quiet plan costs no call of the Sheets API."""

import json
from datetime import date

import pytest

from connectors._google.changes import watcher_of
from syncer.app import wiring
from syncer.app.config import load
from syncer.engine.cycle import run_cycle
from syncer.engine.watch import LONGEST
from syncer.errors import AccessError, SourceError, UnavailableError
from tests.google.faults import HtmlPage, Refuse, Truncated
from tests.google.server import SERVICE

ALWAYS = 10**6
MINUTES = 60.0


@pytest.fixture
def watcher(options):
    return watcher_of(options)


@pytest.fixture
def heard(google, watcher):
    """What was heard since the last call of it; Drive's three minutes are over then."""
    token = watcher.news("").token

    def hear():
        nonlocal token
        google.clock.advance(4 * MINUTES)
        token, changed, _ = watcher.news(token)
        return changed

    return hear


def edit(google, book, text="Alpha"):
    google.people(book).type_text("A2", text)


def test_only_what_changed_is_told_and_only_once(google, heard):
    books = [google.add_book(f"Plan {n}") for n in range(5)]
    heard()
    edit(google, books[3])
    assert heard() == {books[3].id}
    assert heard() == frozenset()


def test_many_pages_are_read_to_the_end(google, heard):
    books = [google.add_book(f"Plan {n}") for n in range(1001)]
    assert heard() == {book.id for book in books}
    assert google.calls.total(method="changes.list") == 2
    assert heard() == frozenset()


def test_a_sheet_in_the_bin_deleted_or_shared_no_longer_is_told_of(google, heard):
    binned, deleted, lost = (google.add_book(name) for name in ("A", "B", "C"))
    heard()
    google.people(binned).trash()
    google.people(deleted).delete_book()
    google.people(lost).revoke(SERVICE)
    assert heard() == {binned.id, deleted.id, lost.id}


def test_which_of_them_lie_in_the_bin_is_told_too(google, watcher):
    binned, edited = (google.add_book(name) for name in "AB")
    google.clock.advance(4 * MINUTES)
    token = watcher.news("").token
    google.people(binned).trash()
    edit(google, edited)
    google.clock.advance(4 * MINUTES)
    token, changed, lying = watcher.news(token)
    assert (changed, lying) == ({binned.id, edited.id}, {binned.id})
    google.people(binned).trash(trashed=False)
    google.clock.advance(4 * MINUTES)
    assert watcher.news(token)[1:] == ({binned.id}, frozenset())


@pytest.mark.parametrize("status", [400, 404, 410])
def test_a_token_that_google_no_longer_takes_means_that_any_may_have_changed(
    google, watcher, status
):
    token = watcher.news("").token
    google.faults.when(lambda call: call.method.endswith("changes.list"), Refuse(status))
    anew = watcher.news(token)
    assert anew.changed is None
    assert watcher.news(anew.token).changed == frozenset()


def test_a_token_from_elsewhere_is_no_harm(watcher):
    assert watcher.news("not a token").changed is None


@pytest.mark.parametrize("fault", [HtmlPage(), Truncated(10), Refuse(429), Refuse(503)], ids=repr)
def test_no_answer_is_told_as_such(google, watcher, fault):
    token = watcher.news("").token
    google.faults.when(lambda call: True, fault, times=ALWAYS)
    with pytest.raises(UnavailableError):
        watcher.news(token)


def test_a_drive_api_that_is_switched_off_is_told_as_such(google, watcher):
    google.faults.when(lambda call: True, Refuse(403, "accessNotConfigured"), times=ALWAYS)
    with pytest.raises(AccessError) as caught:
        watcher.news("")
    assert "drive API" in caught.value.hint


def test_a_sheet_of_ones_own_drive_is_told_of(google, watcher):
    assert watcher.keeping(google.add_book().id) == (True, False)


def test_a_sheet_that_lies_in_the_bin_is_known_at_first_sight(google, watcher):
    book = google.add_book()
    google.people(book).trash()
    assert watcher.keeping(book.id).binned


def test_a_sheet_of_a_shared_drive_may_not_be_told_of(google, watcher, heard):
    book = google.add_book()
    heard()
    book.drive = "0Shared"
    edit(google, book)
    assert heard() == frozenset()
    assert not watcher.keeping(book.id).told


def test_a_sheet_that_anyone_with_the_link_may_edit_is_not_told_of(google, watcher, heard):
    book = google.add_book(editors=("anyone",))
    heard()
    edit(google, book)
    assert heard() == frozenset()
    assert not watcher.keeping(book.id).told


def test_a_sheet_of_the_account_itself_is_told_of(google, watcher, heard):
    book = google.add_book(owner=SERVICE)
    heard()
    edit(google, book)
    assert heard() == {book.id}
    assert watcher.keeping(book.id).told


# The whole product.


@pytest.fixture
def books(google):
    books = [google.add_book(f"Plan {n}") for n in range(3)]
    for book in books:
        rows = [["Milestone", "Due"], *([f"M{n}", date(2026, 4, n)] for n in range(1, 5))]
        google.people(book).fill(rows)
    return books


@pytest.fixture
def config(google, options, books, tmp_path, monkeypatch):
    monkeypatch.setenv("SYNCER_GOOGLE_ENDPOINT", google.netloc)
    path = tmp_path / "config.toml"
    lines = [f"[google]\ncredentials = {json.dumps(options['credentials'])}"]
    lines += [
        f'[plan.p{n}]\nsource = "https://docs.google.com/spreadsheets/d/{book.id}/edit"\n'
        'today = "2026-03-04"'
        for n, book in enumerate(books)
    ]
    path.write_text("\n".join(lines))
    return load(path)


class Service:
    """Syncs plans as a service does: one watch for all, the ports of each kept."""

    def __init__(self, config, store, watch):
        self.config = config
        self.ports = {
            plan: wiring.ports_of(config, plan, store, watch=watch) for plan in config.plans
        }

    def sync(self, plan):
        return run_cycle(wiring.setup_of(self.config, plan), self.ports[plan]).outcome


@pytest.fixture
def service(config, options, time):
    watch = wiring.google_watch(options, now=lambda: time.now)
    with wiring.open_state(config) as store:
        yield Service(config, store, watch)


@pytest.fixture
def cycles(google, service, time):
    """A cycle of every plan after a while."""

    def run(pause=2 * MINUTES):
        time.wait(pause)
        google.calls.clear()
        return [service.sync(plan) for plan in service.ports]

    return run


def rest(cycles):
    """Until Drive has told of our own writes, too."""
    for _ in range(4):
        cycles()


def test_quiet_plans_cost_one_call_of_drive_together_and_none_of_sheets(google, cycles):
    assert cycles() == ["changed"] * 3
    rest(cycles)
    assert cycles() == ["unchanged"] * 3
    assert google.calls.by_kind() == {("drive", "read"): 1}


def test_an_edit_is_read_when_drive_tells_of_it_and_costs_the_others_nothing(google, cycles, books):
    cycles()
    rest(cycles)
    google.people(books[1]).type("B3", date(2026, 5, 5))
    outcomes = [cycles() for _ in range(3)]
    assert ["unchanged", "changed", "unchanged"] in outcomes
    rest(cycles)
    cycles()
    assert google.calls.total("sheets") == 0


def test_a_sheet_of_a_shared_drive_is_read_as_ever(google, cycles, books):
    books[1].drive = "0Shared"
    cycles()
    rest(cycles)
    google.people(books[1]).type("B3", date(2026, 5, 5))
    assert cycles() == ["unchanged", "changed", "unchanged"]


def test_a_sheet_that_is_shared_by_its_link_alone_is_read_as_ever(google, cycles, books):
    books[1].roles.pop(SERVICE)
    books[1].roles["anyone"] = "writer"
    cycles()
    rest(cycles)
    google.people(books[1]).type("B3", date(2026, 5, 5))
    assert cycles() == ["unchanged", "changed", "unchanged"]


def test_a_plan_that_is_shared_no_longer_stops_no_other(google, service, cycles, books, time):
    cycles()
    rest(cycles)
    google.people(books[0]).revoke(SERVICE)
    google.people(books[2]).type("B3", date(2026, 5, 5))
    time.wait(4 * MINUTES)
    with pytest.raises(AccessError, match="access refused"):
        service.sync("p0")
    assert [service.sync(plan) for plan in ("p1", "p2")] == ["unchanged", "changed"]


def test_a_plan_in_the_bin_stops_until_it_is_taken_out_and_stops_no_other(
    google, service, cycles, books, time
):
    cycles()
    rest(cycles)
    google.people(books[0]).trash()
    google.people(books[2]).type("B3", date(2026, 5, 5))
    time.wait(4 * MINUTES)
    google.calls.clear()
    with pytest.raises(SourceError, match="lies in the bin") as caught:
        service.sync("p0")
    assert "Restore" in caught.value.hint
    assert google.calls.total("sheets") == 0
    assert [service.sync(plan) for plan in ("p1", "p2")] == ["unchanged", "changed"]
    google.people(books[0]).trash(trashed=False)
    time.wait(4 * MINUTES)
    assert service.sync("p0") == "unchanged"


def test_also_in_a_shared_drive_though_it_is_not_told_of_there(google, service, cycles, books):
    books[0].drive = "0Shared"
    google.people(books[0]).trash()
    with pytest.raises(SourceError, match="lies in the bin"):
        service.sync("p0")
    google.people(books[0]).trash(trashed=False)
    assert service.sync("p0") == "changed"


def test_a_sheet_is_read_once_a_day_whatever_drive_says(google, cycles):
    cycles()
    rest(cycles)
    assert cycles(LONGEST) == ["unchanged"] * 3
    assert google.calls.total("sheets", "read") >= 3


def test_without_drive_the_plans_are_read_as_ever(google, cycles, books):
    cycles()
    rest(cycles)
    google.faults.when(lambda call: call.api == "drive", Refuse(403), times=ALWAYS)
    google.people(books[1]).type("B3", date(2026, 5, 5))
    assert cycles() == ["unchanged", "changed", "unchanged"]
