"""Whether the quota lasts for all plans, told before it does not."""

from datetime import timedelta

import pytest

from syncer.app.checks import Verdict
from syncer.app.google_quota import Needs, quota_check

LIMITS = {"sheets.read": 60, "sheets.write": 60, "calendar.read": 300, "calendar.write": 300}
MINUTE = timedelta(minutes=1)


def test_a_plan_every_two_minutes_takes_little():
    check = quota_check([Needs(2 * MINUTE, sheet=True, calendars=0)], LIMITS)
    assert check.verdict is Verdict.GOOD
    assert check.says.endswith("a minute takes 1 of 60 reads of Sheets, 1 of 60 writes to Sheets")
    assert not check.todo


@pytest.mark.parametrize(("plans", "verdict"), [(5, Verdict.GOOD), (6, Verdict.NOTE)])
def test_it_lasts_for_so_many_plans_every_ten_seconds(plans, verdict):
    needs = [Needs(MINUTE / 6, sheet=True, calendars=0)] * plans
    check = quota_check(needs, LIMITS)
    assert check.verdict is verdict
    assert f"{12 * plans} of 60 reads" in check.says
    assert ("sync less often" in check.todo) == (verdict is Verdict.NOTE)


def test_each_calendar_counts():
    check = quota_check([Needs(MINUTE, sheet=False, calendars=3)], {**LIMITS, "calendar.read": 2})
    assert "3 of 2 reads of Calendar" in check.says
    assert "Sheets" not in check.says
