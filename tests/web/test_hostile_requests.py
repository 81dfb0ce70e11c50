"""What people send who mean no good, or no HTTP: every one a request to the running server."""

import socket
import time
from itertools import count

import pytest

from tests.serving import TOKEN, rest_of, served, subscribe, until
from tests.web.conftest import BETA

UNKNOWN = "U" * 43
HOST = b"Host: here\r\n"
CLOSE = b"Connection: close\r\n"
GOOD = b"GET /feeds/%s.ics HTTP/1.1\r\n%s" % (TOKEN.encode(), HOST)


def status_of(said):
    assert said.startswith(b"HTTP/1.1 "), said[:200]
    return int(said[9:12])


def without_date(said):
    return b"\r\n".join(line for line in said.split(b"\r\n") if not line.startswith(b"date: "))


_numbers = count()


def get(target):
    """A request as a proxy hands it on, each from another client: none is limited."""
    client = b"X-Forwarded-For: 198.51.%d.%d\r\n" % divmod(next(_numbers), 250)
    return b"GET %s HTTP/1.1\r\n%s%s%s\r\n" % (target, HOST, client, CLOSE)


@pytest.fixture(scope="module")
def dead(store):
    """Addresses that were once alive, and what they are called."""
    from datetime import date

    from tests.serving import MADE

    subscribe(store, "R" * 43, name="revoked")
    store.revoke_subscription("revoked", MADE)
    subscribe(store, "E" * 43, name="expired", expires=date(2026, 3, 3))
    subscribe(store, "O" * 43, name="rotated")
    store.rotate_subscription("rotated", "0" * 64)
    return {"revoked": "R" * 43, "expired": "E" * 43, "rotated": "O" * 43}


@pytest.fixture
def patient(folder, store, dead):
    """A server of its own: to ask for much that is not there is limited."""
    with served(folder) as server:
        yield server


class TestOneAnswerForAllThatIsNot:
    def test_wrong_revoked_expired_and_unknown_are_told_alike(self, server, dead):
        nearly = TOKEN[:-1] + ("A" if TOKEN[-1] != "A" else "B")
        tokens = [UNKNOWN, nearly, TOKEN.lower(), TOKEN.upper(), *dead.values(), "", "x"]
        said = {
            without_date(server.say(get(b"/feeds/%s.ics" % token.encode()))) for token in tokens
        }
        assert len(said) == 1
        assert status_of(said.pop()) == 404

    @pytest.mark.parametrize(
        "target",
        [
            b"/feeds/%s" % TOKEN.encode(),
            b"/feeds/%s.ICS" % TOKEN.encode(),
            b"/feeds/%s.ics/.." % TOKEN.encode(),
            b"/feeds/%s.ics/" % TOKEN.encode(),
            b"/feeds/%s.ics%%00" % TOKEN.encode(),
            b"/feeds/%s.icsxxxx" % TOKEN.encode(),
            b"/feeds//%s.ics" % TOKEN.encode(),
            b"//feeds/%s.ics" % TOKEN.encode(),
            b"/feeds/./%s.ics" % TOKEN.encode(),
            b"/FEEDS/%s.ics" % TOKEN.encode(),
            b"/feeds/%%51%s.ics" % TOKEN[1:].encode(),
            b"/feeds/%%2551%s.ics" % TOKEN[1:].encode(),
            b"/%%66eeds/%s.ics" % TOKEN.encode(),
            b"/%%66eeds/%s.ics?owner=Ada" % TOKEN.encode(),
            b"/x/../feeds/%s.ics" % TOKEN.encode(),
            b"/feeds/../../etc/passwd.ics",
            b"/feeds/%2e%2e/%2e%2e/etc/passwd.ics",
            b"/feeds/..%5c..%5cetc%5cpasswd.ics",
            b"/feeds/%s.ics;x=1" % TOKEN.encode(),
            b"/feeds/%s.ics#x" % TOKEN.encode(),
            b"/feeds/" + b"a" * 10_000 + b".ics",
            b"/feeds/",
            b"/feeds",
            b"/feeds/.ics",
        ],
    )
    def test_no_trick_with_the_path_gets_a_feed(self, server, target):
        said = server.say(get(target))
        assert status_of(said) == 404
        assert BETA.encode() not in said

    @pytest.mark.parametrize("octet", [b"\0", b"\r", b"\n", b"\x7f", b"\xff", b" x"])
    def test_an_octet_that_no_address_has_gets_nothing(self, server, octet):
        said = server.say(get(b"/feeds/%s.ics%s" % (TOKEN.encode(), octet)))
        assert status_of(said) in (400, 404)
        assert BETA.encode() not in said

    def test_it_takes_no_longer_to_refuse_one_that_was_right_once(self, server, dead):
        def seconds(token):
            began = time.perf_counter()
            server.say(get(b"/feeds/%s.ics" % token.encode()))
            return time.perf_counter() - began

        least = {token: min(seconds(token) for _ in range(20)) for token in dead.values()}
        assert max(least.values()) < 3 * min(seconds(UNKNOWN) for _ in range(20)) + 0.001


