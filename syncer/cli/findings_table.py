"""Findings as a table: the cell, how much it matters, what is wrong and what to write instead."""

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from syncer.cli.terminal import MOST_LINES, ROOMY, print_rest, said, severity_text, table
from syncer.domain.findings import Finding, Severity
from syncer.stages.present.understanding import place
from syncer.stages.present.words import counted

_MANY = {
    Severity.ERROR: ("error", "errors"),
    Severity.WARNING: ("warning", "warnings"),
    Severity.ADVICE: ("piece of advice", "pieces of advice"),
}


def totals(findings: Sequence[Finding]) -> str:
    """`6 errors, 2 warnings`; or that there is nothing to mend."""
    numbers = Counter(finding.severity for finding in findings)
    said = [counted(numbers[s], *_MANY[s]) for s in Severity if numbers[s]]
    return ", ".join(said) or "nothing to mend"


def findings_table(findings: Sequence[Finding], width: int) -> Table:
    """*findings* in the order they have; in a narrow terminal the hint stands below its message."""
    roomy = width >= ROOMY
    columns = ("Cell", "Severity", "What is wrong", *(("What to do",) if roomy else ()))
    made = table(*columns, whole=("Cell", "Severity"))
    for finding in findings:
        where = place(finding)
        message, hint = said(finding.message), said(finding.hint)
        if roomy:
            made.add_row(said(where), severity_text(finding.severity), message, hint)
        else:
            below = Text("\n→ ", style="dim").append_text(hint) if finding.hint else Text()
            made.add_row(said(where), severity_text(finding.severity), message.append_text(below))
    return made


def print_findings(target: Console, findings: Sequence[Finding]) -> None:
    """Print *findings*, if any."""
    if findings:
        target.print(findings_table(findings[:MOST_LINES], target.width))
        print_rest(target, len(findings))
