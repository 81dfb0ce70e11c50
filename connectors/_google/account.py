"""One credential: its lines, its quota, its calls; shared by all plans of the process."""

import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

import requests
from google.auth.credentials import Credentials
from googleapiclient.discovery import build

from connectors._google import transport
from connectors._google.credentials import address_of, load_credentials, stamp_of
from connectors._google.failures import Ask
from connectors._google.quota import LIMITS, Bucket
from connectors._google.retry import Pace, pace_of, persist
from syncer.errors import ConfigError

T = TypeVar("T")

_VERSIONS: Final = {"calendar": "v3", "drive": "v3", "sheets": "v4"}
_accounts: Final[dict[tuple[str, str], "Account"]] = {}
_opening: Final = threading.Lock()


def account_of(options: Mapping[str, Any]) -> "Account":
    """
    The account that *options* name, the same one for all who name it.

    Options: `credentials` (a file, or `application-default`), `limits` (calls a minute by
    `sheets.read` and the like; the last who names them is right), `wait`, `now`, `chance` and
    `budget` (see Pace), `endpoint` (tests only).
    """
    place, endpoint = str(options.get("credentials") or ""), transport.endpoint_of(options)
    if not place:
        raise ConfigError(
            "no Google credentials are named",
            hint='set credentials = "service-account.json" under [google]',
        )
    with _opening:
        limits = {**LIMITS, **options.get("limits", {})}
        account = _accounts.get((place, endpoint))
        if account is None:
            account = Account(place, endpoint, pace_of(options), limits)
            _accounts[place, endpoint] = account
        elif "limits" in options:
            account.limit(limits)
        return account


class Account:
    """
    Who we are to Google, and how much we may ask.

    Attributes:
        calls: How many were made, by (api, kind).
        limits: Calls a minute that we let ourselves make, by `sheets.read` and the like.
    """

    def __init__(self, place: str, endpoint: str, pace: Pace, limits: Mapping[str, int]) -> None:
        self._place = place
        self._endpoint = endpoint
        self._pace = pace
        self.limits = dict(limits)
        self._buckets = {name: Bucket(limit, pace) for name, limit in limits.items()}
        self._held: dict[tuple[str, ...], Credentials] = {}
        self._stamp: object = None
        self._lines = threading.local()
        self._lock = threading.Lock()
        self._address = ""
        self.calls: Counter[tuple[str, str]] = Counter()

    def __repr__(self) -> str:
        return f"Account({self._place!r})"

    @property
    def pace(self) -> Pace:
        """How its calls wait, and the clock they go by."""
        return self._pace

    @property
    def address(self) -> str:
        """The address that sheets and calendars must be shared with; empty where nobody knows."""
        return self._address

    def limit(self, limits: Mapping[str, int]) -> None:
        """Let *limits* be those of all calls from now on."""
        for name, limit in limits.items():
            if self.limits.get(name) != limit:
                self._buckets[name] = Bucket(limit, self._pace)
                self.limits[name] = limit

    def call(
        self,
        ask: Ask,
        attempt: Callable[[], T],
        *,
        tokens: int = 1,
        repeatable: bool | None = None,
    ) -> T:
        """What *attempt* returns, in its turn and with patience; else one of our own errors."""

        def counted() -> T:
            self._buckets[f"{ask.api}.{ask.kind}"].take(tokens)
            with self._lock:
                self.calls[ask.api, ask.kind] += tokens
            self._lines.made = self.made() + 1
            return attempt()

        return persist(counted, ask, self._pace, lambda: self._address, repeatable=repeatable)

    def made(self) -> int:
        """How many calls over the network this thread has made; a batch is one."""
        found: int = getattr(self._lines, "made", 0)
        return found

    def session(self, scopes: Sequence[str]) -> requests.Session:
        """A new line for gspread; not to be shared by threads."""
        return transport.session(self._credentials(scopes), self._endpoint)

    def service(self, api: str, scopes: Sequence[str]) -> Any:
        """google-api-python-client's service for *api*, one of each thread's own."""
        key = (api, *scopes)
        credentials = self._credentials(scopes)
        lines: dict[tuple[str, ...], tuple[Credentials, Any]]
        lines = self._lines.__dict__.setdefault("held", {})
        of, service = lines.get(key, (None, None))
        if of is not credentials:
            if service is not None:
                service.close()
            line = transport.http(credentials, self._endpoint)
            service = build(
                api, _VERSIONS[api], http=line, static_discovery=True, cache_discovery=False
            )
            lines[key] = credentials, service
        return service

    def drop_lines(self) -> None:
        """Forget this thread's services: after a timeout their connection may be out of step."""
        for _, service in self._lines.__dict__.pop("held", {}).values():
            service.close()

    def _credentials(self, scopes: Sequence[str]) -> Credentials:
        """One token for all lines with the same scopes, until the file is replaced."""
        key = tuple(sorted(scopes))
        stamp = stamp_of(self._place)
        with self._lock:
            if stamp is not None and stamp != self._stamp:
                self._held.clear()
                self._stamp = stamp
            if key not in self._held:
                self._held[key] = load_credentials(self._place, key)
                self._address = address_of(self._held[key]) or self._address
            return self._held[key]
