"""How many calls Google bears with in a minute, and an account of every call made."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.google.answers import GoogleError, sheets_quota, usage_limit
from tests.google.clock import Clock
from tests.google.description import Method


@dataclass(slots=True)
class Call:
    """
    One call of an API; the parts of a batch are calls each.

    Attributes:
        number: Counts from 1 over all APIs.
        exchange: The HTTP request it came in; parts of one batch share it.
        part: Its place in a batch, from 1; 0 outside one.
        units: What it takes from the quota; 0 where it was refused before.
        status: The HTTP status answered; 0 while it runs, or where the line was cut first.
        asked: Bytes of the request's body.
        answered: Bytes of the answer's body.
    """

    number: int
    exchange: int
    api: str
    method: str
    kind: str
    email: str = ""
    path: dict[str, str] = field(default_factory=dict)
    part: int = 0
    units: int = 0
    status: int = 0
    asked: int = 0
    answered: int = 0


class Calls(list[Call]):
    """Every call since the last `clear`, oldest first."""

    def of(self, api: str = "", kind: str = "", method: str = "") -> "Calls":
        """Those of one *api*, *kind* (read or write) and *method* (the end of its id)."""
        return Calls(self._matching(api, kind, method))

    def _matching(self, api: str, kind: str, method: str) -> Iterator[Call]:
        for call in self:
            named = not method or call.method.endswith(method)
            if named and api in ("", call.api) and kind in ("", call.kind):
                yield call

    def total(self, api: str = "", kind: str = "", method: str = "") -> int:
        return len(self.of(api, kind, method))

    def by_kind(self) -> dict[tuple[str, str], int]:
        """How many calls by (api, kind)."""
        return dict(Counter((call.api, call.kind) for call in self))

    @property
    def exchanges(self) -> int:
        """HTTP requests: a batch is one."""
        return len({call.exchange for call in self})


@dataclass(slots=True)
class Limits:
    """Units a minute. Sheets counts reads and writes apart; the others count them together."""

    sheets_user: int = 60
    sheets_project: int = 300
    calendar_user: int = 600
    calendar_project: int = 10_000
    drive_user: int = 12_000
    drive_project: int = 12_000

    def lift(self) -> None:
        """No limits: for tests of something else."""
        for name in self.__slots__:
            setattr(self, name, 10**9)


class Quota:
    """Counts units in windows of a minute, per user and per project, as Google refills them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._window = clock.minute
        self._spent: Counter[tuple[str, str, str]] = Counter()
        self.limits = Limits()

    def spend(self, method: Method, email: str) -> int:
        """Take what *method* costs, or raise Google's refusal. A refused call costs nothing."""
        if self._window != self._clock.minute:
            self._window = self._clock.minute
            self._spent.clear()
        units = 3 if method.id.endswith(".patch") and method.api == "calendar" else 1
        kind = method.kind if method.api == "sheets" else ""
        mine, ours = (method.api, kind, email), (method.api, kind, "")
        per_user = getattr(self.limits, f"{method.api}_user")
        per_project = getattr(self.limits, f"{method.api}_project")
        if self._spent[ours] + units > per_project:
            raise _refusal(method, per_project, per_user=False)
        if self._spent[mine] + units > per_user:
            raise _refusal(method, per_user, per_user=True)
        self._spent[mine] += units
        self._spent[ours] += units
        return units


def _refusal(method: Method, limit: int, *, per_user: bool) -> GoogleError:
    if method.api == "sheets":
        return sheets_quota(method.kind, per_user=per_user, limit=limit)
    return usage_limit("userRateLimitExceeded" if per_user else "rateLimitExceeded")
