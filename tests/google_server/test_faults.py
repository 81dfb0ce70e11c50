"""Faults strike the call they are meant for, and people act between two calls."""

from concurrent.futures import ThreadPoolExecutor

import gspread
import pytest
import requests

from tests.google import clients
from tests.google.faults import (
    CutAfter,
    CutBefore,
    Delay,
    HtmlPage,
    Partly,
    Refuse,
    Truncated,
    WrongOrder,
)
from tests.google_server.refusals import denied, refused
from tests.google_server.test_calendar_events import ID, all_day

RAW = {"valueInputOption": "RAW"}


@pytest.fixture
def write(sheets, book):
    return lambda text: sheets.values_update(book.id, "A1", RAW, {"values": [[text]]})


def value(book):
    return book.tabs[0].value(1, 1)


@pytest.mark.parametrize("code", [400, 401, 403, 404, 429, 500, 503])
def test_any_status_strikes_the_nth_call_once(server, write, book, code):
    server.faults.at(2, Refuse(code))
    write("one")
    if code == 401:
        write("two")  # google-auth takes a new token and sends the call again by itself
        assert [call.status for call in server.calls] == [200, 401, 200]
    else:
        assert refused(lambda: write("two"))[0] == code
        assert value(book) == "one"
        write("three")
    assert server.faults.pending == 0


def test_google_s_body_for_a_reason(server, events, calendar):
    get = events.list(calendarId=calendar.id)
    server.faults.at(1, Refuse(403, "quotaExceeded"))
    assert denied(get) == (403, "quotaExceeded")
    server.faults.at(2, Refuse(403, "insufficientPermissions"))
    assert denied(get) == (403, "insufficientPermissions")
    server.faults.at(3, Refuse(410, "fullSyncRequired"))
    assert denied(get) == (410, "fullSyncRequired")


def test_a_refusal_may_say_when_to_come_back(server, sheets, book):
    server.faults.at(1, Refuse(429, retry_after=7))
    with pytest.raises(gspread.exceptions.APIError) as caught:
        sheets.values_get(book.id, "A1")
    assert caught.value.response.headers["Retry-After"] == "7"


def test_a_403_may_come_without_any_json(server, sheets, book):
    server.faults.at(1, Refuse(403, bare=True))
    code, text = refused(lambda: sheets.values_get(book.id, "A1"))
    assert (code, "<html>" in text) == (-1, True)


def test_a_line_cut_before_the_call_leaves_nothing(server, write, book):
    server.faults.at(1, CutBefore())
    with pytest.raises(requests.ConnectionError):
        write("lost")
    assert value(book) is None
    write("kept")
    assert value(book) == "kept"


def test_a_line_cut_after_the_call_leaves_its_effect(server, write, book):
    server.faults.at(1, CutAfter())
    with pytest.raises(requests.ConnectionError):
        write("written")
    assert value(book) == "written"


def test_truncated_json_and_a_login_page_come_with_200(server, sheets, write, book):
    server.faults.at(1, Truncated(keep=9))
    with pytest.raises(requests.JSONDecodeError):
        write("one")
    assert value(book) == "one"
    server.faults.at(2, HtmlPage())
    with pytest.raises(requests.JSONDecodeError):
        write("two")
    assert value(book) == "one"
    server.faults.at(3, HtmlPage(took_effect=True))
    with pytest.raises(requests.JSONDecodeError):
        write("three")
    assert value(book) == "three"


def test_ranges_may_come_in_the_wrong_order(server, sheets, book, people):
    people.fill([["a", "b"]])
    server.faults.at(1, WrongOrder())
    found = sheets.values_batch_get(book.id, ["A1", "B1"])["valueRanges"]
    assert [one["range"] for one in found] == ["Sheet1!B1", "Sheet1!A1"]


def test_a_batch_of_values_may_stop_half_way(server, sheets, book):
    server.faults.at(1, Partly(ranges=1))
    data = [{"range": "A1", "values": [["x"]]}, {"range": "B1", "values": [["y"]]}]
    body = {"valueInputOption": "RAW", "data": data}
    assert refused(lambda: sheets.values_batch_update(book.id, body))[0] == 500
    assert book.tabs[0].values() == [["x"]]


def test_a_delay_moves_the_clock_or_outlasts_the_caller(server, sheets, write, book):
    before = server.clock.now
    server.faults.at(1, Delay(seconds=90))
    write("slow")
    assert (server.clock.now - before).total_seconds() == 90
    server.faults.at(2, Delay(real=0.3))
    sheets.set_timeout(0.1)
    with pytest.raises(requests.Timeout):
        write("too slow")
    assert value(book) == "too slow"


