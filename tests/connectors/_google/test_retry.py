"""What is tried again, how long is waited, and what becomes of each refusal."""

import json

import gspread
import pytest
import requests
from google.auth.exceptions import ReauthFailError, RefreshError

from connectors._google.failures import Ask, Sort, error_for, failure_of, refusal
from connectors._google.quota import Bucket
from connectors._google.retry import Pace, persist
from syncer.errors import AccessError, ConflictError, SourceError, UnavailableError

READ = Ask("sheets", "read", "reading the sheet", "the sheet X")
WRITE = Ask("sheets", "write", "writing the results", "the sheet X")


class Time:
    def __init__(self):
        self.now = 0.0
        self.waits = []

    def wait(self, seconds):
        self.waits.append(seconds)
        self.now += seconds

    def pace(self, **more):
        return Pace(wait=self.wait, now=lambda: self.now, **more)


def answer(status, reason="", message="no", **headers):
    """An answer of Google's as the library raises it."""
    made = requests.Response()
    made.status_code = status
    error = {"code": status, "message": message, "errors": [{"reason": reason}] if reason else []}
    made._content = json.dumps({"error": error}).encode()
    made.headers.update(headers)
    return gspread.exceptions.APIError(made)


def failing(*errors):
    """An attempt that raises *errors*, one each time, and then gives `done`."""
    left = list(errors)

    def attempt():
        if left:
            raise left.pop(0)
        return "done"

    return attempt


def tried(attempt, ask=READ, *, time=None, chance=1.0, **more):
    time = time or Time()
    pace = time.pace(chance=lambda: chance)
    return persist(attempt, ask, pace, lambda: "us@example.com", **more)


def test_waits_double_up_to_a_limit_and_end_with_the_budget():
    time = Time()
    with pytest.raises(UnavailableError):
        tried(failing(*[answer(429)] * 99), time=time)
    assert time.waits == [1, 2, 4, 8, 16, 32]


def test_the_jitter_is_full():
    time = Time()
    tried(failing(answer(429), answer(429)), time=time, chance=0.25)
    assert time.waits == [0.25, 0.5]


def test_google_says_how_long():
    time = Time()
    tried(failing(answer(429, **{"Retry-After": "30"})), time=time, chance=0.0)
    assert time.waits == [30]


def test_google_says_until_when():
    """By its own clock: the machine's may be wrong."""
    dates = {
        "Date": "Wed, 04 Mar 2026 12:00:00 GMT",
        "Retry-After": "Wed, 04 Mar 2026 12:00:45 GMT",
    }
    time = Time()
    tried(failing(answer(429, **dates)), time=time, chance=0.0)
    assert time.waits == [45]


@pytest.mark.parametrize("said", ["soon", "-5", "Wed, 99 Mar 2026", "9" * 400, ""])
def test_a_time_to_wait_that_is_none_harms_nobody(said):
    after = refusal(429, b"", {"retry-after": said}).retry_after
    assert after is None or after > 90


def test_without_anybody_who_waits_nothing_is_tried_twice():
    with pytest.raises(UnavailableError):
        persist(failing(answer(429)), READ, Pace(), lambda: "")


@pytest.mark.parametrize(
    "error",
    [requests.ConnectionError(), requests.ReadTimeout(), answer(500), answer(503), answer(504)],
)
def test_a_call_without_an_answer_is_repeated_only_where_that_does_no_harm(error):
    assert tried(failing(error)) == "done"
    with pytest.raises(ConflictError):
        tried(failing(error), WRITE)
    assert tried(failing(error), WRITE, repeatable=True) == "done"


@pytest.mark.parametrize("error", [answer(429), answer(403, "userRateLimitExceeded"),
                                   requests.ConnectTimeout()])  # fmt: skip
def test_what_was_surely_not_done_is_repeated_also_for_writes(error):
    assert tried(failing(error), WRITE) == "done"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (answer(403), AccessError),
        (answer(403, "forbidden"), AccessError),
        (answer(403, "insufficientPermissions"), AccessError),
        (answer(401), AccessError),
        (answer(404), SourceError),
        (answer(400), SourceError),
        (answer(400, message="Range (A!A1) exceeds grid limits."), ConflictError),
        (answer(400, message="Unable to parse range: Plan!A1"), ConflictError),
        (answer(412), ConflictError),
        (answer(400, message='A sheet with the name "Ours" already exists.'), ConflictError),
        (answer(403, "quotaExceeded"), UnavailableError),
        (answer(403, "dailyLimitExceeded"), UnavailableError),
        (answer(403, "sharingRateLimitExceeded"), UnavailableError),
    ],
)
def test_what_does_not_get_better_by_itself_is_not_tried_again(error, kind):
    time = Time()
    with pytest.raises(kind):
        tried(failing(error), time=time)
    assert time.waits == []


@pytest.mark.parametrize(
    ("error", "todo"),
    [
        (RefreshError("Reauthentication is needed. Please run `gcloud`"), "default login"),
        (ReauthFailError("Reauthentication failed."), "default login"),
        (RefreshError("admin_policy_enforced: no", {"error": "admin_policy_enforced"}), "allow"),
        (RefreshError("invalid_grant: gone", {"error": "invalid_grant"}), "or make a new key"),
        (answer(400, message="The document must not be an Office file."), "Save as Google Sheets"),
    ],
)
def test_who_must_do_what_is_told_at_once(error, todo):
    time = Time()
    with pytest.raises((AccessError, SourceError)) as caught:
        tried(failing(error), time=time)
    assert (todo in caught.value.hint, time.waits) == (True, [])


def test_an_answer_that_is_no_json_is_told_by_its_status():
    assert refusal(503, b"<html>", {}).sort is Sort.UNKNOWN
    assert refusal(403, b"\xff", {}).sort is Sort.ACCESS
    assert refusal(400, b'{"error": "invalid"}', {}).sort is Sort.WRONG


def test_what_the_libraries_said_is_not_carried_along():
    secret = "ya29.secret"
    error = requests.ConnectionError(f"https://x/?access_token={secret}")
    with pytest.raises(UnavailableError) as caught:
        persist(failing(error), READ, Pace(), lambda: "")
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert secret not in str(caught.value)
    assert secret not in str(error_for(failure_of(error), WRITE, ""))


def test_no_minute_ever_sees_more_calls_than_the_limit():
    time = Time()
    bucket = Bucket(60, time.pace())
    moments = []
    for _ in range(200):
        bucket.take()
        moments.append(time.now)
    busiest = max(sum(m <= other < m + 60 for other in moments) for m in moments)
    assert 50 <= busiest <= 60


def test_a_bucket_that_would_keep_people_waiting_too_long_says_so():
    time = Time()
    bucket = Bucket(6, time.pace(budget=5.0))
    bucket.take(2)
    with pytest.raises(UnavailableError):
        bucket.take()
