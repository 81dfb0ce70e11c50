"""The lines to Google: one for gspread, one for google-api-python-client, both with time limits."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

import google_auth_httplib2
import httplib2
import requests
from google.auth.credentials import Credentials
from google.auth.transport.requests import AuthorizedSession, Request
from requests.adapters import HTTPAdapter

from syncer.errors import ConfigError

TIMEOUT: Final = (5.0, 60.0)
"""Seconds to connect, and between two bytes of the answer."""

_GOOGLE: Final = ("https://sheets.googleapis.com/", "https://www.googleapis.com/",
                  "https://oauth2.googleapis.com/", "https://iamcredentials.googleapis.com/")  # fmt: skip


def endpoint_of(options: Mapping[str, object]) -> str:
    """Where calls go instead of to Google, for tests: a port of this machine; else empty."""
    place = str(options.get("endpoint", ""))
    if place and urlsplit(f"//{place}").hostname not in {"127.0.0.1", "::1", "localhost"}:
        # Tokens go wherever calls go.
        raise ConfigError("Google's stand-in must run on this machine", hint="leave `endpoint` out")
    return place


def session(credentials: Credentials, endpoint: str) -> requests.Session:
    """A line for gspread; not to be shared by threads."""
    inner = unsigned(endpoint)
    made = AuthorizedSession(credentials, auth_request=Request(inner))  # type: ignore[no-untyped-call]
    _divert(made, endpoint)
    return made


def unsigned(endpoint: str) -> requests.Session:
    """A line without credentials, on which they are asked for."""
    made = requests.Session()
    for_tokens(made, endpoint)
    return made


def for_tokens(line: requests.Session, endpoint: str) -> None:
    """Let *line* be good to ask for tokens on."""
    line.hooks["response"].append(_checked)
    _divert(line, endpoint)


def _divert(line: requests.Session, endpoint: str) -> None:
    """Let what *line* sends to Google go to *endpoint*, if there is one."""
    for origin in _GOOGLE if endpoint else ():
        line.mount(origin, _StandIn(endpoint))


def http(credentials: Credentials, endpoint: str) -> google_auth_httplib2.AuthorizedHttp:
    """A line for google-api-python-client; not to be shared by threads."""
    line = _StandInHttp(endpoint) if endpoint else _Http(timeout=TIMEOUT[1])
    # It would follow a redirect with our token, wherever it leads.
    line.follow_redirects = False
    return google_auth_httplib2.AuthorizedHttp(credentials, http=line)


class _StandIn(HTTPAdapter):
    """Sends what is meant for Google to a port of this machine."""

    # google-auth copies a line for a thread of its own.
    __attrs__ = [*HTTPAdapter.__attrs__, "netloc"]  # noqa: RUF012 - the library declares it so

    def __init__(self, netloc: str) -> None:
        super().__init__()
        self.netloc = netloc

    def send(
        self, request: requests.PreparedRequest, *args: Any, **kwargs: Any
    ) -> requests.Response:
        url = urlsplit(request.url or "")
        moved = request.copy()
        moved.url = url._replace(scheme="http", netloc=self.netloc).geturl()
        moved.headers["Host"] = url.netloc
        return super().send(moved, *args, **{**kwargs, "proxies": {}})


def _checked(response: requests.Response, **_more: Any) -> None:
    """Refuse what a network's own login page says in the token endpoint's stead."""
    if response.ok and _is_odd(response.url, response.content):
        raise requests.RequestException("that is no token")


def _is_odd(address: str, content: bytes) -> bool:
    """Whether a token was asked for and none came; google-auth falls over what is no JSON object."""
    if not urlsplit(address).path.endswith("/token"):
        return False
    try:
        return "access_token" not in dict(json.loads(content))
    except (ValueError, TypeError, RecursionError):
        return True


class _Http(httplib2.Http):  # type: ignore[misc]
    """httplib2's line, on which google-auth asks for tokens too."""

    def request(self, uri: str, *args: Any, **kwargs: Any) -> Any:
        """Its answer, unless it is a login page of the network's in the stead of a token."""
        response, content = super().request(uri, *args, **kwargs)
        if response.status == HTTPStatus.OK and _is_odd(uri, content):
            raise httplib2.HttpLib2Error("that is no token")
        return response, content


class _StandInHttp(_Http):
    """The same for httplib2."""

    def __init__(self, netloc: str) -> None:
        super().__init__(timeout=TIMEOUT[1], proxy_info=None)
        self.netloc = netloc

    def request(self, uri: str, *args: Any, **kwargs: Any) -> Any:
        url = urlsplit(uri)
        if f"{url.scheme}://{url.netloc}/" in _GOOGLE:
            uri = url._replace(scheme="http", netloc=self.netloc).geturl()
            headers = {**(kwargs.pop("headers", None) or {}), "host": url.netloc}
            return super().request(uri, *args, headers=headers, **kwargs)
        return super().request(uri, *args, **kwargs)
