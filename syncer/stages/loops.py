"""Cycles among items, through dependencies and parents; no recursion, chains may be long."""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import TypeAlias

Graph: TypeAlias = Sequence[Sequence[int]]
"""For each position the positions it waits for."""


def loops_in(waits_for: Graph) -> Iterator[tuple[tuple[int, ...], frozenset[int]]]:
    """
    The cycles of a graph: for each knot a shortest way round it, and all its members.

    The way begins at the first member and goes on to what it waits for.
    """
    if all(not names or max(names) < place for place, names in enumerate(waits_for)):
        return  # every row waits for rows above it only
    left = _never_free(waits_for)
    if not left:
        return
    for members in _knots(waits_for, left):
        first = min(members)
        yield _way_round(waits_for, first, members), members


def _never_free(waits_for: Graph) -> frozenset[int]:
    """Positions that are left when everything that waits for nothing is taken away (Kahn)."""
    waiting = [len(names) for names in waits_for]
    followers: list[list[int]] = [[] for _ in waits_for]
    for place, names in enumerate(waits_for):
        for name in names:
            followers[name].append(place)
    free = [place for place, count in enumerate(waiting) if not count]
    for place in free:  # grows while it is gone through
        for follower in followers[place]:
            waiting[follower] -= 1
            if not waiting[follower]:
                free.append(follower)
    return frozenset(place for place, count in enumerate(waiting) if count)


def _knots(waits_for: Graph, among: frozenset[int]) -> Iterator[frozenset[int]]:
    """The strongly connected components of more than one member (Tarjan), lowest first."""
    found: list[frozenset[int]] = []
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    on_stack: set[int] = set()
    for root in sorted(among):
        if root in index:
            continue
        work = [(root, iter(waits_for[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            place, names = work[-1]
            for name in names:
                if name not in among:
                    continue
                if name not in index:
                    index[name] = low[name] = len(index)
                    stack.append(name)
                    on_stack.add(name)
                    work.append((name, iter(waits_for[name])))
                    break
                if name in on_stack:
                    low[place] = min(low[place], index[name])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[place])
                if low[place] == index[place]:
                    found.append(_popped(stack, on_stack, place))
    yield from sorted((knot for knot in found if len(knot) > 1), key=min)


def _popped(stack: list[int], on_stack: set[int], root: int) -> frozenset[int]:
    start = len(stack) - 1
    while stack[start] != root:
        start -= 1
    members = frozenset(stack[start:])
    del stack[start:]
    on_stack -= members
    return members


def _way_round(waits_for: Graph, first: int, members: frozenset[int]) -> tuple[int, ...]:
    """A shortest way from *first* along what it waits for, back to itself."""
    came_from: dict[int, int] = {}
    queue = deque([first])
    while queue:
        place = queue.popleft()
        for name in waits_for[place]:
            if name == first:
                way = [place]
                while way[-1] != first:
                    way.append(came_from[way[-1]])
                return tuple(reversed(way))
            if name in members and name not in came_from:
                came_from[name] = place
                queue.append(name)
    return tuple(sorted(members))
