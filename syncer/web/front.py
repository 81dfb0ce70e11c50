"""The line to one client: feeds are answered here, any other request is handed on."""

import asyncio
from collections import Counter
from collections.abc import Callable
from enum import Enum
from hashlib import sha256
from heapq import nsmallest
from hmac import compare_digest
from typing import Final

from httptools import HttpParserCallbackError, HttpParserError, HttpParserUpgrade, HttpRequestParser

from syncer.web.clients import client_of, is_within
from syncer.web.desk import Desk
from syncer.web.limits import (
    HEAD_PATIENCE,
    IDLE_PATIENCE,
    MOST_BODY,
    MOST_HEAD,
    MOST_HEADERS,
    MOST_PIPELINED,
    MOST_UNSENT,
    SHARE,
)
from syncer.web.replies import NOT_FOUND, UNCHANGED, Reply, feed_reply, octets_of, plain_reply

FEEDS: Final = b"/feeds/"
_SUFFIX: Final = b".ics"
_OF_BODIES: Final = frozenset({b"content-length", b"transfer-encoding"})
_READING: Final = frozenset({b"GET", b"HEAD"})
_LENGTH: Final = 9  # digits: no length that is let through has more
_AT_ONCE: Final = 64  # of so many lines one is given up at a time: to choose takes a look at all


class _Phase(Enum):
    """How far the line is."""

    LISTENING = 1
    HANDING_ON = 2
    ENDING = 3


_LISTENING: Final = _Phase.LISTENING
_HANDING_ON: Final = _Phase.HANDING_ON
_ENDING: Final = _Phase.ENDING


