"""The one place where Google's failures become ours."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime
from enum import Enum, auto
from http import HTTPStatus
from http.client import HTTPException
from typing import Final, NamedTuple

import gspread.exceptions
import httplib2
import requests
from google.auth.exceptions import GoogleAuthError, RefreshError
from googleapiclient.errors import HttpError

from syncer.errors import (
    AccessError,
    ConflictError,
    SourceError,
    SyncerError,
    UnavailableError,
)

FAILURES: Final = (
    gspread.exceptions.APIError,
    HttpError,
    requests.RequestException,
    httplib2.HttpLib2Error,
    GoogleAuthError,
    HTTPException,
    OSError,
    json.JSONDecodeError,
)
"""All that a call can raise which is Google's or the line's doing."""

_UNANSWERED: Final = range(500, 600)
_MOVED: Final = re.compile(
    r"exceeds grid limits|Unable to parse range|No grid with id|already exists", re.IGNORECASE
)
_GUARDED: Final = re.compile(r"protected cell or object", re.IGNORECASE)
# "This operation is not supported for this document. The document must not be an Office file."
_OFFICE: Final = re.compile(r"not supported for this document|an Office file", re.IGNORECASE)
_FULL: Final = re.compile(r"above the limit of \d+ cells|10000000 cells", re.IGNORECASE)
_CLOCK: Final = re.compile(r"\b(iat|exp)\b|short-lived|timeframe", re.IGNORECASE)
_SESSION: Final = re.compile(r"reauthenticat|invalid_rapt|rapt_required", re.IGNORECASE)
_POLICY: Final = re.compile(r"admin_policy_enforced")
_LONGEST: Final = 300


class Sort(Enum):
    """Failures by what may be done about them."""

    BUSY = auto()  # not done; the same may go well a moment later
    SPENT = auto()  # not done; not before the quota is filled up again
    UNKNOWN = auto()  # no answer: it may be done or not
    NO_LINE = auto()  # not done: nothing was reached
    ACCESS = auto()  # not done: a person must grant access
    GONE = auto()  # there is no such thing (any more)
    CONFLICT = auto()  # somebody was quicker
    WRONG = auto()  # Google does not take it, now or later


_SORTS: Final[Mapping[str, Sort]] = {
    "rateLimitExceeded": Sort.BUSY,
    "userRateLimitExceeded": Sort.BUSY,
    "RATE_LIMIT_EXCEEDED": Sort.BUSY,
    "quotaExceeded": Sort.SPENT,
    "dailyLimitExceeded": Sort.SPENT,
    "calendarUsageLimitsExceeded": Sort.SPENT,
    "sharingRateLimitExceeded": Sort.SPENT,
    "protected": Sort.ACCESS,
    # httplib2 sends again what a cut line did not answer: then it is our own.
    "channelIdNotUnique": Sort.CONFLICT,
}
"""By Google's reason, which says more than the status: a 403 may be a quota or a refusal."""
_STATUSES: Final[Mapping[int, Sort]] = {
    408: Sort.UNKNOWN,
    429: Sort.BUSY,
    401: Sort.ACCESS,
    403: Sort.ACCESS,
    404: Sort.GONE,
    410: Sort.GONE,
    409: Sort.CONFLICT,
    412: Sort.CONFLICT,
}
_LATER: Final = "the next sync tries again"
_ANEW: Final = "it is read again and decided anew"
_SAID: Final[Mapping[Sort, tuple[type[SyncerError], str, str]]] = {
    Sort.BUSY: (UnavailableError, "Google's quota is used up", _LATER),
    Sort.SPENT: (UnavailableError, "Google's quota is used up", _LATER),
    Sort.NO_LINE: (UnavailableError, "Google could not be reached", _LATER),
    Sort.UNKNOWN: (ConflictError, "Google gave no answer, so it may be done or not,", _ANEW),
    Sort.CONFLICT: (ConflictError, "somebody else changed it", _ANEW),
}


class Failure(NamedTuple):
    """
    What went wrong.

    Attributes:
        status: The HTTP status; 0 where there was no answer.
        reason: Google's own word for it (`userRateLimitExceeded`), or empty.
        message: Google's sentence; never with a secret in it.
        retry_after: Seconds that Google asks to wait; None where it says nothing.
    """

    sort: Sort
    status: int = 0
    reason: str = ""
    message: str = ""
    retry_after: float | None = None


class Ask(NamedTuple):
    """
    One call, as people are told of it.

    Attributes:
        api: sheets, calendar or drive.
        kind: read or write.
        doing: Completes "while ..." (`reading the sheet`).
        what: What must be shared where access is refused (`the sheet`, with its address).
        todo: What to do then, where that is not to share it.
    """

    api: str
    kind: str
    doing: str
    what: str
    todo: str = ""


def failure_of(error: Exception) -> Failure:
    """What *error*, one of FAILURES, amounts to."""
    if isinstance(error, gspread.exceptions.APIError):
        response = error.response
        return refusal(response.status_code, response.content, response.headers)
    if isinstance(error, HttpError):
        return refusal(int(error.resp.status), error.content, error.resp)
    if isinstance(error, RefreshError):
        return _token_refused(error)
    if isinstance(error, requests.ConnectTimeout | httplib2.ServerNotFoundError):
        return Failure(Sort.NO_LINE)
    if isinstance(error, ConnectionRefusedError | GoogleAuthError):
        # Without a token the call itself was never sent.
        return Failure(Sort.NO_LINE)
    return Failure(Sort.UNKNOWN)


