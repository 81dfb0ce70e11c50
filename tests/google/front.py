"""The front door: one API call is routed, authorised, counted, checked, carried out, masked."""

import json
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from tests.google.answers import GoogleError, invalid, scope_missing
from tests.google.calendar_api import CALENDAR
from tests.google.calendar_events import EVENTS
from tests.google.description import (
    Method,
    answer_problems,
    check_body,
    check_query,
    fields_mask,
    find_method,
)
from tests.google.drive_api import DRIVE
from tests.google.faults import (
    PAGE,
    CutAfter,
    CutBefore,
    Delay,
    Fault,
    HtmlPage,
    Partly,
    Refuse,
    Short,
    Truncated,
    WrongOrder,
    refusal,
    shortened,
)
from tests.google.mask import project
from tests.google.quota import Call
from tests.google.sheets_append import SHEETS_APPEND
from tests.google.sheets_batch import SHEETS_BATCH
from tests.google.sheets_get import SHEETS_GET
from tests.google.sheets_metadata import SHEETS_METADATA
from tests.google.sheets_values import SHEETS_VALUES
from tests.google.world import Request, World

Json = dict[str, Any]
T = TypeVar("T")
_CHECKED = 300_000  # bytes
Handler = Callable[[World, Request], Json | None]
HANDLERS: Mapping[str, Handler] = {
    **SHEETS_GET,
    **SHEETS_VALUES,
    **SHEETS_APPEND,
    **SHEETS_BATCH,
    **SHEETS_METADATA,
    **CALENDAR,
    **EVENTS,
    **DRIVE,
}
# Drive answers only these unless the caller asks for more.
DEFAULT_FIELDS = {
    "drive.files.get": "kind,id,name,mimeType",
    "drive.files.create": "kind,id,name,mimeType",
    "drive.files.update": "kind,id,name,mimeType",
    "drive.files.list": "kind,incompleteSearch,nextPageToken,files(kind,id,name,mimeType)",
    "drive.changes.list": "kind,nextPageToken,newStartPageToken,"
    "changes(kind,type,changeType,time,removed,fileId,file(kind,id,name,mimeType))",
}


class CutError(Exception):
    """The connection ends here."""


@dataclass(frozen=True, slots=True)
class Ask:
    """An HTTP request, or one part of a batch; *query* is as sent."""

    verb: str
    host: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    exchange: int = 0
    part: int = 0


@dataclass(slots=True)
class Reply:
    """
    An HTTP answer.

    Attributes:
        wait: Real seconds to let pass before it goes out.
        keep: Bytes after which the whole answer breaks off; None keeps all.
        page: Whether a login page goes out in its place.
    """

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0
    keep: int | None = None
    page: bool = False


