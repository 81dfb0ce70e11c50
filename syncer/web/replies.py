"""The octets that go back over the line for a feed, or for what is none."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from syncer.web.answers import ALWAYS, Answer
from syncer.web.conditions import chosen, is_unchanged

FOUND: Final = 200
UNCHANGED: Final = 304
NOT_FOUND: Final = 404
NOTHING_HERE: Final = b"There is nothing at this address.\n"

_PHRASES: Final = {
    200: b"OK",
    304: b"Not Modified",
    400: b"Bad Request",
    404: b"Not Found",
    405: b"Method Not Allowed",
    411: b"Length Required",
    413: b"Content Too Large",
    429: b"Too Many Requests",
    431: b"Request Header Fields Too Large",
    503: b"Service Unavailable",
}
_SAID: Final = {
    400: b"This is no request that can be answered.\n",
    404: NOTHING_HERE,
    405: b"A feed can only be read.\n",
    411: b"Say how long the message is.\n",
    413: b"That is too long.\n",
    429: b"Too many wrong addresses; try again later.\n",
    431: b"The head of this request is too long.\n",
    503: b"This cannot be answered now; try again later.\n",
}
_AGAIN: Final = b"retry-after: 60\r\n"
_MORE: Final = {405: b"allow: GET, HEAD\r\n", 429: _AGAIN, 503: _AGAIN}
_CLOSE: Final = b"connection: close\r\n"


class Reply(NamedTuple):
    """What is sent: the status line, then everything behind the Date."""

    status: int
    line: bytes
    rest: tuple[bytes, ...]


def feed_reply(answer: Answer, method: bytes, headers: Mapping[bytes, bytes]) -> Reply:
    """The reply to a GET or HEAD of *answer*; a Range is not heeded, which RFC 9110 14.2 allows."""
    wanted = chosen(answer, headers)
    if is_unchanged(wanted, answer.modified, headers):
        return Reply(UNCHANGED, _LINES[UNCHANGED], (wanted.unchanged,))
    if method == b"HEAD":
        return Reply(FOUND, _LINES[FOUND], (wanted.whole,))
    return Reply(FOUND, _LINES[FOUND], (wanted.whole, *wanted.octets))


def plain_reply(status: int, method: bytes = b"GET") -> Reply:
    """A reply that says no more than *status* does: it is the same for all who get it."""
    return _said(status, method, _SAID[status], _MORE.get(status, b""))


def too_many_reply(seconds: int, method: bytes) -> Reply:
    """The reply to who narrows a feed by too many new filters; the next one may come in *seconds*."""
    said = b"Too many different filters of this address at once; try again soon.\n"
    return _said(429, method, said, b"retry-after: %d\r\n" % seconds)


def _said(status: int, method: bytes, said: bytes, more: bytes) -> Reply:
    head = b"content-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\n%s%s\r\n" % (
        len(said), more, ALWAYS,
    )  # fmt: skip
    return Reply(status, _LINES[status], (head,) if method == b"HEAD" else (head, said))


def octets_of(reply: Reply, date: bytes, *, close: bool) -> bytes:
    """*reply* with its *date* line; *close* tells the client that this was the last one."""
    if close:
        return b"".join((reply.line, date, _CLOSE, *reply.rest))
    return b"".join((reply.line, date, *reply.rest))


_LINES: Final = {
    status: b"HTTP/1.1 %d %s\r\n" % (status, phrase) for status, phrase in _PHRASES.items()
}
