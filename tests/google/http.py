"""The loopback HTTP server: keep-alive, one thread a connection, answers in one packet."""

import contextlib
import json
import socket
import threading
from http.client import responses
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.google.accounts import TokenError
from tests.google.batch import answer_batch
from tests.google.description import BATCH_PATHS
from tests.google.faults import PAGE
from tests.google.front import Ask, CutError, Front, Reply

JSON = "application/json; charset=UTF-8"
# google-auth and google-api-python-client ask for tokens over lines that they never close.
CLOSE = {"Connection": "close"}


class Listener(ThreadingHTTPServer):
    """Listens on a free port of 127.0.0.1 and hands every request to a Front."""

    daemon_threads = True
    block_on_close = False
    disable_nagle_algorithm = True
    request_queue_size = 64

    def __init__(self, front: Front) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.front = front
        self.exchanges = 0
        # The person whose browser opens the consent page.
        self.browser = "person@example.com"
        self._lines: set[socket.socket] = set()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def get_request(self) -> tuple[socket.socket, Any]:
        line, address = super().get_request()
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._lines.add(line)
        return line, address

    def shutdown_request(self, request: Any) -> None:
        self._lines.discard(request)
        super().shutdown_request(request)

    def cut_idle_lines(self) -> None:
        """Close every kept-alive connection, as Google does after some minutes."""
        for line in list(self._lines):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.shutdown()
        self.cut_idle_lines()
        self.server_close()
        self._thread.join(2)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that went away is no matter."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Listener

    def setup(self) -> None:
        super().setup()
        self.wfile.flush()

    def log_message(self, *_args: Any) -> None:
        """Silent: the calls are in `server.calls`."""

    def _any(self) -> None:
        self.server.exchanges += 1
        length = int(self.headers.get("content-length") or 0)
        url = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        host = headers.get("host", "").partition(":")[0]
        ask = Ask(
            self.command,
            host,
            url.path,
            url.query,
            headers,
            self.rfile.read(length),
            self.server.exchanges,
        )
        try:
            reply = self._reply(ask)
        except CutError:
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
            return
        self._send(reply)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _any  # noqa: N815 - http.server's names

    def _reply(self, ask: Ask) -> Reply:
        if ask.path in ("/token", "/o/oauth2/auth"):
            return self._oauth(ask)
        if ask.host.startswith("iamcredentials."):
            return Reply(200, b'{"locations": [], "encodedLocations": "0x0"}', CLOSE)
        if ask.verb == "POST" and ask.path in BATCH_PATHS:
            return answer_batch(ask, BATCH_PATHS[ask.path], self.server.front.answer)
        return self.server.front.answer(ask)

    def _oauth(self, ask: Ask) -> Reply:
        world = self.server.front.world
        with world.lock:
            if ask.path == "/o/oauth2/auth":
                to = world.accounts.consent_page(dict(parse_qsl(ask.query)), self.server.browser)
                return Reply(302, b"", {"Location": to})
            if world.accounts.says is not None:
                status, body = world.accounts.says
                return Reply(status, body, CLOSE)
            try:
                answer = world.accounts.exchange(dict(parse_qsl(ask.body.decode())))
            except TokenError as error:
                return Reply(error.code, json.dumps(error.body).encode(), CLOSE)
            return Reply(200, json.dumps(answer).encode(), CLOSE)

    def _send(self, reply: Reply) -> None:
        if reply.wait:
            threading.Event().wait(reply.wait)
        body, headers = reply.body, {"Content-Type": JSON, **reply.headers}
        headers["Date"] = self.server.front.world.accounts.date()
        if reply.page:
            reply.status, body, headers = 200, PAGE, {"Content-Type": "text/html; charset=UTF-8"}
        if reply.keep is not None:
            body = body[: reply.keep]
        headers["Content-Length"] = str(len(body))
        self.close_connection |= "Connection" in headers
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        head = f"HTTP/1.1 {reply.status} {responses.get(reply.status, 'Unknown')}\r\n{lines}\r\n"
        with contextlib.suppress(OSError):
            self.wfile.write(head.encode("latin-1") + body)