def refusal(status: int, content: bytes, headers: Mapping[str, str]) -> Failure:
    """What an answer with an error *status* amounts to."""
    reason, message = _told(content)
    if status == HTTPStatus.UNAUTHORIZED:
        # Whatever it was asked for: nobody can share it with an account that is none.
        reason = "login"
    wait = _retry_after(headers)
    return Failure(_sort_of(status, reason, message), status, reason, message, wait)


def error_for(failure: Failure, ask: Ask, address: str) -> SyncerError:
    """*failure* of *ask* in words for people; *address* is whom things must be shared with."""
    sort = failure.sort
    if sort is Sort.UNKNOWN and ask.kind == "read":
        sort = Sort.NO_LINE
    if sort in _SAID:
        kind, what, hint = _SAID[sort]
        return kind(f"{what} while {ask.doing}", hint=f"nothing is lost: {hint}")
    if sort is Sort.ACCESS:
        return _access(failure, ask, address)
    if sort is Sort.GONE:
        return SourceError(
            f"{ask.what} does not exist (any more)",
            hint="nothing was touched; check its address, or take the plan out of the configuration",
        )
    if failure.reason == "office":
        return SourceError(
            f"{ask.what} is an Excel file that Drive only shows as a sheet",
            hint="open it there: File, Save as Google Sheets; then name the new sheet's address",
        )
    said = f": {failure.message}" if failure.message else ""
    return SourceError(
        f"Google refused the call while {ask.doing}{said}",
        hint="nothing was changed; run `syncer doctor`",
    )


def _access(failure: Failure, ask: Ask, address: str) -> AccessError:
    match failure.reason:
        case "clock":
            hint = "this machine's clock is wrong: set it, by NTP for good"
        case "login":
            hint = "the login ended or was revoked: run `syncer init --login`, or make a new key"
        case "session":
            hint = (
                "your organisation ends logins after some hours: run "
                "`gcloud auth application-default login`, or use a service account"
            )
        case "policy":
            hint = (
                "your Workspace's administrator must allow this OAuth client: "
                "Security, Access and data control, API controls"
            )
        case "insufficientPermissions" | "ACCESS_TOKEN_SCOPE_INSUFFICIENT":
            hint = "the login does not cover this: run `syncer init --login` again"
        case "accessNotConfigured" | "SERVICE_DISABLED":
            hint = f"switch on the {ask.api} API in the project of the credentials"
        case "protected":
            hint = f"let {address or 'this account'} edit the protected range, or unprotect it"
        case _:
            whom = address or "the account of the credentials"
            role = "Make changes to events" if ask.api == "calendar" else "Editor"
            hint = ask.todo or f"share {ask.what} with {whom}; the role is {role}"
            if ask.api == "sheets" and ask.kind == "write":
                hint += ". If it is shared so, it may be locked: `syncer doctor` tells"
    return AccessError(f"access refused while {ask.doing}", hint=hint)


def _sort_of(status: int, reason: str, message: str) -> Sort:
    if reason in _SORTS:
        return _SORTS[reason]
    if status == HTTPStatus.BAD_REQUEST and _MOVED.search(message):
        return Sort.CONFLICT
    if status in _UNANSWERED:
        return Sort.UNKNOWN
    return _STATUSES.get(status, Sort.WRONG)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, or until a date (RFC 9110 §10.2.3) by the clock that dated the answer."""
    after = headers.get("retry-after", "")
    if after.isdecimal():
        return float(after)
    with suppress(ValueError, TypeError):
        until, now = (parsedate_to_datetime(text) for text in (after, headers.get("date", "")))
        return max(0.0, (until - now).total_seconds())
    return None


def _told(content: bytes) -> tuple[str, str]:
    """Google's reason and its sentence, from either shape of its errors; empty where none is."""
    try:
        error = json.loads(content)["error"]
        message = str(error.get("message", ""))[:_LONGEST]
        listed = [*error.get("details", ()), *error.get("errors", ())]
        reasons = [one["reason"] for one in listed if "reason" in one]
    except (ValueError, KeyError, TypeError, AttributeError):
        return "", ""
    if _GUARDED.search(message):
        return "protected", message
    if _OFFICE.search(message):
        return "office", message
    if _FULL.search(message):
        message = "the spreadsheet holds 10 million cells, more than that it cannot"
    return (str(reasons[0]) if reasons else ""), message


def _token_refused(error: RefreshError) -> Failure:
    """The token endpoint's refusal; what it said is looked at, never shown."""
    said = " ".join(str(part) for part in error.args)
    if _SESSION.search(said):
        return Failure(Sort.ACCESS, reason="session")
    answers = [part for part in error.args if isinstance(part, dict)]
    if error.retryable or not any("error" in answer for answer in answers):
        # A page of some proxy's refuses nothing in Google's name.
        return Failure(Sort.NO_LINE)
    if _POLICY.search(said):
        return Failure(Sort.ACCESS, reason="policy")
    return Failure(Sort.ACCESS, reason="clock" if _CLOCK.search(said) else "login")
