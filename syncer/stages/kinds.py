"""Milestone, task or deliverable: SEMANTICS section 1."""

from collections.abc import Iterator

from syncer.domain.findings import Finding, Severity
from syncer.domain.plan import Kind, Row


def kind_of(row: Row) -> Kind:
    """By its type; else by duration, effort and dates; else it is a milestone."""
    if row.kind is not None:
        return row.kind
    if row.duration is not None:
        return Kind.TASK if row.duration else Kind.MILESTONE
    if row.effort is not None or _starts_before(row):
        return Kind.TASK
    return Kind.MILESTONE


def kind_findings(row: Row) -> Iterator[Finding]:
    """Where the kind and the rest of the row do not agree."""
    if row.kind is Kind.MILESTONE and row.duration:
        message = f"a milestone with a duration ({row.duration} d) is a task"
        hint = "call it a task, or take its duration away"
        code = "milestone-with-duration"
        yield Finding(row.row, "", "duration", Severity.ADVICE, code, message, hint)
    if row.kind is None and row.duration == 0 and _starts_before(row):
        message = f"the duration is 0, yet it starts on {row.start}, before it is due on {row.due}"
        hint = "write how many working days it lasts, or take the start away"
        code = "duration-zero"
        yield Finding(row.row, "", "duration", Severity.WARNING, code, message, hint)


def _starts_before(row: Row) -> bool:
    return row.start is not None and row.due is not None and row.start < row.due
