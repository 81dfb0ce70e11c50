"""One line at a time, over a transport in memory and a clock that is turned by hand."""

import asyncio
from datetime import UTC, datetime
from hashlib import sha256
from ipaddress import ip_network
from itertools import count

import pytest

from syncer.web.answers import prepared
from syncer.web.desk import Desk, Reader, Shelved
from syncer.web.front import Front
from syncer.web.limits import HEAD_PATIENCE, IDLE_PATIENCE, MOST_HEAD, MOST_PIPELINED

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DIGEST = sha256(b"token").digest()
ASK = b"GET /feeds/token.ics HTTP/1.1\r\nHost: here\r\n\r\n"


class Wire(asyncio.Transport):
    """What would go over the network."""

    def __init__(self, peer="192.0.2.1"):
        super().__init__({"peername": (peer, 5)})
        self.sent, self.unsent = b"", 0
        self.closed = self.aborted = self.ended = self.paused = False
        self.protocol = None

    def write(self, data):
        self.sent += data

    def close(self):
        self.closed = True

    def abort(self):
        self.closed = self.aborted = True

    def is_closing(self):
        return self.closed

    def can_write_eof(self):
        return True

    def write_eof(self):
        self.ended = True

    def get_write_buffer_size(self):
        return self.unsent

    def pause_reading(self):
        self.paused = True

    def resume_reading(self):
        self.paused = False

    def set_protocol(self, protocol):
        self.protocol = protocol


class Other(asyncio.Protocol):
    """Stands for the protocol of all other requests."""

    def __init__(self):
        self.heard = b""

    def data_received(self, data):
        self.heard += data


class Server:
    """Lines that share a desk."""

    def __init__(self, **limits):
        self.desk = Desk(lambda: NOW, **limits)
        answer = prepared((b"BEGIN:VCALENDAR\r\n" * 50,), NOW)
        self.reader = Reader()
        self.desk.shelf = {DIGEST: Shelved(DIGEST, answer, self.reader, "basis")}
        self.lines = {}
        self.other = Other()
        self.ticks = count(1)

    def line(self, *heard, peer="192.0.2.1"):
        line, wire = Front(self.desk, self.lines, lambda: self.other), Wire(peer)
        line.connection_made(wire)
        for data in heard:
            line.data_received(data)
        return line, wire

    def pass_(self, seconds):
        for _ in range(seconds):
            self.desk.turn(next(self.ticks))
            for line in list(self.lines):
                line.tire()


@pytest.fixture
def server():
    return Server()


def test_a_line_that_never_asks_is_ended(server):
    _, wire = server.line()
    server.pass_(HEAD_PATIENCE)
    assert not wire.closed
    server.pass_(1)
    assert wire.closed


def test_an_octet_now_and_then_does_not_prolong_it(server):
    line, wire = server.line()
    for octet in ASK[: HEAD_PATIENCE + 1]:
        line.data_received(bytes([octet]))
        server.pass_(1)
    assert wire.closed
    assert wire.sent == b""


def test_between_two_requests_there_is_more_time(server):
    line, wire = server.line(ASK)
    server.pass_(IDLE_PATIENCE)
    line.data_received(ASK)
    server.pass_(IDLE_PATIENCE)
    assert not wire.closed
    assert wire.sent.count(b"200 OK") == 2
    server.pass_(1)
    assert wire.closed
    assert not wire.aborted


def test_a_second_request_has_no_more_time_than_the_first(server):
    _, wire = server.line(ASK, ASK[:10])
    server.pass_(HEAD_PATIENCE + 1)
    assert wire.closed


def test_a_client_that_does_not_read_is_cut_off(server):
    _, wire = server.line(ASK)
    wire.unsent = 100_000
    server.pass_(3 * HEAD_PATIENCE)
    assert wire.aborted


