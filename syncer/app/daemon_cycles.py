"""The cycles of all plans: each begun when it is due, and what is known of it when it ends."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final, NamedTuple, Protocol

from syncer.app.daemon_words import broken, changed, recovered, refused
from syncer.app.redaction import redacted
from syncer.domain.pulse import Pulse, failed, succeeded, turned_back
from syncer.domain.rhythm import period
from syncer.engine.cycle import Report
from syncer.engine.due import Cadence
from syncer.engine.rota import APART, Rota
from syncer.errors import HeldError, SyncerError, UnavailableError

log: Final = logging.getLogger(__name__)

HUNG: Final = 1800.0
"""Seconds after which a cycle that has not ended counts as hung; Google's quota makes long ones."""
_AGAIN: Final = "nothing: it is tried again"


class Times(NamedTuple):
    """The time on the wall, aware, and seconds on a clock that never jumps."""

    now: Callable[[], datetime]
    monotonic: Callable[[], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """
    What there is to do for one plan.

    Attributes:
        promise: Seconds that its last success may be old.
        run: One cycle of it.
    """

    cadence: Cadence
    promise: float
    run: Callable[[], Report]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a cycle went, in *seconds*: its report, or what kept it from one."""

    plan: str
    seconds: float
    report: Report | None = None
    error: Exception | None = None


class Ears(Protocol):
    """Who is told of each cycle that has ended."""

    def cycle(self, pulse: Pulse, report: Report | None) -> None:
        """A cycle of the plan of *pulse* has ended so."""


class Cycles:
    """
    All plans of a daemon. One thread calls it; cycles run on others, which *start* is given to.

    *post* has its argument called by that one thread, soon.
    """

    def __init__(
        self,
        *,
        times: Times,
        start: Callable[[Callable[[], None]], None],
        post: Callable[[Callable[[], None]], None],
        ears: Ears,
    ) -> None:
        self._times = times
        self._start = start
        self._post = post
        self._ears = ears
        self._jobs: Mapping[str, Job] = {}
        self._workers = 1
        self._stopping = False
        self._hung: set[str] = set()
        self._rota = Rota()
        self.pulses: dict[str, Pulse] = {}

    def settle(self, jobs: Mapping[str, Job], workers: int) -> None:
        """Let these be the plans from now on; what has another cycle is due at once."""
        now, wall = self._now()
        before, self._jobs, self._workers = self._jobs, jobs, workers
        self._rota.settle({plan: job.cadence for plan, job in jobs.items()}, now, wall)
        for plan, job in jobs.items():
            if plan in before and job.run != before[plan].run:
                self._rota.hint(plan, now)
        self.pulses = {plan: self._pulse(plan, job) for plan, job in jobs.items()}

    def remember(self, pulses: Mapping[str, Pulse]) -> None:
        """Take over what an earlier process knew of our plans."""
        for plan, old in pulses.items():
            if plan in self._jobs:
                mine = self.pulses[plan]
                self.pulses[plan] = replace(old, every=mine.every, promise=mine.promise)

    def tick(self) -> None:
        """Begin what is due."""
        now, wall = self._now()
        self._rota.look(now, wall)
        self.pulses = {plan: turned_back(pulse, wall) for plan, pulse in self.pulses.items()}
        self._tell_hung(now, wall)
        self._begin(now)

    def hint(self, plan: str, apart: float = APART) -> None:
        """Somebody says that *plan* changed."""
        now, _ = self._now()
        self._rota.hint(plan, now, apart)
        self._begin(now)

    def stop(self) -> None:
        """Begin nothing any more."""
        self._stopping = True

    @property
    def at_work(self) -> tuple[str, ...]:
        """The plans of which a cycle runs now."""
        return tuple(self._rota.at_work)

    @property
    def alive(self) -> bool:
        """Whether a cycle can still begin, or one that runs may be expected to end."""
        return not self._rota.blocked(self._workers, self._times.monotonic() - HUNG)

    def _now(self) -> tuple[float, datetime]:
        return self._times.monotonic(), self._times.now()

    def _begin(self, now: float) -> None:
        if self._stopping:
            return
        for plan in self._rota.take(now, self._workers):
            try:
                self._start(partial(self._work, plan, self._jobs[plan].run))
            except UnavailableError as error:
                self._post(partial(self._ended, Ended(plan=plan, seconds=0.0, error=error)))

    def _work(self, plan: str, run: Callable[[], Report]) -> None:
        """One cycle, on a thread of its own; whatever becomes of it is told to the one thread."""
        begun = self._times.monotonic()
        report: Report | None = None
        # What stands where the thread is ended from outside: the plan is not lost with it.
        wrong: Exception | None = UnavailableError("its cycle was broken off", hint=_AGAIN)
        try:
            report, wrong = run(), None
        except SyncerError as error:
            wrong = error
        except Exception as error:
            wrong = error
            log.exception("%s: this is a bug in syncer; the plan is tried again", plan)
        finally:
            seconds = self._times.monotonic() - begun
            ended = Ended(plan=plan, seconds=seconds, report=report, error=wrong)
            self._post(partial(self._ended, ended))

    def _ended(self, ended: Ended) -> None:
        now, wall = self._now()
        plan, before = ended.plan, self.pulses.get(ended.plan)
        self._hung.discard(plan)
        if self._stopping and not _went_well(ended):
            # It gave up because of us, which says nothing of the plan.
            self._rota.busy(plan, now)
            return
        if isinstance(ended.error, HeldError):
            self._rota.busy(plan, now)
        elif _went_well(ended):
            self._rota.done(plan, now)
        else:
            self._rota.failed(plan, now)
        if before is not None:
            pulse = _after(before, ended, wall)
            then = self._rota.next_moment(plan, now, wall).replace(microsecond=0)
            pulse = replace(pulse, next_try=then)
            self.pulses[plan] = pulse
            _tell(before, pulse, ended)
            if not isinstance(ended.error, HeldError):
                self._ears.cycle(pulse, ended.report)
        self._begin(now)

    def _tell_hung(self, now: float, wall: datetime) -> None:
        """Have the pulse of a plan say so, once, when its cycle hangs."""
        for plan, begun in self._rota.at_work.items():
            if now - begun >= HUNG and plan not in self._hung and plan in self.pulses:
                self._hung.add(plan)
                error = UnavailableError(
                    f"its cycle has not ended for {HUNG / 60:.0f} minutes",
                    hint="see whether its folder or the network answers; then restart syncer",
                )
                ended = Ended(plan=plan, seconds=now - begun, error=error)
                before = self.pulses[plan]
                self.pulses[plan] = _after(before, ended, wall)
                _tell(before, self.pulses[plan], ended)

    def _pulse(self, plan: str, job: Job) -> Pulse:
        every = period(job.cadence.rhythm).total_seconds()
        known = self.pulses.get(plan) or Pulse(plan=plan, every=every, promise=job.promise)
        return replace(known, every=every, promise=job.promise)


def _went_well(ended: Ended) -> bool:
    return ended.report is not None and not ended.report.failures


def _after(pulse: Pulse, ended: Ended, wall: datetime) -> Pulse:
    """What is known of the plan once a cycle of it has ended so."""
    report = ended.report
    errors = (ended.error,) if ended.error else report.failures if report else ()
    if not errors and report:
        return succeeded(
            pulse,
            wall,
            outcome=report.outcome,
            seconds=ended.seconds,
            rows=report.rows,
            errors=report.errors,
        )
    said, hint = (redacted(text) for text in broken(errors))
    if isinstance(ended.error, HeldError):
        return replace(pulse, error=said, hint=hint)
    return failed(pulse, wall, error=said, hint=hint, seconds=ended.seconds)


def _tell(before: Pulse, after: Pulse, ended: Ended) -> None:
    """A line for what is new; none for a quiet cycle, nor for the same failure again."""
    extra = {"plan": after.plan}
    report = ended.report
    if report is not None and (line := changed(report)):
        log.info("%s: %s (%.1f s)", after.plan, line, ended.seconds, extra=extra)
    if isinstance(ended.error, HeldError):
        log.debug("%s: %s", after.plan, after.error, extra=extra)
    elif after.failures and after.error != before.error:
        log.warning("%s: %s", after.plan, refused(after), extra=extra)
    elif before.failures and not after.failures:
        log.info("%s: %s", after.plan, recovered(before), extra=extra)
