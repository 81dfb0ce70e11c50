"""A Google calendar as a target: what of ours stands there, remembered between cycles."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from connectors.google_calendar.calls import BATCH, CalendarCalls, TokenSpentError
from connectors.google_calendar.carrying import carry_out
from connectors.google_calendar.held import Held, held
from connectors.google_calendar.settling import Done, Task
from syncer.domain.changes import Change, Delete, Outcome, Proposal, Put, Stored
from syncer.errors import SyncerError, UnavailableError

_LOOKS: Final = 30
"""After so many looks at what changed everything is listed once, whatever the token says."""

_LASTING: Final = 300.0
"""Seconds that what was seen is good enough to change events by: else moves are noticed late."""

TWICE: Final = "(stands in the calendar twice)"


class GoogleCalendar:
    """The events of one plan in one calendar. For one thread at a time."""

    def __init__(self, calls: CalendarCalls, owner: str) -> None:
        self._calls = calls
        self._owner = owner
        self._held: dict[str, Held] = {}
        self._token = ""
        self._looks = 0
        self._looked_at = 0.0
        self._now = calls.account.pace.now
        self._crowded = False

    def __repr__(self) -> str:
        return f"GoogleCalendar({self._calls.calendar!r})"

    def stored(self) -> Mapping[str, Stored]:
        """Every event of this plan, by UID, as it stands now: as a rule one call."""
        self._look()
        return self.known()

    def known(self) -> Mapping[str, Stored]:
        """What was seen last and changed since; looks where that is long ago."""
        if not self._looks or self._now() - self._looked_at >= _LASTING:
            self._look()
        return {uid: _standing(ones) for uid, ones in self._by_uid().items()}

    def proposals(self) -> tuple[Proposal, ...]:
        """The events that people moved, by UID, as they were last seen."""
        self.known()
        newest = [ones[0] for _, ones in sorted(self._by_uid().items(), key=_uid)]
        found = (one.moved or one.mark.moved for one in newest)
        return tuple(proposal for proposal in found if proposal)

    def place(self) -> str:
        """Nothing: its id stands in the configuration."""
        return ""

    def change(self, changes: Sequence[Change]) -> Iterator[Outcome]:
        """Carry out *changes*, in batches; tell of each as soon as its end is certain."""
        if not changes:
            return
        self.known()
        waiting = {uid_of(change): change for change in changes}
        try:
            for done in self._carried_out(changes):
                if waiting.get(done.task.uid) is done.task.change:
                    del waiting[done.task.uid]
                    yield Outcome(done.task.change, done.error)
        except UnavailableError as error:
            self._doubt()
            yield from (Outcome(change, error) for change in waiting.values())
        except SyncerError:
            self._doubt()
            raise

    def _carried_out(self, changes: Sequence[Change]) -> Iterator[Done]:
        tasks = list(self._tasks(changes))
        for at in range(0, len(tasks), BATCH):
            for done in carry_out(tasks[at : at + BATCH], self._calls, self._owner):
                self._keep(done)
                yield done

    def _tasks(self, changes: Sequence[Change]) -> Iterator[Task]:
        """What there is to do for *changes*: a second event of the same UID goes on the way."""
        by_uid = self._by_uid()
        for change in changes:
            one, *doubles = by_uid.get(uid_of(change), [None])
            yield _task(change, one)
            for double in doubles:
                if double is not None:
                    delete = Delete(uid_of(change), double.stored.version)
                    yield Task(delete, double.resource, generation=double.generation)

    def _look(self) -> None:
        """
        Learn what changed since the last look, or everything.

        A token comes with a list of the whole calendar alone: what one that is filtered would
        tell of, no source says. So ours are listed by our mark first, which is all that a single
        sync needs; and whoever looks again lists the whole once, and from then on what changed.
        """
        self._looked_at = self._now()
        if not (self._token and self._looks % _LOOKS and self._learn_changes()):
            self._token = ""
            if not (self._looks and self._learn_whole()):
                self._learn(self._calls.pages(self._owner))
        self._looks += 1

    def _learn_changes(self) -> bool:
        """Learn what changed; False where the token is too old for that."""
        try:
            pages = list(self._calls.pages(token=self._token))
        except TokenSpentError:
            return False
        for page in pages:
            for resource in page.get("items", ()):
                self._see(resource)
        self._token = str(pages[-1].get("nextSyncToken", ""))
        return True

    def _learn_whole(self) -> bool:
        """Learn everything, with a token; False where people have too many events in it."""
        if self._crowded:
            return False
        page = next(self._calls.pages())
        self._crowded = "nextPageToken" in page
        if not self._crowded:
            self._learn((page,))
            self._token = str(page.get("nextSyncToken", ""))
        return not self._crowded

    def _learn(self, pages: Iterable[Mapping[str, Any]]) -> None:
        """Learn from *pages*, all of them or none, that nothing else stands there."""
        resources = [resource for page in pages for resource in page.get("items", ())]
        self._held = {}
        for resource in resources:
            self._see(resource)

    def _see(self, resource: Mapping[str, Any]) -> None:
        """Remember *resource* as it is now, be it deleted."""
        ident = str(resource.get("id", ""))
        if (one := held(resource, self._owner)) is not None:
            self._held[ident] = one
        else:
            self._held.pop(ident, None)

    def _keep(self, done: Done) -> None:
        """Remember what an event is like after its change."""
        if isinstance(done.error, UnavailableError) or not done.certain:
            self._doubt()
        elif done.resource is not None:
            self._see(done.resource)
        else:
            self._held.pop(done.task.ident, None)

    def _by_uid(self) -> dict[str, list[Held]]:
        """The events of each UID, newest id first: one, but where a person brought one back."""
        found: dict[str, list[Held]] = {}
        for one in sorted(self._held.values(), key=_newest_first):
            found.setdefault(one.stored.event.uid, []).append(one)
        return found

    def _doubt(self) -> None:
        """Nobody knows how far a change got: nothing of what is known counts any more."""
        self._looks, self._token = 0, ""


def _task(change: Change, one: Held | None) -> Task:
    if one is None:
        # Of an event that we do not know, a version can be checked by Google alone.
        return Task(change, sure=not isinstance(change, Put) or change.expected is None)
    as_expected = one.stored.version == change.expected
    resource = one.resource if as_expected else None
    return Task(change, resource, generation=one.generation, sure=as_expected)


def _standing(ones: Sequence[Held]) -> Stored:
    """The newest of the events of one UID; where there are more it never counts as settled."""
    event, version = ones[0].stored.event, ones[0].stored.version
    if len(ones) > 1:
        event = replace(event, description=f"{event.description}\n{TWICE}")
    return Stored(event, version)


def uid_of(change: Change) -> str:
    """The UID of the event that *change* is about."""
    return change.event.uid if isinstance(change, Put) else change.uid


def _uid(entry: tuple[str, list[Held]]) -> str:
    return entry[0]


def _newest_first(one: Held) -> int:
    return -one.generation
