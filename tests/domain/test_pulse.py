"""A pulse: what becomes of it by successes and failures, and on its way through JSON."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncer.domain.bulletin import Bulletin, bulletin_line, read_bulletin
from syncer.domain.pulse import (
    Beat,
    Pulse,
    age,
    beat,
    failed,
    pulse_document,
    read_pulse,
    succeeded,
)

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
NEW = Pulse(plan="apollo", every=120, promise=720)
SYNCED = succeeded(NEW, NOW, outcome="unchanged", seconds=0.1, rows=3, errors=1)

MOMENTS = st.none() | st.datetimes(
    datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)
)
PULSES = st.builds(
    Pulse,
    plan=st.text(),
    every=st.floats(1, 1e6),
    promise=st.floats(1, 1e6),
    synced=MOMENTS,
    tried=MOMENTS,
    failures=st.integers(0, 10),
    error=st.text(),
    hint=st.text(),
    next_try=MOMENTS,
    seconds=st.floats(0, 1e6),
    rows=st.integers(0, 50_000),
    errors=st.integers(0, 50_000),
    outcome=st.sampled_from(["", "changed", "unchanged", "failed"]),
)


def test_failures_add_up_and_one_success_ends_them():
    twice = failed(failed(SYNCED, NOW, error="a", hint="", seconds=1), NOW, error="b", hint="c", seconds=1)  # fmt: skip
    assert (twice.failures, twice.error, twice.hint, twice.outcome) == (2, "b", "c", "failed")
    assert twice.synced == NOW
    assert (twice.rows, twice.errors) == (3, 1)
    again = succeeded(twice, NOW, outcome="changed", seconds=1, rows=4, errors=0)
    assert (again.failures, again.error, again.hint) == (0, "", "")


@pytest.mark.parametrize(
    ("pulse", "seconds", "expected"),
    [
        (NEW, 0, Beat.WAITING),
        (failed(NEW, NOW, error="a", hint="", seconds=1), 0, Beat.FAILING),
        (SYNCED, 720, Beat.FRESH),
        (SYNCED, 721, Beat.LATE),
        (replace(SYNCED, failures=1), 720, Beat.FAILING),
        (replace(SYNCED, failures=1), 721, Beat.LATE),
    ],
)
def test_a_plan_is_doing_as_its_promise_says(pulse, seconds, expected):
    assert beat(pulse, NOW + timedelta(seconds=seconds)) is expected


def test_a_clock_set_back_makes_no_negative_age():
    assert age(SYNCED, NOW - timedelta(hours=1)) == 0


def test_a_success_that_lies_ahead_keeps_no_failing_plan_fresh():
    ahead = replace(SYNCED, synced=NOW + timedelta(days=30))
    silent = failed(ahead, NOW, error="a", hint="", seconds=1)
    assert beat(silent, NOW + timedelta(seconds=721)) is Beat.LATE


@given(pulse=PULSES)
def test_a_pulse_comes_back_from_json(pulse):
    assert read_pulse(json.loads(json.dumps(pulse_document(pulse)))) == pulse


def test_what_a_newer_version_adds_is_left_out_and_what_an_older_one_lacks_is_as_new():
    assert read_pulse({"plan": "p", "every": 1, "promise": 2, "mood": "good"}) == Pulse(
        plan="p", every=1, promise=2
    )


@pytest.mark.parametrize("said", [{}, [], {"plan": "p"}, {**pulse_document(NEW), "synced": "soon"}])
def test_what_is_no_pulse_is_refused(said):
    with pytest.raises(ValueError, match=r"pulse|isoformat"):
        read_pulse(said)


@given(pulses=st.lists(PULSES, max_size=3).map(tuple), metrics=st.text(), writable=st.booleans())
def test_a_bulletin_is_one_line_and_comes_back_from_it(pulses, metrics, writable):
    said = Bulletin(at=NOW, pulses=pulses, metrics=metrics, state_writable=writable)
    line = bulletin_line(said)
    assert line.splitlines() == [line[:-1]]
    assert read_bulletin(line) == said


@pytest.mark.parametrize("line", [b"", b"null\n", b"[]\n", b'{"at": 3}\n', b"\xff\n"])
def test_what_is_no_bulletin_is_refused(line):
    with pytest.raises(ValueError, match=r".+"):
        read_bulletin(line)
