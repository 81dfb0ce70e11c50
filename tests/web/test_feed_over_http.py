"""The rules H01 to H10 of a feed, asked of the running server."""

import gzip
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
from feed_rules import violations

from tests.serving import TOKEN, board, event, put_up, served, state_of, subscribe, until
from tests.web.conftest import BETA

BEFORE = "Mon, 01 Jan 2024 00:00:00 GMT"


def test_a_feed_is_a_calendar_that_keeps_the_rules(server):
    answer = server.feed()
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert violations(answer.body) == []
    assert BETA.encode() in answer.body


def test_who_holds_it_is_told_so_without_a_body(server):
    tag = server.feed().headers["etag"]
    again = server.feed(If_None_Match=tag)
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)


def test_its_date_is_a_condition_too(server):
    modified = server.feed().headers["last-modified"]
    assert server.feed(If_Modified_Since=modified).status == 304
    assert server.feed(If_Modified_Since=BEFORE).status == 200


def test_no_answer_says_a_later_date_than_its_own(server):
    headers = server.feed().headers
    modified, date = (parsedate_to_datetime(headers[name]) for name in ("last-modified", "date"))
    assert modified <= date


def test_another_tag_gives_the_whole_feed(server):
    answer = server.feed(If_None_Match='"other"', If_Modified_Since="Fri, 01 Jan 2100 00:00:00 GMT")
    assert (answer.status, answer.body) == (200, server.feed().body)


def test_packed_it_is_the_same_with_a_tag_of_its_own(server):
    plain, packed = server.feed(), server.feed(Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["etag"] != plain.headers["etag"]
    assert packed.headers["vary"] == plain.headers["vary"] == "accept-encoding"


@pytest.mark.parametrize("accepted", ["gzip;q=0", "br", "identity", ""])
def test_it_is_not_packed_where_the_client_cannot_unpack(server, accepted):
    assert "content-encoding" not in server.feed(Accept_Encoding=accepted).headers


@pytest.mark.parametrize("wish", [{}, {"Accept_Encoding": "gzip"}, {"If_None_Match": "*"}])
def test_head_has_the_headers_of_get_and_no_body(server, wish):
    get, head = server.feed(**wish), server.feed(method="HEAD", **wish)
    assert head.body == b""
    assert head.status == get.status
    assert head.headers | {"date": ""} == get.headers | {"date": ""}


@pytest.mark.parametrize("status", [200, 304, 404])
def test_no_answer_is_kept_in_shared_caches_or_search_engines(server, status):
    answers = {
        200: server.feed(),
        304: server.feed(If_None_Match="*"),
        404: server.feed("unknown"),
    }
    headers = answers[status].headers
    assert answers[status].status == status
    assert headers["cache-control"] == "private, no-cache"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-robots-tag"].startswith("noindex")
    assert headers["x-content-type-options"] == "nosniff"
    assert not {"set-cookie", "location", "server"} & headers.keys()


def test_a_range_is_not_heeded(server):
    wish = "bytes=" + ",".join(f"{n}-{n}" for n in range(1000))
    whole = server.feed()
    for asked in ("bytes=0-0", wish):
        answer = server.feed(Range=asked)
        assert (answer.status, answer.body) == (200, whole.body)


def test_one_line_serves_many_requests(server):
    ask = f"GET /feeds/{TOKEN}.ics HTTP/1.1\r\nHost: here\r\nIf-None-Match: *\r\n".encode()
    said = server.say((ask + b"\r\n") * 3 + ask + b"Connection: close\r\n\r\n")
    assert said.count(b"HTTP/1.1 304 ") == 4
    assert said.count(b"connection: close\r\n") == 1


def test_a_client_of_http_1_0_is_answered_and_the_line_closed(server):
    said = server.say(f"GET /feeds/{TOKEN}.ics HTTP/1.0\r\n\r\n".encode())
    head, _, body = said.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK")
    assert body == server.feed().body


def test_a_request_may_come_octet_by_octet(server):
    ask = f"GET /feeds/{TOKEN}.ics HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n".encode()
    with server.line_open() as line:
        for octet in ask:
            line.sendall(bytes([octet]))
        assert line.recv(12) == b"HTTP/1.1 200"


def test_an_absolute_target_is_answered_like_any_other(server):
    ask = f"GET http://evil.example/feeds/{TOKEN}.ics HTTP/1.1\r\nHost: evil.example\r\n"
    said = server.say(f"{ask}Connection: close\r\n\r\n".encode())
    assert said.startswith(b"HTTP/1.1 200 OK")
    assert b"evil.example" not in said


class TestFilters:
    def titles(self, server, query):
        body = server.feed(query=query).body.decode()
        return {line[8:] for line in body.split("\r\n") if line.startswith("SUMMARY:")}

    def test_a_filter_narrows_what_is_shown(self, server):
        assert self.titles(server, "") == {BETA, "Launch"}
        assert self.titles(server, "?owner=Ada") == {BETA}
        assert self.titles(server, "?owner=Ada&owner=Ben") == {BETA, "Launch"}

    def test_it_has_its_own_tag_which_holds(self, server):
        tag = server.feed(query="?owner=Ada").headers["etag"]
        assert tag != server.feed().headers["etag"]
        assert server.feed(query="?owner=Ada", If_None_Match=tag).status == 304
        assert server.feed(query="?owner=Ada", method="HEAD").body == b""

    def test_the_first_answer_is_like_the_ones_after_it(self, server):
        first, second = (server.feed(query="?owner=Ben&kind=milestone") for _ in range(2))
        ours = ("content-type", "etag", "last-modified", "cache-control", "vary", "referrer-policy")
        assert [first.headers[name] for name in ours] == [second.headers[name] for name in ours]
        assert first.body == second.body

    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ("?ownr=Ada", b"owner"),
            ("?health=rde", b"red"),
            ("?owner=", b"owner=Ada"),
            ("?as_of=soon", b"as_of=2026-12-31"),
            ("?as_of=2026-01-01&as_of=2026-01-02", b"one day"),
            ("?" + "&".join(f"owner={n}" for n in range(100)), b"no filter"),
        ],
    )
    def test_a_filter_that_is_none_is_named_with_the_right_one(self, server, query, said):
        answer = server.feed(query=query)
        assert answer.status == 400
        assert said in answer.body

    def test_a_day_before_the_first_board_is_an_empty_calendar(self, server):
        answer = server.feed(query="?as_of=2020-01-01")
        assert answer.status == 200
        assert b"BEGIN:VEVENT" not in answer.body
        assert violations(answer.body) == []

    def test_who_wants_everything_at_once_is_slowed_down_alone(self, folder):
        wide = "W" * 43
        with state_of(folder) as store:
            subscribe(store, wide, name="wide")
        with served(folder) as server:
            answers = [server.feed(wide, f"?owner={n}") for n in range(40)]
            assert {answer.status for answer in answers} == {200, 429}
            refused = next(answer for answer in answers if answer.status == 429)
            assert b"filters" in refused.body
            assert b"wrong address" not in refused.body
            assert refused.headers["retry-after"] == "2"
            assert server.feed(wide).status == 200
            assert server.feed(query="?owner=Ben").status == 200


