"""Carries out up to a batch of changes: sent, looked at where in doubt, sent again if not done."""

from collections.abc import Iterator, Sequence
from typing import Final

from connectors._google.failures import Failure, Sort
from connectors._google.retry import Pace
from connectors.google_calendar.calls import Answer, CalendarCalls
from connectors.google_calendar.messages import look, message
from connectors.google_calendar.settling import Done, Step, Task, looked, refused
from syncer.errors import UnavailableError

_ROUNDS: Final = 12
_LONGEST: Final = 32.0  # seconds
_SERVERS_OWN: Final = 500
_UNANSWERED: Final = Failure(Sort.UNKNOWN)


def carry_out(tasks: Sequence[Task], calls: CalendarCalls, owner: str) -> Iterator[Done]:
    """The ends of *tasks* as they come; only what was refused for the moment is sent again."""
    patience = _Patience(calls.account.pace)
    while True:
        if not patience.lasts(tasks):
            yield from (Done(task, task.resource, _unfinished(task)) for task in tasks)
            return
        steps = _round(tasks, calls, owner)
        yield from (step for step in steps if isinstance(step, Done))
        tasks = [step for step in steps if isinstance(step, Task)]
        if not tasks:
            return


def _round(tasks: Sequence[Task], calls: CalendarCalls, owner: str) -> list[Step]:
    """Look at what is in doubt, then send what may be sent."""
    steps: list[Step] = [task for task in tasks if task.sure]
    if doubtful := [task for task in tasks if not task.sure]:
        answers = calls.look([look(calls.calendar, task.ident) for task in doubtful])
        looked_at = zip(doubtful, answers, strict=True)
        steps += [_after_look(task, answer, calls) for task, answer in looked_at]
    ready = [step for step in steps if isinstance(step, Task) and step.sure]
    rest = [step for step in steps if isinstance(step, Done) or not step.sure]
    return [*rest, *_sent(ready, calls, owner)] if ready else rest


def _after_look(task: Task, answer: Answer, calls: CalendarCalls) -> Step:
    if not isinstance(answer, Failure):
        return looked(task, answer) if answer else task._replace(failure=_UNANSWERED)
    if answer.sort is Sort.GONE:
        return looked(task, None)
    if answer.sort in (Sort.BUSY, Sort.UNKNOWN):
        return task._replace(failure=answer)
    raise calls.error_for(answer)


def _sent(tasks: Sequence[Task], calls: CalendarCalls, owner: str) -> list[Step]:
    messages = [message(task, calls.calendar, owner) for task in tasks]
    answers = calls.write([one.request for one in messages])
    return [
        _after(task._replace(seal=one.seal), answer, calls)
        for task, one, answer in zip(tasks, messages, answers, strict=True)
    ]


def _after(task: Task, answer: Answer, calls: CalendarCalls) -> Step:
    if not isinstance(answer, Failure):
        if answer or task.event is None:
            return Done(task, answer or None)
        answer = _UNANSWERED
    if (step := refused(task, answer)) is not None:
        return step
    error = calls.error_for(answer)
    if answer.sort in (Sort.ACCESS, Sort.GONE):
        raise error
    return Done(task, task.resource, error)


def _unfinished(task: Task) -> UnavailableError:
    return UnavailableError(
        f"Google did not take the change of the event {task.uid}",
        hint="nothing is lost: the next sync tries again",
    )


class _Patience:
    """How long a batch is tried: full jitter within the budget, and Google's own Retry-After."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._began = pace.now()
        self._round = 0

    def lasts(self, tasks: Sequence[Task]) -> bool:
        """Wait as long as *tasks* ask for; False where that is too long, or there were too many."""
        self._round += 1
        failures = [task.failure for task in tasks if task.failure]
        pause = max(map(self._pause, failures), default=0.0)
        late = self._pace.now() - self._began + pause > self._pace.patience
        if self._round > _ROUNDS or (pause and late):
            return False
        if pause:
            self._pace.wait(pause)
        return True

    def _pause(self, failure: Failure) -> float:
        # A conflict or a cut line is settled by looking at once.
        if failure.sort is not Sort.BUSY and not failure.status >= _SERVERS_OWN:
            return 0.0
        jitter = self._pace.chance() * min(_LONGEST, 2.0 ** (self._round - 2))
        return jitter + (failure.retry_after or 0.0)
