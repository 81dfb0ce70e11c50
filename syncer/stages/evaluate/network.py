"""How items hold each other, and the order in which they can be reckoned."""

from collections.abc import Iterable
from typing import NamedTuple

from syncer.domain.plan import Plan
from syncer.stages.evaluate.facts import Facts


class Network(NamedTuple):
    """
    Everything that is held by something.

    Attributes:
        order: The positions of held items, each after all the held ones that hold it.
        below: By position, the items under an item that hold it.
    """

    order: tuple[int, ...]
    below: dict[int, tuple[int, ...]]


def network(plan: Plan, facts: Facts) -> Network:
    """Members of a loop are held by nothing (step 4 is skipped); cancelled items hold nobody."""
    below = _below(plan, facts)
    holders = {
        i: (*[link.on for link in item.links], *below.get(i, ()))
        for i, item in enumerate(plan.items)
        if (item.links or i in below) and (facts.open[i] or facts.done[i]) and i not in plan.loops
    }
    return Network(tuple(_ordered(holders)), below)


def _below(plan: Plan, facts: Facts) -> dict[int, tuple[int, ...]]:
    """By position, its own rows: those that are not cancelled, one level down."""
    below: dict[int, list[int]] = {}
    for i, item in enumerate(plan.items):
        if item.parent is not None and (facts.open[i] or facts.done[i]):
            below.setdefault(item.parent, []).append(i)
    return {parent: tuple(rows) for parent, rows in below.items()}


def _ordered(holders: dict[int, tuple[int, ...]]) -> Iterable[int]:
    """Kahn's order of the held items; what a loop nobody named still keeps back comes last."""
    waiting: dict[int, int] = {}
    followers: dict[int, list[int]] = {}
    for i, ons in holders.items():
        held = [on for on in ons if on in holders]
        waiting[i] = len(held)
        for on in held:
            followers.setdefault(on, []).append(i)
    order = [i for i, count in waiting.items() if not count]
    for i in order:  # grows while it is walked
        for follower in followers.get(i, ()):
            waiting[follower] -= 1
            if not waiting[follower]:
                order.append(follower)
    reached = set(order)
    order.extend(i for i in holders if i not in reached)
    return order
