"""What the service says of itself."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from syncer.domain.bulletin import Bulletin
from syncer.domain.pulse import Pulse, failed, succeeded
from syncer.stages.present.service import alive, plan_octets, plans_document, readiness, trouble

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
NEW = Pulse(plan="apollo", every=120, promise=720)


def synced(minutes_ago, plan=NEW):
    at = NOW - timedelta(minutes=minutes_ago)
    return succeeded(plan, at, outcome="changed", seconds=1, rows=3, errors=0)


def failing(pulse, times=1):
    for _ in range(times):
        pulse = failed(pulse, NOW, error="the sheet is not shared", hint="share it", seconds=1)
    return pulse


def ready(*pulses, heard=1.0, whole=True, **told):
    bulletin = Bulletin(at=NOW, pulses=pulses, **told)
    return readiness(bulletin, heard, NOW, whole=whole)


def reasons(answer):
    return {one["what"]: one["why"] for one in answer.document["red"]}


def test_who_answers_is_alive():
    assert alive().status == 200


def test_all_is_well():
    answer = ready(synced(1), synced(11, replace(NEW, plan="gemini")))
    assert answer.status == 200
    assert answer.document["ready"] is True
    assert reasons(answer) == {}
    assert [plan["sync"]["state"] for plan in answer.document["plans"]] == ["fresh", "fresh"]


def test_a_plan_older_than_its_promise_turns_it_red_although_nothing_failed():
    answer = ready(synced(13))
    assert answer.status == 503
    assert reasons(answer) == {
        "plan apollo": "last synced 13 minutes ago, and it should be every 12 minutes"
    }


def test_a_plan_that_fails_within_its_promise_is_shown_and_not_red():
    answer = ready(failing(synced(5)))
    assert answer.status == 200
    (plan,) = answer.document["plans"]
    assert plan["sync"]["state"] == "failing"
    assert plan["sync"]["error"] == "the sheet is not shared"


def test_a_plan_that_never_got_through_says_why():
    assert reasons(ready(NEW)) == {"plan apollo": "not synced yet"}
    assert reasons(ready(failing(NEW, 2))) == {
        "plan apollo": "never synced; failed 2 times in a row: the sheet is not shared"
    }


def test_a_late_plan_that_fails_says_both():
    assert trouble(failing(synced(60)), NOW) == (
        "last synced 1 hour ago, and it should be every 12 minutes; "
        "failed 1 time in a row: the sheet is not shared"
    )


def test_a_state_that_cannot_be_written_turns_it_red():
    assert reasons(ready(synced(1), state_writable=False)) == {"state": "it cannot be written"}


@pytest.mark.parametrize(("heard", "status"), [(19.9, 200), (20.1, 503)])
def test_a_daemon_that_says_nothing_turns_it_red(heard, status):
    assert ready(synced(1), heard=heard).status == status


def test_before_the_first_bulletin_it_is_not_ready():
    answer = readiness(None, 3, NOW)
    assert answer.status == 503
    assert reasons(answer) == {"daemon": "nothing was heard of it yet"}


def test_strangers_hear_only_whether():
    assert ready(failing(synced(60)), whole=False) == (503, {"ready": False})


def test_a_clock_that_was_set_back_makes_nothing_late():
    assert ready(synced(-600)).status == 200


def test_the_plans_are_listed_with_their_titles():
    document = plans_document(Bulletin(at=NOW, pulses=(synced(1),)), NOW, {"apollo": "Apollo 11"})
    (plan,) = document["plans"]
    assert (plan["plan"], plan["title"], plan["sync"]["age"]) == ("apollo", "Apollo 11", 60)
    assert json.loads(json.dumps(document)) == document


@pytest.mark.parametrize("document", [{}, {"plan": "apollo", "items": []}])
@pytest.mark.parametrize("pulse", [None, synced(1)])
def test_a_plan_is_told_with_how_fresh_it_is(document, pulse):
    said = json.loads(plan_octets(json.dumps(document, indent=2).encode(), pulse, NOW))
    sync = said.pop("sync")
    assert said == document
    assert (sync and sync["state"]) == (pulse and "fresh")
