"""Everything but prepared feeds: health, metrics, plans as JSON, hooks, and filters met first."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Hashable, Mapping
from hashlib import sha256
from hmac import compare_digest
from typing import Final, NamedTuple, Protocol
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from syncer.errors import SyncerError
from syncer.web.answers import Answer
from syncer.web.clients import is_loopback
from syncer.web.desk import Desk
from syncer.web.limits import MOST_BODY, Buckets
from syncer.web.replies import NOTHING_HERE, Reply, feed_reply, plain_reply, too_many_reply

log: Final = logging.getLogger(__name__)
JSON: Final = "application/json; charset=utf-8"
_HERE: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
_PORT: Final = re.compile(r":[0-9]+$")
_OF_PROXIES: Final = (
    "forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip",
)  # fmt: skip
_PREPARED_BURST: Final = 20
_PREPARED_RATE: Final = 0.5  # a second, for each subscription
_NEXT_PREPARED: Final = 2  # seconds
_MOST_SUBSCRIPTIONS: Final = 10_000
_CLOSING: Final = [
    (b"connection", b"close"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-robots-tag", b"noindex, nofollow"),
    (b"x-content-type-options", b"nosniff"),
]


class WrongQueryError(Exception):
    """A filter that is none; its text says so to whoever asked."""


class Document(NamedTuple):
    """What is said to a program: an HTTP status and JSON."""

    status: int
    octets: bytes


class Prepared(NamedTuple):
    """A feed made for a query, and from what."""

    answer: Answer
    basis: Hashable


class Contents(Protocol):
    """What the pages say; each may take its time, and is called on a thread of its own."""

    def ready(self, *, whole: bool) -> Document:
        """Whether all is as promised; the *whole* of it only for those who may see it."""

    def metrics(self) -> tuple[str, str]:
        """The metrics and the type of their text."""

    def plans(self) -> Document:
        """All plans."""

    def plan(self, name: str) -> Document | None:
        """One plan, whole; None where there is none."""

    def hook(self, plan: str, headers: Mapping[str, str], body: bytes) -> None:
        """Hear a message that the sheet of *plan* changed; nobody is told what came of it."""

    def prepare(self, digest: bytes, query: bytes) -> Prepared | None:
        """The feed of a subscription narrowed by *query*; None where there is none any more."""


def pages(desk: Desk, contents: Contents, *, api_token: str = "", public_url: str = "") -> ASGIApp:
    """
    The application behind the feeds; *api_token* opens what is not for everybody.

    Without one only this machine is let in, and nobody where others reach us through a web server,
    at *public_url* or by proxies that are named: of a plain one nothing tells that it asks for them.
    """
    routes = [
        Route("/healthz", _alive),
        Route("/readyz", _ready),
        Route("/metrics", _metrics),
        Route("/api/plans", _plans),
        Route("/api/plans/{plan}", _plan),
        Route("/hooks/sheet/{plan}", _hook, methods=["POST"]),
        Route("/feeds/{name:path}", _feed),
    ]
    told: dict[type[Exception] | int, Callable[[Request, Exception], Awaitable[Response]]]
    told = {404: _nothing, WrongQueryError: _wrong_query, SyncerError: _failing}
    app = Starlette(routes=routes, exception_handlers=told)
    app.router.redirect_slashes = False  # a redirect would name whatever Host it was asked by
    app.state.desk, app.state.contents, app.state.api_token = desk, contents, api_token
    app.state.shown = bool(desk.proxies) or not _is_here(public_url)
    app.state.trouble = ""
    app.state.preparing = asyncio.Lock()
    app.state.wishes = Buckets(burst=_PREPARED_BURST, rate=_PREPARED_RATE, most=_MOST_SUBSCRIPTIONS)
    return _closing(app)


def _closing(app: ASGIApp) -> ASGIApp:
    """*app*, but the line ends with each answer: the next request is a feed's again, perhaps."""

    async def closing(scope: Scope, receive: Receive, send: Send) -> None:
        async def said(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_CLOSING]
            await send(message)

        await app(scope, receive, said)

    return closing


async def _alive(_: Request) -> Response:
    return Response(b'{"alive": true}\n', media_type=JSON)


async def _ready(request: Request) -> Response:
    contents: Contents = request.app.state.contents
    return _said(await run_in_threadpool(contents.ready, whole=not _stranger(request)))


async def _metrics(request: Request) -> Response:
    _let_in(request)
    text, kind = await run_in_threadpool(request.app.state.contents.metrics)
    return Response(text, headers={"content-type": kind})


async def _plans(request: Request) -> Response:
    _let_in(request)
    return _said(await run_in_threadpool(request.app.state.contents.plans))