def test_a_fault_may_wait_for_a_matching_call(server, sheets, write, book):
    server.faults.when(lambda call: call.kind == "write", Refuse(500), nth=2, times=2)
    write("one")
    sheets.values_get(book.id, "A1")
    assert refused(lambda: write("two"))[0] == 500
    assert refused(lambda: write("two"))[0] == 500
    write("two")


def test_a_batch_may_be_cut_between_its_parts(server, cal, calendar):
    cal.events().list(calendarId=calendar.id).execute()
    server.faults.when(lambda call: call.part == 2, CutBefore(), times=2)
    batch, events = cal.new_batch_http_request(), cal.events()
    batch.add(events.insert(calendarId=calendar.id, body=all_day(id=ID)))
    batch.add(events.insert(calendarId=calendar.id, body=all_day(id=ID + "0")))
    # httplib2 sends the batch again over a new line, and is cut off again.
    with pytest.raises(Exception, match=r"(?i)connection|closed|remote|response"):
        batch.execute()
    assert [one["id"] for one in calendar.live()] == [ID]


def test_one_part_of_a_batch_may_fail(server, cal, calendar):
    outcomes, events = [], cal.events()
    server.faults.when(lambda call: call.part == 2, Refuse(503))
    batch = cal.new_batch_http_request(callback=lambda _i, _got, error: outcomes.append(error))
    for number in range(3):
        batch.add(events.insert(calendarId=calendar.id, body=all_day(id=f"{ID}{number}")))
    batch.execute()
    assert [error and error.status_code for error in outcomes] == [None, 503, None]


def test_people_act_between_two_calls(server, sheets, write, book, people):
    server.faults.between(0, lambda: people.type("A1", "before all"))
    server.faults.between(1, lambda: people.insert_rows(1))
    assert sheets.values_get(book.id, "A1")["values"] == [["before all"]]
    write("above")
    assert book.tabs[0].values() == [["above"], ["before all"]]


def test_people_may_act_after_every_call(server, sheets, book, people):
    server.faults.after_every(lambda number: people.type(f"B{number}", number))
    for _ in range(3):
        sheets.values_get(book.id, "A1")
    assert book.tabs[0].values() == [[None, 1], [None, 2], [None, 3]]


def test_people_may_act_inside_a_call_that_is_not_atomic(server, sheets, book, people):
    people.fill([["M-1"], ["M-2"]])
    server.faults.within(1, 1, lambda: people.insert_rows(1))
    data = [
        {"range": "A1:B1", "values": [[None, "one"]]},
        {"range": "A2:B2", "values": [[None, "two"]]},
    ]
    body = {"valueInputOption": "RAW", "includeValuesInResponse": True, "data": data}
    echo = sheets.values_batch_update(book.id, body)["responses"]
    # The second range hit what was above it; its echo says so.
    assert [one["updatedData"]["values"][0] for one in echo] == [["M-1", "one"], ["M-1", "two"]]
    assert book.tabs[0].values() == [[], ["M-1", "two"], ["M-2"]]


def test_what_an_act_raises_is_told(server, sheets, book):
    server.faults.between(1, lambda: book.tab("Nowhere"))
    sheets.values_get(book.id, "A1")
    with pytest.raises(AssertionError, match="Nowhere"):
        server.check()


def test_the_size_of_questions_and_answers_is_kept(server, sheets, write):
    write("x" * 10_000)
    assert server.calls[0].asked > 10_000 > server.calls[0].answered > 0


def test_an_idle_line_may_be_gone(server, sheets, book):
    sheets.values_get(book.id, "A1")
    server.cut_idle_lines()
    try:
        sheets.values_get(book.id, "A1")
    except requests.ConnectionError:
        sheets.values_get(book.id, "A1")
    assert server.calls.total("sheets") == 2


def test_many_lines_at_once(server, book):
    server.limits.lift()

    def work(number):
        with clients.session(server) as session:
            client = gspread.HTTPClient(None, session=session)
            for row in range(1, 11):
                client.values_update(book.id, f"R{row}C{number}", RAW, {"values": [[number]]})

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(1, 5)))
    assert book.tabs[0].values() == [[1, 2, 3, 4]] * 10
    assert [call.number for call in server.calls] == list(range(1, 41))


def test_a_bug_of_the_server_is_not_blamed_on_its_caller(server, sheets, book):
    book.tabs[0].rows[0].cells.append("not a cell")
    assert refused(lambda: sheets.values_get(book.id, "A1"))[0] == 500
    with pytest.raises(AssertionError, match="has no attribute"):
        server.check()
