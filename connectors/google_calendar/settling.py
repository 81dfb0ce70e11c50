"""What to do next about one change, from what was answered or what stands in the calendar now."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final, NamedTuple, TypeAlias

from connectors._google.failures import Failure, Sort
from connectors.google_calendar.held import private, seal
from connectors.google_calendar.identity import GENERATIONS, event_id
from connectors.google_calendar.mark import OWNER, mark_of
from syncer.domain.changes import Change, Put
from syncer.domain.events import Event
from syncer.errors import ConflictError, SyncerError

Json = Mapping[str, Any]

_ANEW: Final = "nothing is lost: the next sync decides anew"


class Task(NamedTuple):
    """
    A change on its way.

    Attributes:
        resource: The event that it replaces or deletes; None where it makes a new one.
        generation: Which of its ids it goes by.
        sure: It may be sent; else its event is to be looked at first.
        seal: Of what was sent before and may have got there; empty before that.
        failure: Why it must be done again.
        taken: Google said that there is an event by its id, and then that there is none.
    """

    change: Change
    resource: Json | None = None
    generation: int = 0
    sure: bool = True
    seal: str = ""
    failure: Failure | None = None
    taken: bool = False

    @property
    def uid(self) -> str:
        """The UID of its event."""
        return self.change.event.uid if isinstance(self.change, Put) else self.change.uid

    @property
    def ident(self) -> str:
        """The id of its event."""
        return event_id(self.uid, self.generation)

    @property
    def event(self) -> Event | None:
        """What is to stand there; None where it is to be gone: of a ghost nothing is shown."""
        change = self.change
        return change.event if isinstance(change, Put) and not change.event.cancelled else None

    @property
    def revives(self) -> bool:
        """Whether it brings back an event that was deleted."""
        return self.event is not None and self.resource is not None and not is_alive(self.resource)


class Done(NamedTuple):
    """
    The end of a change.

    Attributes:
        resource: The event as it stands now; None where there is none.
        certain: Google said so of the event; a 404 it says of a whole calendar too.
    """

    task: Task
    resource: Json | None
    error: SyncerError | None = None
    certain: bool = True


Step: TypeAlias = Task | Done


def is_alive(resource: Json | None) -> bool:
    """Whether there is such an event and it is not deleted."""
    return resource is not None and resource.get("status") != "cancelled"


def refused(task: Task, failure: Failure) -> Step | None:
    """The next step after *failure* as the answer to *task*; None where it is the end of it."""
    match failure.sort:
        case Sort.BUSY | Sort.NO_LINE:
            return task._replace(failure=failure)
        case _ if task.revives and _is_final(failure):
            return _under_another_id(task)
        case Sort.UNKNOWN | Sort.CONFLICT:
            return task._replace(sure=False, failure=failure)
        case Sort.GONE if task.event is None:
            return Done(task, None, certain=failure.status == HTTPStatus.GONE)
        case Sort.GONE if task.resource is not None:
            return task._replace(sure=False, failure=failure)
    return None


def _is_final(failure: Failure) -> bool:
    """Whether Google will not bring a deleted event back; no source settles how it says so."""
    if failure.sort is Sort.CONFLICT:
        return failure.status == HTTPStatus.CONFLICT
    return failure.sort in {Sort.ACCESS, Sort.GONE, Sort.WRONG}


def looked(task: Task, found: Json | None) -> Step:
    """The next step of *task*, whose event stands in the calendar as *found* just now."""
    refusal, task = task.failure, task._replace(failure=None)
    expected = task.change.expected
    if found is None or not is_alive(found):
        taken = refusal is not None and refusal.status == HTTPStatus.CONFLICT
        return _looked_away(task, found, taken=taken)
    if task.event is not None and _got_there(task, found):
        return Done(task, found)
    # Ours by its id, with a mark that another program lost.
    unmarked = task.event is not None and OWNER not in private(found)
    if unmarked if expected is None else found.get("etag") == expected:
        return task._replace(resource=found, sure=True)
    return _conflict(task, found)


def _looked_away(task: Task, found: Json | None, *, taken: bool) -> Step:
    """The next step of *task* where its event is gone; *found* can be brought back."""
    if task.event is None:
        return Done(task, None)
    if task.change.expected is not None:
        return _conflict(task, None)
    if found is None and taken and task.taken:
        # Deleted for good: nothing is found by its id, and nothing can be made under it.
        return _under_another_id(task) or _conflict(task, None)
    return task._replace(resource=found, sure=True, taken=taken)


def _got_there(task: Task, found: Json) -> bool:
    """Whether *found* is what was sent for *task*, so that only the answer was lost."""
    mark = mark_of(private(found), task.uid)
    return mark is not None and bool(task.seal) and task.seal == mark.seal == seal(found, mark)


def _under_another_id(task: Task) -> Step | None:
    """Google will not bring the deleted event back: its id is spent."""
    if task.generation + 1 >= GENERATIONS:
        return None
    return task._replace(
        generation=task.generation + 1, resource=None, seal="", sure=True, taken=False
    )


def _conflict(task: Task, found: Json | None) -> Done:
    what = "was changed in the calendar meanwhile" if found else "was deleted meanwhile"
    return Done(task, found, ConflictError(f"the event {task.uid} {what}", hint=_ANEW))