def test_a_client_that_reads_slowly_is_not(server):
    _, wire = server.line(ASK)
    wire.unsent = 100_000
    for _ in range(10 * HEAD_PATIENCE):
        server.pass_(1)
        wire.unsent -= 10
    assert not wire.closed


def test_a_client_that_does_not_read_is_not_read_from(server):
    line, wire = server.line(ASK)
    line.pause_writing()
    assert wire.paused
    line.resume_writing()
    assert not wire.paused


def test_more_requests_at_once_than_is_good_end_the_line(server):
    _, wire = server.line(ASK * 100)
    assert wire.sent.count(b"200 OK") == MOST_PIPELINED + 1
    assert wire.sent.count(b"connection: close") == 1
    assert wire.closed


def test_requests_in_any_pieces_are_the_same_requests(server):
    whole = ASK * 3
    _, at_once = server.line(whole)
    for size in (1, 2, 3, 7, 50, 51, 100):
        pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
        assert server.line(*pieces)[1].sent == at_once.sent


def test_any_other_request_is_handed_on_whole(server):
    ask = b"POST /hooks/sheet/x HTTP/1.1\r\nHost: here\r\nContent-Length: 4\r\n\r\nbo"
    line, wire = server.line(ask[:30], ask[30:])
    assert wire.protocol is server.other
    assert server.other.heard == ask
    assert wire.sent == b""
    assert line in server.lines


