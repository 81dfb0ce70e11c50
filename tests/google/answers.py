"""What Google answers when it refuses: the error bodies of its APIs, in their two shapes."""

from typing import Any

Json = dict[str, Any]

# google.rpc.Code by HTTP status, and the older APIs' `reason` for the same.
STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    410: "NOT_FOUND",
    412: "FAILED_PRECONDITION",
    413: "OUT_OF_RANGE",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
REASON = {
    400: "badRequest",
    401: "authError",
    403: "forbidden",
    404: "notFound",
    409: "duplicate",
    410: "deleted",
    412: "conditionNotMet",
    429: "rateLimitExceeded",
    500: "backendError",
    501: "notImplemented",
    503: "backendError",
    504: "backendError",
}


class GoogleError(Exception):
    """
    A refusal.

    Attributes:
        code: The HTTP status.
        front: Answered before the API itself saw the call, so in the newer shape for every API.
        retry_after: Seconds for the Retry-After header; None sends none.
    """

    def __init__(
        self,
        code: int,
        message: str,
        *,
        reason: str = "",
        domain: str = "global",
        location: tuple[str, str] | None = None,
        short: str = "",
        status: str = "",
        details: tuple[Json, ...] = (),
        front: bool = False,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.reason = reason or REASON.get(code, "badRequest")
        self.domain = domain
        self.location = location
        self.short = short or message
        self.status = status or STATUS.get(code, "UNKNOWN")
        self.details = details
        self.front = front
        self.retry_after = retry_after

    def body(self, api: str, *, with_errors: bool) -> Json:
        """
        The JSON body.

        Calendar and Drive answer in the older shape: `errors`, no `status`. Sheets and the
        front end answer in the newer, with `errors` only where the caller asked with `alt=json`.
        """
        item: Json = {"message": self.short, "domain": self.domain, "reason": self.reason}
        if self.location:
            item["location"], item["locationType"] = self.location[1], self.location[0]
        if api != "sheets" and not self.front:
            return {"error": {"errors": [item], "code": self.code, "message": self.message}}
        error: Json = {"code": self.code, "message": self.message}
        if with_errors or api != "sheets":
            error["errors"] = [item]
        error["status"] = self.status
        if self.details:
            error["details"] = list(self.details)
        return {"error": error}


def invalid(message: str, *violations: tuple[str, str]) -> GoogleError:
    """Sheets' 400; *violations* are (field, description) pairs for the details."""
    details: tuple[Json, ...] = ()
    if violations:
        found = [{"field": f, "description": d} if f else {"description": d} for f, d in violations]
        details = (
            {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": found},
        )
    return GoogleError(400, message, details=details)


def not_found(api: str) -> GoogleError:
    return GoogleError(404, "Requested entity was not found." if api == "sheets" else "Not Found")


def unauthenticated(*, missing: bool) -> GoogleError:
    """No token, or one that is wrong, expired or revoked."""
    text = "is missing required" if missing else "had invalid"
    return GoogleError(
        401,
        f"Request {text} authentication credential{'' if missing else 's'}. Expected OAuth 2 "
        "access token, login cookie or other valid authentication credential.",
        reason="required" if missing else "authError",
        short="Login Required." if missing else "Invalid Credentials",
        location=("header", "Authorization"),
        front=True,
    )


def scope_missing(api: str, method: str) -> GoogleError:
    service = {"calendar": "calendar-json.googleapis.com"}.get(api, f"{api}.googleapis.com")
    detail = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "domain": "googleapis.com",
        "metadata": {"service": service, "method": method},
    }
    return GoogleError(
        403,
        "Request had insufficient authentication scopes.",
        reason="insufficientPermissions",
        short="Insufficient Permission",
        # Drive leaves the details out.
        details=() if api == "drive" else (detail,),
        front=True,
    )


def sheets_quota(kind: str, *, per_user: bool, limit: int) -> GoogleError:
    """429 of Sheets; *kind* is `read` or `write`."""
    metric = f"{kind.capitalize()} requests"
    window = "per minute per user" if per_user else "per minute"
    metadata = {
        "service": "sheets.googleapis.com",
        "consumer": "projects/1234567890",
        "quota_metric": f"sheets.googleapis.com/{kind}_requests",
        "quota_limit": f"{kind.capitalize()}RequestsPerMinutePer{'User' if per_user else 'Project'}",
        "quota_limit_value": str(limit),
        "quota_location": "global",
    }
    detail = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "RATE_LIMIT_EXCEEDED",
        "domain": "googleapis.com",
        "metadata": metadata,
    }
    return GoogleError(
        429,
        f"Quota exceeded for quota metric '{metric}' and limit '{metric} {window}' of service "
        "'sheets.googleapis.com' for consumer 'project_number:1234567890'.",
        details=(detail,),
    )


def usage_limit(reason: str, *, code: int = 403) -> GoogleError:
    """Calendar's and Drive's quota errors: rateLimitExceeded, userRateLimitExceeded, quotaExceeded."""
    text = {
        "rateLimitExceeded": "Rate Limit Exceeded",
        "userRateLimitExceeded": "User Rate Limit Exceeded",
        "quotaExceeded": "Calendar usage limits exceeded.",
    }[reason]
    return GoogleError(code, text, reason=reason, domain="usageLimits")