async def _plan(request: Request) -> Response:
    _let_in(request)
    found = await run_in_threadpool(request.app.state.contents.plan, request.path_params["plan"])
    if found is None:
        raise HTTPException(404)
    return _said(found)


async def _hook(request: Request) -> Response:
    # Always the same: who is not believed learns nothing, not even whether there is such a plan.
    try:
        body = await _body(request)
    except ClientDisconnect:  # nobody is there to be answered
        return Response(status_code=204)
    headers = {name.lower(): value for name, value in request.headers.items()}
    contents: Contents = request.app.state.contents
    await run_in_threadpool(contents.hook, request.path_params["plan"], headers, body)
    return Response(status_code=204)


async def _body(request: Request) -> bytes:
    """The body of *request*; HTTPException as soon as it is longer than any of ours."""
    found = b""
    async for piece in request.stream():
        found += piece
        if len(found) > MOST_BODY:
            raise HTTPException(413)
    return found


async def _feed(request: Request) -> Response:
    """A feed by a filter that is asked for the first time since its plan changed."""
    state, desk = request.app.state, request.app.state.desk
    path, query = request.scope["raw_path"], request.scope["query_string"]
    token = path.removeprefix(b"/feeds/").removesuffix(b".ics")
    digest = sha256(token).digest()
    if path != b"/feeds/%s.ics" % token or digest not in desk.shelf:
        raise HTTPException(404)
    async with state.preparing:
        answer = desk.filtered(digest, query)
        if answer is None:
            # Who asks for the same as before an edit is not to blame for the edit.
            known = desk.prepared_before(digest, query)
            if not known and not state.wishes.take(digest, desk.tick):
                return _replied(desk, too_many_reply(_NEXT_PREPARED, request.method.encode()))
            prepared = await run_in_threadpool(state.contents.prepare, digest, query)
            if prepared is None:
                raise HTTPException(404)
            answer, state.trouble = prepared.answer, ""
            desk.keep(digest, query, prepared.basis, answer)
    headers = dict(request.scope["headers"])
    reply = feed_reply(answer, request.method.encode(), headers)
    if digest in desk.shelf:
        agent = headers.get(b"user-agent", b"")
        desk.note(desk.shelf[digest], agent, reply.status, whole=False)
    return _replied(desk, reply)


def _replied(desk: Desk, reply: Reply) -> Response:
    """*reply* as Starlette has it."""
    desk.answered[reply.status] += 1
    head, *body = reply.rest
    response = Response(b"".join(body), status_code=reply.status)
    fields = (line.split(b": ", 1) for line in head.split(b"\r\n") if line)
    response.raw_headers = [(name, value) for name, value in fields if name not in _SAID_ANYWAY]
    return response


_SAID_ANYWAY: Final = frozenset(name for name, _ in _CLOSING)


def _said(document: Document) -> Response:
    headers = {"cache-control": "no-store"}
    return Response(document.octets, document.status, headers, media_type=JSON)


def _stranger(request: Request) -> bool:
    """
    Whether nobody vouches for the client: no right token or, where none is set, another machine.

    A proxy on this machine is another machine, and so is a page in a browser here that calls us
    by a name of its own (DNS rebinding).
    """
    state = request.app.state
    if state.api_token:
        said = request.headers.get("authorization", "")
        return not compare_digest(said.encode(), f"Bearer {state.api_token}".encode())
    forwarded = state.shown or any(name in request.headers for name in _OF_PROXIES)
    peer = request.client.host if request.client else ""
    host = _PORT.sub("", request.headers.get("host", ""))
    return forwarded or not is_loopback(peer) or host.lower() not in _HERE


def _is_here(url: str) -> bool:
    """Whether *url* leads nobody but this machine to us."""
    host = urlsplit(url).hostname or "localhost"
    return host == "localhost" or is_loopback(host)


def _let_in(request: Request) -> None:
    if _stranger(request):
        first = "Send" if request.app.state.api_token else _SET
        wish = f"{first} the token of this service: Authorization: Bearer ...\n"
        raise HTTPException(401, wish, {"www-authenticate": "Bearer"})


_SET: Final = "Set api_token_file under [server], and send"


async def _failing(request: Request, error: Exception) -> Response:
    """The state cannot be read: said once in the log, and to all who ask that they come again."""
    state = request.app.state
    if str(error) != state.trouble:
        log.warning("some pages cannot be answered: %s", error)
    state.trouble = str(error)
    return _replied(state.desk, plain_reply(503, request.method.encode()))


async def _nothing(_: Request, __: Exception) -> Response:
    return Response(NOTHING_HERE, 404, {"cache-control": "private, no-cache"}, "text/plain")


async def _wrong_query(_: Request, error: Exception) -> Response:
    return Response(f"{error}\n", 400, {"cache-control": "private, no-cache"}, "text/plain")
