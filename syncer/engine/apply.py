"""Carries out what was decided for a calendar."""

from collections.abc import Iterable, Iterator

from syncer.domain.changes import Change, Delete, Outcome, Put
from syncer.errors import ConflictError, UnavailableError
from syncer.ports import CalendarTarget


def apply(changes: Iterable[Change], target: CalendarTarget) -> Iterator[Outcome]:
    """Carry out *changes* in order. AccessError is raised: without access the rest fails too."""
    for change in changes:
        try:
            match change:
                case Put(event, expected):
                    target.put(event, expected)
                case Delete(uid, expected):
                    target.delete(uid, expected)
        except (ConflictError, UnavailableError) as error:
            yield Outcome(change, error)
        else:
            yield Outcome(change, None)
