"""Google's own clients, pointed at the loopback server without a change to them."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import google_auth_httplib2
import httplib2
import requests
from googleapiclient.discovery import build
from requests.adapters import HTTPAdapter

from google.auth.crypt import RSASigner
from google.auth.transport.requests import AuthorizedSession
from google.oauth2 import service_account
from tests.google.server import SERVICE, GoogleServer

SHEETS = "https://www.googleapis.com/auth/spreadsheets"
DRIVE_METADATA = "https://www.googleapis.com/auth/drive.metadata.readonly"
CALENDAR = "https://www.googleapis.com/auth/calendar"
EVENTS = "https://www.googleapis.com/auth/calendar.events"
APP_CREATED = "https://www.googleapis.com/auth/calendar.app.created"
ACLS = "https://www.googleapis.com/auth/calendar.acls"
SCOPES = (SHEETS, DRIVE_METADATA, CALENDAR)
ORIGINS = (
    "https://sheets.googleapis.com/",
    "https://www.googleapis.com/",
    "https://oauth2.googleapis.com/",
    # google-auth asks here, in a thread of its own, where a service account may be used from.
    "https://iamcredentials.googleapis.com/",
)


class LoopbackAdapter(HTTPAdapter):
    """
    Sends what is meant for Google to the loopback server; Host says whom it was meant for.

    google-auth copies the transport for its thread, so it holds no more than the address.
    """

    __attrs__ = (*HTTPAdapter.__attrs__, "netloc")

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
        # A proxy of the environment must not see loopback traffic.
        kwargs["proxies"] = {}
        return super().send(moved, *args, **kwargs)


class LoopbackHttp(httplib2.Http):
    """The same for httplib2, on which google-api-python-client stands."""

    def __init__(self, server: GoogleServer, timeout: float | None = 10) -> None:
        super().__init__(timeout=timeout, proxy_info=None)
        self.netloc = server.netloc

    def request(  # type: ignore[override]
        self,
        uri: str,
        method: str = "GET",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> Any:
        url = urlsplit(uri)
        if f"{url.scheme}://{url.netloc}/" in ORIGINS:
            uri = url._replace(scheme="http", netloc=self.netloc).geturl()
            headers = {**(headers or {}), "host": url.netloc}
        return super().request(uri, method, body=body, headers=headers, **kwargs)


def mount(server: GoogleServer, session: requests.Session) -> requests.Session:
    """Let *session*, and the one in which it asks for tokens, reach the loopback server."""
    inner = [session._auth_request_session] if isinstance(session, AuthorizedSession) else []
    for one in (session, *filter(None, inner)):
        for origin in ORIGINS:
            one.mount(origin, LoopbackAdapter(server.netloc))
    return session


def session(server: GoogleServer, credentials: Any = None) -> requests.Session:
    """A session for gspread's HTTPClient, authorised by *credentials* (else a service account)."""
    made = AuthorizedSession(credentials or service_credentials(server))  # type: ignore[no-untyped-call]
    mount(server, made)
    return made


def http(server: GoogleServer, timeout: float | None = 10) -> httplib2.Http:
    """A transport for google-api-python-client, not authorised yet."""
    return LoopbackHttp(server, timeout)


def authorized_http(server: GoogleServer, credentials: Any = None) -> Any:
    return google_auth_httplib2.AuthorizedHttp(
        credentials or service_credentials(server), http=http(server)
    )


def service_credentials(
    server: GoogleServer, scopes: Sequence[str] = SCOPES, email: str = SERVICE
) -> Any:
    """A service account's credentials, whose token flow runs against the loopback server."""
    info = server.service_key(email)
    made = service_account.Credentials
    return made(_signer(info["private_key"]), email, info["token_uri"], scopes=list(scopes))  # type: ignore[no-untyped-call]


@cache
def _signer(private_key: str) -> Any:
    """Reading a key checks it, which takes a tenth of a second: once is enough."""
    return RSASigner.from_string(private_key)  # type: ignore[no-untyped-call]


def service(server: GoogleServer, api: str, credentials: Any = None) -> Any:
    """google-api-python-client's service for `calendar`, `drive` or `sheets`."""
    return service_over(authorized_http(server, credentials), api)


def service_over(http: Any, api: str) -> Any:
    """The same over a transport that the caller closes."""
    version = {"calendar": "v3", "drive": "v3", "sheets": "v4"}[api]
    return build(api, version, http=http, static_discovery=True, cache_discovery=False)
