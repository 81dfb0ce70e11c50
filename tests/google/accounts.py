"""Who calls: service accounts and people, their keys, tokens and scopes; Google's token endpoint."""

import base64
import hashlib
import json
import time
from collections.abc import Mapping
from email.utils import formatdate
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from google.auth import jwt
from tests.google.answers import unauthenticated
from tests.google.clock import Clock

AUDIENCE = "https://oauth2.googleapis.com/token"
LIFE = 3600  # seconds that an access token lives, on the server's clock
LONGEST = 3600  # seconds from `iat` to `exp` that Google bears with
SHORT_LIVED = (
    "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
    "Check your iat and exp values in the JWT claim."
)
Json = dict[str, Any]


class Principal(NamedTuple):
    """A caller. A service account is nobody's colleague: it sees only what is shared with it."""

    email: str
    is_service: bool


class Grant(NamedTuple):
    principal: Principal
    scopes: frozenset[str]
    ends: float


@cache
def _key() -> tuple[str, str]:
    """
    A private key and its public half, made once for all tests: making one takes a while.

    It is shorter than Google's, since whoever reads a key first checks it: five times as fast.
    """
    made = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    private = made.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = made.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private.decode(), public.decode()


class TokenError(Exception):
    """A refusal of the token endpoint, in OAuth's own shape (RFC 6749 §5.2)."""

    def __init__(self, error: str, description: str, code: int = 400) -> None:
        super().__init__(description)
        self.code = code
        self.body = {"error": error, "error_description": description}