class Front:
    def __init__(self, world: World) -> None:
        self.world = world
        # Bugs of this server, not of its caller: `GoogleServer.close` raises them.
        self.failures: list[str] = []

    def answer(self, ask: Ask) -> Reply:
        """Carry out one call. Raise CutError where the connection ends instead of an answer."""
        ask = _unwrapped(ask)
        found = find_method(ask.host, ask.verb, ask.path)
        if found is None:
            page = b"<!DOCTYPE html><html><title>Error 404 (Not Found)!!1</title></html>"
            return Reply(404, page, {"Content-Type": "text/html; charset=UTF-8"})
        method, path = found
        with self.world.lock:
            call = Call(
                len(self.world.calls) + 1,
                ask.exchange,
                method.api,
                method.id,
                method.kind,
                path=path,
                part=ask.part,
                asked=len(ask.body),
            )
            self.world.calls.append(call)
            fault = self._told(lambda: self.world.faults.draw(call))
            if isinstance(fault, CutBefore):
                self._told(self.world.faults.finish)
                raise CutError
            reply = self._struck(ask, method, path, call, fault)
            call.status, call.answered = reply.status, len(reply.body)
            self._told(self.world.faults.finish)
        if isinstance(fault, CutAfter):
            raise CutError
        return reply

    def _told(self, act: Callable[[], T]) -> T | None:
        """Run *act*, in which a test's own acts run: `check` tells of what they raise."""
        try:
            return act()
        except Exception:  # noqa: BLE001 - it must not end the connection unseen
            self.failures.append(traceback.format_exc())
            return None

    def _struck(
        self, ask: Ask, method: Method, path: dict[str, str], call: Call, fault: Fault | None
    ) -> Reply:
        """The reply to *call*, as *fault* leaves it."""
        match fault:
            case HtmlPage(took_effect=False):
                return Reply(200, page=True)
            case Refuse(bare=True):
                return Reply(fault.code, PAGE, {"Content-Type": "text/html; charset=UTF-8"})
            case Refuse():
                return _refused(method, ask, refusal(method.api, fault, method.kind))
            case Delay():
                self.world.clock.advance(fault.seconds)
        reply = self._served(ask, method, path, call, fault)
        if isinstance(fault, Delay):
            reply.wait = fault.real
        elif isinstance(fault, Truncated):
            reply.keep = fault.keep
        elif isinstance(fault, HtmlPage):
            reply.page = True
        return reply

    def _served(
        self, ask: Ask, method: Method, path: dict[str, str], call: Call, fault: Fault | None
    ) -> Reply:
        try:
            grant = self.world.accounts.authorized(ask.headers.get("authorization"))
            call.email = grant.principal.email
            call.units = self.world.quota.spend(method, call.email)
            if method.scopes.isdisjoint(grant.scopes):
                raise scope_missing(method.api, method.id)
            params = check_query(method, parse_qsl(ask.query, keep_blank_values=True), path)
            body = _parsed(ask, method)
            mask = fields_mask(method, params.get("fields") or DEFAULT_FIELDS.get(method.id))
            request = Request(method, grant.principal, grant.scopes, params, body, ask.headers)
            if isinstance(fault, Partly):
                request.stop_after = fault.ranges
            answer = self._handled(request)
        except GoogleError as error:
            return _refused(method, ask, error)
        if answer is None:
            return Reply(304 if request.etag == "304" else 204)
        if isinstance(fault, WrongOrder):
            answer = {k: v[::-1] if isinstance(v, list) else v for k, v in answer.items()}
        if isinstance(fault, Short):
            answer = shortened(answer, fault)
        headers = {"ETag": request.etag} if request.etag else {}
        answer = project(mask, answer)
        sent = _json(answer)
        # Our own answers are held against the description too; a big one is more of the same.
        problems = answer_problems(method, answer) if len(sent) < _CHECKED else []
        if problems:
            self.failures.append(f"{method.id} answered what Google could not: {problems}")
        return Reply(200, sent, headers)

    def _handled(self, request: Request) -> Json | None:
        handler = HANDLERS.get(request.method.id)
        if handler is None:
            raise GoogleError(501, f"This test server does not have {request.method.id}.")
        try:
            return handler(self.world, request)
        except GoogleError:
            raise
        except Exception:  # noqa: BLE001 - a bug of this server, told by `check`
            self.failures.append(traceback.format_exc())
            raise GoogleError(500, "Internal error encountered.") from None
        finally:
            self._edited(request)

    def _edited(self, request: Request) -> None:
        """Let Drive know of a write to a spreadsheet, even of one that failed half-way."""
        book = self.world.books.get(request.params.get("spreadsheetId", ""))
        if book is not None and request.method.api == "sheets" and request.method.kind == "write":
            self.world.drive.touch(book, request.email)


def _unwrapped(ask: Ask) -> Ask:
    """A GET too long for a URL comes as a POST with its query in the body."""
    if ask.headers.get("x-http-method-override") != "GET":
        return ask
    return Ask(
        "GET", ask.host, ask.path, ask.body.decode(), ask.headers, b"", ask.exchange, ask.part
    )


def _parsed(ask: Ask, method: Method) -> Json:
    if not ask.body.strip():
        check_body(method, None)
        return {}
    if not ask.headers.get("content-type", "").startswith("application/json"):
        raise invalid("Invalid JSON payload received. Unknown content type.")
    try:
        body = json.loads(ask.body, parse_constant=_no_constant)
    except ValueError:
        if method.api == "sheets":
            raise invalid("Invalid JSON payload received. Unexpected token.") from None
        raise GoogleError(400, "Parse Error", reason="parseError") from None
    if not isinstance(body, dict):
        raise invalid("Invalid JSON payload received. Unexpected token.")
    check_body(method, body)
    return body


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _refused(method: Method, ask: Ask, error: GoogleError) -> Reply:
    headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    return Reply(
        error.code, _json(error.body(method.api, with_errors="alt=json" in ask.query)), headers
    )


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
