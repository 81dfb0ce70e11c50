"""A plan as a JSON document: the one that commands print and pages serve."""

from collections.abc import Sequence
from datetime import date

from syncer.domain.findings import Finding
from syncer.domain.layout import Layout
from syncer.domain.plan import Item, Plan
from syncer.domain.verdicts import Evaluation, Verdict


def plan_document(
    source: str,
    layout: Layout,
    plan: Plan,
    findings: Sequence[Finding],
    evaluation: Evaluation | None = None,
) -> dict[str, object]:
    """
    The document of `inspect --json`; with an *evaluation*, each item has `computed` too.

    Days are ISO text, `percent` runs from 0 to 100, slips and floats are working days.
    """
    items = [item_document(item, plan) for item in plan.items]
    if evaluation is not None:
        for item, verdict in zip(items, evaluation.verdicts, strict=True):
            item["computed"] = computed(verdict)
    return {
        "source": source,
        "tab": layout.tab,
        "header_row": layout.header_row,
        "date_order": layout.date_order.value,
        "columns": [
            {
                "index": c.index,
                "letter": c.letter,
                "header": c.header,
                "field": c.field,
                "sure": c.sure,
                "why": c.why,
            }
            for c in layout.columns
        ],
        "doubts": list(layout.doubts),
        "items": items,
        "findings": [finding_document(finding) for finding in findings],
    }


def item_document(item: Item, plan: Plan) -> dict[str, object]:
    """One item as the sheet says it, before any evaluation."""
    row = item.row
    parent = None if item.parent is None else plan.items[item.parent].id
    links = [
        {"on": plan.items[link.on].id, "type": link.type.value, "lag": link.lag}
        for link in item.links
    ]
    document: dict[str, object] = {
        "row": row.row,
        "id": item.id,
        "kind": item.kind.value,
        "title": row.title,
        "project": row.project,
        "phase": row.phase,
        "parent": parent,
        "owners": list(row.owners),
        "start": _iso(row.start),
        "due": _iso(row.due),
        "baseline": _iso(row.baseline),
        "forecast": _iso(row.forecast),
        "actual": _iso(row.actual),
        "status": row.status.value if row.status else None,
        "percent": row.percent,
        "priority": row.priority.value if row.priority else None,
        "depends_on": links,
        "budget": row.budget,
        "spent": row.spent,
    }
    if row.approximate:
        document["approximate"] = sorted(row.approximate)
    return document


def computed(verdict: Verdict) -> dict[str, object]:
    """What was computed for one item."""
    return {
        "status": verdict.status.value,
        "health": verdict.health.value,
        "why": verdict.why,
        "forecast": _iso(verdict.forecast),
        "slip_workdays": verdict.slip,
        "slip_days": verdict.slip_days,
        "slip_original": verdict.slip_original,
        "own": verdict.own,
        "inherited": verdict.inherited,
        "float": verdict.total_float,
        "critical": verdict.critical,
        "moves": verdict.moves,
        "percent": verdict.percent,
        "buffer_used": verdict.buffer_used,
    }


def finding_document(finding: Finding) -> dict[str, object]:
    """One finding."""
    return {
        "row": finding.row,
        "cell": finding.cell,
        "field": finding.field,
        "severity": finding.severity.value,
        "code": finding.code,
        "message": finding.message,
        "hint": finding.hint,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
