"""A person's own login: a yes in the browser, caught on loopback (RFC 8252), kept in a file."""

import json
import logging
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any, Final

import requests
from google_auth_oauthlib.flow import Flow  # type: ignore[import-untyped]
from oauthlib.oauth2 import OAuth2Error  # type: ignore[import-untyped]

from connectors._google import transport
from connectors._google.credentials import (
    CALENDAR_EVENTS,
    CALENDAR_LIST,
    CALENDAR_OWN,
    CALENDAR_SHARING,
    CLIENT,
    DRIVE_METADATA,
    SHEETS,
    client_of,
    login_of,
)
from connectors._google.redirect import Redirect
from syncer.errors import AccessError, UnavailableError

# The file's own addresses are not used: a token goes to Google, whatever a file says.
_ENDPOINTS: Final = {
    "auth_uri": "https://accounts.google.com/o/oauth2/v2/auth",
    "token_uri": "https://oauth2.googleapis.com/token",
}
_SCOPES: Final = {
    "sheet": (SHEETS,),
    "calendar": (CALENDAR_EVENTS,),
    "own calendar": (CALENDAR_OWN, CALENDAR_LIST),
    "sharing": (CALENDAR_SHARING,),
}
_AGAIN: Final = "run `syncer init --login` again"
_DOWN: Final = {"internal_failure", "server_error", "temporarily_unavailable"}

# Their debug lines quote codes, secrets and tokens.
for _name in ("oauthlib", "requests_oauthlib"):
    logging.getLogger(_name).setLevel(logging.INFO)


def log_in(
    place: str,
    needs: AbstractSet[str],
    show: Callable[[str], None],
    options: Mapping[str, Any],
) -> Path:
    """
    Let a person log in with the OAuth client in the file *place*; where that login is kept.

    It is good for what *needs* names (`sheet`, `calendar`: one that people made, `own calendar`:
    one that we make, `sharing` it), for the names of files, and for no more. *show* is given the address of Google's page, for a browser. Options: `patience` (seconds to
    wait for the answer) and `endpoint` (tests only). Whoever sees the code on its way (RFC 7636)
    or sends one of another's (the state) gets nothing by it.
    """
    path, scopes = Path(place), _scopes(needs)
    client, kept = client_of(path), login_of(path)
    about = {name: client[name] for name in ("client_id", "client_secret")}
    with Redirect() as redirect:
        flow = Flow.from_client_config(
            {CLIENT: {**about, **_ENDPOINTS}}, scopes, redirect_uri=redirect.address
        )
        # Google gives a token that lasts only to whoever is asked (again).
        address, state = flow.authorization_url(access_type="offline", prompt="consent")
        show(address)
        code = redirect.code(state, float(options.get("patience", 300)))
    transport.for_tokens(flow.oauth2session, transport.endpoint_of(options))
    token = _exchanged(flow, code, scopes)
    login = {
        "type": "authorized_user",
        **about,
        "refresh_token": token,
        "token_uri": _ENDPOINTS["token_uri"],
        "scopes": scopes,
    }
    _keep(kept, json.dumps(login, indent=2) + "\n")
    return kept


def _scopes(needs: AbstractSet[str]) -> list[str]:
    """The fewest; one of Drive's says which sheet changed, and whose login it is."""
    wanted = (scope for need, scopes in _SCOPES.items() if need in needs for scope in scopes)
    return [DRIVE_METADATA, *wanted]


def _exchanged(flow: Flow, code: str, scopes: Sequence[str]) -> str:
    """The refresh token for *code*. No library's error is chained: it may quote secrets."""
    try:
        with flow.oauth2session as line:
            token = flow.fetch_token(code=code, timeout=transport.TIMEOUT)
            line.token = {}
    except Warning as warning:
        # So the library tells of boxes that were not ticked, or of more than was asked for.
        token = getattr(warning, "token", {})
        left = sorted(set(scopes) - set(getattr(warning, "new_scope", ())))
        if left:
            names = ", ".join(scope.rpartition("/")[2] for scope in left)
            raise AccessError(
                f"the login does not cover {names}", hint=f"{_AGAIN}, and tick every box"
            ) from None
    except requests.RequestException:
        raise UnavailableError("Google could not be reached", hint=_AGAIN) from None
    except (OAuth2Error, ValueError) as error:
        word = error.error if isinstance(error, OAuth2Error) else ""
        if word in _DOWN:
            raise UnavailableError("Google cannot log anybody in now", hint=_AGAIN) from None
        said = f": {word}" if word else ""
        raise AccessError(
            f"Google does not accept the login{said}",
            hint="look at the OAuth client in the Cloud console: it must be a desktop app's",
        ) from None
    if not token.get("refresh_token"):
        raise AccessError("Google gave no login that lasts", hint=_AGAIN)
    return str(token["refresh_token"])


def _keep(path: Path, text: str) -> None:
    """Write *text* to *path*, for its owner alone and whole or not at all."""
    try:
        # Made with mode 0600, under a name that nobody else can have taken.
        number, made = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(number, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(made).replace(path)
        except OSError:
            Path(made).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise AccessError(
            f"the login cannot be kept in {str(path)!r}: {error.strerror}",
            hint=f"make {str(path.parent)!r} writable, then {_AGAIN}",
        ) from None
