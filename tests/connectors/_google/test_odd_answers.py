"""What Google, or whoever answers in its stead, can say: never a crash, never a doubled write."""

import pytest

from connectors._google.account import account_of
from connectors._google.credentials import CALENDAR_EVENTS, SHEETS
from connectors._google.reach import Reach
from connectors.google_calendar.calls import CalendarCalls
from connectors.google_sheet.api import Sheets
from syncer.errors import AccessError, ConflictError, SourceError, UnavailableError
from tests.google.faults import CutAfter, CutBefore, HtmlPage, Refuse, Truncated, WrongOrder

ALWAYS = 10**6
NO_ANSWERS = [HtmlPage(), Truncated(1), Truncated(20), Refuse(503, bare=True), CutBefore()]
PERSON = "person@example.com"


@pytest.fixture
def book(google):
    book = google.add_book()
    google.people(book).fill([["Milestone", "Due"], ["Alpha", "soon"], ["Beta", "later"]])
    return book


@pytest.fixture
def calendar(google):
    return google.add_calendar()


@pytest.fixture
def reads(account, book, calendar):
    """One harmless call of each API, by its name."""
    return {
        "sheets": lambda: Sheets(account, book.id).values(["Sheet1!A1:B3"]),
        "calendar": lambda: list(CalendarCalls(account, calendar.id, [CALENDAR_EVENTS]).pages()),
        "drive": lambda: Reach(account, "").address(),
    }


def add_tab(account, book):
    request = {"addSheet": {"properties": {"title": "Ours"}}}
    Sheets(account, book.id).change([request], "adding our tab")


def titles(book):
    return [tab.title for tab in book.tabs]


@pytest.mark.parametrize("api", ["sheets", "calendar"])
@pytest.mark.parametrize("fault", NO_ANSWERS, ids=repr)
def test_an_answer_that_is_none_is_asked_for_again(google, reads, api, fault):
    right = reads[api]()
    google.faults.when(lambda call: call.api == api, fault)
    assert reads[api]() == right


@pytest.mark.parametrize("api", ["sheets", "calendar", "drive"])
@pytest.mark.parametrize("fault", NO_ANSWERS, ids=repr)
def test_no_answer_ever_is_told_within_the_budget(google, reads, time, api, fault):
    google.faults.when(lambda call: call.api == api, fault, times=ALWAYS)
    with pytest.raises(UnavailableError, match="Google") as caught:
        reads[api]()
    assert caught.value.hint
    assert sum(time.waited) <= 90


@pytest.mark.parametrize("api", ["sheets", "calendar", "drive"])
@pytest.mark.parametrize("bare", [True, False])
def test_a_403_without_a_reason_is_a_refusal_and_asked_once(google, reads, time, api, bare):
    google.faults.when(lambda call: call.api == api, Refuse(403, bare=bare), times=ALWAYS)
    with pytest.raises(AccessError, match="access refused"):
        reads[api]()
    assert time.waited == []


def test_a_quota_that_is_used_up_for_35_hours_ends_each_try_in_time(google, reads, time):
    google.faults.when(lambda call: True, Refuse(429), times=ALWAYS)
    ends = time.now + 35 * 3600
    tries = 0
    while time.now < ends:
        began, tries = time.now, tries + 1
        with pytest.raises(UnavailableError, match="quota"):
            reads["sheets"]()
        assert time.now - began <= 90
        time.wait(7200)
    assert google.calls.total() <= 10 * tries
    google.faults.clear()
    assert reads["sheets"]()


@pytest.mark.parametrize("fault", [CutAfter(), HtmlPage(took_effect=True), Truncated(5)], ids=repr)
def test_a_write_whose_answer_was_lost_is_not_sent_again(google, account, book, fault):
    google.faults.when(lambda call: call.kind == "write", fault)
    with pytest.raises(ConflictError, match="may be done or not"):
        add_tab(account, book)
    assert google.calls.total(kind="write") == 1
    assert titles(book) == ["Sheet1", "Ours"]


def test_a_tab_that_somebody_else_just_made_is_a_conflict(account, book):
    add_tab(account, book)
    with pytest.raises(ConflictError):
        add_tab(account, book)


@pytest.mark.parametrize(
    ("status", "kind"), [(404, SourceError), (410, SourceError), (409, ConflictError)]
)
def test_what_is_gone_is_named_and_what_somebody_else_did_is_a_conflict(
    google, account, book, status, kind
):
    google.faults.when(lambda call: call.kind == "write", Refuse(status))
    with pytest.raises(kind) as caught:
        add_tab(account, book)
    assert kind is ConflictError or book.id in str(caught.value)


def test_ranges_in_another_order_are_told_apart_by_what_they_say_they_are(google, account, book):
    asked = ["Sheet1!A1:A3", "Sheet1!B1:B3"]
    right = Sheets(account, book.id).values(asked)
    google.faults.when(lambda call: True, WrongOrder())
    turned = Sheets(account, book.id).values(asked)
    assert turned == right[::-1]


def test_a_token_that_ran_out_is_renewed_unseen(google, reads, time):
    right = {name: read() for name, read in reads.items()}
    google.world.accounts.expire()
    assert {name: read() for name, read in reads.items()} == right
    assert time.waited == []


PAGE = b"<html>Sign in. Your session has expired.</html>"
NO_TOKENS = [(200, PAGE), (403, PAGE), (200, b'{"access_tok'), (200, b"[]"), (200, b"null"),
             (200, b"{}"), (403, b"{}")]  # fmt: skip


@pytest.mark.parametrize("api", ["sheets", "calendar"])
@pytest.mark.parametrize("said", NO_TOKENS, ids=repr)
def test_what_a_network_says_instead_of_a_token_is_no_answer_of_google(google, reads, api, said):
    google.world.accounts.says = said
    with pytest.raises(UnavailableError):
        reads[api]()
    google.world.accounts.says = None
    assert reads[api]()


@pytest.mark.parametrize("api", ["sheets", "calendar"])
def test_a_key_that_was_deleted_is_told_as_such(google, reads, account, api):
    google.world.accounts.revoke("syncer@test-project.iam.gserviceaccount.com")
    with pytest.raises(AccessError) as caught:
        reads[api]()
    assert "make a new key" in caught.value.hint


@pytest.mark.parametrize("late", [-7200, 7200])
def test_a_wrong_clock_is_told_as_such(google, reads, late):
    google.world.accounts.skew = late
    with pytest.raises(AccessError) as caught:
        reads["sheets"]()
    assert "clock" in caught.value.hint


def test_a_login_that_was_revoked_or_ran_out_is_not_taken_for_a_wrong_clock(
    google, options_for, book
):
    account = account_of(options_for(google.person_login(PERSON, [SHEETS])))
    google.world.accounts.revoke(PERSON)
    with pytest.raises(AccessError) as caught:
        Sheets(account, book.id).values(["Sheet1!A1:B3"])
    assert "clock" not in caught.value.hint
    assert "syncer init --login" in caught.value.hint


def test_credentials_that_google_does_not_take_are_not_a_matter_of_sharing(google, reads):
    google.faults.when(lambda call: True, Refuse(401), times=ALWAYS)
    with pytest.raises(AccessError) as caught:
        reads["sheets"]()
    assert "share" not in caught.value.hint
    assert "revoked" in caught.value.hint
