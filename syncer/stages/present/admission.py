"""Which items a publication or a subscription shows, by the facts that people choose by."""

from syncer.domain.board import Facts
from syncer.domain.plan import Item
from syncer.domain.setup import Only
from syncer.domain.verdicts import Verdict
from syncer.domain.words import folded


def facts_of(item: Item, verdict: Verdict) -> Facts:
    """The facts of *item*."""
    row = item.row
    return Facts(
        item.kind,
        row.priority,
        row.owners,
        row.phase or "",
        row.project or "",
        verdict.health,
        bool(row.client_visible),
    )


class Admission:
    """Whether `Only` admits an item: each group that is given must be met."""

    def __init__(self, only: Only) -> None:
        self._only = only
        self._owners = frozenset(map(folded, only.owner))
        self._phases = frozenset(map(folded, only.phase))
        self._projects = frozenset(map(folded, only.project))

    def __call__(self, facts: Facts) -> bool:
        """Whether an item with these *facts* is one of those."""
        only = self._only
        return (
            (not only.kind or facts.kind in only.kind)
            and (not only.priority or facts.priority in only.priority)
            and (not only.health or facts.health in only.health)
            and (not self._owners or any(folded(owner) in self._owners for owner in facts.owners))
            and (not self._phases or folded(facts.phase) in self._phases)
            and (not self._projects or folded(facts.project) in self._projects)
            and only.client_visible in (None, facts.client_visible)
        )