def test_a_line_that_was_handed_on_is_ended_too(server):
    line, wire = server.line(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
    server.pass_(HEAD_PATIENCE + 1)
    assert wire.aborted
    server.pass_(1)
    assert line not in server.lines


def test_what_follows_an_answered_request_is_not_handed_on(server):
    other = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"
    for heard in ([ASK + other], [ASK + other[:5], other[5:]]):
        _, wire = server.line(*heard)
        assert wire.protocol is None
        assert wire.sent.count(b"HTTP/1.1 ") == 1
        assert wire.closed


def test_a_filter_is_prepared_elsewhere_and_answered_here_from_then_on(server):
    ask = ASK.replace(b".ics", b".ics?owner=Ada")
    _, wire = server.line(ask)
    assert wire.protocol is server.other
    server.desk.keep(DIGEST, b"owner=Ada", "basis", prepared((b"Ada's",), NOW))
    assert server.line(ask)[1].sent.endswith(b"Ada's")
    server.desk.shelf = {DIGEST: server.desk.shelf[DIGEST]._replace(basis="another")}
    assert server.line(ask)[1].protocol is server.other


def test_for_one_line_too_many_the_slowest_to_ask_is_given_up():
    server = Server(most_lines=3)
    _, idle = server.line(ASK)
    _, slow = server.line(ASK[:5])
    _, slower = server.line()
    _, new = server.line(ASK)
    assert slow.aborted
    assert [idle.closed, slower.closed, new.closed] == [False, False, False]
    assert len(server.lines) == 3


WRONG = ASK.replace(b"token", b"wrong")
HOOK = b"POST /hooks/sheet/x HTTP/1.1\r\nHost: here\r\nContent-Length: 4000\r\n\r\nx"


def test_where_all_have_asked_the_one_that_is_idle_longest_is():
    server = Server(most_lines=2)
    first, idle = server.line(ASK)
    server.pass_(1)
    _, idle_for_longer = server.line(ASK)
    server.pass_(1)
    first.data_received(ASK)
    _, new = server.line(ASK)
    assert idle_for_longer.aborted
    assert [idle.closed, new.closed] == [False, False]
    assert len(server.lines) == 2


@pytest.mark.parametrize("held", [WRONG, HOOK, ASK[:-1], b"", ASK])
def test_no_number_of_lines_that_are_held_keeps_the_next_one_out(held):
    server = Server(most_lines=40)
    for _ in range(40):
        server.line(held)
    _, wire = server.line(ASK)
    assert b"200 OK" in wire.sent
    assert not wire.closed
    assert len(server.lines) == 40


def test_a_line_that_was_handed_on_is_given_up_after_those_that_are_idle():
    server = Server(most_lines=2)
    _, handed_on = server.line(HOOK)
    server.pass_(1)
    _, idle = server.line(ASK)
    server.line(ASK)
    assert [handed_on.aborted, idle.aborted] == [False, True]


def test_a_line_that_is_being_sent_to_is_given_up_last():
    server = Server(most_lines=2)
    _, sending = server.line(ASK)
    sending.unsent = 100_000
    server.pass_(1)
    _, handed_on = server.line(HOOK)
    server.line(ASK)
    assert [sending.aborted, handed_on.aborted] == [False, True]


def test_who_holds_more_than_his_share_gives_up_his_lines_first():
    server = Server(most_lines=8)
    slow = [server.line(ASK[:9], peer=f"198.51.100.{n}")[1] for n in range(5)]
    greedy = [server.line(HOOK, peer=f"2001:db8::{n}")[1] for n in range(3)]
    server.line(ASK)
    assert [wire.aborted for wire in greedy] == [True, False, False]
    assert not any(wire.aborted for wire in slow)


def test_a_proxy_may_hold_all_lines():
    server = Server(most_lines=8, proxies=[ip_network("2001:db8::1")])
    _, slow = server.line(ASK[:9], peer="198.51.100.1")
    first, *_ = [server.line(ASK, peer="2001:db8::1")[1] for _ in range(8)]
    assert slow.aborted
    assert not first.aborted


def test_lines_that_are_over_keep_nobody_out():
    server = Server(most_lines=4)
    _, kept = server.line(ASK)
    for _ in range(20):
        _, wire = server.line(b"GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n")
        wire.close()  # as the other protocol does behind its answer
    assert not wire.aborted
    assert not kept.closed


@pytest.mark.parametrize("length", [b"000000000100000000", b"0000000000", b"4097", b"9" * 5000])
def test_a_body_is_refused_by_all_digits_of_its_length(server, length):
    ask = b"POST /hooks/sheet/x HTTP/1.1\r\nHost: here\r\nContent-Length: %s\r\n\r\n" % length
    assert server.line(ask)[1].sent.startswith((b"HTTP/1.1 413 ", b"HTTP/1.1 400 "))
    assert server.other.heard == b""


def test_answered_requests_do_not_count_as_the_head_of_the_next(server):
    whole = ASK * 1000
    line, wire = server.line()
    for at in range(0, len(whole), 500):  # no read ends where a request does
        line.data_received(whole[at : at + 500])
    assert wire.sent.count(b"HTTP/1.1 200 ") == 1000
    assert not wire.closed


def test_behind_an_answered_request_a_head_may_be_no_longer_either(server):
    line, wire = server.line(ASK + ASK[:-2] + b"X: ")
    for _ in range(MOST_HEAD // 1000 + 1):
        line.data_received(b"y" * 1000)
    assert wire.sent.endswith(b"The head of this request is too long.\n")


def test_one_that_wants_another_protocol_is_told_that_the_line_ends(server):
    ask = ASK.replace(b"\r\n\r\n", b"\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
    _, wire = server.line(ask)
    assert b"200 OK" in wire.sent
    assert b"connection: close\r\n" in wire.sent
    assert wire.closed


def test_who_fetched_is_noted_with_what_is_held(server):
    server.line(ASK.replace(b"\r\n\r\n", b"\r\nUser-Agent: Thunderbird/1\r\n\r\n"))
    assert (server.reader.count, server.reader.last) == (1, NOW)
    assert server.reader.agent == b"Thunderbird/1"
    assert server.reader.holds == server.desk.shelf[DIGEST].answer.version


def test_answers_to_filters_take_up_only_so_much(server):
    for n in range(1000):
        server.desk.keep(DIGEST, b"%d" % n, "basis", prepared((b"x",), NOW))
    assert server.desk.filtered(DIGEST, b"0") is None
    assert server.desk.filtered(DIGEST, b"999") is not None
