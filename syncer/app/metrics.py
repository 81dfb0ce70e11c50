"""What Prometheus is told; the only module that knows its library."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from prometheus_client import (
    CONTENT_TYPE_PLAIN_0_0_4,
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from syncer import __version__
from syncer.domain.findings import Severity
from syncer.domain.pulse import Pulse, age
from syncer.engine.cycle import Report

__all__ = ["CONTENT_TYPE", "Metrics", "Served"]

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4
_BUCKETS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
_STALE: Final = timedelta(seconds=5)
_STATUSES: Final = frozenset({200, 304, 400, 404, 405, 429, 500, 503})

# When a counter was made is a series more for each, and nobody asks.
disable_created_metrics()  # type: ignore[no-untyped-call]


class Metrics:
    """Of the daemon: counted cycle by cycle. No label but plans' names and words of ours."""

    def __init__(self) -> None:
        self._kept = CollectorRegistry()
        self._cycles = self._counter("cycles", "Cycles by how they ended.", "plan", "outcome")
        self._cells = self._counter("cells_written", "Cells written to sheets.", "plan")
        self._events = self._counter(
            "events", "Events that publications were changed by.", "plan", "change"
        )
        self._seconds = Histogram(
            "syncer_cycle_seconds", "How long cycles took.", registry=self._kept, buckets=_BUCKETS
        )
        # No more of a report than that: its failures hold all that a cycle had in its hands.
        self._waiting: dict[str, tuple[int, int]] = {}
        self._findings: dict[str, Mapping[Severity, int]] = {}
        self._told = (datetime.min.replace(tzinfo=UTC), "")
        ProcessCollector(namespace="syncer_daemon", registry=self._kept)

    def _counter(self, name: str, told: str, *labels: str) -> Counter:
        return Counter(f"syncer_{name}", told, labels, registry=self._kept)

    def cycle(self, pulse: Pulse, report: Report | None) -> None:
        """Count the cycle that *pulse* tells of; its *report* where it came to one."""
        self._seconds.observe(pulse.seconds)
        self._cycles.labels(pulse.plan, pulse.outcome).inc()
        if report is None:
            return
        self._waiting[pulse.plan] = report.events.held, report.proposals
        if report.findings is not None:
            self._findings[pulse.plan] = report.findings
        self._cells.labels(pulse.plan).inc(report.cells_written)
        for change in ("created", "updated", "deleted"):
            self._events.labels(pulse.plan, change).inc(getattr(report.events, change))

    def text(
        self, pulses: Sequence[Pulse], now: datetime, calls: Mapping[tuple[str, str], int]
    ) -> str:
        """
        All of it in Prometheus' text format, as of the last few seconds: it is seldom asked for.

        Args:
            pulses: Of the plans that are configured; no other has a gauge.
            now: This moment, in UTC.
            calls: How many were made to Google since the start, by API and kind.
        """
        at, told = self._told
        if not told or not timedelta() <= now - at < _STALE:
            lately = (*_of_daemon(now, calls), *_of_pulses(pulses, now), *self._of_plans(pulses))
            told = _text(self._kept) + _rendered(lately)
            self._told = now, told
        return told

    def _of_plans(self, pulses: Sequence[Pulse]) -> Iterable[Metric]:
        plans = [one.plan for one in pulses]
        findings = _gauge("plan_findings", "What people should mend.", "plan", "severity")
        for plan in plans:
            for severity, count in self._findings.get(plan, {}).items():
                findings.add_metric([plan, severity.value], count)
        held = _gauge("plan_events_held", "Deletions that wait for a person.", "plan")
        waiting = _gauge("plan_proposals", "Moves of events that wait for an answer.", "plan")
        for plan in plans:
            if plan in self._waiting:
                deletions, moves = self._waiting[plan]
                held.add_metric([plan], deletions)
                waiting.add_metric([plan], moves)
        return findings, held, waiting


