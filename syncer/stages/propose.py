"""What people propose by moving events: told by calendars, and answered by the plan."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from syncer.domain.changes import Proposal
from syncer.domain.memory import Memory, Proposed
from syncer.domain.plan import Plan
from syncer.domain.verdicts import Status, Verdict
from syncer.stages.present.events import uid_of

_CLOSED = frozenset({Status.CANCELLED, Status.DONE, Status.DONE_LATE})

Told = Mapping[str, Sequence[Proposal]]
"""What each calendar tells, by publication; one that could not be looked at is left out."""


def propose(
    plan: Plan,
    verdicts: Sequence[Verdict],
    memory: Memory,
    told: Told,
    *,
    targets: AbstractSet[str],
    today: date,
) -> tuple[Proposed, ...]:
    """
    What has been proposed so far, by publication and UID; *targets* are all publications.

    An answer is another day in the plan than the one that the event was moved from, be it the
    proposed one; or that the item is done, cancelled or gone. Until then a proposal stands, even
    where the calendar forgets it.
    """
    if not (memory.proposed or any(told.values())):
        return ()
    days = _planned(plan, verdicts, memory)
    left = {(one.target, one.uid): one for one in memory.proposed if one.target in targets}
    found: list[Proposed] = []
    for target, proposals in told.items():
        for proposal in proposals:
            old = left.pop((target, proposal.uid), None)
            if old is None or (old.day, old.at) != (proposal.day, proposal.at):
                planned = days.get(proposal.uid) or proposal.instead_of
                old = Proposed(
                    target, proposal.uid, proposal.day, planned, today, proposal.who, proposal.at
                )
            found.append(_judged(old, days))
    for old in left.values():
        now = _judged(old, days)
        if old.target not in told or not (now.answered or old.uid not in days):
            found.append(now)
    return tuple(sorted(found, key=lambda one: (one.target, one.uid)))


def unheard(told: Told, memory: Memory) -> bool:
    """Whether calendars tell of a move that is not remembered."""
    known = {(one.target, one.uid, one.day, one.at) for one in memory.proposed}
    return any(
        (target, one.uid, one.day, one.at) not in known
        for target, proposals in told.items()
        for one in proposals
    )


def _judged(one: Proposed, days: Mapping[str, date | None]) -> Proposed:
    """With its answer, where the plan has given one; a row that is missing may come back."""
    if one.answered or one.uid not in days:
        return one
    planned = days[one.uid]
    return one._replace(answered=planned != one.instead_of or planned == one.day)


def _planned(plan: Plan, verdicts: Sequence[Verdict], memory: Memory) -> Mapping[str, date | None]:
    """By UID, the day in the plan; None of what is done, cancelled or without a day."""
    return {
        uid_of(item.key, memory.instance): None if verdict.status in _CLOSED else verdict.due
        for item, verdict in zip(plan.items, verdicts, strict=True)
    }
