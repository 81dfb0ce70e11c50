"""What Prometheus is told: read back by its own parser, and named by its rules."""

from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from syncer.app.metrics import Metrics, Served
from syncer.domain.findings import Severity
from syncer.domain.pulse import Pulse, failed, succeeded
from syncer.engine.cycle import Report
from syncer.engine.publish import EventCounts

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
NEW = Pulse(plan="apollo", every=120, promise=720)
REPORT = Report(
    plan="apollo",
    outcome="changed",
    rows=12,
    errors=1,
    findings={Severity.ERROR: 1, Severity.WARNING: 2, Severity.ADVICE: 0},
    cells_written=7,
    events=EventCounts(created=3, updated=2, deleted=1, held=4),
    proposals=5,
)
GOOD = succeeded(NEW, NOW, outcome="changed", seconds=0.3, rows=12, errors=1)
BAD = failed(NEW, NOW, error="not reached", hint="wait", seconds=2)


def families(text):
    return list(text_string_to_metric_families(text))


def values(text):
    """Each sample's value by its name and its labels' values, the plan's first."""
    return {
        (
            sample.name.removeprefix("syncer_"),
            *(
                sample.labels[name]
                for name in sorted(sample.labels, key=lambda n: (n != "plan", n))
            ),
        ): sample.value
        for family in families(text)
        for sample in family.samples
    }


def told(pulse, report, *, now=NOW, calls=None):
    metrics = Metrics()
    metrics.cycle(pulse, report)
    return values(metrics.text([pulse], now, calls or {}))


def test_a_cycle_is_counted_in_all_it_did():
    said = told(GOOD, REPORT, calls={("sheets", "read"): 6})
    assert said["cycles_total", "apollo", "changed"] == 1
    assert said["cells_written_total", "apollo"] == 7
    assert said["events_total", "apollo", "created"] == 3
    assert said["events_total", "apollo", "deleted"] == 1
    assert said["plan_events_held", "apollo"] == 4
    assert said["plan_proposals", "apollo"] == 5
    assert said["plan_findings", "apollo", "warning"] == 2
    assert said["plan_rows", "apollo"] == 12
    assert said["cycle_seconds_bucket", "0.25"] == 0
    assert said["cycle_seconds_bucket", "0.5"] == 1
    assert said["api_calls_total", "sheets", "read"] == 6


def test_a_cycle_that_judged_nothing_leaves_the_findings_as_they_were():
    metrics = Metrics()
    metrics.cycle(GOOD, REPORT)
    metrics.cycle(GOOD, Report(plan="apollo", outcome="unchanged"))
    assert values(metrics.text([GOOD], NOW, {}))["plan_findings", "apollo", "error"] == 1


def test_a_plan_that_fails_is_seen_to_grow_old():
    said = told(failed(GOOD, NOW, error="", hint="", seconds=1), None, now=NOW + timedelta(hours=1))
    assert said["plan_consecutive_failures", "apollo"] == 1
    assert said["plan_age_seconds", "apollo"] == 3600
    assert said["plan_last_success_timestamp_seconds", "apollo"] == NOW.timestamp()
    assert said["cycles_total", "apollo", "failed"] == 1


def test_a_plan_that_was_never_synced_has_no_age():
    assert ("plan_age_seconds", "apollo") not in told(BAD, None)


def test_a_plan_that_is_configured_no_longer_has_no_gauge():
    metrics = Metrics()
    metrics.cycle(GOOD, REPORT)
    said = values(metrics.text([], NOW, {}))
    assert not [key for key in said if key[0].startswith("plan_")]


def test_they_are_made_anew_after_a_few_seconds_and_when_the_clock_is_set_back():
    metrics = Metrics()

    def cycles(now):
        return values(metrics.text([GOOD], now, {})).get(("cycles_total", "apollo", "changed"), 0)

    assert cycles(NOW) == 0
    metrics.cycle(GOOD, REPORT)
    assert cycles(NOW + timedelta(seconds=4)) == 0
    assert cycles(NOW + timedelta(seconds=5)) == 1
    metrics.cycle(GOOD, REPORT)
    assert cycles(NOW) == 2


def test_the_server_counts_its_answers_by_a_few_statuses():
    served = Served()
    for status in (200, 304, 304, 418, 499):
        served.answered(status, 100)
    served.heard(believed=True)
    said = values(served.text())
    assert said["feed_answers_total", "304"] == 2
    assert said["feed_answers_total", "4xx"] == 2
    assert said["feed_bytes_total",] == 500
    assert said["hooks_total", "believed"] == 1


def test_both_texts_together_are_one_that_prometheus_reads():
    metrics = Metrics()
    metrics.cycle(GOOD, REPORT)
    found = families(metrics.text([GOOD], NOW, {}) + Served().text())
    names = [family.name for family in found]
    assert len(names) == len(set(names))
    assert "syncer_daemon_process_open_fds" in names


@pytest.mark.parametrize("family", families(Metrics().text([GOOD], NOW, {}) + Served().text()))
def test_names_follow_the_rules_of_promtool(family):
    """Those of `promtool check metrics`: help, base units, `_total` for counters alone."""
    assert family.documentation
    assert family.name.startswith("syncer_")
    assert family.name == family.name.lower()
    words = family.name.split("_")
    assert not {"milliseconds", "ms", "minutes", "hours", "kilobytes", "octets"} & set(words)
    if family.type != "counter":
        assert words[-1] not in ("total", "count", "sum", "bucket", "info") or words[-2:] == ["build", "info"]  # fmt: skip
    assert all(sample.name.endswith("_total") for sample in family.samples if family.type == "counter")  # fmt: skip
