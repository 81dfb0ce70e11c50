"""The health of a phase, a project or the plan, from that of its milestones (section 5)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from syncer.domain.plan import Health, Item, Kind, Plan, Priority
from syncer.domain.verdicts import Roll
from syncer.stages.evaluate.words import quoted

WEIGHTS: Final[Mapping[Priority | None, int]] = {
    Priority.MUST: 4,
    Priority.SHOULD: 3,
    Priority.COULD: 2,
    Priority.WONT: 0,
    None: 1,
}
"""SEMANTICS section 6."""

RED_OVER = 20  # percent of the weight
AMBER_OVER = 10

_WORSE: Final = (Health.GREY, Health.GREEN, Health.AMBER, Health.RED)


class Rolls(NamedTuple):
    """The plan's own roll-up, and by name those of its phases and projects, in row order."""

    overall: Roll
    phases: dict[str, Roll]
    projects: dict[str, Roll]


def rollup(plan: Plan, healths: list[Health]) -> Rolls:
    """Over the milestones of each, or its other rows where it has none."""
    milestone = Kind.MILESTONE
    milestones = [i for i, item in enumerate(plan.items) if item.kind is milestone]
    rows = [item.row for item in plan.items]
    return Rolls(
        roll("", milestones or range(len(rows)), plan, healths),
        {
            name: roll(name, among, plan, healths)
            for name, among in _grouped([row.phase for row in rows], milestones).items()
        },
        {
            name: roll(name, among, plan, healths)
            for name, among in _grouped([row.project for row in rows], milestones).items()
        },
    )


def _grouped(names: list[str | None], milestones: list[int]) -> dict[str, list[int]]:
    """
    The positions that count for each name, in the order of their first row.

    Those are its milestones, or its other rows where it has none.
    """
    groups: dict[str, list[int]] = {name: [] for name in dict.fromkeys(names) if name}
    if not groups:
        return groups
    for i in milestones:
        if name := names[i]:
            groups[name].append(i)
    bare = {name for name, rows in groups.items() if not rows}
    for i, name in enumerate(names) if bare else ():
        if name and name in bare:
            groups[name].append(i)
    return groups


def roll(name: str, positions: Sequence[int], plan: Plan, healths: list[Health]) -> Roll:
    """The worse of two verdicts: the worst Must, and the share of the weight that is not Green."""
    items, milestone, grey = plan.items, Kind.MILESTONE, Health.GREY
    milestones = [i for i in positions if items[i].kind is milestone]
    judged = tuple([i for i in milestones or positions if healths[i] is not grey])
    weights = [WEIGHTS[items[i].row.priority] for i in judged]
    red, amber = (
        sum([weight for i, weight in zip(judged, weights, strict=True) if healths[i] is health])
        for health in (Health.RED, Health.AMBER)
    )
    total = sum(weights)
    if not total:
        return Roll(name, Health.GREY, "Grey: nothing is left to weigh.", judged)
    by_weight, why = _by_weight(red, amber, total)
    must, why_must = _worst_must((plan.items[i], healths[i]) for i in judged)
    if _WORSE.index(must) >= _WORSE.index(by_weight) and must is not Health.GREEN:
        return Roll(name, must, why_must, judged)
    return Roll(name, by_weight, why, judged)


def _by_weight(red: int, amber: int, total: int) -> tuple[Health, str]:
    """Red over 20 % of the weight, Amber over 10 % that is Amber or Red."""
    worse = red + amber
    if 100 * red > RED_OVER * total:
        return Health.RED, f"Red: {_share(red, total)} of the weight is Red, over {RED_OVER} %."
    if 100 * worse > AMBER_OVER * total:
        share = _share(worse, total)
        return Health.AMBER, f"Amber: {share} of the weight is Amber or Red, over {AMBER_OVER} %."
    if worse:
        share = _share(worse, total)
        return Health.GREEN, f"Green: only {share} of the weight is Amber or Red."
    return Health.GREEN, "Green: everything that is judged is Green."


def _worst_must(judged: Iterable[tuple[Item, Health]]) -> tuple[Health, str]:
    """Grey where there is no Must."""
    worst, names, must = Health.GREY, [""], Priority.MUST
    for item, health in judged:
        if item.row.priority is not must:
            continue
        if _WORSE.index(health) > _WORSE.index(worst):
            worst, names = health, []
        if health is worst:
            names.append(quoted(item))
    others = f" (and {len(names) - 1} more)" if len(names) > 1 else ""
    word = worst.value.capitalize()
    return worst, f"{word}: {names[0]}, a Must, is {word}{others}."


def _share(part: int, total: int) -> str:
    """A share of the weight, as exact as it must be to stand beside a limit."""
    return f"{round(100 * part / total, 1):g} %"
