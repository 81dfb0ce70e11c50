"""What goes wrong, and when: faults and people's acts at the n-th call."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.google.answers import GoogleError, sheets_quota, usage_limit
from tests.google.quota import Call

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Refuse:
    """
    An error instead of the call.

    Attributes:
        reason: Google's reason, such as `userRateLimitExceeded`; empty for the usual one.
        bare: No JSON body at all, as some front ends answer.
    """

    code: int
    reason: str = ""
    retry_after: int | None = None
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Delay:
    """The call takes effect; *seconds* pass on the server's clock, *real* ones before the answer."""

    seconds: float = 0
    real: float = 0


@dataclass(frozen=True, slots=True)
class CutBefore:
    """The connection ends and the call never took effect."""


@dataclass(frozen=True, slots=True)
class CutAfter:
    """The call took effect and the connection ends without an answer."""


@dataclass(frozen=True, slots=True)
class Truncated:
    """The call took effect; the JSON breaks off after *keep* bytes, with a length that fits it."""

    keep: int = 20


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """200 with a login page; the call did not take effect unless *took_effect*."""

    took_effect: bool = False


@dataclass(frozen=True, slots=True)
class WrongOrder:
    """The call took effect; the lists of ranges in its answer are in another order."""


@dataclass(frozen=True, slots=True)
class Partly:
    """A `values.batchUpdate` writes its first *ranges* ranges, then answers 500: it is not atomic."""

    ranges: int = 1


@dataclass(frozen=True, slots=True)
class Short:
    """
    A read answers in good form and says less than there is.

    Attributes:
        rows: So many rows of each range, or events of a list, are left.
        headless: The first of them is blank.
    """

    rows: int
    headless: bool = False


Fault = Refuse | Delay | CutBefore | CutAfter | Truncated | HtmlPage | WrongOrder | Partly | Short
PAGE = b"<!DOCTYPE html><html><head><title>Sign in - Google Accounts</title></head></html>"


@dataclass(slots=True)
class _Planned:
    fault: Fault
    matches: Callable[[Call], bool]
    skip: int
    times: int


@dataclass(slots=True)
class Faults:
    """The plan of what goes wrong. Calls count from 1 since the last `clear`."""

    _planned: list[_Planned] = field(default_factory=list)
    _acts: dict[int, list[Callable[[], object]]] = field(default_factory=dict)
    _every: list[Callable[[int], object]] = field(default_factory=list)
    _within: dict[tuple[int, int], list[Callable[[], object]]] = field(default_factory=dict)
    seen: int = 0

    def at(self, n: int, fault: Fault) -> None:
        """*fault* strikes call *n*."""
        if n <= self.seen:
            raise ValueError(f"call {n} is over: {self.seen} were made")
        self._planned.append(_Planned(fault, lambda _call: True, n - 1 - self.seen, 1))

    def when(
        self, matches: Callable[[Call], bool], fault: Fault, *, nth: int = 1, times: int = 1
    ) -> None:
        """*fault* strikes the *nth* call that *matches*, and the *times* - 1 matching ones after it."""
        self._planned.append(_Planned(fault, matches, nth - 1, times))

    def between(self, n: int, act: Callable[[], object]) -> None:
        """Run *act* between call *n* and the next: after *n*'s effect, before its answer is out."""
        self._acts.setdefault(n, []).append(act)

    def within(self, n: int, k: int, act: Callable[[], object]) -> None:
        """
        Run *act* inside call *n*, after its *k*-th range: only spreadsheets.batchUpdate is atomic.

        Reads and writes of several values ranges go one by one, at the places they were asked for.
        """
        self._within.setdefault((n, k), []).append(act)

    def after_range(self, k: int) -> None:
        """The call drawn last has done its *k*-th range."""
        for act in self._within.pop((self.seen, k), ()):
            act()

    def after_every(self, act: Callable[[int], object]) -> None:
        """Run *act* with the call's number after every call."""
        self._every.append(act)

    def clear(self) -> None:
        self._planned.clear()
        self._acts.clear()
        self._every.clear()
        self._within.clear()
        self.seen = 0

    def draw(self, call: Call) -> Fault | None:
        """The fault that strikes *call*; acts set for before the first call run here."""
        if self.seen == 0:
            self._run(0)
        self.seen += 1
        struck = None
        for plan in self._planned:
            if not plan.times or not plan.matches(call):
                continue
            if plan.skip > 0:
                plan.skip -= 1
            elif struck is None:
                plan.times -= 1
                struck = plan.fault
        return struck

    def finish(self) -> None:
        """The call drawn last is over: run what people do now."""
        number = self.seen
        self._run(number)
        for act in self._every:
            act(number)

    def _run(self, number: int) -> None:
        for act in self._acts.pop(number, ()):
            act()

    @property
    def pending(self) -> int:
        """Planned faults that have not struck yet: a test may want to know."""
        acts = (*self._acts.values(), *self._within.values())
        return sum(plan.times for plan in self._planned) + sum(map(len, acts))


def shortened(answer: Json, fault: Short) -> Json:
    """*answer* with no more in it than *fault* leaves."""

    def cut(holder: Json, name: str, blank: object) -> None:
        listed = holder.get(name, [])[: fault.rows]
        holder |= {name: [blank, *listed[1:]] if fault.headless else listed}

    for one in answer.get("valueRanges", ()):
        cut(one, "values", [])
    for tab in answer.get("sheets", ()):
        for one in tab.get("data", ()):
            cut(one, "rowData", {})
    if answer.get("kind") == "calendar#events":
        answer = {**answer, "items": answer.get("items", [])[: fault.rows]}
    return answer


def refusal(api: str, fault: Refuse, kind: str) -> GoogleError:
    """Google's own words for *fault* in *api*."""
    error = _worded(api, fault, kind)
    error.retry_after = fault.retry_after
    return error


def _worded(api: str, fault: Refuse, kind: str) -> GoogleError:
    if fault.reason in ("rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded"):
        return usage_limit(fault.reason, code=fault.code)
    if fault.code == 429:
        return (
            sheets_quota(kind, per_user=True, limit=60)
            if api == "sheets"
            else usage_limit("rateLimitExceeded", code=429)
        )
    words = {
        400: "Bad Request",
        401: "Request had invalid authentication credentials.",
        403: "The caller does not have permission" if api == "sheets" else "Forbidden",
        404: "Requested entity was not found." if api == "sheets" else "Not Found",
        409: "The requested identifier already exists.",
        410: "Resource has been deleted",
        412: "Precondition Failed",
        500: "Internal error encountered." if api == "sheets" else "Backend Error",
        503: "The service is currently unavailable." if api == "sheets" else "Backend Error",
    }
    return GoogleError(fault.code, words.get(fault.code, "Error"), reason=fault.reason)
