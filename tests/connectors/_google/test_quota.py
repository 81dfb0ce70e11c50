"""All plans of a process share what Google lets one account do in a minute."""

from collections import Counter

import pytest

from connectors._google.account import account_of
from connectors._google.quota import Bucket
from connectors._google.retry import Pace
from connectors.google_sheet.api import Sheets
from syncer.errors import UnavailableError


def bucket(time, limit, **more):
    return Bucket(limit, Pace(wait=time.wait, now=lambda: time.now, **more))


def test_whoever_names_the_same_credentials_shares_one_account(options, options_for, google):
    assert account_of(options) is account_of(dict(options))
    assert account_of(options_for(google.service_key())) is not account_of(options)


def test_plans_that_read_and_write_at_once_are_never_refused(google, options):
    books = [google.add_book(f"Plan {n}") for n in range(4)]
    plans = [Sheets(account_of(options), book.id) for book in books]
    for n in range(60):
        for plan in plans:
            plan.values(["Sheet1!A1:B2"])
        title = {"addSheet": {"properties": {"title": f"Tab {n}"}}}
        plans[n % 4].change([title], "adding a tab")
    assert Counter(call.status for call in google.calls) == {200: 60 * 4 + 60}


def test_the_limits_of_the_configuration_hold(google, options, time):
    plan = Sheets(account_of({**options, "limits": {"sheets.read": 6}}), google.add_book().id)
    began = time.now
    for _ in range(8):
        plan.values(["Sheet1!A1:B2"])
    # Two at once, then one each fifteen seconds: never more than six a minute.
    assert time.now - began == pytest.approx(6 * 15)


def test_limits_that_are_configured_anew_hold_from_then_on(google, options, time):
    account = account_of(options)
    plan = Sheets(account, google.add_book().id)
    assert account_of({**options, "limits": {"sheets.read": 6}}) is account
    assert account.limits["sheets.read"] == 6
    began = time.now
    for _ in range(8):
        plan.values(["Sheet1!A1:B2"])
    assert time.now - began == pytest.approx(6 * 15)


def test_a_batch_larger_than_the_limit_goes_and_makes_the_next_one_wait(time):
    small = bucket(time, 30)
    small.take(50)
    assert time.waited == []
    with pytest.raises(UnavailableError):
        small.take(50)
    time.wait(60)
    small.take(50)
    assert time.waited == pytest.approx([60, 90])


def test_who_may_not_wait_is_told_at_once(time):
    hasty = bucket(time, 60, budget=0.0)
    for _ in range(20):
        hasty.take()
    with pytest.raises(UnavailableError, match="used up"):
        hasty.take()
    assert time.waited == []