class Accounts:
    """
    Everybody who may call.

    Attributes:
        skew: Seconds that Google's clock is ahead of the caller's, for signed assertions.
        consent: Whether a person who is asked at the consent page says yes.
        unticked: Scopes whose boxes that person leaves empty.
        failing: Whether the token endpoint is down.
        says: What answers in the token endpoint's stead (a network's login page): status and body.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._services: set[str] = set()
        self._known: set[str] = set()
        self._refresh: dict[str, tuple[str, frozenset[str]]] = {}
        self._codes: dict[str, tuple[str, Mapping[str, str]]] = {}
        self._tokens: dict[str, Grant] = {}
        self._made = 0
        self.skew = 0.0
        self.consent = True
        self.unticked: frozenset[str] = frozenset()
        self.failing = False
        self.says: tuple[int, bytes] | None = None
        self.exchanges = 0

    def inherit(self, old: "Accounts") -> None:
        """Let clients of an earlier world go on: its accounts and tokens hold in this one."""
        self._known, self._services = set(old._known), set(old._known)
        self._refresh, self._tokens, self._made = dict(old._refresh), dict(old._tokens), old._made

    def service_key(self, email: str, token_uri: str) -> Json:
        """A service account's key file, as the Cloud console would give it."""
        self._services.add(email)
        self._known.add(email)
        return {
            "type": "service_account",
            "project_id": "test-project",
            "private_key_id": "0" * 40,
            "private_key": _key()[0],
            "client_email": email,
            "client_id": "100000000000000000001",
            "auth_uri": "https://accounts.google.com/o/oauth2/auth",
            "token_uri": token_uri,
            "universe_domain": "googleapis.com",
        }

    def person_login(self, email: str, scopes: list[str], token_uri: str) -> Json:
        """What a person's finished login leaves behind: an "authorized user" file."""
        refresh = self._new("1//refresh")
        self._refresh[refresh] = (email, frozenset(scopes))
        return {
            "type": "authorized_user",
            "client_id": "client.apps.googleusercontent.com",
            "client_secret": "made-up",
            "refresh_token": refresh,
            "token_uri": token_uri,
            "scopes": scopes,
        }

    def grant(self, email: str, scopes: frozenset[str], *, is_service: bool) -> Json:
        token = self._new("ya29.test")
        ends = self._clock.now.timestamp() + LIFE
        self._tokens[token] = Grant(Principal(email, is_service), scopes, ends)
        return {"access_token": token, "expires_in": LIFE - 1, "token_type": "Bearer"}

    def authorized(self, header: str | None) -> Grant:
        """The grant behind an Authorization *header*."""
        if not header:
            raise unauthenticated(missing=True)
        found = self._tokens.get(header.removeprefix("Bearer "))
        if found is None or found.ends <= self._clock.now.timestamp():
            raise unauthenticated(missing=False)
        return found

    def date(self) -> str:
        """What the Date header of an answer says."""
        return formatdate(time.time() + self.skew, usegmt=True)  # noqa: TID251 - as tokens are

    def expire(self) -> None:
        """Let every access token run out now; refreshing still works."""
        self._tokens.clear()

    def revoke(self, email: str) -> None:
        """Take back every grant of *email*: its tokens fail and cannot be refreshed."""
        self._tokens = {t: g for t, g in self._tokens.items() if g.principal.email != email}
        self._refresh = {t: g for t, g in self._refresh.items() if g[0] != email}
        self._services.discard(email)

    def _new(self, prefix: str) -> str:
        self._made += 1
        return f"{prefix}-{self._made:06d}"

    def exchange(self, form: Mapping[str, str]) -> Json:
        """The token endpoint: TokenError where Google would refuse."""
        self.exchanges += 1
        if self.failing:
            raise TokenError("internal_failure", "Backend Error", 500)
        match form.get("grant_type"):
            case "urn:ietf:params:oauth:grant-type:jwt-bearer":
                return self._from_assertion(form.get("assertion", ""))
            case "refresh_token":
                return self._from_refresh(form.get("refresh_token", ""))
            case "authorization_code":
                return self._from_code(form)
            case other:
                raise TokenError("unsupported_grant_type", f"Invalid grant_type: {other or ''}")

    def _from_assertion(self, assertion: str) -> Json:
        try:
            claims = jwt.decode(  # type: ignore[no-untyped-call]
                assertion, certs=_key()[1], clock_skew_in_seconds=10**9
            )
        except (ValueError, KeyError):
            raise TokenError("invalid_grant", "Invalid JWT Signature.") from None
        if claims.get("iss") not in self._services:
            raise TokenError("invalid_grant", "Invalid grant: account not found")
        if claims.get("aud") != AUDIENCE:
            raise TokenError("invalid_grant", "Invalid JWT: Failed audience check.")
        now = time.time() + self.skew  # noqa: TID251 - tokens are dated by the real clock
        if (
            not claims["iat"] - 300 <= now < claims["exp"]
            or claims["exp"] - claims["iat"] > LONGEST
        ):
            raise TokenError("invalid_grant", SHORT_LIVED)
        if claims.get("sub", claims["iss"]) != claims["iss"]:
            text = "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested."
            raise TokenError("unauthorized_client", text, 401)
        scopes = frozenset(claims.get("scope", "").split())
        if not scopes:
            raise TokenError("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
        return self.grant(claims["iss"], scopes, is_service=True)

    def _from_refresh(self, token: str) -> Json:
        if token not in self._refresh:
            raise TokenError("invalid_grant", "Token has been expired or revoked.")
        email, scopes = self._refresh[token]
        return {**self.grant(email, scopes, is_service=False), "scope": " ".join(sorted(scopes))}

    def consent_page(self, query: Mapping[str, str], email: str) -> str:
        """Where the consent page sends the browser of *email* after its yes or no."""
        back: Json = {"state": query.get("state", "")}
        if self.consent:
            code = self._new("4/code")
            scope = " ".join(s for s in query["scope"].split() if s not in self.unticked)
            self._codes[code] = (email, {**query, "scope": scope})
            back |= {"code": code, "scope": scope}
        else:
            back["error"] = "access_denied"
        return f"{query['redirect_uri']}?{urlencode(back)}"

    def _from_code(self, form: Mapping[str, str]) -> Json:
        if form.get("code") not in self._codes:
            raise TokenError("invalid_grant", "Malformed auth code.")
        email, asked = self._codes.pop(form["code"])
        challenge = _challenge(form.get("code_verifier", ""))
        if asked.get("code_challenge", challenge) != challenge:
            raise TokenError("invalid_grant", "Invalid code verifier.")
        if form.get("redirect_uri", asked["redirect_uri"]) != asked["redirect_uri"]:
            raise TokenError("redirect_uri_mismatch", "Bad Request")
        scopes = frozenset(asked["scope"].split())
        refresh = self._new("1//refresh")
        self._refresh[refresh] = (email, scopes)
        token = self.grant(email, scopes, is_service=False)
        return {**token, "refresh_token": refresh, "scope": " ".join(sorted(scopes))}


def _challenge(verifier: str) -> str:
    """RFC 7636 §4.2, S256."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def as_text(info: Json) -> str:
    return json.dumps(info, indent=2)
