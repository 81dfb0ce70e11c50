"""Where the browser comes back to after a login: a page on a port of this machine, once."""

import time
from hmac import compare_digest
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import parse_qs, urlsplit

from syncer.errors import AccessError, UnavailableError

_PAGE: Final = (
    "<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Milestone Syncer</title><p>{}</p>"
)
_HEADERS: Final = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'",
    # The address of this page has the code in it.
    "Referrer-Policy": "no-referrer",
    "Connection": "close",
}
_DONE: Final = "Done: go back to the terminal, and close this page."
_REFUSED: Final = "Nothing was agreed to: go back to the terminal, and close this page."
_STRANGE: Final = "This is not the login that was begun here."


class Redirect:
    """Listens on a free port of 127.0.0.1 as long as it is entered (RFC 8252 §7.3)."""

    def __init__(self) -> None:
        self._server = _Server()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.server_close()

    @property
    def address(self) -> str:
        """What Google is told to send the browser back to."""
        return f"http://127.0.0.1:{self._server.server_port}/"

    def code(self, state: str, patience: float) -> str:
        """
        The code that comes with *state*, within *patience* seconds.

        Whatever else calls meanwhile (a page in the browser, a scan) is sent away.
        """
        self._server.state = state
        ends = time.monotonic() + patience
        while not self._server.answer:
            self._server.timeout = ends - time.monotonic()
            if self._server.timeout <= 0:
                raise UnavailableError(
                    "nobody answered Google's page in time", hint="run `syncer init --login` again"
                )
            self._server.handle_request()
        answer = self._server.answer
        if "code" not in answer:
            raise AccessError(
                "the login was refused in the browser",
                hint="run `syncer init --login` again, and agree to what it asks for",
            )
        return answer["code"]


class _Server(HTTPServer):
    state = ""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer: dict[str, str] = {}

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that goes away or says nothing is no matter."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 5

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        said = {name: values[0] for name, values in parse_qs(url.query).items()}
        ours = compare_digest(said.get("state", "").encode(), self.server.state.encode())
        if url.path != "/" or not ours or not said.keys() & {"code", "error"}:
            self._show(400, _STRANGE)
            return
        self.server.answer = said
        self._show(200, _DONE if "code" in said else _REFUSED)

    def log_message(self, *_args: Any) -> None:
        """Silent: what is asked for has the code in it."""

    def _show(self, status: int, text: str) -> None:
        body = _PAGE.format(text).encode()
        self.send_response(status)
        for name, value in {**_HEADERS, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
