"""Fails closed: deletions that look like an accident wait for a person."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Final

from syncer.domain.board import WEB
from syncer.domain.events import Revision
from syncer.domain.findings import Finding, Severity
from syncer.domain.memory import Decision, Held
from syncer.stages.revise import is_mass

COLUMN_LOST: Final = "column-lost"
LOST: Final = frozenset({"column-missing", COLUMN_LOST})
"""Codes of findings after which a blank is no proof that anything was deleted."""


def unsure(findings: Sequence[Finding]) -> str:
    """Why this look at the sheet proves nothing about what is missing; empty where it does."""
    lost = (f for f in findings if f.code in LOST and f.severity is Severity.ERROR)
    return next((f"the sheet was not read whole: {finding.message}" for finding in lost), "")


def hold(
    target: str,
    before: Mapping[str, Revision],
    earlier: Sequence[Held],
    *,
    safe: AbstractSet[str],
    doubt: str,
    today: date,
) -> tuple[Held, ...]:
    """
    The events that would vanish from *target* and stay, until a person says otherwise.

    *before* is what is published there; *earlier* was held before, with people's decisions: what
    is once held stays so until its row comes back. *safe* UIDs are wanted, kept, or cancelled by
    a person in the sheet itself. *doubt* says why this look at the sheet proves no deletion; it
    is empty where it does.
    """
    known = {held.uid: held for held in earlier if held.target == target}
    live = {uid: revision for uid, revision in before.items() if not revision.cancelled_on}
    vanishing = [uid for uid in live if uid not in safe]
    new = [uid for uid in vanishing if uid not in known]
    reason = doubt
    if not reason and is_mass(len(new), len(live)):
        reason = f"{len(new)} of {len(live)} events would vanish at once"
    parked = [_held(target, live[uid], today, reason) for uid in new if reason]
    waiting = [known[uid] for uid in vanishing if uid in known]
    # In doubt nothing is deleted, so that what a person decided has still to be done.
    left = (held for held in waiting if doubt or held.decision is not Decision.APPLY)
    return (*left, *parked)


def shown(held: Sequence[Held]) -> tuple[Held, ...]:
    """
    *held* as people see them, who named calendars and feeds, and no board.

    What waits on the board is told only where it waits nowhere else; a decision meets both.
    """
    named = {one.uid for one in held if one.target != WEB}
    return tuple(one for one in held if one.target != WEB or one.uid not in named)


def staying(held: Sequence[Held]) -> frozenset[str]:
    """The UIDs that keep what was last published of them."""
    return frozenset(entry.uid for entry in held)


def _held(target: str, revision: Revision, today: date, reason: str) -> Held:
    event = revision.event
    return Held(target, event.uid, event.summary, event.day, today, reason)