class TestMethods:
    @pytest.mark.parametrize("method", ["OPTIONS", "PROPFIND", "POST", "PUT", "DELETE", "TRACE"])
    @pytest.mark.parametrize("token", [TOKEN, UNKNOWN])
    def test_a_feed_can_only_be_read(self, server, method, token):
        answer = server.feed(token, method=method)
        assert answer.status == 405
        assert answer.headers["allow"] == "GET, HEAD"
        assert b"TRACE" not in answer.body

    def test_a_method_that_nobody_knows_is_no_request(self, server):
        assert status_of(server.say(b"STEAL /feeds/x.ics HTTP/1.1\r\n" + HOST + b"\r\n")) == 400

    def test_nobody_is_connected_to_elsewhere(self, server):
        said = server.say(b"CONNECT 169.254.169.254:80 HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n")
        assert status_of(said) in (400, 404, 405)

    def test_an_upgrade_is_not_made(self, server):
        for target in (f"/feeds/{TOKEN}.ics", "/healthz"):
            ask = f"GET {target} HTTP/1.1\r\n".encode() + HOST
            said = server.say(ask + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n", seconds=3)
            assert status_of(said) in (200, 400)


class TestHeads:
    @pytest.mark.parametrize(
        "more",
        [
            b"X: " + b"y" * 65_536 + b"\r\n",
            b"".join(b"X-%d: y\r\n" % n for n in range(1000)),
            b"X" * 20_000 + b": y\r\n",
            b"Cookie: " + b"y" * 16_384 + b"\r\n",
        ],
    )
    @pytest.mark.parametrize("target", [b"/feeds/x.ics", b"/healthz"])
    def test_a_huge_head_is_refused(self, server, more, target):
        said = server.say(b"GET %s HTTP/1.1\r\n%s%s\r\n" % (target, HOST, more))
        assert status_of(said) == 431

    def test_a_head_without_end_is_refused_before_it_ends(self, server):
        with server.line_open() as line:
            line.sendall(b"GET /healthz HTTP/1.1\r\nX: ")
            for _ in range(3):
                line.sendall(b"y" * 8192)
            assert status_of(rest_of(line)) == 431

    @pytest.mark.parametrize("hosts", [b"", b"Host: a\r\nHost: b\r\n"])
    def test_a_request_names_one_host(self, server, hosts):
        said = server.say(b"GET /feeds/%s.ics HTTP/1.1\r\n%s\r\n" % (TOKEN.encode(), hosts))
        assert status_of(said) == 400

    def test_another_host_changes_nothing_and_stands_nowhere(self, server):
        for target in (f"/feeds/{TOKEN}.ics", "/healthz", "/nowhere", "/healthz/"):
            ours, theirs = (
                server.say(f"GET {target} HTTP/1.1\r\nHost: {host}\r\n".encode() + CLOSE + b"\r\n")
                for host in ("milestones.example.org", "evil.example")
            )
            assert without_date(theirs) == without_date(ours)
            assert b"evil" not in theirs

    @pytest.mark.parametrize("held", [b"*", b"garbage", b'W/"x"', b'"' * 5000, b'"x",' * 1000])
    def test_whatever_is_said_to_be_held_is_answered(self, server, held):
        said = server.say(GOOD + b"If-None-Match: " + held + b"\r\n" + CLOSE + b"\r\n")
        assert status_of(said) == (304 if held == b"*" else 200)

    @pytest.mark.parametrize(
        "noise",
        [b"\x16\x03\x01\x02\x00\x01", b"\0" * 100, b"SSH-2.0-x\r\n", b"PRI * HTTP/2.0\r\n\r\nSM"],
    )
    def test_what_is_no_http_is_told_so(self, server, noise):
        assert status_of(server.say(noise + b"\r\n\r\n")) == 400


SMUGGLED = b"GET /api/plans HTTP/1.1\r\n" + HOST + b"\r\n"


class TestSmuggling:
    """One request must never be read as two, nor two as one."""

    @pytest.mark.parametrize("path", [b"/feeds/x.ics", b"/hooks/sheet/apollo"])
    @pytest.mark.parametrize(
        "lines",
        [
            b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n",
            b"Transfer-Encoding: chunked\r\nContent-Length: 6\r\n",
            b"Content-Length: 6\r\nContent-Length: 0\r\n",
            b"Content-Length: 6, 0\r\n",
            b"Content-Length: +6\r\n",
            b"Content-Length: -1\r\n",
            b"Content-Length: 0x6\r\n",
            b"Content-Length: 6\r\nTransfer-Encoding : chunked\r\n",
            b"Transfer-Encoding: xchunked\r\n",
            b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
            b"X: y\r\n Transfer-Encoding: chunked\r\n",
            b"X: y\nContent-Length: 6\r\n",
        ],
    )
    def test_a_body_of_two_lengths_is_no_request(self, server, path, lines):
        said = server.say(
            b"POST %s HTTP/1.1\r\n%s%s\r\n0\r\n\r\n%s" % (path, HOST, lines, SMUGGLED)
        )
        assert status_of(said) in (400, 405, 411, 413)
        assert said.count(b"HTTP/1.1 ") == 1

    def test_chunks_and_what_is_hung_on_them_are_not_read(self, server):
        chunks = b"5;ext=\x01\r\nhello\r\n0\r\n\r\n"
        ask = b"POST /hooks/sheet/apollo HTTP/1.1\r\n%sTransfer-Encoding: chunked\r\n\r\n" % HOST
        said = server.say(ask + chunks + SMUGGLED)
        assert status_of(said) == 411
        assert said.count(b"HTTP/1.1 ") == 1

    def test_the_body_of_a_request_for_a_feed_is_no_request(self, server):
        said = server.say(GOOD + b"Content-Length: %d\r\n\r\n%s" % (len(SMUGGLED), SMUGGLED))
        assert status_of(said) == 200
        assert said.count(b"HTTP/1.1 ") == 1

    def test_what_follows_a_feed_on_the_line_is_asked_again_on_another(self, server):
        said = server.say(GOOD + b"If-None-Match: *\r\n\r\n" + SMUGGLED)
        assert status_of(said) == 304
        assert said.count(b"HTTP/1.1 ") == 1

    def test_so_it_is_where_it_comes_in_pieces(self, server):
        whole = GOOD + b"If-None-Match: *\r\n\r\n" + SMUGGLED
        with server.line_open() as line:
            line.sendall(whole[:-20])
            assert line.recv(12) == b"HTTP/1.1 304"
            line.sendall(whole[-20:])
            assert b"HTTP/1.1" not in rest_of(line)

    def test_what_follows_another_page_is_not_answered(self, server):
        said = server.say(b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n" + SMUGGLED)
        assert said.count(b"HTTP/1.1 ") == 1


class TestMuch:
    def test_wrong_addresses_are_limited_and_a_right_one_is_not(self, patient):
        seen = [patient.feed(f"{n:043}").status for n in range(100)]
        assert seen[:20] == [404] * 20
        assert set(seen[30:]) == {429}
        assert patient.feed(f"{1:043}").headers["retry-after"] == "60"
        assert [patient.feed().status for _ in range(20)] == [200] * 20

    def test_who_shares_a_proxy_with_them_is_not_limited(self, folder, store):
        with served(folder, server='proxies = ["127.0.0.1"]') as server:
            for n in range(40):
                server.feed(f"{n:043}", X_Forwarded_For="203.0.113.66")
            assert server.feed(UNKNOWN, X_Forwarded_For="203.0.113.66").status == 429
            assert server.feed(UNKNOWN, X_Forwarded_For="203.0.113.7").status == 404
            made_up = "203.0.113.7, 203.0.113.66"
            assert server.feed(UNKNOWN, X_Forwarded_For=made_up).status == 429

    def test_an_address_that_is_made_up_does_not_help(self, patient):
        seen = [
            patient.feed(f"{n:043}", X_Forwarded_For=f"203.0.113.{n}").status for n in range(60)
        ]
        assert 429 in seen

    def test_five_hundred_slow_lines_keep_nobody_waiting(self, server):
        slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(500)]
        try:
            for line in slow:
                line.sendall(b"G")
            began = time.monotonic()
            assert server.feed().status == 200
            assert server.ask("/healthz").status == 200
            assert time.monotonic() - began < 10  # a line is waited for twice as long
        finally:
            for line in slow:
                line.close()

    def test_a_slow_line_is_ended(self, server):
        """The patience itself is 20 seconds; that it is kept is seen in test_front."""
        with server.line_open() as line:
            line.sendall(b"GET /feeds/x.ics HTTP/1.1\r\n")
            line.settimeout(60)
            assert line.recv(1) == b""

    def test_ten_thousand_requests_on_a_line_that_is_not_read_fill_nothing(self, server):
        with server.line_open() as line:
            line.settimeout(2)
            try:
                for _ in range(100):
                    line.sendall((GOOD + b"\r\n") * 100)
            except (TimeoutError, ConnectionError):
                pass
            assert server.feed().status == 200

    def test_a_body_that_is_too_long_is_refused_and_the_refusal_arrives(self, server):
        answer = server.ask("/hooks/sheet/apollo", "POST", b"x" * 10_000_000)
        assert answer.status == 413

    def test_a_body_that_never_comes_is_not_waited_for_by_others(self, server):
        ask = b"POST /hooks/sheet/apollo HTTP/1.1\r\n%sContent-Length: 4000\r\n\r\nx" % HOST
        for _ in range(5):
            with server.line_open() as line:
                line.sendall(ask)
                assert server.ask("/healthz").status == 200

    def test_the_process_is_sound_after_all_of_it(self, server):
        assert server.process.poll() is None
        assert server.log == ""
        assert until(lambda: server.feed().status == 200)