class Front(asyncio.Protocol):
    """
    One connection. *lines* are all that are open; *others* makes the protocol of other requests.

    What a request needs is in the desk: nothing is made for it but the octets that are sent.

    Attributes:
        client: To whom it is open, by an address that cannot be made up; empty for our proxies.
    """

    __slots__ = (
        "_desk", "_headers", "_heard", "_inside", "_lines", "_mixed", "_others",
        "_out", "_parser", "_phase", "_repeated", "_since", "_transport", "_unsent", "_url",
        "client",
    )  # fmt: skip

    _transport: asyncio.Transport
    client: str

    def __init__(
        self, desk: Desk, lines: dict["Front", None], others: Callable[[], asyncio.Protocol]
    ) -> None:
        self._desk, self._lines, self._others = desk, lines, others
        self._parser = HttpRequestParser(self)
        self._phase = _LISTENING
        self._heard: list[bytes] = []
        self._out: list[bytes] = []
        self._headers: dict[bytes, bytes] = {}
        self._url = b""
        self._repeated = 0
        # Until its first request is whole, a connection counts as one that is slow to ask.
        self._inside, self._since = True, desk.tick
        self._mixed = False  # in what was heard there stands a request that was answered
        self._unsent = 0

    def _make_room(self) -> None:
        """Forget lines that are over; if there are too many still, give some up, not this one."""
        lines, most = self._lines, self._desk.most_lines
        for line in [line for line in lines if line.is_over]:
            lines.pop(line)
        if len(lines) <= most:
            return
        held, share = Counter(line.client for line in lines), max(1, most // SHARE)
        greedy = {client for client in held if client and held[client] > share}
        others = (line for line in lines if line is not self)
        given_up = nsmallest(
            max(1, most // _AT_ONCE),
            others,
            key=lambda line: (line.client not in greedy, line.worth),
        )
        for line in given_up:
            line.leave(at_once=True)

    # What the transport tells.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client is there."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - for the types alone
        self._transport = transport
        ours = is_within(self._peer, self._desk.proxies)
        self.client = "" if ours else client_of(self._peer, "", ())
        lines = self._lines
        lines[self] = None
        if len(lines) > self._desk.most_lines:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """The client is gone."""
        self._lines.pop(self, None)
        del self._parser  # it holds us as we hold it

    def pause_writing(self) -> None:
        """The client does not read as fast as it asks."""
        self._transport.pause_reading()

    def resume_writing(self) -> None:
        """It has caught up."""
        if not self._transport.is_closing():
            self._transport.resume_reading()

    def data_received(self, data: bytes) -> None:
        """Answer the requests that are whole now."""
        if self._phase is not _LISTENING:
            return  # what follows the last request is let run out
        self._heard.append(data)
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade:
            if self._phase is _LISTENING:
                self._phase = _ENDING
        except HttpParserCallbackError:
            raise
        except HttpParserError:
            if self._phase is _LISTENING:
                self._refuse(400)
        if self._phase is _HANDING_ON:
            self._hand_on()
            return
        if not self._inside:
            self._heard.clear()
            self._mixed = False
        elif self._phase is _LISTENING and sum(map(len, self._heard[self._mixed :])) > MOST_HEAD:
            self._refuse(431)
        self._send()

    def tire(self) -> None:
        """A second has passed: end the line if it has been held up for too long."""
        transport, tick = self._transport, self._desk.tick
        unsent = transport.get_write_buffer_size()
        if self.is_over:
            self._lines.pop(self, None)  # one that was handed on does not tell us
            return
        busy = self._inside or unsent or self._phase is not _LISTENING
        patience = HEAD_PATIENCE if busy else IDLE_PATIENCE
        if tick - self._since <= patience:
            return
        if unsent and not 0 < self._unsent <= unsent:
            self._unsent, self._since = unsent, tick  # slow, but it reads
        elif unsent or self._phase is not _LISTENING:
            transport.abort()
        else:
            transport.close()

    def leave(self, *, at_once: bool = False) -> None:
        """End the line, *at_once* without what has not been sent yet."""
        if at_once:
            self._lines.pop(self, None)
            self._transport.abort()
        else:
            self._transport.close()

    @property
    def is_over(self) -> bool:
        """Whether it is closed, and all is sent."""
        return self._transport.is_closing() and not self._transport.get_write_buffer_size()

    @property
    def worth(self) -> tuple[int, int]:
        """
        By which lines are given up for others, the least first; of those alike the older ones.

        Who has not asked yet, or was answered and does not leave, goes before who may ask again,
        then who waits for a page, and last to whom an answer is being sent.
        """
        if self._transport.get_write_buffer_size():
            return 3, self._since
        if self._phase is _HANDING_ON:
            return 2, self._since
        idle = self._phase is _LISTENING and not self._inside
        return (1 if idle else 0), self._since

    # What the parser tells; in this order for each request.

    def on_message_begin(self) -> None:
        """A request begins."""
        if self._mixed:
            del self._heard[:-1]  # of which nothing belongs to this one
        self._headers = {}
        self._url = b""
        self._repeated = 0
        self._inside, self._since = True, self._desk.tick

    def on_url(self, url: bytes) -> None:
        """Its target, or a part of it."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header; of several with one name the values are a list (RFC 9110 5.3)."""
        name = name.lower()
        if name not in self._headers:
            self._headers[name] = value
        elif self._repeated < MOST_HEADERS:
            self._repeated += 1
            self._headers[name] += b", " + value

    def on_headers_complete(self) -> None:
        """All that is needed to answer it."""
        if self._phase is not _LISTENING:
            return
        wrong = self._wrong()
        if wrong:
            self._refuse(wrong)
            return
        target = _origin_form(self._url)
        if not target.startswith(FEEDS):
            self._phase = _HANDING_ON
            return
        method = self._parser.get_method()
        if method not in _READING:
            self._answer(plain_reply(405))
            return
        path, _, query = target.partition(b"?")
        reply = self._feed(method, path, query)
        if reply is None:
            self._phase = _HANDING_ON
        else:
            self._answer(reply)

    def on_message_complete(self) -> None:
        """It is over; on the line there may come another one."""
        self._inside = False

    # What we do.

    def _wrong(self) -> int:
        """The status by which a request is refused that is not fit to be answered; else 0."""
        headers = self._headers
        if len(headers) + self._repeated > MOST_HEADERS or self._is_huge():
            return 431
        host = headers.get(b"host")
        if host is None:
            if self._parser.get_http_version() != "1.0":
                return 400
        elif b"," in host:
            return 400
        if _OF_BODIES.isdisjoint(headers):
            return 0
        if b"transfer-encoding" in headers:
            return 411
        length = headers[b"content-length"]
        short = length.isdigit() and len(length) <= _LENGTH
        return 0 if short and int(length) <= MOST_BODY else 413

    def _is_huge(self) -> bool:
        """Whether the head is; where all that was heard is not, nothing has to be counted."""
        if sum(map(len, self._heard)) <= MOST_HEAD:
            return False
        fields = self._headers.items()
        return len(self._url) + sum(len(name) + len(value) for name, value in fields) > MOST_HEAD

    def _feed(self, method: bytes, path: bytes, query: bytes) -> Reply | None:
        """The reply to a request for a feed; None where it must be prepared first."""
        token = path[len(FEEDS) : -len(_SUFFIX)] if path.endswith(_SUFFIX) else b""
        desk, digest = self._desk, sha256(token).digest()
        shelved = desk.shelf.get(digest)
        if shelved is None or not compare_digest(shelved.digest, digest):
            return plain_reply(NOT_FOUND if self._may_be_wrong() else 429, method)
        answer = desk.filtered(digest, query) if query else shelved.answer
        if answer is None:
            return None
        reply = feed_reply(answer, method, self._headers)
        whole = not query and (method == b"GET" or reply.status == UNCHANGED)
        desk.note(shelved, self._headers.get(b"user-agent", b""), reply.status, whole=whole)
        return reply

    def _may_be_wrong(self) -> bool:
        """Whether this client may ask for another address that is none."""
        forwarded = self._headers.get(b"x-forwarded-for", b"").decode("latin-1")
        client = client_of(self._peer, forwarded, self._desk.proxies)
        return self._desk.wrong.take(client, self._desk.tick)

    @property
    def _peer(self) -> str:
        return str((self._transport.get_extra_info("peername") or ("",))[0])

    def _answer(self, reply: Reply) -> None:
        """Put *reply* with those that go out together."""
        last = not self._parser.should_keep_alive() or self._is_last() or self._is_pressing()
        desk, octets = self._desk, octets_of(reply, self._desk.date, close=last)
        desk.answered[reply.status] += 1
        desk.octets += len(octets)
        self._out.append(octets)
        self._mixed = True
        if last:
            self._phase = _ENDING

    def _is_pressing(self) -> bool:
        """Whether the client asks for more at once than is good for us."""
        out = self._out
        return bool(out) and (len(out) >= MOST_PIPELINED or sum(map(len, out)) > MOST_UNSENT)

    def _is_last(self) -> bool:
        """Whether what follows this request is no other one: it is a body, or another protocol."""
        return b"upgrade" in self._headers or self._has_body()

    def _has_body(self) -> bool:
        return self._headers.get(b"content-length", b"0") != b"0"

    def _refuse(self, status: int) -> None:
        self._phase = _ENDING
        self._out.append(octets_of(plain_reply(status), self._desk.date, close=True))

    def _send(self) -> None:
        out = self._out
        if not out:
            return
        self._transport.write(out[0] if len(out) == 1 else b"".join(out))
        self._out = []
        self._since, self._unsent = self._desk.tick, 0
        if self._phase is _ENDING:
            self._end()

    def _end(self) -> None:
        """
        Close the line, once all is sent.

        Octets that nobody has read would make the system reset the connection, and the client
        would lose the answer: where more may come we only end our side, and `tire` the rest.
        """
        self._heard.clear()
        if self._transport.can_write_eof() and (self._inside or self._has_body()):
            self._transport.write_eof()
        else:
            self._transport.close()

    def _hand_on(self) -> None:
        """
        Let the other protocol begin where this request does.

        Behind requests that were answered here nobody knows where that is: the line is ended, and
        the client asks again on a new one (RFC 9112 9.3.2).
        """
        if self._mixed:
            self._phase = _ENDING
            self._send()
            self._end()
            return
        heard, self._heard = b"".join(self._heard), []
        self._since = self._desk.tick
        other = self._others()
        self._transport.set_protocol(other)
        other.connection_made(self._transport)
        other.data_received(heard)


def _origin_form(target: bytes) -> bytes:
    """*target* without the scheme and host that a proxy may put before it (RFC 9112 3.2.2)."""
    if target.startswith(b"/"):
        return target
    scheme, _, rest = target.partition(b"://")
    if scheme.lower() not in (b"http", b"https"):
        return target
    return rest[rest.find(b"/") :] if b"/" in rest else b"/"