class TestChanges:
    """What happens in the state reaches the feed within seconds, without a restart."""

    @pytest.fixture
    def apart(self, tmp_path):
        with state_of(tmp_path) as store:
            put_up(store, board(event(1, BETA)))
            subscribe(store)
            with served(tmp_path, plan='[plan.other]\nsource = "other.xlsx"') as server:
                yield server, store

    def test_an_edit_arrives_with_a_new_tag_and_date(self, apart):
        server, store = apart
        old = server.feed()
        put_up(store, board(event(1, "Beta put off", sequence=1)))
        new = until(lambda: (now := server.feed(If_None_Match=old.headers["etag"])).body and now)
        assert b"Beta put off" in new.body
        dates = [parsedate_to_datetime(one.headers["last-modified"]) for one in (old, new)]
        assert dates[1] - dates[0] >= timedelta(seconds=1)

    def test_a_board_that_says_the_same_keeps_tag_and_date(self, apart):
        server, store = apart
        old = server.feed()
        subscribe(store, "N" * 43, name="new")
        put_up(store, board(event(1, BETA)))
        until(lambda: server.feed("N" * 43).status == 200)
        assert server.feed().headers | {"date": ""} == old.headers | {"date": ""}

    def test_a_filter_follows_the_edit(self, apart):
        server, store = apart
        assert BETA.encode() in server.feed(query="?kind=milestone").body
        put_up(store, board(event(1, "Beta put off", sequence=1)))
        until(lambda: b"put off" in server.feed(query="?kind=milestone").body)

    def test_filters_that_were_asked_for_before_are_not_limited_after_an_edit(self, apart):
        server, store = apart
        queries = [f"?owner={n}" for n in range(15)]
        for sequence in range(1, 4):
            assert {server.feed(query=query).status for query in queries} == {200}
            old = server.feed().headers["etag"]
            put_up(store, board(event(1, "Beta put off", sequence=sequence)))
            until(lambda old=old: server.feed().headers["etag"] != old)

    def test_a_filter_on_what_cannot_be_read_is_asked_for_again_later(self, apart):
        server, store = apart
        spoil(store, "apollo")
        until(lambda: "stays as it was" in server.log)
        before = len(server.log)
        for n in range(3):
            answer = server.feed(query=f"?as_of=2026-03-0{2 + n}")
            assert answer.status == 503
            assert answer.headers["retry-after"] == "60"
            assert answer.headers["cache-control"] == "private, no-cache"
        assert server.log[before:].count("cannot be answered") == 1
        assert "Traceback" not in server.log[before:]

    def test_a_new_address_lives_at_once_and_a_revoked_one_is_dead(self, apart):
        server, store = apart
        subscribe(store, "N" * 43, name="new")
        until(lambda: server.feed("N" * 43).status == 200)
        store.revoke_subscription("new", event(1, "").modified)
        until(lambda: server.feed("N" * 43).status == 404)
        assert server.feed().status == 200

    def test_a_board_that_cannot_be_read_takes_no_other_down(self, apart):
        server, store = apart
        put_up(store, board(event(7, "Other"), plan="other"))
        subscribe(store, "N" * 43, name="other", plans=("other",))
        until(lambda: server.feed("N" * 43).status == 200)
        spoil(store, "other")
        put_up(store, board(event(1, "Beta put off", sequence=1)))
        until(lambda: b"put off" in server.feed().body)
        assert server.feed("N" * 43).status == 200
        assert "the feed of 'other' stays as it was" in server.log

    def test_fetches_are_written_down_with_what_is_held(self, apart):
        server, store = apart
        tag = server.feed(User_Agent="Thunderbird/128").headers["etag"]
        server.feed(User_Agent="Thunderbird/128", If_None_Match=tag)
        server.process.stdin.close()
        assert server.process.wait(20) == 0
        (fetch,) = store.fetches().values()
        (edition,) = store.editions()
        assert (fetch.client, fetch.etag) == ("Thunderbird", edition.etag)
        assert 2 in fetch


def spoil(store, plan):
    """A new board of which nothing can be read, as a failing disk leaves it."""
    from sqlalchemy import update

    from syncer.store.tables import boards

    with store._writing() as db:
        spoilt = {"packed": b"\0spoilt", "number": boards.c.number + 1}
        db.execute(update(boards).where(boards.c.plan == plan).values(spoilt))
