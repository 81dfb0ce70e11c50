"""What should stand in our columns beside each item."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from types import MappingProxyType

from syncer.domain.findings import Finding
from syncer.domain.layout import Owned
from syncer.domain.page import Look
from syncer.domain.plan import Plan
from syncer.domain.sheet import Value
from syncer.domain.verdicts import Evaluation
from syncer.stages.present.words import HEALTH, LOOKS, SEVERITY, STATUS

PLAIN_LOOKS: Mapping[Owned, Look] = {
    Owned.ID: Look.PLAIN,
    Owned.STATUS: Look.PLAIN,
    Owned.FORECAST: Look.DATE,
    Owned.SLIP: Look.NUMBER,
    Owned.WHY: Look.PLAIN,
    Owned.MOVES: Look.NUMBER,
    Owned.CHECKED: Look.PLAIN,
    Owned.IMPACT: Look.PLAIN,
}
"""How each column is shown; Health is shown in its colour."""

_HEALTH_LOOKS: Mapping[Value, Look] = {HEALTH[health]: look for health, look in LOOKS.items()}


def own_cells(
    plan: Plan,
    evaluation: Evaluation,
    findings: Sequence[Finding],
    impacts: Mapping[int, str] = MappingProxyType({}),
) -> Mapping[Owned, Sequence[Value]]:
    """
    The wanted values of each column of ours, in the order of the plan's items.

    *impacts* is what is said of proposals, by position.
    """
    checked = checks(findings)
    verdicts = evaluation.verdicts
    return {
        Owned.ID: [item.key for item in plan.items],
        Owned.STATUS: [STATUS[verdict.status] for verdict in verdicts],
        Owned.HEALTH: [HEALTH[verdict.health] for verdict in verdicts],
        Owned.FORECAST: [verdict.forecast for verdict in verdicts],
        Owned.SLIP: [verdict.slip for verdict in verdicts],
        Owned.WHY: [verdict.why for verdict in verdicts],
        # A due date that never moved leaves its cell blank: a column of zeros hides the others.
        Owned.MOVES: [verdict.moves or None for verdict in verdicts],
        Owned.CHECKED: [checked.get(item.row.row) for item in plan.items]
        if checked
        else [None] * len(verdicts),
        Owned.IMPACT: [impacts.get(place) for place in range(len(verdicts))]
        if impacts
        else [None] * len(verdicts),
    }


def looks_of(name: Owned, values: Iterable[Value]) -> Iterator[Look]:
    """How each of *values* is shown in the column *name*."""
    if name is Owned.HEALTH:
        return (_HEALTH_LOOKS.get(value, Look.PLAIN) for value in values)
    return repeat(PLAIN_LOOKS[name])


def checks(findings: Sequence[Finding]) -> Mapping[int, str]:
    """By row, its findings as one text: `Error: … (hint) · Warning: …`."""
    said: defaultdict[int, list[str]] = defaultdict(list)
    for finding in findings:
        if finding.row:
            hint = f" ({finding.hint})" if finding.hint else ""
            said[finding.row].append(f"{SEVERITY[finding.severity]}: {finding.message}{hint}")
    return {row: " · ".join(texts) for row, texts in said.items()}