class Served:
    """Of the server process: plain numbers, which cost a request next to nothing."""

    def __init__(self) -> None:
        self.answers: dict[int, int] = {}
        self.octets = 0
        self.hooks = {"believed": 0, "refused": 0}
        self._kept = CollectorRegistry()
        ProcessCollector(namespace="syncer_server", registry=self._kept)

    def answered(self, status: int, octets: int) -> None:
        """Count the answer to somebody who asked for a feed."""
        self.answers[status] = self.answers.get(status, 0) + 1
        self.octets += octets

    def heard(self, *, believed: bool) -> None:
        """Count a message to a plan's hook."""
        self.hooks["believed" if believed else "refused"] += 1

    def text(self) -> str:
        """All of it in Prometheus' text format; what the daemon tells goes before it."""
        answers = _total("feed_answers", "Answers to subscribers by HTTP status.", "status")
        counted: dict[str, int] = {}
        for status, count in list(self.answers.items()):
            word = str(status) if status in _STATUSES else f"{status // 100}xx"
            counted[word] = counted.get(word, 0) + count
        for word, count in sorted(counted.items()):
            answers.add_metric([word], count)
        octets = _total("feed_bytes", "Octets of feeds that were sent.")
        octets.add_metric([], self.octets)
        hooks = _total("hooks", "Messages that a sheet changed.", "verdict")
        for verdict, count in self.hooks.items():
            hooks.add_metric([verdict], count)
        return _text(self._kept) + _rendered((answers, octets, hooks))


def _of_daemon(now: datetime, calls: Mapping[tuple[str, str], int]) -> Iterable[Metric]:
    build = _gauge("build_info", "The version that runs.", "version")
    build.add_metric([__version__], 1)
    told = _gauge("daemon_told_timestamp_seconds", "When the daemon last told all this.")
    told.add_metric([], now.timestamp())
    made = _total("api_calls", "Calls to Google's interfaces by quota.", "api", "kind")
    for (api, kind), count in sorted(calls.items()):
        made.add_metric([api, kind], count)
    return build, told, made


_OF_PULSE: Final[tuple[tuple[str, str, Callable[[Pulse, datetime], float | None]], ...]] = (
    ("plan_age_seconds", "Since the last success.", age),
    (
        "plan_last_success_timestamp_seconds",
        "When it last got through.",
        lambda pulse, _: _seconds(pulse.synced),
    ),
    (
        "plan_next_try_timestamp_seconds",
        "When it is due again.",
        lambda pulse, _: _seconds(pulse.next_try),
    ),
    ("plan_promise_seconds", "The age allowed to it.", lambda pulse, _: pulse.promise),
    ("plan_consecutive_failures", "Cycles that failed in a row.", lambda p, _: p.failures),
    ("plan_cycle_seconds", "How long its last cycle took.", lambda pulse, _: pulse.seconds),
    ("plan_rows", "Rows of the plan.", lambda pulse, _: pulse.rows),
)
"""Gauges with the plan as label; None: there is nothing to tell yet."""


def _of_pulses(pulses: Sequence[Pulse], now: datetime) -> Iterable[Metric]:
    for name, told, value in _OF_PULSE:
        gauge = _gauge(name, told, "plan")
        for pulse in pulses:
            if (found := value(pulse, now)) is not None:
                gauge.add_metric([pulse.plan], found)
        yield gauge


def _seconds(moment: datetime | None) -> float | None:
    """Since 1970, as Prometheus counts."""
    return None if moment is None else moment.timestamp()


def _gauge(name: str, told: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"syncer_{name}", told, labels=labels)


def _total(name: str, told: str, *labels: str) -> CounterMetricFamily:
    return CounterMetricFamily(f"syncer_{name}", told, labels=labels)


class _Once(Collector):
    """What was found at one moment, for the library to write."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = tuple(families)

    def collect(self) -> Iterable[Metric]:
        return self._families


def _rendered(families: Iterable[Metric]) -> str:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Once(families))
    return _text(registry)


def _text(registry: CollectorRegistry) -> str:
    return generate_latest(registry).decode()
